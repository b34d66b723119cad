package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"campuskiosk/app/booth"
	"campuskiosk/assets/i18n"
	"campuskiosk/capture/camera"
	"campuskiosk/capture/guide"
	"campuskiosk/capture/quality"
	"campuskiosk/capture/standard"
)

// says reports whether words are on the screen.
func (b *bench) says(words string) bool {
	b.drain()
	for _, s := range visible(b.win.Content(), 0, 0) {
		if t, ok := s.o.(*canvas.Text); ok && strings.Contains(t.Text, words) {
			return true
		}
	}
	return false
}

func TestKeysDoWhatButtonsDo(t *testing.T) {
	b := newBench(t, 1280, 720, i18n.ZH)
	b.SetLive(liveNow())
	b.drain()
	refused := resultScene(t)
	refused.Result.Refused = standard.ErrTooFar
	saved := compareScene(t)
	saved.Compare.SavedAt = "photos"
	busy := resultScene(t)
	busy.Busy = "busy.making"
	for _, c := range []struct {
		name  string
		scene Scene
		key   fyne.KeyName
		want  string
	}{
		{"live", Scene{}, fyne.KeySpace, "shutter"},
		{"live, pedal", Scene{}, fyne.KeyPageDown, "shutter"},
		{"live", Scene{}, fyne.Key1, "auto on"},
		{"live", Scene{}, fyne.KeyEscape, ""},
		{"result", resultScene(t), fyne.KeySpace, "make"},
		{"result", resultScene(t), fyne.KeyEscape, "retake"},
		{"refused", refused, fyne.KeySpace, "retake"},
		{"refused", refused, fyne.KeyEscape, "retake"},
		{"busy", busy, fyne.KeySpace, ""},
		{"busy", busy, fyne.KeyEscape, ""},
		{"compare", compareScene(t), fyne.KeySpace, "save"},
		{"compare", compareScene(t), fyne.KeyEscape, "retake"},
		{"saved", saved, fyne.KeySpace, "next"},
		{"saved", saved, fyne.KeyEscape, "next"},
		{"saved", saved, fyne.KeyX, ""},
	} {
		b.asked = nil
		b.Show(c.scene)
		b.drain()
		b.key(c.key)
		if got := strings.Join(b.asked, " "); got != c.want {
			t.Errorf("%s, %s: %q, want %q", c.name, c.key, got, c.want)
		}
	}
}

func TestAutoTogglesTwice(t *testing.T) {
	b := newBench(t, 1280, 720, i18n.ZH)
	b.key(fyne.Key1)
	b.key(fyne.Key1)
	if !slices.Equal(b.asked, []string{"auto on", "auto off"}) {
		t.Error(b.asked)
	}
}

func TestLanguageByOneKey(t *testing.T) {
	b := newBench(t, 1280, 720, i18n.ZH)
	b.SetLive(liveNow())
	if !b.says("请靠近一点") || b.says("closer") {
		t.Error("the window does not begin in Chinese")
	}
	b.key(fyne.Key9)
	if b.says("请靠近一点") || !b.says("Please come a little closer") {
		t.Error("key 9 did not change to English")
	}
	b.Show(resultScene(t))
	if !b.says("The mouth is open") {
		t.Error("the language was forgotten on the next screen")
	}
	b.key(fyne.Key9)
	if !b.says("嘴巴张开了") || b.says("The mouth") {
		t.Error("key 9 did not change back")
	}
}

func TestFaultReplacesHint(t *testing.T) {
	b := newBench(t, 1280, 720, i18n.EN)
	v := liveNow()
	v.Camera = camera.ErrGone
	b.SetLive(v)
	if !b.says("unplugged") || b.says("closer") {
		t.Error("the fault is not shown in the hint's place")
	}
	v.Camera = nil
	b.SetLive(v)
	if b.says("unplugged") || !b.says("closer") {
		t.Error("the fault stays though the camera is back")
	}
}

func TestFailedChecksComeFirst(t *testing.T) {
	k := kit{lang: i18n.ZH}
	r := report()
	rows := k.rows(r)
	if len(rows) != 10 || rows[0].name.Text != "嘴巴状态" || rows[9].name.Text != "检测肩膀" {
		t.Errorf("%d rows, first %q, last %q", len(rows), rows[0].name.Text, rows[len(rows)-1].name.Text)
	}
	if r.Checks[0].ID != quality.FaceDirection {
		t.Error("the report itself was sorted")
	}
}

// However often the live data change, one call waits in the toolkit's queue.
func TestOneCallPending(t *testing.T) {
	b := newBench(t, 1280, 720, i18n.ZH)
	b.drain()
	for range 100 {
		b.SetLive(liveNow())
		b.Show(Scene{})
	}
	if n := len(b.queue); n != 1 {
		t.Errorf("%d calls are queued", n)
	}
}

func TestUpdateChangesInPlace(t *testing.T) {
	b := newBench(t, 1280, 720, i18n.EN)
	v := liveNow()
	b.SetLive(v)
	b.drain()
	before := b.root.Objects[0]
	v.Advice = guide.Advice{Hint: guide.Good}
	b.SetLive(v)
	if !b.says("Good, hold still") {
		t.Error("the hint did not change")
	}
	if b.root.Objects[0] != before {
		t.Error("the screen was built anew for a hint")
	}
}

func TestParagraphBreaks(t *testing.T) {
	newBench(t, 1280, 720, i18n.ZH) // sets the font
	k := kit{}
	for _, text := range []string{
		"头发太高或头部后仰，眼睛与发顶的距离不符合规格。请放低发髻、平视镜头后重拍。",
		"The hair is too high, or the head is leaned back: lower the hair, look straight ahead.",
		"480 × 640 像素 · 31.0 KB · 学历证书电子注册图像 · 300 dpi · 白色背景",
	} {
		p := k.paragraph(text, 20, nil, 0)
		for width := float32(120); width < 900; width += 37 {
			lines := p.lines(width)
			if got := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); got != strings.ReplaceAll(text, " ", "") {
				t.Fatalf("at %v the words are %q", width, got)
			}
			for i, l := range lines {
				if p.measure(l).Width > width+40 {
					t.Errorf("at %v the line %q is %v wide", width, l, p.measure(l).Width)
				}
				if r := []rune(l); i > 0 && strings.ContainsRune(closing, r[0]) {
					t.Errorf("at %v a line begins with a closing mark: %q", width, l)
				}
			}
		}
		p.maxLines = 1
		if l := p.lines(150); len(l) != 1 || !strings.HasSuffix(l[0], "…") || p.measure(l[0]).Width > 150 {
			t.Errorf("cut to one line: %q", l)
		}
	}
}

// prefixes of keys that the code puts together.
var dynamic = []string{"busy."}

// Every key that the code names exists, and every key is named by the code.
func TestTranslationKeys(t *testing.T) {
	used := map[string]bool{}
	for _, dir := range []string{".", filepath.Join("..", "kiosk")} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
					if s, err := strconv.Unquote(l.Value); err == nil {
						used[s] = true
					}
				}
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) == 0 {
					return true
				}
				sel, ok := call.Fun.(*ast.SelectorExpr)
				if !ok || sel.Sel.Name != "t" && sel.Sel.Name != "T" {
					return true
				}
				if l, ok := call.Args[0].(*ast.BasicLit); ok {
					if s, err := strconv.Unquote(l.Value); err == nil && strings.HasPrefix(i18n.ZH.T(s), "[") {
						t.Errorf("%s names %q, which does not exist", path, s)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range i18n.Keys(i18n.ZH) {
		if !used[key] && !slices.ContainsFunc(dynamic, func(p string) bool { return strings.HasPrefix(key, p) }) {
			t.Errorf("nothing uses %q", key)
		}
	}
}

func TestProblemIsSaid(t *testing.T) {
	b := newBench(t, 1920, 1080, i18n.EN)
	s := compareScene(t)
	s.Problem = booth.Fail("disk.full", "磁盘已满", "The disk is full, nothing was saved")
	b.Show(s)
	if !b.says("The disk is full") {
		t.Error("the problem is not on the screen")
	}
}
