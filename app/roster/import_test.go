package roster_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/app/roster/membook"
	"campuskiosk/app/roster/rostertest"
	"campuskiosk/app/roster/table"
)

var today = time.Date(2025, time.November, 21, 10, 0, 0, 0, booth.Shanghai)

func task() booth.Task {
	return booth.Task{ID: "t1", Name: "2025 图像采集", Policy: booth.DefaultPolicy(booth.Collection)}
}

// readBytes reads a list of the task above.
func readBytes(data []byte, change ...func(*roster.Options)) (*roster.List, error) {
	f, err := table.Open(bytes.NewReader(data), int64(len(data)), table.Limits{})
	if err != nil {
		return nil, err
	}
	o := roster.Options{Task: task(), KeyOf: membook.New().KeyOf, Today: today}
	for _, c := range change {
		c(&o)
	}
	return roster.ReadList(context.Background(), f, o)
}

func mustRead(t *testing.T, data []byte, change ...func(*roster.Options)) *roster.List {
	t.Helper()
	l, err := readBytes(data, change...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range l.Problems.Kept {
		t.Errorf("%v", p)
	}
	return l
}

// plan compares a list with a book.
func plan(t *testing.T, b roster.Book, data []byte, o roster.PlanOptions) *roster.Plan {
	t.Helper()
	p, err := roster.PlanImport(t.Context(), b, mustRead(t, data), o, "t1")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func apply(t *testing.T, b roster.Book, p *roster.Plan) {
	t.Helper()
	if err := roster.Apply(t.Context(), b, p, nil); err != nil {
		t.Fatal(err)
	}
}

func students(t *testing.T, b roster.Book) []roster.Entry {
	t.Helper()
	var all []roster.Entry
	for e, err := range b.Students(t.Context(), "t1") {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

func TestWhatAListSaysIsWhatTheRosterHas(t *testing.T) {
	list := rostertest.Students(1, 400)
	for name, data := range map[string][]byte{"XLSX": rostertest.XLSX(list), "CSV": rostertest.CSV(list)} {
		b := membook.New()
		p := plan(t, b, data, roster.PlanOptions{})
		if p.Added != 400 || p.Changed+p.Unchanged+p.Missing != 0 || p.Total() != 400 {
			t.Errorf("%s: %+v", name, p)
		}
		apply(t, b, p)
		got := map[string]roster.Entry{}
		for _, e := range students(t, b) {
			got[e.Student.Person.ID.Reveal()] = e
		}
		for _, s := range list {
			e := got[s.ID]
			category := map[string]booth.CategoryID{"普通本专科": booth.Undergraduate, "研究生": booth.Postgraduate}[s.Category]
			kind := map[string]booth.IDKind{"居民身份证": booth.ResidentID, "港澳居民来往内地通行证": booth.HMTID, "护照": booth.Passport}[s.Kind]
			key, _ := b.KeyOf(e.Student.Person.ID)
			if e.Student.Person.Name.Reveal() != s.Name || e.Student.Person.Number.Reveal() != s.Number || e.Student.Grade != s.Grade ||
				e.Student.Category != category || e.Student.Person.ID.Kind() != kind || e.Student.Origin != kind.Origin() || e.Student.Key != key ||
				e.Place != (roster.Place{College: s.College, Major: s.Major, Class: s.Class}) || e.Student.Task != "t1" {
				t.Fatalf("%s: %+v is not %+v", name, e, s.Number)
			}
		}
		if again := plan(t, b, data, roster.PlanOptions{}); !again.Empty() || again.Unchanged != 400 {
			t.Errorf("%s: the same list again changes something: %+v", name, again)
		}
	}
}

func TestPreviewTellsWhatChanges(t *testing.T) {
	list := rostertest.Students(2, 20)
	b := membook.New()
	apply(t, b, plan(t, b, rostertest.CSV(list[:15]), roster.PlanOptions{}))

	next := append([]rostertest.Student(nil), list[5:]...) // 0–4 are missing, 15–19 new
	next[0].Grade, next[1].College, next[1].Class = "2024", "新学院", "9班"
	next[2].Name = "改名"
	p := plan(t, b, rostertest.CSV(next), roster.PlanOptions{})
	if p.Added != 5 || p.Changed != 3 || p.Unchanged != 7 || p.Missing != 5 || p.Total() != 20 {
		t.Errorf("added %d changed %d unchanged %d missing %d total %d", p.Added, p.Changed, p.Unchanged, p.Missing, p.Total())
	}
	want := map[roster.Field]int{roster.Grade: 1, roster.College: 1, roster.Class: 1, roster.Name: 1}
	if fmt.Sprint(p.Fields) != fmt.Sprint(want) {
		t.Errorf("fields %v", p.Fields)
	}
	for _, s := range p.Samples {
		text := fmt.Sprintf("%+v", s)
		for _, one := range list {
			if strings.Contains(text, one.ID) || strings.Contains(text, one.Name) && len([]rune(one.Name)) > 1 {
				t.Errorf("a sample is not masked")
			}
		}
	}
	apply(t, b, p)
	if n := len(students(t, b)); n != 20 {
		t.Errorf("%d students: those that the list lacks must stay", n)
	}
	p = plan(t, b, rostertest.CSV(next), roster.PlanOptions{RemoveMissing: true})
	if p.Missing != 5 || p.Empty() || p.Total() != 15 {
		t.Errorf("with RemoveMissing: %+v", p)
	}
	apply(t, b, p)
	if n := len(students(t, b)); n != 15 {
		t.Errorf("%d students after removing", n)
	}
	if b.Change.Removed != 5 {
		t.Errorf("the trail is told %+v", b.Change)
	}
}

func TestACorrectedIDNumberTakesThePlaceOfTheWrongOne(t *testing.T) {
	list := rostertest.Students(3, 10)
	b := membook.New()
	apply(t, b, plan(t, b, rostertest.CSV(list), roster.PlanOptions{}))
	fixed := append([]rostertest.Student(nil), list...)
	fixed[4].ID, fixed[4].Birth = rostertest.ResidentID("110101", time.Date(2006, 2, 3, 0, 0, 0, 0, time.UTC), 777), ""
	p := plan(t, b, rostertest.CSV(fixed), roster.PlanOptions{})
	if p.Corrected != 1 || p.Changed != 1 || p.Added != 0 || p.Missing != 0 || p.Unchanged != 9 {
		t.Errorf("%+v", p)
	}
	apply(t, b, p)
	if n := len(students(t, b)); n != 10 {
		t.Errorf("%d students", n)
	}
	// The number of somebody who stays, given to another name, is a mistake.
	stolen := []rostertest.Student{fixed[0]}
	stolen[0].ID, stolen[0].Name, stolen[0].Birth = rostertest.ResidentID("110101", time.Date(2006, 2, 3, 0, 0, 0, 0, time.UTC), 779), "别人", ""
	p = plan(t, b, rostertest.CSV(stolen), roster.PlanOptions{})
	if p.Problems.Total != 1 || p.Problems.Kept[0].Code != "row.number_taken" || p.Problems.Kept[0].Row != 2 {
		t.Errorf("problems %+v", p.Problems)
	}
	if err := roster.Apply(t.Context(), b, p, nil); !errors.Is(err, roster.ErrProblems) {
		t.Errorf("applied: %v", err)
	}
}

func TestManualEntriesBecomePartOfTheRoster(t *testing.T) {
	list := rostertest.Students(4, 3)
	b := membook.New()
	apply(t, b, plan(t, b, rostertest.CSV(list[:1]), roster.PlanOptions{}))
	helper := membook.New()
	apply(t, helper, plan(t, helper, rostertest.CSV(list[2:]), roster.PlanOptions{}))
	e := students(t, helper)[0]
	e.Student.Manual = booth.ManualPending
	b.AddManual("t1", e)
	p := plan(t, b, rostertest.CSV(list), roster.PlanOptions{})
	if p.Added != 2 || p.FromManual != 1 || p.Missing != 0 {
		t.Errorf("%+v", p)
	}
	apply(t, b, p)
	if n := len(students(t, b)); n != 3 {
		t.Errorf("%d students", n)
	}
}

func TestAllOrNothing(t *testing.T) {
	list := rostertest.Students(5, 50)
	b := membook.New()
	apply(t, b, plan(t, b, rostertest.CSV(list[:20]), roster.PlanOptions{}))
	p := plan(t, b, rostertest.CSV(list), roster.PlanOptions{})
	broken := errors.New("disk full")
	b.Fail = func() error { return broken }
	if err := roster.Apply(t.Context(), b, p, nil); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	b.Fail = nil
	if n := len(students(t, b)); n != 20 {
		t.Errorf("%d students after a failed import", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := roster.Apply(ctx, b, p, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if n := len(students(t, b)); n != 20 {
		t.Errorf("%d students after a cancelled import", n)
	}
}

func TestARosterChangedSinceThePreviewIsNotOverwritten(t *testing.T) {
	list := rostertest.Students(6, 10)
	b := membook.New()
	p := plan(t, b, rostertest.CSV(list[:5]), roster.PlanOptions{})
	apply(t, b, plan(t, b, rostertest.CSV(list[5:]), roster.PlanOptions{}))
	if err := roster.Apply(t.Context(), b, p, nil); !errors.Is(err, roster.ErrChanged) {
		t.Errorf("got %v", err)
	}
}

// row gives a CSV list of one student with the usual columns.
func row(cells ...string) []byte {
	return []byte("学号,姓名,证件类型,证件号码,年级,学历类别\n" + strings.Join(cells, ",") + "\n")
}

var goodID = rostertest.ResidentID("110101", time.Date(2006, 3, 7, 0, 0, 0, 0, time.UTC), 12)

func TestProblemsNameTheCellAndTheCure(t *testing.T) {
	wrong := goodID[:17] + map[bool]string{true: "1", false: "2"}[goodID[17] != '1']
	for name, c := range map[string]struct {
		row  []byte
		cell string
		code booth.Code
	}{
		"no name":                       {row("1", "", "", goodID, "2025", "本科"), "B2", "row.empty"},
		"name with digits":              {row("1", "张3", "", goodID, "2025", "本科"), "B2", "row.name_characters"},
		"name that is a formula":        {row("1", "=cmd|'/c calc'!A0", "", goodID, "2025", "本科"), "B2", "row.name_characters"},
		"rare character lost":           {row("1", "王?", "", goodID, "2025", "本科"), "B2", "row.name_lost"},
		"no number":                     {row("1", "张三", "", "", "2025", "本科"), "D2", "row.empty"},
		"1.1E+17":                       {row("1", "张三", "", "1.10101E+17", "2025", "本科"), "D2", "row.rounded"},
		"the last digits became zeros":  {row("1", "张三", "", "110101200603070000", "2025", "本科"), "D2", "row.rounded"},
		"one digit wrong":               {row("1", "张三", "", wrong, "2025", "本科"), "D2", "id.checksum"},
		"a date that can't be":          {row("1", "张三", "", "110101200602300015", "2025", "本科"), "D2", "id.birth_date"},
		"fifteen digits":                {row("1", "张三", "居民身份证", "110101060307001", "2025", "本科"), "D2", "row.id_old"},
		"passport without its kind":     {row("1", "Jean", "", "E12345678", "2025", "本科"), "D2", "row.id_kind_needed"},
		"unknown kind":                  {row("1", "张三", "学生证", goodID, "2025", "本科"), "C2", "row.id_kind"},
		"resident number as a passport": {row("1", "张三", "护照", goodID, "2025", "本科"), "D2", "id.too_long"},
		"student number rounded":        {row("2.025E+11", "张三", "", goodID, "2025", "本科"), "A2", "row.rounded"},
		"student number with words":     {row("无", "张三", "", goodID, "2025", "本科"), "A2", "row.number_characters"},
		"no grade":                      {row("1", "张三", "", goodID, "", "本科"), "E2", "row.empty"},
		"no category":                   {row("1", "张三", "", goodID, "2025", ""), "F2", "row.empty"},
		"unknown category":              {row("1", "张三", "", goodID, "2025", "幼儿园"), "F2", "row.category"},
	} {
		l, err := readBytes(c.row)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if l.Problems.Total != 1 || l.Problems.Kept[0].Cell != c.cell || l.Problems.Kept[0].Code != c.code {
			t.Errorf("%s: %v, want %s at %s", name, l.Problems.Kept, c.code, c.cell)
			continue
		}
		if p := l.Problems.Kept[0]; p.ZH == "" || p.EN == "" || p.Row != 2 || strings.Contains(p.ZH+p.EN, goodID) {
			t.Errorf("%s: sentences %q", name, p.Text)
		}
		if _, err := roster.PlanImport(t.Context(), membook.New(), l, roster.PlanOptions{}, "t1"); !errors.Is(err, roster.ErrProblems) {
			t.Errorf("%s: planned all the same: %v", name, err)
		}
	}
}

func TestAllProblemsAreCountedAndTheFirstAreKept(t *testing.T) {
	var b strings.Builder
	b.WriteString("姓名,证件号码,年级,学历类别\n")
	for range 1000 {
		b.WriteString("张三,1.1E+17,2025,本科\n")
	}
	l, err := readBytes([]byte(b.String()), func(o *roster.Options) { o.MaxProblems = 7 })
	if err != nil {
		t.Fatal(err)
	}
	if l.Problems.Total != 1000 || len(l.Problems.Kept) != 7 || l.Problems.ByCode["row.rounded"] != 1000 || l.Problems.Kept[6].Row != 8 {
		t.Errorf("%d problems, %d kept, by code %v", l.Problems.Total, len(l.Problems.Kept), l.Problems.ByCode)
	}
	// Several in one row are all told.
	l, err = readBytes(row("无", "张3", "学生证", "x", "2025", "幼儿园"))
	if err != nil || l.Problems.Total != 4 {
		t.Errorf("%v, %v", l.Problems.Kept, err)
	}
}

func TestDuplicateRows(t *testing.T) {
	list := rostertest.Students(7, 3)
	same := append(append([]rostertest.Student(nil), list...), list[1])
	l := mustRead(t, rostertest.CSV(same))
	if l.Students != 3 || !hasNote(l, "note.repeated", 5) {
		t.Errorf("identical: %d students, notes %v", l.Students, l.Notes)
	}
	for name, c := range map[string]struct {
		change func(*rostertest.Student)
		code   booth.Code
		cell   string
	}{
		"same ID number, other name":     {func(s *rostertest.Student) { s.Name = "别人" }, "row.same_id", "G5"},
		"same student number, other ID":  {func(s *rostertest.Student) { s.ID, s.Birth, s.Exam = goodID, "", "" }, "row.same_number", "B5"},
		"same candidate number, other":   {func(s *rostertest.Student) { s.ID, s.Birth, s.Number = goodID, "", "77" }, "row.same_exam", "C5"},
		"same ID in full-width, too big": {func(s *rostertest.Student) { s.ID, s.Grade = wide(s.ID), "2020" }, "row.same_id", "G5"},
	} {
		other := list[1]
		other.Kind = ""
		c.change(&other)
		l, err := readBytes(rostertest.CSV(append(append([]rostertest.Student(nil), list...), other)))
		if err != nil {
			t.Fatal(err)
		}
		if l.Problems.Total != 1 || l.Problems.Kept[0].Code != c.code || l.Problems.Kept[0].Cell != c.cell || !strings.Contains(l.Problems.Kept[0].ZH, "第 3 行") {
			t.Errorf("%s: %v", name, l.Problems.Kept)
		}
	}
}

func wide(s string) string {
	return strings.Map(func(r rune) rune { return r - '!' + '！' }, s)
}

func hasNote(l *roster.List, code booth.Code, row int) bool {
	for _, n := range l.Notes {
		if n.Code == code {
			if row == 0 {
				return true
			}
			for _, r := range n.Rows {
				if r == row {
					return true
				}
			}
		}
	}
	return false
}

// Headers as registries write them.
func TestHeaders(t *testing.T) {
	for name, header := range map[string]string{
		"plain":              "学号,姓名,身份证号,年级,层次",
		"spaces inside":      "学  号,姓   名,身份证号码, 年级 ,学历 层次",
		"full-width":         "学号　,姓　名,证件号码（必填）,年级（届）,学历类别＊",
		"stars and remarks":  "*学号,*姓名(与身份证一致),*身份证号(18位)：,所在年级,学历层次【单选】",
		"line breaks":        "\"学\n号\",姓名,\"身份证件\n号码\",当前所在级,培养层次",
		"English":            "Student Number,Name,ID Number,Grade,Category",
		"slashes":            "学工号,学生姓名,身份证号/护照号,年级/届,学历类别",
		"unknown beside":     "学号,姓名,公民身份号码,年级,层次,备注,手机号",
		"title rows above":   "某某大学2025级学生名单,,,,\n制表：教务处,,,,\n\n学号,姓名,身份证号,年级,层次",
		"a BOM and a hint":   "\uFEFF学号,姓名,身份证号,年级,层次",
		"with a serial in G": "学号,姓名,身份证号,年级,层次,,序号",
	} {
		data := header + "\n2025001,张三," + goodID + ",2025级,本科\n"
		l := mustRead(t, []byte(data))
		if l.Students != 1 {
			t.Errorf("%s: %v", name, l)
		}
		b := membook.New()
		apply(t, b, plan(t, b, []byte(data), roster.PlanOptions{}))
		e := students(t, b)[0]
		if e.Student.Grade != "2025" || e.Student.Category != booth.Undergraduate || e.Student.Person.Number.Reveal() != "2025001" {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestListsThatCantBeRead(t *testing.T) {
	several := task()
	several.Categories = booth.UsualCategories()
	for name, c := range map[string]struct {
		file string
		want error
	}{
		"no header":             {"2025001,张三," + goodID + "\n", roster.ErrNoHeader},
		"header too far down":   {strings.Repeat("公告\n", 40) + "姓名,身份证号\n", roster.ErrNoHeader},
		"no ID column":          {"学号,姓名,年级,层次\n1,张三,2025,本科\n", roster.ErrNoColumn},
		"two name columns":      {"姓名,真实姓名,身份证号,年级,层次\n", roster.ErrColumnTwice},
		"no category":           {"姓名,身份证号,年级\n张三," + goodID + ",2025\n", roster.ErrNoCategory},
		"no grade":              {"姓名,身份证号,层次\n张三," + goodID + ",本科\n", roster.ErrNoGrade},
		"nobody":                {"姓名,身份证号,年级,层次\n", roster.ErrNoStudents},
		"UTF-8 with a bad byte": {"学号,姓名,身份证号,年级,层次\n1,张\xE4三," + goodID + ",2025,本科\n", roster.ErrNoHeader},
	} {
		if _, err := readBytes([]byte(c.file), func(o *roster.Options) { o.Task = several }); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	// The flags stand for missing columns; by number the number is needed.
	l := mustRead(t, []byte("姓名,身份证号\n张三,"+goodID+"\n"), func(o *roster.Options) { o.Category, o.Grade = "本科", "2025级" })
	if l.Students != 1 {
		t.Errorf("with flags: %v", l)
	}
	_, err := readBytes([]byte("姓名,身份证号,年级,层次\n"), func(o *roster.Options) {
		o.Task.Policy.Association = []booth.Association{booth.ByStudentNumber}
	})
	if !errors.Is(err, roster.ErrNoColumn) {
		t.Errorf("a task by student number: %v", err)
	}
	_, err = readBytes(rostertest.CSV(rostertest.Students(1, 30)), func(o *roster.Options) { o.MaxStudents = 29 })
	if !errors.Is(err, roster.ErrTooManyStudents) {
		t.Errorf("too many: %v", err)
	}
}

func TestNamesAsClerksTypeThem(t *testing.T) {
	for typed, want := range map[string]string{
		"张　三": "张三", "张 三": "张三", " 欧阳  修 ": "欧阳修", "阿卜杜•买买提": "阿卜杜·买买提", "Jean  Dupont": "Jean Dupont",
		"ＫＩＭ ＭＩＮ": "KIM MIN", "王\U00020087": "王\U00020087", "李\uE000": "李\uE000", "张三\u200B": "张三",
	} {
		b := membook.New()
		apply(t, b, plan(t, b, row("1", typed, "", goodID, "2025", "本科"), roster.PlanOptions{}))
		if got := students(t, b)[0].Student.Person.Name.Reveal(); got != want {
			t.Errorf("%q becomes %q, want %q", typed, got, want)
		}
	}
}

func TestNotesAboutWhatDiffersFromTheIDNumber(t *testing.T) {
	l := mustRead(t, []byte("姓名,性别,身份证号,出生日期,年级,层次,备注\n张三,男,"+goodID+",2006-3-8,2025,本科,x\n李四,女,"+
		rostertest.ResidentID("110101", time.Date(2006, 3, 7, 0, 0, 0, 0, time.UTC), 14)+",2006年3月7日,2025,本科,\n"))
	if !hasNote(l, "note.sex", 2) || !hasNote(l, "note.birth_date", 2) || hasNote(l, "note.sex", 3) || hasNote(l, "note.birth_date", 3) || !hasNote(l, "note.columns", 0) {
		t.Errorf("notes %+v", l.Notes)
	}
}

func TestGBKList(t *testing.T) {
	list := rostertest.Students(8, 300)
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes(rostertest.CSV(list))
	if err != nil {
		t.Fatal(err)
	}
	if l := mustRead(t, gbk); l.Students != 300 {
		t.Errorf("%v", l)
	}
}

// 100,000 students of all kinds: all are taken, with progress that goes on.
func TestAHundredThousandStudents(t *testing.T) {
	list := rostertest.Students(20250901, many)
	data := rostertest.XLSX(list)
	steps := map[roster.Step][2]int64{} // calls, last
	tell := func(s roster.Step, done, total int64) {
		if old := steps[s]; done < old[1] || done > total {
			t.Errorf("%s goes from %d to %d of %d", s, old[1], done, total)
		}
		steps[s] = [2]int64{steps[s][0] + 1, done}
	}
	l := mustRead(t, data, func(o *roster.Options) { o.Progress = func(d, n int64) { tell(roster.StepReading, d, n) } })
	if l.Students != len(list) {
		t.Fatalf("%v", l)
	}
	b := membook.New()
	p, err := roster.PlanImport(t.Context(), b, l, roster.PlanOptions{Progress: tell}, "t1")
	if err != nil {
		t.Fatal(err)
	}
	if err := roster.Apply(t.Context(), b, p, tell); err != nil {
		t.Fatal(err)
	}
	if i, _ := b.Info(t.Context(), "t1"); i.Students != len(list) {
		t.Errorf("%d students", i.Students)
	}
	if steps[roster.StepReading][0] < many/1000 || steps[roster.StepWriting] != [2]int64{many / 1000, many} {
		t.Errorf("progress %v", steps)
	}
	at := map[string]string{}
	for _, e := range students(t, b) {
		at[e.Student.Person.ID.Reveal()] = e.Student.Person.Number.Reveal()
	}
	for _, s := range list {
		if at[s.ID] != s.Number {
			t.Fatalf("a student is missing or has another number")
		}
	}
}

// Names, numbers and file contents never come out of errors, problems, notes
// and plans, however they are printed.
func TestNothingPersonalIsPrinted(t *testing.T) {
	list := rostertest.Students(9, 50)
	for i := range list {
		if i%2 == 0 {
			list[i].ID = "1" + list[i].ID
		}
	}
	l, err := readBytes(rostertest.CSV(list))
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		list[i].ID = strings.TrimPrefix(list[i].ID, "1")
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%v %+v %#v %s", l, l.Problems, l.Notes, l.Problems.Kept)
	for _, s := range list {
		for _, secret := range []string{s.ID, s.Number, s.Name} {
			if strings.Contains(out.String(), secret) {
				t.Fatalf("what is printed contains a number or name")
			}
		}
	}
}
