package pages_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"
	scale "golang.org/x/image/draw"
	"golang.org/x/net/html"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/assets/figure"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/centraltest"
	"campuskiosk/sync/central/pages"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"
	"campuskiosk/sync/packet"
	"campuskiosk/sync/packet/packettest"
)

// office is a registry office with its pages on a real server.
type office struct {
	*centraltest.Central
	pages  *pages.Pages
	server *httptest.Server
	kiosk  centraltest.Kiosk
}

var console = service.Console()

const task = centraltest.Task

const password = "correct horse battery"

// roles are the people who may log in to every office of the tests.
var roles = []store.Role{store.RoleAdmin, store.RoleClerk, store.RoleReviewer}

func open(t testing.TB, options ...func(*pages.Options)) *office {
	t.Helper()
	o := &office{Central: centraltest.New(t, centraltest.Lite)}
	po := pages.Options{Service: o.Service, Dir: t.TempDir()}
	for _, change := range options {
		change(&po)
	}
	p, err := pages.New(po)
	if err != nil {
		t.Fatal(err)
	}
	o.pages = p
	o.server = httptest.NewServer(p)
	t.Cleanup(o.server.Close)
	for _, r := range roles {
		o.person(t, string(r), r, "")
	}
	return o
}

// cheap is the hash of password at the lowest cost that is taken: the tests log
// in many times.
var cheap = sync.OnceValue(func() string {
	salt := []byte("salt of the tests")
	b := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=8,t=1,p=1$%s$%s", argon2.Version, b(salt), b(argon2.IDKey([]byte(password), salt, 1, 8, 1, 32)))
})

// person adds somebody who may log in.
func (o *office) person(t testing.TB, login string, r store.Role, school booth.SchoolID) {
	t.Helper()
	names := map[store.Role]string{store.RoleAdmin: "管理员", store.RoleClerk: "王老师", store.RoleReviewer: "李老师"}
	err := o.Store.Update(context.Background(), func(tx *store.Tx) error {
		return tx.PutClerk(store.Clerk{ID: booth.ClerkID("c-" + login), Login: login, Name: names[r], Password: cheap(), Role: r, School: school})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// browser is a client with cookies, as one browser is.
type browser struct {
	t    testing.TB
	o    *office
	http *http.Client
	lang string
}

func (o *office) browser(t testing.TB) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, o: o, http: &http.Client{Jar: jar}, lang: "zh-CN"}
}

// as is a browser in which somebody has logged in.
func (o *office) as(t testing.TB, login string) *browser {
	t.Helper()
	b := o.browser(t)
	if p := b.logIn(login, password); p.path != "/registry/" {
		t.Fatalf("%s is at %s: %s", login, p.path, p.text("main"))
	}
	return b
}

func (b *browser) logIn(login, password string) page {
	b.t.Helper()
	form := b.get("/registry/login").form("/registry/login")
	form.Set("login", login)
	form.Set("password", password)
	return b.post("/registry/login", form)
}

// page is an answer.
type page struct {
	t      testing.TB
	status int
	path   string
	header http.Header
	body   []byte
	root   *html.Node
}

func (b *browser) get(path string) page {
	b.t.Helper()
	return b.do(http.MethodGet, path, "", nil)
}

func (b *browser) post(path string, form url.Values) page {
	b.t.Helper()
	return b.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func (b *browser) do(method, path, kind string, body io.Reader) page {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.o.server.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", b.lang)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	return b.send(req)
}

func (b *browser) send(req *http.Request) page {
	b.t.Helper()
	res, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	p := page{t: b.t, status: res.StatusCode, path: res.Request.URL.Path, header: res.Header, body: text}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		if p.root, err = html.Parse(bytes.NewReader(text)); err != nil {
			b.t.Fatal(err)
		}
	}
	return p
}

// all gives the elements of a name.
func (p page) all(name string) []*html.Node {
	var found []*html.Node
	if p.root == nil {
		return nil
	}
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			found = append(found, n)
		}
	}
	return found
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// text gives the words in the first element of a name.
func (p page) text(name string) string {
	all := p.all(name)
	if len(all) == 0 {
		return ""
	}
	return words(all[0])
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// form gives the fields of the first form that goes to an address, as a browser
// would send them without a click on a button.
func (p page) form(action string) url.Values {
	p.t.Helper()
	for _, f := range p.all("form") {
		if to := attr(f, "action"); to != action && (to != "" || p.path != action) {
			continue
		}
		return fields(f)
	}
	p.t.Fatalf("%s has no form to %s: %s", p.path, action, p.text("main"))
	return nil
}

func fields(f *html.Node) url.Values {
	v := url.Values{}
	for n := range f.Descendants() {
		if n.Type != html.ElementNode || attr(n, "name") == "" {
			continue
		}
		switch kind := attr(n, "type"); {
		case n.Data == "input" && (kind == "checkbox" || kind == "radio"):
			if has(n, "checked") {
				v.Add(attr(n, "name"), attr(n, "value"))
			}
		case n.Data == "input" && kind != "file":
			v.Add(attr(n, "name"), attr(n, "value"))
		case n.Data == "select":
			first, chosen := "", ""
			for o := range n.Descendants() {
				if o.Type == html.ElementNode && o.Data == "option" {
					if first == "" {
						first = attr(o, "value")
					}
					if has(o, "selected") {
						chosen = attr(o, "value")
					}
				}
			}
			if chosen == "" {
				chosen = first
			}
			v.Add(attr(n, "name"), chosen)
		}
	}
	return v
}

// csrf is the token of the page's forms.
func (p page) csrf() string {
	for _, n := range p.all("input") {
		if attr(n, "name") == "csrf" {
			return attr(n, "value")
		}
	}
	return ""
}

// file is a file of a form.
type file struct {
	field, name string
	content     []byte
}

// upload sends a form with files; the token goes first, as in the page.
func (b *browser) upload(path string, form url.Values, files ...file) page {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	write := func(k string) {
		for _, v := range form[k] {
			if err := w.WriteField(k, v); err != nil {
				b.t.Fatal(err)
			}
		}
	}
	write("csrf")
	for _, f := range files {
		part, err := w.CreateFormFile(f.field, f.name)
		if err == nil {
			_, err = part.Write(f.content)
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
	for k := range form {
		if k != "csrf" {
			write(k)
		}
	}
	if err := w.Close(); err != nil {
		b.t.Fatal(err)
	}
	return b.do(http.MethodPost, path, w.FormDataContentType(), &body)
}

// drawing is the figure that we drew, as a camera's picture.
var drawing = sync.OnceValue(func() *image.RGBA {
	p, err := png.Decode(bytes.NewReader(figure.PNG))
	if err != nil {
		panic(err)
	}
	m := image.NewRGBA(p.Bounds())
	draw.Draw(m, m.Bounds(), p, image.Point{}, draw.Src)
	return m
})

// original and portrait draw the n-th student: the figure, whose pictures differ
// by a strip of n bars at the lower edge.
func original(n int) []byte { return encode(drawing(), drawing().Bounds(), 1280, 720, n) }

func portrait(n int) []byte { return encode(drawing(), image.Rect(433, 40, 853, 600), 480, 640, n) }

func admission(n int) []byte { return encode(drawing(), image.Rect(463, 70, 823, 550), 240, 320, n) }

func encode(m image.Image, part image.Rectangle, w, h, n int) []byte {
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	scale.ApproxBiLinear.Scale(out, out.Bounds(), m, part, draw.Src, nil)
	for i := range n {
		draw.Draw(out, image.Rect(4+6*i, h-6, 8+6*i, h-2), image.NewUniform(color.RGBA{31, 99, 191, 255}), image.Point{}, draw.Src)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, out, &jpeg.Options{Quality: 88}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// collect enrols the kiosk, puts students with admission photos on the roster,
// and hands in the photos of the first ones.
func (o *office) collect(t testing.TB, students, submitted int) {
	t.Helper()
	o.Roster(t, students)
	book := o.Book(service.Console())
	base, err := book.Info(context.Background(), centraltest.Task)
	if err != nil {
		t.Fatal(err)
	}
	err = book.Replace(context.Background(), centraltest.Task, base, roster.Change{Changed: students}, func(w roster.Writer) error {
		for i := range students {
			e := o.Entry(t, i)
			if i != 2 { // one without
				photo := admission(i)
				e.Student.Reference = hashOf(photo)
				if err := w.PutReference(e.Student.Key, photo); err != nil {
					return err
				}
			}
			if err := w.Put(e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	o.kiosk = o.Kiosk(t)
	for i := range submitted {
		o.hand(t, i, i, nil)
	}
}

// hand hands in the n-th session's photo.
func (o *office) hand(t testing.TB, n, student int, change func(*booth.Session)) booth.SubmissionID {
	t.Helper()
	s := packettest.With(n, original(n), portrait(n))
	s.Kiosk, s.Task, s.Student = o.kiosk.ID, centraltest.TheTask(), o.Entry(t, student).Student
	s.Shots[0].Width, s.Shots[0].Height, s.Shots[0].Taken = 1280, 720, s.Started
	s.Photos[0].Width, s.Photos[0].Height = 480, 640
	low := 41
	s.Shots[0].Checks[4] = booth.CheckResult{ID: booth.Blur, State: booth.CheckFail, Score: &low}
	s.Shots[0].Checks[9] = booth.CheckResult{ID: booth.MouthClosed, State: booth.CheckUnavailable}
	if change != nil {
		change(&s)
	}
	m, r, err := packet.Describe(s, s.Pending, true)
	if err != nil {
		t.Fatal(err)
	}
	m.Software, m.Sealed, m.Trust = "test 1", s.Pending.At, s.Pending.Trust
	var sealed bytes.Buffer
	if _, err := packet.Seal(&sealed, o.Keys.Set().Recipients(), o.kiosk.Key, m, packet.Content{
		Original: packet.Bytes(original(n)), Standard: packet.Bytes(portrait(n)), Report: r,
	}); err != nil {
		t.Fatal(err)
	}
	receipt := o.Deliver(t, o.kiosk, centraltest.Sealed{
		Meta: centraltest.MetaOf(api.PacketOf(s.Pending.ID), sealed.Bytes()), File: sealed.Bytes(), Manifest: m,
	})
	if receipt.State != api.Stored {
		t.Fatalf("the packet was %+v", receipt)
	}
	return s.Pending.ID
}

// firstWaiting waits for the queue and gives its first packet.
func (o *office) firstWaiting(t testing.TB) string {
	t.Helper()
	for range 200 {
		q, err := o.Queue(t.Context(), console, store.Queue{Status: booth.Waiting})
		if err != nil {
			t.Fatal(err)
		}
		if len(q) > 0 {
			return string(api.PacketOf(q[0].ID))
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("nothing waits for review")
	return ""
}

func keyOf(k booth.StudentKey) string { return fmt.Sprintf("%x", k[:]) }

func hashOf(b []byte) booth.PhotoID {
	return booth.PhotoID(fmt.Sprintf("%x", sha256.Sum256(b)))
}

// cookie is the value of a cookie that the browser has.
func (b *browser) cookie(name string) string {
	u, err := url.Parse(b.o.server.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.http.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}
