// Package packettest makes kiosks, services and packets for tests: always the
// same for the same number, but for age's random keys.
package packettest

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/storetest"
	"campuskiosk/sync/api"
	"campuskiosk/sync/packet"

	"filippo.io/age"
)

// Identity opens what is sealed to Recipient: a key of tests.
const (
	Identity  = "AGE-SECRET-KEY-1GF6UF7MXZJ3YNCX4KRTHNVDG0VADG5GJKZKLF6R39KCR34C5C56QZAV2V0"
	Recipient = "age1hcpw3tc3hgxugjtr4qsktpyzgc5tejsnhzr7pr46q0ql536uayxsjhrhwd"
)

// Kiosk is the kiosk that seals.
const Kiosk booth.KioskID = "k7f3a9c2e5d81b406"

// Key is the n-th kiosk's key.
func Key(n int) ed25519.PrivateKey {
	seed := sha256.Sum256(fmt.Appendf(nil, "kiosk %d of tests", n))
	return ed25519.NewKeyFromSeed(seed[:])
}

// KeyOf knows Kiosk by Key(1).
func KeyOf(k booth.KioskID) (ed25519.PublicKey, error) {
	if k != Kiosk {
		return nil, api.ErrPacketDamaged
	}
	return Key(1).Public().(ed25519.PublicKey), nil
}

// Identities are the service's.
func Identities(t testing.TB) []age.Identity {
	t.Helper()
	ids, err := packet.ParseIdentities(strings.NewReader(Identity))
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// Session is the n-th session at the moment when its first submission is
// sealed, with its original and standard photo.
func Session(n int) (s booth.Session, original, standard []byte) {
	original, standard = storetest.Photo(2*n), storetest.Photo(2*n+1)
	return With(n, original, standard), original, standard
}

// With is the n-th session with these pictures.
func With(n int, original, standard []byte) booth.Session {
	at := storetest.Start.Add(time.Duration(n) * time.Minute)
	id, shot, photo := storetest.SessionID(n), picture(original), picture(standard)
	score := 91.5
	checks := make([]booth.CheckResult, 0, 10)
	for _, c := range booth.TenChecks() {
		points := 97
		checks = append(checks, booth.CheckResult{ID: c, State: booth.CheckPass, Score: &points})
	}
	student := storetest.Student(n)
	return booth.Session{
		Schema: booth.SessionSchema, ID: id, Kiosk: Kiosk, Helper: "h1", Started: at, State: booth.StateSubmitting,
		Task: storetest.TheTask(), Student: student,
		Evidence: booth.Evidence{Way: booth.ByLookUp, Association: booth.ByIDNumber, At: at},
		Standing: booth.Standing{
			Uses:        []booth.Use{{Day: booth.DayOf(at), Kiosk: Kiosk, Count: 1, Last: at}, {Day: booth.DayOf(at), Kiosk: "other", Count: 1, Last: at}},
			Comparisons: []booth.Comparison{{Photo: photo, By: booth.Local, Score: &score, Acceptable: true, At: at}},
		},
		Consent:    booth.Consent{Version: "1", Given: true, Way: booth.ByTouch, At: at},
		NoticeRead: "1", InstructionsRead: "1",
		Checklist:   booth.Checklist{booth.EarsFree: true},
		Attestation: booth.Attestation{Helper: "h1", At: at},
		Shots:       []booth.Shot{{ID: shot, Source: booth.FromCamera, Camera: "cam-1", Taken: at, Trust: booth.TimeVerified, Width: 1280, Height: 720, Tracked: true, Checks: checks}},
		Photos:      []booth.StandardPhoto{{ID: photo, Shot: shot, Spec: "chsi", Background: "#FFFFFF", Width: 480, Height: 640, Bytes: len(standard), Made: at, Deliverable: true, Acceptable: true}},
		Pending: booth.Submission{
			ID: booth.SubmissionID{Session: id, N: 1}, Kind: booth.FirstSubmission, Task: storetest.Task, Shot: shot, Photo: photo,
			At: at, Trust: booth.TimeVerified, Status: booth.Queued,
		},
	}
}

func picture(b []byte) booth.PhotoID { return booth.PhotoID(fmt.Sprintf("%x", sha256.Sum256(b))) }

// Sealed is the n-th session's packet.
func Sealed(t testing.TB, n int) (id api.PacketID, file []byte, manifest string) {
	t.Helper()
	s, original, standard := Session(n)
	return Seal(t, s, original, standard)
}

// Seal seals a session's pending submission.
func Seal(t testing.TB, s booth.Session, original, standard []byte) (id api.PacketID, file []byte, manifest string) {
	t.Helper()
	m, r, err := packet.Describe(s, s.Pending, true)
	if err != nil {
		t.Fatal(err)
	}
	m.Software, m.Sealed, m.Trust = "test 1", s.Pending.At, s.Pending.Trust
	m.Models = map[string]string{"detector": "yunet"}
	var b bytes.Buffer
	manifest, err = packet.Seal(&b, []string{Recipient}, Key(1), m, packet.Content{
		Original: packet.Bytes(original), Standard: packet.Bytes(standard), Report: r, Code: s.CollectionCode,
	})
	if err != nil {
		t.Fatal(err)
	}
	return api.PacketOf(s.Pending.ID), b.Bytes(), manifest
}
