// Package membook is a roster's book in memory: for tests of what uses one.
package membook

import (
	"bytes"
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
)

// Book is a book in memory. The zero value is empty and not usable; New makes
// one. It is not safe for concurrent use.
type Book struct {
	// Fail, if not nil, is asked before each write of an import; its error ends
	// it.
	Fail   func() error
	tasks  map[booth.TaskID]*task
	photos map[booth.StudentKey]map[booth.PhotoID][]byte
	now    time.Time
	// Change is what the last import said it did.
	Change roster.Change
}

type task struct {
	changed time.Time
	roster  map[booth.StudentKey]roster.Entry
	manual  map[booth.StudentKey]roster.Entry
}

// New makes an empty book.
func New() *Book {
	return &Book{
		tasks: map[booth.TaskID]*task{}, photos: map[booth.StudentKey]map[booth.PhotoID][]byte{},
		now: time.Date(2025, time.November, 21, 9, 0, 0, 0, booth.Shanghai),
	}
}

func (b *Book) of(id booth.TaskID) *task {
	if b.tasks[id] == nil {
		b.tasks[id] = &task{roster: map[booth.StudentKey]roster.Entry{}, manual: map[booth.StudentKey]roster.Entry{}}
	}
	return b.tasks[id]
}

// KeyOf gives the key under a campus key for tests.
func (b *Book) KeyOf(id booth.IDNumber) (booth.StudentKey, error) {
	return booth.KeyFor([]byte("campus key for tests"), id), nil
}

// Info counts.
func (b *Book) Info(_ context.Context, id booth.TaskID) (roster.Info, error) {
	t := b.of(id)
	return roster.Info{Students: len(t.roster), Manual: len(t.manual), Changed: t.changed}, nil
}

// Students goes through all entries, in the order of their keys.
func (b *Book) Students(_ context.Context, id booth.TaskID) iter.Seq2[roster.Entry, error] {
	return func(yield func(roster.Entry, error) bool) {
		t := b.of(id)
		for _, part := range []map[booth.StudentKey]roster.Entry{t.roster, t.manual} {
			keys := slices.SortedFunc(maps.Keys(part), func(a, b booth.StudentKey) int { return bytes.Compare(a[:], b[:]) })
			for _, k := range keys {
				if part[k].Student.Manual != booth.FromRoster {
					if _, also := t.roster[k]; also {
						continue
					}
				}
				if !yield(part[k], nil) {
					return
				}
			}
		}
	}
}

// AddManual adds a manual entry.
func (b *Book) AddManual(id booth.TaskID, e roster.Entry) {
	t := b.of(id)
	t.manual[e.Student.Key] = e
	t.changed = b.tick()
}

func (b *Book) tick() time.Time {
	b.now = b.now.Add(time.Second)
	return b.now
}

// Replace does what roster.Book says.
func (b *Book) Replace(ctx context.Context, id booth.TaskID, base roster.Info, change roster.Change, write func(roster.Writer) error) error {
	if info, err := b.Info(ctx, id); err != nil || info != base {
		return roster.ErrChanged
	}
	w := &writer{b: b, task: id, roster: map[booth.StudentKey]roster.Entry{}, photos: map[booth.StudentKey][]byte{}}
	if err := write(w); err != nil {
		return err
	}
	t := b.of(id)
	t.roster, t.changed, b.Change = w.roster, b.tick(), change
	for k, photo := range w.photos {
		if b.photos[k] == nil {
			b.photos[k] = map[booth.PhotoID][]byte{}
		}
		b.photos[k][t.roster[k].Student.Reference] = photo
	}
	return nil
}

// Reference gives a reference photo.
func (b *Book) Reference(k booth.StudentKey, id booth.PhotoID) []byte { return b.photos[k][id] }

// Lookup looks at every student.
func (b *Book) Lookup(ctx context.Context, id booth.TaskID, key roster.LookupKey, limit int) (found []roster.Entry, more bool, err error) {
	for e, err := range b.Students(ctx, id) {
		if err != nil {
			return nil, false, err
		}
		fits := slices.ContainsFunc(roster.Keys(e.Student.Person), func(k roster.LookupKey) bool {
			return k == key || k.Kind == key.Kind && key.Prefix() && strings.HasPrefix(k.Reveal(), key.Reveal())
		})
		switch {
		case !fits:
		case len(found) == limit:
			return found, true, nil
		default:
			found = append(found, e)
		}
	}
	return found, false, nil
}

type writer struct {
	b      *Book
	task   booth.TaskID
	roster map[booth.StudentKey]roster.Entry
	photos map[booth.StudentKey][]byte
}

func (w *writer) fail() error {
	if w.b.Fail != nil {
		return w.b.Fail()
	}
	return nil
}

func (w *writer) Put(entries ...roster.Entry) error {
	for _, e := range entries {
		e.Student.Task = w.task
		w.roster[e.Student.Key] = e
	}
	return w.fail()
}

func (w *writer) Keep(students ...booth.StudentKey) error {
	for _, k := range students {
		w.roster[k] = w.b.of(w.task).roster[k]
	}
	return w.fail()
}

func (w *writer) PutReference(k booth.StudentKey, photo []byte) error {
	w.photos[k] = bytes.Clone(photo)
	return w.fail()
}
