package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"os"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/app/roster/table"
	"campuskiosk/sync/central/store"
)

// Limits of an upload, in bytes.
const (
	listBytes   = 256 << 20
	photosBytes = 8 << 30
	fieldBytes  = 64 << 10
)

// errListMissing: the form had no list.
var errListMissing = booth.Fail("pages.list_missing",
	"请选择名单文件（.xlsx 或 .csv）。",
	"Please choose the list (.xlsx or .csv).")

// importOptions are what a clerk chose beside the files. They lie beside them
// until the import.
type importOptions struct {
	// Owner is the hash of the session that may import it.
	Owner string       `json:"owner"`
	Task  booth.TaskID `json:"task"`
	// Base is the roster that the preview was made of.
	Base          roster.Info `json:"base"`
	Sheet         string      `json:"sheet"`
	Category      string      `json:"category"`
	Grade         string      `json:"grade"`
	RemoveMissing bool        `json:"remove_missing"`
	Photos        bool        `json:"photos"`
}

// rosterPage is the form, and the preview after an upload.
type rosterPage struct {
	Task    store.Task
	Info    roster.Info
	Options importOptions
	List    *roster.List
	Plan    *roster.Plan
	// ID names the upload in the form that carries it out; empty when nothing may
	// be imported.
	ID    string
	Error string
}

// Problems are the list's, else the plan's.
func (r rosterPage) Problems() roster.Problems {
	if r.List != nil && r.List.Problems.Total > 0 {
		return r.List.Problems
	}
	if r.Plan != nil {
		return r.Plan.Problems
	}
	return roster.Problems{}
}

// Fields are the columns that were found, in their order.
func (r rosterPage) Fields() []roster.Field {
	var all []roster.Field
	for _, f := range roster.Fields() {
		if _, ok := r.List.Columns[f]; ok {
			all = append(all, f)
		}
	}
	return all
}

// Changed are the fields that change, in their order.
func (r rosterPage) Changed() []roster.Field {
	var all []roster.Field
	for _, f := range roster.Fields() {
		if r.Plan.Fields[f] > 0 {
			all = append(all, f)
		}
	}
	return all
}

func (p *Pages) rosterForm(v *visit) error { return p.showRoster(v, http.StatusOK, rosterPage{}, nil) }

func (p *Pages) showRoster(v *visit, status int, page rosterPage, failure *booth.Error) error {
	var err error
	if page.Task, err = p.taskOf(v); err != nil {
		return err
	}
	if page.Info, err = p.s.Book(v.actor).Info(v.ctx(), page.Task.ID); err != nil {
		return err
	}
	page.Error = v.text(failure)
	return v.show(status, "roster", page)
}

// owner ties an upload to the session.
func (v *visit) owner() string {
	sum := sha256.Sum256([]byte("campuskiosk/pages/upload/v1\n" + v.token))
	return hex.EncodeToString(sum[:])
}

// uploadRoster takes a list and photos and shows what would change.
func (p *Pages) uploadRoster(v *visit) error {
	t, err := p.taskOf(v)
	if err != nil {
		return err
	}
	id, err := p.desk.begin(p.now())
	if err != nil {
		return err
	}
	page, err := p.preview(v, t, id)
	keep := err == nil && page.Plan != nil && page.Problems().Total == 0 && !page.Plan.Empty()
	if !keep {
		err = errors.Join(err, p.desk.end(id))
	}
	if e, ok := mendable(err); ok {
		return p.showRoster(v, http.StatusUnprocessableEntity, page, e)
	}
	if err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	if keep {
		page.ID, status = id, http.StatusOK
	} else if page.Problems().Total == 0 {
		status = http.StatusOK // nothing to do
	}
	return p.showRoster(v, status, page, nil)
}

func (p *Pages) preview(v *visit, t store.Task, id string) (page rosterPage, err error) {
	if page.Options, err = p.receive(v, id); err != nil {
		return page, err
	}
	page.Options.Task, page.Options.Owner = t.ID, v.owner()
	list, plan, done, err := p.plan(v, t, id, page.Options)
	defer done()
	page.List, page.Plan = list, plan
	if err != nil || plan == nil {
		return page, err
	}
	page.Options.Base = plan.Base
	text, err := json.Marshal(page.Options)
	if err != nil {
		return page, err
	}
	return page, p.desk.write(id, "options.json", text)
}

// receive reads the form to its end: the session's token before any file.
func (p *Pages) receive(v *visit, id string) (o importOptions, err error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, listBytes+photosBytes+1<<20)
	parts, err := v.r.MultipartReader()
	if err != nil {
		return o, errForm.Because(err)
	}
	trusted, list := false, false
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return o, errForm.Because(err)
		}
		name := part.FormName()
		if name != "csrf" && !trusted {
			return o, errStale
		}
		switch name {
		case "list", "photos":
			most := int64(listBytes)
			if name == "photos" {
				most = photosBytes
			}
			n, err := p.keep(part, id, name, most)
			if err != nil {
				return o, err
			}
			list = list || name == "list" && n > 0
			o.Photos = o.Photos || name == "photos" && n > 0
		default:
			text, err := io.ReadAll(io.LimitReader(part, fieldBytes))
			if err != nil {
				return o, errForm.Because(err)
			}
			if name == "csrf" {
				if trusted = v.tokenIs(string(text)); !trusted {
					return o, errStale
				}
			}
			o.set(name, string(text))
		}
	}
	if !trusted {
		return o, errStale
	}
	if !list {
		return o, errListMissing
	}
	return o, nil
}

func (o *importOptions) set(name, value string) {
	switch name {
	case "sheet":
		o.Sheet = value
	case "category":
		o.Category = value
	case "grade":
		o.Grade = value
	case "remove_missing":
		o.RemoveMissing = value == "yes"
	}
}

// keep writes a file of the form; 0 bytes where none was chosen.
func (p *Pages) keep(part *multipart.Part, id, name string, most int64) (n int64, err error) {
	f, err := p.desk.create(id, name)
	if err != nil {
		return 0, errForm.Because(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	n, err = io.Copy(f, io.LimitReader(part, most+1))
	if err != nil || n > most {
		return n, errForm.Because(err)
	}
	return n, nil
}

// plan reads the files and compares them with the roster. done closes them and
// is called in any case. Without a plan the list has problems.
func (p *Pages) plan(v *visit, t store.Task, id string, o importOptions) (list *roster.List, plan *roster.Plan, done func(), err error) {
	book := p.s.Book(v.actor)
	closers := []io.Closer{}
	done = func() {
		for _, c := range closers {
			_ = c.Close() // nothing was written
		}
	}
	in, err := os.Open(p.desk.path(id, "list"))
	if err != nil {
		return nil, nil, done, err
	}
	closers = append(closers, in)
	info, err := in.Stat()
	if err != nil {
		return nil, nil, done, err
	}
	file, err := table.Open(in, info.Size(), table.Limits{})
	if err != nil {
		return nil, nil, done, err
	}
	list, err = roster.ReadList(v.ctx(), file, roster.Options{
		Task: t.Task, KeyOf: book.KeyOf, Today: p.now(), Sheet: o.Sheet, Category: booth.CategoryID(o.Category), Grade: o.Grade,
	})
	if err != nil || list.Problems.Total > 0 {
		return list, nil, done, err
	}
	po := roster.PlanOptions{RemoveMissing: o.RemoveMissing}
	if o.Photos {
		photos, err := openZip(p.desk, id)
		if err != nil {
			return list, nil, done, err
		}
		closers = append(closers, photos)
		po.Photos = photos
	}
	plan, err = roster.PlanImport(v.ctx(), book, list, po, t.ID)
	return list, plan, done, err
}

// openZip opens the photos, which browsers send as one ZIP file.
func openZip(f *folder, id string) (roster.Photos, error) {
	return roster.OpenPhotos(f.path(id, "photos"))
}

// applyRoster carries a preview out, as long as the roster is what it was.
func (p *Pages) applyRoster(v *visit) error {
	t, err := p.taskOf(v)
	if err != nil {
		return err
	}
	id := v.r.PathValue("plan")
	text, err := p.desk.read(id, "options.json")
	if err != nil {
		return errStale
	}
	var o importOptions
	if err := json.Unmarshal(text, &o); err != nil || o.Owner != v.owner() || o.Task != t.ID {
		return errStale
	}
	if v.form("answer") != "import" {
		return errors.Join(p.desk.end(id), v.to("/tasks/"+string(t.ID)+"/roster"))
	}
	err = p.apply(v, t, id, o)
	err = errors.Join(err, p.desk.end(id))
	if e, ok := mendable(err); ok {
		return p.showRoster(v, http.StatusUnprocessableEntity, rosterPage{}, e)
	}
	if err != nil {
		return err
	}
	return v.said("/tasks/"+string(t.ID), "imported")
}

func (p *Pages) apply(v *visit, t store.Task, id string, o importOptions) error {
	_, plan, done, err := p.plan(v, t, id, o)
	defer done()
	if err != nil {
		return err
	}
	if plan == nil || plan.Base.Students != o.Base.Students || plan.Base.Manual != o.Base.Manual || !plan.Base.Changed.Equal(o.Base.Changed) {
		return roster.ErrChanged
	}
	return roster.Apply(v.ctx(), p.s.Book(v.actor), plan, nil)
}
