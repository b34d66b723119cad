package pages

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"
)

// reviewWindow is how many submissions from the queue's beginning are known by
// their place.
const reviewWindow = 100

// reasons are the usual ones for "not approved", by the keys 1 to 7.
var reasons = []booth.Text{
	{ZH: "不是本人，或无法与录取照片核对。", EN: "Not this person, or it can't be told by the reference photo."},
	{ZH: "头发、眼镜或饰物遮挡了眼睛或面部。", EN: "Hair, glasses or jewellery cover the eyes or the face."},
	{ZH: "表情不自然：请闭口、睁眼、正视镜头。", EN: "Mouth open, eyes closed or not looking at the camera."},
	{ZH: "头部或肩膀不正。", EN: "Head or shoulders are not straight."},
	{ZH: "光线不均、有阴影或反光。", EN: "Uneven light, shadows or glare."},
	{ZH: "照片模糊。", EN: "The photo is blurred."},
	{ZH: "衣领不可见，或与背景颜色相近。", EN: "The collar can't be seen or has the background's colour."},
}

// reviewPage is one submission beside what it is judged by.
type reviewPage struct {
	service.Case
	Packet api.PacketID
	// Checks are the ten in their order.
	Checks []checkLine
	// Before are the student's other submissions.
	Before         []booth.Submission
	Waiting, Place int
	Next, Previous api.PacketID
	Open           bool
	Reasons        []booth.Text
	Error          string
	Reason         string
}

type checkLine struct {
	booth.CheckResult
	Label booth.Text
}

// Points is the score, or a dash.
func (c checkLine) Points() string {
	if c.Score == nil {
		return "–"
	}
	return strconv.Itoa(*c.Score)
}

// Score writes the score of the comparison by a judge; a dash where it has none.
func (r reviewPage) Score(by string) string {
	for _, c := range slices.Backward(r.Standing.Comparisons) {
		if c.Photo == r.Photo && string(c.By) == by && c.Score != nil {
			return fmt.Sprintf("%.0f", *c.Score)
		}
	}
	return "–"
}

// Low reports whether that score is below the task's mark.
func (r reviewPage) Low(by string) bool {
	for _, c := range slices.Backward(r.Standing.Comparisons) {
		if c.Photo == r.Photo && string(c.By) == by && c.Score != nil {
			return *c.Score < r.Task.Policy.CompareThreshold
		}
	}
	return false
}

// Reference reports whether there is a photo to compare with.
func (r reviewPage) Reference() bool { return r.Student.Student.Reference != "" }

// ReferenceName is what the photo to compare with is called.
func (r reviewPage) ReferenceName() booth.Text {
	if r.Task.Policy.Reference == booth.RegistryPhoto {
		return booth.Text{ZH: "学籍照片", EN: "Registry photo"}
	}
	return booth.Text{ZH: "录取照片", EN: "Admission photo"}
}

// ForStudent is a usual reason as the student reads it: in English for those
// from overseas, else in Chinese, whatever the reviewer reads.
func (r reviewPage) ForStudent(reason booth.Text) string {
	if r.Student.Student.Origin == booth.Overseas {
		return reason.EN
	}
	return reason.ZH
}

// Failed is how many of the ten failed.
func (r reviewPage) Failed() int {
	n := 0
	for _, c := range r.Checks {
		if c.State == booth.CheckFail {
			n++
		}
	}
	return n
}

// queue gives the beginning of what waits for this clerk.
func (p *Pages) queue(v *visit, after booth.SubmissionID, limit int) ([]store.Submission, error) {
	return p.s.Queue(v.ctx(), v.actor, store.Queue{Status: booth.Waiting, After: after, Limit: limit})
}

// reviewFirst goes to the oldest that waits, or says that there is none.
func (p *Pages) reviewFirst(v *visit) error {
	first, err := p.queue(v, booth.SubmissionID{}, 1)
	if err != nil {
		return err
	}
	if len(first) == 0 {
		return v.show(http.StatusOK, "reviewed", nil)
	}
	v.keepSaid()
	return v.to("/review/" + string(api.PacketOf(first[0].ID)))
}

// submission gives the submission of the address.
func (v *visit) submission() (booth.SubmissionID, error) {
	id, ok := api.PacketID(v.r.PathValue("id")).Submission()
	if !ok {
		return id, errGone
	}
	return id, nil
}

func (p *Pages) review(v *visit) error { return p.showReview(v, http.StatusOK, nil) }

func (p *Pages) showReview(v *visit, status int, failure *booth.Error) error {
	id, err := v.submission()
	if err != nil {
		return err
	}
	page := reviewPage{Packet: api.PacketOf(id), Reasons: reasons, Reason: v.form("reason"), Error: v.text(failure)}
	if page.Case, err = p.s.Case(v.ctx(), v.actor, id); err != nil {
		return err
	}
	page.Open = page.Status == booth.Waiting && page.Current && !page.Held
	for _, id := range booth.TenChecks() {
		line := checkLine{booth.CheckResult{ID: id, State: booth.CheckUnavailable}, id.Label()}
		if i := slices.IndexFunc(page.Report.Shot.Checks, func(c booth.CheckResult) bool { return c.ID == id }); i >= 0 {
			line.CheckResult = page.Report.Shot.Checks[i]
		}
		page.Checks = append(page.Checks, line)
	}
	for _, other := range page.Standing.Submissions {
		if other.ID != id {
			page.Before = append(page.Before, other)
		}
	}
	if err := p.place(v, &page, id); err != nil {
		return err
	}
	return v.show(status, "review", page)
}

// place finds where in the queue a submission is, and its neighbours.
func (p *Pages) place(v *visit, page *reviewPage, id booth.SubmissionID) error {
	var err error
	if page.Next, err = p.next(v, id); err != nil {
		return err
	}
	first, err := p.queue(v, booth.SubmissionID{}, reviewWindow)
	if err != nil {
		return err
	}
	page.Waiting = len(first)
	if i := slices.IndexFunc(first, func(s store.Submission) bool { return s.ID == id }); i >= 0 {
		page.Place = i + 1
		if i > 0 {
			page.Previous = api.PacketOf(first[i-1].ID)
		}
	}
	return nil
}

// next is the submission that waits behind another one; empty for none.
func (p *Pages) next(v *visit, id booth.SubmissionID) (api.PacketID, error) {
	found, err := p.queue(v, id, 1)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return api.PacketOf(found[0].ID), nil
}

// decide answers a submission and goes on to the next.
func (p *Pages) decide(v *visit) error {
	id, err := v.submission()
	if err != nil {
		return err
	}
	next, err := p.next(v, id)
	if err != nil {
		return err
	}
	answer := v.form("answer")
	if answer != "approved" && answer != "refused" {
		return errForm
	}
	reason := ""
	if answer == "refused" {
		reason = strings.TrimSpace(strings.Join(append(slices.Clone(v.r.PostForm["usual"]), v.form("reason")), " "))
	}
	err = p.s.Review(v.ctx(), v.actor, id, answer == "approved", reason)
	if e, ok := mendable(err); ok {
		return p.showReview(v, http.StatusUnprocessableEntity, e)
	}
	if err != nil {
		return err
	}
	if next == "" {
		return v.said("/review", answer)
	}
	return v.said("/review/"+string(next), answer)
}

// picture gives a photo.
func (p *Pages) picture(v *visit) error {
	id, err := v.submission()
	if err != nil {
		return err
	}
	which := service.Picture(v.r.PathValue("picture"))
	photo, err := p.s.Picture(v.ctx(), v.actor, id, which)
	if err != nil {
		return err
	}
	kind := http.DetectContentType(photo)
	if kind != "image/jpeg" && kind != "image/png" {
		return errGone // raw formats can't be shown
	}
	v.w.Header().Set("Content-Type", kind)
	v.w.Header().Set("Content-Length", strconv.Itoa(len(photo)))
	v.w.Header().Set("Content-Disposition", "inline")
	_, err = v.w.Write(photo)
	return err
}
