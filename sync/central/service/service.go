// Package service is what the central service does: its use cases as methods
// on plain values, without HTTP and without pages. Those of kiosks are
// called by package http with the id of a kiosk that was verified; those of the
// registry by package pages with the Actor who is logged in, whose role and
// school are looked at here.
//
// # Packets
//
// A packet comes in parts (BeginUpload, Append), which lie in the blob store
// as they came: sealed. When it is whole it is opened in memory, verified,
// judged by the rules of app/flow under a lock of its student, and kept as it
// is; photos are decrypted when somebody looks at them. A packet that a rule
// does not allow is kept too, with the rule.
//
// The submission is judged by the policy that the task has now for what is
// counted (V1, V2, V3, the window of W2 at the time of the photo), and by the
// policy that the kiosk had for what the student was shown (consent).
package service

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/blob"
	"campuskiosk/sync/central/keys"
	"campuskiosk/sync/central/store"
)

// Options are what a Service is made of.
type Options struct {
	Store *store.Store
	Blobs blob.Store
	Keys  *keys.Keys
	// Address is where kiosks find the service, "https://kiosk.example.edu.cn".
	Address string
	// Comparer compares photos; nil: the kiosk's signed score counts as advice.
	Comparer Comparer
	// Register answers for the population register; nil: it is not asked.
	Register Register
	// Log takes what happens, without personal data; nil is none.
	Log *slog.Logger
}

// Service is the central service. It is safe for concurrent use.
type Service struct {
	store    *store.Store
	blobs    blob.Store
	keys     *keys.Keys
	address  string
	comparer Comparer
	register Register
	log      *slog.Logger
	hub      *hub
	wake     chan struct{}
	// failed counts comparisons that failed; only Run uses it.
	failed map[booth.SubmissionID]int
}

// New makes a Service and puts its keys into the feed. Run does what has to be
// done in the background.
func New(ctx context.Context, o Options) (*Service, error) {
	s := &Service{
		store: o.Store, blobs: o.Blobs, keys: o.Keys, address: strings.TrimSuffix(o.Address, "/"),
		comparer: o.Comparer, register: o.Register, log: o.Log, hub: newHub(), wake: make(chan struct{}, 1),
		failed: map[booth.SubmissionID]int{},
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s, s.publishKeys(ctx)
}

// Now is the service's time.
func (s *Service) Now() time.Time { return s.store.Now() }

// Store gives the store, for health and metrics.
func (s *Service) Store() *store.Store { return s.store }

// Chain is the chain of the service's key sets.
func (s *Service) Chain() api.KeyChain { return s.keys.Chain() }

// Fingerprint is the root key's, as people compare it.
func (s *Service) Fingerprint() api.Fingerprint { return s.keys.Fingerprint() }

// Ready reports whether database and blobs can be used.
func (s *Service) Ready(ctx context.Context) error {
	return errors.Join(s.store.Ping(ctx), s.blobs.Check(ctx))
}

// update changes the store and wakes who waits for changes.
func (s *Service) update(ctx context.Context, do func(*store.Tx) error) error {
	err := s.store.Update(ctx, do)
	if err == nil {
		s.hub.poke()
	}
	return people(err)
}

func (s *Service) view(ctx context.Context, do func(*store.Tx) error) error {
	return people(s.store.View(ctx, do))
}

// people makes errors of the parts those of the contract, where it has one.
func people(err error) error {
	var e *booth.Error
	switch {
	case err == nil, errors.As(err, &e), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, store.ErrNotFound), errors.Is(err, blob.ErrNotFound):
		return api.ErrNotThere.Because(err)
	case errors.Is(err, blob.ErrFull), store.Full(err):
		return api.ErrStorageFull.Because(err)
	}
	return err
}

// newID makes an id that can't be guessed: 128 random bits and a letter that
// says what it names.
func newID(kind string) string { return kind + strings.ToLower(rand.Text()) }
