package e2e_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/image/draw"

	"campuskiosk/app/booth"
	"campuskiosk/app/clock"
	"campuskiosk/app/flow"
	"campuskiosk/app/sealer"
	"campuskiosk/app/store"
	"campuskiosk/app/store/storetest"
	"campuskiosk/app/uplink"
	"campuskiosk/assets/figure"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/program"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/packet/packettest"
)

// serve runs the demonstration's service as its program does, and gives its
// address and the password of its account.
func serve(t *testing.T) (address, password string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	place := &program.Place{Dir: t.TempDir(), Register: service.RegisterDouble{}}
	serving := program.Serving{Listen: "127.0.0.1:0", Photo: "none"}
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- serving.Run(ctx, place, func(ctx context.Context, o *program.Opened, at string) error {
			if err := program.Demo(ctx, o.Service, func(secret string) error { password = secret; return nil }); err != nil {
				return err
			}
			_, err := program.DemoKiosk(ctx, o.Service)
			ready <- at
			return err
		})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the service ended with %v", err)
		}
	})
	select {
	case at := <-ready:
		return "http://" + at, password
	case err := <-ended:
		ended <- err
		t.Fatal(err)
		return "", ""
	}
}

// browser starts Chromium, or skips where there is none.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CAMPUSKIOSK_REQUIRE") == "1" {
			t.Fatal("chromium is not installed")
		}
		t.Skip("chromium is not installed")
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("accept-lang", "zh"))...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1366, 768)); err != nil {
		t.Fatal(err)
	}
	ctx, stop = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(stop)
	return ctx
}

func do(ctx context.Context, t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func get[T any](ctx context.Context, t *testing.T, script string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return v
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(90 * time.Second); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came: %s", what)
		}
	}
}

// kiosk is a kiosk without a window.
type kiosk struct {
	*uplink.Uplink
	store  *store.Store
	outbox *outbox.Folder
	member uplink.Member
}

// enrol makes a kiosk and enrols it by the link that the page showed.
func enrol(t *testing.T, link string) *kiosk {
	t.Helper()
	code, err := api.ParseEnrolCode(link)
	if err != nil {
		t.Fatalf("the page's link %q: %v", link, err)
	}
	k, dir := &kiosk{}, t.TempDir()
	if k.store, err = store.OpenOrCreate(filepath.Join(dir, "store"), "", storetest.Audit("store.created")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.store.Close() })
	trusted := clock.New(clock.System(), clock.State{}, time.Time{})
	k.store.UseClock(trusted)
	if k.outbox, err = outbox.Open(filepath.Join(dir, "packets")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.outbox.Close() })
	if k.member, err = uplink.Enrol(t.Context(), k.store, code, nil, "e2e"); err != nil {
		t.Fatal(err)
	}
	if k.Uplink, err = uplink.Open(uplink.Options{Store: k.store, Outbox: k.outbox, Clock: trusted, Software: "e2e"}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		k.Run(ctx)
	}()
	t.Cleanup(func() { stop(); <-ended })
	return k
}

// portrait is the standard photo of the drawn figure.
func portrait(t *testing.T) []byte {
	t.Helper()
	drawn, err := png.Decode(bytes.NewReader(figure.PNG))
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewRGBA(image.Rect(0, 0, 480, 640))
	draw.ApproxBiLinear.Scale(out, out.Bounds(), drawn, image.Rect(433, 40, 853, 600), draw.Src, nil)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, out, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// handIn is a whole submission of a student at the kiosk: kept, sealed to the
// service's keys, let go of.
func (k *kiosk) handIn(t *testing.T, task booth.Task, student booth.Student) booth.SubmissionID {
	t.Helper()
	original, standard := figure.PNG, portrait(t)
	s := packettest.With(1, original, standard)
	s.Kiosk, s.Task, s.Student, s.Pending.Task = k.member.Kiosk, task, student, task.ID
	version, err := k.store.Apply(store.Step{
		Session: s,
		Photos:  []store.NewPhoto{{Role: store.Original, Bytes: original}, {Role: store.Standard, Bytes: standard}},
		Effects: []flow.Effect{flow.KeepShot{Shot: s.Shots[0]}, flow.KeepPhoto{Photo: s.Photos[0]}},
	})
	if err != nil {
		t.Fatal(err)
	}
	seal := &sealer.Sealer{Store: k.store, Outbox: k.outbox, Key: k.member.Key(), Kiosk: k.member.Kiosk, Keys: k.Keys, Software: "e2e"}
	if err := seal.Seal(s, s.Pending, false); err != nil {
		t.Fatal(err)
	}
	sub := s.Pending
	s.State, s.Pending = booth.StateEnded, booth.Submission{}
	if _, err := k.store.Apply(store.Step{
		From: version, Session: s, Effects: []flow.Effect{flow.KeepSubmission{Student: student.Key, Submission: sub}},
	}); err != nil {
		t.Fatal(err)
	}
	seal.Wait()
	return sub.ID
}

// status is how the kiosk sees a submission.
func (k *kiosk) status(task booth.TaskID, student booth.StudentKey, id booth.SubmissionID) booth.Status {
	st, err := k.store.Standing(task, student)
	if err != nil {
		return ""
	}
	i := slices.IndexFunc(st.Submissions, func(s booth.Submission) bool { return s.ID == id })
	if i < 0 {
		return ""
	}
	return st.Submissions[i].Status
}

// TestPhotoToApproval guards the whole path: a clerk's page shows a code, a
// kiosk enrols with it and gets its task and roster; a photo that is handed in
// there appears in the review page; it is approved with a key, and the kiosk
// shows so.
func TestPhotoToApproval(t *testing.T) {
	address, password := serve(t)
	ctx := browser(t)
	do(ctx, t, chromedp.Navigate(address+"/registry/login"),
		chromedp.SendKeys("input[name=login]", "demo"), chromedp.SendKeys("input[name=password]", password+"\r"),
		chromedp.WaitVisible("header nav"),
		chromedp.Navigate(address+"/registry/kiosks"), chromedp.Click("table.list td a"),
		chromedp.WaitVisible("form[action$=code] button"), chromedp.Click("form[action$=code] button"), chromedp.WaitVisible(".code svg"))
	k := enrol(t, get[string](ctx, t, "document.querySelector('.copy').value"))

	var student booth.Student
	eventually(t, "task and roster at the kiosk", func() bool {
		for s, err := range k.store.Students(program.DemoCollection) {
			if err == nil && !s.Student.Key.IsZero() {
				student = s.Student
				return true
			}
		}
		return false
	})
	task, err := k.store.Task(program.DemoCollection)
	if err != nil {
		t.Fatal(err)
	}
	do(ctx, t, chromedp.Navigate(address+"/registry/kiosks"), chromedp.WaitVisible("td .approved")) // "enrolled"

	id := k.handIn(t, task, student)
	eventually(t, "the photo in the review page", func() bool {
		do(ctx, t, chromedp.Navigate(address+"/registry/review"))
		return get[bool](ctx, t, "document.querySelector('.review') !== null")
	})
	if at := get[string](ctx, t, "location.pathname"); !strings.HasSuffix(at, "/"+string(api.PacketOf(id))) {
		t.Fatalf("the review page shows %s", at)
	}
	eventually(t, "the pictures", func() bool {
		return get[bool](ctx, t, "[...document.querySelectorAll('.photos img')].every(i => i.complete)")
	})
	if sizes := get[string](ctx, t, "[...document.querySelectorAll('.photos img')].map(i => i.naturalWidth).join()"); sizes != "480,1280" {
		t.Errorf("pictures of widths %s", sizes)
	}
	if now := k.status(task.ID, student.Key, id); now == booth.Approved {
		t.Fatal("it is approved before anyone did")
	}
	do(ctx, t, chromedp.KeyEvent("a"))
	eventually(t, "the approval at the kiosk", func() bool { return k.status(task.ID, student.Key, id) == booth.Approved })
}
