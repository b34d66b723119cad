package packet

import (
	"archive/tar"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"campuskiosk/sync/api"

	"filippo.io/age"
)

// Content is what goes into a packet beside the manifest.
type Content struct {
	// Original and Standard give the pictures' bytes. Each is called twice: what it
	// gives must be the same.
	Original, Standard func() (io.ReadCloser, error)
	Report             Report
	// Code is the collection code as it was scanned; empty for none.
	Code []byte
}

// Bytes is a Content's picture that is in memory.
func Bytes(b []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
}

// Seal writes the packet of a submission and gives the SHA-256, in hex, of its
// signed manifest. recipients are those of the service's key set; m is as Describe
// gave it, with what the caller knows. Nothing that Seal leaves behind can open
// the packet.
func Seal(w io.Writer, recipients []string, key ed25519.PrivateKey, m Manifest, c Content) (manifest string, err error) {
	to, err := parseRecipients(recipients)
	if err != nil {
		return "", err
	}
	report, err := json.Marshal(c.Report)
	if err != nil {
		return "", err
	}
	m.Version, m.Packet, m.Files = Version, api.PacketOf(m.Submission.ID), nil
	public, _ := key.Public().(ed25519.PublicKey)
	m.Key = api.KeyIDOf(public)
	original, beginning, err := measure(c.Original)
	if err != nil {
		return "", err
	}
	standard, _, err := measure(c.Standard)
	if err != nil {
		return "", err
	}
	original.Name, standard.Name = OriginalName(beginning), StandardName
	parts := []part{
		{original, c.Original},
		{standard, c.Standard},
		{File{ReportName, int64(len(report)), hashOf(report)}, Bytes(report)},
	}
	if len(c.Code) > 0 {
		parts = append(parts, part{File{CodeName, int64(len(c.Code)), hashOf(c.Code)}, Bytes(c.Code)})
	}
	for _, p := range parts {
		m.Files = append(m.Files, p.File)
	}
	if err := m.check(); err != nil {
		return "", err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	signature := api.Sign(api.ForManifest, key, text)
	parts = append([]part{
		{File{ManifestName, int64(len(text)), hashOf(text)}, Bytes(text)},
		{File{SignatureName, int64(len(signature)), hashOf(signature)}, Bytes(signature)},
	}, parts...)
	return hashOf(text), write(w, to, parts)
}

// part is a file and its bytes.
type part struct {
	File
	open func() (io.ReadCloser, error)
}

// write encrypts an archive of the parts.
func write(w io.Writer, to []age.Recipient, parts []part) error {
	sealed, err := age.Encrypt(w, to...)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(sealed)
	for _, p := range parts {
		if err := writePart(archive, p); err != nil {
			return err
		}
	}
	return errors.Join(archive.Close(), sealed.Close())
}

// writePart writes a file and finds out whether it is still the one that was
// measured.
func writePart(archive *tar.Writer, p part) (err error) {
	h := &tar.Header{Name: p.Name, Size: p.Bytes, Mode: 0o600, Typeflag: tar.TypeReg, Format: tar.FormatUSTAR}
	if err := archive.WriteHeader(h); err != nil {
		return err
	}
	r, err := p.open()
	if err != nil {
		return err
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(archive, sum), r)
	if err = errors.Join(err, r.Close()); err != nil {
		return err
	}
	if n != p.Bytes || hex.EncodeToString(sum.Sum(nil)) != p.SHA256 {
		return fmt.Errorf("packet: %s changed while it was sealed", p.Name)
	}
	return nil
}

// measure gives size and hash of a picture, and its beginning.
func measure(open func() (io.ReadCloser, error)) (File, []byte, error) {
	r, err := open()
	if err != nil {
		return File{}, nil, err
	}
	sum := sha256.New()
	beginning := make([]byte, 8)
	n, err := io.ReadFull(r, beginning)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	beginning = beginning[:n]
	_, _ = sum.Write(beginning) // never fails (package hash)
	more := int64(0)
	if err == nil {
		more, err = io.Copy(sum, r)
	}
	if err = errors.Join(err, r.Close()); err != nil {
		return File{}, nil, err
	}
	return File{Bytes: int64(n) + more, SHA256: hex.EncodeToString(sum.Sum(nil))}, beginning, nil
}

// parseRecipients reads age recipients; there must be one.
func parseRecipients(texts []string) ([]age.Recipient, error) {
	return age.ParseRecipients(strings.NewReader(strings.Join(texts, "\n")))
}
