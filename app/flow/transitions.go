package flow

import "campuskiosk/app/booth"

// transition is one row of the table that Next works by and the diagram is
// drawn from: in these states this event may lead to those states, by these
// rules. Staying is always possible: a refused event stays.
type transition struct {
	from []booth.State
	on   EventName
	to   []booth.State
	// rules that may be asked; a test sees that they are, and no others.
	rules []booth.RuleID
	do    func(*step) (booth.State, error)
	// person: somebody pressed something; refused while personal data is hidden,
	// because it may be somebody else.
	person bool
	// anywhere: too common to be drawn.
	anywhere bool
}

// Groups of states.
var (
	idle       = []booth.State{booth.StateIdle}
	live       = from(booth.StateTask, booth.StateStopped)       // all but idle and ended
	known      = from(booth.StateConfirmWho, booth.StateStopped) // there is a student
	tracked    = from(booth.StateConfirmWho, booth.StateCompared)
	machine    = []booth.State{booth.StateMaking, booth.StateComparing, booth.StateSubmitting}
	photoSteps = []booth.State{
		booth.StateShooting, booth.StateReviewing, booth.StateConfirmMake, booth.StateConfirming, booth.StateCompared,
	}
	// ahead are the states in front of the shutter that may come next.
	ahead = []booth.State{booth.StateReference, booth.StateConsent, booth.StateNotices, booth.StatePayment, booth.StateShooting}
)

// from gives the states from a to b in the order of booth.States.
func from(a, b booth.State) []booth.State {
	var list []booth.State
	in := false
	for _, s := range booth.States() {
		in = in || s == a
		if in {
			list = append(list, s)
		}
		if s == b {
			break
		}
	}
	return list
}

func without(list []booth.State, leave ...booth.State) []booth.State {
	var rest []booth.State
next:
	for _, s := range list {
		for _, l := range leave {
			if s == l {
				continue next
			}
		}
		rest = append(rest, s)
	}
	return rest
}

func one(s booth.State) []booth.State { return []booth.State{s} }

// aheadRules are asked to find the next state in front of the shutter.
var aheadRules = []booth.RuleID{booth.RuleB1, booth.RuleB2, booth.RuleB3, booth.RuleConsent}

// againRules decide whether a further photo makes sense.
var againRules = []booth.RuleID{booth.RuleW2, booth.RuleV1, booth.RuleV2, booth.RuleV3}

// answerRules are asked about an answer of the service.
var answerRules = []booth.RuleID{booth.RuleV3, booth.RuleV4, booth.RuleV6, booth.RuleV9}

// submitRules are asked when a photo is handed in.
var submitRules = append([]booth.RuleID{
	booth.RuleP5, booth.RuleP6, booth.RuleS1,
}, append(againRules, aheadRules...)...)

func also(list []booth.RuleID, more ...booth.RuleID) []booth.RuleID {
	return append(append([]booth.RuleID(nil), list...), more...)
}

// transitions is the whole machine.
var transitions = []transition{
	// Who.
	{from: idle, on: evBegin, to: []booth.State{booth.StateTask, booth.StateWho}, rules: []booth.RuleID{booth.RuleW1, booth.RuleW2}, do: by(begin), person: true},
	{from: one(booth.StateTask), on: evChooseTask, to: one(booth.StateWho), rules: []booth.RuleID{booth.RuleW1, booth.RuleW2}, do: by(chooseTask), person: true},
	{from: []booth.State{booth.StateWho, booth.StateNotFound}, on: evOtherTask, to: one(booth.StateTask), do: otherTask, person: true},
	{from: one(booth.StateWho), on: evIdentified, to: one(booth.StateConfirmWho), rules: []booth.RuleID{
		booth.RuleW2, booth.RuleW4, booth.RuleW5, booth.RuleW6, booth.RuleW7, booth.RuleW8, booth.RuleV8, booth.RuleKey, booth.RuleLease,
	}, do: by(identified)},
	{from: []booth.State{booth.StateWho, booth.StateNotFound}, on: evManualEntry, to: one(booth.StateConfirmWho), rules: []booth.RuleID{
		booth.RuleW2, booth.RuleW4, booth.RuleW5, booth.RuleW7, booth.RuleW8,
	}, do: by(manualEntry), person: true},
	{from: one(booth.StateWho), on: evNotFound, to: one(booth.StateNotFound), rules: []booth.RuleID{booth.RuleW4}, do: notFound},
	{from: one(booth.StateNotFound), on: evCorrect, to: one(booth.StateWho), do: goTo(booth.StateWho), person: true},
	{from: one(booth.StateNotFound), on: evAskRegistry, to: one(booth.StateEnded), rules: []booth.RuleID{booth.RuleS4}, do: askRegistry, person: true},
	{from: one(booth.StateConfirmWho), on: evConfirmWho, to: append([]booth.State{booth.StateProgress}, ahead...), rules: aheadRules, do: confirmWho, person: true},
	{from: one(booth.StateConfirmWho), on: evWrongPerson, to: one(booth.StateWho), rules: []booth.RuleID{booth.RuleS4}, do: wrongPerson, person: true},
	{from: one(booth.StateProgress), on: evAgain, to: ahead, rules: also(againRules, aheadRules...), do: again, person: true},
	{from: one(booth.StateProgress), on: evFinish, to: one(booth.StateEnded), rules: []booth.RuleID{booth.RuleS4}, do: finish(booth.OutcomeLooked), person: true},
	{from: without(known, machine...), on: evUnbind, to: one(booth.StateWho), rules: []booth.RuleID{booth.RuleW6, booth.RuleS4}, do: unbind, person: true, anywhere: true},

	// Before the photo.
	{from: one(booth.StateReference), on: evReferenceAnswer, to: append(one(booth.StateEnded), ahead[1:]...), rules: also(aheadRules, booth.RuleS4), do: by(referenceAnswer), person: true},
	{from: one(booth.StateConsent), on: evConsentAnswer, to: append(one(booth.StateEnded), ahead[2:]...), rules: also(aheadRules, booth.RuleS4), do: by(consentAnswer), person: true},
	{from: one(booth.StateNotices), on: evNoticesRead, to: ahead[3:], rules: aheadRules, do: by(noticesRead), person: true},

	// The photo.
	{from: one(booth.StateShooting), on: evShotTaken, to: one(booth.StateReviewing), rules: []booth.RuleID{booth.RuleB4, booth.RuleP4, booth.RuleP7}, do: by(shotTaken), person: true},
	{from: photoSteps[1:], on: evRetake, to: one(booth.StateShooting), rules: []booth.RuleID{booth.RuleP3, booth.RuleS4}, do: retake, person: true},
	{from: photoSteps, on: evChecklistAnswered, do: by(checklistAnswered), person: true},
	{from: photoSteps[1:], on: evAttest, do: by(attest), person: true},
	{from: photoSteps[1:], on: evOverride, rules: []booth.RuleID{booth.RuleV9}, do: by(override), person: true},
	{from: one(booth.StateReviewing), on: evMake, to: []booth.State{booth.StateConfirmMake}, rules: []booth.RuleID{
		booth.RuleP2, booth.RuleP5, booth.RuleS2, booth.RuleClock,
	}, do: makeAsked, person: true},
	{from: one(booth.StateConfirmMake), on: evConfirmMake, to: one(booth.StateMaking), rules: []booth.RuleID{booth.RuleS2, booth.RuleS3, booth.RuleClock}, do: by(confirmMake), person: true},
	{from: one(booth.StateConfirmMake), on: evBack, to: one(booth.StateReviewing), do: goTo(booth.StateReviewing), person: true},
	{from: one(booth.StateMaking), on: evMade, to: []booth.State{booth.StateConfirming, booth.StateReviewing}, rules: []booth.RuleID{booth.RuleS1, booth.RuleClock}, do: by(made)},
	{from: one(booth.StateMaking), on: evMakeFailed, to: one(booth.StateReviewing), do: by(makeFailed)},
	{from: one(booth.StateConfirming), on: evAccept, to: []booth.State{booth.StateComparing, booth.StateSubmitting}, rules: also(submitRules, booth.RuleS3, booth.RuleV4), do: by(accept), person: true},
	{from: one(booth.StateComparing), on: evCompared, to: one(booth.StateCompared), do: by(compared)},
	{from: one(booth.StateCompared), on: evSubmit, to: one(booth.StateSubmitting), rules: also(submitRules, booth.RuleV4, booth.RuleV9), do: submit, person: true},
	{from: one(booth.StateSubmitting), on: evSealed, to: one(booth.StateReceipt), do: by(sealed)},
	{from: one(booth.StateSubmitting), on: evSealFailed, to: one(booth.StateConfirming), do: by(sealFailed)},

	// After the photo.
	{from: []booth.State{booth.StateReceipt, booth.StateStopped}, on: evAgain, to: ahead, rules: also(againRules, aheadRules...), do: again, person: true},
	{from: one(booth.StateReceipt), on: evFinish, to: one(booth.StateEnded), rules: []booth.RuleID{booth.RuleS4}, do: finish(booth.OutcomeSubmitted), person: true},
	{from: one(booth.StateStopped), on: evFinish, to: one(booth.StateEnded), rules: []booth.RuleID{booth.RuleS4}, do: finish(booth.OutcomeStopped), person: true},

	// At any time.
	{from: live, on: evCameraTrouble, rules: []booth.RuleID{booth.RuleB4}, do: by(cameraTrouble), anywhere: true},
	{from: live, on: evCameraReady, do: cameraReady, anywhere: true},
	{from: tracked, on: evTrackLost, do: trackLost, anywhere: true},
	{from: tracked, on: evCodeScanned, do: by(codeScanned), anywhere: true},
	{from: without(known, booth.StatePayment), on: evStandingChanged, do: by(standingChanged), anywhere: true},
	{from: one(booth.StatePayment), on: evStandingChanged, to: one(booth.StateShooting), rules: aheadRules, do: by(paid)},
	{from: without(known, booth.StateReceipt), on: evServiceAnswer, rules: answerRules, do: by(serviceAnswer), anywhere: true},
	{from: one(booth.StateReceipt), on: evServiceAnswer, to: []booth.State{booth.StateStopped, booth.StateEnded}, rules: also(answerRules, booth.RuleV5, booth.RuleS4), do: by(serviceAnswer)},
	{from: known, on: evStatusChanged, rules: []booth.RuleID{booth.RuleV6}, do: by(statusChanged), anywhere: true},
	{from: live, on: evConfirmTime, do: by(confirmTime), person: true, anywhere: true},
	{from: without(live, booth.StateSubmitting, booth.StateReceipt, booth.StateStopped), on: evCancel, to: one(booth.StateEnded), rules: []booth.RuleID{booth.RuleS4}, do: cancel, anywhere: true},
	{from: without(known, booth.StateSubmitting), on: evEscalate, to: one(booth.StateEnded), rules: []booth.RuleID{booth.RuleS4}, do: by(escalate), person: true, anywhere: true},
	{from: without(live, machine...), on: evIdle, to: one(booth.StateEnded), rules: []booth.RuleID{booth.RuleS4}, do: by(idleFor), anywhere: true},
	{from: machine, on: evIdle, do: by(idleFor), anywhere: true},
	{from: live, on: evPresent, do: present, anywhere: true},
	{from: without(live, booth.StateMaking, booth.StateComparing), on: evRestarted, rules: []booth.RuleID{booth.RuleV4}, do: restarted, anywhere: true},
	{from: one(booth.StateMaking), on: evRestarted, to: one(booth.StateReviewing), do: restarted},
	{from: one(booth.StateComparing), on: evRestarted, to: one(booth.StateConfirming), do: restarted},
}

// at is where an edge begins.
type at struct {
	state booth.State
	event EventName
}

// edges are the transitions by their beginning.
var edges = func() map[at]*transition {
	m := map[at]*transition{}
	for i := range transitions {
		t := &transitions[i]
		for _, s := range t.from {
			if m[at{s, t.on}] != nil {
				panic("flow: two transitions from " + string(s) + " on " + string(t.on))
			}
			m[at{s, t.on}] = t
		}
	}
	return m
}()
