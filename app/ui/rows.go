package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"campuskiosk/app/booth"
	"campuskiosk/app/ui/theme"
	"campuskiosk/capture/quality"
)

// row is one finding: sign, name, score, what to do.
type row struct {
	k      kit
	wordy  bool // the advice is worth two lines
	line   *canvas.Rectangle
	sign   *canvas.Image
	name   *canvas.Text
	value  *canvas.Text
	advice *paragraph
}

// rows are the ten findings, failed first.
func (k kit) rows(r quality.Report) []row {
	checks := slices.Clone(r.Checks)
	slices.SortStableFunc(checks, func(a, b quality.Finding) int { return rank(a.State) - rank(b.State) })
	var rows []row
	for _, f := range checks {
		sign, ink := theme.Ring, k.Quiet
		switch f.State {
		case quality.Pass:
			sign = theme.Tick
		case quality.Fail:
			sign, ink = theme.Cross, k.Text
		}
		rows = append(rows, row{
			k: k, wordy: f.State != quality.Pass, line: k.block(k.Line, 0), sign: k.sign(sign),
			name:   k.line(k.say(booth.CheckID(f.ID).Label()), k.Body, k.Text),
			value:  k.line(k.score(f), k.Small, k.Quiet),
			advice: k.paragraph(k.say(f.Advice), k.Small, ink, 2),
		})
	}
	return rows
}

// score is a finding's score as people read it. The measured values have units
// that mean nothing to them; the report has those.
func (k kit) score(f quality.Finding) string {
	if f.Score == nil {
		return "–"
	}
	return k.t("result.score", *f.Score)
}

// placeRows gives each row what it wants and shares out what is left.
func placeRows(rows []row, x, y, w, h float32, most float32) {
	var wanted float32
	for _, r := range rows {
		wanted += r.wanted(w)
	}
	more := (h - wanted) / float32(len(rows)) // less, where there is too little room
	for _, r := range rows {
		rh := r.wanted(w) + more
		if more > 0 {
			rh = min(rh, max(most, r.wanted(w)))
		}
		r.place(x, y, w, rh)
		y += rh
	}
}

func (r row) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.line, r.sign, r.name, r.value, r.advice}
}

// The columns' widths in the design's pixels.
const nameWidth, valueWidth = 228, 120

// wanted is the height that lets the advice be read whole; what passed needs
// one line.
func (r row) wanted(w float32) float32 {
	lines := 1
	if r.wordy {
		r.advice.maxLines = 2
		lines = len(r.advice.lines(w - r.indent()))
	}
	return float32(lines)*r.advice.lineHeight() + r.k.px(10)
}

// indent is where the advice begins.
func (r row) indent() float32 { return r.k.Icon + r.k.px(18+nameWidth+valueWidth) }

func (r row) place(x, y, w, h float32) {
	k := r.k
	put(r.line, x, y, w, 1)
	put(r.sign, x, y+(h-k.Icon)/2, k.Icon, k.Icon)
	at := x + k.Icon + k.px(18)
	name, value := k.px(nameWidth), k.px(valueWidth)
	putMid(r.name, at, y, name, h)
	putMid(r.value, at+name, y, value, h)
	at = x + r.indent()
	aw := x + w - at
	r.advice.maxLines = max(1, int(h/r.advice.lineHeight()))
	ah := r.advice.height(aw)
	put(r.advice, at, y+(h-ah)/2, aw, ah)
}

// advisories are the sentences of those that have something to say, the two
// weightiest.
func (k kit) advisories(r quality.Report) []booth.Text {
	var all []booth.Text
	for _, f := range r.Advisories {
		if f.State == quality.Fail {
			all = append(all, f.Advice)
		}
	}
	return all[:min(2, len(all))]
}
