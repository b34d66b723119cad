package siege

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/clock"
	appstore "campuskiosk/app/store"
	"campuskiosk/app/uplink"
	"campuskiosk/sync/faults"
	"campuskiosk/sync/outbox"
)

// Options are of one siege.
type Options struct {
	// Packets is how many packets the kiosk has; Seed makes the same weather
	// again.
	Packets int
	Seed    uint64
	// Dir is where both keep what they have; it must be empty.
	Dir string
	// Central is the command line of the service's program, Kiosk that of a
	// program that calls RunKiosk with the folder that follows.
	Central, Kiosk []string
	// Kills is how often each side is killed, in a hundred stretches of weather.
	Kills int
	Log   *slog.Logger
}

// Result is what came of it.
type Result struct {
	Packets int `json:"packets"`
	// Sent is how many the kiosk holds for confirmed, Stored how many the service
	// has, Lost how many of the confirmed ones it does not have or has otherwise,
	// Duplicated how many submissions it has beyond one for each packet.
	Sent       int `json:"sent"`
	Stored     int `json:"stored"`
	Lost       int `json:"lost"`
	Duplicated int `json:"duplicated"`
	// Refused are those against a rule; there is none to break here.
	Refused int `json:"refused"`
	// BytesSent is of uploads; BytesTwice of them were sent again. Bound is what
	// may have been: each chunk that failed, once.
	BytesSent    int64 `json:"bytes_sent"`
	BytesTwice   int64 `json:"bytes_sent_twice"`
	Bound        int64 `json:"bytes_sent_twice_at_most"`
	LargestChunk int64 `json:"largest_chunk"`
	FailedChunks int   `json:"failed_chunks"`
	// Order kept: no packet was stored before an older one. Inversions counts
	// those that were.
	OrderKept  bool `json:"order_kept"`
	Inversions int  `json:"inversions"`
	QueueEmpty bool `json:"queue_empty"`
	// What was done to them.
	KioskKilled   int            `json:"kiosk_killed"`
	CentralKilled int            `json:"central_killed"`
	Network       faults.Stats   `json:"network"`
	Weather       map[string]int `json:"weather"`
	Seconds       float64        `json:"seconds"`
}

// Good reports whether nothing is wrong with the result.
func (r Result) Good() bool {
	return r.Sent == r.Packets && r.Stored == r.Packets && r.Lost == 0 && r.Duplicated == 0 && r.Refused == 0 &&
		r.BytesTwice <= r.Bound && r.OrderKept && r.QueueEmpty
}

// siege is a running one.
type siege struct {
	o       Options
	dice    *rand.Rand
	proxy   *faults.Proxy
	good    *faults.Authority
	central *child
	kiosk   *child
	weather map[string]int
	cuts    atomic.Int64
	member  uplink.Member
	// more are further folders of packets in the kiosk's.
	more []string
}

// Run does one. The error is about what could not be done at all.
func Run(ctx context.Context, o Options) (Result, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &siege{o: o, dice: rand.New(rand.NewPCG(o.Seed, 7)), weather: map[string]int{}} //nolint:gosec // weather has no secrets
	r := Result{Packets: o.Packets}
	address, err := freeAddress()
	if err != nil {
		return r, err
	}
	if s.good, err = faults.NewAuthority(); err != nil {
		return r, err
	}
	shown, err := s.good.Server("127.0.0.1")
	if err != nil {
		return r, err
	}
	if s.proxy, err = faults.New(faults.Options{Upstream: address, TLS: shown}); err != nil {
		return r, err
	}
	defer s.proxy.Close() //nolint:errcheck // it has nothing to lose
	link, err := s.found(ctx, "https://"+s.proxy.Addr())
	if err != nil {
		return r, fmt.Errorf("setting the service up: %w", err)
	}
	s.central = newChild(s.o.Central, "serve", "--data", s.centralDir(), "--listen", address, "--address", "https://"+s.proxy.Addr(), "--photo", "none")
	if err := s.central.start(); err != nil {
		return r, err
	}
	defer s.central.end()
	if err := waitFor(ctx, address); err != nil {
		return r, fmt.Errorf("the service did not start: %w: %s", err, s.central.said())
	}
	if err := s.fill(ctx, link); err != nil {
		return r, fmt.Errorf("sealing packets: %w", err)
	}
	began := time.Now()
	s.kiosk = newChild(s.o.Kiosk, s.kioskDir())
	if err := s.kiosk.start(); err != nil {
		return r, err
	}
	defer s.kiosk.end()
	if err := s.rage(ctx); err != nil {
		return r, fmt.Errorf("%w; the kiosk said: %s; the service said: %s", err, s.kiosk.said(), s.central.said())
	}
	r.Seconds = time.Since(began).Seconds()
	s.kiosk.end()
	s.central.end()
	r.KioskKilled, r.CentralKilled, r.Weather, r.Network = s.kiosk.killed, s.central.killed, s.weather, s.proxy.Stats()
	return r, s.count(ctx, &r)
}

func (s *siege) centralDir() string { return filepath.Join(s.o.Dir, "central") }
func (s *siege) kioskDir() string   { return filepath.Join(s.o.Dir, "kiosk") }

// fill enrols the kiosk and seals its packets.
func (s *siege) fill(ctx context.Context, link enrolment) (err error) {
	dir := s.kioskDir()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	store, err := appstore.OpenOrCreate(filepath.Join(dir, "store"), "", audit.Record{
		At: time.Now(), Trust: booth.TimeUnverified, Who: audit.Actor{Role: audit.System}, What: "store.created",
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	store.UseClock(clock.New(clock.System(), clock.State{}, time.Time{}))
	var ca []byte
	if s.good != nil {
		ca = s.good.PEM
	}
	m, err := uplink.Enrol(ctx, store, link.code, ca, "siege")
	if err != nil {
		return err
	}
	keys, _, err := uplink.KeysOf(store)
	if err != nil {
		return err
	}
	campus, err := store.CampusKey()
	if err != nil {
		return err
	}
	s.member = m
	for i, name := range append([]string{"packets"}, s.more...) {
		box, err := outbox.Open(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		for n := range s.o.Packets {
			if err := seal(box, m, keys, campus, link.began, n, i*s.o.Packets+n); err != nil {
				return errors.Join(err, box.Close())
			}
		}
		if err := box.Close(); err != nil {
			return err
		}
	}
	return nil
}

// waiting tells how many packets wait, by the kiosk's own word.
func (s *siege) waiting() int {
	state, found, err := uplink.ReadState(filepath.Join(s.kioskDir(), "packets"))
	if err != nil || !found || state.Sync.Waiting+state.Sync.Confirmed+state.Sync.Parked+state.Sync.Conflicts == 0 {
		return s.o.Packets
	}
	return state.Sync.Waiting
}

// JSON is the result as it is printed.
func (r Result) JSON() string {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err.Error()
	}
	return string(text)
}
