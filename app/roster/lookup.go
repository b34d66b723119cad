package roster

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster/spelling"
)

// KeyKind is what a student is looked up by. The values are persisted in
// indexes.
type KeyKind byte

// The kinds.
const (
	ByStudentNumber KeyKind = 'n' // the whole number
	ByIDNumber      KeyKind = 'd' // the whole number
	ByName          KeyKind = 'm' // a beginning of it
	BySpelling      KeyKind = 'i' // a beginning of it: initials, pinyin, or the surname and initials
)

// LookupKey is something that a student is found by, in the form in which it is
// compared. It is personal: it prints as its kind only.
type LookupKey struct {
	Kind KeyKind
	text string
}

// Reveal gives the text, for an index of keyed hashes.
func (k LookupKey) Reveal() string { return k.text }

// Prefix reports whether a beginning is enough.
func (k LookupKey) Prefix() bool { return k.Kind == ByName || k.Kind == BySpelling }

// String gives the kind.
func (k LookupKey) String() string { return fmt.Sprintf("look-up key of kind %c", k.Kind) }

// GoString gives the kind.
func (k LookupKey) GoString() string { return k.String() }

// Format writes the kind, for every verb and flag.
func (k LookupKey) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(k.String())) }

// LogValue gives the kind.
func (k LookupKey) LogValue() slog.Value { return slog.StringValue(k.String()) }

// Keys are all keys that a person is found by.
func Keys(p booth.Person) []LookupKey {
	var all []LookupKey
	add := func(kind KeyKind, text string) {
		if text != "" {
			all = append(all, LookupKey{kind, text})
		}
	}
	add(ByStudentNumber, p.Number.Reveal())
	add(ByIDNumber, p.ID.Reveal())
	add(ByName, searchable(p.Name.Reveal()))
	for _, s := range spelling.Of(p.Name.Reveal()) {
		add(BySpelling, s)
	}
	return all
}

// QueryKeys are the keys that what a helper typed, pasted or scanned may mean,
// the likeliest first. Spaces, full-width characters and capitals don't matter.
func QueryKeys(text string) []LookupKey {
	q := parseQuery(text)
	var all []LookupKey
	if q.number != "" {
		all = append(all, LookupKey{ByStudentNumber, q.number})
	}
	if q.id != "" {
		all = append(all, LookupKey{ByIDNumber, q.id})
	}
	if q.spelling != "" && q.chinese == "" {
		all = append(all, LookupKey{BySpelling, q.spelling})
	}
	if q.name != "" {
		all = append(all, LookupKey{ByName, q.name})
	}
	return all
}

// query is what was typed, in all forms that it may have been meant in; those
// that it can't have are empty.
type query struct {
	number, id string
	// name is a beginning of a name; of 张sf only 张.
	name string
	// chinese is the Chinese beginning of what goes on in letters, spelling the
	// letters.
	chinese, spelling string
}

func parseQuery(text string) query {
	s := strings.TrimFunc(norm.NFKC.String(text), blank)
	var q query
	digits, letters, han := 0, 0, 0
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			digits++
		case chinese(r):
			han++
		case unicode.IsLetter(r):
			letters++
		}
	}
	if digits > 0 && han == 0 {
		q.number = booth.NewStudentNumber(s).Reveal()
		q.id = booth.NormaliseID(s)
		return q
	}
	if digits > 0 || han+letters == 0 {
		return q
	}
	folded := searchable(s)
	q.name = folded
	if letters == 0 {
		return q
	}
	q.spelling = lettersAZ(spelling.Fold(folded))
	if han > 0 {
		end := strings.IndexFunc(folded, func(r rune) bool { return !chinese(r) })
		if end <= 0 || strings.IndexFunc(folded[end:], chinese) >= 0 {
			q.spelling = ""
			return q
		}
		q.chinese, q.name = folded[:end], folded[:end]
	}
	return q
}

// Matches reports whether a person may be meant by what was typed: what an
// index gives is checked by it.
func Matches(text string, p booth.Person) bool { return parseQuery(text).matches(p) }

func (q query) matches(p booth.Person) bool {
	name := searchable(p.Name.Reveal())
	switch {
	case q.number != "" && q.number == p.Number.Reveal(), q.id != "" && q.id == p.ID.Reveal():
		return true
	case q.chinese != "":
		rest, found := strings.CutPrefix(name, q.chinese)
		return found && anyPrefix(spelling.Of(rest), q.spelling)
	case q.spelling != "" && anyPrefix(spelling.Of(p.Name.Reveal()), q.spelling):
		return true
	}
	return q.name != "" && strings.HasPrefix(name, q.name)
}

func anyPrefix(all []string, prefix string) bool {
	for _, s := range all {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}

// searchable is how names are compared: small, narrow, without spaces and the
// dots inside names.
func searchable(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '·' || r == '.' || blank(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, booth.NewPersonName(norm.NFKC.String(name)).Reveal())
}

func lettersAZ(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, s)
}

// Finder has an index of keys.
type Finder interface {
	// Lookup gives at most limit of a task's students that have this key, or for
	// Key.Prefix one that begins with it; more reports that there are others.
	Lookup(ctx context.Context, task booth.TaskID, key LookupKey, limit int) (found []Entry, more bool, err error)
}

// filtered is how many students are looked at when only some of what the index
// gives can be meant (张sf).
const filtered = 1000

// Find gives at most limit of a task's students that can be meant by what was
// typed, each once; more reports that there are others: type more.
func Find(ctx context.Context, f Finder, task booth.TaskID, text string, limit int) (found []Entry, more bool, err error) {
	q := parseQuery(text)
	seen := map[booth.StudentKey]bool{}
	for _, key := range QueryKeys(text) {
		most := limit
		if q.chinese != "" {
			most = filtered
		}
		some, others, err := f.Lookup(ctx, task, key, most)
		if err != nil {
			return nil, false, err
		}
		more = more || others
		for _, e := range some {
			if seen[e.Student.Key] || !q.matches(e.Student.Person) {
				continue
			}
			seen[e.Student.Key] = true
			if len(found) == limit {
				more = true
				break
			}
			found = append(found, e)
		}
	}
	return found, more, nil
}
