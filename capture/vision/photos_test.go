package vision

import (
	"image"
	"math"
	"testing"

	"campuskiosk/capture/face"
)

// Every shared photo: a face is found and only one, every role answers, and
// what the roles say about the same thing agrees.
func TestEveryPhoto(t *testing.T) {
	sumOff, n := 0.0, 0
	for _, name := range photos(t) {
		_, a := analysed(t, name)
		d, ok := a.Subject()
		if !ok {
			t.Errorf("%s: no face", name)
			continue
		}
		if len(a.Faces) != 1 {
			t.Errorf("%s: %d faces", name, len(a.Faces))
		}
		if a.Mesh == nil || a.Eyes == nil || a.EyesOpen == nil || a.HeadPose == nil || a.Body == nil ||
			a.Person == nil || a.Glasses == nil || a.FaceMask == nil {
			t.Fatalf("%s: a role gave no answer: %+v", name, a)
		}
		if len(a.Unavailable) != 0 || len(a.Models) != 9 {
			t.Errorf("%s: unavailable %v, models %v", name, a.Unavailable, a.Models)
		}
		ied := eyeMid(a.Mesh, 0).Dist(eyeMid(a.Mesh, 1))
		off := max(eyeMid(a.Mesh, 0).Dist(d.Landmarks[face.RightEye]), eyeMid(a.Mesh, 1).Dist(d.Landmarks[face.LeftEye])) / ied
		sumOff += off
		n++
		t.Logf("%-30s %4d×%-4d box %4.0f×%-4.0f ied %5.1f (mesh %5.1f) off %.3f pose %+5.1f %+5.1f %+5.1f lids %.2f %.2f open %.2f %.2f glasses %+5.1f mask %.2f shoulders %.2f %.2f",
			name, a.Width, a.Height, d.Box.W, d.Box.H, d.Landmarks.IED(), ied, off,
			a.HeadPose.Yaw, a.HeadPose.Pitch, a.HeadPose.Roll, a.Eyes[0].LidRatio, a.Eyes[1].LidRatio,
			a.EyesOpen[0], a.EyesOpen[1], *a.Glasses, *a.FaceMask,
			a.Body.Points[face.PoseRightShoulder].Presence, a.Body.Points[face.PoseLeftShoulder].Presence)
		if off > 0.2 {
			t.Errorf("%s: mesh and detector disagree about the eyes by %.2f of their distance", name, off)
		}
		if a.Mesh.Presence < 0.9 {
			t.Errorf("%s: mesh presence %.2f", name, a.Mesh.Presence)
		}
		for i, eye := range a.Eyes {
			// All eyes of the shared photos are open.
			if eye.LidRatio < 0.10 || eye.LidRatio > 0.47 {
				t.Errorf("%s: eye %d lid ratio %.2f", name, i, eye.LidRatio)
			}
			w := eye.Lower[0].Dist(eye.Lower[8])
			if eye.Iris.Dist(eyeMid(a.Mesh, i)) > 0.35*w || eye.IrisRadius < 0.1*w || eye.IrisRadius > 0.4*w {
				t.Errorf("%s: eye %d of width %.1f has its iris %.1f off, radius %.1f",
					name, i, w, eye.Iris.Dist(eyeMid(a.Mesh, i)), eye.IrisRadius)
			}
			// Upper and lower lid run the same way, the upper one above.
			if eye.Upper[4].Y >= eye.Lower[4].Y || eye.Upper[1].Dist(eye.Lower[1]) > eye.Upper[1].Dist(eye.Lower[7]) {
				t.Errorf("%s: eye %d lids are not where lids are", name, i)
			}
		}
		if *a.FaceMask > 0.5 {
			t.Errorf("%s: mask %.2f", name, *a.FaceMask)
		}
		c := d.Box.Centre()
		if v := a.Person.At(c.X, c.Y); v < 0.9 {
			t.Errorf("%s: the face is person with %.2f only", name, v)
		}
		r, l := a.Body.Points[face.PoseRightShoulder], a.Body.Points[face.PoseLeftShoulder]
		if r.X >= c.X || l.X <= c.X || r.Y < c.Y || l.Y < c.Y {
			t.Errorf("%s: shoulders %v %v around a face at %v", name, r.Point, l.Point, c)
		}
		roll := math.Abs(a.HeadPose.Roll - d.Landmarks.Roll())
		if roll > 10 {
			t.Errorf("%s: rolls differ by %.1f°", name, roll)
		}
	}
	if mean := sumOff / float64(n); mean > 0.1 {
		t.Errorf("mesh and detector disagree about the eyes by %.3f of their distance on average", mean)
	}
}

// A mirrored picture gives mirrored answers: that fixes the signs of yaw and
// roll, the order of the eyes and the mapping of every crop.
func TestMirroredPicture(t *testing.T) {
	e := engine(t)
	for _, name := range []string{"max/Chris.jpeg", "max/Paul2.jpeg", "sfhq/crops/s3x6_2_4.jpg", "us_official/biden_biden2.jpg"} {
		img, a := analysed(t, name)
		b := analyse(t, e, mirror(img))
		w := float64(a.Width)
		ied := a.Faces[0].Landmarks.IED()
		flip := func(p face.Point) face.Point { return face.Point{X: w - p.X, Y: p.Y} }
		if d := a.HeadPose.Yaw + b.HeadPose.Yaw; math.Abs(d) > 8 {
			t.Errorf("%s: yaw %.1f, mirrored %.1f", name, a.HeadPose.Yaw, b.HeadPose.Yaw)
		}
		if d := a.HeadPose.Roll + b.HeadPose.Roll; math.Abs(d) > 6 {
			t.Errorf("%s: roll %.1f, mirrored %.1f", name, a.HeadPose.Roll, b.HeadPose.Roll)
		}
		if d := a.HeadPose.Pitch - b.HeadPose.Pitch; math.Abs(d) > 8 {
			t.Errorf("%s: pitch %.1f, mirrored %.1f", name, a.HeadPose.Pitch, b.HeadPose.Pitch)
		}
		for i := range 2 {
			if d := a.Eyes[i].Iris.Dist(flip(b.Eyes[1-i].Iris)) / ied; d > 0.03 {
				t.Errorf("%s: iris %d moved by %.3f of the inter-eye distance", name, i, d)
			}
			if d := a.Eyes[i].LidRatio - b.Eyes[1-i].LidRatio; math.Abs(d) > 0.05 {
				t.Errorf("%s: lid ratio %d changed by %.3f", name, i, d)
			}
			// The outer corner comes first in both eyes.
			if p := a.Eyes[i].Lower; (p[0].X < p[8].X) != (i == 0) {
				t.Errorf("%s: eye %d starts at its inner corner", name, i)
			}
			s := []int{face.PoseRightShoulder, face.PoseLeftShoulder}
			if d := a.Body.Points[s[i]].Dist(flip(b.Body.Points[s[1-i]].Point)) / ied; d > 0.25 {
				t.Errorf("%s: shoulder %d moved by %.2f of the inter-eye distance", name, i, d)
			}
		}
	}
}

// Signs that no mirror can tell: who looks where was seen by eye.
func TestHeadPoseSigns(t *testing.T) {
	pose := func(name string) face.Angles { _, a := analysed(t, name); return *a.HeadPose }
	// Turned to the left of the picture, which is their own right.
	if p := pose("sfhq/crops/s3x6_2_4.jpg"); p.Yaw > -8 {
		t.Errorf("yaw %.1f for a face turned to its right", p.Yaw)
	}
	// Turned to the right of the picture.
	if p := pose("sfhq/crops/s3x6_2_1.jpg"); p.Yaw < 8 {
		t.Errorf("yaw %.1f for a face turned to its left", p.Yaw)
	}
	// Chin up, and head lowered towards the camera.
	up, down := pose("sfhq/crops/s3x6_1_0.jpg"), pose("max/Paul2.jpeg")
	if up.Pitch < 8 || down.Pitch > -4 {
		t.Errorf("pitch %.1f for a raised head, %.1f for a lowered one", up.Pitch, down.Pitch)
	}
	// The subject's left eye is lower in the picture.
	if down.Roll < 3 {
		t.Errorf("roll %.1f for a head that leans clockwise", down.Roll)
	}
}

// Scaling, moving and turning a picture by known amounts moves every point by
// the same amounts.
func TestKnownMotion(t *testing.T) {
	e := engine(t)
	img, a := analysed(t, "us_official/biden_biden2.jpg")
	ied := a.Eyes[0].Iris.Dist(a.Eyes[1].Iris)
	for _, m := range []struct{ scale, degrees, dx, dy, tolerance float64 }{
		{0.5, 0, 0, 0, 0.03},
		{1, 0, 60, -25, 0.03},
		{0.7, 8, 30, 10, 0.04},
		{0.25, -6, 0, 0, 0.05},
	} {
		w, h := int(1200*m.scale), int(1200*m.scale)
		back := rectangle(face.Point{X: 600 - m.dx, Y: 600 - m.dy}, 1200, 1200, m.degrees, w, h)
		b := analyse(t, e, warped(t, img, back, w, h))
		if len(b.Faces) == 0 || b.Eyes == nil {
			t.Errorf("%+v: no face", m)
			continue
		}
		for i := range 2 {
			p := b.Eyes[i].Iris
			if d := back.apply(p.X, p.Y).Dist(a.Eyes[i].Iris) / ied; d > m.tolerance {
				t.Errorf("%+v: iris %d is off by %.3f of the inter-eye distance", m, i, d)
			}
		}
		for _, v := range []int{1, 33, 263, 61, 291, 152} {
			p := b.Mesh.Points[v]
			if d := back.apply(p.X, p.Y).Dist(a.Mesh.Points[v].XY()) / ied; d > 2*m.tolerance {
				t.Errorf("%+v: mesh point %d is off by %.3f of the inter-eye distance", m, v, d)
			}
		}
	}
}

// The live path finds the same face in a frame as the photo path.
func TestLive(t *testing.T) {
	e := engine(t)
	frame, err := e.DecodeFrame(webcam(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	frame, err = e.Resize(frame, 1280, 960)
	if err != nil {
		t.Fatal(err)
	}
	frame = &image.RGBA{Pix: frame.Pix[120*frame.Stride:], Stride: frame.Stride, Rect: image.Rect(0, 0, 1280, 720)}
	live, err := e.Live(frame)
	if err != nil {
		t.Fatal(err)
	}
	full := analyse(t, e, frame)
	if len(live.Faces) != 1 || live.Mesh == nil || live.Eyes == nil {
		t.Fatalf("live: %d faces, mesh %v", len(live.Faces), live.Mesh != nil)
	}
	ied := full.Eyes[0].Iris.Dist(full.Eyes[1].Iris)
	for i := range 2 {
		if d := live.Eyes[i].Iris.Dist(full.Eyes[i].Iris) / ied; d > 0.03 {
			t.Errorf("iris %d: live and photo differ by %.3f of the inter-eye distance", i, d)
		}
	}
	if *full.Glasses > 0 {
		t.Errorf("glasses %.1f on a face with glasses", *full.Glasses)
	}
	if live.Body != nil || live.Person != nil || live.HeadPose != nil {
		t.Error("live ran more than it says")
	}
}
