package pages

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"strings"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster/delivery"
	"campuskiosk/sync/central/store"
)

// deliveryPage is who would be in a delivery.
type deliveryPage struct {
	Task     store.Task
	Counts   delivery.Counts
	Reasons  []delivery.Reason
	Problems []delivery.Problem
	Refused  int
	Error    string
}

var errNotDownloaded = booth.Fail("pages.not_downloaded",
	"请先下载交付包：标记的正是最近一次下载的照片。下载后一小时内有效。",
	"Download the delivery first: what is marked is exactly what was in the last download, within an hour.")

func (p *Pages) delivery(v *visit) error { return p.showDelivery(v, http.StatusOK, nil) }

func (p *Pages) prepare(v *visit) (store.Task, *delivery.Delivery, error) {
	t, err := p.taskOf(v)
	if err != nil {
		return t, nil, err
	}
	d, err := delivery.Prepare(v.ctx(), p.s.Book(v.actor), delivery.Options{Task: t.Task, ApprovedOnly: true})
	return t, d, err
}

func (p *Pages) showDelivery(v *visit, status int, failure *booth.Error) error {
	t, d, err := p.prepare(v)
	if e, ok := mendable(err); ok && d == nil && failure == nil && t.ID != "" {
		return v.show(http.StatusUnprocessableEntity, "delivery", deliveryPage{Task: t, Error: v.text(e)})
	}
	if err != nil {
		return err
	}
	page := deliveryPage{
		Task: t, Counts: d.Counts(), Problems: d.Problems, Refused: d.Refused, Error: v.text(failure),
	}
	for _, r := range delivery.Reasons() {
		if page.Counts.Missing[r] > 0 {
			page.Reasons = append(page.Reasons, r)
		}
	}
	return v.show(status, "delivery", page)
}

// lastDownload is where the list of a session's last download of a task lies.
func (v *visit) lastDownload(task booth.TaskID) string {
	sum := sha256.Sum256([]byte("campuskiosk/pages/download/v1\n" + v.token + "\n" + string(task)))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
}

// keepDownload notes what is in a delivery that was written.
func (p *Pages) keepDownload(v *visit, task booth.TaskID, d *delivery.Delivery) error {
	text, err := json.Marshal(d.Submissions())
	if err != nil {
		return err
	}
	id := v.lastDownload(task)
	if err := p.desk.end(id); err != nil {
		return err
	}
	if err := p.desk.root.Mkdir(id, 0o700); err != nil {
		return err
	}
	return p.desk.write(id, "delivered.json", text)
}

// download makes the ZIP file and gives it.
func (p *Pages) download(v *visit) error {
	t, d, err := p.prepare(v)
	if err != nil {
		return err
	}
	id, err := p.desk.begin(p.now())
	if err != nil {
		return err
	}
	defer p.desk.end(id) //nolint:errcheck // what stays is removed by the next
	target := p.desk.path(id, "delivery.zip")
	if err := d.Write(v.ctx(), target); err != nil {
		if e, ok := mendable(err); ok {
			return p.showDelivery(v, http.StatusUnprocessableEntity, e)
		}
		return err
	}
	if err := p.keepDownload(v, t.ID, d); err != nil {
		return err
	}
	f, err := os.Open(target)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	name := fmt.Sprintf("%s %s.zip", t.Name, p.now().In(booth.Shanghai).Format("2006-01-02"))
	v.w.Header().Set("Content-Type", "application/zip")
	v.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	if info, err := f.Stat(); err == nil {
		v.w.Header().Set("Content-Length", fmt.Sprint(info.Size()))
	}
	if _, err := io.Copy(v.w, f); err != nil {
		p.o.Log.Warn("delivery was cut", "error", err)
	}
	return nil
}

// delivered marks what the last download had in it, no more and no less.
func (p *Pages) delivered(v *visit) error {
	t, err := p.taskOf(v)
	if err != nil {
		return err
	}
	if v.form("sure") != "yes" {
		return p.showDelivery(v, http.StatusUnprocessableEntity, errNotSure)
	}
	text, err := p.desk.read(v.lastDownload(t.ID), "delivered.json")
	if errors.Is(err, fs.ErrNotExist) {
		return p.showDelivery(v, http.StatusUnprocessableEntity, errNotDownloaded)
	}
	var all []booth.SubmissionID
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err == nil {
		err = p.s.Book(v.actor).MarkDelivered(v.ctx(), t.ID, all)
	}
	if e, ok := mendable(err); ok {
		return p.showDelivery(v, http.StatusUnprocessableEntity, e)
	}
	if err != nil {
		return err
	}
	return errors.Join(p.desk.end(v.lastDownload(t.ID)), v.said("/tasks/"+string(t.ID), "delivered"))
}
