package api

import (
	"encoding/base64"
	"encoding/hex"
	"strings"

	"campuskiosk/app/booth"
)

// PacketMeta is what a kiosk tells when it begins an upload: tus'
// Upload-Metadata with the keys "packet" and "sha256".
type PacketMeta struct {
	Packet PacketID
	// SHA256 is that of the whole file, 64 hex digits. A packet is sealed once,
	// so the same packet always has the same.
	SHA256 booth.PhotoID
}

// Header is the value of Upload-Metadata.
func (m PacketMeta) Header() string {
	b := base64.StdEncoding.EncodeToString
	return "packet " + b([]byte(m.Packet)) + ",sha256 " + b([]byte(m.SHA256))
}

// ParsePacketMeta reads Upload-Metadata. Other keys are ignored, each may come
// once. Errors: ErrPacketMetadata.
func ParsePacketMeta(header string) (PacketMeta, error) {
	values := map[string]string{}
	for pair := range strings.SplitSeq(header, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(pair), " ")
		text, err := base64.StdEncoding.DecodeString(value)
		if _, twice := values[key]; err != nil || twice {
			return PacketMeta{}, ErrPacketMetadata
		}
		values[key] = string(text)
	}
	m := PacketMeta{PacketID(values["packet"]), booth.PhotoID(values["sha256"])}
	if !m.Packet.Valid() || !IsSHA256(string(m.SHA256)) {
		return PacketMeta{}, ErrPacketMetadata
	}
	return m, nil
}

// IsSHA256 reports whether s is 64 lower-case hex digits.
func IsSHA256(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == 32 && strings.ToLower(s) == s
}
