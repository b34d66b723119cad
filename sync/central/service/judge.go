package service

import (
	"encoding/json"
	"errors"

	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
	"campuskiosk/app/roster"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/store"
	"campuskiosk/sync/packet"
)

// refusals are what a packet may be refused or held for, by code.
var refusals = func() map[booth.Code]error {
	all := map[booth.Code]error{}
	for _, e := range []*booth.Error{
		ErrHeld, ErrHeldRefused, api.ErrPacketConflict, booth.ErrSubmissionsUsed, booth.ErrReplacementUsed, booth.ErrApproved, booth.ErrCaseOpen,
		booth.ErrWindowNotOpen, booth.ErrWindowClosed, booth.ErrNotSame, booth.ErrStudentKey, booth.ErrManualNotAllowed,
		booth.ErrManualIncomplete, booth.ErrManualRefused, booth.ErrNotOnList, booth.ErrAssociation,
		booth.ErrConsentMissing, booth.ErrConsentVersion, booth.ErrConsentRecord,
	} {
		all[e.Code] = e
	}
	return all
}()

// judge decides whether a packet's submission counts, and keeps it if so. p
// gets the outcome. The student is locked.
func (s *Service) judge(tx *store.Tx, p *store.Packet, o packet.Opened) error {
	m := o.Manifest
	// What the kiosk counted counts, whatever becomes of the submission.
	if goodUses(m.Kiosk, m.Uses) {
		if err := joinUses(tx, m.Student.Key, m.Uses); err != nil {
			return err
		}
	}
	held, err := s.mustHold(tx, m)
	if err != nil {
		return err
	}
	if held {
		p.Outcome, p.Code = store.PacketHeld, ErrHeld.Code
		return nil
	}
	return s.count(tx, p, o)
}

// mustHold reports whether a person has to look at a packet first.
func (s *Service) mustHold(tx *store.Tx, m packet.Manifest) (bool, error) {
	k, err := tx.Kiosk(m.Kiosk)
	if err != nil {
		return false, err
	}
	if k.State == store.KioskRevoked {
		return true, nil
	}
	task, err := tx.Task(m.Submission.Task)
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	return err == nil && task.School.ID != k.School, err
}

// count judges by the rules and keeps the submission.
func (s *Service) count(tx *store.Tx, p *store.Packet, o packet.Opened) error {
	m := o.Manifest
	task, err := tx.Task(m.Submission.Task)
	if err != nil {
		return err
	}
	student, manual, refusal, err := s.who(tx, task.Task, m)
	if err != nil {
		return err
	}
	standing, err := tx.Standing(task.ID, m.Student.Key)
	if err != nil {
		return err
	}
	if refusal == nil {
		refusal = allowed(task.Task, m, standing)
	}
	if refusal == nil {
		if _, err := tx.Submission(m.Submission.ID); err == nil {
			refusal = api.ErrPacketConflict // another kiosk's of the same session
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	if refusal != nil {
		e := booth.Explain(refusal)
		if refusals[e.Code] == nil {
			return refusal
		}
		p.Outcome, p.Rule, p.Code = store.PacketRefused, e.Rule, e.Code
		return nil
	}
	if manual {
		if err := tx.PutManual(task.ID, roster.Entry{Student: student}); err != nil {
			return err
		}
		if err := sayStudent(tx, roster.Entry{Student: student}); err != nil {
			return err
		}
	}
	return s.keep(tx, task.Task, p, o, standing)
}

// who finds the student: the roster's, or a manual entry where the task
// allows one.
func (s *Service) who(tx *store.Tx, task booth.Task, m packet.Manifest) (student booth.Student, manual bool, refusal, err error) {
	claimed := m.Whole()
	if id := claimed.Person.ID; !id.IsZero() {
		if refusal := flow.RuleKeySame(claimed.Key, booth.KeyFor(s.keys.Campus(), id)); refusal != nil {
			return claimed, false, refusal, nil
		}
	}
	e, err := tx.Student(task.ID, claimed.Key)
	switch {
	case errors.Is(err, store.ErrNotFound):
		if m.Evidence.Way != booth.ByManual {
			return claimed, false, booth.ErrNotOnList, nil
		}
		claimed.Manual = booth.ManualPending
		return claimed, true, flow.RuleW4Manual(task.Policy.ManualEntry, claimed), nil
	case err != nil:
		return claimed, false, nil, err
	case e.Student.Manual == booth.ManualRefused:
		return e.Student, false, booth.ErrManualRefused, nil
	}
	return e.Student, false, flow.RuleW6Same(claimed.Person, e.Student.Person, m.Evidence.Association), nil
}

// allowed asks the rules that stand between a photo and its submission.
func allowed(task booth.Task, m packet.Manifest, st booth.Standing) error {
	p := task.Policy
	failed := flow.RuleV3FailedPhotos(st.Comparisons, p.CompareThreshold, st.Case.ResolvedAt)
	for _, refusal := range []error{
		flow.RuleW2Window(p.Window, m.Submission.At),
		flow.RuleConsentGiven(m.Consent, m.Policy.ConsentVersion),
		flow.RuleV3Case(st.Case, failed, p.MaxFailedPhotos),
		flow.RuleV1Submissions(st.Submissions, p.Resubmissions),
		flow.RuleV2Replacement(st.Submissions, p.Replacements),
	} {
		if refusal != nil {
			return refusal
		}
	}
	return nil
}

// keep keeps an accepted submission and says so to all kiosks of the task.
func (s *Service) keep(tx *store.Tx, task booth.Task, p *store.Packet, o packet.Opened, st booth.Standing) error {
	m := o.Manifest
	sub := m.Submission
	sub.Kind = flow.NextKind(st.Submissions) // the kiosk may not have known the others
	sub.Review, sub.ConfirmedAt = booth.Review{}, p.Received
	held, unpaid := flow.RuleB2Payment(task.Policy.Payment, st.Payment)
	sub.Held = held || unpaid != nil // never lost
	sub.Status = booth.Waiting
	if s.asks(task, m) {
		sub.Status = booth.Uploaded // until Run has compared
	}
	text, err := json.Marshal(details{Manifest: m, Report: o.Report, Signed: o.Hash, Upload: p.Upload, HasCode: len(o.Code) > 0})
	if err != nil {
		return err
	}
	err = tx.AddSubmission(store.Submission{Submission: sub, Student: m.Student.Key, Kiosk: m.Kiosk, Received: p.Received, Details: string(text)})
	if err != nil {
		return err
	}
	for _, c := range o.Report.Comparisons { // signed by the kiosk; advice
		if c.Photo != sub.Photo {
			continue
		}
		c.By, c.Identity = booth.Local, booth.IdentityNotAsked
		if err := tx.AddComparison(task.ID, m.Student.Key, c); err != nil {
			return err
		}
	}
	if sub.Status == booth.Uploaded {
		s.nudge()
	}
	return saySubmission(tx, m.Student.Key, sub)
}

func saySubmission(tx *store.Tx, student booth.StudentKey, sub booth.Submission) error {
	return say(tx, store.OfTask(sub.Task), string(api.PacketOf(sub.ID)), api.Entry{
		Kind: api.EntrySubmission, Submission: &api.Submission{Student: student, Submission: sub},
	})
}

func sayStanding(tx *store.Tx, task booth.TaskID, student booth.StudentKey) error {
	st, err := tx.Standing(task, student)
	if err != nil {
		return err
	}
	return say(tx, store.OfTask(task), keyOf(student), api.Entry{Kind: api.EntryStanding, Standing: &api.Standing{
		Task: task, Student: student, Payment: st.Payment, Bound: st.Bound, Unbound: st.Bound == "", Case: st.Case,
	}})
}

func sayStudent(tx *store.Tx, e roster.Entry) error {
	r := api.RosterEntryOf(e.Student)
	r.Embeddings = e.Embeddings
	for _, k := range roster.Keys(e.Student.Person) {
		if k.Kind == roster.BySpelling {
			r.Spellings = append(r.Spellings, k.Reveal())
		}
	}
	if e.Place != (roster.Place{}) {
		var err error
		if r.Extra, err = json.Marshal(e.Place); err != nil {
			return err
		}
	}
	return say(tx, store.OfTask(e.Student.Task), keyOf(e.Student.Key), api.Entry{Kind: api.EntryRoster, Roster: &r})
}
