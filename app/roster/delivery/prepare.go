package delivery

import (
	"context"
	"iter"
	"slices"
	"strings"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
)

// Submitted is a submission and whose it is.
type Submitted struct {
	Student    booth.StudentKey
	Submission booth.Submission
}

// Source is where students and photos are. The kiosk's store is one, the
// service's another.
type Source interface {
	// Students goes through a task's students, manual entries too.
	Students(ctx context.Context, task booth.TaskID) iter.Seq2[roster.Entry, error]
	// Submissions goes through a task's submissions in any order.
	Submissions(ctx context.Context, task booth.TaskID) iter.Seq2[Submitted, error]
	// Photo gives the standard photo of a submission. The error wraps ErrPhoto
	// when its file is not there or can't be opened; other errors end the
	// delivery.
	Photo(ctx context.Context, s booth.Submission) ([]byte, error)
}

// Marker can note what was delivered, so that nothing changes it any more and
// the retention time begins.
type Marker interface {
	MarkDelivered(ctx context.Context, task booth.TaskID, delivered []booth.SubmissionID) error
}

// Options are how a delivery is made.
type Options struct {
	Task booth.Task
	// ApprovedOnly leaves out what nobody has reviewed. A standalone kiosk has
	// no reviewers.
	ApprovedOnly bool
	// Overwrite replaces an older delivery of the same name.
	Overwrite bool
	// Progress, if not nil, is told how many photos of how many are written.
	Progress func(done, total int64)
}

// Reason is why a student is not in a delivery. The words are part of the
// command line's output.
type Reason string

// The reasons.
const (
	NoPhoto       Reason = "no_photo"
	NotApproved   Reason = "not_approved"
	Stopped       Reason = "stopped"
	NotReviewed   Reason = "not_reviewed"
	Unpaid        Reason = "unpaid"
	PhotoDamaged  Reason = "photo_damaged"
	ManualRefused Reason = "manual_refused"
)

// Label is what people read.
func (r Reason) Label() booth.Text {
	switch r {
	case NoPhoto:
		return booth.Text{ZH: "未采集", EN: "no photo yet"}
	case NotApproved:
		return booth.Text{ZH: "审核未通过", EN: "not approved"}
	case Stopped:
		return booth.Text{ZH: "比对未通过", EN: "comparison failed"}
	case NotReviewed:
		return booth.Text{ZH: "待审核", EN: "waiting for review"}
	case Unpaid:
		return booth.Text{ZH: "未缴费", EN: "not paid"}
	case PhotoDamaged:
		return booth.Text{ZH: "照片文件缺失或损坏", EN: "photo file missing or damaged"}
	case ManualRefused:
		return booth.Text{ZH: "人工录入未获批准", EN: "manual entry refused"}
	}
	return booth.Text{ZH: string(r), EN: string(r)}
}

// Reasons are all reasons.
func Reasons() []Reason {
	return []Reason{NoPhoto, NotReviewed, NotApproved, Stopped, Unpaid, PhotoDamaged, ManualRefused}
}

// item is a student of a delivery.
type item struct {
	entry      roster.Entry
	submission booth.Submission
	name       string // of the photo's file
	reason     Reason // not empty: missing
}

// Problem is why a photo can't be named. Who prints masked.
type Problem struct {
	Who  booth.Person `json:"who"`
	Code booth.Code   `json:"code"`
	booth.Text
}

// Delivery is what is about to be written.
type Delivery struct {
	// Problems with names; with one nothing is written. The first problemsKept
	// are kept, Refused counts all.
	Problems []Problem
	Refused  int

	source Source
	o      Options
	items  []item
}

const problemsKept = 200

// Counts tells how many are in a delivery and how many are missing for which
// reason.
type Counts struct {
	Students  int            `json:"students"`
	Delivered int            `json:"delivered"`
	Missing   map[Reason]int `json:"missing"`
}

// Counts counts.
func (d *Delivery) Counts() Counts {
	c := Counts{Students: len(d.items), Missing: map[Reason]int{}}
	for i := range d.items {
		if r := d.items[i].reason; r != "" {
			c.Missing[r]++
		} else {
			c.Delivered++
		}
	}
	return c
}

// Submissions are those that are in the delivery, after Write.
func (d *Delivery) Submissions() []booth.SubmissionID {
	var all []booth.SubmissionID
	for i := range d.items {
		if d.items[i].reason == "" {
			all = append(all, d.items[i].submission.ID)
		}
	}
	return all
}

// Prepare decides who is in a delivery and how the photos are named. Errors are
// ErrTemplate, the source's and ctx's; problems with names are in the Delivery.
func Prepare(ctx context.Context, s Source, o Options) (*Delivery, error) {
	if !o.Task.Policy.FileName.Valid() {
		return nil, ErrTemplate
	}
	d := &Delivery{source: s, o: o}
	latest, err := latestOf(ctx, s, o.Task.ID)
	if err != nil {
		return nil, err
	}
	for e, err := range s.Students(ctx, o.Task.ID) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		it := item{entry: e, submission: latest[e.Student.Key]}
		it.reason = o.reason(e, it.submission)
		d.items = append(d.items, it)
	}
	slices.SortFunc(d.items, inOrder)
	d.name()
	return d, nil
}

// latestOf gives each student's latest submission.
func latestOf(ctx context.Context, s Source, task booth.TaskID) (map[booth.StudentKey]booth.Submission, error) {
	latest := map[booth.StudentKey]booth.Submission{}
	for one, err := range s.Submissions(ctx, task) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		if old, there := latest[one.Student]; !there || later(one.Submission, old) {
			latest[one.Student] = one.Submission
		}
	}
	return latest, nil
}

// later orders submissions by time, those of the same time by their ids.
func later(a, b booth.Submission) bool {
	if c := a.At.Compare(b.At); c != 0 {
		return c > 0
	}
	if a.ID.Session != b.ID.Session {
		return a.ID.Session > b.ID.Session
	}
	return a.ID.N > b.ID.N
}

// reason gives why a student is left out; "" for who is in.
func (o Options) reason(e roster.Entry, s booth.Submission) Reason {
	switch {
	case e.Student.Manual == booth.ManualRefused:
		return ManualRefused
	case s.IsZero(), s.Status == booth.NotSubmitted:
		return NoPhoto
	case s.Status == booth.NotApproved:
		return NotApproved
	case s.Status == booth.Stopped:
		return Stopped
	case s.Held:
		return Unpaid
	case o.ApprovedOnly && s.Status != booth.Approved && s.Status != booth.Delivered:
		return NotReviewed
	}
	return ""
}

// inOrder orders students by student number, then by ID number.
func inOrder(a, b item) int {
	p, q := a.entry.Student.Person, b.entry.Student.Person
	if c := strings.Compare(p.Number.Reveal(), q.Number.Reveal()); c != 0 {
		return c
	}
	if c := strings.Compare(p.ID.Reveal(), q.ID.Reveal()); c != 0 {
		return c
	}
	return strings.Compare(string(p.ID.Kind()), string(q.ID.Kind()))
}

// name names the photos and collects what can't be named.
func (d *Delivery) name() {
	taken := map[string]int{}
	for i := range d.items {
		it := &d.items[i]
		if it.reason != "" {
			continue
		}
		name, err := fileName(d.o.Task, it.entry)
		if err == nil {
			if first, twice := taken[sameName(name)]; twice {
				err = errCollision
				if first >= 0 { // the first of them is told once
					d.refuse(d.items[first], errCollision)
					taken[sameName(name)] = -1
				}
			} else {
				taken[sameName(name)] = i
			}
		}
		if err != nil {
			d.refuse(*it, err)
		}
		it.name = name
	}
}

func (d *Delivery) refuse(it item, err error) {
	e := booth.Explain(err)
	if d.Refused++; len(d.Problems) < problemsKept {
		d.Problems = append(d.Problems, Problem{Who: it.entry.Student.Person, Code: e.Code, Text: e.Text})
	}
}
