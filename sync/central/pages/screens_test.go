package pages_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"
)

// furnish makes an office as one sees it in the middle of a collection, and
// gives the kiosk that nobody has enrolled.
func (o *office) furnish(t testing.TB) (invited booth.KioskID) {
	t.Helper()
	o.collect(t, 24, 6)
	o.firstWaiting(t)
	ctx := context.Background()
	school := o.school(t)
	invited, _, err := o.AddKiosk(ctx, console, service.NewKiosk{School: school.ID, Name: "二号机", Place: booth.Text{ZH: "体育馆一层", EN: "Sports hall, ground floor"}, Tasks: []booth.TaskID{task}})
	gone, _, err2 := o.AddKiosk(ctx, console, service.NewKiosk{School: school.ID, Name: "三号机", Place: booth.Text{ZH: "老校区", EN: "Old campus"}})
	_, err3 := o.PutHelper(ctx, console, service.NewHelper{School: school.ID, Label: "刘同学", PIN: "135790"})
	_, err4 := o.PutHelper(ctx, console, service.NewHelper{School: school.ID, Label: "设备老师", PIN: "246802", Technician: true, Badge: "badge 1"})
	_, err5 := o.Health(ctx, o.kiosk.ID, api.Health{
		At: o.Now(), Trust: booth.TimeVerified, Software: "campuskiosk 0.4.0", Queue: api.Queue{Waiting: 3, Parked: 1}, FreeBytes: 41 << 30, Students: 24,
		Warnings: []api.Warning{{Code: "camera.slow", Severity: "warning", Since: o.Now().Add(-time.Hour)}},
	})
	manual := o.Entry(t, 40)
	manual.Student.Manual = booth.ManualPending
	err6 := o.Store.Update(ctx, func(tx *store.Tx) error {
		return errors.Join(tx.PutManual(task, manual), tx.OpenCase(task, o.Entry(t, 7).Student.Key, o.Now()), tx.SetBound(task, o.Entry(t, 1).Student.Key, "account-1"))
	})
	if err := errors.Join(err, o.Revoke(ctx, console, gone), err2, err3, err4, err5, err6); err != nil {
		t.Fatal(err)
	}
	return invited
}

func (o *office) school(t testing.TB) booth.School {
	t.Helper()
	all, err := o.Schools(context.Background(), console)
	if err != nil || len(all) == 0 {
		t.Fatal(err)
	}
	return all[0]
}

// TestScreens takes pictures of the pages into a folder for people to look at:
// CAMPUSKIOSK_SCREENS=folder.
func TestScreens(t *testing.T) {
	dir := os.Getenv("CAMPUSKIOSK_SCREENS")
	if dir == "" {
		t.Skip("CAMPUSKIOSK_SCREENS names no folder")
	}
	o := open(t)
	invited := o.furnish(t)
	for _, lang := range []string{"zh", "en"} {
		ctx := chromium(t, lang)
		take := func(name string, steps ...chromedp.Action[chromedp.Void]) {
			t.Helper()
			if err := chromedp.Do(ctx, append(steps, chromedp.Sleep(250*time.Millisecond))...); err != nil {
				t.Fatal(name, err)
			}
			shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, name+"-"+lang+".png"), shot, 0o600)
			}
			if err != nil {
				t.Fatal(name, err)
			}
		}
		at := func(path string) chromedp.Action[chromedp.Void] {
			return chromedp.Navigate(o.server.URL + "/registry" + path)
		}
		take("login", at("/login"))
		enter(ctx, t, o, "admin")
		take("home")
		take("review", at("/review"))
		take("refuse", chromedp.KeyEvent("r"))
		take("tasks", at("/tasks"))
		take("task", at("/tasks/"+string(task)))
		take("settings", at("/tasks/"+string(task)+"/settings"))
		take("roster", at("/tasks/"+string(task)+"/roster"))
		take("delivery", at("/tasks/"+string(task)+"/delivery"))
		take("students", at("/students"), chromedp.SendKeys("input[name=typed]", "张\r"), chromedp.WaitVisible("table.list"))
		take("student", at("/students/"+string(task)+"/"+keyOf(o.Entry(t, 1).Student.Key)))
		take("manual", at("/manual"))
		take("helpers", at("/helpers"))
		take("kiosks", at("/kiosks"))
		take("kiosk", at("/kiosks/"+string(o.kiosk.ID)))
		take("code", at("/kiosks/"+string(invited)), chromedp.Click("form[action$=code] button"), chromedp.WaitVisible(".code svg"))
		take("schools", at("/schools"))
		take("accounts", at("/accounts"))
	}
}
