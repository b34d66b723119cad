package store

import (
	"encoding/json"

	"campuskiosk/app/booth"
)

// Entry is a student of a task's roster, as it is kept.
type Entry struct {
	// Student has Key and Task; Manual tells a manual entry.
	Student booth.Student
	// Initials are the pinyin initials of the name in small letters, one for
	// each way to read it ("zsf"). May be empty.
	Initials []string
	// Embeddings are those of the reference photo as capture/match writes them,
	// at most 128 bytes each. May be empty.
	Embeddings [][]byte
}

// entryRecord is an Entry with nothing masked.
type entryRecord struct {
	Student    booth.Student      `json:"student"`
	Person     booth.PersonRecord `json:"person"`
	Initials   []string           `json:"initials,omitempty"`
	Embeddings [][]byte           `json:"embeddings,omitempty"`
}

func (e Entry) record() ([]byte, error) {
	return json.Marshal(entryRecord{e.Student, e.Student.Person.Record(), e.Initials, e.Embeddings})
}

func readEntry(text []byte) (Entry, error) {
	var r entryRecord
	if err := json.Unmarshal(text, &r); err != nil {
		return Entry{}, err
	}
	r.Student.Person = r.Person.Person()
	return Entry{r.Student, r.Initials, r.Embeddings}, nil
}
