package stick

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/durable"
	"campuskiosk/sync/api"
	"campuskiosk/sync/outbox"
)

// Source is where packets come from; sync/outbox is one.
type Source interface {
	Items() []outbox.Item
	Read(booth.SubmissionID) (*os.File, error)
}

// Exported tells what an export did. Every packet that it counts was read back
// from the device.
type Exported struct {
	// Copied were written now, Already lay there whole.
	Copied  int   `json:"copied"`
	Already int   `json:"already"`
	Bytes   int64 `json:"bytes"`
	// Damaged are packets whose file on the kiosk is not the sealed one.
	Damaged []api.PacketID `json:"damaged,omitempty"`
}

// Progress is told how many of all bytes are done. Bytes count twice: writing
// and reading back.
type Progress func(done, total int64)

// Unconfirmed chooses what the service does not have for sure.
func Unconfirmed(it outbox.Item) bool { return it.State != outbox.Confirmed }

// Export copies the packets that choose wants to a folder on a stick, and
// verifies them. With a nil error all of them, but for those that are Damaged,
// lie on the device: it is safe to remove. The folder is made if the one above it
// is there. What an earlier export wrote is not written again; a damaged copy is
// replaced. Errors: ErrNoFolder, ErrFull, ErrWrite, ErrVerify, the context's.
func Export(ctx context.Context, from Source, dir string, choose func(outbox.Item) bool, progress Progress) (Exported, error) {
	e := exporter{ctx: ctx, from: from, dir: dir, progress: progress}
	for _, it := range from.Items() {
		if choose(it) {
			e.items = append(e.items, it)
			e.total += 2 * it.Bytes
		}
	}
	if len(e.items) == 0 {
		return e.out, nil
	}
	if err := makeFolder(dir); err != nil {
		return e.out, err
	}
	err := e.all()
	if err == nil {
		if err = flush(dir); err != nil {
			err = ErrWrite.Because(err)
		}
	}
	return e.out, err
}

// makeFolder makes the last folder of a path only: below the name of a stick
// that is not plugged in, all would land on the kiosk's own disk.
func makeFolder(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if errors.Is(err, fs.ErrExist) {
		info, err := os.Stat(dir)
		if err != nil || !info.IsDir() {
			return ErrNoFolder
		}
		return nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNoFolder
	}
	if err != nil {
		return ErrWrite.Because(durable.Pathless(err))
	}
	return nil
}

type exporter struct {
	ctx         context.Context
	from        Source
	dir         string
	progress    Progress
	items       []outbox.Item
	done, total int64
	out         Exported
}

func (e *exporter) told(n int64) {
	e.done += n
	if e.progress != nil {
		e.progress(min(e.done, e.total), e.total)
	}
}

// all copies what is not there yet.
func (e *exporter) all() error {
	sums, err := readSums(e.dir)
	if err != nil {
		return err
	}
	missing, err := e.missing()
	if err != nil {
		return err
	}
	if err := e.enough(missing); err != nil {
		return err
	}
	for _, it := range e.items {
		id := api.PacketOf(it.ID)
		if !missing[id] {
			e.out.Already++
		} else if whole, err := e.copy(it); err != nil {
			return err
		} else if !whole {
			e.out.Damaged = append(e.out.Damaged, id)
			continue
		} else {
			e.out.Copied++
		}
		e.out.Bytes += it.Bytes
		sums[id] = it.SHA256
	}
	return writeSums(e.dir, sums)
}

// missing are the packets that don't lie there whole.
func (e *exporter) missing() (map[api.PacketID]bool, error) {
	missing := map[api.PacketID]bool{}
	for _, it := range e.items {
		if err := e.ctx.Err(); err != nil {
			return nil, err
		}
		id := api.PacketOf(it.ID)
		name := filepath.Join(e.dir, id.File())
		if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() || info.Size() != it.Bytes {
			missing[id] = true
			continue
		}
		if digest, err := digestOf(e.ctx, name, func(int64) {}); err != nil || digest != it.SHA256 {
			missing[id] = true
			continue
		}
		e.told(2 * it.Bytes)
	}
	return missing, e.ctx.Err()
}

// enough reports whether the missing ones have room.
func (e *exporter) enough(missing map[api.PacketID]bool) error {
	const slack = 1 << 20 // the list, and what a file system needs itself
	need := int64(slack)
	for _, it := range e.items {
		if missing[api.PacketOf(it.ID)] {
			need += it.Bytes
		}
	}
	free, err := room(e.dir)
	if err == nil && len(missing) > 0 && free < need {
		return ErrFull.With((need - free + 1<<20 - 1) >> 20)
	}
	return nil // where it is not known, writing tells
}

// copy writes a packet and reads it back. whole is false when the kiosk's file
// is not what was sealed; nothing is left on the stick then.
func (e *exporter) copy(it outbox.Item) (whole bool, err error) {
	from, err := e.from.Read(it.ID)
	if err != nil {
		e.told(2 * it.Bytes)
		return false, nil //nolint:nilerr // told by Damaged; the others go on
	}
	defer from.Close() //nolint:errcheck // only read
	id := api.PacketOf(it.ID)
	name := filepath.Join(e.dir, id.File())
	in := &input{r: meter{e.ctx, from, e.told}}
	err = durable.WriteFile(name, func(w io.Writer) error {
		sum := sha256.New()
		if _, err := io.Copy(io.MultiWriter(w, sum), in); err != nil {
			return err
		}
		if hex.EncodeToString(sum.Sum(nil)) != it.SHA256 {
			return errKioskFile
		}
		return nil
	}, nil)
	switch {
	case e.ctx.Err() != nil:
		return false, e.ctx.Err()
	case errors.Is(err, errKioskFile) || in.err != nil:
		e.told(it.Bytes)
		return false, nil
	case errors.Is(err, syscall.ENOSPC):
		return false, ErrFull.With((it.Bytes + 1<<20 - 1) >> 20)
	case err != nil:
		return false, ErrWrite.Because(durable.Pathless(err))
	}
	digest, err := digestOf(e.ctx, name, e.told)
	if e.ctx.Err() != nil {
		return false, e.ctx.Err()
	}
	if err != nil || digest != it.SHA256 {
		return false, ErrVerify.Because(err)
	}
	return true, nil
}

// errKioskFile: the kiosk's file is another one than was sealed.
var errKioskFile = errors.New("stick: not the sealed file")

// input remembers the failure of the kiosk's file, which is none of the stick's.
type input struct {
	r   io.Reader
	err error
}

// Read reads.
func (i *input) Read(p []byte) (int, error) {
	n, err := i.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		i.err = err
	}
	return n, err
}
