package booth

import (
	"fmt"
	"log/slog"
	"time"
)

// Person is all personal data that the kiosk holds about a student in words.
// Every field prints masked.
type Person struct {
	Name   PersonName    `json:"name"`
	ID     IDNumber      `json:"id"`
	Number StudentNumber `json:"number"`
}

// IsZero reports whether nothing is known.
func (p Person) IsZero() bool { return p == Person{} }

// Record gives the whole values, for encrypted storage and deliveries.
func (p Person) Record() PersonRecord {
	return PersonRecord{
		Name: p.Name.Reveal(), Kind: p.ID.Kind(), ID: p.ID.Reveal(), Number: p.Number.Reveal(),
	}
}

// PersonRecord is a Person with nothing masked. Its JSON is for encrypted
// storage and deliveries; fmt and slog still print it masked.
type PersonRecord struct {
	Name   string `json:"name,omitempty"`
	Kind   IDKind `json:"kind,omitempty"`
	ID     string `json:"id,omitempty"`
	Number string `json:"number,omitempty"`
}

// noToday bounds no birth date: a stored number was checked against the day on
// which it came, and a clock that is wrong now must not make it unreadable.
var noToday = time.Date(9999, time.December, 31, 0, 0, 0, 0, Shanghai)

// Person reads the record back. Errors are those of ParseID and mean that the
// record is damaged.
func (r PersonRecord) Person() (Person, error) {
	p := Person{Name: NewPersonName(r.Name), Number: NewStudentNumber(r.Number)}
	if r.ID == "" {
		return p, nil
	}
	id, err := ParseID(r.Kind, r.ID, noToday)
	p.ID = id
	return p, err
}

// String says that there is a person.
func (r PersonRecord) String() string { return "person" }

// GoString says that there is a person.
func (r PersonRecord) GoString() string { return r.String() }

// Format says that there is a person, for every verb and flag.
func (r PersonRecord) Format(f fmt.State, _ rune) { writeMasked(f, r.String()) }

// LogValue says that there is a person.
func (r PersonRecord) LogValue() slog.Value { return slog.StringValue(r.String()) }
