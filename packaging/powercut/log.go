package powercut

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The log's form (Linux, drivers/md/dm-log-writes.c): a super block, then for
// each entry one sector with its head, then its data. All little-endian.
const (
	logMagic   = 0x6a736677736872
	logVersion = 1

	flagFlush    = 1 << 0
	flagFUA      = 1 << 1
	flagDiscard  = 1 << 2
	flagMark     = 1 << 3
	entryHead    = 32 // bytes: sector, sectors, flags, length of the mark
	smallestUnit = 512
)

// entry is one write, flush, discard or mark.
type entry struct {
	sector, sectors uint64 // in the log's sectors
	flags           uint64
	mark            string
	data            int64 // where the data lies in the log
}

func (e entry) is(flag uint64) bool { return e.flags&flag != 0 }

// writes reports whether the entry puts data on the disk.
func (e entry) writes() bool { return e.sectors > 0 && !e.is(flagDiscard) }

// wlog is a recorded log.
type wlog struct {
	file    io.ReaderAt
	unit    int64 // bytes of a sector
	entries []entry
}

// readLog reads the heads of all entries.
func readLog(f io.ReaderAt) (*wlog, error) {
	le := binary.LittleEndian
	head := make([]byte, smallestUnit)
	if _, err := f.ReadAt(head, 0); err != nil {
		return nil, err
	}
	if le.Uint64(head) != logMagic || le.Uint64(head[8:]) != logVersion {
		return nil, errors.New("powercut: not a log of log-writes")
	}
	l := &wlog{file: f, unit: int64(le.Uint32(head[24:]))}
	if l.unit < smallestUnit {
		return nil, fmt.Errorf("powercut: sectors of %d bytes", l.unit)
	}
	at := l.unit
	for range le.Uint64(head[16:]) {
		if _, err := f.ReadAt(head, at); err != nil {
			return nil, err
		}
		e := entry{sector: le.Uint64(head), sectors: le.Uint64(head[8:]), flags: le.Uint64(head[16:]), data: at + l.unit}
		if e.is(flagMark) {
			e.mark = string(head[entryHead : entryHead+min(le.Uint64(head[24:]), smallestUnit-entryHead)])
		}
		at += l.unit
		if e.writes() {
			at += int64(e.sectors) * l.unit
		}
		l.entries = append(l.entries, e)
	}
	return l, nil
}

// content reads an entry's data.
func (l *wlog) content(e entry) ([]byte, error) {
	b := make([]byte, int64(e.sectors)*l.unit)
	_, err := l.file.ReadAt(b, e.data)
	return b, err
}
