package models

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// part is a file that is arriving: NAME.part beside where NAME will be. It is
// locked, so that two processes never write the same one, and it survives a
// cut, so that the next attempt goes on where this one ended.
type part struct {
	want File
	path string // of the finished file
	f    *os.File
	w    io.Writer // f, or f through the tests' failing writer
	sum  hash.Hash
	size int64
}

// openPart opens or creates the part for want in dir. What has arrived earlier
// is hashed and kept, unless it is longer than the file should be.
func openPart(dir string, want File, wrap func(io.Writer) io.Writer) (*part, error) {
	p := &part{want: want, path: filepath.Join(dir, want.Name), sum: sha256.New()}
	// Weights are public and may be put into a folder of the whole machine.
	f, err := os.OpenFile(p.path+".part", os.O_RDWR|os.O_CREATE, 0o644) //nolint:gosec // see above
	if err != nil {
		return nil, ErrWrite.Because(err)
	}
	p.f, p.w = f, f
	if wrap != nil {
		p.w = wrap(f)
	}
	if err := p.lock(); err != nil {
		_ = f.Close()
		return nil, err
	}
	if p.size, err = io.Copy(p.sum, f); err != nil {
		_ = f.Close()
		return nil, ErrWrite.Because(err)
	}
	if p.size > want.Size || p.size == want.Size && !p.matches() {
		if err := p.restart(); err != nil {
			_ = f.Close()
			return nil, err
		}
	}
	return p, nil
}

// lock takes the part for this process. The file that was opened may have been
// finished and renamed by another process before the lock was taken.
func (p *part) lock() error {
	if err := syscall.Flock(int(p.f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return ErrBusy.Because(err)
	}
	mine, err := p.f.Stat()
	if err != nil {
		return ErrWrite.Because(err)
	}
	there, err := os.Stat(p.path + ".part")
	if err != nil || !os.SameFile(mine, there) {
		return ErrBusy.Because(err)
	}
	return nil
}

// restart throws away what has arrived.
func (p *part) restart() error {
	if err := p.f.Truncate(0); err != nil {
		return ErrWrite.Because(err)
	}
	if _, err := p.f.Seek(0, io.SeekStart); err != nil {
		return ErrWrite.Because(err)
	}
	p.sum.Reset()
	p.size = 0
	return nil
}

// Write appends.
func (p *part) Write(b []byte) (int, error) {
	n, err := p.w.Write(b)
	_, _ = p.sum.Write(b[:n]) // a hash never fails
	p.size += int64(n)
	if err != nil {
		return n, writeError{err}
	}
	return n, nil
}

// writeError tells a failed write from a failed read in a copy.
type writeError struct{ error }

func (e writeError) Unwrap() error { return e.error }

func (p *part) matches() bool { return hex.EncodeToString(p.sum.Sum(nil)) == p.want.SHA256 }

// finish checks the digest, brings the bytes to the disk and gives the file
// its name, in this order: the name exists only for the right and whole file,
// also after a power cut.
func (p *part) finish() error {
	if p.size != p.want.Size || !p.matches() {
		p.drop()
		return ErrDigest.With(p.want.Name)
	}
	if err := p.f.Sync(); err != nil {
		return p.failed(err)
	}
	if err := os.Rename(p.path+".part", p.path); err != nil {
		return p.failed(err)
	}
	_ = p.f.Close()
	return syncDir(filepath.Dir(p.path))
}

// failed ends the part because of a failed write. A full disk gets its room
// back: a kiosk without room for photos is worse than one without this model.
func (p *part) failed(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		p.drop()
		return ErrDiskFull.With(p.want.Name).Because(err)
	}
	p.keep()
	return ErrWrite.Because(err)
}

// keep closes the part and leaves it for the next attempt; an empty one goes.
func (p *part) keep() {
	if p.size == 0 {
		p.drop()
		return
	}
	_ = p.f.Close()
}

// drop removes the part. It goes before the lock does, so that no other
// process can have begun to fill it.
func (p *part) drop() {
	_ = os.Remove(p.path + ".part")
	_ = p.f.Close()
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return ErrWrite.Because(err)
	}
	defer func() { _ = d.Close() }()
	// Some file systems can't sync a folder and say so; the file is safe there.
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, fs.ErrInvalid) {
		return ErrWrite.Because(err)
	}
	return nil
}
