package siege

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"campuskiosk/sync/api"
	"campuskiosk/sync/faults"
)

// weather is what the network does for a while.
type weather struct {
	name string
	// odds of it, in hundred.
	odds int
	// work is how many connections and requests it lasts, at most; so the same
	// happens on a fast machine and a slow one.
	work int
	set  func(*siege) error
}

func answering(a *faults.Answer) func(*siege) error {
	return func(s *siege) error {
		s.proxy.SetFate(func(faults.Request) faults.Fate { return faults.Fate{Answer: a} })
		return nil
	}
}

// problem is an answer in the service's own form.
func problem(code string, status int) *faults.Answer {
	return &faults.Answer{
		Status: status, Header: map[string]string{"Content-Type": api.ProblemJSON, "Retry-After": "1"},
		Body: fmt.Sprintf(`{"type":"urn:campuskiosk:problem:%s","title":"-","status":%d,"code":%q,"text":{"zh":"-","en":"-"}}`, code, status, code),
	}
}

func weathers() []weather {
	return []weather{
		{"cuts at every 4 KB", 35, 80, (*siege).cutting},
		{"answers lost", 20, 40, func(s *siege) error {
			s.proxy.SetFate(func(q faults.Request) faults.Fate { return faults.Fate{Lose: q.N%5 == 0} })
			return nil
		}},
		{"clear", 12, 80, func(s *siege) error { s.proxy.SetFate(nil); return nil }},
		{"captive portal", 4, 8, answering(faults.Portal())},
		{"500", 4, 8, answering(faults.Plain(500))},
		{"503, Retry-After", 4, 8, answering(faults.RetryAfter(503, 1))},
		{"429, Retry-After", 4, 8, answering(problem("service.busy", 429))},
		{"the service's disk is full", 3, 8, answering(problem("service.storage_full", 507))},
		{"TLS of another host", 4, 8, func(s *siege) error {
			c, err := s.good.Server("login.example.edu.cn")
			s.proxy.SetTLS(c)
			return err
		}},
		{"nobody there", 4, 8, func(s *siege) error { s.proxy.SetDown(true); return nil }},
		{"DNS gone", 3, 4, func(s *siege) error {
			s.proxy.Drop()
			return os.WriteFile(filepath.Join(s.kioskDir(), noNames), nil, 0o600)
		}},
		{"1 KB/s", 3, 4, func(s *siege) error { s.proxy.SetPace(1024); return nil }},
	}
}

// cutting cuts about every fifth chunk, each time 4 KB further into it.
func (s *siege) cutting() error {
	s.proxy.SetFate(func(q faults.Request) faults.Fate {
		if q.Method != http.MethodPatch || q.N%5 != 0 || q.Length <= cutEvery {
			return faults.Fate{}
		}
		return faults.Fate{Cut: (1 + s.cuts.Add(1)%((q.Length-1)/cutEvery)) * cutEvery}
	})
	return nil
}

// cutEvery is the distance of cuts, in bytes of a packet.
const cutEvery = 4096

// calm undoes what weather did.
func (s *siege) calm() error {
	s.proxy.SetFate(nil)
	s.proxy.SetPace(0)
	s.proxy.SetDown(false)
	if err := os.Remove(filepath.Join(s.kioskDir(), noNames)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	c, err := s.good.Server("127.0.0.1")
	if err != nil {
		return err
	}
	s.proxy.SetTLS(c)
	return nil
}

var errNoEnd = errors.New("siege: the packets did not arrive")

// rage changes the weather and kills, until nothing waits.
func (s *siege) rage(ctx context.Context) error {
	// Far more than it takes.
	limit := time.Now().Add(5*time.Minute + 5*time.Duration(s.o.Packets)*time.Second)
	for s.waiting() > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		if time.Now().After(limit) {
			return errNoEnd
		}
		if err := s.change(ctx); err != nil {
			return err
		}
		if s.dice.IntN(100) < s.o.Kills {
			s.o.Log.Info("siege", "killed", "kiosk")
			if err := s.kiosk.kill(); err != nil {
				return err
			}
		}
		if s.dice.IntN(100) < s.o.Kills {
			s.o.Log.Info("siege", "killed", "central")
			if err := s.central.kill(); err != nil {
				return err
			}
		}
		s.o.Log.Info("siege", "waiting", s.waiting())
	}
	return s.calm()
}

// few is the work of weather in which nothing arrives.
const few = 10

// longest is how long such weather lasts at most, when nobody comes either.
const longest = 10 * time.Second

// worked is how much went through.
func (s *siege) worked() int {
	st := s.proxy.Stats()
	return st.Connections + st.Requests
}

// change is one stretch of weather.
func (s *siege) change(ctx context.Context) error {
	if err := s.calm(); err != nil {
		return err
	}
	dice := s.dice.IntN(100)
	for _, w := range weathers() {
		if dice -= w.odds; dice >= 0 {
			continue
		}
		s.weather[w.name]++
		if err := w.set(s); err != nil {
			return err
		}
		work := w.work
		if work > few { // a long siege has longer stretches, not only more
			work *= max(1, s.o.Packets/500)
		}
		enough := s.worked() + 1 + work/2 + s.dice.IntN(work)
		end := time.Now().Add(longest)
		if work > few {
			end = time.Now().Add(time.Minute)
		}
		for ctx.Err() == nil && time.Now().Before(end) && s.worked() < enough && s.waiting() > 0 {
			time.Sleep(20 * time.Millisecond)
		}
		return nil
	}
	return nil
}
