package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	bolt "go.etcd.io/bbolt"
)

// bbolt's pages (go.etcd.io/bbolt/internal/common/page.go): a head of 16 bytes
// (number, kind, count of elements, further pages that belong to it), then
// elements of 16 bytes. A branch's element ends with the number of its child; a
// leaf's tells where key and value lie. A bucket's value begins with the number
// of its root page, 0 for one that lies in the value itself. Little-endian, on
// the machines that a kiosk is made of.
const (
	pageHead    = 16
	pageElement = 16
	branchPage  = 0x01
	leafPage    = 0x02
	bucketLeaf  = 0x01
	bucketHead  = 16
)

// errPages: the tree of pages is none.
var errPages = errors.New("store: the database's pages do not make a tree")

// walkPages follows the tree of pages from the root of tx and fails with
// errPages where a page is reached twice, lies outside of the file or is none.
// bbolt's own check trusts the tree: where it runs in circles it takes all memory
// of the machine. tx must be open while the file is read.
func walkPages(tx *bolt.Tx) (err error) {
	db := tx.DB()
	f, err := os.Open(db.Path())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	size := int64(db.Info().PageSize)
	info, err := f.Stat()
	if err != nil {
		return err
	}
	w := pageWalk{file: f, size: size, pages: uint64(info.Size() / size), seen: map[uint64]bool{}}
	w.next = append(w.next, uint64(tx.Cursor().Bucket().Root()))
	for len(w.next) > 0 {
		id := w.next[len(w.next)-1]
		w.next = w.next[:len(w.next)-1]
		if err := w.page(id); err != nil {
			return err
		}
	}
	return nil
}

type pageWalk struct {
	file  io.ReaderAt
	size  int64  // of a page in bytes
	pages uint64 // of the file
	seen  map[uint64]bool
	next  []uint64
	buf   []byte
}

// page looks at one page and notes its children.
func (w *pageWalk) page(id uint64) error {
	if id < 2 || id >= w.pages || w.seen[id] {
		return fmt.Errorf("%w: page %d", errPages, id)
	}
	w.seen[id] = true
	le := binary.LittleEndian
	head := make([]byte, pageHead)
	if _, err := w.file.ReadAt(head, int64(id)*w.size); err != nil {
		return err
	}
	kind, count, more := le.Uint16(head[8:]), int(le.Uint16(head[10:])), uint64(le.Uint32(head[12:]))
	if le.Uint64(head) != id || (kind != branchPage && kind != leafPage) || id+more >= w.pages {
		return fmt.Errorf("%w: page %d", errPages, id)
	}
	n := int(more+1) * int(w.size)
	if cap(w.buf) < n {
		w.buf = make([]byte, n)
	}
	b := w.buf[:n]
	if _, err := w.file.ReadAt(b, int64(id)*w.size); err != nil {
		return err
	}
	if pageHead+count*pageElement > n {
		return fmt.Errorf("%w: page %d", errPages, id)
	}
	for i := range count {
		at := pageHead + i*pageElement
		e := b[at : at+pageElement]
		if kind == branchPage {
			w.next = append(w.next, le.Uint64(e[8:]))
			continue
		}
		if le.Uint32(e)&bucketLeaf == 0 {
			continue
		}
		value := at + int(le.Uint32(e[4:])) + int(le.Uint32(e[8:]))
		if value+bucketHead > n {
			return fmt.Errorf("%w: page %d", errPages, id)
		}
		if root := le.Uint64(b[value:]); root != 0 {
			w.next = append(w.next, root)
		}
	}
	return nil
}
