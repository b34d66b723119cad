package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/store/keyring"

	bolt "go.etcd.io/bbolt"
)

// Report is what Check found.
type Report struct {
	// Problems, none for whole data.
	Problems []Problem `json:"problems,omitempty"`
	// What was looked at.
	Students    int        `json:"students"` // roster entries, manual ones too
	Sessions    int        `json:"sessions"`
	Photos      int        `json:"photos"`     // of sessions
	References  int        `json:"references"` // photos of rosters
	Submissions int        `json:"submissions"`
	Head        audit.Head `json:"head"`
}

// OK reports whether all is whole.
func (r Report) OK() bool { return len(r.Problems) == 0 }

// Problem is something that is not whole. It names no one.
type Problem struct {
	// Where: a bucket, "photos", "audit", "file".
	Where string `json:"where"`
	// What is wrong, for technicians.
	What string `json:"what"`
}

// maxProblems is how many problems are listed: one broken key is many.
const maxProblems = 100

// Check looks at everything: the database's pages, that every record opens and
// belongs to somebody, that the index is complete and has nothing else, that
// each photo's record, key, file and hash fit, and the audit trail. Where pages
// are wrong it looks no further. It reads all data and changes none; the kiosk
// may work meanwhile. The error is one
// of reading, or the context's. Writers wait while pages are looked at.
func (s *Store) Check(ctx context.Context) (Report, error) {
	defer s.files.hold(s.photos)()
	c := checker{ctx: ctx}
	if err := c.pages(s.db); err != nil || !c.report.OK() {
		return c.report, people(err) // records of a broken tree may have no end
	}
	err := s.view(func(r *reader) error {
		c.r = r
		for _, look := range []func() error{c.subjects, c.records, c.owned, c.rosters, c.open, c.plain, c.photos, c.trail} {
			if err := errors.Join(ctx.Err(), look()); err != nil {
				return err
			}
		}
		return nil
	})
	return c.report, err
}

type checker struct {
	ctx    context.Context
	r      *reader
	report Report
}

func (c *checker) problem(where []byte, format string, args ...any) {
	if len(c.report.Problems) < maxProblems {
		c.report.Problems = append(c.report.Problems, Problem{string(where), fmt.Sprintf(format, args...)})
	}
}

// pages is bbolt's own check. It needs a writer's view, because it compares
// with the list of free pages.
func (c *checker) pages(db *bolt.DB) error {
	tx, err := db.Begin(true)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	return guard(func() error {
		if err := walkPages(tx); errors.Is(err, errPages) {
			c.problem([]byte("file"), "the pages do not make a tree")
			return nil
		} else if err != nil {
			return err
		}
		// A tree that runs in circles has problems without end: the check is then
		// left where it is, and waits for ever to tell the next.
		for range tx.Check(bolt.WithKVStringer(hiddenKeys{})) {
			c.problem([]byte("file"), "a page is wrong")
			if len(c.report.Problems) == maxProblems {
				break
			}
		}
		return nil
	})
}

// hiddenKeys keeps keys out of bbolt's messages.
type hiddenKeys struct{}

// KeyToString hides a key.
func (hiddenKeys) KeyToString([]byte) string { return "key" }

// ValueToString hides a value.
func (hiddenKeys) ValueToString([]byte) string { return "value" }

// subjects: every key unwraps, and what leads to a student is there.
func (c *checker) subjects() error {
	index := c.r.index(scopeAll)
	leads := 0
	err := c.r.tx.Bucket(bucketSubjects).ForEach(func(k, v []byte) error {
		sub, ok := subjectAt(k)
		rec, err := unwrapSubject(c.r.epoch, sub, v)
		if !ok || err != nil {
			c.problem(bucketSubjects, "a key does not unwrap")
			return nil
		}
		if rec.student.IsZero() {
			return nil
		}
		leads++
		if index.bucket == nil || !has(index.bucket, index.entryOf(keyWord(rec.student), sub)) {
			c.problem(bucketIndex, "a student is not found by key")
		}
		return nil
	})
	if index.bucket != nil {
		if n := index.bucket.Stats().KeyN; n != leads {
			c.problem(bucketIndex, "%d entries for %d students", n, leads)
		}
	}
	return err
}

// has reports whether a bucket has a key, whatever its value.
func has(b *bolt.Bucket, key []byte) bool {
	k, _ := b.Cursor().Seek(key)
	return bytes.Equal(k, key)
}

// records: every record opens and is listed with its owner.
func (c *checker) records() error {
	owned := c.r.tx.Bucket(bucketOwned)
	for _, t := range tables() {
		err := c.r.tx.Bucket(t.name).ForEach(func(k, _ []byte) error {
			owner, text, found, err := c.r.get(t, k)
			if err != nil || !found {
				c.problem(t.name, "a record does not open")
				return c.ctx.Err()
			}
			if !has(owned, join(owner[:], []byte{t.tag}, k)) {
				c.problem(t.name, "a record is not listed with its owner")
			}
			switch t.tag {
			case tableSessions.tag:
				c.report.Sessions++
				if _, _, _, err := c.r.sessionRecord(booth.SessionID(k)); err != nil || len(text) == 0 {
					c.problem(t.name, "a session can't be read")
				}
			case tableSubmissions.tag:
				c.report.Submissions++
			}
			return c.ctx.Err()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// owned: every listed record is there and belongs to that subject.
func (c *checker) owned() error {
	byTag := map[byte]table{}
	for _, t := range tables() {
		byTag[t.tag] = t
	}
	return c.r.tx.Bucket(bucketOwned).ForEach(func(k, _ []byte) error {
		sub, ok := subjectAt(k)
		if !ok || len(k) <= len(sub) {
			c.problem(bucketOwned, "an entry is too short")
			return nil
		}
		t, ok := byTag[k[len(sub)]]
		if !ok {
			c.problem(bucketOwned, "an entry names no table")
			return nil
		}
		if owner, ok := subjectAt(c.r.tx.Bucket(t.name).Get(k[len(sub)+1:])); !ok || owner != sub {
			c.problem(bucketOwned, "an entry names a record that is not there")
		}
		return nil
	})
}

// rosters: every entry opens, is counted, and is found by its words; there are
// no other words.
func (c *checker) rosters() error {
	return c.r.generations(func(task booth.TaskID, gen uint64, b *bolt.Bucket) error {
		index := c.r.index(scopeRoster(task, gen))
		entries, words := 0, 0
		err := b.ForEach(func(k, v []byte) error {
			sub := subject(k)
			e, err := c.r.openEntry(task, gen, sub, v)
			if err != nil {
				c.problem(bucketStudents, "an entry does not open")
				return c.ctx.Err()
			}
			entries++
			for _, w := range e.words() {
				words++
				if index.bucket == nil || !has(index.bucket, index.entryOf(w, sub)) {
					c.problem(bucketIndex, "a student is not found by a word")
				}
			}
			return c.ctx.Err()
		})
		if err != nil {
			return err
		}
		if index.bucket != nil {
			if n := index.bucket.Stats().KeyN; n != words {
				c.problem(bucketIndex, "%d entries for %d words", n, words)
			}
		}
		rec, err := c.r.roster(task)
		if err != nil {
			c.problem(bucketRosters, "a record does not open")
			return nil
		}
		count := map[uint64]int{manualGeneration: rec.Manual, rec.Gen: rec.Students}
		if rec.Gen == manualGeneration {
			count[manualGeneration] = rec.Manual
		}
		if want, present := count[gen]; present {
			c.report.Students += entries
			if want != entries {
				c.problem(bucketRosters, "%d entries, counted %d", entries, want)
			}
		}
		return nil
	})
}

// open: the list of open sessions is exact.
func (c *checker) open() error {
	list := c.r.tx.Bucket(bucketOpen)
	n := 0
	err := c.r.tx.Bucket(tableSessions.name).ForEach(func(id, _ []byte) error {
		saved, _, err := c.r.session(booth.SessionID(id))
		if err != nil {
			return nil //nolint:nilerr // records has named it
		}
		if !ended(saved.Session.State) {
			n++
			if !has(list, id) {
				c.problem(bucketOpen, "an open session is not listed")
			}
		}
		return c.ctx.Err()
	})
	if listed := list.Stats().KeyN; listed != n {
		c.problem(bucketOpen, "%d listed, %d open", listed, n)
	}
	return err
}

// plain: records under the record key open.
func (c *checker) plain() error {
	for _, b := range [][]byte{bucketSettings, bucketTasks, bucketRosters} {
		err := c.r.tx.Bucket(b).ForEach(func(k, v []byte) error {
			if _, err := c.r.s.records.Open(v, placeOf(b, k)); err != nil {
				c.problem(b, "a record does not open")
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// photos: record, key, file and hash of each photo.
func (c *checker) photos() error {
	all := 0
	err := c.r.tx.Bucket(tablePhotos.name).ForEach(func(f, _ []byte) error {
		all++
		var rec photoRecord
		owner, found, err := c.r.getJSON(tablePhotos, f, &rec)
		if err != nil || !found {
			return c.ctx.Err() // records has named it
		}
		if rec.Role == ReferenceFile {
			c.report.References++
		} else {
			c.report.Photos++
		}
		key, err := c.r.photoKey(owner, f)
		if err != nil {
			c.problem(tablePhotos.name, "a photo's key does not unwrap")
			return c.ctx.Err()
		}
		if _, err := c.r.s.readPhoto(f, rec, key); err != nil {
			c.problem(tablePhotos.name, "a photo's file is missing, damaged or another one")
		}
		return c.ctx.Err()
	})
	if keys := c.r.tx.Bucket(bucketKeys).Stats().KeyN; keys != all {
		c.problem(bucketKeys, "%d keys for %d photos", keys, all)
	}
	return err
}

// trail: the audit trail up to the head that is kept beside it.
func (c *checker) trail() error {
	known, err := c.r.head()
	if err != nil {
		c.problem(bucketAudit, "the head does not open")
		return nil
	}
	cur := c.r.tx.Bucket(bucketAudit).Cursor()
	c.report.Head, err = audit.Verify(func(yield func([]byte, error) bool) {
		for k, v := cur.First(); k != nil; k, v = cur.Next() {
			line, err := c.r.s.records.Open(v, placeOf(bucketAudit, k))
			if err == nil && !bytes.Equal(k, u64(seqOf(line))) {
				err = keyring.ErrOpen
			}
			if !yield(line, err) || err != nil {
				return
			}
		}
	}, known)
	if err != nil {
		c.problem(bucketAudit, "%v", err)
	}
	return nil
}

// seqOf is the number that a line of the trail names.
func seqOf(line []byte) uint64 {
	seq, _, _ := audit.Parse(line)
	return seq
}
