package store_test

import (
	"errors"
	"os"
	"syscall"
	"testing"

	"campuskiosk/app/store"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/storetest"
)

// smallDisk mounts a file system of so many KiB. Only root may.
func smallDisk(t *testing.T, kib string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+kib+"k"); err != nil {
		if os.Getenv("CAMPUSKIOSK_REQUIRE") == "1" && os.Geteuid() == 0 {
			t.Fatalf("can't mount a small disk: %v", err)
		}
		t.Skip("a full disk needs root to mount a small one")
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

func TestDiskFull(t *testing.T) {
	for name, fill := range map[string]func(k *kit, n int) error{
		"photos": func(k *kit, n int) error { _, err := k.Apply(submitted(n)); return err },
		"records": func(k *kit, n int) error {
			return k.PutStudents(storetest.Task, storetest.Entries(1000+200*n, 1200+200*n))
		},
	} {
		t.Run(name, func(t *testing.T) {
			k := &kit{t: t, dir: smallDisk(t, "3000"), root: keyring.NewRoot(keyring.NewKey()), hand: &handClock{wall: storetest.Start}}
			var err error
			k.Store, err = store.Create(k.dir, k.root, storetest.Audit("store.created"))
			k.must(err)
			defer k.Close()
			_, err = k.Apply(submitted(0))
			k.must(err)
			good := 0
			for n := 1; err == nil && n < 10_000; n++ {
				if err = fill(k, n); err == nil {
					good = n
				}
			}
			if !errors.Is(err, store.ErrDiskFull) {
				t.Fatalf("after %d: %v", good, err)
			}
			// Nothing half-written, and the store lives on.
			if k.Failed() {
				t.Error("a full disk is not the end")
			}
			r := k.whole()
			if n := countFiles(t, k.dir); n != r.Photos {
				t.Errorf("%d files of %d photos", n, r.Photos)
			}
			// What frees space works, and then there is room again.
			if name == "photos" {
				k.must(k.Erase(storetest.Key(0), store.EraseOptions{Unconfirmed: true}))
				_, err = k.Apply(submitted(0))
				k.must(err)
			}
			k.reopen()
			k.whole()
		})
	}
}
