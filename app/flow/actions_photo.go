package flow

import (
	"maps"
	"slices"
	"strings"

	"campuskiosk/app/booth"
)

func shotTaken(st *step, e ShotTaken) (booth.State, error) {
	shot := e.Shot
	if shot.Source == booth.FromCamera {
		if err := st.r.B4Camera(st.CameraTrouble); err != nil {
			return "", err
		}
	}
	if err := first(
		st.r.P7Source(st.p.Kind, st.p.Sources, shot.Source),
		st.r.P4Complete(shot.Checks),
	); err != nil {
		return "", err
	}
	shot.Taken, shot.Trust, shot.Tracked = st.now.At, st.now.Trust, !st.TrackLost
	st.Shots = with(st.Shots, shot)
	st.MakeConfirmed, st.PhotoConfirmed, st.Attestation = false, false, booth.Attestation{}
	st.do(KeepShot{Shot: shot})
	return booth.StateReviewing, nil
}

func retake(st *step) (booth.State, error) {
	if !st.r.P3MayRetake(st.State) {
		return "", booth.ErrNoRetake
	}
	shot := st.shot()
	pictures := []booth.PhotoID{shot.ID}
	kept := make([]booth.StandardPhoto, 0, len(st.Photos))
	for _, p := range st.Photos {
		if p.Shot == shot.ID {
			pictures = append(pictures, p.ID)
		} else {
			kept = append(kept, p)
		}
	}
	st.discard(pictures)
	st.Shots, st.Photos = slices.Clone(st.Shots[:len(st.Shots)-1]), kept
	st.MakeConfirmed, st.PhotoConfirmed = false, false
	st.Retakes++
	st.do(StartCamera{})
	return booth.StateShooting, nil
}

func checklistAnswered(st *step, e ChecklistAnswered) (booth.State, error) {
	st.Checklist = maps.Clone(e.Checklist)
	st.recorded = true
	return "", nil
}

func attest(st *step, e Attest) (booth.State, error) {
	st.Attestation = booth.Attestation{Helper: e.Helper, At: st.now.At}
	st.recorded = true
	return "", nil
}

func override(st *step, e Override) (booth.State, error) {
	if err := st.r.V9Override(e.Rule); err != nil {
		return "", err
	}
	if strings.TrimSpace(string(e.Reason)) == "" || e.Helper == "" {
		return "", booth.ErrReasonMissing
	}
	st.Overrides = with(st.Overrides, booth.Override{
		Rule: e.Rule, Reason: e.Reason, Helper: e.Helper, At: st.now.At, Photo: st.about(e.Rule),
	})
	if e.Rule == booth.RuleP6 {
		st.TrackLost = false // the helper has looked again who it is
	}
	st.recorded, st.rule = true, e.Rule
	return "", nil
}

// about is the picture that an override is about: the local score is one of
// the standard photo, the lost face one of the shot.
func (st *step) about(r booth.RuleID) booth.PhotoID {
	if r == booth.RuleV3 {
		return st.photo().ID
	}
	return st.shot().ID
}

// reasonGiven reports whether the helper gave a reason about the present
// picture.
func (st *step) reasonGiven(r booth.RuleID) bool {
	picture := st.about(r)
	return picture != "" && slices.ContainsFunc(st.Overrides, func(o booth.Override) bool {
		return o.Rule == r && o.Photo == picture
	})
}

func makeAsked(st *step) (booth.State, error) {
	return booth.StateConfirmMake, first(
		st.r.P2Checklist(st.Checklist),
		st.r.P5Blocking(st.shot().Failed(), st.p.Blocking),
		st.quota(),
	)
}

// quota asks whether a standardisation is left.
func (st *step) quota() error {
	at := st.r.ClockQuota(st.now)
	if st.r.S2DailyLimit(st.Standing.Uses, st.p.DailyLimit, st.p.CoolDown, at, st.now.Trust).Left <= 0 {
		return quotaRefusal(st.now)
	}
	return nil
}

func confirmMake(st *step, e ConfirmMake) (booth.State, error) {
	shot := st.shot()
	if err := first(st.r.S3Made(e.Shot, shot.ID), st.quota()); err != nil {
		return "", err
	}
	st.MakeConfirmed = true
	st.do(Standardise{
		Shot: shot.ID, Spec: st.p.Spec, Background: st.p.Background, MinBytes: st.p.MinBytes, MaxBytes: st.p.MaxBytes,
	})
	return booth.StateMaking, nil
}

// made takes the standard photo and counts it. One that does not meet the
// specification is the machine's fault: it is told and not counted.
func made(st *step, e Made) (booth.State, error) {
	photo, shot := e.Photo, st.shot()
	if photo.Shot != shot.ID {
		return "", booth.ErrNotNow
	}
	if err := st.r.S1Meets(st.p, photo); err != nil {
		st.tell(err)
		st.MakeConfirmed = false
		return booth.StateReviewing, nil
	}
	at := st.r.ClockQuota(st.now)
	photo.Made, photo.Acceptable = st.now.At, len(shot.Failed()) == 0
	st.Photos = with(st.Photos, photo)
	st.Standing.Uses = booth.AddUse(st.Standing.Uses, st.Kiosk, at)
	st.do(KeepPhoto{Photo: photo}, CountUse{Student: st.Student.Key, Kiosk: st.Kiosk, At: at})
	return booth.StateConfirming, nil
}

func makeFailed(st *step, e MakeFailed) (booth.State, error) {
	st.tell(orInternal(e.Err))
	st.MakeConfirmed = false
	return booth.StateReviewing, nil
}

// orInternal keeps a nil *booth.Error from becoming a non-nil error.
func orInternal(e *booth.Error) error {
	if e == nil {
		return booth.ErrInternal
	}
	return e
}
