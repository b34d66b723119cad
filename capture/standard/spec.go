package standard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"sort"
	"strings"
	"sync"

	"campuskiosk/app/booth"
	"campuskiosk/assets/specs"
)

// Spec is one photo specification. Lengths are pixels of the finished photo;
// rows are counted from its upper edge, columns from its left edge.
type Spec struct {
	// ID is what commands and tasks call it: "chsi".
	ID   string     `json:"id"`
	Name booth.Text `json:"name"`
	Size Size       `json:"size"`
	File File       `json:"file"`
	// EyeRow is the distance of the eyes' middle from the upper edge.
	EyeRow Band `json:"eye_row"`
	// FaceWidth is the face's width from cheek to cheek.
	FaceWidth Band `json:"face_width"`
	// TopMargin is the free space above the hair.
	TopMargin Band `json:"top_margin"`
	// CentreOffset is the eyes' middle's distance from the vertical centre
	// line, positive to the right.
	CentreOffset Band `json:"centre_offset"`
	// MaxScale is the most that the picture may be enlarged; only Max is
	// read.
	MaxScale Band `json:"max_scale"`
	// Background names the entry of Backgrounds that is used unless another
	// colour is asked for.
	Background  string       `json:"background"`
	Backgrounds []Background `json:"backgrounds"`
}

// Provenance says how sure a number is.
type Provenance struct {
	// Standing is "standard" (read in a standard), "seen" (quoted by public
	// pages), "ours" (our choice where nothing is prescribed) or "task" (a
	// task overrode it).
	Standing string `json:"standing"`
	// Source is where the number comes from, in English.
	Source string `json:"source"`
}

// Size is the finished photo's size.
type Size struct {
	Width  int `json:"width"`
	Height int `json:"height"`
	// DPI is the density in dots per inch that the JPEG's header states.
	DPI int `json:"dpi"`
	Provenance
}

// File is the window of the JPEG file's size in bytes.
type File struct {
	MinBytes int `json:"min_bytes"`
	// MaxBytes is 0 where nothing is prescribed.
	MaxBytes int `json:"max_bytes"`
	// MinQuality is the lowest JPEG quality (1–100, the scale of the
	// Independent JPEG Group) that is delivered.
	MinQuality int `json:"min_quality"`
	Provenance
}

// Band is a closed interval that a measure must lie in. A missing bound does
// not limit.
type Band struct {
	Min *float64 `json:"min,omitempty"`
	Max *float64 `json:"max,omitempty"`
	// Prefer is the value aimed at; without it the middle of Min and Max, and
	// nothing in particular where one of them is missing.
	Prefer *float64 `json:"prefer,omitempty"`
	// GivesWay is 0 for a rule that must hold. Rules with 1, 2, … are dropped
	// in this order when the others can't be met together with them; a
	// warning says so.
	GivesWay int `json:"gives_way,omitempty"`
	// GivesWayTo are the wider limits that hold after the rule gave way; nil
	// means that only the head must be whole.
	GivesWayTo *Limits `json:"gives_way_to,omitempty"`
	Provenance
}

// Limits is a closed interval.
type Limits struct {
	Min float64 `json:"min"`
	Max float64 `json:"max"`
}

// Background is a colour that the specification names.
type Background struct {
	Name string   `json:"name"`
	RGB  [3]uint8 `json:"rgb"`
	Provenance
}

// Holds reports whether v lies in the band.
func (b Band) Holds(v float64) bool {
	return !math.IsNaN(v) && v >= b.low() && v <= b.high()
}

func (b Band) low() float64 {
	if b.Min == nil {
		return math.Inf(-1)
	}
	return *b.Min
}

func (b Band) high() float64 {
	if b.Max == nil {
		return math.Inf(1)
	}
	return *b.Max
}

// aim is the value preferred and half the band's width, which weighs
// deviations of different measures against each other; false where there is no
// preference.
func (b Band) aim() (value, half float64, ok bool) {
	switch {
	case b.Min != nil && b.Max != nil:
		value, half = (*b.Min+*b.Max)/2, math.Max((*b.Max-*b.Min)/2, 1)
	case b.Prefer == nil:
		return 0, 0, false
	default:
		half = math.Max(math.Abs(*b.Prefer)/10, 1)
	}
	if b.Prefer != nil {
		value = *b.Prefer
	}
	return value, half, true
}

var builtIn = sync.OnceValues(func() ([]Spec, error) { return readSpecs(specs.Files) })

// Specs returns the built-in specifications, the default (chsi) first, then
// by ID. The caller may change them.
func Specs() []Spec {
	list, err := builtIn()
	if err != nil {
		// The files are part of the program and tested.
		panic(err)
	}
	out := make([]Spec, len(list))
	for i, s := range list {
		out[i] = s.clone()
	}
	return out
}

// DefaultID is the specification used when none is named.
const DefaultID = "chsi"

// ErrUnknownSpec says that no specification has the name asked for.
var ErrUnknownSpec = booth.Fail("spec.unknown",
	"没有名为 %q 的照片规格。可用的规格：%s。",
	"There is no photo specification called %q. Known: %s.")

// SpecByID finds a built-in specification.
func SpecByID(id string) (Spec, error) {
	var known []string
	for _, s := range Specs() {
		if s.ID == id {
			return s, nil
		}
		known = append(known, s.ID)
	}
	return Spec{}, ErrUnknownSpec.With(id, strings.Join(known, ", "))
}

// readSpecs reads and checks every JSON file of fsys.
func readSpecs(fsys fs.FS) ([]Spec, error) {
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, err
	}
	var list []Spec
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		s, err := ParseSpec(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, s)
	}
	sort.Slice(list, func(i, j int) bool {
		if (list[i].ID == DefaultID) != (list[j].ID == DefaultID) {
			return list[i].ID == DefaultID
		}
		return list[i].ID < list[j].ID
	})
	return list, nil
}

// ErrBadSpec says that a specification's data can't be used.
var ErrBadSpec = booth.Fail("spec.invalid",
	"照片规格的数据有误，请联系技术人员检查任务设置。",
	"The photo specification's data is wrong; ask the technician to check the task's settings.")

// ParseSpec reads one specification from JSON. Unknown fields, missing sizes
// and contradictory numbers are errors.
func ParseSpec(data []byte) (Spec, error) {
	var s Spec
	if err := decodeStrict(data, &s); err != nil {
		return Spec{}, ErrBadSpec.Because(err)
	}
	if err := s.Validate(); err != nil {
		return Spec{}, err
	}
	return s, nil
}

// Override returns a copy of s with the fields named in patch replaced: JSON
// in the shape of a specification file, holding only what differs, such as
// {"file":{"max_bytes":61440}}. Numbers replaced get the standing "task".
func (s Spec) Override(patch []byte) (Spec, error) {
	out := s.clone()
	if err := decodeStrict(patch, &out); err != nil {
		return Spec{}, ErrBadSpec.Because(err)
	}
	out.markOverridden(s)
	if err := out.Validate(); err != nil {
		return Spec{}, err
	}
	return out, nil
}

// markOverridden sets the standing of every entry that differs from before.
func (s *Spec) markOverridden(before Spec) {
	task := Provenance{Standing: "task", Source: "set by the task"}
	pairs := []struct {
		changed bool
		p       *Provenance
	}{
		{s.Size != before.Size, &s.Size.Provenance},
		{s.File != before.File, &s.File.Provenance},
		{!s.EyeRow.equal(before.EyeRow), &s.EyeRow.Provenance},
		{!s.FaceWidth.equal(before.FaceWidth), &s.FaceWidth.Provenance},
		{!s.TopMargin.equal(before.TopMargin), &s.TopMargin.Provenance},
		{!s.CentreOffset.equal(before.CentreOffset), &s.CentreOffset.Provenance},
		{!s.MaxScale.equal(before.MaxScale), &s.MaxScale.Provenance},
	}
	for _, p := range pairs {
		if p.changed {
			*p.p = task
		}
	}
}

func (b Band) equal(o Band) bool {
	same := func(p, q *float64) bool { return (p == nil) == (q == nil) && (p == nil || *p == *q) }
	return same(b.Min, o.Min) && same(b.Max, o.Max) && same(b.Prefer, o.Prefer) && b.GivesWay == o.GivesWay &&
		(b.GivesWayTo == nil) == (o.GivesWayTo == nil) && (b.GivesWayTo == nil || *b.GivesWayTo == *o.GivesWayTo)
}

// clone copies s deeply: decoding JSON into a Band writes through its
// pointers.
func (s Spec) clone() Spec {
	for _, b := range []*Band{&s.EyeRow, &s.FaceWidth, &s.TopMargin, &s.CentreOffset, &s.MaxScale} {
		for _, p := range []**float64{&b.Min, &b.Max, &b.Prefer} {
			if *p != nil {
				v := **p
				*p = &v
			}
		}
		if b.GivesWayTo != nil {
			v := *b.GivesWayTo
			b.GivesWayTo = &v
		}
	}
	s.Backgrounds = append([]Background(nil), s.Backgrounds...)
	return s
}

func decodeStrict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return fmt.Errorf("more than one JSON value")
	}
	return nil
}

// maxSide limits a specification's width and height in pixels: above it the
// matte would take seconds, and no registry asks for it.
const maxSide = 2000

// Validate reports what is contradictory or impossible in s as an ErrBadSpec.
func (s Spec) Validate() error {
	bad := func(format string, args ...any) error {
		return ErrBadSpec.Because(fmt.Errorf("specification %q: "+format, append([]any{s.ID}, args...)...))
	}
	if s.ID == "" || s.Name.ZH == "" || s.Name.EN == "" {
		return bad("id and names in both languages are needed")
	}
	if s.Size.Width < 32 || s.Size.Height < 32 || s.Size.Width > maxSide || s.Size.Height > maxSide {
		return bad("size %d×%d is outside of 32…%d", s.Size.Width, s.Size.Height, maxSide)
	}
	if s.Size.DPI < 1 || s.Size.DPI > 65535 {
		return bad("density %d is outside of 1…65535", s.Size.DPI)
	}
	if s.File.MinQuality < 1 || s.File.MinQuality > 100 {
		return bad("JPEG quality %d is outside of 1…100", s.File.MinQuality)
	}
	if s.File.MinBytes < 0 || s.File.MaxBytes < 0 || s.File.MaxBytes > 0 && s.File.MinBytes > s.File.MaxBytes {
		return bad("file window %d…%d is empty", s.File.MinBytes, s.File.MaxBytes)
	}
	for name, b := range map[string]Band{
		"eye_row": s.EyeRow, "face_width": s.FaceWidth, "top_margin": s.TopMargin,
		"centre_offset": s.CentreOffset, "max_scale": s.MaxScale,
	} {
		for _, p := range []*float64{b.Min, b.Max, b.Prefer} {
			if p != nil && (math.IsNaN(*p) || math.Abs(*p) > 1e6) {
				return bad("%s holds no sensible number", name)
			}
		}
		if b.low() > b.high() {
			return bad("%s is empty: %g…%g", name, b.low(), b.high())
		}
		if l := b.GivesWayTo; l != nil && (b.GivesWay == 0 || !(l.Min <= l.Max) || l.Min > b.low() || l.Max < b.high()) {
			return bad("%s gives way to %g…%g, which is not wider", name, l.Min, l.Max)
		}
		if b.Standing == "" || b.Source == "" {
			return bad("%s does not say where it comes from", name)
		}
	}
	if s.MaxScale.Max == nil || *s.MaxScale.Max <= 0 {
		return bad("max_scale needs a positive max")
	}
	if _, ok := s.namedBackground(s.Background); !ok {
		return bad("its background %q is not one of its backgrounds", s.Background)
	}
	return nil
}
