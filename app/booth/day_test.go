package booth

import (
	"slices"
	"testing"
	"time"
)

func TestDays(t *testing.T) {
	for _, c := range []struct {
		at   string
		want Day
	}{
		{"2026-02-28T15:59:59Z", "2026-02-28"},
		{"2026-02-28T16:00:00Z", "2026-03-01"},
		{"2028-02-28T16:00:00Z", "2028-02-29"},
		{"2028-02-29T23:59:59+08:00", "2028-02-29"},
		{"2028-03-01T00:00:00+08:00", "2028-03-01"},
		{"2026-12-31T12:00:00-05:00", "2027-01-01"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := DayOf(at); got != c.want {
			t.Errorf("%s is %s, want %s", c.at, got, c.want)
		}
	}
	if Day("2028-02-28").Next() != "2028-02-29" || Day("2028-03-01").Before() != "2028-02-29" || Day("2026-03-01").Before() != "2026-02-28" {
		t.Error("days around leap days")
	}
	if _, ok := Day("2026-02-29").Start(); ok || Day("x").Next() != "x" {
		t.Error("no day taken for one")
	}
}

func TestUses(t *testing.T) {
	at := time.Date(2026, 3, 1, 23, 59, 0, 0, Shanghai)
	a := AddUse(AddUse(nil, "k1", at), "k1", at.Add(-time.Hour))
	a = AddUse(a, "k1", at.Add(2*time.Minute))
	want := []Use{{"2026-03-01", "k1", 2, at}, {"2026-03-02", "k1", 1, at.Add(2 * time.Minute)}}
	if !slices.Equal(a, want) {
		t.Errorf("got %v", a)
	}
	b := AddUse(AddUse(nil, "k2", at), "k2", at)
	merged := MergeUses(MergeUses(a, b), MergeUses(b, a[:1]))
	if !slices.Equal(merged, append(slices.Clone(want), Use{"2026-03-01", "k2", 2, at})) {
		t.Errorf("merged %v", merged)
	}
}
