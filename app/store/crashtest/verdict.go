package crashtest

import (
	"fmt"
	"os"
	"path/filepath"

	"campuskiosk/app/store"
)

// Verdict is what became of a store after a cut.
type Verdict struct {
	// Acknowledged ops, all since the folder was made.
	Acknowledged int
	// Also: the op that was under way is there too, whole.
	Also bool
	// Difference from what must be there, problems that Check found, and photos
	// that were served half: none for a store that kept its promises.
	Difference Difference
	Problems   []string
	Half       int
}

// Good reports whether all promises were kept.
func (v Verdict) Good() bool { return v.Difference.None() && len(v.Problems) == 0 && v.Half == 0 }

// String says in one line what is wrong.
func (v Verdict) String() string {
	return fmt.Sprintf("acknowledged %d, lost %q, extra %q, problems %q, half %d", v.Acknowledged, v.Difference.Lost, v.Difference.Extra, v.Problems, v.Half)
}

// Judge looks at the store of the writer's folder after a cut, when so many
// ops were acknowledged. It then does the op that was under way once more if
// it is a session's step and took place: that must change nothing.
//
// The error says that the store did not open or could not be read.
func (w Writer) Judge(acknowledged int) (v Verdict, err error) {
	v.Acknowledged = acknowledged
	defer func() {
		if r := recover(); r != nil { // damage that bbolt only meets while reading
			err = fmt.Errorf("crashtest: reading panics: %v", r)
		}
	}()
	before := w.world(acknowledged)
	op := w.Ops.At(acknowledged, before)
	after := before.Clone()
	after.Apply(op)

	s, err := OpenStore(w.Dir)
	if err != nil {
		return v, err
	}
	defer s.Close()
	seen, err := Observe(s, after)
	if err != nil {
		return v, err
	}
	v.Problems, v.Half = seen.Problems, seen.Half
	if n, err := filesIn(filepath.Join(w.Dir, "photos")); err != nil || n != seen.Files {
		v.Problems = append(v.Problems, fmt.Sprintf("%d files of %d photos (%v)", n, seen.Files, err))
	}
	if n, err := filesIn(filepath.Join(w.Dir, "keys")); err != nil || n != 2 {
		v.Problems = append(v.Problems, fmt.Sprintf("%d files of keys (%v)", n, err))
	}
	v.Difference = seen.Facts.Against(before.Facts())
	if v.Difference.None() {
		return v, nil
	}
	if d := seen.Facts.Against(after.Facts()); !d.None() {
		return v, nil
	}
	v.Also, v.Difference = true, Difference{}
	return v, w.again(s, op, before, after, &v)
}

func filesIn(dir string) (int, error) {
	entries, err := os.ReadDir(dir)
	return len(entries), err
}

// again repeats a step that nobody knows to have taken place.
func (w Writer) again(s *store.Store, op Op, before, after *World, v *Verdict) error {
	if !op.isStep() {
		return nil
	}
	step, err := op.step(before)
	if err != nil {
		return err
	}
	if got, err := s.Apply(step); err != nil || got != step.From+1 {
		v.Problems = append(v.Problems, fmt.Sprintf("repeating a step: version %d, %v", got, err))
		return nil
	}
	seen, err := Observe(s, after)
	if err != nil {
		return err
	}
	v.Difference = seen.Facts.Against(after.Facts())
	return nil
}
