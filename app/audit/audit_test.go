package audit

import (
	"bytes"
	"errors"
	"iter"
	"strconv"
	"strings"
	"testing"
	"time"

	"campuskiosk/app/booth"
)

var noon = time.Date(2025, 11, 21, 4, 0, 0, 123e6, time.UTC)

// trail makes n records of a plausible day.
func trail(t testing.TB, n int) (lines [][]byte, heads []Head) {
	t.Helper()
	heads = []Head{{}}
	what := []string{"session.started", "shot.taken", "check.overridden", "session.submitted"}
	for i := range n {
		r := Record{
			At: noon.Add(time.Duration(i) * time.Second), Trust: booth.TimeVerified,
			Who: Actor{Helper, "h-07"}, What: what[i%len(what)], On: "01KAJ3Z8Y3V6V1G7M2Q4T9XN5R",
		}
		if r.What == "check.overridden" {
			r.Rule, r.Facts = booth.RuleP5, map[string]string{"reason": "hair", "check": "eyes_unobscured", "score": "71"}
		}
		line, head, err := Append(heads[len(heads)-1], r)
		if err != nil {
			t.Fatal(err)
		}
		lines, heads = append(lines, line), append(heads, head)
	}
	return lines, heads
}

func each(lines [][]byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, l := range lines {
			if !yield(l, nil) {
				return
			}
		}
	}
}

func TestEncodingIsFixed(t *testing.T) {
	lines, heads := trail(t, 3)
	const third = `{"seq":3,"at":1763697602123,"trust":"verified","who":"helper:h-07","what":"check.overridden","on":"01KAJ3Z8Y3V6V1G7M2Q4T9XN5R","rule":"P5",` +
		`"facts":{"check":"eyes_unobscured","reason":"hair","score":"71"},"prev":"`
	if !strings.HasPrefix(string(lines[2]), third) {
		t.Errorf("the encoding changed, old trails would not verify:\n%s", lines[2])
	}
	if want := "d7915e0c"; !strings.HasPrefix(heads[3].Hash.String(), want) {
		t.Errorf("the hash changed, old trails would not verify: %v", heads[3].Hash)
	}
	seq, r, err := Parse(lines[2])
	if err != nil || seq != 3 || !r.At.Equal(noon.Add(2*time.Second)) || r.Who != (Actor{Helper, "h-07"}) || r.Rule != "P5" || r.Facts["score"] != "71" {
		t.Errorf("read back %d %+v, %v", seq, r, err)
	}
}

func TestHeadText(t *testing.T) {
	_, heads := trail(t, 2)
	got, err := ParseHead(heads[2].String())
	if err != nil || got != heads[2] {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "2", "x:" + heads[2].Hash.String(), "2:12", "2:" + strings.Repeat("g", 64), "-1:" + heads[2].Hash.String()} {
		if _, err := ParseHead(bad); err == nil {
			t.Errorf("took %q for a head", bad)
		}
	}
}

func TestVerifyFindsWhatWasDone(t *testing.T) {
	lines, heads := trail(t, 40)
	swap := func(l [][]byte, i, j int) { l[i], l[j] = l[j], l[i] }
	for name, c := range map[string]struct {
		do   func([][]byte) [][]byte
		seq  uint64
		want error
	}{
		"edited":            {func(l [][]byte) [][]byte { l[9] = bytes.Replace(l[9], []byte("h-07"), []byte("h-08"), 1); return l }, 10, ErrEdited},
		"edited, the last":  {func(l [][]byte) [][]byte { l[39] = bytes.Replace(l[39], []byte("h-07"), []byte("h-08"), 1); return l }, 40, ErrEdited},
		"other spelling":    {func(l [][]byte) [][]byte { l[9] = append(l[9], ' '); return l }, 10, ErrMalformed},
		"field added":       {func(l [][]byte) [][]byte { l[9] = bytes.Replace(l[9], []byte("{"), []byte(`{"x":1,`), 1); return l }, 10, ErrMalformed},
		"line of nothing":   {func(l [][]byte) [][]byte { l[9] = nil; return l }, 10, ErrMalformed},
		"removed":           {func(l [][]byte) [][]byte { return append(l[:9], l[10:]...) }, 10, ErrMissing},
		"first removed":     {func(l [][]byte) [][]byte { return l[1:] }, 1, ErrMissing},
		"exchanged":         {func(l [][]byte) [][]byte { swap(l, 9, 10); return l }, 10, ErrMissing},
		"twice":             {func(l [][]byte) [][]byte { l[10] = l[9]; return l }, 11, ErrOrder},
		"end cut":           {func(l [][]byte) [][]byte { return l[:30] }, 31, ErrTruncated},
		"all gone":          {func([][]byte) [][]byte { return nil }, 1, ErrTruncated},
		"removed, renamed":  {func(l [][]byte) [][]byte { return renumber(append(l[:9], l[10:]...)) }, 9, ErrEdited},
		"first of another":  {func(l [][]byte) [][]byte { return renumber(l[1:]) }, 1, ErrMissing},
		"rewritten further": {rewrite, 40, ErrEdited},
	} {
		t.Run(name, func(t *testing.T) {
			copied := make([][]byte, len(lines))
			for i := range lines {
				copied[i] = bytes.Clone(lines[i])
			}
			_, err := Verify(each(c.do(copied)), heads[40])
			var b *Broken
			if !errors.As(err, &b) || !errors.Is(err, c.want) || b.Seq != c.seq {
				t.Errorf("%v, want %v at %d", err, c.want, c.seq)
			}
		})
	}
	if head, err := Verify(each(lines), heads[40], heads[17], Head{}); err != nil || head != heads[40] {
		t.Errorf("a whole trail: %v, %v", head, err)
	}
	if _, err := Verify(each(lines[:30]), heads[17]); err != nil {
		t.Errorf("an older head: %v", err)
	}
	if _, err := Verify(each(lines), heads[40], Head{40, heads[39].Hash}); !errors.Is(err, ErrEdited) {
		t.Errorf("two heads of one number: %v", err)
	}
}

// renumber gives the lines new numbers, as someone would who hides a gap.
func renumber(lines [][]byte) [][]byte {
	for i := range lines {
		_, rest, _ := bytes.Cut(lines[i], []byte(`,"at"`))
		lines[i] = append([]byte(`{"seq":`+strconv.Itoa(i+1)+`,"at"`), rest...)
	}
	return lines
}

// rewrite makes the trail anew from record 21 on: only a known head shows it.
func rewrite(lines [][]byte) [][]byte {
	head, _ := Verify(each(lines[:20]))
	for i := 20; i < len(lines); i++ {
		_, r, _ := Parse(lines[i])
		r.Who.ID = "h-99"
		lines[i], head, _ = Append(head, r)
	}
	return lines
}

func TestReadingFails(t *testing.T) {
	lines, heads := trail(t, 5)
	broken := errors.New("disk")
	head, err := Verify(func(yield func([]byte, error) bool) {
		_ = yield(lines[0], nil) && yield(lines[1], nil) && yield(nil, broken)
	}, heads[5])
	if !errors.Is(err, broken) || head != heads[2] {
		t.Errorf("%v, %v", head, err)
	}
}

func TestNothingPersonal(t *testing.T) {
	secrets := []string{"张三丰", "11010519491231002X", "110105194912310021", "2025302110001", "13800138000", "Zhang San", "a@b.cn", strings.Repeat("x", 65)}
	for _, s := range secrets {
		line, _, err := Append(Head{}, Record{
			At: noon, Trust: booth.TimeVerified, Who: Actor{Helper, s}, What: "x", On: s, Rule: booth.RuleID(s), Facts: map[string]string{"a": s},
		})
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(line, []byte(s)) || bytes.Count(line, []byte(withheld)) != 4 {
			t.Errorf("a value got into the trail: %s", line)
		}
		for _, r := range []Record{
			{At: noon, Trust: booth.TimeVerified, Who: Actor{Role: System}, What: s},
			{At: noon, Trust: booth.TimeVerified, Who: Actor{Role: Role(s)}, What: "x"},
			{At: noon, Trust: booth.Trust(s), Who: Actor{Role: System}, What: "x"},
			{At: noon, Trust: booth.TimeVerified, Who: Actor{Role: System}, What: "x", Facts: map[string]string{s: "1"}},
		} {
			if _, _, err := Append(Head{}, r); err == nil {
				t.Errorf("took %q as a word of the program", s)
			}
		}
	}
	for _, s := range []string{"01KAJ3Z8Y3V6V1G7M2Q4T9XN5R", "h-07", "reason.hair", "-3", "20251121", "kiosk/2", Hash{}.String()} {
		if plain(s) != s {
			t.Errorf("withheld %q", s)
		}
	}
}
