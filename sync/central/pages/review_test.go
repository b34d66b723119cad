package pages_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/store"
)

// statusOf is how a submission stands.
func (o *office) statusOf(t testing.TB, id string) booth.Submission {
	t.Helper()
	sub, ok := api.PacketID(id).Submission()
	if !ok {
		t.Fatal(id)
	}
	c, err := o.Case(t.Context(), console, sub)
	if err != nil {
		t.Fatal(err)
	}
	return c.Submission.Submission
}

// fed gives what the kiosk's feed says about a submission; the last counts.
func (o *office) fed(t testing.TB, id string) (last *api.Submission) {
	t.Helper()
	for cursor := ""; ; {
		p, err := o.Changes(t.Context(), o.kiosk.ID, cursor, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, raw := range p.Entries {
			var e api.Entry
			if err := json.Unmarshal(raw, &e); err != nil {
				t.Fatal(err)
			}
			if e.Submission != nil && string(api.PacketOf(e.Submission.Submission.ID)) == id {
				last = e.Submission
			}
		}
		if cursor = p.Cursor; !p.More {
			return last
		}
	}
}

func (o *office) waiting(t testing.TB, n int) {
	t.Helper()
	for {
		q, err := o.Queue(t.Context(), console, store.Queue{Status: booth.Waiting})
		if err != nil {
			t.Fatal(err)
		}
		if len(q) >= n {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestReview guards: the page shows all three photos and the ten checks; an
// approval and a refusal with its reason reach the kiosk's feed; a refusal needs
// a reason; what was answered can't be answered again.
func TestReview(t *testing.T) {
	o := open(t)
	o.collect(t, 4, 3)
	o.waiting(t, 3)
	b := o.as(t, "reviewer")
	p := b.get("/registry/review")
	one := strings.TrimPrefix(p.path, "/registry/review/")
	if len(p.all("img")) != 4 || p.text("h1") != "审核 第 1 张，共 3 张待审" {
		t.Errorf("%d pictures, %q", len(p.all("img")), p.text("h1"))
	}
	for _, img := range p.all("img") {
		if got := b.get(attr(img, "src")); got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Type"), "image/") {
			t.Errorf("%s: %d %s", attr(img, "src"), got.status, got.header.Get("Content-Type"))
		}
	}
	if got := b.get("/registry/review/" + one + "/standard"); hashOf(got.body) != hashOf(portrait(0)) {
		t.Error("the standard photo is another one")
	}
	if got := b.get("/registry/review/" + one + "/original"); hashOf(got.body) != hashOf(original(0)) {
		t.Error("the original is another one")
	}
	checks := map[string]int{}
	for _, tr := range p.all("tr") {
		if c := attr(tr, "class"); c != "" {
			checks[c]++
		}
	}
	if checks["pass"] != 8 || checks["fail"] != 1 || checks["unavailable"] != 1 {
		t.Errorf("checks: %v", checks)
	}
	if name := o.Entry(t, 0).Student.Person.Name.Reveal(); strings.Contains(string(p.body), name) {
		t.Error("the whole name is on the review page")
	}

	address := "/registry/review/" + one
	csrf := p.csrf()
	if r := b.post(address, url.Values{"csrf": {csrf}, "answer": {"refused"}}); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.text("main"), "原因") {
		t.Errorf("refused without a reason: %d", r.status)
	}
	if r := b.post(address, url.Values{"csrf": {csrf}, "answer": {"perhaps"}}); r.status != http.StatusBadRequest {
		t.Errorf("an answer that is none: %d", r.status)
	}
	if s := o.statusOf(t, one); s.Status != booth.Waiting {
		t.Errorf("after that it is %s", s.Status)
	}
	next := b.post(address, url.Values{"csrf": {csrf}, "answer": {"approved"}, "reason": {"looks good"}})
	two := strings.TrimPrefix(next.path, "/registry/review/")
	if two == one || !api.PacketID(two).Valid() || !strings.Contains(next.text("main"), "已通过") {
		t.Errorf("after the approval at %s", next.path)
	}
	if e := o.fed(t, one); e == nil || e.Submission.Status != booth.Approved || e.Submission.Review.Reviewer != "c-reviewer" || e.Submission.Review.Reason != "" {
		t.Errorf("the feed says %+v", e)
	}
	last := b.post(next.path, url.Values{"csrf": {csrf}, "answer": {"refused"}, "usual": {"照片模糊。"}, "reason": {"请站近一点。"}})
	if e := o.fed(t, two); e == nil || e.Submission.Status != booth.NotApproved || string(e.Submission.Review.Reason) != "照片模糊。 请站近一点。" {
		t.Errorf("the feed says %+v", e)
	}
	if r := b.post(address, url.Values{"csrf": {csrf}, "answer": {"refused"}, "reason": {"again"}}); r.status != http.StatusUnprocessableEntity {
		t.Errorf("answered twice: %d", r.status)
	}
	if s := o.statusOf(t, one); s.Status != booth.Approved {
		t.Errorf("after that it is %s", s.Status)
	}
	end := b.post(last.path, url.Values{"csrf": {csrf}, "answer": {"approved"}})
	if end.path != "/registry/review" || !strings.Contains(end.text("main"), "没有待审核") {
		t.Errorf("after the last: %s %s", end.path, end.text("main"))
	}
}

// TestReviewKeys guards, in a real browser under our own policy: j and k go on
// and back, r with a number and Enter refuses, a approves; no script is refused
// and nothing is said on the console.
func TestReviewKeys(t *testing.T) {
	o := open(t)
	o.collect(t, 4, 4)
	o.waiting(t, 4)
	ctx := chromium(t, "zh")
	said := complaints(ctx)
	enter(ctx, t, o, "reviewer")
	at := func() string {
		t.Helper()
		u, err := chromedp.Run(ctx, chromedp.Location())
		if err != nil {
			t.Fatal(err)
		}
		_, id, _ := strings.Cut(u, "/review/")
		return id
	}
	// press types keys and waits for another page.
	press := func(keys string) string {
		t.Helper()
		old := at()
		if err := chromedp.Do(ctx, chromedp.KeyEvent(keys)); err != nil {
			t.Fatal(err)
		}
		for ctx.Err() == nil {
			ready, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("document.readyState === 'complete'"))
			if now := at(); err == nil && ready && now != old {
				return now
			}
			time.Sleep(30 * time.Millisecond)
		}
		t.Fatalf("%q leads nowhere from %s: %v", keys, old, said())
		return ""
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(o.server.URL+"/registry/review")); err != nil {
		t.Fatal(err)
	}
	first := at()
	second := press("j")
	if back := press("k"); back != first {
		t.Fatalf("k leads to %s", back)
	}
	if now := press("a"); now != second || o.statusOf(t, first).Status != booth.Approved {
		t.Fatalf("a leads to %s, and it is %s", now, o.statusOf(t, first).Status)
	}
	if e := o.fed(t, first); e == nil || e.Submission.Status != booth.Approved {
		t.Errorf("the kiosk's feed says %+v", e)
	}
	press("r6" + kb.Enter)
	if s := o.statusOf(t, second); s.Status != booth.NotApproved || string(s.Review.Reason) != "照片模糊。" {
		t.Fatalf("r, 6, Enter: %s %q", s.Status, string(s.Review.Reason))
	}
	if all := said(); len(all) > 0 {
		t.Errorf("the browser complains: %v", all)
	}
}

// TestHeld guards: packets of a revoked kiosk are listed, and wait for review
// once they were accepted.
func TestHeld(t *testing.T) {
	o := open(t)
	o.collect(t, 3, 0)
	if err := o.Revoke(t.Context(), console, o.kiosk.ID); err != nil {
		t.Fatal(err)
	}
	for n := range 2 {
		p := o.Packet(t, o.kiosk, n, n, nil)
		if _, err := o.Import(t.Context(), p.Meta.Packet.File(), bytes.NewReader(p.File)); err != nil {
			t.Fatal(err)
		}
	}
	b := o.as(t, "reviewer")
	if home := b.get("/registry/"); !strings.Contains(home.text("main"), "2 个封包待人工处理") {
		t.Errorf("%s", home.text("main"))
	}
	p := b.get("/registry/held")
	var actions []string
	for _, f := range p.all("form") {
		if to := attr(f, "action"); strings.HasPrefix(to, "/registry/held/") {
			actions = append(actions, to)
		}
	}
	if len(actions) != 2 {
		t.Fatalf("%d packets: %s", len(actions), p.text("main"))
	}
	csrf := p.csrf()
	if p := b.post(actions[0], url.Values{"csrf": {csrf}, "answer": {"accept"}}); !strings.Contains(p.text("main"), "已接收") {
		t.Errorf("%d %s", p.status, p.text("main"))
	}
	if p := b.post(actions[1], url.Values{"csrf": {csrf}, "answer": {"refuse"}}); !strings.Contains(p.text("main"), "已拒收") {
		t.Errorf("%d %s", p.status, p.text("main"))
	}
	if p := b.post(actions[1], url.Values{"csrf": {csrf}, "answer": {"accept"}}); p.status != http.StatusUnprocessableEntity {
		t.Errorf("decided twice: %d", p.status)
	}
	o.waiting(t, 1)
	q, err := o.Queue(t.Context(), console, store.Queue{Status: booth.Waiting})
	if err != nil || len(q) != 1 || !strings.HasSuffix(actions[0], string(api.PacketOf(q[0].ID))) {
		t.Errorf("%d wait, %v", len(q), err)
	}
}
