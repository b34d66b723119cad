package store

import (
	"errors"
	"slices"

	"campuskiosk/app/booth"
)

// Scope is whom a change concerns.
type Scope string

// Everyone is all kiosks.
const Everyone Scope = "all"

// OfTask is all kiosks of a task.
func OfTask(id booth.TaskID) Scope { return Scope("task:" + string(id)) }

// OfSchool is all kiosks of a school.
func OfSchool(id booth.SchoolID) Scope { return Scope("school:" + string(id)) }

// OfKiosk is one kiosk.
func OfKiosk(id booth.KioskID) Scope { return Scope("kiosk:" + string(id)) }

// Change is an entry of the feed: what something is now, or that it is gone.
type Change struct {
	Scope Scope
	Kind  string
	Key   string
	// Seq orders changes; 0 before it was stored.
	Seq     int64
	Removed bool
	// Body is JSON; empty where removed.
	Body string
}

// Say puts changes into the feed when the transaction commits. Of changes with
// the same scope, kind and key the last counts.
func (t *Tx) Say(changes ...Change) { t.changes = append(t.changes, changes...) }

type changeKey struct {
	scope     Scope
	kind, key string
}

func (t *Tx) flushChanges() error {
	if len(t.changes) == 0 {
		return nil
	}
	last := make(map[changeKey]int, len(t.changes))
	for i, c := range t.changes {
		last[changeKey{c.Scope, c.Kind, c.Key}] = i
	}
	order := make([]int, 0, len(last))
	for _, i := range last {
		order = append(order, i)
	}
	slices.Sort(order)
	end, err := t.advance("changes", int64(len(order)))
	if err != nil {
		return err
	}
	seq := end - int64(len(order))
	rows := make([][]any, 0, len(order))
	for _, i := range order {
		seq++
		c := t.changes[i]
		rows = append(rows, []any{string(c.Scope), c.Kind, c.Key, seq, c.Removed, c.Body})
	}
	return t.insertMany("changes", []string{"scope", "kind", "key", "seq", "removed", "body"}, rows,
		"on conflict (scope, kind, key) do update set seq = excluded.seq, removed = excluded.removed, body = excluded.body")
}

// Changes are a scope's changes after a number, oldest first, at most limit.
func (t *Tx) Changes(scope Scope, after int64, limit int) ([]Change, error) {
	var all []Change
	err := t.each("select kind, key, seq, removed, body from changes where scope = $1 and seq > $2 order by seq limit $3",
		[]any{string(scope), after, limit}, func(scan func(...any) error) error {
			c := Change{Scope: scope}
			err := scan(&c.Kind, &c.Key, &c.Seq, &c.Removed, &c.Body)
			all = append(all, c)
			return err
		})
	return all, err
}

// Changed tells the newest number of the feed, and which scopes changed after
// a number.
func (t *Tx) Changed(after int64) (newest int64, scopes []Scope, err error) {
	if newest, err = t.counter("changes"); err != nil || newest <= after {
		return newest, nil, err
	}
	err = t.each("select distinct scope from changes where seq > $1", []any{after}, func(scan func(...any) error) error {
		var s string
		err := scan(&s)
		scopes = append(scopes, Scope(s))
		return err
	})
	return newest, scopes, err
}

// Change gives the latest change of a key; the zero Change where there is none.
func (t *Tx) Change(scope Scope, kind, key string) (Change, error) {
	c := Change{Scope: scope, Kind: kind, Key: key}
	err := t.one("select seq, removed, body from changes where scope = $1 and kind = $2 and key = $3",
		[]any{string(scope), kind, key}, &c.Seq, &c.Removed, &c.Body)
	if errors.Is(err, ErrNotFound) {
		return Change{}, nil
	}
	return c, err
}

// FeedState gives a number that names this database, and the newest number of
// its feed.
func (t *Tx) FeedState() (base, newest int64, err error) {
	if base, err = t.counter("base"); err != nil {
		return 0, 0, err
	}
	newest, err = t.counter("changes")
	return base, newest, err
}
