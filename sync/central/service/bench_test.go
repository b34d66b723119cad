package service_test

import (
	"context"
	"testing"
	"time"

	"campuskiosk/app/roster"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/centraltest"
)

// benchBackends are those that a benchmark runs on.
func benchBackends(b *testing.B, run func(*testing.B, centraltest.Backend)) {
	b.Run("sqlite+folder", func(b *testing.B) { run(b, centraltest.Lite) })
	b.Run("postgres+s3", func(b *testing.B) { run(b, centraltest.Heavy(b)) })
}

// BenchmarkFeed reads the full state of a task of 100,000 students, page by
// page; the import of its roster is reported beside it.
func BenchmarkFeed(b *testing.B) {
	benchBackends(b, func(b *testing.B, backend centraltest.Backend) {
		const students = 100_000
		c := centraltest.New(b, backend)
		k := c.Kiosk(b)
		entries := make([]roster.Entry, students)
		for i := range entries {
			entries[i] = c.Entry(b, i)
		}
		book := c.Book(admin)
		base, err := book.Info(context.Background(), centraltest.Task)
		if err != nil {
			b.Fatal(err)
		}
		begun := time.Now()
		if err := book.Replace(context.Background(), centraltest.Task, base, roster.Change{}, func(w roster.Writer) error { return w.Put(entries...) }); err != nil {
			b.Fatal(err)
		}
		imported := time.Since(begun)
		var bytes, pages int
		for b.Loop() {
			for since := ""; ; pages++ {
				page, err := c.Changes(context.Background(), k.ID, since, 0)
				if err != nil {
					b.Fatal(err)
				}
				for _, e := range page.Entries {
					bytes += len(e)
				}
				if since = page.Cursor; !page.More {
					break
				}
			}
		}
		b.ReportMetric(imported.Seconds(), "import-s")
		b.ReportMetric(float64(students)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		b.ReportMetric(float64(bytes)/float64(b.N)/1e6, "MB")
	})
}

// BenchmarkPackets hands packets in, one after the other, each in one chunk:
// begin, chunk, open, judge, receipt.
func BenchmarkPackets(b *testing.B) {
	benchBackends(b, func(b *testing.B, backend centraltest.Backend) {
		c := centraltest.New(b, backend)
		k := c.Kiosk(b)
		c.Roster(b, 2000)
		const prepared = 200
		packets := make([]centraltest.Sealed, prepared)
		for i := range packets {
			packets[i] = c.Packet(b, k, i+1, i, nil)
		}
		n := 0
		for b.Loop() {
			if n == prepared {
				b.StopTimer()
				for i := range packets {
					packets[i] = c.Packet(b, k, b.N+n+i+1, i, nil)
				}
				n = 0
				b.StartTimer()
			}
			if r := c.Deliver(b, k, packets[n]); r.State != api.Stored && r.State != api.RefusedByRule {
				b.Fatalf("%+v", r)
			}
			n++
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "packets/s")
	})
}
