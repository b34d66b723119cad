package main

import (
	"bufio"
	"context"
	"errors"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

// Memory is what the process took, in MiB.
type Memory struct {
	// Photos is how many were made while it was watched, after settled ones
	// that weren't.
	Photos int `json:"photos"`
	// Resident is at the end, Peak the most ever.
	Resident float64 `json:"resident_mib"`
	Peak     float64 `json:"peak_mib"`
	// Gained is what the photos added: the mean of the last tenth's samples
	// less that of the first tenth's.
	Gained float64 `json:"gained_mib"`
	Aim    float64 `json:"aim_resident_mib"`
	// Slack is how much Gained may be without being called a leak.
	Slack float64 `json:"slack_mib"`
}

// settling is how many photos are made before memory is watched: buffers grow
// to their final sizes, and the allocators to theirs.
const settling = 30

func (m Memory) met() bool { return m.Peak <= m.Aim && m.Gained <= m.Slack }

// watchMemory makes photos and samples the resident memory after each.
func (b *bench) watchMemory(ctx context.Context, photos int) (Memory, error) {
	m := Memory{Photos: photos, Aim: aimResident, Slack: 3}
	for i := range min(settling, photos) {
		if err := b.onePhoto(ctx, b.photos[i%len(b.photos)]); err != nil {
			return m, err
		}
	}
	every := max(1, photos/200)
	var samples []float64
	for i := range photos {
		if err := ctx.Err(); err != nil {
			return m, err
		}
		b.watch.start()
		if err := b.onePhoto(ctx, b.photos[i%len(b.photos)]); err != nil {
			return m, err
		}
		if i%every != every-1 {
			continue
		}
		// What Go has collected but not yet given back is no growth.
		debug.FreeOSMemory()
		rss, _, err := resident()
		if err != nil {
			return m, err
		}
		samples = append(samples, rss)
	}
	if n := len(samples); n > 0 {
		k := max(1, n/10)
		m.Gained = mean(samples[n-k:]) - mean(samples[:k])
	}
	var err error
	m.Resident, m.Peak, err = resident()
	return m, err
}

func mean(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x / float64(len(v))
	}
	return s
}

// resident reads the process's resident memory, now and at its highest, in
// MiB.
func resident() (now, peak float64, err error) {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0, 0, err
	}
	defer f.Close() //nolint:errcheck // only read from
	s := bufio.NewScanner(f)
	for s.Scan() {
		for key, to := range map[string]*float64{"VmRSS:": &now, "VmHWM:": &peak} {
			if v, ok := strings.CutPrefix(s.Text(), key); ok {
				if fields := strings.Fields(v); len(fields) > 0 {
					kb, err := strconv.ParseFloat(fields[0], 64)
					if err != nil {
						return 0, 0, err
					}
					*to = kb / 1024
				}
			}
		}
	}
	if now == 0 || peak == 0 {
		return 0, 0, errors.New("no VmRSS or VmHWM in /proc/self/status")
	}
	return now, peak, s.Err()
}
