// Package password makes and checks hashes of passwords and PINs: argon2id in
// its usual text form, "$argon2id$v=19$m=…,t=…,p=…$salt$hash".
package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The cost of new hashes: RFC 9106's second recommended option, 64 MiB and
// three passes.
const (
	memory  = 64 << 10 // KiB
	passes  = 3
	lanes   = 1
	saltLen = 16
	hashLen = 32
)

// Bounds of what Check computes, so that a stored text can't stop the service.
const (
	maxMemory = 256 << 10 // KiB
	maxPasses = 10
	maxLanes  = 8
)

// Hash makes the hash of a password.
func Hash(secret string) string {
	salt := make([]byte, saltLen)
	_, _ = rand.Read(salt) // never fails (package crypto/rand)
	sum := argon2.IDKey([]byte(secret), salt, passes, memory, lanes, hashLen)
	b := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes, b(salt), b(sum))
}

// Check reports whether a password is that of a hash. A text that is no hash
// is nobody's.
func Check(hash, secret string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return false
	}
	var m, t, p uint32
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &p); n != 3 || err != nil ||
		m < 8 || m > maxMemory || t < 1 || t > maxPasses || p < 1 || p > maxLanes {
		return false
	}
	salt, err := base64.RawStdEncoding.Strict().DecodeString(parts[4])
	if err != nil || len(salt) < 8 {
		return false
	}
	want, err := base64.RawStdEncoding.Strict().DecodeString(parts[5])
	if err != nil || len(want) < 16 || len(want) > 64 {
		return false
	}
	sum := argon2.IDKey([]byte(secret), salt, t, m, uint8(p), uint32(len(want)))
	return subtle.ConstantTimeCompare(sum, want) == 1
}

// Nobody is a hash that no password has. Checking it takes as long as any
// other, so that an unknown login can't be told by the time.
var Nobody = Hash(rand.Text())
