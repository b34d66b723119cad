package photocmd

import (
	"strings"

	"github.com/rivo/uniseg"

	"campuskiosk/app/cli"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/quality"
)

// printReport prints a picture's results as a table for people.
func printReport(out *printer, r photo.CheckResult) {
	lang := cli.Lang()
	out.printf("%s", r.File)
	if r.Picture != nil {
		out.printf("  (%d×%d %s)", r.Picture.Width, r.Picture.Height, r.Picture.Format)
	}
	out.printf("\n")
	if r.Error != nil {
		out.printf("  ✗ %s [%s]\n", r.Error.In(lang), r.Error.Code)
	}
	if r.Picture != nil {
		for _, n := range r.Picture.Notes {
			out.printf("  ! %s\n", n.Text.In(lang))
		}
	}
	if r.Face == nil {
		return // ten lines that say "no face" would say nothing more
	}
	var t table
	for _, f := range r.Checks {
		t.add(mark(f.State, "✗"), photo.Label(f.ID).In(lang), photo.Value(f).In(lang), f.Advice.In(lang))
	}
	for _, f := range r.Advisories {
		if f.State == quality.Fail {
			t.add("!", photo.Label(f.ID).In(lang), photo.Value(f).In(lang), f.Advice.In(lang))
		}
	}
	t.print(out)
}

func mark(s quality.State, fail string) string {
	switch s {
	case quality.Pass:
		return "✓"
	case quality.Fail:
		return fail
	}
	return "–"
}

// table lines up columns by their width on a terminal, where a Chinese
// character takes two places.
type table struct{ rows [][]string }

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) print(out *printer) {
	var widths []int
	for _, r := range t.rows {
		for i, c := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], uniseg.StringWidth(c))
		}
	}
	for _, r := range t.rows {
		line := "  "
		for i, c := range r {
			line += c
			if i < len(r)-1 {
				line += strings.Repeat(" ", widths[i]-uniseg.StringWidth(c)+2)
			}
		}
		out.printf("%s\n", strings.TrimRight(line, " "))
	}
}
