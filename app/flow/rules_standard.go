package flow

import (
	"strings"
	"time"

	"campuskiosk/app/booth"
)

// RuleS1Meets is the rule that a standard photo is of the task's specification,
// on its background, inside its file-size window, and fit for delivery.
func RuleS1Meets(p booth.Policy, photo booth.StandardPhoto) error {
	switch {
	case photo.Spec != p.Spec, !strings.EqualFold(photo.Background, p.Background),
		photo.Bytes < p.MinBytes, p.MaxBytes > 0 && photo.Bytes > p.MaxBytes:
		return booth.ErrSpec
	case !photo.Deliverable:
		return booth.ErrNotDeliverable
	}
	return nil
}

// RuleS3Made is the rule that before a standard photo is made, the student
// confirmed the very shot that it is made of.
func RuleS3Made(seen, shot booth.PhotoID) error {
	if seen == "" || seen != shot {
		return booth.ErrNotConfirmed
	}
	return nil
}

// RuleS3Accepted is the rule that after it was made, the student saw the
// original and the standard photo side by side, these very two, and confirmed.
func RuleS3Accepted(seenShot, seenPhoto booth.PhotoID, p booth.StandardPhoto) error {
	if seenPhoto == "" || seenPhoto != p.ID || seenShot != p.Shot {
		return booth.ErrNotConfirmed
	}
	return nil
}

// RuleS4Discardable are those of the pictures (shots and standard photos) that
// may go: none of which a submission was made.
func RuleS4Discardable(pictures []booth.PhotoID, submissions []booth.Submission) []booth.PhotoID {
	var free []booth.PhotoID
	for _, p := range pictures {
		needed := false
		for _, s := range submissions {
			needed = needed || s.Shot == p || s.Photo == p
		}
		if !needed {
			free = append(free, p)
		}
	}
	return free
}

// RuleS4MayDelete is the rule that a submitted photo and its original may be
// deleted from the kiosk once the service has confirmed both and the retention
// is over.
func RuleS4MayDelete(s booth.Submission, retentionDays int, at time.Time) error {
	switch {
	case s.ConfirmedAt.IsZero():
		return booth.ErrOriginalNeeded
	case at.Before(s.ConfirmedAt.Add(time.Duration(retentionDays) * 24 * time.Hour)):
		return booth.ErrRetention
	}
	return nil
}
