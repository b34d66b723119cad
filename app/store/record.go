package store

import (
	"bytes"
	"encoding/json"

	"campuskiosk/app/store/keyring"
)

// put writes a record that belongs to a subject. A record that belonged to
// another one changes hands.
func (w *writer) put(t table, key []byte, owner subject, text []byte) error {
	box, err := w.box(owner)
	if err != nil {
		return err
	}
	b := w.tx.Bucket(t.name)
	if before, ok := subjectAt(b.Get(key)); ok && before != owner {
		if err := w.disown(t, key, before); err != nil {
			return err
		}
	}
	if err := b.Put(key, join(owner[:], box.Seal(text, recordPlace(t, key)))); err != nil {
		return err
	}
	return w.tx.Bucket(bucketOwned).Put(join(owner[:], []byte{t.tag}, key), nil)
}

// putJSON is put for a value as JSON.
func (w *writer) putJSON(t table, key []byte, owner subject, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return w.put(t, key, owner, text)
}

// get reads a record. found is false when there is none.
func (r *reader) get(t table, key []byte) (owner subject, text []byte, found bool, err error) {
	value := r.tx.Bucket(t.name).Get(key)
	if value == nil {
		return subject{}, nil, false, nil
	}
	owner, ok := subjectAt(value)
	if !ok {
		return owner, nil, false, damaged(t.name, keyring.ErrOpen)
	}
	box, err := r.box(owner)
	if err != nil {
		return owner, nil, false, damaged(t.name, err)
	}
	text, err = box.Open(value[len(owner):], recordPlace(t, key))
	if err != nil {
		return owner, nil, false, damaged(t.name, err)
	}
	return owner, text, true, nil
}

// getJSON is get for JSON.
func (r *reader) getJSON(t table, key []byte, to any) (owner subject, found bool, err error) {
	owner, text, found, err := r.get(t, key)
	if err != nil || !found {
		return owner, false, err
	}
	if err := json.Unmarshal(text, to); err != nil {
		return owner, false, damaged(t.name, err)
	}
	return owner, true, nil
}

// remove removes a record; the subject gets a new key with the next rotation.
// One that is not there is all right.
func (w *writer) remove(t table, key []byte) error {
	b := w.tx.Bucket(t.name)
	owner, ok := subjectAt(b.Get(key))
	if !ok {
		return nil
	}
	key = bytes.Clone(key)
	if err := b.Delete(key); err != nil {
		return err
	}
	return w.disown(t, key, owner)
}

// disown takes a record off what a subject owns.
func (w *writer) disown(t table, key []byte, owner subject) error {
	if err := w.tx.Bucket(bucketOwned).Delete(join(owner[:], []byte{t.tag}, key)); err != nil {
		return err
	}
	return w.rekeyLater(owner)
}

// ownedBy gives the keys of a subject's records in a table, in order.
func (r *reader) ownedBy(owner subject, t table) ([][]byte, error) {
	prefix := join(owner[:], []byte{t.tag})
	var keys [][]byte
	err := prefixed(r.tx.Bucket(bucketOwned), prefix, func(k, _ []byte) (bool, error) {
		keys = append(keys, bytes.Clone(k[len(prefix):]))
		return true, nil
	})
	return keys, err
}

// recordPlace binds a record to its table and key.
func recordPlace(t table, key []byte) []byte { return join(t.name, []byte{0}, key) }
