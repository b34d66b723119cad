package api_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
)

func TestProblems(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		code   booth.Code
	}{
		{api.ErrClock, 401, "request.clock"},
		{api.ErrUploadChecksum.Because(errors.New("cause")), 460, "upload.checksum"},
		{booth.ErrSubmissionsUsed, 422, booth.ErrSubmissionsUsed.Code},
		{errors.New("open /var/lib/x: no space"), 500, "internal"},
		{booth.Fail("other.code", "甲", "A private sentence"), 500, "internal"},
	} {
		w := httptest.NewRecorder()
		api.WriteProblem(w, c.err, 1500*time.Millisecond)
		if strings.Contains(w.Body.String(), "cause") || strings.Contains(w.Body.String(), "space") || strings.Contains(w.Body.String(), "private") {
			t.Errorf("%v tells its cause: %s", c.err, w.Body)
		}
		p, err := api.ReadProblem(w.Code, w.Header().Get("Content-Type"), w.Body.Bytes())
		if err != nil || w.Code != c.status || p.Code != c.code || w.Header().Get("Retry-After") != "2" {
			t.Errorf("%v: %d %+v %v", c.err, w.Code, p, err)
		}
		if e := p.Err(); c.status != 500 && !errors.Is(c.err, e) || e.Text.ZH == "" || e.Text.EN == "" {
			t.Errorf("%v became %v", c.err, e)
		}
	}
	if p := api.ProblemOf(booth.ErrSubmissionsUsed); p.Err().Rule != booth.RuleV1 {
		t.Errorf("the rule is lost: %+v", p)
	}
}

// TestForeignAnswers: what something else than the service says is no problem
// of the service.
func TestForeignAnswers(t *testing.T) {
	good := `{"type":"urn:campuskiosk:problem:kiosk.revoked","title":"x","status":403,"code":"kiosk.revoked","text":{"zh":"x","en":"x"}}`
	if _, err := api.ReadProblem(403, api.ProblemJSON, []byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		status      int
		media, body string
	}{
		"a page":         {403, "text/html", "<html>log in</html>"},
		"a page as JSON": {403, api.ProblemJSON, "<html>log in</html>"},
		"other media":    {403, api.JSON, good},
		"other status":   {http.StatusOK, api.ProblemJSON, good},
		"other type":     {403, api.ProblemJSON, strings.Replace(good, "urn:campuskiosk", "about", 1)},
		"two values":     {403, api.ProblemJSON, good + good},
		"too long":       {403, api.ProblemJSON, good + strings.Repeat(" ", api.MaxProblem)},
	} {
		if _, err := api.ReadProblem(c.status, c.media, []byte(c.body)); err == nil {
			t.Errorf("%s is taken as a problem", name)
		}
	}
}

func TestPacketIDs(t *testing.T) {
	const id = "01KBZ8N4Q0X5E7R9T2V4W6Y8ZA"
	good := api.PacketOf(booth.SubmissionID{Session: id, N: 12})
	if s, ok := good.Submission(); !ok || s.N != 12 || good.File() != id+"-12.packet" {
		t.Errorf("%v %v %s", s, ok, good.File())
	}
	if p, ok := api.PacketOfFile(good.File()); !ok || p != good {
		t.Errorf("%v %v", p, ok)
	}
	for _, bad := range []api.PacketID{"", id, id + "-", id + "-0", id + "-01", id + "-+1", id + "-10000", id + "-1-1", "x-1", "../" + id + "-1"} {
		if bad.Valid() {
			t.Errorf("%q is taken", bad)
		}
	}
	m := api.PacketMeta{Packet: good, SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
	if got, err := api.ParsePacketMeta(m.Header() + ",filename eA==, empty"); err != nil || got != m {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range []string{"", "packet", "packet eA==,sha256 eA==", m.Header() + "," + m.Header(), strings.ToUpper(m.Header()), m.Header() + ",x !"} {
		if _, err := api.ParsePacketMeta(bad); !errors.Is(err, api.ErrPacketMetadata) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzPacketMeta(f *testing.F) {
	f.Add("packet eA==,sha256 eA==")
	f.Fuzz(func(t *testing.T, s string) {
		m, err := api.ParsePacketMeta(s)
		if err != nil {
			return
		}
		if again, err := api.ParsePacketMeta(m.Header()); err != nil || again != m {
			t.Errorf("%q: %v %v", s, again, err)
		}
	})
}
