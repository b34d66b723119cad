package flow

import "campuskiosk/app/booth"

// goTo is a step that only changes the state.
func goTo(to booth.State) func(*step) (booth.State, error) {
	return func(*step) (booth.State, error) { return to, nil }
}

func begin(st *step, e Begin) (booth.State, error) {
	st.Helper, st.Started = e.Helper, st.now.At
	if e.Task == nil {
		return booth.StateTask, nil
	}
	return st.open(*e.Task)
}

func chooseTask(st *step, e ChooseTask) (booth.State, error) { return st.open(e.Task) }

// open takes a task if it can be applied and is open.
func (st *step) open(t booth.Task) (booth.State, error) {
	if err := first(st.r.W1Task(st.p), st.r.W2Window(st.p.Window, st.now.At)); err != nil {
		return "", err
	}
	st.Task = t
	st.Task.Policy = st.p
	return booth.StateWho, nil
}

func otherTask(st *step) (booth.State, error) {
	st.Task = booth.Task{}
	return booth.StateTask, nil
}

func identified(st *step, e Identified) (booth.State, error) {
	if err := first(
		st.r.KeySame(e.Key, e.Student.Key),
		st.r.W2SameTask(e.Student.Task, st.Task.ID),
		st.r.W4Association(st.p.Association, e.Evidence.Association),
		st.r.W5Kind(e.Student.Origin, e.Student.Person.ID),
	); err != nil {
		return "", err
	}
	if e.Student.Manual == booth.ManualRefused {
		return "", booth.ErrManualRefused
	}
	if e.Evidence.Way == booth.ByLookUp {
		if err := st.r.LeaseOpen(e.Evidence.RosterContact, st.p.RosterLeaseDays, st.now.At); err != nil {
			return "", err
		}
	}
	if !e.Typed.IsZero() {
		if err := st.r.W6Same(e.Typed, e.Student.Person, e.Evidence.Association); err != nil {
			return "", err
		}
	}
	if err := first(
		st.r.V8Acting(st.p.Kind, e.Evidence.Account, e.Student.Key),
		st.r.V8Bound(e.Standing.Bound, e.Evidence.Account.ID),
	); err != nil {
		return "", err
	}
	st.Consent, st.NoticeRead, st.InstructionsRead = e.Consent, e.NoticeRead, e.InstructionsRead
	return st.found(e.Student, e.Evidence, e.Standing), nil
}

func manualEntry(st *step, e ManualEntry) (booth.State, error) {
	if err := first(
		st.r.W4Manual(st.p.ManualEntry, e.Student),
		st.r.W2SameTask(e.Student.Task, st.Task.ID),
		st.r.W5Kind(e.Student.Origin, e.Student.Person.ID),
	); err != nil {
		return "", err
	}
	e.Evidence.Way = booth.ByManual
	if e.Student.Manual == booth.FromRoster {
		e.Student.Manual = booth.ManualPending
	}
	return st.found(e.Student, e.Evidence, e.Standing), nil
}

// found keeps who it seems to be and shows the card.
func (st *step) found(s booth.Student, ev booth.Evidence, standing booth.Standing) booth.State {
	ev.At = st.now.At
	st.Student, st.Evidence, st.Standing = s, ev, standing
	card := st.r.W8Card(st.Task, s)
	st.do(ShowCard{Card: append(card, Last4Line(st.r.W7Shown(s.Person.ID)))})
	return booth.StateConfirmWho
}

func notFound(st *step) (booth.State, error) {
	st.do(OfferCures{Cures: st.r.W4Cures(st.p.ManualEntry)})
	return booth.StateNotFound, nil
}

func askRegistry(st *step) (booth.State, error) {
	st.tell(booth.ErrNotOnList)
	return st.end(booth.OutcomeRegistry), nil
}

func confirmWho(st *step) (booth.State, error) {
	st.do(Bind{Student: st.Student.Key, Task: st.Task.ID, Account: st.Evidence.Account.ID})
	if st.Evidence.Way == booth.ByManual {
		st.do(KeepManual{Student: st.Student})
	}
	if st.Consent.Given { // on the phone; kept here too
		st.do(KeepConsent{Student: st.Student.Key, Consent: st.Consent})
	}
	if len(st.Standing.Submissions) > 0 || st.Standing.Case.Open() {
		return booth.StateProgress, nil // there is something to say before a photo
	}
	return st.ahead(), nil
}

func wrongPerson(st *step) (booth.State, error) {
	st.forget()
	return booth.StateWho, nil
}

func unbind(st *step) (booth.State, error) {
	if err := st.r.W6Unbind(st.Standing.Submissions); err != nil {
		return "", err
	}
	st.do(Unbound{Student: st.Student.Key, Task: st.Task.ID, Account: st.Evidence.Account.ID})
	st.forget()
	return booth.StateWho, nil
}
