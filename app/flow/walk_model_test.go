package flow

import (
	"fmt"
	"time"

	"campuskiosk/app/booth"
)

// model knows what a student was allowed, by another way than the machine:
// from a plain list of what happened.
type model struct {
	stamps []time.Time // of every standardisation, of all kiosks
	handed []handed
	round  int
}

// handed is a submission as the model sees it.
type handed struct {
	id     booth.SubmissionID
	round  int
	status booth.Status
}

// shanghaiDay counts days from 1970 in Shanghai by arithmetic on seconds.
func shanghaiDay(t time.Time) int64 { return (t.Unix() + 8*3600) / 86400 }

// mayStandardise says whether one more may be made at this quota time.
func (m *model) mayStandardise(p booth.Policy, at time.Time, verified bool) bool {
	today, yesterday := 0, 0
	var lastToday, lastYesterday time.Time
	for _, s := range m.stamps {
		if s.After(at) {
			if verified && s.Sub(at) > 24*time.Hour {
				continue
			}
			s = at
		}
		switch shanghaiDay(at) - shanghaiDay(s) {
		case 0:
			today++
			lastToday = later(lastToday, s)
		case 1:
			yesterday++
			lastYesterday = later(lastYesterday, s)
		}
	}
	if p.CoolDown == booth.CoolDownNextDay {
		return today < p.DailyLimit
	}
	return !(today >= p.DailyLimit && at.Before(lastToday.Add(24*time.Hour))) &&
		!(yesterday >= p.DailyLimit && at.Before(lastYesterday.Add(24*time.Hour))) && today < p.DailyLimit
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// handIn checks a submission against the policy and takes it.
func (m *model) handIn(p booth.Policy, id booth.SubmissionID) error {
	current := m.current()
	switch {
	case current == nil || current.status == booth.NotApproved:
		m.round++
	case current.status == booth.Approved || current.status == booth.Delivered:
		return fmt.Errorf("handed in after approval")
	}
	round := m.round
	if current != nil && current.status != booth.NotApproved {
		round = current.round
	}
	m.handed = append(m.handed, handed{id: id, round: round, status: booth.Queued})
	rounds := map[int]int{}
	for _, h := range m.handed {
		if h.status != booth.Stopped {
			rounds[h.round]++
		}
	}
	// A policy may have become narrower since: a replacement begins no round.
	if rounds[round] == 1 && len(rounds) > 1+p.Resubmissions {
		return fmt.Errorf("%d submissions, %d resubmissions are allowed", len(rounds), p.Resubmissions)
	}
	if rounds[round] > 1+p.Replacements {
		return fmt.Errorf("replaced %d times, %d are allowed", rounds[round]-1, p.Replacements)
	}
	return nil
}

// undo takes the last one back: it was not sealed.
func (m *model) undo() { m.handed = m.handed[:len(m.handed)-1] }

func (m *model) current() *handed {
	for i := len(m.handed) - 1; i >= 0; i-- {
		if m.handed[i].status != booth.Stopped {
			return &m.handed[i]
		}
	}
	return nil
}

func (m *model) setStatus(id booth.SubmissionID, s booth.Status) {
	for i := range m.handed {
		if m.handed[i].id == id {
			m.handed[i].status = s
		}
	}
}
