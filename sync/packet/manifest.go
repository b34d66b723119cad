package packet

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
)

// Version is the version of the form that this program writes.
const Version = 1

// Manifest is what a kiosk signs about a submission.
type Manifest struct {
	Version int           `json:"version"`
	Packet  api.PacketID  `json:"packet"`
	Kiosk   booth.KioskID `json:"kiosk"`
	// Key names the kiosk's key.
	Key      api.KeyID `json:"key"`
	Software string    `json:"software"`
	// Sealed is when, by the kiosk's clock, and Trust how sure that is.
	Sealed time.Time   `json:"sealed"`
	Trust  booth.Trust `json:"trust"`

	Submission booth.Submission `json:"submission"`
	// Identity: the service is asked for the check against the population register.
	Identity bool               `json:"identity"`
	Student  booth.Student      `json:"student"`
	Person   booth.PersonRecord `json:"person"`
	Evidence booth.Evidence     `json:"evidence"`
	School   booth.SchoolID     `json:"school"`
	// Policy is the task's as it was applied.
	Policy           booth.Policy  `json:"policy"`
	Consent          booth.Consent `json:"consent"`
	NoticeRead       string        `json:"notice_read,omitempty"`
	InstructionsRead string        `json:"instructions_read,omitempty"`
	// Helper and Started are the session's.
	Helper  booth.HelperID `json:"helper,omitempty"`
	Started time.Time      `json:"started"`
	// Camera, Source, Taken and TakenTrust are the shot's.
	Camera     string       `json:"camera,omitempty"`
	Source     booth.Source `json:"source"`
	Taken      time.Time    `json:"taken"`
	TakenTrust booth.Trust  `json:"taken_trust"`
	// Uses are this kiosk's counters of the student.
	Uses []booth.Use `json:"uses,omitempty"`
	// Models are the networks that took part, by their role.
	Models map[string]string `json:"models,omitempty"`
	Files  []File            `json:"files"`
}

// File is a file in the packet beside the manifest and its signature.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Report is report.json: what was seen and decided about the photo.
type Report struct {
	// Shot has the ten checks with what was measured.
	Shot        booth.Shot          `json:"shot"`
	Photo       booth.StandardPhoto `json:"photo"`
	Comparisons []booth.Comparison  `json:"comparisons,omitempty"`
	Checklist   booth.Checklist     `json:"checklist,omitempty"`
	Attestation booth.Attestation   `json:"attestation,omitzero"`
	Overrides   []booth.Override    `json:"overrides,omitempty"`
	ReferenceOK bool                `json:"reference_ok,omitempty"`
	Retakes     int                 `json:"retakes,omitempty"`
}

// Whole gives the student with the person.
func (m Manifest) Whole() booth.Student {
	s := m.Student
	s.Person = m.Person.Person()
	return s
}

// errNoPicture: a session is asked to seal what it does not have.
var errNoPicture = errors.New("packet: the session has no such shot or photo")

// Describe gathers manifest and report of a submission from its session. What a
// kiosk alone knows (Kiosk apart: Software, Sealed, Trust, Models) is left to
// the caller; Seal fills in Version, Packet, Key and Files.
func Describe(s booth.Session, sub booth.Submission, identity bool) (Manifest, Report, error) {
	shot := slices.IndexFunc(s.Shots, func(x booth.Shot) bool { return x.ID == sub.Shot })
	photo := slices.IndexFunc(s.Photos, func(x booth.StandardPhoto) bool { return x.ID == sub.Photo })
	if shot < 0 || photo < 0 || sub.ID.Session != s.ID {
		return Manifest{}, Report{}, errNoPicture
	}
	r := Report{
		Shot: s.Shots[shot], Photo: s.Photos[photo], Checklist: s.Checklist, Attestation: s.Attestation,
		Overrides: s.Overrides, ReferenceOK: s.ReferenceOK, Retakes: s.Retakes,
	}
	for _, c := range s.Standing.Comparisons {
		if c.Photo == sub.Photo && c.By == booth.Local {
			r.Comparisons = append(r.Comparisons, c)
		}
	}
	m := Manifest{
		Kiosk: s.Kiosk, Submission: sub, Identity: identity, Student: s.Student, Person: s.Student.Person.Record(),
		Evidence: s.Evidence, School: s.Task.School.ID, Policy: s.Task.Policy, Consent: s.Consent,
		NoticeRead: s.NoticeRead, InstructionsRead: s.InstructionsRead, Helper: s.Helper, Started: s.Started,
		Camera: r.Shot.Camera, Source: r.Shot.Source, Taken: r.Shot.Taken, TakenTrust: r.Shot.Trust,
	}
	for _, u := range s.Standing.Uses {
		if u.Kiosk == s.Kiosk {
			m.Uses = append(m.Uses, u)
		}
	}
	return m, r, nil
}

// check reports what can't be in a manifest of this version.
func (m Manifest) check() error {
	if id, ok := m.Packet.Submission(); !ok || id != m.Submission.ID {
		return errors.New("packet: its id is not its submission's")
	}
	if m.Kiosk == "" || m.Submission.Task == "" || m.Student.Task != m.Submission.Task || m.Student.Key.IsZero() {
		return errors.New("packet: no kiosk, task or student")
	}
	original, standard, report := 0, 0, 0
	for i, f := range m.Files {
		if f.Bytes < 0 || f.Bytes > limitOf(f.Name) || !api.IsSHA256(f.SHA256) {
			return errors.New("packet: a file that can't be, or is too large")
		}
		if i > 0 && order(m.Files[i-1].Name) >= order(f.Name) {
			return errors.New("packet: files twice, or in another order")
		}
		switch order(f.Name) {
		case orderOriginal:
			original++
			if f.SHA256 != string(m.Submission.Shot) {
				return errors.New("packet: the original is not the submission's")
			}
		case orderStandard:
			standard++
			if f.SHA256 != string(m.Submission.Photo) {
				return errors.New("packet: the standard photo is not the submission's")
			}
		case orderReport:
			report++
		}
	}
	if original != 1 || standard != 1 || report != 1 {
		return errors.New("packet: a file is missing")
	}
	return nil
}

// hashOf is the SHA-256 in hex.
func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// head is what of a manifest is read before its signature is verified.
type head struct {
	Version int           `json:"version"`
	Packet  api.PacketID  `json:"packet"`
	Kiosk   booth.KioskID `json:"kiosk"`
}

// readManifest verifies and reads a manifest.
func readManifest(text, signature []byte, id api.PacketID, keyOf KeyOf) (Manifest, error) {
	var h head
	if err := json.Unmarshal(text, &h); err != nil {
		return Manifest{}, damaged(errors.New("packet: the manifest is no JSON"))
	}
	if h.Version > Version {
		return Manifest{}, api.ErrPacketVersion
	}
	if h.Version < 1 {
		return Manifest{}, damaged(errors.New("packet: the manifest has no version"))
	}
	if h.Packet != id {
		return Manifest{}, damaged(errors.New("packet: the id outside is another one than inside"))
	}
	key, err := keyOf(h.Kiosk)
	if err != nil {
		return Manifest{}, err
	}
	if !api.Verify(api.ForManifest, key, text, signature) {
		return Manifest{}, damaged(errors.New("packet: the manifest is not signed by its kiosk"))
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return Manifest{}, damaged(errors.New("packet: the manifest can't be read")) // its text is personal
	}
	if err := m.check(); err != nil {
		return Manifest{}, damaged(err)
	}
	return m, nil
}

func damaged(err error) error { return api.ErrPacketDamaged.Because(err) }
