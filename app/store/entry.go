package store

import (
	"encoding/json"

	"campuskiosk/app/booth"
)

// Entry is a student of a task's roster, as it is kept.
type Entry struct {
	// Student has Key and Task; Manual tells a manual entry.
	Student booth.Student
	// Spellings are how the name is typed in letters, in small letters a–z:
	// initials ("zsf"), pinyin, and so on. May be empty.
	Spellings []string
	// Embeddings are those of the reference photo as capture/match writes them,
	// at most 128 bytes each. May be empty.
	Embeddings [][]byte
	// Extra is what else the registry's list says, as whoever wrote it reads it;
	// it is sealed with the rest. May be empty.
	Extra []byte
}

// entryRecord is an Entry with nothing masked.
type entryRecord struct {
	Student    booth.Student      `json:"student"`
	Person     booth.PersonRecord `json:"person"`
	Spellings  []string           `json:"spellings,omitempty"`
	Embeddings [][]byte           `json:"embeddings,omitempty"`
	Extra      []byte             `json:"extra,omitempty"`
}

func (e Entry) record() ([]byte, error) {
	return json.Marshal(entryRecord{e.Student, e.Student.Person.Record(), e.Spellings, e.Embeddings, e.Extra})
}

func readEntry(text []byte) (Entry, error) {
	var r entryRecord
	if err := json.Unmarshal(text, &r); err != nil {
		return Entry{}, err
	}
	r.Student.Person = r.Person.Person()
	return Entry{r.Student, r.Spellings, r.Embeddings, r.Extra}, nil
}
