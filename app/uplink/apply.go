package uplink

import (
	"errors"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/store"
	"campuskiosk/sync/api"
)

// apply brings what a page says into the store. It may be repeated. The cursor
// is kept by the caller afterwards, so after a crash the page comes again.
func (u *Uplink) apply(p api.Page) error {
	for i := 0; i < len(p.Entries); {
		e := p.Entries[i]
		n := 1
		var err error
		if !e.Filled() {
			u.o.Log.Warn("sync", "entry", string(e.Kind), "passed", "over")
		} else if e.Kind == api.EntryRoster {
			n, err = u.applyRoster(p.Entries[i:])
		} else {
			err = u.applyOne(e)
		}
		if err != nil {
			return err
		}
		i += n
	}
	return nil
}

// applyRoster writes the roster entries of one task that follow each other in
// one transaction, and tells how many they are.
func (u *Uplink) applyRoster(entries []api.Entry) (int, error) {
	task := entries[0].Roster.Student.Task
	var all []store.Entry
	for _, e := range entries {
		if e.Kind != api.EntryRoster || !e.Filled() || e.Roster.Student.Task != task {
			break
		}
		all = append(all, store.Entry{Student: e.Roster.Whole(), Spellings: e.Roster.Spellings, Embeddings: e.Roster.Embeddings, Extra: e.Roster.Extra})
		u.full.student(task, e.Roster.Student.Key)
	}
	if err := u.o.Store.PutStudents(task, all); err != nil {
		return 0, err
	}
	for _, e := range all {
		if e.Student.Reference != "" {
			u.want(wanted{task, e.Student.Key, e.Student.Reference})
		}
	}
	return len(all), nil
}

func (u *Uplink) applyOne(e api.Entry) error {
	s := u.o.Store
	switch e.Kind {
	case api.EntryConfiguration:
		if err := write(s, settingConfig, e.Configuration); err != nil {
			return err
		}
		u.configure(*e.Configuration)
	case api.EntryTask:
		u.full.task(e.Task.ID)
		return s.PutTask(*e.Task)
	case api.EntryTaskRemoved:
		return s.RemoveTask(e.TaskRemoved.Task)
	case api.EntryRosterRemoved:
		return s.RemoveStudents(e.RosterRemoved.Task, []booth.StudentKey{e.RosterRemoved.Student})
	case api.EntryHelper:
		u.full.helper(e.Helper.ID)
		return change(s, settingHelpers, func(all map[booth.HelperID]api.Helper) { all[e.Helper.ID] = *e.Helper })
	case api.EntryHelperRemoved:
		return change(s, settingHelpers, func(all map[booth.HelperID]api.Helper) { delete(all, e.HelperRemoved.Helper) })
	case api.EntryNotice:
		return change(s, settingNotices, func(all map[booth.SchoolID]booth.Notices) { all[e.Notice.School] = e.Notice.Notices })
	case api.EntryClaim:
		if u.o.Claim != nil {
			u.o.Claim(*e.Claim)
		}
	case api.EntryStanding:
		t := e.Standing
		return s.Tell(t.Task, t.Student, store.Told{Payment: t.Payment, Bound: t.Bound, Unbound: t.Unbound, Case: t.Case})
	case api.EntrySubmission:
		return u.applySubmission(*e.Submission)
	case api.EntryComparison:
		return s.Tell(e.Comparison.Task, e.Comparison.Student, store.Told{Comparisons: []booth.Comparison{e.Comparison.Comparison}})
	case api.EntryCounts:
		return s.MergeCounts([]store.Counts{{Student: e.Counts.Student, Uses: e.Counts.Uses}})
	case api.EntryReceipt:
		return u.applyReceipt(*e.Receipt)
	case api.EntryCommand:
		return u.obey(*e.Command)
	case api.EntryKeys:
		return u.applyKeys(*e.Keys)
	}
	return nil
}

// applySubmission takes how a submission stands: of this kiosk, or of another
// one. A status never goes back (V6), so an old page has no effect.
func (u *Uplink) applySubmission(e api.Submission) error {
	told := e.Submission
	err := u.o.Store.UpdateSubmission(told.ID, func(own *booth.Submission) error {
		if flow.RuleV6Step(own.Status, told.Status) == nil {
			own.Status, own.Held = told.Status, told.Held
			if !told.Review.IsZero() {
				own.Review = told.Review
			}
		}
		if own.ConfirmedAt.IsZero() {
			own.ConfirmedAt = told.ConfirmedAt
		}
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return u.o.Store.Tell(told.Task, e.Student, store.Told{Submissions: []booth.Submission{told}})
	}
	return err
}

// applyReceipt takes the receipt of a packet that did not come from here just
// now: on a stick, or opened later.
func (u *Uplink) applyReceipt(s api.Signed) error {
	var r api.Receipt
	if err := s.Open(api.ForReceipt, u.keys(), &r); err != nil || r.Kiosk != u.member.Kiosk {
		u.o.Log.Error("sync", "receipt", "not the service's", "err", err)
		return nil
	}
	return u.worker.Receipt(r)
}

// applyKeys follows the service's keys.
func (u *Uplink) applyKeys(chain api.KeyChain) error {
	next, err := chain.Next(u.keys())
	if err != nil {
		u.o.Log.Error("sync", "keys", "not the service's", "err", err)
		return nil
	}
	if next.Version == u.keys().Version {
		return nil
	}
	if err := write(u.o.Store, settingKeys, next); err != nil {
		return err
	}
	u.mu.Lock()
	u.set = next
	u.mu.Unlock()
	return nil
}

// change changes a map that is kept as a setting.
func change[K comparable, V any](s *store.Store, name string, how func(map[K]V)) error {
	all := map[K]V{}
	if _, err := read(s, name, &all); err != nil {
		return err
	}
	how(all)
	return write(s, name, all)
}
