package auditcmd

import (
	"bufio"
	"context"
	"iter"
	"os"

	"campuskiosk/app/audit"
)

// maxLine is the longest line that is read, in bytes; records are under 1 KB.
const maxLine = 64 << 10

// exported is a trail in a file, one record a line.
type exported struct{ f *os.File }

// trailOf opens the exported file, or the kiosk's trail when there is none.
func trailOf(ctx context.Context, open func(context.Context) (Trail, error), file string) (Trail, error) {
	if file == "" {
		return open(ctx)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, ErrUnreadable.Because(err)
	}
	return exported{f}, nil
}

// Lines reads the file.
func (e exported) Lines(ctx context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		s := bufio.NewScanner(e.f)
		s.Buffer(make([]byte, 0, 4096), maxLine)
		for s.Scan() {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if !yield(s.Bytes(), nil) {
				return
			}
		}
		if err := s.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// Heads gives none: a file knows nothing beside itself.
func (e exported) Heads() ([]audit.Head, error) { return nil, nil }

// Close closes the file.
func (e exported) Close() error { return e.f.Close() }
