package api_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
)

var day = time.Date(2026, 9, 1, 9, 0, 0, 0, booth.Shanghai)

func keyOf(seed byte) ed25519.PrivateKey {
	s := make([]byte, ed25519.SeedSize)
	s[0] = seed
	return ed25519.NewKeyFromSeed(s)
}

func publicOf(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// desk is a service that knows one kiosk and one revoked one.
type desk struct {
	now  time.Time
	seen map[string]bool
}

func (d *desk) verifier() api.Verifier {
	return api.Verifier{
		Now: func() time.Time { return d.now },
		KeyOf: func(_ context.Context, k booth.KioskID) (ed25519.PublicKey, error) {
			switch k {
			case "k1":
				return publicOf(keyOf(1)), nil
			case "k2":
				return publicOf(keyOf(2)), api.ErrRevoked
			}
			return nil, api.ErrSignature
		},
		Fresh: func(_ context.Context, k booth.KioskID, nonce string, _ time.Time) (bool, error) {
			key := string(k) + nonce
			fresh := !d.seen[key]
			d.seen[key] = true
			return fresh, nil
		},
	}
}

func signed(kiosk booth.KioskID, key ed25519.PrivateKey, at time.Time) *http.Request {
	const body = `{"a":1}`
	r := httptest.NewRequest("POST", "/v1/health?x=1", strings.NewReader(body))
	r.Header.Set("Content-Type", api.JSON)
	api.Signer{Kiosk: kiosk, Key: key, Now: func() time.Time { return at }}.Sign(r, sha256.Sum256([]byte(body)))
	return r
}

func TestSignedRequests(t *testing.T) {
	good := func(f func(r *http.Request)) *http.Request {
		r := signed("k1", keyOf(1), day)
		f(r)
		return r
	}
	auth := func(from, to string) func(r *http.Request) {
		return func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), from, to, 1))
		}
	}
	for name, c := range map[string]struct {
		r    *http.Request
		want error
	}{
		"good":                  {good(func(*http.Request) {}), nil},
		"unsigned":              {good(func(r *http.Request) { r.Header.Del("Authorization") }), api.ErrUnsigned},
		"another scheme":        {good(func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }), api.ErrUnsigned},
		"two":                   {good(func(r *http.Request) { r.Header.Add("Authorization", r.Header.Get("Authorization")) }), api.ErrUnsigned},
		"method":                {good(func(r *http.Request) { r.Method = "PUT" }), api.ErrSignature},
		"path":                  {good(func(r *http.Request) { r.URL.Path = "/v1/counts" }), api.ErrSignature},
		"query":                 {good(func(r *http.Request) { r.URL.RawQuery = "x=2" }), api.ErrSignature},
		"content type":          {good(func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }), api.ErrSignature},
		"offset added":          {good(func(r *http.Request) { r.Header.Set("Upload-Offset", "0") }), api.ErrSignature},
		"metadata added, empty": {good(func(r *http.Request) { r.Header["Upload-Metadata"] = []string{""} }), api.ErrSignature},
		"digest gone":           {good(func(r *http.Request) { r.Header.Del("Content-Digest") }), api.ErrSignature},
		"kiosk":                 {good(auth("kiosk=k1", "kiosk=k2")), api.ErrSignature},
		"nobody":                {good(auth("kiosk=k1", "kiosk=k9")), api.ErrSignature},
		"time":                  {good(auth("time=1", "time=2")), api.ErrSignature},
		"time with a zero":      {good(auth("time=", "time=0")), api.ErrSignature},
		"other form":            {good(auth(",nonce", ", nonce")), api.ErrSignature},
		"other key":             {signed("k1", keyOf(2), day), api.ErrSignature},
		"5 minutes late":        {signed("k1", keyOf(1), day.Add(-api.Skew)), nil},
		"later":                 {signed("k1", keyOf(1), day.Add(-api.Skew-time.Millisecond)), api.ErrClock},
		"5 minutes early":       {signed("k1", keyOf(1), day.Add(api.Skew)), nil},
		"earlier":               {signed("k1", keyOf(1), day.Add(api.Skew+time.Millisecond)), api.ErrClock},
		"revoked":               {signed("k2", keyOf(2), day), api.ErrRevoked},
		"revoked, by another":   {signed("k2", keyOf(1), day), api.ErrSignature},
	} {
		t.Run(name, func(t *testing.T) {
			d := &desk{now: day, seen: map[string]bool{}}
			kiosk, err := d.verifier().Verify(c.r)
			if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
				t.Fatalf("%v, want %v", err, c.want)
			}
			if err == nil && kiosk != "k1" || errors.Is(err, api.ErrRevoked) && kiosk != "k2" {
				t.Errorf("kiosk %q", kiosk)
			}
		})
	}
}

func TestReplay(t *testing.T) {
	d := &desk{now: day, seen: map[string]bool{}}
	r := signed("k1", keyOf(1), day)
	again := r.Clone(context.Background())
	if _, err := d.verifier().Verify(r); err != nil {
		t.Fatal(err)
	}
	if _, err := d.verifier().Verify(again); !errors.Is(err, api.ErrReplayed) {
		t.Fatalf("a replayed request: %v", err)
	}
	if _, err := d.verifier().Verify(signed("k1", keyOf(1), day)); err != nil {
		t.Fatalf("the same request signed anew: %v", err)
	}
}

// TestForgedLeavesNoNonce: who has no key can't fill the service's memory, nor
// use up a kiosk's nonce.
func TestForgedLeavesNoNonce(t *testing.T) {
	d := &desk{now: day, seen: map[string]bool{}}
	r := signed("k1", keyOf(1), day)
	forged := r.Clone(context.Background())
	forged.Method = "PUT"
	if _, err := d.verifier().Verify(forged); err == nil {
		t.Fatal("forged")
	}
	if len(d.seen) != 0 {
		t.Fatal("a forged request's nonce is kept")
	}
	if _, err := d.verifier().Verify(r); err != nil {
		t.Fatal(err)
	}
}

func TestBodyIsTheSignedOne(t *testing.T) {
	for body, want := range map[string]error{`{"a":1}`: nil, `{"a":2}`: api.ErrDigest, `{"a":1} `: api.ErrDigest, `{"a"`: api.ErrDigest, "": api.ErrDigest} {
		d := &desk{now: day, seen: map[string]bool{}}
		r := signed("k1", keyOf(1), day)
		r.Body = io.NopCloser(strings.NewReader(body))
		if _, err := d.verifier().Verify(r); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(r.Body); !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%q: %v, want %v", body, err, want)
		}
	}
}

func TestBodyWhereNoneWasSigned(t *testing.T) {
	d := &desk{now: day, seen: map[string]bool{}}
	r := httptest.NewRequest("POST", "/v1/health", strings.NewReader("x"))
	api.Signer{Kiosk: "k1", Key: keyOf(1), Now: func() time.Time { return day }}.Sign(r, sha256.Sum256(nil))
	if r.Header.Get("Content-Digest") != "" {
		t.Fatal("a digest of nothing")
	}
	if _, err := d.verifier().Verify(r); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(r.Body); !errors.Is(err, api.ErrDigest) {
		t.Errorf("a body where none was signed: %v", err)
	}
}

// A signature that was made once: what is signed never changes, or kiosks
// and services of different versions don't understand each other.
const (
	goldenAuthorization = "CampusKiosk kiosk=k1,time=1788224400000,nonce=we9xb-lRGhyzqdZVpc2_Ug,signature=" +
		"wZgFKA9j_aZysA7rmtGo84XSFtulAlvxr7NjmVx7scw8xI4z1MdDhFBrWEMe_E8KwnTB7SrtsTf1RRbkVuLXCA"
	goldenDigest = "sha-256=:AVq9f1zFei3ZS3WQ8ErYCEJzkF7jPsXOvq5iJ2qX+GI=:"
)

func withHeaders(authorization, digest string) error {
	d := &desk{now: day, seen: map[string]bool{}}
	r := signed("k1", keyOf(1), day)
	r.Header.Set("Authorization", authorization)
	r.Header.Set("Content-Digest", digest)
	_, err := d.verifier().Verify(r)
	return err
}

func TestGoldenSignature(t *testing.T) {
	if err := withHeaders(goldenAuthorization, goldenDigest); err != nil {
		t.Fatal(err)
	}
}

// FuzzAuthorization: no header makes the verifier crash, and none but the
// signer's own gets through.
func FuzzAuthorization(f *testing.F) {
	f.Add(goldenAuthorization, goldenDigest)
	f.Add("CampusKiosk kiosk=,time=,nonce=,signature=", "sha-256=::")
	f.Add("CampusKiosk ", "")
	f.Fuzz(func(t *testing.T, authorization, digest string) {
		err := withHeaders(authorization, digest)
		if same := authorization == goldenAuthorization && digest == goldenDigest; (err == nil) != same {
			t.Errorf("%q %q: %v", authorization, digest, err)
		}
	})
}
