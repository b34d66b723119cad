package stick

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"

	"campuskiosk/app/store/durable"

	"golang.org/x/sys/unix"
)

// fromDevice opens a file so that it is read from the device, not from what
// the kernel remembers of it: its pages are dropped first, which works
// once they are written (fsync).
func fromDevice(name string) (*os.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	_ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) // advice: a file system may not know it
	return f, nil
}

// digestOf reads a file from the device; told gets the bytes as they are read.
func digestOf(ctx context.Context, name string, told func(int64)) (string, error) {
	f, err := fromDevice(name)
	if err != nil {
		return "", durable.Pathless(err)
	}
	sum := sha256.New()
	_, err = io.Copy(sum, meter{ctx, f, told})
	if err = errors.Join(err, f.Close()); err != nil {
		return "", durable.Pathless(err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// meter reads, tells how much, and stops with its context.
type meter struct {
	ctx  context.Context
	r    io.Reader
	told func(int64)
}

// Read reads.
func (m meter) Read(p []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(p)
	m.told(int64(n))
	return n, err
}

// room is how many bytes a folder's device has left.
func room(dir string) (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return int64(st.Bavail) * st.Bsize, nil
}

// flush writes everything that waits for a folder's device.
func flush(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return durable.Pathless(err)
	}
	return durable.Pathless(errors.Join(unix.Syncfs(int(f.Fd())), f.Close()))
}
