package api

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"campuskiosk/app/booth"
)

// codeBytes is the length of a one-time code: 128 bits.
const codeBytes = 16

// crockford is the alphabet of codes: no I, L, O and U, so that a code can be
// read aloud and typed.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// OneTimeCode is the secret of an enrolment. It prints as "code".
type OneTimeCode struct{ bytes [codeBytes]byte }

// NewOneTimeCode makes a code.
func NewOneTimeCode() OneTimeCode {
	var c OneTimeCode
	_, _ = rand.Read(c.bytes[:]) // never fails (package crypto/rand)
	return c
}

// String gives "code".
func (OneTimeCode) String() string { return "code" }

// GoString gives "code".
func (OneTimeCode) GoString() string { return "code" }

// Reveal gives the code as 26 characters.
func (c OneTimeCode) Reveal() string { return crockford.EncodeToString(c.bytes[:]) }

// Hash is what the service keeps of a code.
func (c OneTimeCode) Hash() [sha256.Size]byte {
	return sha256.Sum256(append([]byte("campuskiosk/enrol-code/v1\n"), c.bytes[:]...))
}

// MarshalText gives Reveal: it is sent once, in an Enrolment.
func (c OneTimeCode) MarshalText() ([]byte, error) { return []byte(c.Reveal()), nil }

// UnmarshalText reads what ParseOneTimeCode reads.
func (c *OneTimeCode) UnmarshalText(text []byte) (err error) {
	*c, err = ParseOneTimeCode(string(text))
	return err
}

// ParseOneTimeCode reads a code as people type it: small letters, spaces and
// hyphens are all right, and the letters that look like digits.
func ParseOneTimeCode(s string) (OneTimeCode, error) {
	s = strings.NewReplacer(" ", "", "-", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(s))
	b, err := crockford.DecodeString(s)
	if err != nil || len(b) != codeBytes || crockford.EncodeToString(b) != s {
		return OneTimeCode{}, ErrEnrolCodeForm
	}
	return OneTimeCode{[codeBytes]byte(b)}, nil
}

// EnrolCode is what the registry's QR says: where the service is, by which
// key it is known, and a one-time code.
type EnrolCode struct {
	// Service is the address of the service, "https://kiosk.example.edu.cn".
	Service     string
	Fingerprint Fingerprint
	Code        OneTimeCode
}

// Link is the QR's text: an address whose fragment holds the secrets, so that
// a phone that opens it sends them nowhere.
func (c EnrolCode) Link() string {
	return strings.TrimSuffix(c.Service, "/") + "/enrol#v1." + c.Fingerprint.String() + "." + c.Code.Reveal()
}

// ParseEnrolCode reads what Link gives. Plain http is for this machine only.
// Errors: ErrEnrolCodeForm.
func ParseEnrolCode(s string) (EnrolCode, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || !safeScheme(u) {
		return EnrolCode{}, ErrEnrolCodeForm
	}
	base, ok := strings.CutSuffix(u.Path, "/enrol")
	parts := strings.Split(u.Fragment, ".")
	if !ok || len(parts) != 3 || parts[0] != "v1" {
		return EnrolCode{}, ErrEnrolCodeForm
	}
	c := EnrolCode{Service: u.Scheme + "://" + u.Host + base}
	if c.Fingerprint, err = ParseFingerprint(parts[1]); err != nil {
		return EnrolCode{}, err
	}
	c.Code, err = ParseOneTimeCode(parts[2])
	return c, err
}

func safeScheme(u *url.URL) bool {
	switch u.Hostname() {
	case "localhost", "127.0.0.1", "::1":
		return u.Scheme == "http" || u.Scheme == "https"
	}
	return u.Scheme == "https"
}

// Enrolment asks for a kiosk's enrolment. It may be repeated with the same
// key while the code is good: the answer is the same then.
type Enrolment struct {
	Code OneTimeCode `json:"code"`
	// Key is the kiosk's public key, Ed25519, 32 bytes.
	Key []byte `json:"key"`
	// Fingerprint is the root's that the kiosk was told.
	Fingerprint string `json:"fingerprint"`
	Software    string `json:"software"`
	// Proof signs all of that with the kiosk's key.
	Proof []byte `json:"proof"`
}

// proven is what Proof signs.
func (e Enrolment) proven() []byte {
	hash := e.Code.Hash()
	text, err := json.Marshal([]any{hash[:], e.Key, e.Fingerprint, e.Software})
	if err != nil {
		panic(err) // byte strings and texts
	}
	return text
}

// NewEnrolment makes the request of a kiosk with this key.
func NewEnrolment(c EnrolCode, key ed25519.PrivateKey, software string) Enrolment {
	public, _ := key.Public().(ed25519.PublicKey)
	e := Enrolment{Code: c.Code, Key: public, Fingerprint: c.Fingerprint.String(), Software: software}
	e.Proof = Sign(ForEnrolment, key, e.proven())
	return e
}

// Check reports whether the kiosk has proved that it has the key. Errors:
// ErrEnrolProof.
func (e Enrolment) Check(root Fingerprint) error {
	if e.Fingerprint != root.String() || !Verify(ForEnrolment, e.Key, e.proven(), e.Proof) {
		return ErrEnrolProof
	}
	return nil
}

// Enrolled is the answer: 201, or 200 when it was given before.
type Enrolled struct {
	Kiosk booth.KioskID `json:"kiosk"`
	Keys  KeyChain      `json:"keys"`
	// CampusKey makes student keys (booth.KeyFor), 32 bytes.
	CampusKey     []byte        `json:"campus_key"`
	Configuration Configuration `json:"configuration"`
	At            time.Time     `json:"at"`
}
