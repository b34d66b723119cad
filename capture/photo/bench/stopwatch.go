package main

import (
	"sync"
	"time"

	"campuskiosk/capture/vision"
)

// stopwatch takes the times of one round: the whole, its parts, and every
// network pass that the engine tells of.
type stopwatch struct {
	mu      sync.Mutex
	began   time.Time
	last    time.Time
	laps    map[string]time.Duration
	passes  []taken
	picture int
}

// taken is a pass and the picture it was made of.
type taken struct {
	vision.Pass
	picture int
}

func (s *stopwatch) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.laps, s.passes = map[string]time.Duration{}, s.passes[:0]
	s.began = time.Now()
	s.last = s.began
}

// pass is told by the engine, possibly from several goroutines.
func (s *stopwatch) pass(p vision.Pass) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.passes = append(s.passes, taken{p, s.picture})
}

// lap ends a part.
func (s *stopwatch) lap(name string) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.laps[name] += now.Sub(s.last)
	s.last = now
}

// stop gives the whole and the sum of the network passes.
func (s *stopwatch) stop() (whole, networks time.Duration) {
	whole = time.Since(s.began)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.passes {
		networks += p.Forward
	}
	return whole, networks
}

// parts are the laps and each role's passes of the last round.
func (s *stopwatch) parts() map[string]time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := map[string]time.Duration{}
	for k, v := range s.laps {
		m["step "+k] = v
	}
	for _, p := range s.passes {
		m["network "+string(p.Role)] += p.Forward
		m["filling the networks' inputs"] += p.Prepare
	}
	return m
}
