package quality

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"sort"
	"testing"

	"pgregory.net/rapid"

	"campuskiosk/capture/face"
)

func near(t *testing.T, what string, got Reading, want, slack float64) {
	t.Helper()
	if !got.Known || math.Abs(got.Value-want) > slack {
		t.Errorf("%s is %+v, want %v ± %v", what, got, want, slack)
	}
}

func TestDrawnFigurePassesTheTen(t *testing.T) {
	img, a := plainFigure().draw(t)
	for _, f := range Judge(Measure(img, a), DefaultThresholds()).Checks {
		if f.State != Pass {
			t.Errorf("%s is %s by %s: %s", f.ID, f.State, f.Part, f.Advice.EN)
		}
	}
}

func TestAnglesOfAKnownTurn(t *testing.T) {
	base := meanMesh(t)
	for _, want := range []face.Angles{{}, {Yaw: 14}, {Yaw: -9}, {Pitch: 11}, {Pitch: -8}, {Roll: 20}, {Yaw: 10, Pitch: -6, Roll: -12}} {
		m := turnedMesh(base, want)
		zero, _ := fitAngles(base, canonicalFace)
		got, misfit := fitAngles(m, canonicalFace)
		// The mean mesh is not the canonical face itself; what is known is
		// the turn between the two.
		if math.Abs(got.Yaw-zero.Yaw-want.Yaw) > 0.7 || math.Abs(got.Pitch-zero.Pitch-want.Pitch) > 0.7 || math.Abs(got.Roll-want.Roll) > 0.7 {
			t.Errorf("turned by %+v it reads %+v from %+v (misfit %.3f IED)", want, got, zero, misfit)
		}
	}
}

// TestOutliersDoNotTurnTheHead moves a tenth of the vertices far away.
func TestOutliersDoNotTurnTheHead(t *testing.T) {
	m := meanMesh(t)
	before, _ := fitAngles(m, canonicalFace)
	for i := 0; i < len(canonicalFace); i += 10 {
		m.Points[canonicalFace[i].Index].X += 0.6
	}
	after, _ := fitAngles(m, canonicalFace)
	if math.Abs(after.Yaw-before.Yaw) > 1.5 || math.Abs(after.Roll-before.Roll) > 1.5 {
		t.Errorf("from %+v to %+v", before, after)
	}
}

// turnedMesh turns a mesh as a head turns, signed as face.Angles.
func turnedMesh(m *face.Mesh, a face.Angles) *face.Mesh {
	out := *m
	sy, cy := math.Sincos(a.Yaw / degrees)
	sp, cp := math.Sincos(a.Pitch / degrees)
	sr, cr := math.Sincos(a.Roll / degrees)
	for i, p := range m.Points {
		y, z := cp*p.Y+sp*p.Z, cp*p.Z-sp*p.Y
		x, z := cy*p.X-sy*z, sy*p.X+cy*z
		out.Points[i] = face.Point3{X: cr*x - sr*y, Y: sr*x + cr*y, Z: z}
	}
	return &out
}

func TestCanonicalFaceIsSymmetric(t *testing.T) {
	at := map[int]Vertex{}
	for _, v := range canonicalFace {
		at[v.Index] = v
	}
	for _, p := range canonicalPairs {
		r, l := at[p[0]], at[p[1]]
		if math.Abs(r.X+l.X) > 1e-3 || math.Abs(r.Y-l.Y) > 1e-3 || math.Abs(r.Z-l.Z) > 1e-3 || r.X >= 0 {
			t.Errorf("vertices %v are %+v and %+v", p, r, l)
		}
	}
	if at[vNoseTip].Z > -0.4 || at[vRightCheek].Z < 0.5 {
		t.Error("the nose is not in front of the cheeks")
	}
	if _, err := readCanonical([]byte(`[{"vertex":468}]`)); err == nil {
		t.Error("a vertex that is none is accepted")
	}
}

// TestMeanFaceFindsItself: turned copies of one face give that face back.
func TestMeanFaceFindsItself(t *testing.T) {
	base := meanMesh(t)
	var meshes []*face.Mesh
	for _, a := range []face.Angles{{}, {Yaw: 12}, {Yaw: -12}, {Roll: 15}, {Roll: -15}} {
		m := turnedMesh(base, a)
		for i := range m.Points {
			p := &m.Points[i]
			p.X, p.Y, p.Z = 300+90*p.X, 200+90*p.Y, 90*p.Z
		}
		meshes = append(meshes, m)
	}
	for i, m := range meshes {
		got, misfit := fitAngles(m, MeanFace(meshes))
		want := []face.Angles{{}, {Yaw: 12}, {Yaw: -12}, {Roll: 15}, {Roll: -15}}[i]
		if misfit > 0.02 || math.Abs(got.Yaw-want.Yaw) > 0.3 || math.Abs(got.Roll-want.Roll) > 0.3 || math.Abs(got.Pitch) > 0.3 {
			t.Errorf("%+v reads %+v, misfit %v", want, got, misfit)
		}
	}
}

func TestBlurFollowsTheSoftening(t *testing.T) {
	img, a := plainFigure().draw(t)
	last := Measure(img, a).Blur.Value
	for _, sigma := range []float64{1.5, 2.5, 4} {
		b := Measure(boxes(img, sigma, true, true), a).Blur
		near(t, "blur", b, sigma, 0.45*sigma)
		if b.Value <= last {
			t.Errorf("blur %v is not above %v", b.Value, last)
		}
		last = b.Value
	}
	for angle, dir := range map[float64][2]bool{0: {true, false}, 90: {false, true}} {
		m := Measure(boxes(img, 4, dir[0], dir[1]), a)
		near(t, "blur of motion", m.Blur, 4, 2)
		near(t, "its direction", m.BlurAngle, angle, 0)
	}
	// Noise is not sharpness, and darkness is not blur.
	soft := boxes(img, 3, true, true)
	plain := Measure(soft, a).Blur.Value
	near(t, "blur under noise", Measure(noise(soft, 6), a).Blur, plain, 0.3*plain)
	near(t, "blur in the dark", Measure(scaledLight(soft, 0.2), a).Blur, plain, 0.15*plain)
}

// boxes approximates a Gaussian by three box filters in each direction asked
// for, the standard deviation to within a few per cent.
func boxes(src *image.RGBA, sigma float64, across, down bool) *image.RGBA {
	r := int(math.Round((math.Sqrt(4*sigma*sigma+1) - 1) / 2))
	for range 3 {
		if across {
			src = box(src, r, 1, 0)
		}
		if down {
			src = box(src, r, 0, 1)
		}
	}
	return src
}

func box(src *image.RGBA, r, dx, dy int) *image.RGBA {
	b := src.Rect
	dst := image.NewRGBA(b)
	for y := range b.Dy() {
		for x := range b.Dx() {
			var s [3]int
			for i := -r; i <= r; i++ {
				c := src.RGBAAt(min(max(x+i*dx, 0), b.Dx()-1), min(max(y+i*dy, 0), b.Dy()-1))
				s[0], s[1], s[2] = s[0]+int(c.R), s[1]+int(c.G), s[2]+int(c.B)
			}
			n := 2*r + 1
			dst.SetRGBA(x, y, color.RGBA{uint8((s[0] + n/2) / n), uint8((s[1] + n/2) / n), uint8((s[2] + n/2) / n), 255})
		}
	}
	return dst
}

func noise(src *image.RGBA, sd float64) *image.RGBA {
	r := rand.New(rand.NewPCG(1, 2))
	return mapped(src, func(_ int, v uint8) uint8 { return uint8(clamp(float64(v)+sd*r.NormFloat64()+0.5, 0, 255)) })
}

// scaledLight multiplies linear light.
func scaledLight(src *image.RGBA, k float64) *image.RGBA {
	return mapped(src, func(_ int, v uint8) uint8 { return encode(k * linear[v]) })
}

// encode is the 8-bit value of linear light.
func encode(v float64) uint8 {
	i := sort.SearchFloat64s(linear[:], v)
	if i > 0 && (i == 256 || v-linear[i-1] < linear[i]-v) {
		i--
	}
	return uint8(i)
}

// mapped changes every colour value; x is its column.
func mapped(src *image.RGBA, f func(x int, v uint8) uint8) *image.RGBA {
	dst := image.NewRGBA(src.Rect)
	for i, v := range src.Pix {
		dst.Pix[i] = 255
		if i%4 != 3 {
			dst.Pix[i] = f(i/4%src.Rect.Dx(), v)
		}
	}
	return dst
}

func TestLight(t *testing.T) {
	f := plainFigure()
	img, a := f.draw(t)
	m := Measure(img, a)
	near(t, "balance of even light", m.LightBalance, 0, 0.05)
	half := mapped(img, func(x int, v uint8) uint8 {
		if float64(x) > f.eyesX {
			return encode(linear[v] / 4)
		}
		return v
	})
	near(t, "balance with the left side at a quarter", Measure(half, a).LightBalance, 2, 0.1)
	dark := Measure(scaledLight(img, 1.0/16), a)
	near(t, "balance in the dark", dark.LightBalance, 0, 0.1)
	if f, _ := Judge(dark, DefaultThresholds()).Find(FaceBrightness); f.State != Fail || f.Advice != sayDark {
		t.Errorf("four stops too dark: %s, %s", f.State, f.Advice.EN)
	}
	if f, _ := Judge(Measure(scaledLight(img, 4), a), DefaultThresholds()).Find(FaceBrightness); f.State != Fail || f.Advice != sayBright {
		t.Errorf("two stops too bright: %s, %s", f.State, f.Advice.EN)
	}
}

// TestDarkSkinIsNotTooDark: skins from very light to very dark pass in the same
// light and fail in the same dark.
func TestDarkSkinIsNotTooDark(t *testing.T) {
	for _, skin := range []color.RGBA{{240, 208, 190, 255}, {214, 168, 140, 255}, {150, 104, 80, 255}, {92, 60, 46, 255}} {
		f := plainFigure()
		f.skin = skin
		f.lips = color.RGBA{uint8(float64(skin.R) * 0.85), uint8(float64(skin.G) * 0.6), uint8(float64(skin.B) * 0.7), 255}
		img, a := f.draw(t)
		for k, want := range map[float64]State{1: Pass, 1.0 / 8: Fail} {
			got, _ := Judge(Measure(scaledLight(img, k), a), DefaultThresholds()).Find(FaceBrightness)
			if got.State != want {
				t.Errorf("skin %v in %v of the light: %s by %s (%v)", skin, k, got.State, got.Part, *got.Value)
			}
		}
	}
}

func TestShoulders(t *testing.T) {
	for _, tilt := range []float64{-12, -8, 0, 8, 12} {
		f := plainFigure()
		f.tilt = tilt
		img, a := f.draw(t)
		near(t, "tilt", Measure(img, a).ShoulderTilt, tilt, 1)
		// The body network may be missing; the silhouette is enough.
		a.Body, a.Unavailable = nil, map[face.Role]bool{face.RoleBody: true}
		near(t, "tilt without body network", Measure(img, a).ShoulderTilt, tilt, 1)
	}
	img, a := plainFigure().draw(t)
	a.Person = nil
	a.Unavailable = map[face.Role]bool{face.RoleSegmentation: true}
	m := Measure(img, a)
	if m.ShoulderTilt.Known || m.ShoulderTilt.Missing != MissingRole(face.RoleSegmentation) {
		t.Errorf("without silhouette the tilt is %+v", m.ShoulderTilt)
	}
	if f := judged(t, m, ShouldersLevel); f.State != Unavailable || f.Advice != sayNoModel {
		t.Errorf("and the check %s: %s", f.State, f.Advice.ZH)
	}
}

func TestEyesOfTheFigure(t *testing.T) {
	shut := plainFigure()
	shut.lid = 0.25
	img, a := shut.draw(t)
	if f := judged(t, Measure(img, a), EyesUnobscured); f.State != Fail || f.Part != "lid_ratio" && f.Part != "eye_contrast" {
		t.Errorf("closed eyes: %s by %s", f.State, f.Part)
	}
	shades := plainFigure()
	shades.lens = &color.RGBA{22, 22, 24, 255}
	img, a = shades.draw(t)
	// The eye networks are fooled: they see open eyes behind the lenses.
	if f := judged(t, Measure(img, a), EyesUnobscured); f.State != Fail || f.Part != "eye_contrast" && f.Part != "lens_light" && f.Part != "eye_light" {
		t.Errorf("sunglasses: %s by %s", f.State, f.Part)
	}
}

func TestPaintedMouth(t *testing.T) {
	img, a := plainFigure().draw(t)
	p := a.Mesh.Points[vLipInnerUp].XY()
	for what, c := range map[string]color.RGBA{"dark": {40, 18, 18, 255}, "teeth": {236, 232, 222, 255}} {
		open := mapped(img, func(_ int, v uint8) uint8 { return v })
		fillDisc(open, nil, face.Point{X: p.X, Y: p.Y + 4}, 20, c)
		m := *a.Mesh
		// The landmark network would see the lips part a little.
		for _, v := range vInnerLipsLower {
			m.Points[v].Y += 5
		}
		b := *a
		b.Mesh = &m
		if f := judged(t, Measure(open, &b), MouthClosed); f.State != Fail {
			t.Errorf("%s in the mouth: %s with %v", what, f.State, *f.Value)
		}
	}
	// Skin over the mouth.
	covered := mapped(img, func(_ int, v uint8) uint8 { return v })
	fillDisc(covered, nil, p, 60, plainFigure().skin)
	if f := judged(t, Measure(covered, a), FaceComplete); f.State != Fail || f.Part != "lip_colour" {
		t.Errorf("hand over the mouth: %s by %s", f.State, f.Part)
	}
}

// TestHeadCutByTheFrame shifts the whole figure out of the picture.
func TestHeadCutByTheFrame(t *testing.T) {
	for _, c := range []struct {
		name   string
		x, y   float64
		id     ID
		advice string
	}{
		{"top", 300, 100, HeadComplete, sayHairCut.EN},
		{"subject's right", 90, 330, HeadComplete, sayStepLeft.EN},
		{"subject's left", 510, 330, HeadComplete, sayStepRight.EN},
		{"bottom", 300, 690, HeadComplete, sayChinCut.EN},
	} {
		f := plainFigure()
		f.eyesX, f.eyesY = c.x, c.y
		img, a := f.draw(t)
		if got := judged(t, Measure(img, a), c.id); got.State != Fail || got.Advice.EN != c.advice {
			t.Errorf("cut at the %s: %s, %q", c.name, got.State, got.Advice.EN)
		}
	}
}

// TestLiveClaimsNothingElse: with detector, mesh and eyes only, what the other
// networks would tell is unavailable and says that it comes with the photo.
func TestLiveClaimsNothingElse(t *testing.T) {
	img, full := plainFigure().draw(t)
	live := &face.Analysis{Width: full.Width, Height: full.Height, Faces: full.Faces, Mesh: full.Mesh, Eyes: full.Eyes}
	m := Measure(img, live)
	want := map[ID]State{
		FaceDirection: Pass, FaceProportion: Pass, HeadComplete: Unavailable, FaceComplete: Unavailable, Blur: Pass,
		ShouldersLevel: Unavailable, ShouldersFound: Unavailable, FaceBrightness: Pass, EyesUnobscured: Unavailable, MouthClosed: Pass,
	}
	for _, f := range Judge(m, DefaultThresholds()).Checks {
		if f.State != want[f.ID] || f.State == Unavailable && f.Missing != NotRun {
			t.Errorf("%s is %s (%s), want %s", f.ID, f.State, f.Missing, want[f.ID])
		}
	}
	// What is known and bad is said even so.
	for i := range live.Eyes {
		live.Eyes[i].LidRatio = 0.05
	}
	if f := judged(t, Measure(img, live), EyesUnobscured); f.State != Fail || f.Advice != sayOpenEyes {
		t.Errorf("closed eyes in the live picture: %s", f.State)
	}
}

// TestDetectorAlone is what is left without models: the stand-in detector.
func TestDetectorAlone(t *testing.T) {
	img, full := plainFigure().draw(t)
	a := &face.Analysis{Width: full.Width, Height: full.Height, Faces: full.Faces, Unavailable: map[face.Role]bool{}}
	for _, r := range []face.Role{face.RoleLandmarks, face.RoleIris, face.RoleEyeState, face.RoleHeadPose, face.RoleBody, face.RoleSegmentation, face.RoleGlasses, face.RoleFaceMask} {
		a.Unavailable[r] = true
	}
	measured := map[ID]bool{FaceProportion: true, Blur: true, FaceBrightness: true}
	for _, f := range Judge(Measure(img, a), DefaultThresholds()).Checks {
		if (f.State == Pass) != measured[f.ID] {
			t.Errorf("%s is %s", f.ID, f.State)
		}
		if f.State == Unavailable && f.Advice != sayNoModel {
			t.Errorf("%s does not say that a model is missing: %s", f.ID, f.Advice.EN)
		}
	}
}

func TestNoFace(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 64, 48))
	r := Judge(Measure(img, &face.Analysis{Width: 64, Height: 48}), DefaultThresholds())
	for _, f := range r.Checks {
		if f.State != Unavailable || f.Advice != sayNoFace {
			t.Errorf("%s is %s: %s", f.ID, f.State, f.Advice.EN)
		}
	}
	none := Measure(img, &face.Analysis{Width: 64, Height: 48, Unavailable: map[face.Role]bool{face.RoleDetector: true}})
	if f := judged(t, none, Blur); f.Missing != MissingRole(face.RoleDetector) {
		t.Errorf("without detector: %s", f.Missing)
	}
}

func TestSecondFace(t *testing.T) {
	img, a := plainFigure().draw(t)
	other := a.Faces[0]
	for share, want := range map[float64]State{0.05: Pass, 0.2: Fail} {
		other.Box.W = a.Faces[0].Box.W * share
		b := *a
		b.Faces = append([]face.Detection{a.Faces[0]}, other)
		m := Measure(img, &b)
		near(t, "second face", m.SecondFace, share, 1e-9)
		if f := judged(t, m, SingleFace); f.State != want {
			t.Errorf("a second face of %v: %s", share, f.State)
		}
	}
}

// TestAnyGeometry: faces anywhere, of any size, turned any way, in pictures of
// any size never make Measure panic or give a number that is none.
func TestAnyGeometry(t *testing.T) {
	_, base := plainFigure().draw(t)
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 90).Draw(t, "w"), rapid.IntRange(1, 90).Draw(t, "h")
		img := image.NewRGBA(image.Rect(0, 0, w, h))
		a := *base
		a.Width, a.Height = w, h
		k := rapid.Float64Range(0.001, 3).Draw(t, "size")
		x, y := rapid.Float64Range(-200, 200).Draw(t, "x"), rapid.Float64Range(-200, 200).Draw(t, "y")
		s, c := math.Sincos(rapid.Float64Range(-4, 4).Draw(t, "turn"))
		move := func(p face.Point) face.Point {
			px, py := (p.X-300)*k, (p.Y-300)*k
			return face.Point{X: c*px - s*py + x, Y: s*px + c*py + y}
		}
		mesh := *base.Mesh
		for i, p := range mesh.Points {
			q := move(p.XY())
			mesh.Points[i] = face.Point3{X: q.X, Y: q.Y, Z: p.Z * k}
		}
		a.Mesh = &mesh
		d := base.Faces[0]
		for i := range d.Landmarks {
			d.Landmarks[i] = move(d.Landmarks[i])
		}
		a.Faces = []face.Detection{d}
		a.Person = &face.Mask{Alpha: base.Person.Alpha, Region: face.Box{W: float64(w), H: float64(h)}}
		m := Measure(img, &a)
		for i, r := range m.readings() {
			if math.IsNaN(r.Value) || math.IsInf(r.Value, 0) || r.Known == (r.Missing != "") {
				t.Fatalf("reading %d is %+v", i, *r)
			}
		}
		Judge(m, DefaultThresholds())
	})
}
