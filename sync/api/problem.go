package api

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"time"

	"campuskiosk/app/booth"
)

// problemType is the "type" of a problem: a name, no address to fetch.
const problemType = "urn:campuskiosk:problem:"

// MaxProblem is the largest problem that is read, in bytes.
const MaxProblem = 64 << 10

// Problem is RFC 9457 problem details.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	// Code, Rule and Text are a booth.Error's.
	Code booth.Code   `json:"code"`
	Rule booth.RuleID `json:"rule,omitempty"`
	Text booth.Text   `json:"text"`
	// Command comes with kiosk.revoked: the signed command that locks the kiosk.
	// Without it a refusal locks nothing.
	Command *Signed `json:"command,omitempty"`
}

// StatusOf is the status of a failure: that of its code, 422 for a rule, else
// 500.
func StatusOf(e *booth.Error) int {
	if s, ok := statuses[e.Code]; ok {
		return s
	}
	if e.Rule != "" {
		return StatusRule
	}
	return http.StatusInternalServerError
}

// ProblemOf makes the problem of an error. An error that is none of ours, or
// that this contract does not know, is "internal": its cause stays here.
func ProblemOf(err error) Problem {
	e := booth.Explain(err)
	status := StatusOf(e)
	if status == http.StatusInternalServerError {
		e = booth.ErrInternal
	}
	return Problem{
		Type: problemType + string(e.Code), Title: e.Text.EN, Status: status,
		Code: e.Code, Rule: e.Rule, Text: e.Text,
	}
}

// Err gives the problem as an error.
func (p Problem) Err() *booth.Error { return &booth.Error{Code: p.Code, Rule: p.Rule, Text: p.Text} }

// WriteProblem answers a request with the problem of an error. retry is the
// Retry-After; zero for none.
func WriteProblem(w http.ResponseWriter, err error, retry time.Duration) {
	ProblemOf(err).Write(w, retry)
}

// Write answers a request with the problem.
func (p Problem) Write(w http.ResponseWriter, retry time.Duration) {
	h := w.Header()
	for _, other := range []string{"Content-Length", "Content-Encoding", "ETag", "Cache-Control"} {
		h.Del(other)
	}
	h.Set("Content-Type", ProblemJSON)
	h.Set("Cache-Control", "no-store")
	if retry > 0 {
		h.Set("Retry-After", itoa(int64((retry+time.Second-1)/time.Second)))
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // whoever asked is gone, or not
}

var errNoProblem = errors.New("api: not a problem of this service")

// ReadProblem reads the body of an answer that is no success. The error means
// that something else than the service answered: a proxy, a captive portal, or a
// service that is broken.
func ReadProblem(status int, contentType string, body []byte) (Problem, error) {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil || media != ProblemJSON || len(body) > MaxProblem {
		return Problem{}, errNoProblem
	}
	var p Problem
	if err := readJSON(body, &p); err != nil || p.Status != status || p.Code == "" || p.Type != problemType+string(p.Code) {
		return Problem{}, errNoProblem
	}
	return p, nil
}
