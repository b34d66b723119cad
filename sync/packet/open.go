package packet

import (
	"archive/tar"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"

	"filippo.io/age"
)

// KeyOf gives the public key of a kiosk. It is asked for kiosks that a packet
// names, before anything is believed. Its error is given back by Open; for a
// kiosk that is not known it is api.ErrPacketDamaged. A revoked kiosk's key is a
// key: what becomes of its packets is the caller's decision.
type KeyOf func(booth.KioskID) (ed25519.PublicKey, error)

// Opened is a packet that was opened and verified.
type Opened struct {
	Manifest Manifest
	Report   Report
	// Text and Signature are the manifest as it was signed, to be kept as
	// evidence.
	Text, Signature []byte
	// Hash is the SHA-256 of Text, in hex.
	Hash string
	Code []byte
}

// Sink takes a picture of a packet: original.* and standard.jpg, in this
// order. It is closed when all of it was written. What it got is believed only
// when Open has returned nil.
type Sink func(File) (io.WriteCloser, error)

// Open decrypts a packet, verifies every byte of it and gives its pictures to
// the sink while it goes. id is the id outside: the file's name, or what the
// upload said. Only with a nil error is any of it true.
//
// Errors: api.ErrPacketDamaged for everything that is not exactly what a kiosk
// sealed, api.ErrPacketVersion, those of keyOf and of the sink. Errors never
// quote what was in the packet.
func Open(r io.Reader, ids []age.Identity, id api.PacketID, keyOf KeyOf, sink Sink) (Opened, error) {
	source := &source{r: io.LimitReader(r, api.MaxPacket)}
	plain, err := age.Decrypt(source, ids...)
	if err != nil {
		return Opened{}, source.failure(err)
	}
	o, err := read(plain, id, keyOf, sink)
	if err != nil && source.err != nil {
		return Opened{}, source.err
	}
	if err != nil {
		return Opened{}, err
	}
	return o, nil
}

// source remembers a reader's own failure, which is no damage.
type source struct {
	r   io.Reader
	err error
}

// Read reads.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

func (s *source) failure(err error) error {
	if s.err != nil {
		return s.err
	}
	return damaged(err)
}

// sinkError is a failure of the sink, which is no damage of the packet.
type sinkError struct{ error }

// Unwrap gives the failure.
func (e sinkError) Unwrap() error { return e.error }

// read reads the archive.
func read(plain io.Reader, id api.PacketID, keyOf KeyOf, sink Sink) (Opened, error) {
	a := archive{tar.NewReader(plain)}
	var o Opened
	var err error
	if o.Text, err = a.small(ManifestName, maxManifest); err != nil {
		return o, err
	}
	if o.Signature, err = a.small(SignatureName, maxSignature); err != nil {
		return o, err
	}
	if o.Manifest, err = readManifest(o.Text, o.Signature, id, keyOf); err != nil {
		return o, err
	}
	o.Hash = hashOf(o.Text)
	for _, f := range o.Manifest.Files {
		switch order(f.Name) {
		case orderOriginal, orderStandard:
			err = a.picture(f, sink)
		case orderReport:
			err = a.report(f, &o)
		default:
			o.Code, err = a.file(f)
		}
		var s sinkError
		if errors.As(err, &s) {
			return o, s.error
		}
		if err != nil {
			return o, err
		}
	}
	return o, a.end(plain)
}

// archive reads a tar file that has exactly what is expected.
type archive struct{ tar *tar.Reader }

// next goes to the next file, which must have this name.
func (a archive) next(name string) (int64, error) {
	h, err := a.tar.Next()
	if err != nil {
		return 0, damaged(fmt.Errorf("packet: %s: %w", name, err))
	}
	if h.Name != name || h.Typeflag != tar.TypeReg || h.Size < 0 || len(h.PAXRecords) > 0 || h.Linkname != "" {
		return 0, damaged(fmt.Errorf("packet: something else than %s", name))
	}
	return h.Size, nil
}

// small reads a file of limited size.
func (a archive) small(name string, limit int64) ([]byte, error) {
	size, err := a.next(name)
	if err != nil {
		return nil, err
	}
	if size > limit {
		return nil, damaged(fmt.Errorf("packet: %s is too large", name))
	}
	b, err := io.ReadAll(io.LimitReader(a.tar, limit+1))
	if err != nil || int64(len(b)) != size {
		return nil, damaged(fmt.Errorf("packet: %s: %w", name, err))
	}
	return b, nil
}

// stream copies a file that the manifest names.
func (a archive) stream(f File, to io.Writer) error {
	size, err := a.next(f.Name)
	if err != nil {
		return err
	}
	if size != f.Bytes {
		return damaged(fmt.Errorf("packet: %s has another size", f.Name))
	}
	sum := sha256.New()
	out := &output{w: to}
	_, err = io.Copy(io.MultiWriter(out, sum), a.tar)
	if out.err != nil {
		return sinkError{out.err}
	}
	if err != nil || hex.EncodeToString(sum.Sum(nil)) != f.SHA256 {
		return damaged(fmt.Errorf("packet: %s is cut off or another one", f.Name))
	}
	return nil
}

// output remembers the failure of a writer.
type output struct {
	w   io.Writer
	err error
}

// Write writes.
func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil {
		o.err = err
	}
	return n, err
}

func (a archive) picture(f File, sink Sink) error {
	w, err := sink(f)
	if err != nil {
		return sinkError{err}
	}
	err = a.stream(f, w)
	if closed := w.Close(); err == nil && closed != nil {
		err = sinkError{closed}
	}
	return err
}

// file reads a small file that the manifest names.
func (a archive) file(f File) ([]byte, error) {
	b, err := a.small(f.Name, limitOf(f.Name))
	if err == nil && (int64(len(b)) != f.Bytes || hashOf(b) != f.SHA256) {
		err = damaged(fmt.Errorf("packet: %s is another one", f.Name))
	}
	return b, err
}

func (a archive) report(f File, o *Opened) error {
	b, err := a.file(f)
	if err != nil {
		return err
	}
	if json.Unmarshal(b, &o.Report) != nil {
		return damaged(errors.New("packet: the report can't be read"))
	}
	if o.Report.Shot.ID != o.Manifest.Submission.Shot || o.Report.Photo.ID != o.Manifest.Submission.Photo {
		return damaged(errors.New("packet: the report is about another photo"))
	}
	return nil
}

// end finds anything behind the last file. age says at the end only that the
// file was whole.
func (a archive) end(plain io.Reader) error {
	if _, err := a.tar.Next(); !errors.Is(err, io.EOF) {
		return damaged(errors.New("packet: more files than named"))
	}
	if n, err := io.Copy(io.Discard, plain); err != nil || n > 0 {
		return damaged(errors.New("packet: something behind the end"))
	}
	return nil
}

// ParseIdentities reads the service's packet keys, as age-keygen writes them.
func ParseIdentities(r io.Reader) ([]age.Identity, error) { return age.ParseIdentities(r) }

// Discard is a Sink for whoever only verifies.
func Discard(File) (io.WriteCloser, error) { return discard{}, nil }

type discard struct{}

// Write throws away.
func (discard) Write(p []byte) (int, error) { return len(p), nil }

// Close does nothing.
func (discard) Close() error { return nil }

// Pictures is a Sink that keeps pictures in memory, for tests and small tools.
type Pictures map[string][]byte

// Sink is the Sink.
func (p Pictures) Sink(f File) (io.WriteCloser, error) { return &picture{p, f.Name, nil}, nil }

type picture struct {
	all  Pictures
	name string
	b    []byte
}

// Write keeps.
func (p *picture) Write(b []byte) (int, error) {
	p.b = append(p.b, b...)
	return len(b), nil
}

// Close hands over.
func (p *picture) Close() error {
	p.all[p.name] = slices.Clip(p.b)
	return nil
}
