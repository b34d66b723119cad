package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"campuskiosk/app/store"
	"campuskiosk/app/store/storetest"
)

// restore writes a backup into a new folder beside a copy of the keys.
func (k *kit) restore(backup []byte) (*store.Store, string, error) {
	k.t.Helper()
	dir := k.t.TempDir()
	k.must(os.CopyFS(filepath.Join(dir, "keys"), os.DirFS(filepath.Join(k.dir, "keys"))))
	s, err := store.Restore(k.t.Context(), bytes.NewReader(backup), dir, k.root)
	return s, dir, err
}

func TestBackupWhileWriting(t *testing.T) {
	k := newKit(t)
	k.must(k.PutStudents(storetest.Task, storetest.Entries(0, 200)))
	for n := range 10 {
		_, err := k.Apply(submitted(n))
		k.must(err)
	}
	started, stop, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		close(started)
		var err error
		n := 10
		for ; err == nil; n++ {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			if _, err = k.Apply(submitted(n)); err == nil {
				// Photos that a backup is reading go: it still has them.
				err = k.Erase(storetest.Key(n-5), store.EraseOptions{Unconfirmed: true})
			}
		}
		done <- err
	}()
	<-started
	for range 8 {
		var backup bytes.Buffer
		k.must(k.Backup(t.Context(), &backup))
		s, _, err := k.restore(backup.Bytes())
		k.must(err)
		r, err := s.Check(t.Context())
		k.must(err)
		for _, p := range r.Problems {
			t.Errorf("%s: %s", p.Where, p.What)
		}
		if r.Sessions < 4 || r.Photos != 2*r.Sessions {
			t.Errorf("restored %+v", r)
		}
		k.must(s.Close())
	}
	close(stop)
	k.must(<-done)
	r := k.whole()
	if n := countFiles(t, k.dir); n != r.Photos {
		t.Errorf("%d files of %d photos: what was put off was not removed", n, r.Photos)
	}
}

// eraser erases a student as soon as a backup begins to write.
type eraser struct {
	bytes.Buffer
	once  sync.Once
	erase func()
}

// Write erases once, then writes.
func (e *eraser) Write(p []byte) (int, error) {
	e.once.Do(e.erase)
	return e.Buffer.Write(p)
}

// TestBackupKeepsWhatIsErasedMeanwhile: the snapshot names photos whose files
// may not go before they are copied; then they go.
func TestBackupKeepsWhatIsErasedMeanwhile(t *testing.T) {
	k := newKit(t)
	for n := range 3 {
		_, err := k.Apply(submitted(n))
		k.must(err)
	}
	e := &eraser{erase: func() {
		for n := range 3 {
			if err := k.Erase(storetest.Key(n), store.EraseOptions{Unconfirmed: true}); err != nil {
				t.Error(err)
			}
		}
	}}
	k.must(k.Backup(t.Context(), e))
	if n := countFiles(t, k.dir); n != 0 {
		t.Errorf("%d files are left", n)
	}
	s, _, err := k.restore(e.Bytes())
	k.must(err)
	defer s.Close()
	if r, err := s.Check(t.Context()); err != nil || !r.OK() || r.Photos != 6 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestDamagedBackup(t *testing.T) {
	k := newKit(t)
	_, err := k.Apply(submitted(1))
	k.must(err)
	var b bytes.Buffer
	k.must(k.Backup(t.Context(), &b))
	whole := b.Bytes()
	refuse := func(bad []byte, what string, at int) {
		t.Helper()
		s, dir, err := k.restore(bad)
		if err == nil {
			_ = s.Close()
		}
		wantError(t, err, store.ErrBackup)
		if t.Failed() {
			t.Fatalf("%s at %d of %d", what, at, len(whole))
		}
		if entries, _ := os.ReadDir(dir); len(entries) != 1 {
			t.Fatalf("%s at %d: left %v", what, at, entries)
		}
	}
	for at := 0; at < len(whole)-1024; at += 1 + len(whole)/40 {
		refuse(whole[:at], "cut", at)
	}
	for at := 600; at < len(whole)-4096; at += 1 + len(whole)/40 {
		bad := bytes.Clone(whole)
		bad[at] ^= 1
		if bytes.Equal(bad, whole) {
			t.Fatal("nothing changed")
		}
		s, _, err := k.restore(bad)
		if err == nil { // padding of a tar entry: then all is as it was
			r, err := s.Check(t.Context())
			k.must(err)
			if !r.OK() || r.Photos != 2 {
				t.Fatalf("changed at %d of %d: restored %+v", at, len(whole), r)
			}
			k.must(s.Close())
		}
	}
	refuse([]byte("no backup"), "text", 0)
	_, err = store.Restore(t.Context(), bytes.NewReader(whole), k.dir, k.root)
	wantError(t, err, store.ErrExists)
}
