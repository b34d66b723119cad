package sheet

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"image"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"

	"campuskiosk/app/booth"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/quality"
)

// Sheet is a contact sheet that is being written. Pictures are written as they
// come, so that a long list needs no memory; Close writes the page.
type Sheet struct {
	dir   string
	lang  string
	cards []card
}

// card is one picture on the page.
type card struct {
	Name     string
	Facts    string
	Problem  string
	Picture  string
	CutOut   string
	Checks   []row
	Advices  []row
	Networks string
	Passed   bool
}

// row is one finding.
type row struct {
	State  string // pass, fail, unavailable, note
	Mark   string
	Word   string
	Label  string
	Value  string
	Score  string
	Advice string
}

//go:embed page.html
var pageHTML string

var page = template.Must(template.New("page").Parse(pageHTML))

// New begins a sheet in a folder, which is made if it isn't there. lang is
// "zh" or "en". The error is photo.ErrWrite.
func New(dir, lang string) (*Sheet, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil { // #nosec G301 -- as a browser's download folder
		return nil, photo.ErrWrite.Because(err)
	}
	return &Sheet{dir: dir, lang: lang}, nil
}

// Add puts one picture on the sheet; c is nil when it could not be checked.
func (s *Sheet) Add(r photo.CheckResult, c *photo.Checked) error {
	k := card{Name: r.File, Facts: facts(r), Networks: networks(r), Passed: r.Error == nil}
	if r.Error != nil {
		k.Problem = r.Error.In(s.lang)
	}
	for _, f := range r.Checks {
		k.Checks = append(k.Checks, s.row(f, false))
		k.Passed = k.Passed && f.State != quality.Fail
	}
	for _, f := range r.Advisories {
		k.Advices = append(k.Advices, s.row(f, true))
	}
	if c != nil {
		if err := s.pictures(&k, c); err != nil {
			return err
		}
	}
	s.cards = append(s.cards, k)
	return nil
}

func (s *Sheet) pictures(k *card, c *photo.Checked) error {
	small := fit(c.Image)
	if c.Analysis.Person != nil {
		k.CutOut = fmt.Sprintf("%03d-person.jpg", len(s.cards)+1)
		if err := s.write(k.CutOut, cutOut(small, c.Analysis.Person)); err != nil {
			return err
		}
	}
	landmarks(small, c.Analysis)
	k.Picture = fmt.Sprintf("%03d.jpg", len(s.cards)+1)
	return s.write(k.Picture, small.img)
}

func (s *Sheet) write(name string, img image.Image) error {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 88}); err != nil {
		return err
	}
	return photo.WriteFile(filepath.Join(s.dir, name), b.Bytes())
}

// Close writes the page, index.html, and returns its path.
func (s *Sheet) Close() (string, error) {
	passed := 0
	for _, k := range s.cards {
		if k.Passed {
			passed++
		}
	}
	var b bytes.Buffer
	err := page.Execute(&b, map[string]any{
		"Lang":  s.lang,
		"Title": s.say("照片检查", "Photo checks"),
		"Sum": s.say(
			fmt.Sprintf("%d 张照片，%d 张通过全部检查", len(s.cards), passed),
			fmt.Sprintf("%d of %d pictures passed all checks", passed, len(s.cards))),
		"Seen":   s.say("检测到的人脸与关键点", "What was seen"),
		"Person": s.say("抠出的人像（未精修）", "The person, cut out by the raw mask"),
		"Notes":  s.say("提示（不影响通过）", "Advisories (they fail nothing)"),
		"Cards":  s.cards,
	})
	if err != nil {
		return "", err
	}
	path := filepath.Join(s.dir, "index.html")
	return path, photo.WriteFile(path, b.Bytes())
}

func (s *Sheet) say(zh, en string) string { return booth.Text{ZH: zh, EN: en}.In(s.lang) }

func (s *Sheet) row(f quality.Finding, advisory bool) row {
	r := row{State: string(f.State), Advice: f.Advice.In(s.lang), Value: photo.Value(f).In(s.lang)}
	r.Label = photo.Label(f.ID).In(s.lang)
	if f.Score != nil {
		r.Score = strconv.Itoa(*f.Score)
	}
	switch f.State {
	case quality.Pass:
		r.Mark, r.Word = "✓", s.say("通过", "good")
	case quality.Fail:
		r.Mark, r.Word = "✗", s.say("不通过", "failed")
		if advisory {
			r.State, r.Mark, r.Word = "note", "▲", s.say("请留意", "look")
		}
	default:
		r.Mark, r.Word = "–", s.say("未检测", "not available")
	}
	return r
}

func facts(r photo.CheckResult) string {
	if r.Picture == nil {
		return ""
	}
	text := fmt.Sprintf("%d × %d · %s", r.Picture.Width, r.Picture.Height, r.Picture.Format)
	if r.Face != nil {
		text += fmt.Sprintf(" · IED %.0f px", math.Round(r.Face.IED))
	}
	return text
}

func networks(r photo.CheckResult) string {
	var names []string
	for role, id := range r.Models {
		names = append(names, fmt.Sprintf("%s: %s", role, id))
	}
	sort.Strings(names)
	text := ""
	for i, n := range names {
		if i > 0 {
			text += " · "
		}
		text += n
	}
	return text
}
