package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/store"
	"campuskiosk/app/store/leaktest"
	"campuskiosk/app/store/storetest"
)

// leaks looks for the texts in all files of a folder and in their names.
func leaks(t testing.TB, dir string, texts []string) []string {
	t.Helper()
	found, err := leaktest.Find(dir, texts, storetest.Photo(1))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// texts are all that must not be readable about students a to b-1.
func texts(a, b int) []string {
	var all []string
	for n := a; n < b; n++ {
		p := storetest.Person(n)
		all = append(all, p.Name.Reveal(), p.ID.Reveal(), p.Number.Reveal())
	}
	return all
}

// TestNothingReadable does all a kiosk does with 60 students and then looks
// for their names, numbers and pictures in the whole data folder.
func TestNothingReadable(t *testing.T) {
	k := newKit(t)
	key := storetest.Key
	k.must(k.PutTask(storetest.TheTask(), storetest.Audit("task.put")))
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 40)))
	i, err := k.ImportRoster(storetest.Task, nil)
	k.must(err)
	k.must(i.Put(storetest.Entries(0, 60)...))
	k.must(i.Commit())
	score := 71.0
	for n := range 20 {
		k.must(k.PutReference(storetest.Task, key(n), storetest.Photo(1000+n)))
		_, err = k.Reference(storetest.Task, key(n))
		k.must(err)
		step := submitted(n)
		person := storetest.Person(n)
		step.Session.Overrides = []booth.Override{{Rule: booth.RuleV3, Helper: "h-07", Reason: booth.Note(person.Name.Reveal() + " " + person.ID.Reveal())}}
		manual := step.Session.Student
		manual.Manual = booth.ManualPending
		step.Spellings = []string{storetest.Initials(n)}
		step.Effects = append(step.Effects,
			flow.KeepManual{Student: manual},
			flow.KeepConsent{Student: key(n), Consent: booth.Consent{Version: "1", Given: true}},
			flow.KeepComparison{Student: key(n), Comparison: booth.Comparison{Photo: "x", By: booth.Local, Score: &score}},
		)
		_, err = k.Apply(step)
		k.must(err)
		_, err = k.ByName(storetest.Task, person.Name.Reveal(), 10)
		k.must(err)
		_, err = k.ByNumber(storetest.Task, person.Number)
		k.must(err)
	}
	k.must(k.Tell(storetest.Task, key(3), store.Told{Payment: booth.Paid, Bound: "a3"}))
	k.must(k.Erase(key(1), store.EraseOptions{Unconfirmed: true}))
	k.must(k.Purge(t.Context()))
	k.confirmed(2, storetest.Start)
	_, err = k.Expire(booth.Now{Quota: storetest.Start.Add(1000 * 24 * time.Hour)}, expired)
	k.must(err)
	var backup bytes.Buffer
	k.must(k.Backup(t.Context(), &backup))
	k.must(os.WriteFile(filepath.Join(k.dir, "a-backup"), backup.Bytes(), 0o600))
	k.must(k.Close())

	for _, f := range leaks(t, k.dir, texts(0, 60)) {
		t.Error(f)
	}
}
