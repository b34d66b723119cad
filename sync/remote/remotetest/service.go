// Package remotetest is the service's side of the contract in memory, for the
// tests of the kiosk's side. It keeps nothing, knows one kiosk and has no rules;
// the service is sync/central.
package remotetest

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
)

// Service is the fake. Its fields may be changed under Lock.
type Service struct {
	sync.Mutex
	Code   api.OneTimeCode
	Kiosk  booth.KioskID
	Config api.Configuration
	// Pages of the feed; the cursor is the number of those that were given.
	Pages []api.Page
	Blobs map[booth.PhotoID][]byte
	// State is that of receipts.
	State api.ReceiptState
	// Ahead is how far the service's clock is ahead.
	Ahead time.Duration
	// Revoked: the kiosk's requests are refused, with a signed command.
	Revoked bool
	// MaxPacket refuses larger packets; 0 is none.
	MaxPacket int64

	// Stored are the packets in the order in which they were whole.
	Stored []api.PacketID
	// Again counts packets that were whole twice.
	Again   int
	Healths []api.Health
	Counted []api.Counts

	root     ed25519.PrivateKey
	keys     map[api.Use]ed25519.PrivateKey
	Chain    api.KeyChain
	Set      api.KeySet
	kioskKey ed25519.PublicKey
	nonces   map[string]bool
	uploads  map[string]*upload
	files    map[api.PacketID]*upload
	commands int64
}

type upload struct {
	meta api.PacketMeta
	size int64
	data []byte
}

// New makes a service with fresh keys.
func New(t testing.TB) *Service {
	t.Helper()
	s := &Service{
		Code: api.NewOneTimeCode(), Kiosk: "k-test", State: api.Stored,
		Config: api.Configuration{Revision: 1, Name: "one", Schools: []booth.SchoolID{"demo"}, RosterLeaseDays: 14, HealthSeconds: 60},
		Blobs:  map[booth.PhotoID][]byte{}, keys: map[api.Use]ed25519.PrivateKey{}, nonces: map[string]bool{},
		uploads: map[string]*upload{}, files: map[api.PacketID]*upload{},
	}
	var err error
	if _, s.root, err = ed25519.GenerateKey(nil); err != nil {
		t.Fatal(err)
	}
	s.Roll(t)
	return s
}

// Roll replaces all keys but the root.
func (s *Service) Roll(t testing.TB) {
	t.Helper()
	set := api.KeySet{Version: s.Set.Version + 1, Issued: s.now(), Root: s.root.Public().(ed25519.PublicKey)}
	for _, use := range []api.Use{api.UseTicket, api.UseTime, api.UseCommand, api.UseReceipt} {
		public, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		s.keys[use] = key
		set.Keys = append(set.Keys, api.Key{ID: api.KeyIDOf(public), Use: use, Public: public})
	}
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	recipient := id.Recipient().String()
	set.Keys = append(set.Keys, api.Key{ID: api.KeyIDOf([]byte(recipient)), Use: api.UsePacket, Recipient: recipient})
	signed, err := api.Seal(api.ForKeySet, s.root, set)
	if err != nil {
		t.Fatal(err)
	}
	s.Set, s.Chain = set, api.KeyChain{Sets: []api.Signed{signed}}
}

// EnrolCode is what the registry's QR would say.
func (s *Service) EnrolCode(address string) api.EnrolCode {
	return api.EnrolCode{Service: address, Fingerprint: api.FingerprintOf(s.Set.Root), Code: s.Code}
}

// Admit enrols a kiosk's key without asking.
func (s *Service) Admit(key ed25519.PublicKey) { s.kioskKey = key }

// Command signs a command for the kiosk.
func (s *Service) Command(o api.Order) api.Signed {
	s.commands++
	return s.sign(api.ForCommand, api.UseCommand, api.Command{ID: strconv.FormatInt(s.commands, 10), Kiosk: s.Kiosk, Order: o, Seq: s.commands, Issued: s.now()})
}

// Receipt signs a receipt.
func (s *Service) Receipt(r api.Receipt) api.Signed { return s.sign(api.ForReceipt, api.UseReceipt, r) }

func (s *Service) sign(p api.Purpose, u api.Use, v any) api.Signed {
	signed, err := api.Seal(p, s.keys[u], v)
	if err != nil {
		panic(err)
	}
	return signed
}

func (s *Service) now() time.Time { return time.Now().Add(s.Ahead) }

// Packet gives the bytes of a whole packet.
func (s *Service) Packet(id api.PacketID) []byte {
	s.Lock()
	defer s.Unlock()
	if f := s.files[id]; f != nil {
		return f.data
	}
	return nil
}

// ServeHTTP answers.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.Lock()
	defer s.Unlock()
	path := r.URL.Path
	switch {
	case path == api.PathEnrolments:
		s.enrol(w, r)
		return
	case path == api.PathKeys:
		reply(w, http.StatusOK, s.Chain)
		return
	case path == api.PathTime:
		var ask api.TimeRequest
		if json.NewDecoder(r.Body).Decode(&ask) != nil {
			api.WriteProblem(w, api.ErrMalformed, 0)
			return
		}
		reply(w, http.StatusOK, s.sign(api.ForTime, api.UseTime, api.SignedTime{Nonce: ask.Nonce, At: s.now()}))
		return
	}
	if err := s.verify(r); err != nil {
		p := api.ProblemOf(err)
		if errors.Is(err, api.ErrRevoked) {
			c := s.Command(api.OrderRevoke)
			p.Command = &c
		}
		p.Write(w, 0)
		return
	}
	switch {
	case path == api.PathChanges:
		s.changes(w, r)
	case strings.HasPrefix(path, api.PathBlobs):
		blob, found := s.Blobs[booth.PhotoID(strings.TrimPrefix(path, api.PathBlobs))]
		if !found {
			api.WriteProblem(w, api.ErrNotThere, 0)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(blob)
	case path == api.PathCounts:
		var c api.CountsReport
		if json.NewDecoder(r.Body).Decode(&c) != nil {
			api.WriteProblem(w, api.ErrMalformed, 0)
			return
		}
		s.Counted = append(s.Counted, c.Counts...)
		reply(w, http.StatusOK, api.CountsTaken{Students: len(c.Counts)})
	case path == api.PathHealth:
		var h api.Health
		if json.NewDecoder(r.Body).Decode(&h) != nil {
			api.WriteProblem(w, api.ErrMalformed, 0)
			return
		}
		s.Healths = append(s.Healths, h)
		reply(w, http.StatusOK, api.HealthTaken{At: s.now()})
	case strings.HasPrefix(path, api.PathReceipts):
		f := s.files[api.PacketID(strings.TrimPrefix(path, api.PathReceipts))]
		if f == nil {
			api.WriteProblem(w, api.ErrNotThere, 0)
			return
		}
		reply(w, http.StatusOK, s.receipt(f))
	case path == api.PathPackets:
		s.begin(w, r)
	case strings.HasPrefix(path, api.PathPackets+"/"):
		s.chunk(w, r, strings.TrimPrefix(path, api.PathPackets+"/"))
	default:
		api.WriteProblem(w, api.ErrNotThere, 0)
	}
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", api.JSON)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func (s *Service) verify(r *http.Request) error {
	v := api.Verifier{
		Now: s.now,
		KeyOf: func(_ context.Context, k booth.KioskID) (ed25519.PublicKey, error) {
			if k != s.Kiosk || s.kioskKey == nil {
				return nil, api.ErrSignature
			}
			if s.Revoked {
				return s.kioskKey, api.ErrRevoked
			}
			return s.kioskKey, nil
		},
		Fresh: func(_ context.Context, _ booth.KioskID, nonce string, _ time.Time) (bool, error) {
			seen := s.nonces[nonce]
			s.nonces[nonce] = true
			return !seen, nil
		},
	}
	_, err := v.Verify(r)
	return err
}

func (s *Service) enrol(w http.ResponseWriter, r *http.Request) {
	var e api.Enrolment
	if json.NewDecoder(r.Body).Decode(&e) != nil {
		api.WriteProblem(w, api.ErrMalformed, 0)
		return
	}
	if err := e.Check(api.FingerprintOf(s.Set.Root)); err != nil {
		api.WriteProblem(w, err, 0)
		return
	}
	status := http.StatusCreated
	switch {
	case e.Code.Hash() != s.Code.Hash(), s.kioskKey != nil && !s.kioskKey.Equal(ed25519.PublicKey(e.Key)):
		api.WriteProblem(w, api.ErrEnrolCode, 0)
		return
	case s.kioskKey != nil:
		status = http.StatusOK
	}
	s.kioskKey = e.Key
	reply(w, status, api.Enrolled{Kiosk: s.Kiosk, Keys: s.Chain, CampusKey: make([]byte, 32), Configuration: s.Config, At: s.now()})
}

func (s *Service) changes(w http.ResponseWriter, r *http.Request) {
	n := 0
	if since := r.URL.Query().Get("since"); since != "" {
		var err error
		if n, err = strconv.Atoi(since); err != nil || n > len(s.Pages) {
			api.WriteProblem(w, api.ErrCursor, 0)
			return
		}
	}
	page := api.Page{Entries: []api.Entry{}, Cursor: strconv.Itoa(n)}
	if n < len(s.Pages) {
		page = s.Pages[n]
		page.Cursor, page.More = strconv.Itoa(n+1), n+1 < len(s.Pages)
	}
	reply(w, http.StatusOK, page)
}

func (s *Service) receipt(f *upload) api.Signed {
	sum := sha256.Sum256(f.data)
	r := api.Receipt{Packet: f.meta.Packet, Kiosk: s.Kiosk, SHA256: booth.PhotoID(hex.EncodeToString(sum[:])), Bytes: f.size, State: s.State, At: s.now()}
	if s.State == api.Damaged {
		p := api.ProblemOf(api.ErrPacketDamaged)
		r.Problem = &p
	}
	return s.sign(api.ForReceipt, api.UseReceipt, r)
}

func (s *Service) begin(w http.ResponseWriter, r *http.Request) {
	size, err := strconv.ParseInt(r.Header.Get("Upload-Length"), 10, 64)
	meta, merr := api.ParsePacketMeta(r.Header.Get("Upload-Metadata"))
	if err != nil || merr != nil {
		api.WriteProblem(w, api.ErrPacketMetadata, 0)
		return
	}
	if s.MaxPacket > 0 && size > s.MaxPacket {
		api.WriteProblem(w, api.ErrPacketTooLarge, 0)
		return
	}
	if f := s.files[meta.Packet]; f != nil {
		if f.meta.SHA256 != meta.SHA256 {
			api.WriteProblem(w, api.ErrPacketConflict, 0)
			return
		}
		reply(w, http.StatusOK, s.receipt(f))
		return
	}
	id := base64.RawURLEncoding.EncodeToString([]byte(meta.Header()))[:100] + strconv.Itoa(len(s.uploads))
	for known, u := range s.uploads {
		if u.meta == meta {
			id = known
		}
	}
	if s.uploads[id] == nil {
		s.uploads[id] = &upload{meta: meta, size: size}
	}
	tus(w)
	w.Header().Set("Location", api.PathPackets+"/"+id)
	w.WriteHeader(http.StatusCreated)
}

func tus(w http.ResponseWriter) {
	w.Header().Set("Tus-Resumable", api.TusResumable)
	w.Header().Set("Upload-Expires", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
}

// Forget loses all unfinished uploads, as when they are over.
func (s *Service) Forget() {
	s.Lock()
	defer s.Unlock()
	s.uploads = map[string]*upload{}
}

func (s *Service) chunk(w http.ResponseWriter, r *http.Request, id string) {
	u := s.uploads[id]
	if u == nil {
		api.WriteProblem(w, api.ErrNotThere, 0)
		return
	}
	if r.Method == http.MethodHead {
		tus(w)
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Upload-Offset", strconv.Itoa(len(u.data)))
		w.Header().Set("Upload-Length", strconv.FormatInt(u.size, 10))
		return
	}
	if r.Header.Get("Upload-Offset") != strconv.Itoa(len(u.data)) {
		api.WriteProblem(w, api.ErrUploadOffset, 0)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, api.MaxChunk+1))
	if err != nil {
		api.WriteProblem(w, api.ErrDigest, 0)
		return
	}
	sum := sha256.Sum256(body)
	if r.Header.Get("Upload-Checksum") != "sha256 "+base64.StdEncoding.EncodeToString(sum[:]) {
		api.WriteProblem(w, api.ErrUploadChecksum, 0)
		return
	}
	u.data = append(u.data, body...)
	if int64(len(u.data)) == u.size {
		if s.files[u.meta.Packet] != nil {
			s.Again++
		}
		s.files[u.meta.Packet] = u
		s.Stored = append(s.Stored, u.meta.Packet)
	}
	tus(w)
	w.Header().Set("Upload-Offset", strconv.Itoa(len(u.data)))
	w.WriteHeader(http.StatusNoContent)
}
