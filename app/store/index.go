package store

import (
	"bytes"
	"crypto/aes"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"hash"
	"slices"
	"strings"
	"unicode"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/keyring"

	bolt "go.etcd.io/bbolt"
)

// longestPrefix is how many characters of a name or a spelling are in the
// index; what is typed beyond that is compared with the records.
const longestPrefix = 6

// A word is what is searched for. The kinds keep equal texts apart.
type word struct {
	kind byte // 'k' student key, 'n' student number, 'm' name, 'i' spelling
	text string
}

// labelSize is the size of both halves of an entry: which word, and who.
const labelSize = 16

// indexed is a word in an index: its label, and the cipher that hides who it
// leads to. Subjects are random and differ, so one AES block each is a safe
// encryption of them, and the same entry twice is the same key.
type indexed struct {
	label [labelSize]byte
	key   [sha256.Size]byte
}

func (x indexOf) index(w word) indexed {
	sum := func(purpose byte) (out [sha256.Size]byte) {
		x.mac.Reset()
		x.mac.Write([]byte{purpose, w.kind, byte(len(x.scope) >> 8), byte(len(x.scope))})
		x.mac.Write(x.scope)
		x.mac.Write([]byte(w.text))
		x.mac.Sum(out[:0])
		return out
	}
	label := sum('l')
	return indexed{label: [labelSize]byte(label[:labelSize]), key: sum('e')}
}

// entry is the database key that leads from the word to the subject.
func (x indexed) entry(sub subject) []byte {
	block, err := aes.NewCipher(x.key[:])
	if err != nil {
		panic(err) // the key has the right size
	}
	out := make([]byte, labelSize+len(sub))
	copy(out, x.label[:])
	block.Encrypt(out[labelSize:], sub[:])
	return out
}

// subject reads the second half of an entry.
func (x indexed) subject(entry []byte) subject {
	block, err := aes.NewCipher(x.key[:])
	if err != nil {
		panic(err)
	}
	var sub subject
	block.Decrypt(sub[:], entry[labelSize:])
	return sub
}

// An index is the part of the blind index for one scope (all students, or one
// generation of a task's roster) under one epoch's key. It is used by one
// transaction only.
type indexOf struct {
	mac    hash.Hash // HMAC-SHA-256 under the epoch's index key
	scope  []byte
	bucket *bolt.Bucket // nil: nothing there
}

func newIndex(k keyring.Key, scope []byte, b *bolt.Bucket) indexOf {
	return indexOf{hmac.New(sha256.New, k[:]), scope, b}
}

// scopeAll is the scope of student keys.
var scopeAll = []byte{'a'}

// scopeRoster is the scope of a generation of a task's roster.
func scopeRoster(task booth.TaskID, gen uint64) []byte {
	return join([]byte{'r'}, u64(gen), []byte(task))
}

// index gives a scope's index to read.
func (r *reader) index(scope []byte) indexOf {
	b := r.tx.Bucket(bucketIndex).Bucket(u64(r.epoch.N))
	if b != nil {
		b = b.Bucket(scope)
	}
	return newIndex(r.epoch.Index, scope, b)
}

// indexes gives a scope's indexes to write: the present epoch's and, while a
// rotation builds it, the next one's.
func (w *writer) indexes(scope []byte) ([]indexOf, error) {
	epochs := []keyring.Epoch{w.epoch}
	if n := readU64(w.tx.Bucket(bucketMeta).Get(metaNextEpoch)); n != 0 {
		next, err := w.s.epochs.get(keyring.Students, n)
		if err != nil {
			return nil, err
		}
		epochs = append(epochs, next)
	}
	var all []indexOf
	for _, e := range epochs {
		x, err := w.indexIn(e, scope)
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

func (w *writer) indexIn(e keyring.Epoch, scope []byte) (indexOf, error) {
	b, err := w.tx.Bucket(bucketIndex).CreateBucketIfNotExists(u64(e.N))
	if err != nil {
		return indexOf{}, err
	}
	b, err = b.CreateBucketIfNotExists(scope)
	return newIndex(e.Index, scope, b), err
}

// An indexWord is a word that leads to a subject.
type indexWord struct {
	sub  subject
	word word
}

// addWords makes words lead to subjects, in all indexes of a scope that are
// being written.
func (w *writer) addWords(scope []byte, words []indexWord) error {
	if len(words) == 0 {
		return nil
	}
	all, err := w.indexes(scope)
	if err != nil {
		return err
	}
	for _, x := range all {
		if err := x.add(words); err != nil {
			return err
		}
	}
	return nil
}

// add makes the words lead to their subjects. Entries are written in order
// (see putEntries).
func (x indexOf) add(words []indexWord) error {
	entries := make([][]byte, len(words))
	for i, w := range words {
		entries[i] = x.entryOf(w.word, w.sub)
	}
	slices.SortFunc(entries, bytes.Compare)
	for _, e := range entries {
		if err := x.bucket.Put(e, nil); err != nil {
			return err
		}
	}
	return nil
}

// drop undoes add.
func (x indexOf) drop(sub subject, words ...word) error {
	for _, w := range words {
		if err := x.bucket.Delete(x.entryOf(w, sub)); err != nil {
			return err
		}
	}
	return nil
}

// find goes through the subjects that a word leads to.
func (x indexOf) find(w word, yield func(subject) (more bool, err error)) error {
	if x.bucket == nil {
		return nil
	}
	i := x.index(w)
	return prefixed(x.bucket, i.label[:], func(k, _ []byte) (bool, error) {
		if len(k) != labelSize+len(subject{}) {
			return false, damaged(bucketIndex, errors.New("an entry of the wrong length"))
		}
		return yield(i.subject(k))
	})
}

// words are the words that lead to an entry of a roster.
func (e Entry) words() []word {
	var all []word
	if n := e.Student.Person.Number; !n.IsZero() {
		all = append(all, word{'n', n.Reveal()})
	}
	all = append(all, prefixes('m', searchable(e.Student.Person.Name.Reveal()))...)
	seen := map[word]bool{}
	for _, i := range e.Spellings {
		for _, p := range prefixes('i', searchable(i)) {
			if !seen[p] {
				seen[p] = true
				all = append(all, p)
			}
		}
	}
	return all
}

// prefixes are the beginnings of text, of one to longestPrefix characters.
func prefixes(kind byte, text string) []word {
	var all []word
	n := 0
	for i := range text {
		if i > 0 {
			all = append(all, word{kind, text[:i]})
		}
		if n++; n > longestPrefix {
			return all
		}
	}
	if text != "" {
		all = append(all, word{kind, text})
	}
	return all
}

// searchable is how names and spellings are compared: small letters, without
// spaces and the dots inside names.
func searchable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '·' || r == '.' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// entryOf is the entry that leads from a word to a subject.
func (x indexOf) entryOf(w word, sub subject) []byte { return x.index(w).entry(sub) }
