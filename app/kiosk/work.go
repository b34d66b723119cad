package kiosk

import (
	"bytes"
	"context"
	"image"
	"image/draw"
	"image/jpeg"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/ui"
	"campuskiosk/capture/face"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/quality"
)

// check looks at the frame that was taken.
func (k *kiosk) check(ctx context.Context, s state) (err error) {
	began := time.Now()
	var c *photo.Checked
	// Whatever happens, a panic included, the screen must not stay busy.
	defer func() {
		if c == nil && err == nil {
			err = booth.ErrInternal
		}
		k.handle(evChecked{n: s.n, checked: c, err: err})
	}()
	p := k.pipe.Load()
	file, img, converted, err := original(ctx, p, s.shot.frame)
	if err != nil {
		return err
	}
	s.shot.Original, s.shot.Converted = file, converted
	if c, err = p.Check(ctx, img); err != nil {
		return err
	}
	failed := 0
	for _, f := range c.Report.Checks {
		if f.State == quality.Fail {
			failed++
		}
	}
	k.Log.Info("checked", "frame", s.shot.frame.Seq, "failed", failed, "ms", time.Since(began).Milliseconds())
	return nil
}

// make makes the standard photo.
func (k *kiosk) make(ctx context.Context, s state) (err error) {
	began := time.Now()
	var m *made
	defer func() {
		if m == nil && err == nil {
			err = booth.ErrInternal
		}
		refused := err != nil && cli.Code(photo.Refused(err)) == cli.Refused
		k.handle(evMade{n: s.n, made: m, refused: refused, err: err})
		if refused {
			err = nil // an answer, not a failure
		}
	}()
	p := k.pipe.Load()
	out, err := p.Make(ctx, s.checked, k.Spec, k.Background)
	if err != nil {
		return err
	}
	img, err := jpeg.Decode(bytes.NewReader(out.JPEG))
	if err != nil {
		return err
	}
	m = &made{Photo: out, Image: toRGBA(img)}
	k.Log.Info("made", "bytes", len(out.JPEG), "ms", time.Since(began).Milliseconds())
	return nil
}

// save keeps the photo.
func (k *kiosk) save(s state) (err error) {
	var dir string
	defer func() {
		if dir == "" && err == nil {
			err = booth.ErrInternal
		}
		k.handle(evSaved{n: s.n, dir: dir, err: err})
	}()
	dir, err = k.album.save(entry{
		Original: s.shot.Original, Standard: s.made.Photo.JPEG,
		Record: record{
			Camera: s.shot.Camera, CameraID: s.shot.CameraID, Simulated: s.shot.Simulated,
			Frame: s.shot.frame.Seq, Converted: s.shot.Converted,
			Check: s.checked.Result(), Photo: s.made.Photo,
		},
	})
	return err
}

// scene is what the screen shows for a state.
func (k *kiosk) scene(s state) ui.Scene {
	sc := ui.Scene{Problem: s.problem}
	switch s.step {
	case stepChecking:
		sc.Busy = "busy.checking"
	case stepMaking:
		sc.Busy = "busy.making"
	case stepSaving:
		sc.Busy = "busy.saving"
	}
	switch s.step {
	case stepResult, stepMaking:
		sc.Result = &ui.Result{
			Shot: s.checked.Image, Head: headOf(s.checked), Points: points(s.checked),
			Report: s.checked.Report, Refused: s.refused,
		}
	case stepCompare, stepSaving, stepSaved:
		c := &ui.Compare{
			Original: s.checked.Image, OriginalBytes: len(s.shot.Original),
			Photo: s.made.Image, PhotoBytes: len(s.made.Photo.JPEG), DPI: k.Spec.Size.DPI,
			Background: k.backgroundName(), Head: headOf(s.checked),
		}
		for _, w := range s.made.Photo.Warnings {
			c.Warnings = append(c.Warnings, w.Text)
		}
		if s.saved != "" {
			c.SavedAt = homely(s.saved)
		}
		sc.Compare = c
	}
	return sc
}

// backgroundNames are the specifications' own colours as people read them.
var backgroundNames = map[string]booth.Text{
	"white":      {ZH: "白色背景", EN: "white background"},
	"light-blue": {ZH: "浅蓝色背景", EN: "light blue background"},
	"blue":       {ZH: "蓝色背景", EN: "blue background"},
	"grey":       {ZH: "灰色背景", EN: "grey background"},
	"red":        {ZH: "红色背景", EN: "red background"},
}

func (k *kiosk) backgroundName() booth.Text {
	c := [3]uint8{k.Background.R, k.Background.G, k.Background.B}
	for _, b := range k.Spec.Backgrounds {
		if n, ok := backgroundNames[b.Name]; ok && b.RGB == c {
			return n
		}
	}
	return booth.Text{ZH: "自选背景", EN: "chosen background"}
}

func headOf(c *photo.Checked) *face.Head {
	if h, ok := face.HeadOf(c.Analysis); ok {
		return &h
	}
	return nil
}

// points are the places of the findings in the picture.
func points(c *photo.Checked) map[quality.ID]face.Point {
	h := headOf(c)
	d, ok := c.Analysis.Subject()
	if h == nil || !ok {
		return nil
	}
	down := h.Chin.Sub(h.Eyes)
	at := func(right, below float64) face.Point { // in face widths and eyes-to-chin
		return face.Point{X: h.Eyes.X + right*h.FaceWidth(), Y: h.Eyes.Y + below*down.Y}
	}
	m := map[quality.ID]face.Point{
		quality.FaceDirection:  d.Landmarks[face.NoseTip],
		quality.FaceProportion: at(-0.5, 0.2),
		quality.HeadComplete:   {X: h.Eyes.X, Y: h.HairTop},
		quality.FaceComplete:   at(0, 0.95),
		quality.Blur:           at(0.28, 0.4),
		quality.FaceBrightness: at(-0.28, 0.4),
		quality.EyesUnobscured: h.Eyes,
		quality.MouthClosed:    d.Landmarks[face.RightMouth].Mid(d.Landmarks[face.LeftMouth]),
		quality.ShouldersFound: at(0.75, 1.8),
		quality.ShouldersLevel: at(-0.75, 1.8),
	}
	if b := c.Analysis.Body; b != nil {
		m[quality.ShouldersLevel] = b.Points[face.PoseRightShoulder].Point
		m[quality.ShouldersFound] = b.Points[face.PoseLeftShoulder].Point
	}
	return m
}

func toRGBA(m image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Src)
	return out
}
