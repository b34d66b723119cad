package service

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/store"
)

// uploadLife is how long an upload waits for its next part. A kiosk that is
// offline longer begins again.
const uploadLife = 7 * 24 * time.Hour

// Upload is where an upload stands.
type Upload struct {
	ID       string
	Offset   int64
	Size     int64
	Expires  time.Time
	complete bool
}

func uploadOf(u store.Upload) Upload {
	return Upload{u.ID, u.Received, u.Size, u.Expires, u.Received == u.Size}
}

// BeginUpload begins the upload of a packet, or gives the one that was begun.
// When the service has the packet already there is a receipt. Errors:
// api.ErrPacketTooLarge, ErrPacketConflict, ErrPacketMetadata.
func (s *Service) BeginUpload(ctx context.Context, id booth.KioskID, m api.PacketMeta, size int64) (u Upload, receipt *api.Signed, err error) {
	if size > api.MaxPacket {
		return u, nil, api.ErrPacketTooLarge
	}
	if size < 1 || !m.Packet.Valid() || !api.IsSHA256(string(m.SHA256)) {
		return u, nil, api.ErrPacketMetadata
	}
	err = s.update(ctx, func(tx *store.Tx) error {
		receipt = nil
		p, err := tx.Packet(id, string(m.Packet))
		switch {
		case err == nil && p.SHA256 == string(m.SHA256):
			receipt, err = readReceipt(p)
			return err
		case err == nil && p.Outcome != store.PacketDamaged:
			return api.ErrPacketConflict
		case err != nil && !errors.Is(err, store.ErrNotFound):
			return err
		}
		up, err := tx.BeginUpload(store.Upload{
			ID: strings.ToLower(rand.Text()), Packet: string(m.Packet), Kiosk: id, SHA256: string(m.SHA256), Size: size,
			Expires: tx.Now().Add(uploadLife),
		})
		if err == nil && up.Size != size {
			err = api.ErrPacketMetadata // the same file has one size
		}
		u = uploadOf(up)
		return err
	})
	return u, receipt, err
}

func readReceipt(p store.Packet) (*api.Signed, error) {
	var r api.Signed
	return &r, json.Unmarshal([]byte(p.Receipt), &r)
}

// Upload tells where a kiosk's upload stands. Errors: api.ErrNotThere, also
// for another kiosk's; ErrUploadGone.
func (s *Service) Upload(ctx context.Context, id booth.KioskID, upload string) (u Upload, err error) {
	err = s.view(ctx, func(tx *store.Tx) error {
		up, err := tx.Upload(upload)
		if err != nil {
			return err
		}
		u = uploadOf(up)
		return mine(tx, id, up)
	})
	return u, err
}

func mine(tx *store.Tx, id booth.KioskID, u store.Upload) error {
	if u.Kiosk != id {
		return api.ErrNotThere
	}
	if !u.Expires.After(tx.Now()) {
		return api.ErrUploadGone
	}
	return nil
}

// Append takes a part, of which nothing is kept unless all of it came and
// verify (called after the last byte) has nothing against it. When it was the
// last part, the packet is opened; whether that went well its receipt says.
// Errors: api.ErrUploadOffset, ErrTooLarge, those of Upload, of body and of
// verify.
func (s *Service) Append(ctx context.Context, id booth.KioskID, upload string, offset, size int64, body io.Reader) (u Upload, err error) {
	if u, err = s.Upload(ctx, id, upload); err != nil {
		return u, err
	}
	if size < 0 || size > api.MaxChunk {
		return u, api.ErrTooLarge
	}
	if offset != u.Offset || size > u.Size-offset {
		return u, api.ErrUploadOffset
	}
	if size > 0 {
		if u, err = s.keepPart(ctx, u, offset, size, body); err != nil {
			return u, err
		}
	} else if _, err := io.Copy(io.Discard, body); err != nil {
		return u, err
	}
	if u.complete {
		if err := s.open(ctx, upload); err != nil {
			// All bytes are there. Run tries again.
			s.log.Warn("a packet could not be opened yet", "kiosk", id, "error", err)
		}
	}
	return u, nil
}

// keepPart stores a part, then notes it, so that what is noted is there.
func (s *Service) keepPart(ctx context.Context, u Upload, offset, size int64, body io.Reader) (Upload, error) {
	key := "packets/" + u.ID[:2] + "/" + u.ID + "/" + strings.ToLower(rand.Text())
	if err := s.blobs.Put(ctx, key, size, body); err != nil {
		return u, people(err)
	}
	taken := false
	err := s.update(ctx, func(tx *store.Tx) (err error) {
		if taken, err = tx.AddPart(u.ID, store.Part{Start: offset, Size: size, Blob: key}, tx.Now().Add(uploadLife)); err != nil || !taken {
			return err
		}
		up, err := tx.Upload(u.ID)
		u = uploadOf(up)
		return err
	})
	if err != nil || !taken {
		// Whether it was noted may be unknown (a lost commit): then it stays, as
		// a file that nobody needs rather than a packet with a hole.
		if err == nil {
			err = errors.Join(api.ErrUploadOffset, s.blobs.Delete(ctx, key))
		}
		return u, err
	}
	return u, nil
}

// Receipt tells what became of a kiosk's packet. Errors: api.ErrNotThere while
// not all of it is there.
func (s *Service) Receipt(ctx context.Context, id booth.KioskID, packet api.PacketID) (*api.Signed, error) {
	var waiting store.Upload
	var receipt *api.Signed
	look := func() error {
		return s.view(ctx, func(tx *store.Tx) error {
			p, err := tx.Packet(id, string(packet))
			if err == nil {
				receipt, err = readReceipt(p)
				return err
			}
			if !errors.Is(err, store.ErrNotFound) {
				return err
			}
			if waiting, err = tx.UploadOf(id, string(packet)); err == nil && waiting.Received < waiting.Size {
				return api.ErrNotThere
			}
			return err
		})
	}
	if err := look(); err != nil || receipt != nil {
		return receipt, err
	}
	if err := s.open(ctx, waiting.ID); err == nil {
		if err := look(); err != nil || receipt != nil {
			return receipt, err
		}
	}
	signed, err := s.keys.SignReceipt(api.Receipt{
		Packet: packet, Kiosk: id, SHA256: booth.PhotoID(waiting.SHA256), Bytes: waiting.Size, State: api.Received, At: s.Now(),
	})
	return &signed, err
}

// parts reads blobs one after the other.
type parts struct {
	ctx  context.Context
	s    *Service
	rest []store.Part
	now  io.ReadCloser
}

// Read reads.
func (p *parts) Read(b []byte) (int, error) {
	for {
		if p.now == nil {
			if len(p.rest) == 0 {
				return 0, io.EOF
			}
			r, err := p.s.blobs.Get(p.ctx, p.rest[0].Blob)
			if err != nil {
				return 0, err
			}
			p.now, p.rest = r, p.rest[1:]
		}
		n, err := p.now.Read(b)
		if n > 0 || err != nil && !errors.Is(err, io.EOF) {
			if errors.Is(err, io.EOF) {
				err = nil // the next read finds it again
			}
			return n, err
		}
		if errors.Is(err, io.EOF) {
			if err := p.Close(); err != nil {
				return 0, err
			}
		}
	}
}

// Close closes the blob that is open.
func (p *parts) Close() error {
	if p.now == nil {
		return nil
	}
	err := p.now.Close()
	p.now = nil
	return err
}
