package booth

import (
	"testing"
)

// FuzzParseID: whatever is typed, a number that is accepted is in its normal
// form, stays accepted, and was never refused on the way to its end.
func FuzzParseID(f *testing.F) {
	for _, s := range []string{"11010519491231002X", "A123456(3)", "H1234567801", "01234567", "A123456789", "E1234567", "１１０", "\u200b(", ""} {
		for kind := range 3 {
			f.Add(kind, s)
		}
	}
	f.Fuzz(func(t *testing.T, kind int, typed string) {
		k := append(IDKinds(), "other")[uint(kind)%4]
		n, err := ParseID(k, typed, testDay)
		complete, terr := Typing(k, typed, testDay)
		if complete != (err == nil) || complete && terr != nil {
			t.Fatalf("parsed: %v, typed: %v %v", err, complete, terr)
		}
		if err != nil {
			return
		}
		again, err := ParseID(k, n.Reveal(), testDay)
		if err != nil || again != n || NormaliseID(n.Reveal()) != n.Reveal() {
			t.Fatalf("accepted once, then %v", err)
		}
		for i := range n.Reveal() {
			if _, err := Typing(k, n.Reveal()[:i], testDay); err != nil {
				t.Fatalf("refused after %d characters: %v", i, err)
			}
		}
	})
}

// FuzzReadSession: a damaged record gives an error or a session, never a panic,
// and what was read can be written.
func FuzzReadSession(f *testing.F) {
	f.Add([]byte(`{"session":{"schema":1,"id":"01ARZ3NDEKTSV4RRFFQ69G5FAV","state":"who"},"person":{"name":"张三","kind":"passport","id":"E1"}}`))
	f.Add([]byte(`{"session":{"student":{"key":"00"}}}`))
	f.Fuzz(func(t *testing.T, record []byte) {
		s, err := ReadSession(record)
		if err != nil {
			return
		}
		if _, err := s.Record(); err != nil {
			t.Fatal(err)
		}
	})
}
