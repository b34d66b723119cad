package store_test

import (
	"runtime"
	"testing"

	"campuskiosk/app/store/storetest"
)

// campus is the size of a large roster.
const campus = 100_000

// bigKit is a store with a roster of n students.
func bigKit(b *testing.B, n int) *kit {
	b.Helper()
	k := newKit(b)
	i, err := k.ImportRoster(storetest.Task, nil)
	k.must(err)
	for from := 0; from < n; from += 5000 {
		k.must(i.Put(storetest.Entries(from, min(n, from+5000))...))
	}
	k.must(i.Commit())
	return k
}

func BenchmarkStore(b *testing.B) {
	entries := storetest.Entries(0, campus)
	b.Run("import 100000", func(b *testing.B) {
		for b.Loop() {
			k := newKit(b)
			i, err := k.ImportRoster(storetest.Task, nil)
			k.must(err)
			k.must(i.Put(entries...))
			k.must(i.Commit())
		}
	})
	k := bigKit(b, campus)
	b.Run("by number", func(b *testing.B) {
		n := 0
		for b.Loop() {
			f, err := k.ByNumber(storetest.Task, entries[n%campus].Student.Person.Number)
			if err != nil || len(f) != 1 {
				b.Fatal(len(f), err)
			}
			n += 7919
		}
	})
	b.Run("by key", func(b *testing.B) {
		n := 0
		for b.Loop() {
			if _, err := k.Student(storetest.Task, entries[n%campus].Student.Key); err != nil {
				b.Fatal(err)
			}
			n += 7919
		}
	})
	for _, prefix := range []string{"王", "张秀", "司马秀英"} {
		b.Run("name prefix "+prefix, func(b *testing.B) {
			for b.Loop() {
				if f, err := k.ByName(storetest.Task, prefix, 20); err != nil || len(f.Entries) == 0 {
					b.Fatal(len(f.Entries), err)
				}
			}
		})
	}
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			k.reopen()
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MiB-heap")
	})
	b.Run("session with two photos", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			if _, err := k.Apply(submitted(n)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("rotate", func(b *testing.B) {
		for b.Loop() {
			k.must(k.Rotate(b.Context()))
		}
	})
	b.Run("rotate photos", func(b *testing.B) {
		for b.Loop() {
			k.must(k.RotatePhotos())
		}
	})
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			k.whole()
		}
	})
}
