// Package http is the kiosks' side of the central service over HTTP, as
// sync/api/openapi.yaml says. It reads requests, has package service do what
// they ask, and writes answers; it decides nothing itself.
//
// A request is refused as early as it can be: by its path and method, then by
// its announced size, then by its signature, which covers the headers, and
// only then is its body read.
package http

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	nethttp "net/http"
	"strconv"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/service"

	"golang.org/x/time/rate"
)

// Options are how the API is served.
type Options struct {
	// Metrics counts requests; nil counts nothing.
	Metrics *Metrics
	// Log takes failures of the service, without personal data; nil is none.
	Log *slog.Logger
}

// How long a request may take to come and an answer to go. A chunk on a line of
// 1 KB/s takes four minutes.
const (
	bodyTime   = 30 * time.Second
	chunkTime  = 15 * time.Minute
	answerTime = 5 * time.Minute
)

// Strangers may try so many enrolments in a second, all together.
const (
	enrolmentsPerSecond = 20
	enrolmentsAtOnce    = 100
)

// retryLater is the Retry-After of what may be better soon.
const retryLater = 10 * time.Second

type handler struct {
	s        *service.Service
	verifier api.Verifier
	metrics  *Metrics
	log      *slog.Logger
	strange  *rate.Limiter
}

// call answers a request of a kiosk that was verified.
type call func(w nethttp.ResponseWriter, r *nethttp.Request, kiosk booth.KioskID) error

// New gives the handler of everything under /v1/.
func New(s *service.Service, o Options) nethttp.Handler {
	h := &handler{
		s: s, verifier: api.Verifier{Now: s.Now, KeyOf: s.KeyOf, Fresh: s.Fresh}, metrics: o.Metrics, log: o.Log,
		strange: rate.NewLimiter(enrolmentsPerSecond, enrolmentsAtOnce),
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	mux, known := nethttp.NewServeMux(), map[string]bool{}
	for _, route := range []struct {
		method, path string
		limit        int64
		open         func(nethttp.ResponseWriter, *nethttp.Request) error
		signed       call
	}{
		{"GET", api.PathKeys, 0, h.keys, nil},
		{"POST", api.PathEnrolments, api.MaxBody, h.enrol, nil},
		{"POST", api.PathTime, api.MaxBody, h.time, nil},
		{"OPTIONS", api.PathPackets, 0, h.tus, nil},
		{"GET", api.PathChanges, 0, nil, h.changes},
		{"GET", api.PathBlobs + "{sha256}", 0, nil, h.blob},
		{"POST", api.PathCounts, api.MaxBody, nil, h.counts},
		{"POST", api.PathHealth, api.MaxBody, nil, h.health},
		{"POST", api.PathPackets, 0, nil, h.begin},
		{"HEAD", api.PathPackets + "/{upload}", 0, nil, h.offset},
		{"PATCH", api.PathPackets + "/{upload}", api.MaxChunk, nil, h.chunk},
		{"GET", api.PathReceipts + "{packet}", 0, nil, h.receipt},
	} {
		mux.Handle(route.method+" "+route.path, h.route(route.method+" "+route.path, route.limit, route.open, route.signed))
		if !known[route.path] {
			known[route.path] = true
			mux.Handle(route.path, h.route("other "+route.path, 0, wrongMethod, nil))
		}
	}
	mux.Handle("/", h.route("other", 0, notThere, nil))
	return mux
}

func wrongMethod(nethttp.ResponseWriter, *nethttp.Request) error { return api.ErrMethod }
func notThere(nethttp.ResponseWriter, *nethttp.Request) error    { return api.ErrNotThere }

// route wraps a call: sizes, deadlines, signature, problems, metrics.
func (h *handler) route(name string, limit int64, open func(nethttp.ResponseWriter, *nethttp.Request) error, signed call) nethttp.Handler {
	return nethttp.HandlerFunc(func(out nethttp.ResponseWriter, r *nethttp.Request) {
		w := &answer{ResponseWriter: out}
		begun := time.Now()
		defer func() { h.metrics.request(name, w.status, time.Since(begun)) }()
		out.Header().Set("X-Content-Type-Options", "nosniff")
		out.Header().Set("Cache-Control", "no-store")
		control := nethttp.NewResponseController(out)
		wait := bodyTime
		if limit == api.MaxChunk {
			wait = chunkTime
		}
		_ = control.SetReadDeadline(begun.Add(wait)) // a test's recorder has none
		_ = control.SetWriteDeadline(begun.Add(wait + answerTime))
		if r.ContentLength > limit && (signed != nil || limit > 0) {
			h.fail(w, r, name, "", api.ErrTooLarge)
			return
		}
		if signed == nil {
			if err := open(w, r); err != nil {
				h.fail(w, r, name, "", err)
			}
			return
		}
		// Verify exchanges the body; in a copy, so that the server still knows its
		// own and does not wait for what nobody reads before it answers.
		r = r.WithContext(r.Context())
		kiosk, err := h.verifier.Verify(r)
		if err == nil {
			err = signed(w, r, kiosk)
		}
		if err != nil {
			h.fail(w, r, name, kiosk, err)
		}
	})
}

// fail answers with a problem.
func (h *handler) fail(w *answer, r *nethttp.Request, name string, kiosk booth.KioskID, err error) {
	var tooLarge *nethttp.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = api.ErrTooLarge
	}
	if w.status != 0 || r.Context().Err() != nil {
		return // whoever asked has an answer, or is gone
	}
	p := api.ProblemOf(err)
	if p.Status >= nethttp.StatusInternalServerError {
		h.log.Error("a request failed", "call", name, "kiosk", kiosk, "status", p.Status, "error", err)
	}
	if errors.Is(err, api.ErrRevoked) {
		command, failed := h.s.RevokedCommand(r.Context(), kiosk)
		if failed != nil {
			h.log.Error("no command for a revoked kiosk", "kiosk", kiosk, "error", failed)
		}
		p.Command = command
	}
	var retry time.Duration
	switch p.Status {
	case nethttp.StatusTooManyRequests, nethttp.StatusServiceUnavailable, nethttp.StatusInsufficientStorage:
		retry = retryLater
	}
	if r.Method == nethttp.MethodHead {
		w.WriteHeader(p.Status)
		return
	}
	p.Write(w, retry)
}

// answer remembers the status.
type answer struct {
	nethttp.ResponseWriter
	status int
}

// WriteHeader writes it.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write writes.
func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = nethttp.StatusOK
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() nethttp.ResponseWriter { return a.ResponseWriter }

// writeJSON answers with JSON.
func writeJSON(w nethttp.ResponseWriter, status int, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", api.JSON)
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	_, _ = w.Write(text) // whoever asked is gone, or not
	return nil
}

// readJSON reads a body to its end, where its digest is known to be right.
func readJSON(w nethttp.ResponseWriter, r *nethttp.Request, to any) error {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != api.JSON {
		return api.ErrMediaType
	}
	text, err := io.ReadAll(nethttp.MaxBytesReader(w, r.Body, api.MaxBody))
	var known *booth.Error
	var tooLarge *nethttp.MaxBytesError
	switch {
	case errors.As(err, &known), errors.As(err, &tooLarge):
		return err
	case err != nil:
		return api.ErrMalformed.Because(err)
	}
	if err := json.Unmarshal(text, to); err != nil {
		return api.ErrMalformed // its cause may quote the body
	}
	return nil
}
