// Package booktest is what every roster.Book must do: run against the one in
// memory and the kiosk's store alike.
package booktest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
)

// A Book is what is tested.
type Book interface {
	roster.Book
	roster.Finder
}

// Opened is a new, empty book.
type Opened struct {
	Book Book
	// AddManual adds a manual entry.
	AddManual func(booth.TaskID, roster.Entry)
	// Reference gives a reference photo, nil if there is none.
	Reference func(booth.StudentKey, booth.PhotoID) []byte
}

const task = booth.TaskID("t1")

// Run runs the tests. open makes a new book.
func Run(t *testing.T, open func(t *testing.T) Opened) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Opened){
		"a roster that was put is there":           put,
		"replacing exchanges all":                  replace,
		"an error in the middle changes nothing":   abort,
		"a roster that changed is not overwritten": changed,
		"manual entries stay":                      manual,
		"kept students keep all":                   keep,
		"reference photos":                         reference,
		"tasks have rosters of their own":          tasks,
		"look-up by each key":                      lookup,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

// Entry makes the entry of a resident whose number ends in a sequence number.
func Entry(t *testing.T, b roster.Book, name string, sequence int) roster.Entry {
	t.Helper()
	id := idOf(t, sequence)
	key, err := b.KeyOf(id)
	if err != nil {
		t.Fatal(err)
	}
	return roster.Entry{
		Student: booth.Student{
			Key: key, Task: task, Origin: booth.Mainland, Category: booth.Undergraduate, Grade: "2025",
			Person: booth.Person{Name: booth.NewPersonName(name), ID: id, Number: booth.NewStudentNumber(fmt.Sprintf("2025%03d", sequence))},
		},
		Place: roster.Place{College: "文学院", Major: "汉语言文学", Class: "1班"},
	}
}

// idOf tries the eleven check characters.
func idOf(t *testing.T, sequence int) booth.IDNumber {
	t.Helper()
	for _, c := range "0123456789X" {
		id, err := booth.ParseID(booth.ResidentID, fmt.Sprintf("11010120050307%03d%c", sequence, c), time.Date(2025, 9, 1, 0, 0, 0, 0, time.UTC))
		if err == nil {
			return id
		}
	}
	t.Fatal("no check character fits")
	return booth.IDNumber{}
}

// write replaces a roster with these entries.
func write(t *testing.T, b Book, entries ...roster.Entry) {
	t.Helper()
	err := b.Replace(t.Context(), task, info(t, b), roster.Change{Added: len(entries)}, func(w roster.Writer) error { return w.Put(entries...) })
	if err != nil {
		t.Fatal(err)
	}
}

func info(t *testing.T, b Book) roster.Info {
	t.Helper()
	i, err := b.Info(t.Context(), task)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func all(t *testing.T, b Book, id booth.TaskID) map[booth.StudentKey]roster.Entry {
	t.Helper()
	found := map[booth.StudentKey]roster.Entry{}
	for e, err := range b.Students(t.Context(), id) {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := found[e.Student.Key]; twice {
			t.Errorf("a student is given twice")
		}
		found[e.Student.Key] = e
	}
	return found
}

func is(t *testing.T, b Book, want ...roster.Entry) {
	t.Helper()
	got := all(t, b, task)
	if len(got) != len(want) {
		t.Errorf("%d students, want %d", len(got), len(want))
	}
	for _, w := range want {
		if e := got[w.Student.Key]; !reflect.DeepEqual(e, w) {
			t.Errorf("got %+v\nwant %+v", e, w)
		}
	}
}

func put(t *testing.T, o Opened) {
	a, z := Entry(t, o.Book, "张三", 1), Entry(t, o.Book, "李四", 2)
	a.Embeddings = [][]byte{{1, 2, 3}}
	write(t, o.Book, a, z)
	is(t, o.Book, a, z)
	if i := info(t, o.Book); i.Students != 2 || i.Manual != 0 {
		t.Errorf("info %+v", i)
	}
}

func replace(t *testing.T, o Opened) {
	a, z, n := Entry(t, o.Book, "张三", 1), Entry(t, o.Book, "李四", 2), Entry(t, o.Book, "王五", 3)
	write(t, o.Book, a, z)
	z.Student.Grade = "2024"
	write(t, o.Book, z, n)
	is(t, o.Book, z, n)
}

func abort(t *testing.T, o Opened) {
	a, n := Entry(t, o.Book, "张三", 1), Entry(t, o.Book, "王五", 3)
	write(t, o.Book, a)
	before := info(t, o.Book)
	wanted := errors.New("the photos are gone")
	err := o.Book.Replace(t.Context(), task, before, roster.Change{}, func(w roster.Writer) error {
		return errors.Join(w.Put(n), wanted)
	})
	if !errors.Is(err, wanted) {
		t.Errorf("got %v", err)
	}
	is(t, o.Book, a)
	if got := info(t, o.Book); got != before {
		t.Errorf("info %+v, before %+v", got, before)
	}
	write(t, o.Book, n)
	is(t, o.Book, n)
}

func changed(t *testing.T, o Opened) {
	a, n := Entry(t, o.Book, "张三", 1), Entry(t, o.Book, "王五", 3)
	write(t, o.Book, a)
	before := info(t, o.Book)
	n.Student.Manual = booth.ManualPending
	o.AddManual(task, n)
	called := false
	err := o.Book.Replace(t.Context(), task, before, roster.Change{}, func(roster.Writer) error { called = true; return nil })
	if !errors.Is(err, roster.ErrChanged) || called {
		t.Errorf("got %v, written: %v", err, called)
	}
	is(t, o.Book, a, n)
}

func manual(t *testing.T, o Opened) {
	a, m := Entry(t, o.Book, "张三", 1), Entry(t, o.Book, "王五", 3)
	m.Student.Manual = booth.ManualPending
	o.AddManual(task, m)
	write(t, o.Book, a)
	is(t, o.Book, a, m)
	// Once in the roster the manual entry is not given again.
	m2 := m
	m2.Student.Manual = booth.FromRoster
	write(t, o.Book, a, m2)
	is(t, o.Book, a, m2)
}

func keep(t *testing.T, o Opened) {
	a, z := Entry(t, o.Book, "张三", 1), Entry(t, o.Book, "李四", 2)
	a.Embeddings = [][]byte{{9, 9}}
	write(t, o.Book, a, z)
	err := o.Book.Replace(t.Context(), task, info(t, o.Book), roster.Change{}, func(w roster.Writer) error { return w.Keep(a.Student.Key) })
	if err != nil {
		t.Fatal(err)
	}
	is(t, o.Book, a)
}

func reference(t *testing.T, o Opened) {
	photo := bytes.Repeat([]byte("picture"), 1000)
	sum := sha256.Sum256(photo)
	a := Entry(t, o.Book, "张三", 1)
	a.Student.Reference = booth.PhotoID(hex.EncodeToString(sum[:]))
	err := o.Book.Replace(t.Context(), task, info(t, o.Book), roster.Change{Photos: 1}, func(w roster.Writer) error {
		return errors.Join(w.Put(a), w.PutReference(a.Student.Key, photo))
	})
	if err != nil {
		t.Fatal(err)
	}
	is(t, o.Book, a)
	if got := o.Reference(a.Student.Key, a.Student.Reference); !bytes.Equal(got, photo) {
		t.Errorf("the photo has %d bytes", len(got))
	}
	// It survives an import without photos.
	if err := o.Book.Replace(t.Context(), task, info(t, o.Book), roster.Change{}, func(w roster.Writer) error { return w.Keep(a.Student.Key) }); err != nil {
		t.Fatal(err)
	}
	if got := o.Reference(a.Student.Key, a.Student.Reference); !bytes.Equal(got, photo) {
		t.Errorf("after the next import the photo has %d bytes", len(got))
	}
}

func tasks(t *testing.T, o Opened) {
	a := Entry(t, o.Book, "张三", 1)
	write(t, o.Book, a)
	if got := all(t, o.Book, "t2"); len(got) != 0 {
		t.Errorf("another task has %d students", len(got))
	}
}

func lookup(t *testing.T, o Opened) {
	people := map[string]roster.Entry{}
	var entries []roster.Entry
	for i, name := range []string{"张三丰", "张三", "单雄信", "尉迟恭", "阿卜杜·买买提", "Jean Dupont"} {
		e := Entry(t, o.Book, name, i+1)
		people[name] = e
		entries = append(entries, e)
	}
	write(t, o.Book, entries...)
	for typed, want := range map[string][]string{
		"2025001": {"张三丰"}, " ２０２５００１ ": {"张三丰"}, people["张三丰"].Student.Person.ID.Reveal(): {"张三丰"},
		"张": {"张三丰", "张三"}, "张 三": {"张三丰", "张三"}, "张三丰": {"张三丰"}, "阿卜杜买": {"阿卜杜·买买提"},
		"zs": {"张三丰", "张三"}, "ZSF": {"张三丰"}, "zhangsan": {"张三丰", "张三"}, "zhang san feng": {"张三丰"}, "张sf": {"张三丰"},
		"sxx": {"单雄信"}, "shanxiong": {"单雄信"}, "yuchi": {"尉迟恭"}, "ycg": {"尉迟恭"}, "jean d": {"Jean Dupont"}, "abdmmt": {"阿卜杜·买买提"},
		"2025": nil, "三丰": nil, "": nil, "zzz": nil,
	} {
		found, more, err := roster.Find(context.Background(), o.Book, task, typed, 10)
		if err != nil || more {
			t.Fatalf("%s: %v, more %v", typed, err, more)
		}
		got := map[booth.StudentKey]bool{}
		for _, e := range found {
			got[e.Student.Key] = true
		}
		for _, name := range want {
			if !got[people[name].Student.Key] {
				t.Errorf("%s does not find %s", typed, name)
			}
		}
		if len(found) != len(want) {
			t.Errorf("%s finds %d students, want %d", typed, len(found), len(want))
		}
	}
	found, more, err := roster.Find(context.Background(), o.Book, task, "张", 1)
	if err != nil || len(found) != 1 || !more {
		t.Errorf("with a limit of 1: %d students, more %v, %v", len(found), more, err)
	}
}
