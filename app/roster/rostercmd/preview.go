package rostercmd

import (
	"fmt"
	"io"
	"strings"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/roster"
)

// preview is what import prints, and all of import --json.
type preview struct {
	Task      booth.TaskID            `json:"task"`
	Format    string                  `json:"format"`
	Sheet     string                  `json:"sheet,omitempty"`
	HeaderRow int                     `json:"header_row"`
	Columns   map[roster.Field]string `json:"columns"`
	Students  int                     `json:"students"`
	Problems  roster.Problems         `json:"problems"`
	Notes     []roster.Note           `json:"notes"`
	Changes   *changes                `json:"changes,omitempty"`
	Photos    *photos                 `json:"photos,omitempty"`
	Samples   []roster.Sample         `json:"samples,omitempty"`
	Imported  bool                    `json:"imported"`
	Error     *failure                `json:"error,omitempty"`
}

type changes struct {
	Added         int                  `json:"added"`
	FromManual    int                  `json:"from_manual"`
	Changed       int                  `json:"changed"`
	Fields        map[roster.Field]int `json:"fields"`
	Corrected     int                  `json:"corrected"`
	Unchanged     int                  `json:"unchanged"`
	Missing       int                  `json:"missing"`
	RemoveMissing bool                 `json:"remove_missing"`
	Total         int                  `json:"total"`
}

type photos struct {
	Files          int      `json:"files"`
	Matched        int      `json:"matched"`
	New            int      `json:"new"`
	Same           int      `json:"same"`
	Unmatched      int      `json:"unmatched"`
	UnmatchedNames []string `json:"unmatched_names"`
	Others         int      `json:"others"`
	Without        int      `json:"without"`
}

func previewOf(t booth.Task, l *roster.List) *preview {
	v := &preview{
		Task: t.ID, Format: string(l.Format), Sheet: l.Sheet, HeaderRow: l.HeaderRow, Columns: l.Columns,
		Students: l.Students, Problems: l.Problems, Notes: l.Notes,
	}
	if v.Notes == nil {
		v.Notes = []roster.Note{}
	}
	if v.Problems.Kept == nil {
		v.Problems.Kept = []roster.Problem{}
	}
	return v
}

func (v *preview) plan(p *roster.Plan) {
	v.Changes = &changes{p.Added, p.FromManual, p.Changed, p.Fields, p.Corrected, p.Unchanged, p.Missing, p.RemoveMissing, p.Total()}
	v.Samples = p.Samples
	if ph := p.Photos; ph.Files+ph.Others > 0 {
		v.Photos = &photos{ph.Files, ph.Matched, ph.New, ph.Same, ph.Unmatched, ph.UnmatchedNames, ph.Others, ph.Without}
	}
	if p.Problems.Total > 0 {
		v.Problems = p.Problems
	}
}

// lines prints lines and keeps the first error.
type lines struct {
	w   io.Writer
	err error
}

func (l *lines) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(l.w, format+"\n", args...); err != nil && l.err == nil {
		l.err = err
	}
}

func (v *preview) print(w io.Writer) error {
	l := &lines{w: w}
	l.printf(cli.Say("名单：%d 名学生，表头在第 %d 行", "The list: %d students, header in row %d"), v.Students, v.HeaderRow)
	for _, f := range roster.Fields() {
		if c, ok := v.Columns[f]; ok {
			l.printf("  %s  %s", c, f.Label().In(cli.Lang()))
		}
	}
	for _, n := range v.Notes {
		rows := ""
		if len(n.Rows) > 0 {
			rows = fmt.Sprintf(cli.Say("（第 %s 行%s）", " (rows %s%s)"), join(n.Rows), more(n.Count > len(n.Rows)))
		}
		l.printf(cli.Say("提示：%s %d%s", "Note: %s %d%s"), n.In(cli.Lang()), n.Count, rows)
	}
	v.printProblems(l)
	v.printChanges(l)
	v.printPhotos(l)
	return l.err
}

func join(rows []int) string {
	var s []string
	for _, r := range rows {
		s = append(s, fmt.Sprint(r))
	}
	return strings.Join(s, ", ")
}

func more(is bool) string {
	if is {
		return " …"
	}
	return ""
}

func (v *preview) printProblems(l *lines) {
	for _, p := range v.Problems.Kept {
		where := fmt.Sprintf(cli.Say("第 %d 行", "row %d"), p.Row)
		switch {
		case p.File != "":
			where = fmt.Sprintf(cli.Say("照片 %s", "photo %s"), p.File)
		case p.Cell != "":
			where = fmt.Sprintf(cli.Say("第 %d 行 %s（%s）", "row %d, %s (%s)"), p.Row, p.Cell, p.Field.Label().In(cli.Lang()))
		}
		l.printf("%s: %s [%s]", where, p.In(cli.Lang()), p.Code)
	}
	if n := v.Problems.Total - len(v.Problems.Kept); n > 0 {
		l.printf(cli.Say("……还有 %d 处问题", "… and %d more"), n)
	}
}

func (v *preview) printChanges(l *lines) {
	c := v.Changes
	if c == nil {
		return
	}
	l.printf(cli.Say("新增 %d（其中原为人工录入 %d），变更 %d（其中更正证件号 %d），不变 %d", "New %d (entered by hand before: %d), changed %d (ID number corrected: %d), unchanged %d"),
		c.Added, c.FromManual, c.Changed, c.Corrected, c.Unchanged)
	for _, f := range roster.Fields() {
		if n := c.Fields[f]; n > 0 {
			l.printf(cli.Say("  变更的内容：%s %d", "  changed: %s %d"), f.Label().In(cli.Lang()), n)
		}
	}
	if c.Missing > 0 {
		if c.RemoveMissing {
			l.printf(cli.Say("名单里没有、将移出的学生：%d", "Students that the list lacks, who will be taken off: %d"), c.Missing)
		} else {
			l.printf(cli.Say("名单里没有、将保留的学生：%d（要移出请加 --remove-missing）", "Students that the list lacks, who stay: %d (--remove-missing takes them off)"), c.Missing)
		}
	}
	for _, s := range v.Samples {
		l.printf("  %s", sample(s))
	}
	l.printf(cli.Say("导入后名单共 %d 名学生", "Afterwards the roster has %d students"), c.Total)
}

// sample is one student as the preview shows it: masked.
func sample(s roster.Sample) string {
	what := map[roster.SampleKind]string{
		roster.SampleAdded: cli.Say("新增", "new"), roster.SampleChanged: cli.Say("变更", "changed"), roster.SampleMissing: cli.Say("名单里没有", "not in the list"),
	}[s.Kind]
	var fields []string
	for _, f := range s.What {
		fields = append(fields, f.Label().In(cli.Lang()))
	}
	row := ""
	if s.Row > 0 {
		row = fmt.Sprintf(cli.Say("第 %d 行 ", "row %d "), s.Row)
	}
	return strings.TrimSpace(fmt.Sprintf("%s%s %s %s %s", row, what, s.Who.Name.Masked(), s.Who.ID.Masked(), strings.Join(fields, ", ")))
}

func (v *preview) printPhotos(l *lines) {
	p := v.Photos
	if p == nil {
		return
	}
	l.printf(cli.Say("照片：%d 张，对上 %d（新 %d，已有 %d），对不上 %d；没有照片的学生 %d", "Photos: %d, matched %d (new %d, there already %d), unmatched %d; students without one %d"),
		p.Files, p.Matched, p.New, p.Same, p.Unmatched, p.Without)
	for _, n := range p.UnmatchedNames {
		l.printf(cli.Say("  对不上：%s", "  unmatched: %s"), n)
	}
	if n := p.Unmatched - len(p.UnmatchedNames); n > 0 {
		l.printf(cli.Say("  ……还有 %d 张", "  … and %d more"), n)
	}
}

func (v *preview) printDone(w io.Writer) error {
	l := &lines{w: w}
	if v.Imported {
		l.printf("%s", cli.Say("已导入。", "Imported."))
	} else {
		l.printf("%s", cli.Say("与现有名单相同，没有要导入的内容。", "The roster is the same already; there was nothing to import."))
	}
	return l.err
}
