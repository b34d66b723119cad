package store

import (
	"errors"
	"fmt"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/flow"
)

// application applies the stored effects of one step.
type application struct {
	*writer
	step  Step
	owner subject
	files []written
}

func (a *application) all() error {
	for _, e := range a.step.Effects {
		if !e.Stored() {
			continue
		}
		if err := a.one(e); err != nil {
			return err
		}
	}
	// Files that no effect named would be orphans.
	for _, f := range a.files {
		if _, _, found, err := a.findPhoto(a.owner, a.step.Session.ID, f.ID); err != nil || !found {
			return errors.Join(err, fmt.Errorf("store: a %s photo that no effect keeps", f.Role))
		}
	}
	return nil
}

func (a *application) one(e flow.Effect) error {
	switch e := e.(type) {
	case flow.KeepShot:
		return a.keep(e.Shot.ID, Original)
	case flow.KeepPhoto:
		return a.keep(e.Photo.ID, Standard)
	case flow.Discard:
		return a.discard(func(p booth.PhotoID) bool { return contains(e.Pictures, p) })
	case flow.Forget:
		return a.discard(func(booth.PhotoID) bool { return true })
	case flow.CountUse:
		return a.of(e.Student, func(sub subject) error { return a.countUse(sub, e) })
	case flow.KeepManual:
		return a.keepManual(e)
	case flow.Bind:
		return a.bound(e.Student, e.Task, func(rec *standingRecord) { rec.Bound = e.Account })
	case flow.Unbound:
		return a.bound(e.Student, e.Task, func(rec *standingRecord) {
			if rec.Bound == e.Account {
				rec.Bound = ""
			}
		})
	case flow.KeepConsent:
		return a.of(e.Student, func(sub subject) error {
			return addOnce(a.writer, sub, tableConsents, e.Consent, func(old booth.Consent) bool { return sameConsent(old, e.Consent) })
		})
	case flow.KeepComparison:
		return a.of(e.Student, func(sub subject) error { return a.addComparison(sub, a.step.Session.Task.ID, e.Comparison) })
	case flow.KeepSubmission:
		return a.of(e.Student, func(sub subject) error { return a.keepSubmission(sub, e) })
	case flow.OpenCase:
		return a.bound(e.Student, a.step.Session.Task.ID, func(rec *standingRecord) {
			if !rec.Case.Open() {
				rec.Case.OpenedAt = e.At
			}
		})
	case flow.Audit:
		return a.audit(a.line(e))
	}
	return fmt.Errorf("store: an effect %T that it does not know", e)
}

// of calls f with the subject of a student.
func (a *application) of(student booth.StudentKey, f func(subject) error) error {
	if student.IsZero() {
		return errors.New("store: an effect for no student")
	}
	sub, _, err := a.subjectOf(student)
	if err != nil {
		return err
	}
	return f(sub)
}

// keep records the sealed file of a picture. It may have been kept before.
func (a *application) keep(id booth.PhotoID, role PhotoRole) error {
	for _, f := range a.files {
		if f.ID == id && f.Role == role {
			return a.putPhoto(a.owner, f)
		}
	}
	_, _, found, err := a.findPhoto(a.owner, a.step.Session.ID, id)
	if err == nil && !found {
		err = fmt.Errorf("store: the %s photo to keep was not given", role)
	}
	return err
}

// discard removes those pictures of the session that were chosen and that no
// submission needs (rule S4).
func (a *application) discard(chosen func(booth.PhotoID) bool) error {
	needed := map[booth.PhotoID]bool{}
	err := a.submissionsOf(a.step.Session.ID, func(s booth.Submission) error {
		needed[s.Shot], needed[s.Photo] = true, true
		return nil
	})
	if err != nil {
		return err
	}
	return a.removePhotosOf(a.owner, a.step.Session.ID, func(p booth.PhotoID) bool { return chosen(p) && !needed[p] })
}

func (a *application) countUse(sub subject, e flow.CountUse) error {
	before, err := a.uses(sub)
	if err != nil {
		return err
	}
	return a.mergeUses(sub, booth.AddUse(before, e.Kiosk, e.At))
}

// keepSubmission records a submission. Its packet was sealed before, so the
// service may have been faster: what it told already stays.
func (a *application) keepSubmission(sub subject, e flow.KeepSubmission) error {
	var told submissionRecord
	_, found, err := a.getJSON(tableSubmissions, submissionKey(e.Submission.ID), &told)
	if err != nil {
		return err
	}
	kept := e.Submission
	if found && told.Student == e.Student {
		kept.Status, kept.Held, kept.Review, kept.ConfirmedAt = told.Submission.Status, told.Submission.Held, told.Submission.Review, told.Submission.ConfirmedAt
	}
	return a.putJSON(tableSubmissions, submissionKey(kept.ID), sub, submissionRecord{e.Student, kept})
}

func (a *application) keepManual(e flow.KeepManual) error {
	task := e.Student.Task
	rec, err := a.roster(task)
	if err != nil {
		return err
	}
	added, err := a.putEntries(task, manualGeneration, []Entry{{Student: e.Student, Spellings: a.step.Spellings}})
	if err != nil {
		return err
	}
	rec.Manual += added
	return a.changeManual(task, rec)
}

func (a *application) bound(student booth.StudentKey, task booth.TaskID, change func(*standingRecord)) error {
	return a.of(student, func(sub subject) error { return a.changeStanding(sub, task, change) })
}

func sameConsent(a, b booth.Consent) bool {
	return a.Version == b.Version && a.Given == b.Given && a.Way == b.Way && a.Helper == b.Helper && a.At.Equal(b.At)
}

// line is the trail's record of a step.
func (a *application) line(e flow.Audit) audit.Record {
	now := a.s.Now()
	if now.Trust == "" {
		now.Trust = booth.TimeUnverified
	}
	who := audit.Actor{Role: audit.Student}
	if e.Helper != "" {
		who = audit.Actor{Role: audit.Helper, ID: string(e.Helper)}
	}
	facts := map[string]string{"kiosk": string(a.step.Session.Kiosk)}
	for name, value := range map[string]string{
		"from": string(e.From), "to": string(e.To), "code": string(e.Code), "outcome": string(e.Outcome),
	} {
		if value != "" {
			facts[name] = value
		}
	}
	return audit.Record{
		At: now.At, Trust: now.Trust, Who: who, What: "session." + string(e.Event),
		On: string(a.step.Session.ID), Rule: e.Rule, Facts: facts,
	}
}
