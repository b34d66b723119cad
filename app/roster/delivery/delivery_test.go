package delivery_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/app/roster/delivery"
	"campuskiosk/app/roster/rostertest"
	"campuskiosk/app/roster/table"
)

// fake is a source of students and photos in memory.
type fake struct {
	entries     []roster.Entry
	submissions []delivery.Submitted
	photos      map[booth.PhotoID][]byte
	// failAt makes the photo with this number fail, counted from 1.
	failAt, calls int
	err           error
}

func (f *fake) Students(context.Context, booth.TaskID) iter.Seq2[roster.Entry, error] {
	return each(f.entries)
}

func (f *fake) Submissions(context.Context, booth.TaskID) iter.Seq2[delivery.Submitted, error] {
	return each(f.submissions)
}

func each[T any](all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, one := range all {
			if !yield(one, nil) {
				return
			}
		}
	}
}

func (f *fake) Photo(_ context.Context, s booth.Submission) ([]byte, error) {
	if f.calls++; f.calls == f.failAt {
		return nil, f.err
	}
	photo, ok := f.photos[s.Photo]
	if !ok {
		return nil, delivery.ErrPhoto
	}
	return photo, nil
}

var start = time.Date(2025, 11, 21, 9, 0, 0, 0, booth.Shanghai)

// school is a source of n students who all have a photo.
func school(t *testing.T, n int) *fake {
	t.Helper()
	f := &fake{photos: map[booth.PhotoID][]byte{}}
	kinds := map[string]booth.IDKind{"居民身份证": booth.ResidentID, "港澳居民来往内地通行证": booth.HMTID, "护照": booth.Passport}
	for _, s := range rostertest.Students(77, n) {
		id, err := booth.ParseID(kinds[s.Kind], s.ID, start)
		if err != nil {
			t.Fatal(err)
		}
		f.entries = append(f.entries, roster.Entry{
			Student: booth.Student{
				Key: booth.KeyFor([]byte("campus key for tests"), id), Task: "t1", Grade: s.Grade, Category: booth.Undergraduate, Origin: id.Kind().Origin(),
				Person: booth.Person{Name: booth.NewPersonName(s.Name), ID: id, Number: booth.NewStudentNumber(s.Number)},
			},
			Place: roster.Place{College: s.College, Major: s.Major, Class: s.Class},
		})
	}
	for i := range f.entries {
		f.submit(i, booth.Queued, time.Duration(i)*time.Minute)
	}
	return f
}

// submit adds a submission of a student, with a photo of its own.
func (f *fake) submit(i int, status booth.Status, after time.Duration) *booth.Submission {
	n := len(f.submissions) + 1
	photo := []byte(fmt.Sprintf("\xFF\xD8\xFFphoto %d", n))
	sum := sha256.Sum256(photo)
	id := booth.PhotoID(hex.EncodeToString(sum[:]))
	f.photos[id] = photo
	f.submissions = append(f.submissions, delivery.Submitted{
		Student: f.entries[i].Student.Key,
		Submission: booth.Submission{
			ID: booth.SubmissionID{Session: booth.SessionID(fmt.Sprintf("01KAJ3Z8Y3%016d", n)), N: 1}, Task: "t1", Photo: id, At: start.Add(after), Status: status,
		},
	})
	return &f.submissions[len(f.submissions)-1].Submission
}

func task(template booth.FileName) booth.Task {
	p := booth.DefaultPolicy(booth.Collection)
	p.FileName = template
	return booth.Task{ID: "t1", Policy: p}
}

func prepare(t *testing.T, f *fake, o delivery.Options) *delivery.Delivery {
	t.Helper()
	if o.Task.ID == "" {
		o.Task = task("{idNumber}.jpg")
	}
	d, err := delivery.Prepare(t.Context(), f, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func deliver(t *testing.T, f *fake, o delivery.Options, out string) *delivery.Delivery {
	t.Helper()
	d := prepare(t, f, o)
	if err := d.Write(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	return d
}

// contents gives the files of a delivery, in a folder or a ZIP file.
func contents(t *testing.T, out string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	files := os.DirFS(out)
	if strings.HasSuffix(out, ".zip") {
		z, err := zip.OpenReader(out)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		files = z
	}
	err := fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			all[name], err = fs.ReadFile(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// rows gives the texts of a sheet of a list.
func rows(t *testing.T, list []byte, sheet string) [][]string {
	t.Helper()
	f, err := table.Open(bytes.NewReader(list), int64(len(list)), table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for _, s := range f.Sheets {
		if s.Name != sheet {
			continue
		}
		for r, err := range s.Rows(t.Context(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			var row []string
			for _, c := range r.Cells {
				if c.Kind != table.Text && c.Kind != table.Blank || c.Formula {
					t.Errorf("a cell of kind %d", c.Kind)
				}
				row = append(row, c.Text)
			}
			all = append(all, row)
		}
	}
	return all
}

func TestADeliveryHasAllPhotosAndBothLists(t *testing.T) {
	for _, base := range []string{"交付", "交付.zip"} {
		f := school(t, 120)
		out := filepath.Join(t.TempDir(), base)
		d := deliver(t, f, delivery.Options{}, out)
		if c := d.Counts(); c.Delivered != 120 || len(c.Missing) != 0 || len(d.Submissions()) != 120 {
			t.Errorf("%s: %+v", base, c)
		}
		all := contents(t, out)
		if len(all) != 121 {
			t.Errorf("%s: %d files", base, len(all))
		}
		list := rows(t, all["名单.xlsx"], "已采集")
		if len(list) != 121 || len(rows(t, all["名单.xlsx"], "未采集")) != 1 {
			t.Fatalf("%s: %d rows", base, len(list))
		}
		for i, e := range f.entries {
			p := e.Student.Person
			name := p.ID.Reveal() + ".jpg"
			if !bytes.Equal(all["照片/"+name], f.photos[f.submissions[i].Submission.Photo]) {
				t.Errorf("%s: a photo is missing or another's", base)
			}
			want := []string{
				fmt.Sprint(i + 1), p.Number.Reveal(), p.Name.Reveal(), p.ID.Kind().Label().ZH, p.ID.Reveal(), "2025", e.Place.College, e.Place.Major, e.Place.Class,
				"普通本专科", "名单", name,
			}
			if !slices.Equal(list[i+1], want) {
				t.Fatalf("%s: row %d is not the student's", base, i+2)
			}
		}
	}
}

func TestWhoIsMissingAndWhy(t *testing.T) {
	f := school(t, 10)
	f.submissions = f.submissions[:0]
	f.submit(0, booth.Approved, 0)
	f.submit(1, booth.NotApproved, 0)
	f.submit(2, booth.Stopped, 0)
	f.submit(3, booth.Waiting, 0)
	f.submit(4, booth.Approved, 0).Held = true
	f.submit(5, booth.NotApproved, 0)
	f.submit(5, booth.Queued, time.Hour) // taken again
	f.submit(6, booth.Queued, 2*time.Hour)
	f.submit(6, booth.Queued, time.Hour) // told late, and older
	delete(f.photos, f.submit(7, booth.Queued, 0).Photo)
	f.entries[8].Student.Manual = booth.ManualRefused
	f.submit(8, booth.Queued, 0)
	// 9 has none.
	for _, c := range []struct {
		approvedOnly bool
		want         map[delivery.Reason]int
		in           int
	}{
		{false, map[delivery.Reason]int{"not_approved": 1, "stopped": 1, "unpaid": 1, "photo_damaged": 1, "manual_refused": 1, "no_photo": 1}, 4},
		{true, map[delivery.Reason]int{"not_approved": 1, "stopped": 1, "unpaid": 1, "manual_refused": 1, "no_photo": 1, "not_reviewed": 4}, 1},
	} {
		out := filepath.Join(t.TempDir(), "out")
		d := deliver(t, f, delivery.Options{ApprovedOnly: c.approvedOnly}, out)
		if got := d.Counts(); fmt.Sprint(got.Missing) != fmt.Sprint(c.want) || got.Delivered != c.in {
			t.Errorf("approved only %v: %+v", c.approvedOnly, got)
		}
		all := contents(t, out)
		missing := rows(t, all["名单.xlsx"], "未采集")
		if len(missing) != 11-c.in || len(all) != c.in+1 {
			t.Errorf("%d missing rows, %d files", len(missing)-1, len(all))
		}
		for _, row := range missing[1:] {
			if row[len(row)-1] == "" {
				t.Errorf("no reason in %d columns", len(row))
			}
		}
		if !c.approvedOnly {
			id := f.entries[6].Student.Person.ID.Reveal()
			if !bytes.Equal(all["照片/"+id+".jpg"], f.photos[f.submissions[7].Submission.Photo]) {
				t.Errorf("not the latest photo")
			}
		}
	}
}

func TestNamesByTheTemplate(t *testing.T) {
	f := school(t, 3)
	p := f.entries[0].Student.Person
	for template, want := range map[booth.FileName]string{
		"{studentNumber}.jpg":                      p.Number.Reveal() + ".jpg",
		"{name}_{studentNumber}.jpg":               p.Name.Reveal() + "_" + p.Number.Reveal() + ".jpg",
		"{grade}-{category}-{name}-{idNumber}.jpg": "2025-普通本专科-" + p.Name.Reveal() + "-" + p.ID.Reveal() + ".jpg",
	} {
		out := filepath.Join(t.TempDir(), "out.zip")
		deliver(t, f, delivery.Options{Task: task(template)}, out)
		if contents(t, out)["照片/"+want] == nil {
			t.Errorf("%s: no file %s", template, want)
		}
	}
	for _, template := range []booth.FileName{"", "{name}.jpg", "{idNumber}.png", "../{idNumber}.jpg", "{idNumber}{x}.jpg"} {
		if _, err := delivery.Prepare(t.Context(), f, delivery.Options{Task: task(template)}); !errors.Is(err, delivery.ErrTemplate) {
			t.Errorf("%q: %v", template, err)
		}
	}
}

func TestNamesThatCantBe(t *testing.T) {
	long := strings.Repeat("很", 100)
	for name, c := range map[string]struct {
		template booth.FileName
		change   func(*fake)
		codes    []booth.Code
	}{
		"slash in a name":       {"{name}_{idNumber}.jpg", rename("A/B"), []booth.Code{"name.character"}},
		"way out":               {"{name}{idNumber}.jpg", rename("../../x"), []booth.Code{"name.character"}},
		"question mark":         {"{name}_{idNumber}.jpg", rename("王?"), []booth.Code{"name.character"}},
		"hidden":                {"{name}_{idNumber}.jpg", rename(".x"), []booth.Code{"name.reserved"}},
		"space at the end":      {"{idNumber}{grade}.jpg", func(f *fake) { f.entries[0].Student.Grade = "2025 " }, []booth.Code{"name.reserved"}},
		"too long":              {"{name}_{idNumber}.jpg", rename(long), []booth.Code{"name.long"}},
		"no student number":     {"{studentNumber}.jpg", number(0, ""), []booth.Code{"name.no_number"}},
		"kept by Windows":       {"{studentNumber}.jpg", number(0, "con"), []booth.Code{"name.reserved"}},
		"same number":           {"{studentNumber}.jpg", number(0, "2025-2"), []booth.Code{"name.collision", "name.collision"}},
		"same but for capitals": {"{grade}{studentNumber}.jpg", capitals, []booth.Code{"name.collision", "name.collision", "name.collision"}},
	} {
		f := school(t, 3)
		number(1, "2025-2")(f)
		c.change(f)
		d := prepare(t, f, delivery.Options{Task: task(c.template)})
		var codes []booth.Code
		for _, p := range d.Problems {
			codes = append(codes, p.Code)
			if s := fmt.Sprintf("%v %+v", p, p); strings.Contains(s, f.entries[0].Student.Person.ID.Reveal()) {
				t.Errorf("%s: the problem prints a number", name)
			}
		}
		if !slices.Equal(codes, c.codes) || d.Refused != len(c.codes) {
			t.Errorf("%s: %v, want %v", name, codes, c.codes)
		}
		out := filepath.Join(t.TempDir(), "out")
		if err := d.Write(t.Context(), out); !errors.Is(err, delivery.ErrNames) {
			t.Errorf("%s: written: %v", name, err)
		}
		if left, _ := os.ReadDir(filepath.Dir(out)); len(left) != 0 {
			t.Errorf("%s: %d files were left", name, len(left))
		}
	}
}

func rename(to string) func(*fake) {
	return func(f *fake) { f.entries[0].Student.Person.Name = booth.NewPersonName(to) }
}

func number(i int, to string) func(*fake) {
	return func(f *fake) { f.entries[i].Student.Person.Number = booth.NewStudentNumber(to) }
}

func capitals(f *fake) {
	for i, grade := range []string{"a", "A", "a"} {
		f.entries[i].Student.Grade = grade
		number(i, "1")(f)
	}
}

// A spreadsheet takes nothing of it for a formula, and keeps it a text when
// the clerk edits the cell.
func TestNothingBecomesAFormula(t *testing.T) {
	f := school(t, 4)
	bad := []string{`=HYPERLINK("http://127.0.0.1","x")`, "+1+1", "-2", "@SUM(A1)"}
	for i, b := range bad {
		f.entries[i].Student.Person.Name = booth.NewPersonName(b)
		f.entries[i].Place.College, f.entries[i].Student.Grade = b, b
	}
	f.submissions = f.submissions[:2]
	out := filepath.Join(t.TempDir(), "out")
	deliver(t, f, delivery.Options{}, out)
	x, err := excelize.OpenReader(bytes.NewReader(contents(t, out)["名单.xlsx"]))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, sheet := range []string{"已采集", "未采集"} {
		for row := 2; row <= 3; row++ {
			for col := 1; col <= 12; col++ {
				at, _ := excelize.CoordinatesToCellName(col, row)
				kind, _ := x.GetCellType(sheet, at)
				formula, _ := x.GetCellFormula(sheet, at)
				id, _ := x.GetCellStyle(sheet, at)
				style, err := x.GetStyle(id)
				if err != nil || formula != "" || style.NumFmt != 49 || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
					t.Errorf("%s %s: type %v, formula %q, format %d", sheet, at, kind, formula, style.NumFmt)
				}
				value, _ := x.GetCellValue(sheet, at)
				if slices.Contains(bad, value) {
					seen++
				}
			}
		}
	}
	if seen != 12 {
		t.Errorf("%d cells hold what was put there, want 12", seen)
	}
}

func TestTheSameContentGivesTheSameBytes(t *testing.T) {
	var first map[string][]byte
	var firstZip []byte
	for range 4 {
		f := school(t, 30)
		slices.Reverse(f.entries) // sources have no order
		slices.Reverse(f.submissions)
		dir := t.TempDir()
		deliver(t, f, delivery.Options{}, filepath.Join(dir, "out"))
		deliver(t, f, delivery.Options{}, filepath.Join(dir, "out.zip"))
		got := contents(t, filepath.Join(dir, "out"))
		gotZip, err := os.ReadFile(filepath.Join(dir, "out.zip"))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first, firstZip = got, gotZip
			continue
		}
		if !bytes.Equal(got["名单.xlsx"], first["名单.xlsx"]) || !bytes.Equal(gotZip, firstZip) || len(got) != len(first) {
			t.Errorf("another delivery of the same differs")
		}
	}
}

func TestAnInterruptedFolderIsGoneOnWith(t *testing.T) {
	f := school(t, 20)
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	f.failAt, f.err = 11, errors.New("the store is closed")
	if err := prepare(t, f, delivery.Options{}).Write(t.Context(), out); !errors.Is(err, f.err) {
		t.Fatalf("got %v", err)
	}
	if _, err := os.Stat(out); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a delivery stands in its place: %v", err)
	}
	partial := filepath.Join(dir, ".out.partial", "照片")
	left, err := os.ReadDir(partial)
	if err != nil || len(left) != 10 {
		t.Fatalf("%d photos are left, %v", len(left), err)
	}
	// One was cut off by the power, one is no longer part of it, one is whole.
	long := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, e := range left {
		name := filepath.Join(partial, e.Name())
		switch i {
		case 0:
			err = os.Truncate(name, 3)
		case 1:
			err = os.Rename(name, filepath.Join(partial, "gone.jpg"))
		default:
			err = os.Chtimes(name, long, long)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	f.failAt = 0
	deliver(t, f, delivery.Options{}, out)
	all := contents(t, out)
	if len(all) != 21 || all["照片/gone.jpg"] != nil {
		t.Errorf("%d files", len(all))
	}
	for i, e := range f.entries {
		if !bytes.Equal(all["照片/"+e.Student.Person.ID.Reveal()+".jpg"], f.photos[f.submissions[i].Submission.Photo]) {
			t.Errorf("photo %d is not whole", i)
		}
	}
	kept := 0
	for _, e := range left[2:] {
		if info, err := os.Stat(filepath.Join(out, "照片", e.Name())); err == nil && info.ModTime().Equal(long) {
			kept++
		}
	}
	if kept != 8 {
		t.Errorf("%d photos were kept, the others written again; want 8 kept", kept)
	}
	if rest, _ := os.ReadDir(dir); len(rest) != 1 {
		t.Errorf("%d names beside it", len(rest)-1)
	}
}

func TestAnInterruptedZipLeavesNothing(t *testing.T) {
	f := school(t, 20)
	dir := t.TempDir()
	f.failAt, f.err = 11, errors.New("the store is closed")
	if err := prepare(t, f, delivery.Options{}).Write(t.Context(), filepath.Join(dir, "out.zip")); !errors.Is(err, f.err) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f.failAt = 0
	if err := prepare(t, f, delivery.Options{}).Write(ctx, filepath.Join(dir, "out.zip")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("%d files are left", len(left))
	}
}

func TestOverwriting(t *testing.T) {
	f := school(t, 5)
	for _, base := range []string{"out", "out.zip"} {
		out := filepath.Join(t.TempDir(), base)
		deliver(t, f, delivery.Options{}, out)
		before := contents(t, out)
		g := school(t, 3)
		if err := prepare(t, g, delivery.Options{}).Write(t.Context(), out); !errors.Is(err, delivery.ErrExists) {
			t.Errorf("%s: %v", base, err)
		}
		if len(contents(t, out)) != len(before) {
			t.Errorf("%s was changed", base)
		}
		deliver(t, g, delivery.Options{Overwrite: true}, out)
		if n := len(contents(t, out)); n != 4 {
			t.Errorf("%s: %d files after overwriting, want 4", base, n)
		}
		if left, _ := os.ReadDir(filepath.Dir(out)); len(left) != 1 {
			t.Errorf("%s: %d names beside it", base, len(left)-1)
		}
	}
	// A folder of somebody's is never replaced.
	for name, make := range map[string]func(string) error{
		"home":        func(d string) error { return os.WriteFile(filepath.Join(d, "thesis.docx"), []byte("x"), 0o600) },
		"empty":       func(string) error { return nil },
		"other":       func(d string) error { return os.Mkdir(filepath.Join(d, "照片"), 0o700) },
		"more inside": mine,
	} {
		out := filepath.Join(t.TempDir(), name)
		if err := errors.Join(os.Mkdir(out, 0o700), make(out)); err != nil {
			t.Fatal(err)
		}
		if err := prepare(t, f, delivery.Options{Overwrite: true}).Write(t.Context(), out); !errors.Is(err, delivery.ErrNotADelivery) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// mine is a delivery that somebody put something into.
func mine(d string) error {
	return errors.Join(os.WriteFile(filepath.Join(d, "名单.xlsx"), nil, 0o600), os.Mkdir(filepath.Join(d, "照片"), 0o700),
		os.WriteFile(filepath.Join(d, "照片", "notes.txt"), nil, 0o600))
}

func TestNowhereToWrite(t *testing.T) {
	f := school(t, 2)
	for _, base := range []string{"out", "out.zip"} {
		out := filepath.Join(t.TempDir(), "no", "such", base)
		err := prepare(t, f, delivery.Options{}).Write(t.Context(), out)
		if !errors.Is(err, delivery.ErrWrite) {
			t.Errorf("%s: %v", base, err)
		}
		if err != nil && strings.Contains(err.Error(), out) {
			t.Errorf("%s: the error has the path", base)
		}
	}
	if err := prepare(t, f, delivery.Options{}).Write(t.Context(), "/dev/full/out"); !errors.Is(err, delivery.ErrWrite) {
		t.Errorf("below a file: %v", err)
	}
}

// A list of more than 16 MB stays in memory: excelize would put it readable
// into the temporary folder.
func TestALargeListNeverTouchesTheTemporaryFolder(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	if err := os.Chmod(temp, 0o500); err != nil {
		t.Fatal(err)
	}
	f := school(t, 22_000)
	f.submissions = f.submissions[:1]
	out := filepath.Join(t.TempDir(), "out.zip")
	seen := 0
	f.entries[0].Place.Class = strings.Repeat("班", 30)
	deliver(t, f, delivery.Options{Progress: func(int64, int64) {
		left, _ := os.ReadDir(temp)
		seen += len(left)
	}}, out)
	left, _ := os.ReadDir(temp)
	open, _ := filepath.Glob("/proc/self/fd/*")
	for _, fd := range open {
		if target, _ := os.Readlink(fd); strings.Contains(target, "excelize-") {
			t.Errorf("a temporary file is open")
		}
	}
	list := contents(t, out)["名单.xlsx"]
	if seen+len(left) != 0 {
		t.Errorf("%d files in the temporary folder", seen+len(left))
	}
	if n := len(rows(t, list, "未采集")); n != 22_000 {
		t.Errorf("%d rows", n)
	}
	z, err := zip.NewReader(bytes.NewReader(list), int64(len(list)))
	if err != nil {
		t.Fatal(err)
	}
	largest := uint64(0)
	for _, e := range z.File {
		largest = max(largest, e.UncompressedSize64)
	}
	if largest < excelize.StreamChunkSize {
		t.Errorf("the largest sheet has %d bytes: too few to show anything", largest)
	}
}
