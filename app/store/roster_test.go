package store_test

import (
	"slices"
	"sync"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/store"
	"campuskiosk/app/store/storetest"
)

func keysOf(entries []store.Entry) []booth.StudentKey {
	var keys []booth.StudentKey
	for _, e := range entries {
		keys = append(keys, e.Student.Key)
	}
	return keys
}

// roster gives the keys of a task's students by walking through them.
func (k *kit) roster() map[booth.StudentKey]store.Entry {
	k.t.Helper()
	all := map[booth.StudentKey]store.Entry{}
	for e, err := range k.Students(storetest.Task) {
		k.must(err)
		if _, twice := all[e.Student.Key]; twice {
			k.t.Error("a student comes twice")
		}
		all[e.Student.Key] = e
	}
	return all
}

func TestLookUp(t *testing.T) {
	const n = 500
	k := newKit(t)
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, n)))
	k.reopen()
	if r, err := k.Roster(storetest.Task); err != nil || r.Students != n || !r.Changed.Equal(storetest.Start) {
		t.Errorf("%+v, %v", r, err)
	}
	if all := k.roster(); len(all) != n {
		t.Errorf("%d students", len(all))
	}
	for i := range n {
		e, err := k.Student(storetest.Task, storetest.Key(i))
		k.must(err)
		if e.Student != storetest.Student(i) || e.Spellings[0] != storetest.Initials(i) {
			t.Fatalf("student %d is %+v", i, e.Student)
		}
		byNumber, err := k.ByNumber(storetest.Task, storetest.Person(i).Number)
		k.must(err)
		if len(byNumber) != 1 || byNumber[0].Student.Key != storetest.Key(i) {
			t.Fatalf("by number: %d", len(byNumber))
		}
	}
	_, err := k.Student(storetest.Task, storetest.Key(n))
	wantError(t, err, store.ErrNotFound)
	_, err = k.Student("another task", storetest.Key(1))
	wantError(t, err, store.ErrNotFound)

	// Every prefix finds exactly what a scan finds.
	for i := range 40 {
		name := []rune(storetest.Person(i).Name.Reveal())
		initials := storetest.Initials(i)
		for l := 1; l <= len(name); l++ {
			prefix := string(name[:l])
			checkFound(t, k, prefix, k.ByName, func(e store.Entry) bool {
				r := []rune(e.Student.Person.Name.Reveal())
				return len(r) >= l && string(r[:l]) == prefix
			})
		}
		for l := 1; l <= len(initials); l++ {
			prefix := initials[:l]
			checkFound(t, k, prefix, k.BySpelling, func(e store.Entry) bool {
				return len(e.Spellings[0]) >= l && e.Spellings[0][:l] == prefix
			})
		}
	}
	for _, none := range []string{"", " ", "诸葛", "zzzzzzzz", "\x00"} {
		if f, err := k.ByName(storetest.Task, none, 10); err != nil || len(f.Entries) != 0 {
			t.Errorf("%q finds %d, %v", none, len(f.Entries), err)
		}
	}
	f, err := k.ByName(storetest.Task, "王", 5)
	if err != nil || len(f.Entries) != 5 || !f.More {
		t.Errorf("%d found, more %v, %v", len(f.Entries), f.More, err)
	}
	if f, _ := k.ByName(storetest.Task, "SMITH", 1000); len(f.Entries) == 0 || f.More {
		t.Error("capitals matter")
	}
}

func checkFound(t *testing.T, k *kit, prefix string, look func(booth.TaskID, string, int) (store.Found, error), match func(store.Entry) bool) {
	t.Helper()
	f, err := look(storetest.Task, prefix, 1000)
	k.must(err)
	want := 0
	for _, e := range fiveHundred() {
		if match(e) {
			want++
		}
	}
	if len(f.Entries) != want || f.More || slices.ContainsFunc(f.Entries, func(e store.Entry) bool { return !match(e) }) {
		t.Errorf("%q finds %d of %d", prefix, len(f.Entries), want)
	}
}

var fiveHundred = sync.OnceValue(func() []store.Entry { return storetest.Entries(0, 500) })

func TestLongNames(t *testing.T) {
	k := newKit(t)
	for i, name := range []string{"阿不都热合曼·买买提", "阿不都热合曼·艾山", "阿不都热合"} {
		e := storetest.Entry(i)
		e.Student.Person.Name = booth.NewPersonName(name)
		k.must(k.PutStudents(storetest.Task, []store.Entry{e}))
	}
	for prefix, want := range map[string]int{"阿": 3, "阿不都热合": 3, "阿不都热合曼": 2, "阿不都热合曼买": 1, "阿不都热合曼·买买": 1, "阿不都热合曼买买提江": 0} {
		if f, err := k.ByName(storetest.Task, prefix, 10); err != nil || len(f.Entries) != want {
			t.Errorf("%q finds %d, want %d (%v)", prefix, len(f.Entries), want, err)
		}
	}
}

func TestChangedAndRemovedEntries(t *testing.T) {
	k := newKit(t)
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 20)))
	e := storetest.Entry(3)
	e.Student.Person.Name = booth.NewPersonName("诸葛亮")
	e.Student.Person.Number = booth.NewStudentNumber("N3")
	e.Spellings = []string{"zgl", "zkl"}
	k.must(k.PutStudents(storetest.Task, []store.Entry{e}))
	if f, _ := k.ByName(storetest.Task, "诸葛", 10); len(f.Entries) != 1 {
		t.Errorf("the new name finds %d", len(f.Entries))
	}
	for _, i := range []string{"zgl", "zkl"} {
		if f, _ := k.BySpelling(storetest.Task, i, 10); len(f.Entries) != 1 {
			t.Errorf("%q finds %d", i, len(f.Entries))
		}
	}
	if found, _ := k.ByNumber(storetest.Task, storetest.Person(3).Number); len(found) != 0 {
		t.Error("the old number still finds")
	}
	if r := k.whole(); r.Students != 20 {
		t.Errorf("%d students", r.Students)
	}
	k.must(k.RemoveStudents(storetest.Task, []booth.StudentKey{storetest.Key(3), storetest.Key(3), storetest.Key(99)}))
	_, err := k.Student(storetest.Task, storetest.Key(3))
	wantError(t, err, store.ErrNotFound)
	if r, _ := k.Roster(storetest.Task); r.Students != 19 {
		t.Errorf("%d counted", r.Students)
	}
	k.whole()
}

func TestImportIsAllOrNothing(t *testing.T) {
	k := newKit(t)
	manual := storetest.Entry(900)
	manual.Student.Manual = booth.ManualPending
	k.must(k.PutStudents(storetest.Task, append(storetest.Entries(0, 50), manual)))

	i, err := k.ImportRoster(storetest.Task, nil)
	k.must(err)
	k.must(i.Put(storetest.Entries(40, 120)...))
	k.must(i.Put(storetest.Entry(40))) // once more
	if all := k.roster(); len(all) != 51 {
		t.Errorf("an unfinished import shows: %d students", len(all))
	}
	if f, _ := k.ByNumber(storetest.Task, storetest.Person(100).Number); len(f) != 0 {
		t.Error("an unfinished import is found")
	}
	k.whole()
	k.must(i.Abort())
	k.must(i.Abort())
	if err := i.Put(storetest.Entry(1)); err == nil {
		t.Error("put after the end")
	}
	if r := k.whole(); r.Students != 51 {
		t.Errorf("%d students after an abort", r.Students)
	}

	i, err = k.ImportRoster(storetest.Task, nil)
	k.must(err)
	k.must(i.Put(storetest.Entries(40, 120)...))
	k.must(i.Commit(storetest.Audit("roster.imported")))
	all := k.roster()
	if len(all) != 81 || all[storetest.Key(900)].Student.Manual != booth.ManualPending {
		t.Errorf("%d students", len(all))
	}
	_, err = k.Student(storetest.Task, storetest.Key(39))
	wantError(t, err, store.ErrNotFound)
	if r, _ := k.Roster(storetest.Task); r.Students != 80 || r.Manual != 1 {
		t.Errorf("%+v", r)
	}
	if r := k.whole(); r.Students != 81 {
		t.Errorf("%d students", r.Students)
	}

	// One that a crash ended is removed by the next.
	if i, err = k.ImportRoster(storetest.Task, nil); err != nil {
		t.Fatal(err)
	}
	k.must(i.Put(storetest.Entries(0, 10)...))
	k.reopen()
	if len(k.roster()) != 81 {
		t.Error("a crashed import shows")
	}
	i, err = k.ImportRoster(storetest.Task, nil)
	k.must(err)
	k.must(i.Abort())
	k.whole()
}

func TestManualEntryGivesWayToTheRoster(t *testing.T) {
	k := newKit(t)
	manual := storetest.Entry(1)
	manual.Student.Manual = booth.ManualApproved
	k.must(k.PutStudents(storetest.Task, []store.Entry{manual}))
	if e, err := k.Student(storetest.Task, storetest.Key(1)); err != nil || e.Student.Manual != booth.ManualApproved {
		t.Errorf("%+v, %v", e.Student, err)
	}
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 3)))
	if e, err := k.Student(storetest.Task, storetest.Key(1)); err != nil || e.Student.Manual != booth.FromRoster {
		t.Errorf("%+v, %v", e.Student, err)
	}
	if len(k.roster()) != 3 {
		t.Errorf("%d students", len(k.roster()))
	}
	if f, _ := k.ByName(storetest.Task, storetest.Person(1).Name.Reveal(), 10); slices.Index(keysOf(f.Entries), storetest.Key(1)) < 0 || len(f.Entries) != 1 {
		t.Errorf("found %d", len(f.Entries))
	}
}

func TestReference(t *testing.T) {
	k := newKit(t)
	put := func(n, photo int) error {
		return k.PutReference(storetest.Task, storetest.Key(n), storetest.Photo(photo))
	}
	wantError(t, put(1, 1), store.ErrNotFound)
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 3)))
	_, err := k.Reference(storetest.Task, storetest.Key(1))
	wantError(t, err, store.ErrNotFound)
	k.must(put(1, 1))
	k.must(put(1, 1))
	k.must(put(2, 2))
	if got, err := k.Reference(storetest.Task, storetest.Key(1)); err != nil || store.PhotoIDOf(got) != store.PhotoIDOf(storetest.Photo(1)) {
		t.Errorf("%v", err)
	}
	if n := countFiles(t, k.dir); n != 2 {
		t.Errorf("%d files", n)
	}

	// An import keeps what its entries name, and the rest goes.
	i, err := k.ImportRoster(storetest.Task, nil)
	k.must(err)
	k.must(i.Keep(storetest.Key(1)))
	wantError(t, i.Keep(storetest.Key(77)), store.ErrNotFound)
	e := storetest.Entry(5)
	e.Student.Reference = store.PhotoIDOf(storetest.Photo(5))
	k.must(i.Put(e, storetest.Entry(2)))
	k.must(i.PutReferences(store.ReferencePhoto{Student: storetest.Key(5), Photo: storetest.Photo(5)}))
	k.must(i.Commit())
	for _, n := range []int{1, 5} {
		if _, err := k.Reference(storetest.Task, storetest.Key(n)); err != nil {
			t.Error(err)
		}
	}
	if r := k.whole(); r.References != 2 || countFiles(t, k.dir) != 2 {
		t.Errorf("%+v, %d files", r, countFiles(t, k.dir))
	}

	// One that is aborted leaves nothing.
	i, err = k.ImportRoster(storetest.Task, nil)
	k.must(err)
	e = storetest.Entry(6)
	e.Student.Reference = store.PhotoIDOf(storetest.Photo(6))
	k.must(i.Put(e))
	k.must(i.PutReferences(store.ReferencePhoto{Student: storetest.Key(6), Photo: storetest.Photo(6)}))
	k.must(i.Abort())
	if r := k.whole(); r.References != 2 || countFiles(t, k.dir) != 2 {
		t.Errorf("%+v, %d files", r, countFiles(t, k.dir))
	}
}

func TestRosterThatChangedIsNotOverwritten(t *testing.T) {
	k := newKit(t)
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 3)))
	base, err := k.Roster(storetest.Task)
	k.must(err)
	i, err := k.ImportRoster(storetest.Task, &base)
	k.must(err)
	k.must(i.Put(storetest.Entries(5, 9)...))
	k.must(k.RemoveStudents(storetest.Task, []booth.StudentKey{storetest.Key(0)})) // by the feed
	wantError(t, i.Commit(), store.ErrRosterChanged)
	if r := k.whole(); r.Students != 2 {
		t.Errorf("%d students", r.Students)
	}
	_, err = k.ImportRoster(storetest.Task, &base)
	wantError(t, err, store.ErrRosterChanged)

	// Manual entries don't stop an import.
	i, err = k.ImportRoster(storetest.Task, nil)
	k.must(err)
	k.must(i.Put(storetest.Entries(5, 9)...))
	step := store.Step{Session: session(1, booth.StateConfirmWho), Effects: []flow.Effect{flow.KeepManual{Student: manualStudent(1)}}}
	_, err = k.Apply(step)
	k.must(err)
	k.must(i.Commit())
	if r := k.whole(); r.Students != 5 {
		t.Errorf("%d students", r.Students)
	}
}

func manualStudent(n int) booth.Student {
	s := storetest.Student(n)
	s.Manual = booth.ManualPending
	return s
}
