package ui

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"campuskiosk/app/booth"
	"campuskiosk/app/ui/preview"
	"campuskiosk/assets"
	"campuskiosk/assets/i18n"
	"campuskiosk/capture/face"
	"campuskiosk/capture/guide"
	"campuskiosk/capture/quality"
)

// bench is a window in the software driver, with a queue in place of the
// toolkit's and a desk that notes what was asked of it.
type bench struct {
	*Window
	t     *testing.T
	mu    sync.Mutex
	queue []func()
	asked []string
}

func newBench(t *testing.T, w, h float32, lang i18n.Lang) *bench {
	t.Helper()
	app := test.NewTempApp(t)
	b := &bench{t: t}
	b.Window = newWindow(app, standing(), Options{
		Lang: lang, Font: fyne.NewStaticResource("CampusKiosk-Regular.ttf", assets.FontRegular), Still: true,
	}, b, b.do)
	b.win.Resize(fyne.NewSize(w, h))
	b.drain()
	return b
}

func (b *bench) do(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue = append(b.queue, f)
}

// drain runs what is queued until nothing is.
func (b *bench) drain() {
	for range 20 {
		b.mu.Lock()
		q := b.queue
		b.queue = nil
		b.mu.Unlock()
		if len(q) == 0 {
			return
		}
		for _, f := range q {
			f()
		}
	}
	b.t.Fatal("the queue does not end")
}

func (b *bench) note(s string)   { b.asked = append(b.asked, s) }
func (b *bench) Shutter()        { b.note("shutter") }
func (b *bench) Retake()         { b.note("retake") }
func (b *bench) Make()           { b.note("make") }
func (b *bench) Save()           { b.note("save") }
func (b *bench) Next()           { b.note("next") }
func (b *bench) SetAuto(on bool) { b.note(map[bool]string{true: "auto on", false: "auto off"}[on]) }

func standing() Standing {
	return Standing{
		SpecName: booth.Text{ZH: "学历证书电子注册图像", EN: "Graduate registration photo (CHSI)"}, SpecSize: image.Pt(480, 640),
		ModelsLoaded: 10, ModelsAll: 10,
	}
}

// figure is the drawn student, 1280×720; nobody writes into it.
func figure(t *testing.T) *image.RGBA {
	t.Helper()
	m, err := student()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var student = sync.OnceValues(func() (*image.RGBA, error) {
	m, err := png.Decode(bytes.NewReader(assets.FigurePNG))
	if err != nil {
		return nil, err
	}
	out := image.NewRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Src)
	return out, nil
})

// head is where the figure's head is.
func head() *face.Head {
	return &face.Head{
		Eyes: face.Point{X: 640, Y: 274}, IED: 91, FaceLeft: 543, FaceRight: 737,
		HairTop: 104, Chin: face.Point{X: 640, Y: 406},
	}
}

func value(v float64) *float64 { return &v }
func score(v int) *int         { return &v }

// report is a result with some of everything.
func report() quality.Report {
	pass := func(id quality.ID, v float64, unit, zh, en string) quality.Finding {
		return quality.Finding{ID: id, State: quality.Pass, Value: value(v), Unit: unit, Score: score(88), Advice: booth.Text{ZH: zh, EN: en}}
	}
	return quality.Report{
		Checks: []quality.Finding{
			pass(quality.FaceDirection, 2.1, "°", "面部正对镜头", "The face looks straight at the camera"),
			pass(quality.FaceProportion, 0.41, "", "脸部大小合适", "The face has the right size"),
			pass(quality.HeadComplete, 0.62, "T", "头部完整", "The whole head is in the picture"),
			pass(quality.FaceComplete, 0.97, "", "人脸完整，没有遮挡", "The whole face is visible"),
			pass(quality.Blur, 1.3, "%", "照片清晰", "The picture is sharp"),
			pass(quality.ShouldersLevel, 1.2, "°", "双肩齐平", "The shoulders are level"),
			{ID: quality.ShouldersFound, State: quality.Unavailable, Advice: booth.Text{ZH: "缺少模型，无法检测肩膀", EN: "Not checked: the model for the body is missing"}},
			pass(quality.FaceBrightness, 148, "", "脸部亮度合适", "The face is well lit"),
			pass(quality.EyesUnobscured, 0.31, "", "双眼睁开，没有遮挡", "Both eyes are open and free"),
			{
				ID: quality.MouthClosed, State: quality.Fail, Value: value(0.18), Score: score(31),
				Advice: booth.Text{ZH: "嘴巴张开了，请自然闭合嘴巴后重拍", EN: "The mouth is open; close it gently and take the photo again"},
			},
		},
		Advisories: []quality.Finding{
			{ID: quality.ClothesContrast, State: quality.Fail, Value: value(9), Advice: booth.Text{
				ZH: "衣服颜色与背景太接近，建议换一种背景颜色", EN: "The clothes are close to the background's colour; choose another background",
			}},
		},
	}
}

func liveNow() Live {
	r := report()
	r.Checks[8].State = quality.Fail
	return Live{
		Advice: guide.Advice{Hint: guide.TooFar, Distance: value(-0.7), Light: value(0.1)},
		Report: r, CameraName: "Simulated camera", Simulated: true, Clock: "15:42",
	}
}

// pushFigure puts the figure into the live picture.
func (b *bench) pushFigure(good bool) {
	i := guide.Frame(1280, 720)
	b.Preview().Push(figure(b.t), preview.Shot{Seq: 1, Data: []byte("jpeg")}, preview.Guide{
		Crop: i.Crop,
		Head: face.Box{X: i.Eyes.X - 0.62*i.FaceWidth, Y: i.HairTop, W: 1.24 * i.FaceWidth, H: i.Chin - i.HairTop},
		Good: good,
	})
	b.drain()
}

func resultScene(t *testing.T) Scene {
	return Scene{Result: &Result{
		Shot: figure(t), Head: head(), Report: report(),
		Points: map[quality.ID]face.Point{quality.MouthClosed: {X: 640, Y: 362}},
	}}
}

func compareScene(t *testing.T) Scene {
	shot := figure(t)
	photo := crop(shot, image.Rect(640-216, 40, 640+216, 616))
	for y := range photo.Rect.Dy() { // a stand-in for a white background
		for x := range photo.Rect.Dx() {
			i := photo.PixOffset(x, y)
			if p := photo.Pix[i : i+3]; p[0] > 200 && p[1] > 205 && p[2] > 208 && p[0] < 225 {
				p[0], p[1], p[2] = 255, 255, 255
			}
		}
	}
	return Scene{Compare: &Compare{
		Original: shot, OriginalBytes: 104 << 10, Photo: photo, PhotoBytes: 31 << 10, DPI: 300,
		Background: booth.Text{ZH: "白色背景", EN: "white background"}, Head: head(),
		Warnings: []booth.Text{{ZH: "缺少人像分割模型，这张标准照不能用于提交", EN: "The segmentation model is missing: this photo is not for delivery"}},
	}}
}
