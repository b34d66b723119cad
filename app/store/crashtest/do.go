package crashtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/clock"
	"campuskiosk/app/flow"
	"campuskiosk/app/store"
	"campuskiosk/app/store/storetest"
)

// later is when every retention is over.
var later = storetest.Start.AddDate(1, 0, 0)

// photo is the p-th picture of session n; the references are those of session
// 0.
func photo(n, p int) []byte { return storetest.Photo(100*n + p) }

// Do does the op to a store, in the world before it.
func (op Op) Do(s *store.Store, w *World) error {
	ctx := context.Background()
	say := storetest.Audit("crash.op")
	key := storetest.Key(op.S)
	switch op.Kind {
	case Students:
		return s.PutStudents(storetest.Task, entries(op.S, 5), say)
	case Remove:
		var keys []booth.StudentKey
		for _, n := range entriesOf(op.S, 2) {
			keys = append(keys, storetest.Key(n))
		}
		return s.RemoveStudents(storetest.Task, keys, say)
	case Import, Abort:
		return op.importRoster(s, say)
	case Reference:
		return s.PutReference(storetest.Task, key, photo(0, op.S), say)
	case Confirm:
		return s.UpdateSubmission(submission(op.N).ID, func(sub *booth.Submission) error {
			sub.Status, sub.ConfirmedAt = booth.Waiting, storetest.Start
			return nil
		}, say)
	case Expire:
		n, err := s.Expire(booth.Now{Quota: later}, func(booth.SessionID) audit.Record { return say })
		if err == nil && n != 1 {
			err = fmt.Errorf("%d sessions expired", n)
		}
		return err
	case Erase:
		return s.Erase(key, store.EraseOptions{Unconfirmed: true}, say)
	case Rotate:
		return s.Rotate(ctx, say)
	case RotatePhotos:
		return s.RotatePhotos()
	case Setting:
		return s.SetSetting("crash/setting", fmt.Append(nil, op.N), say)
	case Task:
		t := storetest.TheTask()
		t.Policy.Revision = op.N
		return s.PutTask(t, say)
	case DropTask:
		return s.RemoveTask(storetest.Task, say)
	case Clock:
		return s.SaveClock()
	case Merge:
		u := booth.Use{Day: booth.DayOf(storetest.Start), Kiosk: "k2", Count: w.others[op.S] + 1, Last: storetest.Start}
		return s.MergeCounts([]store.Counts{{Student: key, Uses: []booth.Use{u}}}, say)
	case Tell:
		at := storetest.Start.Add(time.Duration(op.N) * time.Second)
		return s.Tell(storetest.Task, key, store.Told{
			Comparisons: []booth.Comparison{{Photo: "x", By: booth.Service, At: at}},
		}, say)
	case Correct:
		days := func(n int) time.Time { return storetest.Start.AddDate(0, 0, n) }
		return s.Correct(clock.Correction{From: days(20), To: days(10)}, "k1", say)
	case Backup:
		return s.Backup(ctx, io.Discard)
	case Audit:
		return s.Audit(say)
	}
	step, err := op.step(w)
	if err != nil {
		return err
	}
	v, err := s.Apply(step)
	if err == nil && v != step.From+1 {
		err = fmt.Errorf("version %d after %d", v, step.From)
	}
	return err
}

func entries(s, n int) []store.Entry {
	var all []store.Entry
	for _, i := range entriesOf(s, n) {
		all = append(all, storetest.Entry(i))
	}
	return all
}

func (op Op) importRoster(s *store.Store, say audit.Record) error {
	i, err := s.ImportRoster(storetest.Task, nil)
	if err != nil {
		return err
	}
	all := entries(op.S, 12)
	if err := errors.Join(i.Put(all[:7]...), i.Put(all[7:]...)); err != nil {
		return errors.Join(err, i.Abort())
	}
	if op.Kind == Abort {
		return i.Abort()
	}
	return i.Commit(say)
}

func submission(n int) booth.Submission {
	return booth.Submission{
		ID: booth.SubmissionID{Session: storetest.SessionID(n), N: 1}, Kind: booth.FirstSubmission, Task: storetest.Task,
		Shot: store.PhotoIDOf(photo(n, 0)), Photo: store.PhotoIDOf(photo(n, 1)),
		At: storetest.Start.Add(time.Duration(n) * time.Minute), Trust: booth.TimeUnverified, Status: booth.Queued,
	}
}

// step is the step of a session that the op is.
func (op Op) step(w *World) (store.Step, error) {
	after := w.Clone()
	after.Apply(op)
	n := op.N
	if op.Kind == Manual {
		n = w.next
	}
	now, ok := after.sessions[n]
	if !ok {
		return store.Step{}, fmt.Errorf("op %+v is no step", op)
	}
	session := booth.Session{
		Schema: booth.SessionSchema, ID: storetest.SessionID(n), Kiosk: "k1", Started: storetest.Start,
		State: now.state, Task: storetest.TheTask(),
	}
	session.Task.Policy.RetentionDays = 1
	if now.student != nobody {
		session.Student = storetest.Student(now.student)
	}
	step := store.Step{From: now.version - 1, Session: session, Effects: []flow.Effect{flow.Audit{Event: "crash"}}}
	keep := func(p int, role store.PhotoRole) booth.PhotoID {
		b := photo(n, p)
		step.Photos = append(step.Photos, store.NewPhoto{Role: role, Bytes: b})
		return store.PhotoIDOf(b)
	}
	switch op.Kind {
	case Submit, HandIn:
		key := session.Student.Key
		step.Effects = append(step.Effects,
			flow.KeepShot{Shot: booth.Shot{ID: keep(0, store.Original)}},
			flow.KeepPhoto{Photo: booth.StandardPhoto{ID: keep(1, store.Standard)}},
			flow.CountUse{Student: key, Kiosk: "k1", At: storetest.Start},
			flow.KeepConsent{Student: key, Consent: booth.Consent{Version: "1", Given: true, At: storetest.Start}},
			flow.KeepSubmission{Student: key, Submission: submission(n)},
		)
	case Shoot:
		p := now.photos[len(now.photos)-1]
		step.Effects = append(step.Effects, flow.KeepShot{Shot: booth.Shot{ID: keep(p, store.Original)}})
	case Discard:
		var ids []booth.PhotoID
		for _, p := range w.sessions[n].photos {
			ids = append(ids, store.PhotoIDOf(photo(n, p)))
		}
		step.Effects = append(step.Effects, flow.Discard{Pictures: ids})
	case End:
		step.Effects = append(step.Effects, flow.Forget{Session: session.ID})
	case Manual:
		m := session.Student
		m.Manual = booth.ManualPending
		step.Effects = append(step.Effects, flow.KeepManual{Student: m})
	}
	return step, nil
}
