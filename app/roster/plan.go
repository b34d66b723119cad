package roster

import (
	"context"

	"campuskiosk/app/booth"
)

// Plan is what an import would change. It is made by PlanImport and carried
// out by Apply.
type Plan struct {
	Task booth.TaskID
	// Base is the roster that was looked at.
	Base Info
	// Added are students that the roster doesn't have yet.
	Added int
	// FromManual of them were entered by hand before.
	FromManual int
	// Changed are students with other content than before; Fields counts by what
	// changed.
	Changed int
	Fields  map[Field]int
	// Corrected of them have another ID number than before: number and name are
	// the same, and the old one leaves the roster.
	Corrected int
	Unchanged int
	// Missing are students of the roster that the list lacks. They stay, or
	// leave when RemoveMissing.
	Missing       int
	RemoveMissing bool
	Photos        PhotoPlan
	// Samples are a few of what changes, masked, to look at.
	Samples []Sample
	// Problems beside those of the list; with one nothing may be imported.
	Problems Problems

	list       *List
	put        []int               // lines to put: added and changed
	keep       []booth.StudentKey  // unchanged, and missing ones that stay
	references map[int]photoChoice // line → new photo
	source     Photos
}

// Sample is one student of a plan, for the preview. It prints masked.
type Sample struct {
	// Row is 0 for students that the list lacks.
	Row  int          `json:"row,omitempty"`
	Kind SampleKind   `json:"kind"`
	Who  booth.Person `json:"who"`
	What []Field      `json:"what,omitempty"`
}

// SampleKind is what happens to a sample.
type SampleKind string

// The kinds.
const (
	SampleAdded   SampleKind = "added"
	SampleChanged SampleKind = "changed"
	SampleMissing SampleKind = "missing"
)

// samplesEach is how many samples of each kind a plan has.
const samplesEach = 5

// PlanOptions are how a list meets the present roster.
type PlanOptions struct {
	// RemoveMissing takes students off the roster that the list lacks. What they
	// did stays.
	RemoveMissing bool
	// Photos are reference photos; nil for none.
	Photos Photos
	// Progress, if not nil, is told of each step how much of how much is done.
	Progress Progress
}

// Progress is told how much of how much of a step is done.
type Progress func(step Step, done, total int64)

// Step is a part of an import.
type Step string

// The steps.
const (
	StepReading   Step = "reading"   // bytes of the list
	StepComparing Step = "comparing" // students of the present roster
	StepPhotos    Step = "photos"    // photos looked at
	StepWriting   Step = "writing"   // students written
	StepStoring   Step = "storing"   // photos written
)

func (p Progress) tell(s Step, done, total int64) {
	if p != nil {
		p(s, done, total)
	}
}

// PlanImport compares a list with the present roster. A list with problems is
// refused with ErrProblems.
func PlanImport(ctx context.Context, b Book, list *List, o PlanOptions, task booth.TaskID) (*Plan, error) {
	if list.Problems.Total > 0 {
		return nil, ErrProblems.With(list.Problems.Total)
	}
	p := &Plan{
		Task: task, RemoveMissing: o.RemoveMissing, Fields: map[Field]int{}, list: list,
		Problems: Problems{most: MaxProblems}, references: map[int]photoChoice{}, source: o.Photos,
	}
	if o.Photos != nil {
		if err := p.matchPhotos(ctx, o.Photos, o.Progress); err != nil {
			return nil, err
		}
	}
	base, err := b.Info(ctx, task)
	if err != nil {
		return nil, err
	}
	p.Base = base
	if err := p.compare(ctx, b, o.Progress); err != nil {
		return nil, err
	}
	return p, nil
}

// Empty reports whether the plan changes nothing.
func (p *Plan) Empty() bool {
	return p.Added == 0 && p.Changed == 0 && p.Photos.New == 0 && (p.Missing == 0 || !p.RemoveMissing)
}

// Total is how many students the roster has afterwards.
func (p *Plan) Total() int { return len(p.put) + len(p.keep) }

func (p *Plan) sample(s Sample) {
	n := 0
	for _, old := range p.Samples {
		if old.Kind == s.Kind {
			n++
		}
	}
	if n < samplesEach {
		p.Samples = append(p.Samples, s)
	}
}
