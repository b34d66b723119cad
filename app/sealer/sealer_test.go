package sealer_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/sealer"
	"campuskiosk/app/store"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/storetest"
	"campuskiosk/sync/api"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/packet"
	"campuskiosk/sync/packet/packettest"
)

// kiosk is one with one session that is about to be sealed.
type kiosk struct {
	dir                string
	root               *keyring.Root
	store              *store.Store
	outbox             *outbox.Folder
	session            booth.Session
	original, standard []byte
}

func newKiosk(t *testing.T) *kiosk {
	t.Helper()
	k := &kiosk{dir: t.TempDir(), root: keyring.NewRoot(keyring.NewKey())}
	var err error
	if k.store, err = store.Create(filepath.Join(k.dir, "store"), k.root, storetest.Audit("store.created")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.store.Close() })
	if k.outbox, err = outbox.Open(filepath.Join(k.dir, "packets")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.outbox.Close() })
	k.session, k.original, k.standard = packettest.Session(1)
	_, err = k.store.Apply(store.Step{
		Session: k.session,
		Photos:  []store.NewPhoto{{Role: store.Original, Bytes: k.original}, {Role: store.Standard, Bytes: k.standard}},
		Effects: []flow.Effect{flow.KeepShot{Shot: k.session.Shots[0]}, flow.KeepPhoto{Photo: k.session.Photos[0]}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *kiosk) sealer() *sealer.Sealer {
	return &sealer.Sealer{
		Store: k.store, Outbox: k.outbox, Key: packettest.Key(1), Kiosk: packettest.Kiosk, Software: "test 1",
		Keys: func() (api.KeySet, error) {
			return api.KeySet{Keys: []api.Key{{Use: api.UsePacket, Recipient: packettest.Recipient}}}, nil
		},
	}
}

func (k *kiosk) seal(t *testing.T, s *sealer.Sealer) {
	t.Helper()
	if err := s.Seal(k.session, k.session.Pending, true); err != nil {
		t.Fatal(err)
	}
	s.Wait()
}

// photos is how many of the two pictures the store still gives.
func (k *kiosk) photos(t *testing.T, s *store.Store) int {
	t.Helper()
	n := 0
	for _, p := range []booth.PhotoID{k.session.Pending.Shot, k.session.Pending.Photo} {
		switch _, err := s.Photo(k.session.ID, p); {
		case err == nil:
			n++
		case !errors.Is(err, store.ErrNotFound) && !errors.Is(err, store.ErrPhotoMissing):
			t.Fatal(err)
		}
	}
	return n
}

func (k *kiosk) packet(t *testing.T) []byte {
	t.Helper()
	f, err := k.outbox.Read(k.session.Pending.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSealedOnce(t *testing.T) {
	k := newKiosk(t)
	k.seal(t, k.sealer())
	file := k.packet(t)
	pictures := packet.Pictures{}
	o, err := packet.Open(bytes.NewReader(file), packettest.Identities(t), api.PacketOf(k.session.Pending.ID), packettest.KeyOf, pictures.Sink)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(pictures["original.jpg"], k.original) || !bytes.Equal(pictures["standard.jpg"], k.standard) || o.Manifest.Whole() != k.session.Student {
		t.Error("something else was sealed")
	}
	if it, err := k.outbox.Item(k.session.Pending.ID); err != nil || it.Manifest != o.Hash || it.State != outbox.Waiting {
		t.Errorf("%+v, %v", it, err)
	}
	if n := k.photos(t, k.store); n != 0 {
		t.Errorf("the store still opens %d pictures", n)
	}
	k.seal(t, k.sealer()) // after a restart, the same again
	if !bytes.Equal(k.packet(t), file) {
		t.Error("sealed twice")
	}
	if report, err := k.store.Check(context.Background()); err != nil || !report.OK() {
		t.Errorf("%+v, %v", report.Problems, err)
	}
}

// TestKioskCanNotOpen: whoever has the whole disk after the sealing, an older
// backup of database and photos, and the data key, can't open what was
// submitted.
func TestKioskCanNotOpen(t *testing.T) {
	k := newKiosk(t)
	var before bytes.Buffer
	if err := k.store.Backup(context.Background(), &before); err != nil {
		t.Fatal(err)
	}
	if n := k.photos(t, k.restored(t, before.Bytes())); n != 2 {
		t.Fatalf("a backup opens %d pictures before the sealing", n)
	}
	k.seal(t, k.sealer())
	dir := filepath.Join(t.TempDir(), "thief")
	if err := os.CopyFS(filepath.Join(dir, "keys"), os.DirFS(filepath.Join(k.dir, "store", "keys"))); err != nil {
		t.Fatal(err)
	}
	s, err := store.Restore(context.Background(), bytes.NewReader(before.Bytes()), dir, k.root)
	if err != nil {
		return // the epoch of the backup is gone: nothing opens at all
	}
	defer s.Close()
	if n := k.photos(t, s); n != 0 {
		t.Errorf("a backup from before still opens %d pictures", n)
	}
}

// restored is a store of a backup and the present keys.
func (k *kiosk) restored(t *testing.T, backup []byte) *store.Store {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(filepath.Join(dir, "keys"), os.DirFS(filepath.Join(k.dir, "store", "keys"))); err != nil {
		t.Fatal(err)
	}
	s, err := store.Restore(context.Background(), bytes.NewReader(backup), dir, k.root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// faulty is a store whose destroying fails.
type faulty struct {
	*store.Store
	drop, rotate error
}

func (f faulty) DropSealed(id booth.SessionID, p []booth.PhotoID, say ...audit.Record) (int, error) {
	if f.drop != nil {
		return 0, f.drop
	}
	return f.Store.DropSealed(id, p, say...)
}

func (f faulty) RotatePhotos() error {
	if f.rotate != nil {
		return f.rotate
	}
	return f.Store.RotatePhotos()
}

// TestFailureAfterSealing: once the packet is durable, the submission is
// sealed, whatever fails then; Finish does the rest.
func TestFailureAfterSealing(t *testing.T) {
	k := newKiosk(t)
	s := k.sealer()
	s.Store = faulty{Store: k.store, drop: store.ErrWrite}
	k.seal(t, s)
	if k.photos(t, k.store) != 2 {
		t.Fatal("the fault was none")
	}
	file := k.packet(t)
	other := k.session.Pending
	other.ID.N = 2
	if err := k.sealer().Finish(context.Background(), []booth.Submission{k.session.Pending, other}); err != nil {
		t.Fatal(err)
	}
	if k.photos(t, k.store) != 0 || !bytes.Equal(k.packet(t), file) {
		t.Error("not finished, or sealed again")
	}
	if err := k.sealer().Finish(context.Background(), []booth.Submission{k.session.Pending}); err != nil {
		t.Errorf("finishing again: %v", err)
	}
}

// TestFailedRotation: the key that wrapped the pictures' keys is destroyed
// later.
func TestFailedRotation(t *testing.T) {
	k := newKiosk(t)
	s := k.sealer()
	s.Store = faulty{Store: k.store, rotate: store.ErrWrite}
	k.seal(t, s)
	if due, err := k.store.Pending(); err != nil || due.Photos != 2 {
		t.Fatalf("%+v, %v", due, err)
	}
	if err := k.sealer().Finish(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if due, err := k.store.Pending(); err != nil || due.Photos != 0 {
		t.Errorf("%+v, %v", due, err)
	}
}

// record records the pending submission, as the session does once it is sealed.
func (k *kiosk) record(t *testing.T) {
	t.Helper()
	after := k.session
	after.State, after.Pending = booth.StateReceipt, booth.Submission{}
	if _, err := k.store.Apply(store.Step{From: 1, Session: after, Effects: []flow.Effect{
		flow.KeepSubmission{Student: k.session.Student.Key, Submission: k.session.Pending},
	}}); err != nil {
		t.Fatal(err)
	}
}

func (k *kiosk) submission(t *testing.T) booth.Submission {
	t.Helper()
	standing, err := k.store.Standing(storetest.Task, k.session.Student.Key)
	if err != nil || len(standing.Submissions) != 1 {
		t.Fatalf("%+v, %v", standing, err)
	}
	return standing.Submissions[0]
}

// TestServiceWasFaster: the packet was uploaded and reviewed before the session
// recorded its submission.
func TestServiceWasFaster(t *testing.T) {
	k := newKiosk(t)
	k.seal(t, k.sealer())
	told := k.session.Pending
	told.Status, told.ConfirmedAt = booth.Waiting, storetest.Start.Add(time.Hour)
	if err := k.store.Tell(storetest.Task, k.session.Student.Key, store.Told{Submissions: []booth.Submission{told}}); err != nil {
		t.Fatal(err)
	}
	k.record(t)
	if got := k.submission(t); got.Status != booth.Waiting || !got.ConfirmedAt.Equal(told.ConfirmedAt) || got.Shot != told.Shot {
		t.Errorf("%+v", got)
	}
}

// TestConfirmedBeforeRecorded: the receipt came while there was no submission
// to mark.
func TestConfirmedBeforeRecorded(t *testing.T) {
	k := newKiosk(t)
	k.seal(t, k.sealer())
	at := storetest.Start.Add(time.Hour)
	if err := k.outbox.Confirm(k.session.Pending.ID, nil, at); err != nil {
		t.Fatal(err)
	}
	if err := k.sealer().Finish(context.Background(), []booth.Submission{k.session.Pending}); err != nil {
		t.Fatalf("before it is recorded: %v", err)
	}
	k.record(t)
	if got := k.submission(t); got.Status != booth.Queued || !got.ConfirmedAt.IsZero() {
		t.Fatalf("%+v", got)
	}
	if err := k.sealer().Finish(context.Background(), []booth.Submission{k.submission(t)}); err != nil {
		t.Fatal(err)
	}
	if got := k.submission(t); got.Status != booth.Uploaded || !got.ConfirmedAt.Equal(at) {
		t.Errorf("%+v", got)
	}
}

// full is an outbox without room.
type full struct{ *outbox.Folder }

func (full) Add(_ booth.SubmissionID, _ time.Time, write func(io.Writer) (string, error)) (outbox.Item, error) {
	_, err := write(short{})
	return outbox.Item{}, err
}

type short struct{}

func (short) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// TestFailureBeforeSealing: the student's photos are still there.
func TestFailureBeforeSealing(t *testing.T) {
	k := newKiosk(t)
	s := k.sealer()
	s.Outbox = full{k.outbox}
	if err := s.Seal(k.session, k.session.Pending, true); !errors.Is(err, sealer.ErrSeal) {
		t.Errorf("a full disk: %v", err)
	}
	s = k.sealer()
	s.Keys = func() (api.KeySet, error) { return api.KeySet{}, sealer.ErrNoService }
	if err := s.Seal(k.session, k.session.Pending, true); !errors.Is(err, sealer.ErrNoService) {
		t.Errorf("no service: %v", err)
	}
	s.Keys = func() (api.KeySet, error) { return api.KeySet{}, nil }
	if err := s.Seal(k.session, k.session.Pending, true); !errors.Is(err, sealer.ErrSeal) {
		t.Errorf("no packet key: %v", err)
	}
	if k.photos(t, k.store) != 2 || len(k.outbox.Items()) != 0 {
		t.Error("something changed")
	}
	k.seal(t, k.sealer())
}
