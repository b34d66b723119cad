package store

import (
	"errors"
	"iter"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
)

type trailRecord = audit.Record

// Audit adds records to the service's trail when the transaction commits.
func (t *Tx) Audit(records ...audit.Record) { t.trail = append(t.trail, records...) }

func (t *Tx) flushTrail() error {
	if len(t.trail) == 0 {
		return nil
	}
	// The lock on the counter's row keeps the chain's links in order.
	end, err := t.advance("trail", int64(len(t.trail)))
	if err != nil {
		return err
	}
	head, err := t.head(end - int64(len(t.trail)))
	if err != nil {
		return err
	}
	rows := make([][]any, 0, len(t.trail))
	for _, r := range t.trail {
		if r.At.IsZero() {
			r.At = t.Now()
		}
		if r.Trust == "" {
			r.Trust = booth.TimeVerified // this is the clock by which others are set
		}
		line, next, err := audit.Append(head, r)
		if err != nil {
			return err
		}
		head = next
		rows = append(rows, []any{int64(head.Seq), head.Hash.String(), line})
	}
	return t.insertMany("trail", []string{"seq", "hash", "line"}, rows, "")
}

func (t *Tx) head(seq int64) (audit.Head, error) {
	if seq == 0 {
		return audit.Head{}, nil
	}
	h := audit.Head{Seq: uint64(seq)}
	var hash string
	if err := t.one("select hash from trail where seq = $1", []any{seq}, &hash); err != nil {
		return h, err
	}
	return h, h.Hash.UnmarshalText([]byte(hash))
}

// TrailHead is the end of the trail.
func (t *Tx) TrailHead() (audit.Head, error) {
	n, err := t.counter("trail")
	if err != nil {
		return audit.Head{}, err
	}
	return t.head(n)
}

// Trail goes through the trail's lines, the oldest first.
func (t *Tx) Trail() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		stop := errors.New("stop")
		err := t.each("select line from trail order by seq", nil, func(scan func(...any) error) error {
			var line []byte
			if err := scan(&line); err != nil {
				return err
			}
			if !yield(line, nil) {
				return stop
			}
			return nil
		})
		if err != nil && !errors.Is(err, stop) {
			yield(nil, err)
		}
	}
}
