package audit

import (
	"errors"
	"fmt"
	"iter"
)

// What Verify finds. Each is the cause of a *Broken.
var (
	// ErrMalformed: a line is no record, or not the encoding of its record.
	ErrMalformed = errors.New("not a record")
	// ErrMissing: one or more records are not there.
	ErrMissing = errors.New("records are missing")
	// ErrOrder: a record comes again or in the wrong place.
	ErrOrder = errors.New("records are in the wrong order")
	// ErrEdited: a record is not the one that the next, or a known head, names.
	ErrEdited = errors.New("a record was changed")
	// ErrTruncated: the trail ends before a known head.
	ErrTruncated = errors.New("the end is missing")
)

// Broken tells where a trail is broken.
type Broken struct {
	// Seq is the number of the first record that can't be relied on.
	Seq uint64
	Err error
}

// Error says what and where.
func (b *Broken) Error() string { return fmt.Sprintf("audit: record %d: %v", b.Seq, b.Err) }

// Unwrap gives the cause.
func (b *Broken) Unwrap() error { return b.Err }

// Verify follows a trail from its first record to its end and gives its head.
// Each known head must lie on it. The error is a *Broken, or what lines
// gave when reading failed; the head is then that of the good part.
//
// Without a known head, a trail that was cut off at the end, or rewritten from
// some place to the end, verifies.
func Verify(lines iter.Seq2[[]byte, error], known ...Head) (Head, error) {
	at := map[uint64]Head{}
	for _, k := range known {
		if seen, ok := at[k.Seq]; ok && seen != k {
			return Head{}, &Broken{k.Seq, ErrEdited} // two truths: one was rewritten
		}
		at[k.Seq] = k
	}
	var head Head
	for text, err := range lines {
		if err != nil {
			return head, err
		}
		l, err := decode(text)
		if err != nil {
			return head, &Broken{head.Seq + 1, ErrMalformed}
		}
		next := Head{Seq: l.Seq, Hash: hashOf(text)}
		switch want := head.Seq + 1; {
		case l.Seq > want:
			return head, &Broken{want, ErrMissing}
		case l.Seq < want:
			return head, &Broken{want, ErrOrder}
		case l.Prev != head.Hash && head.Seq == 0:
			return head, &Broken{want, ErrMissing}
		case l.Prev != head.Hash:
			return head, &Broken{head.Seq, ErrEdited}
		}
		if k, ok := at[next.Seq]; ok && k != next {
			return head, &Broken{next.Seq, ErrEdited}
		}
		head = next
	}
	for _, k := range known {
		if k.Seq > head.Seq {
			return head, &Broken{head.Seq + 1, ErrTruncated}
		}
	}
	return head, nil
}
