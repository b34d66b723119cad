package powercut

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
)

// disk is the disk as it is when all up to entry `done` is durable.
type disk struct {
	log  *wlog
	file *os.File
	done int // entries applied
}

// openDisk copies the empty file system that the recording began with.
func openDisk(l *wlog, base, name string) (*disk, error) {
	if err := copySparse(base, name); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	return &disk{log: l, file: f}, err
}

func copySparse(from, to string) error {
	out, err := exec.Command("cp", "--sparse=always", from, to).CombinedOutput() //nolint:gosec // our own files
	if err != nil {
		return fmt.Errorf("powercut: copying a disk: %w: %s", err, out)
	}
	return nil
}

// advance makes entries durable up to, not including, n.
func (d *disk) advance(n int) error {
	for ; d.done < n; d.done++ {
		if err := d.write(d.file, d.log.entries[d.done], nil); err != nil {
			return err
		}
	}
	return nil
}

// write puts an entry's data on a disk; tear, if given, draws how much of it.
func (d *disk) write(to io.WriterAt, e entry, tear *rand.Rand) error {
	if !e.writes() {
		return nil
	}
	b, err := d.log.content(e)
	if err != nil {
		return err
	}
	at := int64(e.sector) * d.log.unit
	if tear != nil && tear.IntN(3) == 0 {
		// Some sectors of it, not always the first ones.
		for s := int64(0); s < int64(len(b)); s += d.log.unit {
			if tear.IntN(2) == 0 {
				continue
			}
			if _, err := to.WriteAt(b[s:s+d.log.unit], at+s); err != nil {
				return err
			}
		}
		return nil
	}
	_, err = to.WriteAt(b, at)
	return err
}

// A cut is a place in the log at which the power goes.
type cut struct {
	// at: entries before this were handed to the disk.
	at int
	// flushed: entries before this are durable.
	flushed int
	// acknowledged ops until then.
	acknowledged int
}

// cutAt finds what is durable when the power goes before entry at. lies is the
// number of flushes that a disk without honour only pretended: 0 for an honest
// one.
func (l *wlog) cutAt(at, lies int) cut {
	c := cut{at: at}
	var flushes []int
	for i, e := range l.entries[:at] {
		if e.is(flagFlush) {
			flushes = append(flushes, i)
		}
		if e.mark != "" {
			c.acknowledged++
		}
	}
	if n := len(flushes) - 1 - lies; n >= 0 {
		c.flushed = flushes[n]
	}
	return c
}

// loose are the writes that are on the disk or not after the cut: those since
// the flush, and those on their way. A write with FUA that came before the cut
// is durable by itself. One that was on its way at the cut ends what can have
// been: the file system waits for it (the commit of its journal) before it lets
// the program go on, so what the log has after it may have begun only then.
func (l *wlog) loose(c cut, honest bool) (loose, sure []entry) {
	for i := c.flushed; i < len(l.entries); i++ {
		e := l.entries[i]
		if i >= c.at && (e.is(flagFlush) || e.mark != "") {
			break // could not have begun before the cut
		}
		switch {
		case !e.writes():
		case honest && i < c.at && e.is(flagFUA):
			sure = append(sure, e)
		default:
			loose = append(loose, e)
		}
		if i >= c.at && e.is(flagFUA) {
			break
		}
	}
	return loose, sure
}

// build makes the disk that a cut leaves, as the file name.
func (d *disk) build(c cut, honest bool, name string, r *rand.Rand) error {
	if err := d.advance(c.flushed); err != nil {
		return err
	}
	if err := copySparse(d.file.Name(), name); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	loose, sure := d.log.loose(c, honest)
	r.Shuffle(len(loose), func(a, b int) { loose[a], loose[b] = loose[b], loose[a] })
	// How much of it arrived differs from cut to cut: nothing, all, anything.
	share := r.IntN(5)
	for _, e := range loose {
		if r.IntN(4) < share {
			err = errors.Join(err, d.write(f, e, r))
		}
	}
	for _, e := range sure {
		err = errors.Join(err, d.write(f, e, nil))
	}
	return errors.Join(err, f.Close())
}
