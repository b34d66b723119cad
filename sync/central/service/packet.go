package service

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/store"
	"campuskiosk/sync/packet"
)

// open opens the packet of an upload that is whole. It may be repeated; what
// was opened before has no effect. An error means that it can be tried again.
func (s *Service) open(ctx context.Context, upload string) error {
	var u store.Upload
	var from []store.Part
	err := s.view(ctx, func(tx *store.Tx) (err error) {
		if u, err = tx.Upload(upload); err != nil {
			return err
		}
		from, err = tx.Parts(upload)
		return err
	})
	if err != nil || u.Done {
		return err
	}
	digest := sha256.New()
	source := &parts{ctx: ctx, s: s, rest: from}
	o, opened := packet.Open(io.TeeReader(source, digest), s.keys.Identities(), api.PacketID(u.Packet), s.kioskKey(ctx), packet.Discard)
	if err := source.Close(); err != nil {
		return err
	}
	if opened == nil && o.Manifest.Kiosk != u.Kiosk {
		opened = api.ErrPacketDamaged.Because(errors.New("another kiosk's"))
	}
	if opened == nil && strings.ContainsRune(string(o.Manifest.Submission.Task), 0) {
		opened = api.ErrPacketDamaged.Because(errors.New("no task is called so"))
	}
	if opened == nil && hex.EncodeToString(digest.Sum(nil)) != u.SHA256 {
		opened = api.ErrPacketDamaged.Because(errors.New("another file than announced"))
	}
	if opened != nil && !errors.Is(opened, api.ErrPacketDamaged) && !errors.Is(opened, api.ErrPacketVersion) {
		return people(opened)
	}
	return s.update(ctx, func(tx *store.Tx) error { return s.take(tx, u, o, opened) })
}

// kioskKey gives the keys of kiosks, revoked ones too.
func (s *Service) kioskKey(ctx context.Context) packet.KeyOf {
	return func(id booth.KioskID) (ed25519.PublicKey, error) {
		key, err := s.KeyOf(ctx, id)
		switch {
		case errors.Is(err, api.ErrSignature):
			return nil, api.ErrPacketDamaged
		case errors.Is(err, api.ErrRevoked):
			return key, nil
		}
		return key, err
	}
}

// details is what is kept of a submission beside booth.Submission.
type details struct {
	Manifest packet.Manifest `json:"manifest"`
	Report   packet.Report   `json:"report"`
	// Signed is the SHA-256 of the signed manifest.
	Signed string `json:"signed"`
	// Upload has the packet's parts.
	Upload string `json:"upload"`
	// HasCode: the national platform's code is in the packet.
	HasCode bool `json:"has_code,omitempty"`
}

// take decides what becomes of a packet and keeps it, in one transaction.
func (s *Service) take(tx *store.Tx, u store.Upload, o packet.Opened, damage error) error {
	if damage == nil {
		if err := tx.LockStudent(o.Manifest.Submission.Task, o.Manifest.Student.Key); err != nil {
			return err
		}
	}
	if locked, err := tx.LockUpload(u.ID); err != nil || locked.Done {
		return err
	}
	if old, err := tx.Packet(u.Kiosk, u.Packet); err == nil && old.Outcome != store.PacketDamaged {
		return tx.DoneUpload(u.ID) // another file of this id was first
	} else if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	p := store.Packet{
		ID: u.Packet, Kiosk: u.Kiosk, Upload: u.ID, SHA256: u.SHA256, Size: u.Size, Manifest: o.Hash, Received: tx.Now(),
		Outcome: store.PacketAccepted,
	}
	if damage != nil {
		p.Outcome, p.Code = store.PacketDamaged, booth.Explain(damage).Code
	} else if err := s.judge(tx, &p, o); err != nil {
		return err
	}
	if err := s.sign(tx, &p, refusalOf(p, damage)); err != nil {
		return err
	}
	if err := tx.PutPacket(p); err != nil {
		return err
	}
	tx.Audit(audit.Record{
		Who: audit.Actor{Role: audit.Service}, What: "packet." + string(p.Outcome), On: u.Packet, Rule: p.Rule,
		Facts: map[string]string{"kiosk": string(u.Kiosk)},
	})
	return tx.DoneUpload(u.ID)
}

// refusalOf is what a receipt says about a packet that was not accepted.
func refusalOf(p store.Packet, damage error) error {
	switch {
	case damage != nil:
		return damage
	case p.Code == "":
		return nil
	}
	return refusals[p.Code]
}

// sign makes the receipt of a packet and puts it into the kiosk's feed.
func (s *Service) sign(tx *store.Tx, p *store.Packet, refusal error) error {
	r := api.Receipt{
		Packet: api.PacketID(p.ID), Kiosk: p.Kiosk, SHA256: booth.PhotoID(p.SHA256), Bytes: p.Size, Manifest: p.Manifest,
		State: api.Stored, At: p.Received,
	}
	switch p.Outcome {
	case store.PacketRefused:
		r.State = api.RefusedByRule
	case store.PacketDamaged:
		r.State = api.Damaged
	case store.PacketHeld:
		r.Review = true
	}
	if refusal != nil && p.Outcome != store.PacketHeld {
		problem := api.ProblemOf(refusal)
		r.Problem = &problem
	}
	signed, err := s.keys.SignReceipt(r)
	if err != nil {
		return err
	}
	text, err := json.Marshal(signed)
	p.Receipt = string(text)
	return errors.Join(err, say(tx, store.OfKiosk(p.Kiosk), p.ID, api.Entry{Kind: api.EntryReceipt, Receipt: &signed}))
}

// Import takes a packet from a stick, by the name of its file. Its kiosk is
// the one that signed it. It may be repeated. Errors: api.ErrPacketMetadata for
// another file's name, ErrPacketDamaged where no kiosk is known for it,
// ErrPacketConflict.
func (s *Service) Import(ctx context.Context, name string, file io.ReadSeeker) (api.Receipt, error) {
	id, ok := api.PacketOfFile(name)
	if !ok {
		return api.Receipt{}, api.ErrPacketMetadata
	}
	digest := sha256.New()
	size, err := io.Copy(digest, io.LimitReader(file, api.MaxPacket+1))
	if err != nil {
		return api.Receipt{}, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return api.Receipt{}, err
	}
	o, err := packet.Open(file, s.keys.Identities(), id, s.kioskKey(ctx), packet.Discard)
	if err != nil {
		return api.Receipt{}, people(err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return api.Receipt{}, err
	}
	kiosk := o.Manifest.Kiosk
	u, receipt, err := s.BeginUpload(ctx, kiosk, api.PacketMeta{Packet: id, SHA256: booth.PhotoID(hex.EncodeToString(digest.Sum(nil)))}, size)
	if err != nil {
		return api.Receipt{}, err
	}
	if receipt == nil {
		if _, err := file.Seek(u.Offset, io.SeekStart); err != nil {
			return api.Receipt{}, err
		}
		for !u.complete {
			n := min(api.MaxChunk, u.Size-u.Offset)
			if u, err = s.keepPart(ctx, u, u.Offset, n, io.LimitReader(file, n)); err != nil {
				return api.Receipt{}, err
			}
		}
		if err := s.open(ctx, u.ID); err != nil {
			return api.Receipt{}, err
		}
		if receipt, err = s.Receipt(ctx, kiosk, id); err != nil {
			return api.Receipt{}, err
		}
	}
	return api.OpenReceipt(*receipt, s.keys.Set(), kiosk, id, booth.PhotoID(hex.EncodeToString(digest.Sum(nil))))
}

// Photo gives a picture of a submission's packet, decrypted and verified.
func (s *Service) picture(ctx context.Context, sub store.Submission, standard bool) ([]byte, error) {
	var d details
	if err := json.Unmarshal([]byte(sub.Details), &d); err != nil {
		return nil, err
	}
	var from []store.Part
	err := s.view(ctx, func(tx *store.Tx) (err error) {
		from, err = tx.Parts(d.Upload)
		return err
	})
	if err != nil {
		return nil, err
	}
	source := &parts{ctx: ctx, s: s, rest: from}
	defer source.Close() //nolint:errcheck // only read
	var picture bytes.Buffer
	sink := func(f packet.File) (io.WriteCloser, error) {
		if (f.Name == packet.StandardName) == standard {
			return nopCloser{&picture}, nil
		}
		return packet.Discard(f)
	}
	_, err = packet.Open(source, s.keys.Identities(), api.PacketOf(sub.ID), s.kioskKey(ctx), sink)
	return picture.Bytes(), people(err)
}

type nopCloser struct{ io.Writer }

// Close does nothing.
func (nopCloser) Close() error { return nil }
