package store

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
)

// The layers of a task's roster.
const (
	fromList = 0
	byHand   = 1
)

// ErrRosterChanged says that the roster is another than the change was planned
// on.
var ErrRosterChanged = errors.New("store: the roster has changed since")

// entryRecord is the stored form of an entry.
type entryRecord struct {
	Student    booth.Student      `json:"student"`
	Person     booth.PersonRecord `json:"person"`
	Place      roster.Place       `json:"place,omitzero"`
	Embeddings [][]byte           `json:"embeddings,omitempty"`
}

func entryOf(body string) (roster.Entry, error) {
	var r entryRecord
	if err := fromJSON(body, &r); err != nil {
		return roster.Entry{}, err
	}
	r.Student.Person = r.Person.Person()
	return roster.Entry{Student: r.Student, Place: r.Place, Embeddings: r.Embeddings}, nil
}

// keyText is a student's key as it is stored.
func keyText(k booth.StudentKey) string { return fmt.Sprintf("%x", k[:]) }

func readKey(text string) (booth.StudentKey, error) {
	var k booth.StudentKey
	return k, k.UnmarshalText([]byte(text))
}

// RosterInfo tells about a task's roster; an unknown task has none.
func (t *Tx) RosterInfo(task booth.TaskID) (roster.Info, error) {
	var i roster.Info
	var changed int64
	err := t.one(`select (select count(*) from roster where task = $1 and layer = 0), (select count(*) from roster where task = $1 and layer = 1),
		coalesce((select roster_changed from tasks where id = $1), 0)`, []any{string(task)}, &i.Students, &i.Manual, &changed)
	i.Changed = at(changed)
	return i, err
}

// touchRoster notes that a roster changed; no two changes have the same time.
func (t *Tx) touchRoster(task booth.TaskID) error {
	n, err := t.exec(`update tasks set roster_revision = roster_revision + 1,
		roster_changed = case when $2 > roster_changed then $2 else roster_changed + 1 end where id = $1`, string(task), ms(t.Now()))
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// shown is the condition for an entry that is not hidden by the list's entry
// of the same student.
const shown = `(r.layer = 0 or not exists (select 1 from roster l where l.task = r.task and l.student = r.student and l.layer = 0))`

// Students goes through a task's entries, manual ones too, in no order.
func (t *Tx) Students(task booth.TaskID) iter.Seq2[roster.Entry, error] {
	return func(yield func(roster.Entry, error) bool) {
		stop := errors.New("stop")
		err := t.each("select r.body from roster r where r.task = $1 and "+shown, []any{string(task)}, func(scan func(...any) error) error {
			var body string
			if err := scan(&body); err != nil {
				return err
			}
			e, err := entryOf(body)
			if err != nil {
				return err
			}
			if !yield(e, nil) {
				return stop
			}
			return nil
		})
		if err != nil && !errors.Is(err, stop) {
			yield(roster.Entry{}, err)
		}
	}
}

// Student gives a student of a task: the list's entry, else the manual one;
// ErrNotFound.
func (t *Tx) Student(task booth.TaskID, key booth.StudentKey) (roster.Entry, error) {
	var body string
	err := t.one("select body from roster where task = $1 and student = $2 order by layer limit 1", []any{string(task), keyText(key)}, &body)
	if err != nil {
		return roster.Entry{}, err
	}
	return entryOf(body)
}

// PutManual adds or changes a manual entry.
func (t *Tx) PutManual(task booth.TaskID, e roster.Entry) error {
	if e.Student.Manual == booth.FromRoster {
		return errors.New("store: not a manual entry")
	}
	return errors.Join(t.putEntries(task, byHand, 0, []roster.Entry{e}), t.touchRoster(task))
}

// Manual are the manual entries of a task (of all tasks where none is named)
// in one state, by name.
func (t *Tx) Manual(task booth.TaskID, state booth.ManualState) ([]roster.Entry, error) {
	return t.entries(`select body from roster where layer = 1 and manual = $2 and (task = $1 or $1 = '') order by name, student limit 10000`,
		string(task), string(state))
}

func (t *Tx) entries(query string, args ...any) ([]roster.Entry, error) {
	var all []roster.Entry
	err := t.each(query, args, func(scan func(...any) error) error {
		var body string
		if err := scan(&body); err != nil {
			return err
		}
		e, err := entryOf(body)
		all = append(all, e)
		return err
	})
	return all, err
}

var rosterColumns = []string{"task", "student", "layer", "gen", "manual", "number", "id_number", "name", "reference", "body"}

func (t *Tx) putEntries(task booth.TaskID, layer, gen int64, entries []roster.Entry) error {
	// One statement can't touch a row twice: of equal students the last counts.
	byKey, order := map[booth.StudentKey]roster.Entry{}, make([]booth.StudentKey, 0, len(entries))
	for _, e := range entries {
		if _, twice := byKey[e.Student.Key]; !twice {
			order = append(order, e.Student.Key)
		}
		byKey[e.Student.Key] = e
	}
	rows := make([][]any, 0, len(order))
	for _, k := range order {
		e := byKey[k]
		e.Student.Task = task
		p := e.Student.Person
		body, err := toJSON(entryRecord{Student: e.Student, Person: p.Record(), Place: e.Place, Embeddings: e.Embeddings})
		if err != nil {
			return err
		}
		rows = append(rows, []any{
			string(task), keyText(k), layer, gen, string(e.Student.Manual), p.Number.Reveal(), p.ID.Reveal(),
			p.Name.Reveal(), string(e.Student.Reference), body,
		})
	}
	return t.insertMany("roster", rosterColumns, rows, `on conflict (task, student, layer) do update set gen = excluded.gen, manual = excluded.manual,
		number = excluded.number, id_number = excluded.id_number, name = excluded.name, reference = excluded.reference, body = excluded.body`)
}

// Replacement is a roster that is about to replace a task's present one.
type Replacement struct {
	t    *Tx
	task booth.TaskID
	gen  int64
}

// ReplaceRoster begins to replace a roster. base is what the change was
// planned on; ErrRosterChanged when it is another by now.
func (t *Tx) ReplaceRoster(task booth.TaskID, base roster.Info) (*Replacement, error) {
	// The task's row stays locked to the end.
	if n, err := t.exec("update tasks set roster_revision = roster_revision where id = $1", string(task)); err != nil || n == 0 {
		return nil, errors.Join(err, notFound(n))
	}
	info, err := t.RosterInfo(task)
	if err != nil {
		return nil, err
	}
	if info.Students != base.Students || info.Manual != base.Manual || !info.Changed.Equal(base.Changed) {
		return nil, ErrRosterChanged
	}
	gen, err := t.advance("roster", 1)
	return &Replacement{t, task, gen}, err
}

func notFound(n int64) error {
	if n == 0 {
		return ErrNotFound
	}
	return nil
}

// Put writes entries.
func (r *Replacement) Put(entries ...roster.Entry) error {
	return r.t.putEntries(r.task, fromList, r.gen, entries)
}

// Keep takes students over from the present roster as they are.
func (r *Replacement) Keep(students ...booth.StudentKey) error {
	for some := range slices.Chunk(students, maxArgsLite) {
		args := make([]any, 0, len(some)+2)
		args = append(args, string(r.task), r.gen)
		list := ""
		for i, k := range some {
			if i > 0 {
				list += ", "
			}
			args = append(args, keyText(k))
			list += fmt.Sprintf("$%d", len(args))
		}
		if _, err := r.t.exec("update roster set gen = $2 where task = $1 and layer = 0 and student in ("+list+")", args...); err != nil {
			return err
		}
	}
	return nil
}

// Has reports whether a student was written or kept.
func (r *Replacement) Has(k booth.StudentKey) (bool, error) {
	var n int
	err := r.t.one("select count(*) from roster where task = $1 and student = $2 and layer = 0 and gen = $3",
		[]any{string(r.task), keyText(k), r.gen}, &n)
	return n > 0, err
}

// Finish removes who was neither written nor kept and tells who that was. A
// manual entry of a student who is in the list now goes too.
func (r *Replacement) Finish() (gone []booth.StudentKey, err error) {
	const old = "task = $1 and layer = 0 and gen <> $2"
	err = r.t.each("select student from roster where "+old, []any{string(r.task), r.gen}, func(scan func(...any) error) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		k, err := readKey(text)
		gone = append(gone, k)
		return err
	})
	if err != nil {
		return nil, err
	}
	if _, err := r.t.exec("delete from roster where "+old, string(r.task), r.gen); err != nil {
		return nil, err
	}
	return gone, r.t.touchRoster(r.task)
}

// Lookup finds students by a key; more tells that there are others.
func (t *Tx) Lookup(task booth.TaskID, key roster.LookupKey, limit int) (found []roster.Entry, more bool, err error) {
	switch key.Kind {
	case roster.ByStudentNumber:
		found, err = t.entries("select r.body from roster r where r.task = $1 and r.number = $2 and "+shown+" order by r.student limit $3", string(task), key.Reveal(), limit+1)
	case roster.ByIDNumber:
		found, err = t.entries("select r.body from roster r where r.task = $1 and r.id_number = $2 and "+shown+" order by r.student limit $3", string(task), key.Reveal(), limit+1)
	default:
		found, err = t.byName(task, key, limit+1)
	}
	if len(found) > limit {
		found, more = found[:limit], true
	}
	return found, more, err
}

// byName looks at the names of all students of a task: a registry searches now
// and then, so no index has to hold every spelling.
func (t *Tx) byName(task booth.TaskID, key roster.LookupKey, limit int) ([]roster.Entry, error) {
	full := errors.New("enough")
	var found []roster.Entry
	err := t.each("select r.name, r.body from roster r where r.task = $1 and "+shown+" order by r.name, r.student", []any{string(task)}, func(scan func(...any) error) error {
		var name, body string
		if err := scan(&name, &body); err != nil {
			return err
		}
		if !fits(booth.Person{Name: booth.NewPersonName(name)}, key) {
			return nil
		}
		e, err := entryOf(body)
		if err != nil {
			return err
		}
		if found = append(found, e); len(found) == limit {
			return full
		}
		return nil
	})
	if errors.Is(err, full) {
		err = nil
	}
	return found, err
}

func fits(p booth.Person, key roster.LookupKey) bool {
	return slices.ContainsFunc(roster.Keys(p), func(k roster.LookupKey) bool {
		return k.Kind == key.Kind && len(k.Reveal()) >= len(key.Reveal()) && k.Reveal()[:len(key.Reveal())] == key.Reveal()
	})
}

// TasksOf are the tasks whose rosters have a student.
func (t *Tx) TasksOf(student booth.StudentKey) ([]booth.TaskID, error) {
	var all []booth.TaskID
	err := t.each("select distinct task from roster where student = $1 order by task", []any{keyText(student)}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		all = append(all, booth.TaskID(id))
		return err
	})
	return all, err
}

// AddPhoto notes that the blob store has a reference photo.
func (t *Tx) AddPhoto(id booth.PhotoID, size int64, created time.Time) error {
	_, err := t.exec("insert into photos (sha256, size, created) values ($1, $2, $3) on conflict (sha256) do nothing", string(id), size, ms(created))
	return err
}

// PhotoFor reports whether a kiosk's tasks need a reference photo, and its
// size; ErrNotFound where they don't.
func (t *Tx) PhotoFor(kiosk booth.KioskID, id booth.PhotoID) (size int64, err error) {
	err = t.one(`select p.size from photos p where p.sha256 = $2 and exists (
		select 1 from roster r join kiosk_tasks k on k.task = r.task where k.kiosk = $1 and r.reference = $2)`,
		[]any{string(kiosk), string(id)}, &size)
	return size, err
}
