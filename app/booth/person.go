package booth

import (
	"encoding/json"
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

// Record makes the whole values storable.
func (p Person) Record() PersonRecord { return PersonRecord{person: p} }

// PersonRecord is a Person whose JSON is whole, for encrypted storage and
// deliveries. Printed it is as masked as the Person.
type PersonRecord struct{ person Person }

// wholePerson is the stored form; its names never change.
type wholePerson struct {
	Name   string `json:"name,omitempty"`
	Kind   IDKind `json:"kind,omitempty"`
	ID     string `json:"id,omitempty"`
	Number string `json:"number,omitempty"`
}

// Person gives the person back.
func (r PersonRecord) Person() Person { return r.person }

// MarshalJSON gives the whole values.
func (r PersonRecord) MarshalJSON() ([]byte, error) {
	return json.Marshal(wholePerson{
		Name: r.person.Name.Reveal(), Kind: r.person.ID.Kind(), ID: r.person.ID.Reveal(), Number: r.person.Number.Reveal(),
	})
}

// noToday bounds no birth date: a stored number was checked against the day on
// which it came, and a clock that is wrong now must not make it unreadable.
var noToday = time.Date(9999, time.December, 31, 0, 0, 0, 0, Shanghai)

// UnmarshalJSON reads what MarshalJSON wrote. A number that is not valid means
// that the record is damaged: the error is one of ErrID….
func (r *PersonRecord) UnmarshalJSON(text []byte) error {
	var w wholePerson
	if err := json.Unmarshal(text, &w); err != nil {
		return err
	}
	p := Person{Name: NewPersonName(w.Name), Number: NewStudentNumber(w.Number)}
	if w.ID != "" {
		id, err := ParseID(w.Kind, w.ID, noToday)
		if err != nil {
			return err
		}
		p.ID = id
	}
	r.person = p
	return nil
}
