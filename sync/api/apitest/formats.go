package apitest

import (
	"encoding/base64"
	"time"
)

// dateTime is RFC 3339.
func dateTime(s string) error {
	_, err := time.Parse(time.RFC3339Nano, s)
	return err
}

// base64Text is standard base64 with padding.
func base64Text(s string) error {
	_, err := base64.StdEncoding.Strict().DecodeString(s)
	return err
}
