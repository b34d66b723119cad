package roster

import (
	"context"
	"iter"
	"time"

	"campuskiosk/app/booth"
)

// Entry is a student of a task's roster, with what the registry's list says
// beside what booth.Student has.
type Entry struct {
	// Student has Key and Task; Manual tells a manual entry.
	Student booth.Student
	Place   Place
	// Embeddings are those of the reference photo as capture/match writes them.
	Embeddings [][]byte
}

// Place is where a student studies, as the registry writes it. All may be
// empty.
type Place struct {
	College string `json:"college,omitempty"` // 学院
	Major   string `json:"major,omitempty"`   // 专业
	Class   string `json:"class,omitempty"`   // 班级
}

// Info is what a book knows about a roster without reading it.
type Info struct {
	// Students is how many there are, without manual entries.
	Students int `json:"students"`
	// Manual is how many manual entries there are.
	Manual int `json:"manual"`
	// Changed is when it last was.
	Changed time.Time `json:"changed,omitzero"`
}

// Change is what an import did, in numbers: for the audit trail.
type Change struct {
	Added, Changed, Unchanged, Removed, Photos int
}

// Book keeps the rosters of tasks. The kiosk's store is one, the service's
// another.
type Book interface {
	// KeyOf gives the key by which the student with this number is reached.
	KeyOf(id booth.IDNumber) (booth.StudentKey, error)
	// Info tells about a task's roster; a task without one has the zero Info.
	Info(ctx context.Context, task booth.TaskID) (Info, error)
	// Students goes through a task's students in no order, manual entries too,
	// in one snapshot. No method of the book may be called meanwhile.
	Students(ctx context.Context, task booth.TaskID) iter.Seq2[Entry, error]
	// Replace exchanges the whole roster of a task for what write gives, at
	// once: when it returns an error, or write did, the roster is what it was.
	// Manual entries stay. base is the Info of the roster that the change was
	// planned on; ErrChanged when it is another by now.
	Replace(ctx context.Context, task booth.TaskID, base Info, change Change, write func(Writer) error) error
}

// Writer writes a roster that is about to replace another. A student is
// written once.
type Writer interface {
	// Put writes entries as they are. Student.Reference is a photo that the book
	// has of this student, or that PutReference brings.
	Put(entries ...Entry) error
	// Keep takes students over from the present roster as they are.
	Keep(students ...booth.StudentKey) error
	// PutReference keeps the reference photo of a student that was written.
	PutReference(student booth.StudentKey, photo []byte) error
}
