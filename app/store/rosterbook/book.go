// Package rosterbook is the kiosk's store as app/roster sees it: a book of
// rosters with an index of what students are looked up by.
package rosterbook

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"math"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/app/store"
)

// Book is a store's rosters: a roster.Book and a roster.Finder.
type Book struct {
	s *store.Store
	// say makes the trail's record of an import.
	say func(booth.TaskID, roster.Change) audit.Record
}

// New gives the book of a store. say makes the trail's record of an import,
// which is written in the same transaction.
func New(s *store.Store, say func(booth.TaskID, roster.Change) audit.Record) *Book {
	return &Book{s, say}
}

// KeyOf gives a student's key under the store's campus key.
func (b *Book) KeyOf(id booth.IDNumber) (booth.StudentKey, error) {
	campus, err := b.s.CampusKey()
	if err != nil {
		return booth.StudentKey{}, err
	}
	return booth.KeyFor(campus, id), nil
}

// Info tells about a task's roster.
func (b *Book) Info(_ context.Context, task booth.TaskID) (roster.Info, error) {
	r, err := b.s.Roster(task)
	return roster.Info(r), err
}

// Students goes through a task's students in one snapshot.
func (b *Book) Students(ctx context.Context, task booth.TaskID) iter.Seq2[roster.Entry, error] {
	return func(yield func(roster.Entry, error) bool) {
		for e, err := range b.s.Students(task) {
			if err == nil {
				err = ctx.Err()
			}
			var entry roster.Entry
			if err == nil {
				entry, err = fromStore(e)
			}
			if !yield(entry, err) || err != nil {
				return
			}
		}
	}
}

// Replace exchanges the whole roster of a task.
func (b *Book) Replace(ctx context.Context, task booth.TaskID, base roster.Info, change roster.Change, write func(roster.Writer) error) error {
	planned := store.Roster(base)
	i, err := b.s.ImportRoster(task, &planned)
	if err != nil {
		return changed(err)
	}
	w := &writer{ctx: ctx, i: i}
	if err := errors.Join(write(w), w.flush()); err != nil {
		return errors.Join(err, i.Abort())
	}
	return changed(i.Commit(b.say(task, change)))
}

// changed gives the roster's own error for a roster that changed.
func changed(err error) error {
	if errors.Is(err, store.ErrRosterChanged) {
		return roster.ErrChanged.Because(err)
	}
	return err
}

// Lookup asks the store's index.
func (b *Book) Lookup(_ context.Context, task booth.TaskID, key roster.LookupKey, limit int) (found []roster.Entry, more bool, err error) {
	var f store.Found
	switch text := key.Reveal(); key.Kind {
	case roster.ByStudentNumber:
		f.Entries, err = b.s.ByNumber(task, booth.NewStudentNumber(text))
	case roster.ByIDNumber:
		f.Entries, err = b.byID(task, text)
	case roster.ByName:
		f, err = b.s.ByName(task, text, limit)
	case roster.BySpelling:
		f, err = b.s.BySpelling(task, text, limit)
	}
	if err != nil {
		return nil, false, err
	}
	if len(f.Entries) > limit {
		f.Entries, f.More = f.Entries[:limit], true
	}
	for _, e := range f.Entries {
		entry, err := fromStore(e)
		if err != nil {
			return nil, false, err
		}
		found = append(found, entry)
	}
	return found, f.More, nil
}

// anyDay is a day after every birth date that a number may name: the number
// was checked when it came into the roster.
var anyDay = time.UnixMilli(math.MaxInt32 * 1000)

// byID finds a student by a whole number of any kind of ID.
func (b *Book) byID(task booth.TaskID, text string) ([]store.Entry, error) {
	for _, kind := range booth.IDKinds() {
		id, err := booth.ParseID(kind, text, anyDay)
		if err != nil {
			continue
		}
		key, err := b.KeyOf(id)
		if err != nil {
			return nil, err
		}
		e, err := b.s.Student(task, key)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		return []store.Entry{e}, err
	}
	return nil, nil
}

// Spellings are how a student's name is typed in letters, for store.Entry and
// store.Step.
func Spellings(p booth.Person) []string {
	var all []string
	for _, k := range roster.Keys(p) {
		if k.Kind == roster.BySpelling {
			all = append(all, k.Reveal())
		}
	}
	return all
}

// ToStore gives an entry as the store keeps it.
func ToStore(e roster.Entry) (store.Entry, error) {
	s := store.Entry{Student: e.Student, Spellings: Spellings(e.Student.Person), Embeddings: e.Embeddings}
	if e.Place == (roster.Place{}) {
		return s, nil
	}
	var err error
	s.Extra, err = json.Marshal(e.Place)
	return s, err
}

func fromStore(s store.Entry) (roster.Entry, error) {
	e := roster.Entry{Student: s.Student, Embeddings: s.Embeddings}
	if len(s.Extra) == 0 {
		return e, nil
	}
	return e, json.Unmarshal(s.Extra, &e.Place)
}
