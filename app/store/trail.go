package store

import (
	"context"
	"encoding/json"
	"iter"

	"campuskiosk/app/audit"
)

// audit appends to the trail, in this transaction.
func (w *writer) audit(records ...audit.Record) error {
	if len(records) == 0 {
		return nil
	}
	head, err := w.head()
	if err != nil {
		return err
	}
	b := w.tx.Bucket(bucketAudit)
	for _, r := range records {
		var line []byte
		if line, head, err = audit.Append(head, r); err != nil {
			return err
		}
		key := u64(head.Seq)
		if err := b.Put(key, w.s.records.Seal(line, placeOf(bucketAudit, key))); err != nil {
			return err
		}
	}
	text, err := json.Marshal(head)
	if err != nil {
		return err
	}
	return w.tx.Bucket(bucketMeta).Put(metaHead, w.s.records.Seal(text, metaHead))
}

// head is the trail's newest record.
func (r *reader) head() (audit.Head, error) {
	var head audit.Head
	box := r.tx.Bucket(bucketMeta).Get(metaHead)
	if box == nil {
		return head, nil
	}
	text, err := r.s.records.Open(box, metaHead)
	if err != nil {
		return head, damaged(bucketMeta, err)
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return head, damaged(bucketMeta, err)
	}
	return head, nil
}

// Audit records something that changes nothing else.
func (s *Store) Audit(records ...audit.Record) error {
	return s.update(opAudit, func(w *writer) error { return w.audit(records...) })
}

// Trail is the store's audit trail, as audit/auditcmd reads it.
type Trail struct{ s *Store }

// Trail gives the audit trail.
func (s *Store) Trail() Trail { return Trail{s} }

// Lines are the records' lines from the first on, in one snapshot.
func (t Trail) Lines(ctx context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		err := t.s.view(func(r *reader) error {
			c := r.tx.Bucket(bucketAudit).Cursor()
			for k, v := c.First(); k != nil; k, v = c.Next() {
				if err := ctx.Err(); err != nil {
					return err
				}
				line, err := r.s.records.Open(v, placeOf(bucketAudit, k))
				if err != nil {
					return damaged(bucketAudit, err)
				}
				if !yield(line, nil) {
					return nil
				}
			}
			return nil
		})
		if err != nil {
			yield(nil, err)
		}
	}
}

// Heads gives the head that the store keeps beside the trail.
func (t Trail) Heads() ([]audit.Head, error) {
	var head audit.Head
	err := t.s.view(func(r *reader) (err error) {
		head, err = r.head()
		return err
	})
	return []audit.Head{head}, err
}

// Close closes the store.
func (t Trail) Close() error { return t.s.Close() }
