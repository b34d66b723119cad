package http_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/centraltest"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"
)

func itoa(n int) string { return strconv.Itoa(n) }

// TestStrangers is the table of every call and everybody who might try it.
func TestStrangers(t *testing.T) {
	centraltest.Both(t, func(t *testing.T, backend centraltest.Backend) { strangers(t, newKit(t, backend)) })
}

func strangers(t *testing.T, k *kit) {
	owner, other, revoked := k.Kiosk(t), k.Kiosk(t), k.Kiosk(t)
	if err := k.Revoke(t.Context(), service.Console(), revoked.ID); err != nil {
		t.Fatal(err)
	}
	_, stranger, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	done := k.Packet(t, owner, 1, 0, nil)
	if r := k.Deliver(t, owner, done); r.State != api.Stored {
		t.Fatalf("%+v", r)
	}
	open := k.Packet(t, owner, 2, 1, nil)
	where := k.as(owner, begin(open)).header.Get("Location")
	token := clerkToken(t, k)

	// Who may: "owner" gets the first status, "other" (a kiosk like it) the
	// second; everybody else is refused in the same way everywhere.
	calls := []struct {
		name         string
		ask          ask
		owner, other int
	}{
		{"changes", get(api.PathChanges), 200, 200},
		{"blob", get(api.BlobPath(done.Manifest.Submission.Photo)), 404, 404}, // no reference photo
		{"counts", post(api.PathCounts, api.CountsReport{Counts: []api.Counts{{
			Student: done.Manifest.Student.Key, Uses: []booth.Use{{Day: "2026-03-01", Kiosk: owner.ID, Count: 1, Last: k.Clock.Now()}},
		}}}), 200, 400},
		{"health", post(api.PathHealth, health(k.Central)), 200, 200},
		{"begin", begin(done), 200, 201},
		{"offset", tus("HEAD", where), 200, 404},
		{"chunk", chunk(where, 0, open.File[:100]), 204, 404},
		{"receipt", get(api.ReceiptPath(done.Meta.Packet)), 200, 404},
	}
	for _, c := range calls {
		path := c.ask.method + " " + c.name
		head := c.ask.method == "HEAD"
		refused := func(who string, r reply, status int, code booth.Code) {
			t.Helper()
			if r.status != status {
				t.Errorf("%s as %s: %d, want %d", path, who, r.status, status)
			}
			if head {
				if len(r.body) > 0 {
					t.Errorf("%s as %s: a body", path, who)
				}
				return
			}
			if p := r.problem(t); p.Code != code {
				t.Errorf("%s as %s: %s, want %s", path, who, p.Code, code)
			}
		}
		refused("nobody", k.send(k.request(c.ask)), 401, api.ErrUnsigned.Code)
		refused("a clerk", k.send(k.request(c.ask.with("Cookie", "campuskiosk="+token))), 401, api.ErrUnsigned.Code)
		refused("a clerk's token", k.send(k.request(c.ask.with("Authorization", "Bearer "+token))), 401, api.ErrUnsigned.Code)
		refused("a student", k.send(k.request(c.ask.with("Authorization", "Basic c3R1ZGVudDpwYXNz"))), 401, api.ErrUnsigned.Code)
		refused("garbage", k.send(k.request(c.ask.with("Authorization", "CampusKiosk kiosk=,time=1,nonce=,signature="))), 401, api.ErrSignature.Code)
		refused("an unknown kiosk", k.as(centraltest.Kiosk{ID: "k0", Key: stranger}, c.ask), 401, api.ErrSignature.Code)
		refused("the owner with another key", k.as(centraltest.Kiosk{ID: owner.ID, Key: stranger}, c.ask), 401, api.ErrSignature.Code)
		refused("the owner with the other's key", k.as(centraltest.Kiosk{ID: owner.ID, Key: other.Key}, c.ask), 401, api.ErrSignature.Code)
		refused("the revoked with another key", k.as(centraltest.Kiosk{ID: revoked.ID, Key: stranger}, c.ask), 401, api.ErrSignature.Code)
		r := k.as(revoked, c.ask)
		refused("revoked", r, 403, api.ErrRevoked.Code)
		if !head {
			p := r.problem(t)
			if p.Command == nil {
				t.Fatalf("%s: no command for the revoked", path)
			}
			if command, err := api.OpenCommand(*p.Command, k.Keys.Set(), revoked.ID); err != nil || command.Order != api.OrderRevoke {
				t.Errorf("%s: %+v, %v", path, command, err)
			}
		}
		for name, off := range map[string]time.Duration{"a clock behind": -api.Skew - time.Second, "a clock ahead": api.Skew + time.Second} {
			req := k.request(c.ask)
			s := k.signer(owner.ID, owner.Key)
			s.Now = func() time.Time { return k.Clock.Now().Add(off) }
			s.Sign(req, sha256.Sum256(c.ask.body))
			refused(name, k.send(req), 401, api.ErrClock.Code)
		}
		// What was signed is exactly this: method, path, headers, body.
		for name, change := range map[string]func(ask) ask{
			"another path":  func(a ask) ask { a.path += "?x=1"; return a },
			"another order": func(a ask) ask { return a.with("Upload-Offset", "7") },
		} {
			req := k.request(c.ask)
			k.signer(owner.ID, owner.Key).Sign(req, sha256.Sum256(c.ask.body))
			changed := k.request(change(c.ask))
			changed.Header.Set("Authorization", req.Header.Get("Authorization"))
			if d := req.Header.Get("Content-Digest"); d != "" {
				changed.Header.Set("Content-Digest", d)
			}
			refused(name, k.send(changed), 401, api.ErrSignature.Code)
		}
		if len(c.ask.body) > 0 {
			req := k.request(c.ask)
			k.signer(owner.ID, owner.Key).Sign(req, sha256.Sum256(c.ask.body))
			bad := append([]byte(nil), c.ask.body...)
			bad[len(bad)/2] ^= 1
			changed := k.request(ask{c.ask.method, c.ask.path, bad, c.ask.header})
			for _, h := range []string{"Authorization", "Content-Digest"} {
				changed.Header.Set(h, req.Header.Get(h))
			}
			refused("another body", k.send(changed), 400, api.ErrDigest.Code)
		}
		// The same request twice: the first counts.
		for i, who := range []centraltest.Kiosk{other, owner} {
			req := k.request(c.ask)
			k.signer(who.ID, who.Key).Sign(req, sha256.Sum256(c.ask.body))
			again := k.request(c.ask)
			again.Header = req.Header.Clone()
			want := []int{c.other, c.owner}[i]
			if r := k.send(req); r.status != want {
				t.Errorf("%s as %s: %d %s, want %d", path, []string{"other", "owner"}[i], r.status, r.body, want)
			}
			refused("a replay", k.send(again), 401, api.ErrReplayed.Code)
		}
	}
	// What another method, or another path, is.
	for _, a := range []ask{
		{"DELETE", api.PathChanges, nil, nil},
		{"PUT", where, nil, nil},
		{"GET", where, nil, nil},
		{"POST", api.PathKeys, nil, nil},
		{"GET", api.PathEnrolments, nil, nil},
		{"GET", api.PathHealth, nil, nil},
		{"DELETE", where, nil, nil},
	} {
		if r := k.send(k.request(a)); r.status != 405 || r.problem(t).Code != api.ErrMethod.Code {
			t.Errorf("%s %s: %d", a.method, a.path, r.status)
		}
	}
	for _, path := range []string{"/v1", "/v1/", "/v1/kiosks", "/v1/packets/a/b", "/v2/changes", "/metrics", "/healthz", "/readyz", "/debug/pprof/"} {
		if r := k.send(k.request(get(path))); r.status != 404 {
			t.Errorf("%s: %d", path, r.status)
		}
	}
}

// clerkToken logs a clerk in.
func clerkToken(t *testing.T, k *kit) string {
	t.Helper()
	n := service.NewClerk{Login: "li", Name: "李", Password: "a long password", Role: store.RoleAdmin}
	if _, err := k.AddClerk(t.Context(), service.Console(), n); err != nil {
		t.Fatal(err)
	}
	token, _, err := k.Login(t.Context(), n.Login, n.Password)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// TestOpenCalls is what those who are no kiosk yet may do, and no more.
func TestOpenCalls(t *testing.T) {
	k := newKit(t, centraltest.Lite)
	chain := read[api.KeyChain](t, k.send(k.request(get(api.PathKeys))))
	keys, err := chain.First(k.Fingerprint())
	if err != nil {
		t.Fatal(err)
	}
	ask := api.NewTimeRequest()
	signed := read[api.Signed](t, k.send(k.request(post(api.PathTime, ask))))
	if at, err := ask.OpenTime(signed, keys); err != nil || !at.Equal(k.Now()) {
		t.Errorf("%v, %v", at, err)
	}
	if r := k.send(k.request(post(api.PathTime, api.TimeRequest{Nonce: []byte("short")}))); r.status != 400 {
		t.Errorf("a short nonce: %d", r.status)
	}
	if r := k.send(k.request(tus("OPTIONS", api.PathPackets))); r.status != 204 || r.header.Get("Tus-Extension") != api.TusExtensions || r.header.Get("Tus-Max-Size") != itoa(api.MaxPacket) {
		t.Errorf("%d %v", r.status, r.header)
	}
}

// TestEnrolment guards: a code is good once, for a quarter of an hour, for one
// key that the kiosk has.
func TestEnrolment(t *testing.T) {
	k := newKit(t, centraltest.Lite)
	admin := service.Console()
	add := func() (booth.KioskID, api.EnrolCode) {
		id, code, err := k.AddKiosk(t.Context(), admin, service.NewKiosk{School: centraltest.School().ID, Name: "二号机", Tasks: []booth.TaskID{centraltest.Task}})
		if err != nil {
			t.Fatal(err)
		}
		return id, code
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, another, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	try := func(e api.Enrolment) reply { return k.send(k.request(post(api.PathEnrolments, e))) }
	id, code := add()
	for name, c := range map[string]struct {
		change func(*api.Enrolment)
		code   booth.Code
	}{
		"another code": {func(e *api.Enrolment) {
			*e = api.NewEnrolment(api.EnrolCode{Fingerprint: code.Fingerprint, Code: api.NewOneTimeCode()}, key, "test")
		}, api.ErrEnrolCode.Code},
		"another service":     {func(e *api.Enrolment) { *e = api.NewEnrolment(api.EnrolCode{Code: code.Code}, key, "test") }, api.ErrEnrolProof.Code},
		"another's key":       {func(e *api.Enrolment) { e.Key = another.Public().(ed25519.PublicKey) }, api.ErrEnrolProof.Code},
		"other software":      {func(e *api.Enrolment) { e.Software = "x" }, api.ErrEnrolProof.Code},
		"a proof of a bit":    {func(e *api.Enrolment) { e.Proof[5] ^= 1 }, api.ErrEnrolProof.Code},
		"no key":              {func(e *api.Enrolment) { e.Key = nil }, api.ErrEnrolProof.Code},
		"a key of no length":  {func(e *api.Enrolment) { e.Key = e.Key[:31] }, api.ErrEnrolProof.Code},
		"no proof whatsoever": {func(e *api.Enrolment) { e.Proof = nil }, api.ErrEnrolProof.Code},
	} {
		e := api.NewEnrolment(code, key, "test")
		c.change(&e)
		if r := try(e); r.status != 403 || r.problem(t).Code != c.code {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	first := try(api.NewEnrolment(code, key, "test"))
	if first.status != 201 {
		t.Fatalf("%d %s", first.status, first.body)
	}
	enrolled := read[api.Enrolled](t, first)
	if enrolled.Kiosk != id || enrolled.Configuration.Name != "二号机" || len(enrolled.CampusKey) != 32 {
		t.Errorf("%+v", enrolled)
	}
	if r := try(api.NewEnrolment(code, key, "test")); r.status != 200 || read[api.Enrolled](t, r).Kiosk != id {
		t.Errorf("again: %d %s", r.status, r.body)
	}
	if r := try(api.NewEnrolment(code, another, "test")); r.status != 403 || r.problem(t).Code != api.ErrEnrolCode.Code {
		t.Errorf("with another key: %d", r.status)
	}
	_, late := add()
	k.Clock.Forward(api.CodeLife + time.Second)
	if r := try(api.NewEnrolment(late, another, "test")); r.status != 403 || r.problem(t).Code != api.ErrEnrolCode.Code {
		t.Errorf("too late: %d", r.status)
	}
	busy := false
	for range 200 {
		r := k.send(k.request(ask{"POST", api.PathEnrolments, []byte("{"), map[string]string{"Content-Type": api.JSON}}))
		if r.status == 429 {
			busy = r.header.Get("Retry-After") != "" && r.problem(t).Code == api.ErrBusy.Code
			break
		}
		if r.status != 400 {
			t.Fatalf("%d %s", r.status, r.body)
		}
	}
	if !busy {
		t.Error("strangers may try without end")
	}
}

// TestLimits guards: what is too large is refused before it comes, whatever is
// said about it.
func TestLimits(t *testing.T) {
	k := newKit(t, centraltest.Lite)
	owner := k.Kiosk(t)
	meta := k.Packet(t, owner, 1, 0, nil).Meta
	if r := k.as(owner, tus("POST", api.PathPackets).with("Upload-Length", itoa(api.MaxPacket+1)).with("Upload-Metadata", meta.Header())); r.status != 413 || r.problem(t).Code != api.ErrPacketTooLarge.Code {
		t.Errorf("a packet above the limit: %d", r.status)
	}
	for _, length := range []string{"", "-1", "0", "x", "1e3", "99999999999999999999"} {
		if r := k.as(owner, tus("POST", api.PathPackets).with("Upload-Length", length).with("Upload-Metadata", meta.Header())); r.status != 400 {
			t.Errorf("length %q: %d", length, r.status)
		}
	}
	for _, m := range []string{"", "packet", "packet eA==,sha256 eA==", strings.Repeat("a", 2000), meta.Header() + "," + meta.Header()} {
		if r := k.as(owner, tus("POST", api.PathPackets).with("Upload-Length", "10").with("Upload-Metadata", m)); r.status != 400 || r.problem(t).Code != api.ErrPacketMetadata.Code {
			t.Errorf("metadata %q: %d", m, r.status)
		}
	}
	if r := k.as(owner, tus("POST", api.PathPackets).with("Tus-Resumable", "0.2.2")); r.status != 412 || r.header.Get("Tus-Version") != "1.0.0" {
		t.Errorf("another version: %d", r.status)
	}
	// 413 comes with the headers: a body that does not come is not waited for.
	compared := k.url
	k.url = k.plain
	r := k.request(chunk(api.PathPackets+"/xxxxxxxxxxxxxxxx", 0, nil))
	body := &stalled{ended: make(chan struct{})}
	r.Body, r.ContentLength = body, api.MaxChunk+1
	if got := k.send(r); got.status != 413 {
		t.Errorf("a chunk above the limit: %d", got.status)
	}
	k.url = compared
	for _, wait := range []string{"31", "-1", "x"} {
		if r := k.as(owner, get(api.PathChanges+"?wait="+wait)); r.status != 400 {
			t.Errorf("wait=%s: %d", wait, r.status)
		}
	}
	for _, since := range []string{"x", "c-1-1-1", "f-0-0-0", strings.Repeat("c", 200), "c-zzzzzzzzzzzzzzzzz-1-1"} {
		if r := k.as(owner, get(api.PathChanges+"?since="+since)); r.status != 410 || r.problem(t).Code != api.ErrCursor.Code {
			t.Errorf("since=%s: %d", since, r.status)
		}
	}
	for name, a := range map[string]ask{
		"another type": post(api.PathHealth, health(k.Central)).with("Content-Type", "text/plain"),
		"no type":      {"POST", api.PathCounts, []byte("{}"), nil},
	} {
		if r := k.as(owner, a); r.status != 415 {
			t.Errorf("%s: %d", name, r.status)
		}
	}
	for _, body := range []string{"", "null]", "[1]", `{"counts":7}`, fmt.Sprintf(`{"counts":[{"student":"%s","uses":[]}]}`, strings.Repeat("g", 64))} {
		if r := k.as(owner, ask{"POST", api.PathCounts, []byte(body), map[string]string{"Content-Type": api.JSON}}); r.status != 400 {
			t.Errorf("%q: %d", body, r.status)
		}
	}
}

// stalled is a body that does not come.
type stalled struct{ ended chan struct{} }

func (s *stalled) Read([]byte) (int, error) {
	<-s.ended
	return 0, io.ErrUnexpectedEOF
}

func (s *stalled) Close() error {
	select {
	case <-s.ended:
	default:
		close(s.ended)
	}
	return nil
}
