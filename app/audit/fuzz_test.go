package audit

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestAnyChangeIsFound changes one byte, one bit or one place of a trail.
func TestAnyChangeIsFound(t *testing.T) {
	lines, heads := trail(t, 12)
	rapid.Check(t, func(t *rapid.T) {
		l := make([][]byte, len(lines))
		for i := range lines {
			l[i] = bytes.Clone(lines[i])
		}
		i := rapid.IntRange(0, len(l)-1).Draw(t, "record")
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			l[i][rapid.IntRange(0, len(l[i])-1).Draw(t, "byte")] ^= byte(1 << rapid.IntRange(0, 7).Draw(t, "bit"))
		case 1:
			l = append(l[:i], l[i+1:]...)
		case 2:
			j := rapid.IntRange(0, len(l)-2).Draw(t, "other")
			if j >= i {
				j++
			}
			l[i], l[j] = l[j], l[i]
		case 3:
			l = append(l[:i+1], l[i:]...)
		case 4:
			l = l[:i]
		}
		if _, err := Verify(each(l), heads[len(heads)-1]); err == nil {
			t.Fatal("verified")
		}
	})
}

// FuzzParse: whatever a line is, reading it ends, and what is read is written
// the same again.
func FuzzParse(f *testing.F) {
	lines, _ := trail(f, 3)
	for _, l := range lines {
		f.Add(l)
	}
	f.Add([]byte(`{"seq":1,"who":"helper:张三"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		seq, _, err := Parse(text)
		if err != nil {
			return
		}
		if l, err := decode(text); err != nil || l.Seq != seq {
			t.Fatalf("%v", err)
		}
	})
}
