package siege

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/app/store/storetest"
	"campuskiosk/app/uplink"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/blob"
	"campuskiosk/sync/central/keys"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/packet"
	"campuskiosk/sync/packet/packettest"
)

// enrolment is what the kiosk needs to begin.
type enrolment struct {
	code api.EnrolCode
	// began is when the first session was.
	began time.Time
}

// task is the task of the siege: a collection that is open now.
func task() booth.Task {
	t := storetest.TheTask()
	t.School.Province, t.School.City = "湖南省", "长沙市"
	return t
}

// found sets a service up in its folder, before its program runs: a school, a
// task, students, and a kiosk with an enrolment code.
func (s *siege) found(ctx context.Context, address string) (e enrolment, err error) {
	dir := s.centralDir()
	if err := os.MkdirAll(filepath.Join(dir, "blobs"), 0o700); err != nil {
		return e, err
	}
	db, err := store.OpenSQLite(ctx, dir, store.Options{})
	if err != nil {
		return e, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	blobs, err := blob.OpenFolder(filepath.Join(dir, "blobs"))
	if err != nil {
		return e, err
	}
	k, err := keys.LoadOrNew(dir, time.Now())
	if err != nil {
		return e, err
	}
	c, err := service.New(ctx, service.Options{Store: db, Blobs: blobs, Keys: k, Address: address})
	if err != nil {
		return e, err
	}
	admin := service.Console()
	if err := errors.Join(c.PutSchool(ctx, admin, task().School), c.PutTask(ctx, admin, task())); err != nil {
		return e, err
	}
	book := c.Book(admin)
	entries := make([]roster.Entry, s.o.Packets*(1+len(s.more)))
	for n := range entries {
		entries[n].Student = storetest.Student(n)
		if entries[n].Student.Key, err = book.KeyOf(entries[n].Student.Person.ID); err != nil {
			return e, err
		}
	}
	base, err := book.Info(ctx, task().ID)
	if err != nil {
		return e, err
	}
	if err := book.Replace(ctx, task().ID, base, roster.Change{Added: len(entries)}, func(w roster.Writer) error { return w.Put(entries...) }); err != nil {
		return e, err
	}
	_, e.code, err = c.AddKiosk(ctx, admin, service.NewKiosk{
		School: task().School.ID, Name: "一号机", Place: booth.Text{ZH: "图书馆", EN: "Library"}, Tasks: []booth.TaskID{task().ID},
	})
	e.began = time.Now().Add(-time.Duration(s.o.Packets) * time.Second)
	return e, err
}

// seal seals the packet of a student with the n-th pictures, n seconds after
// the first.
func seal(box *outbox.Folder, m uplink.Member, k api.KeySet, campus []byte, first time.Time, n, student int) error {
	original, standard := storetest.Photo(2*n), storetest.Photo(2*n+1)
	session := packettest.With(student, original, standard)
	session.Kiosk, session.Task = m.Kiosk, task()
	session.Student.Key = booth.KeyFor(campus, session.Student.Person.ID)
	session.Standing.Uses = []booth.Use{{Day: booth.DayOf(session.Started), Kiosk: m.Kiosk, Count: 1, Last: session.Started}}
	man, report, err := packet.Describe(session, session.Pending, true)
	if err != nil {
		return err
	}
	at := first.Add(time.Duration(n) * time.Second)
	man.Kiosk, man.Software, man.Sealed, man.Trust = m.Kiosk, "siege", at.UTC(), session.Pending.Trust
	_, err = box.Add(session.Pending.ID, at, func(w io.Writer) (string, error) {
		return packet.Seal(w, k.Recipients(), m.Key(), man, packet.Content{
			Original: packet.Bytes(original), Standard: packet.Bytes(standard), Report: report, Code: session.CollectionCode,
		})
	})
	return err
}

// count compares what the kiosk holds for confirmed with what the service has.
func (s *siege) count(ctx context.Context, r *Result) error {
	st := r.Network
	r.BytesSent, r.BytesTwice, r.LargestChunk, r.FailedChunks = st.Chunks, st.Twice, st.Largest, st.Failed
	r.Bound = st.FailedBytes
	box, err := outbox.Look(filepath.Join(s.kioskDir(), "packets"))
	if err != nil {
		return err
	}
	db, err := store.OpenSQLite(ctx, s.centralDir(), store.Options{})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // nothing was written
	packets := map[string]store.Packet{}
	submissions := map[booth.SubmissionID]int{}
	err = db.View(ctx, func(tx *store.Tx) error {
		for _, o := range []store.Outcome{store.PacketAccepted, store.PacketRefused, store.PacketHeld, store.PacketDamaged} {
			all, err := tx.Packets(o, 10*s.o.Packets+10)
			if err != nil {
				return err
			}
			for _, p := range all {
				if _, twice := packets[p.ID]; twice {
					r.Duplicated++
				}
				packets[p.ID] = p
				if o != store.PacketAccepted {
					r.Refused++
				}
			}
		}
		all, err := tx.SubmissionsOfTask(task().ID)
		for _, sub := range all {
			submissions[sub.ID]++
		}
		return err
	})
	if err != nil {
		return err
	}
	r.Stored, r.QueueEmpty = len(packets), true
	var received []time.Time // in the order of age
	for _, it := range box.Items() {
		if it.State != outbox.Confirmed {
			r.QueueEmpty = false
			continue
		}
		r.Sent++
		p, there := packets[outbox.Name(it.ID)]
		if !there || p.SHA256 != it.SHA256 || submissions[it.ID] == 0 {
			r.Lost++
			continue
		}
		received = append(received, p.Received)
	}
	for _, n := range submissions {
		r.Duplicated += n - 1
	}
	for i := 1; i < len(received); i++ {
		if received[i].Before(received[i-1]) {
			r.Inversions++
		}
	}
	r.OrderKept = slices.IsSortedFunc(received, time.Time.Compare)
	return nil
}
