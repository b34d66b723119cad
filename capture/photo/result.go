package photo

import (
	"campuskiosk/app/booth"
	"campuskiosk/capture/face"
	"campuskiosk/capture/match"
	"campuskiosk/capture/picture"
	"campuskiosk/capture/quality"
)

// The types below are what the command line and the server print as JSON.
// Their fields are a contract: new ones may come, none goes.

// CheckResult is the answer for one picture that was checked.
type CheckResult struct {
	// File is the file's name as it was given.
	File string `json:"file,omitempty"`
	// Picture says what kind of file it was.
	Picture *picture.Meta `json:"picture,omitempty"`
	// Face is the subject; null when there is none.
	Face *Face `json:"face"`
	// Models are the networks that looked at it, by role.
	Models map[face.Role]string `json:"models"`
	// Checks are the ten, Advisories what only warns.
	Checks     []quality.Finding `json:"checks"`
	Advisories []quality.Finding `json:"advisories"`
	// Error is why it could not be checked, or doesn't show one person.
	Error *Problem `json:"error"`
}

// Face is where the subject's face is, in pixels of the upright picture.
type Face struct {
	Box face.Box `json:"box"`
	// Landmarks are right eye, left eye, nose tip, right and left corner of
	// the mouth (the subject's own right and left).
	Landmarks face.Landmarks5 `json:"landmarks"`
	// IED is the distance between the eyes' centres.
	IED float64 `json:"ied"`
	// Others is the number of other faces that count.
	Others int `json:"others"`
}

// Problem is an error for machines and for people.
type Problem struct {
	Code booth.Code `json:"code"`
	booth.Text
}

// ProblemOf explains err; nil for nil.
func ProblemOf(err error) *Problem {
	if err == nil {
		return nil
	}
	e := booth.Explain(err)
	return &Problem{Code: e.Code, Text: e.Text}
}

// Result puts c into the form that is printed.
func (c *Checked) Result() CheckResult {
	r := CheckResult{
		Models: c.Analysis.Models, Checks: c.Report.Checks, Advisories: c.Report.Advisories,
		Error: ProblemOf(c.Refusal()),
	}
	if d, ok := c.Analysis.Subject(); ok {
		r.Face = &Face{Box: d.Box, Landmarks: d.Landmarks, IED: d.Landmarks.IED()}
		if h, ok := face.HeadOf(c.Analysis); ok {
			r.Face.IED = h.IED
		}
		r.Face.Others = c.Analysis.Others()
	}
	return r
}

// Failed is CheckResult for a picture that could not be checked.
func Failed(err error) CheckResult {
	return CheckResult{
		Models: map[face.Role]string{}, Checks: []quality.Finding{}, Advisories: []quality.Finding{},
		Error: ProblemOf(err),
	}
}

// CompareResult is the answer for two pictures that were compared.
type CompareResult struct {
	// Files are the names as they were given.
	Files []string `json:"files,omitempty"`
	// Result is missing when there is no score.
	*match.Result
	// Same is true from a score of 80 on.
	Same *bool `json:"same,omitempty"`
	// Error is why there is no score, At which of the two pictures it is
	// about: "a", "b" or neither.
	Error *Problem `json:"error,omitempty"`
	At    string   `json:"at,omitempty"`
}

// Compared puts a comparison into the form that is printed.
func Compared(r match.Result, err error) CompareResult {
	if err != nil {
		return CompareResult{Error: ProblemOf(err)}
	}
	same := r.Same()
	return CompareResult{Result: &r, Same: &same}
}
