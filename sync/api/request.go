package api

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"campuskiosk/app/booth"
)

// Scheme is the authentication scheme of a signed request:
//
//	Authorization: CampusKiosk kiosk=K,time=MILLISECONDS,nonce=N,signature=S
//
// with N 16 random bytes and S 64 bytes in base64url without padding.
const Scheme = "CampusKiosk"

// Skew is how far a request's time may be from the service's.
const Skew = 5 * time.Minute

const (
	nonceBytes    = 16
	headerDigest  = "Content-Digest" // RFC 9530
	digestPrefix  = "sha-256=:"
	digestSuffix  = ":"
	maxAuthHeader = 512
)

// signedHeaders are signed with their values, or as absent. What a proxy may
// change is not among them.
var signedHeaders = []string{
	"Content-Type", headerDigest, "Tus-Resumable", "Upload-Checksum", "Upload-Length", "Upload-Metadata", "Upload-Offset",
}

// emptyDigest is of requests without a body.
var emptyDigest = sha256.Sum256(nil)

// Signer signs the requests of a kiosk.
type Signer struct {
	Kiosk booth.KioskID
	Key   ed25519.PrivateKey
	// Now is the kiosk's trusted time.
	Now func() time.Time
}

// Sign signs a request that is otherwise complete: method, URL and headers.
// digest is the SHA-256 of the body; of nothing where there is none. Every
// attempt is signed anew.
func (s Signer) Sign(r *http.Request, digest [sha256.Size]byte) {
	s.SignParts(r.Method, r.URL.RequestURI(), r.Header, digest)
}

// SignParts is Sign for clients that build requests themselves. target is the
// path with its query, as it is sent.
func (s Signer) SignParts(method, target string, h http.Header, digest [sha256.Size]byte) {
	h.Del(headerDigest)
	if digest != emptyDigest {
		h.Set(headerDigest, digestPrefix+base64.StdEncoding.EncodeToString(digest[:])+digestSuffix)
	}
	var nonce [nonceBytes]byte
	_, _ = rand.Read(nonce[:]) // never fails (package crypto/rand)
	a := authorization{kiosk: s.Kiosk, time: s.Now().UnixMilli(), nonce: base64.RawURLEncoding.EncodeToString(nonce[:])}
	a.signature = Sign(ForRequest, s.Key, a.message(method, target, h))
	h.Set("Authorization", a.String())
}

// authorization is the header's content.
type authorization struct {
	kiosk     booth.KioskID
	time      int64 // UTC milliseconds since 1970
	nonce     string
	signature []byte
}

// String is the header.
func (a authorization) String() string {
	return Scheme + " kiosk=" + string(a.kiosk) + ",time=" + itoa(a.time) + ",nonce=" + a.nonce +
		",signature=" + base64.RawURLEncoding.EncodeToString(a.signature)
}

// message is what is signed: one line each, so that no two requests have the
// same. No part contains a line feed: net/http refuses it.
func (a authorization) message(method, target string, h http.Header) []byte {
	var b strings.Builder
	for _, line := range []string{string(a.kiosk), itoa(a.time), a.nonce, method, target} {
		b.WriteString(line + "\n")
	}
	for _, name := range signedHeaders {
		values := h.Values(name)
		b.WriteString(strconv.Itoa(len(values)) + " " + strings.Join(values, "\x00") + "\n")
	}
	return []byte(b.String())
}

// parseAuthorization reads the header. Errors: ErrUnsigned when there is none
// of ours, ErrSignature when it has a wrong form.
func parseAuthorization(h http.Header) (authorization, error) {
	values := h.Values("Authorization")
	if len(values) != 1 {
		return authorization{}, ErrUnsigned
	}
	rest, ours := strings.CutPrefix(values[0], Scheme+" ")
	if !ours {
		return authorization{}, ErrUnsigned
	}
	var a authorization
	var err error
	parts := strings.Split(rest, ",")
	if len(parts) != 4 || len(rest) > maxAuthHeader {
		return a, ErrSignature
	}
	for i, name := range []string{"kiosk", "time", "nonce", "signature"} {
		value, ok := strings.CutPrefix(parts[i], name+"=")
		switch {
		case !ok:
			err = ErrSignature
		case i == 0:
			a.kiosk = booth.KioskID(value)
		case i == 1:
			a.time, err = strconv.ParseInt(value, 10, 64)
		case i == 2:
			a.nonce = value
		default:
			a.signature, err = base64.RawURLEncoding.Strict().DecodeString(value)
		}
		if err != nil {
			return a, ErrSignature
		}
	}
	nonce, err := base64.RawURLEncoding.Strict().DecodeString(a.nonce)
	if err != nil || len(nonce) != nonceBytes || a.kiosk == "" || a.String() != values[0] {
		return a, ErrSignature
	}
	return a, nil
}

// Verifier verifies the requests of kiosks.
type Verifier struct {
	// Now is the service's time.
	Now func() time.Time
	// KeyOf gives a kiosk's public key. For a kiosk that is not known it gives
	// any error that wraps ErrSignature, for a revoked one its key and
	// ErrRevoked: only who has the key learns that it is revoked.
	KeyOf func(context.Context, booth.KioskID) (ed25519.PublicKey, error)
	// Fresh keeps a kiosk's nonce for at least twice Skew and reports whether it
	// was not there before.
	Fresh func(ctx context.Context, kiosk booth.KioskID, nonce string, at time.Time) (bool, error)
}

// Verify tells which kiosk sent a request. It looks at the headers only, so
// what is refused is refused before its body is read; then it puts a reader
// before the body that fails with ErrDigest where the end is reached and the
// body is not the one that was signed. Whoever reads the body acts on nothing
// before its end.
//
// Errors: ErrUnsigned, ErrSignature, ErrClock, ErrReplayed, ErrRevoked (with
// the kiosk), ErrDigest, and those of KeyOf and Fresh.
func (v Verifier) Verify(r *http.Request) (booth.KioskID, error) {
	a, err := parseAuthorization(r.Header)
	if err != nil {
		return "", err
	}
	key, known := v.KeyOf(r.Context(), a.kiosk)
	if len(key) == 0 && known != nil {
		return "", known
	}
	if !Verify(ForRequest, key, a.message(r.Method, r.URL.RequestURI(), r.Header), a.signature) {
		return "", ErrSignature
	}
	at := time.UnixMilli(a.time)
	if d := v.Now().Sub(at); d > Skew || d < -Skew {
		return "", ErrClock
	}
	if known != nil {
		return a.kiosk, known
	}
	digest, err := digestOf(r)
	if err != nil {
		return "", err
	}
	fresh, err := v.Fresh(r.Context(), a.kiosk, a.nonce, at)
	if err != nil {
		return "", err
	}
	if !fresh {
		return "", ErrReplayed
	}
	r.Body = newDigestReader(r.Body, digest)
	return a.kiosk, nil
}
