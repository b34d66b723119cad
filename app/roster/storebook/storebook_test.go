package storebook_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/clock"
	"campuskiosk/app/roster"
	"campuskiosk/app/roster/delivery"
	"campuskiosk/app/roster/rostertest"
	"campuskiosk/app/roster/storebook"
	"campuskiosk/app/roster/table"
	"campuskiosk/app/store"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/storetest"
)

var (
	_ roster.Book     = (*storebook.Book)(nil)
	_ roster.Finder   = (*storebook.Book)(nil)
	_ delivery.Source = (*storebook.Book)(nil)
	_ delivery.Marker = (*storebook.Book)(nil)
)

func open(t *testing.T) (*store.Store, *storebook.Book, string) {
	t.Helper()
	dir := t.TempDir()
	s, err := store.Create(dir, keyring.NewRoot(keyring.NewKey()), storetest.Audit("store.created"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	state, err := s.ClockState()
	if err != nil {
		t.Fatal(err)
	}
	s.UseClock(clock.New(clock.System(), state, storetest.Start))
	return s, storebook.New(s, audit.Actor{Role: audit.Admin}), dir
}

// A whole list goes in, and no name or number of it can be read in the data
// folder.
func TestAnImportLeavesNothingReadable(t *testing.T) {
	_, b, dir := open(t)
	list := rostertest.Students(51, 300)
	data := rostertest.XLSX(list)
	f, err := table.Open(bytes.NewReader(data), int64(len(data)), table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	task := booth.Task{ID: "t1", Policy: booth.DefaultPolicy(booth.Collection)}
	l, err := roster.ReadList(t.Context(), f, roster.Options{Task: task, KeyOf: b.KeyOf, Today: storetest.Start})
	if err != nil {
		t.Fatal(err)
	}
	p, err := roster.PlanImport(t.Context(), b, l, roster.PlanOptions{}, task.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := roster.Apply(t.Context(), b, p, nil); err != nil {
		t.Fatal(err)
	}
	for _, s := range list[:20] {
		found, _, err := roster.Find(t.Context(), b, task.ID, s.ID, 2)
		if err != nil || len(found) != 1 || found[0].Place.College != s.College {
			t.Errorf("%d found, %v", len(found), err)
		}
	}
	var files [][]byte
	err = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(name)
		files = append(files, data, []byte(name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		secrets := []string{s.ID, s.Number}
		if len(s.Name) >= 6 {
			secrets = append(secrets, s.Name)
		}
		for _, secret := range secrets {
			for form, text := range forms(secret) {
				for _, data := range files {
					if bytes.Contains(data, text) {
						t.Fatalf("a number or name is readable (%s)", form)
					}
				}
			}
		}
	}
}

// TestDeliveredSubmissionsAreMarked: what was delivered says so, and retention
// counts from then.
func TestDeliveredSubmissionsAreMarked(t *testing.T) {
	s, b, _ := open(t)
	student := storetest.Student(1)
	if err := s.PutStudents(student.Task, []store.Entry{storetest.Entry(1)}); err != nil {
		t.Fatal(err)
	}
	one := booth.Submission{
		ID: booth.SubmissionID{Session: storetest.SessionID(1), N: 1}, Task: student.Task, At: storetest.Start, Status: booth.Queued,
	}
	if err := s.Tell(student.Task, student.Key, store.Told{Submissions: []booth.Submission{one}}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // it may be repeated
		if err := b.MarkDelivered(t.Context(), student.Task, []booth.SubmissionID{one.ID}); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for got, err := range b.Submissions(t.Context(), student.Task) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; got.Submission.Status != booth.Delivered || got.Submission.ConfirmedAt.IsZero() || got.Student != student.Key {
			t.Errorf("%v, confirmed %v", got.Submission.Status, got.Submission.ConfirmedAt)
		}
		if _, err := b.Photo(t.Context(), got.Submission); !errors.Is(err, delivery.ErrPhoto) {
			t.Errorf("a photo that was never kept: %v", err)
		}
	}
	if n != 1 {
		t.Errorf("%d submissions", n)
	}
}

func forms(s string) map[string][]byte {
	var le []byte
	for _, u := range utf16.Encode([]rune(s)) {
		le = append(le, byte(u), byte(u>>8))
	}
	return map[string][]byte{"plain": []byte(s), "UTF-16": le, "base64": []byte(base64.RawStdEncoding.EncodeToString([]byte(s)))[:len(s)]}
}
