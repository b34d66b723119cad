package quality

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"campuskiosk/app/booth"
	"campuskiosk/capture/face"
)

// perfect are the measurements of a photo that passes everything.
func perfect() Measurements {
	var m Measurements
	for _, r := range m.readings() {
		*r = known(0)
	}
	m.Faces = 1
	for r, v := range map[*Reading]float64{
		&m.IED: 110, &m.FaceShare: 0.42,
		&m.MarginTop: 0.4, &m.MarginRight: 0.8, &m.MarginLeft: 0.8, &m.MarginChin: 1.5, &m.MarginFace: 0.8,
		&m.MeshPresence: 0.99, &m.LipColour: 12, &m.Blur: 1.4,
		&m.ShoulderReach.Right: 1.2, &m.ShoulderReach.Left: 1.2, &m.ShoulderSeen.Right: 0.9, &m.ShoulderSeen.Left: 0.9,
		&m.SkinLuma: 150, &m.FaceWhite: 200, &m.LidRatio.Right: 0.3, &m.LidRatio.Left: 0.3,
		&m.EyeOpen.Right: 0.98, &m.EyeOpen.Left: 0.98, &m.EyeContrast.Right: 0.6, &m.EyeContrast.Left: 0.6,
		&m.LensLight.Right: 0.95, &m.LensLight.Left: 0.95, &m.Glasses: 6,
		&m.BackgroundLuma: 220, &m.ClothesContrast.White: 70, &m.ClothesContrast.Blue: 60, &m.ClothesContrast.Grey: 65,
	} {
		*r = known(v)
	}
	return m
}

func judged(t *testing.T, m Measurements, id ID) Finding {
	t.Helper()
	f, ok := Judge(m, DefaultThresholds()).Find(id)
	if !ok {
		t.Fatalf("no finding %q", id)
	}
	return f
}

func TestPerfectPhotoPassesEverything(t *testing.T) {
	r := Judge(perfect(), DefaultThresholds())
	want := []ID{
		FaceDirection, FaceProportion, HeadComplete, FaceComplete, Blur,
		ShouldersLevel, ShouldersFound, FaceBrightness, EyesUnobscured, MouthClosed,
	}
	for i, f := range r.Checks {
		if f.ID != want[i] || f.State != Pass {
			t.Errorf("check %d: %s is %s by %s, want %s passed", i, f.ID, f.State, f.Part, want[i])
		}
	}
	for _, f := range r.Advisories {
		if f.ID != Hat && f.State != Pass {
			t.Errorf("advisory %s is %s by %s", f.ID, f.State, f.Part)
		}
	}
	if r.Failed() || len(r.Checks) != 10 || len(r.Advisories) != 10 {
		t.Errorf("failed %v with %d checks and %d advisories", r.Failed(), len(r.Checks), len(r.Advisories))
	}
}

// TestEachPartDecides spoils one number at a time: that check, and no other of
// the ten, fails, by that part and with that advice.
func TestEachPartDecides(t *testing.T) {
	set := func(f func(*Measurements) *Reading, v float64) func(*Measurements) {
		return func(m *Measurements) { *f(m) = known(v) }
	}
	for _, c := range []struct {
		id     ID
		part   string
		spoil  func(*Measurements)
		advice booth.Text
	}{
		// The subject turned to their own left has to turn right, and so on.
		{FaceDirection, "yaw", set(func(m *Measurements) *Reading { return &m.Yaw }, 18), sayTurnRight},
		{FaceDirection, "yaw", set(func(m *Measurements) *Reading { return &m.Yaw }, -18), sayTurnLeft},
		{FaceDirection, "pitch", set(func(m *Measurements) *Reading { return &m.Pitch }, 18), sayLower},
		{FaceDirection, "pitch", set(func(m *Measurements) *Reading { return &m.Pitch }, -18), sayRaise},
		{FaceDirection, "roll", set(func(m *Measurements) *Reading { return &m.Roll }, 9), sayTiltRight},
		{FaceDirection, "roll", set(func(m *Measurements) *Reading { return &m.Roll }, -9), sayTiltLeft},
		{FaceProportion, "face_share_big", set(func(m *Measurements) *Reading { return &m.FaceShare }, 0.8), sayBack},
		{FaceProportion, "face_share_small", set(func(m *Measurements) *Reading { return &m.FaceShare }, 0.1), sayCloser},
		{FaceProportion, "ied", set(func(m *Measurements) *Reading { return &m.IED }, 40), sayCloser},
		{HeadComplete, "margin_top", set(func(m *Measurements) *Reading { return &m.MarginTop }, 0), sayHairCut},
		// Cut at small x, the subject's right: they have to move to their left.
		{HeadComplete, "margin_side", set(func(m *Measurements) *Reading { return &m.MarginRight }, 0), sayStepLeft},
		{HeadComplete, "margin_side", set(func(m *Measurements) *Reading { return &m.MarginLeft }, 0), sayStepRight},
		{FaceComplete, "margin_face", set(func(m *Measurements) *Reading { return &m.MarginFace }, -0.1), sayFaceCut},
		{FaceComplete, "mesh_presence", set(func(m *Measurements) *Reading { return &m.MeshPresence }, 0.2), sayFaceCovered},
		{FaceComplete, "face_mask", set(func(m *Measurements) *Reading { return &m.FaceMask }, 0.9), sayMask},
		{FaceComplete, "lip_colour", set(func(m *Measurements) *Reading { return &m.LipColour }, 0.5), sayFaceCovered},
		{FaceComplete, "lower_face_colour", set(func(m *Measurements) *Reading { return &m.LowerFaceColour }, 40), sayFaceCovered},
		{Blur, "blur", set(func(m *Measurements) *Reading { return &m.Blur }, 4), sayStill},
		{ShouldersLevel, "shoulder_tilt", set(func(m *Measurements) *Reading { return &m.ShoulderTilt }, 9), sayLeftShoulderUp},
		{ShouldersLevel, "shoulder_tilt", set(func(m *Measurements) *Reading { return &m.ShoulderTilt }, -9), sayRightShoulderUp},
		{ShouldersFound, "shoulder_reach", set(func(m *Measurements) *Reading { return &m.ShoulderReach.Left }, 0.5), sayShoulders},
		{ShouldersFound, "shoulder_room", set(func(m *Measurements) *Reading { return &m.MarginChin }, 0.3), sayShoulders},
		{ShouldersFound, "shoulder_seen", set(func(m *Measurements) *Reading { return &m.ShoulderSeen.Right }, 0.02), sayShoulders},
		{FaceBrightness, "skin_luma", set(func(m *Measurements) *Reading { return &m.SkinLuma }, 20), sayDark},
		{FaceBrightness, "skin_luma_high", set(func(m *Measurements) *Reading { return &m.SkinLuma }, 245), sayBright},
		{FaceBrightness, "face_white", set(func(m *Measurements) *Reading { return &m.FaceWhite }, 80), sayDark},
		{FaceBrightness, "skin_clipped", set(func(m *Measurements) *Reading { return &m.SkinClipped }, 0.5), sayBright},
		{FaceBrightness, "light_balance_strong", set(func(m *Measurements) *Reading { return &m.LightBalance }, 3), sayLeftDark},
		{FaceBrightness, "light_balance_strong", set(func(m *Measurements) *Reading { return &m.LightBalance }, -3), sayRightDark},
		{EyesUnobscured, "lid_ratio", set(func(m *Measurements) *Reading { return &m.LidRatio.Left }, 0.05), sayOpenEyes},
		{EyesUnobscured, "eye_open", func(m *Measurements) { m.EyeOpen.Right, m.LidRatio.Right = known(0.05), known(0.16) }, sayOpenEyes},
		{EyesUnobscured, "eye_contrast", set(func(m *Measurements) *Reading { return &m.EyeContrast.Left }, 0.05), sayClearEyes},
		{EyesUnobscured, "eye_light", set(func(m *Measurements) *Reading { return &m.LensLight.Left }, 0.3), sayClearEyes},
		{EyesUnobscured, "lens_light", func(m *Measurements) { m.LensLight.Left, m.Glasses = known(0.55), known(-8) }, sayDarkLenses},
		{MouthClosed, "mouth_gap", set(func(m *Measurements) *Reading { return &m.MouthGap }, 0.12), sayCloseMouth},
		{MouthClosed, "teeth", set(func(m *Measurements) *Reading { return &m.Teeth }, 0.06), sayCloseMouth},
		{MouthClosed, "mouth_dark", set(func(m *Measurements) *Reading { return &m.MouthDark }, 0.2), sayCloseMouth},
	} {
		m := perfect()
		c.spoil(&m)
		r := Judge(m, DefaultThresholds())
		for _, f := range r.Checks {
			if f.ID != c.id {
				if f.State != Pass {
					t.Errorf("%s spoiled: %s is %s too", c.part, f.ID, f.State)
				}
				continue
			}
			if f.State != Fail || f.Part != c.part || f.Advice != c.advice || f.Score == nil || *f.Score >= 50 {
				t.Errorf("%s: %s by %q says %q, want failed by %q saying %q", c.id, f.State, f.Part, f.Advice.EN, c.part, c.advice.EN)
			}
		}
	}
}

// TestWideEyesAreOpen: the eye-state network alone closes no wide eyes.
func TestWideEyesAreOpen(t *testing.T) {
	m := perfect()
	m.EyeOpen = Side{known(0.02), known(0.02)}
	if f := judged(t, m, EyesUnobscured); f.State != Pass {
		t.Errorf("laughing eyes with wide lids: %s by %s", f.State, f.Part)
	}
	m.EyeOpen = Side{unknown(NotRun), unknown(NotRun)}
	if f := judged(t, m, EyesUnobscured); f.State != Unavailable {
		t.Errorf("without the eye-state network: %s", f.State)
	}
}

// TestDimBehindGlassesOnly: what would be a tinted lens on glasses is a deep-set
// eye without them.
func TestDimBehindGlassesOnly(t *testing.T) {
	m := perfect()
	m.LensLight = Side{known(0.6), known(0.6)}
	for glasses, want := range map[float64]State{6: Pass, -6: Fail} {
		m.Glasses = known(glasses)
		if f := judged(t, m, EyesUnobscured); f.State != want {
			t.Errorf("logit %v: %s, want %s", glasses, f.State, want)
		}
	}
	// Nobody knows whether there are glasses: dark lenses must not pass.
	m.Glasses = unknown(MissingRole(face.RoleGlasses))
	if f := judged(t, m, EyesUnobscured); f.State != Fail {
		t.Errorf("glasses unknown: %s", f.State)
	}
}

// TestUnknownNeitherPassesNorFails takes every number away in turn: no check
// becomes a failure by it, and none passes without all it needs.
func TestUnknownNeitherPassesNorFails(t *testing.T) {
	th := DefaultThresholds()
	for i := range len((&Measurements{}).readings()) {
		m := perfect()
		*m.readings()[i] = unknown(MissingRole(face.RoleIris))
		r := Judge(m, th)
		for _, f := range append(r.Checks, r.Advisories...) {
			if f.State == Fail {
				t.Errorf("reading %d unknown makes %s fail", i, f.ID)
			}
			if f.State == Unavailable && (f.Score != nil || f.Value != nil || f.Missing == "" || f.Advice.ZH == "") {
				t.Errorf("unavailable %s claims something: %+v", f.ID, f)
			}
		}
	}
	var none Measurements
	for _, f := range Judge(none, th).Checks {
		if f.State != Unavailable {
			t.Errorf("nothing measured, and %s is %s", f.ID, f.State)
		}
	}
	// A part that is certain fails even where others are unknown.
	m := perfect()
	m.MarginTop, m.MarginChin = unknown(NotRun), known(-0.2)
	if f := judged(t, m, HeadComplete); f.State != Fail || f.Advice != sayChinCut {
		t.Errorf("cut chin with unknown hair: %s, %s", f.State, f.Advice.EN)
	}
}

func TestClothesFollowTheTask(t *testing.T) {
	m := perfect()
	m.ClothesContrast.Blue = known(5)
	th := DefaultThresholds()
	for colour, want := range map[BackgroundColour]State{"": Pass, White: Pass, LightBlue: Fail, Grey: Pass} {
		th.Background = colour
		f, _ := Judge(m, th).Find(ClothesContrast)
		if f.State != want {
			t.Errorf("background %q: %s, want %s", colour, f.State, want)
		}
	}
}

// TestVerdictAndScoreAgree holds for any numbers at all.
func TestVerdictAndScoreAgree(t *testing.T) {
	th := DefaultThresholds()
	rapid.Check(t, func(t *rapid.T) {
		var m Measurements
		for _, r := range m.readings() {
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				*r = unknown(NotRun)
			case 1:
				*r = known(rapid.Float64Range(-1, 1).Draw(t, "small"))
			default:
				*r = known(rapid.Float64Range(-300, 300).Draw(t, "big"))
			}
		}
		rep := Judge(m, th)
		for _, f := range append(rep.Checks, rep.Advisories...) {
			if f.Advice.ZH == "" || f.Advice.EN == "" {
				t.Fatalf("%s says nothing", f.ID)
			}
			switch f.State {
			case Unavailable:
				if f.Score != nil || f.Value != nil {
					t.Fatalf("%s is unavailable with a score", f.ID)
				}
			case Pass, Fail:
				if f.Score == nil || f.Value == nil || *f.Score < 0 || *f.Score > 100 || (*f.Score >= 50) != (f.State == Pass) {
					t.Fatalf("%s: %s with %v", f.ID, f.State, f.Score)
				}
			default:
				t.Fatalf("%s is %q", f.ID, f.State)
			}
		}
	})
}

func TestDefaultThresholds(t *testing.T) {
	th := DefaultThresholds()
	used := map[string]bool{}
	for _, r := range append(checkRules(), advisoryRules()...) {
		for _, p := range r.parts {
			used[p.name] = true
			if got := th.Parts[p.name].score(th.Parts[p.name].Mark, p.low); got != 50 {
				t.Errorf("%s scores %v at its mark", p.name, got)
			}
		}
	}
	for name, l := range th.Parts {
		if !used[name] {
			t.Errorf("limit %q is used by no check", name)
		}
		if l.Source == "" || l.Unit == "" || strings.Contains(l.Source, "TODO") {
			t.Errorf("limit %q has no source or unit", name)
		}
	}
}

func TestReadThresholdsRefusesGaps(t *testing.T) {
	th := DefaultThresholds()
	delete(th.Parts, "yaw")
	b, err := json.Marshal(th)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadThresholds(b); err == nil || !strings.Contains(err.Error(), "yaw") {
		t.Errorf("a missing limit gives %v", err)
	}
	if _, err := ReadThresholds([]byte(`{"parts":{},"patrs":{}}`)); err == nil {
		t.Error("an unknown key is accepted")
	}
}

// TestAdviceIsSpoken: short, no exclamation marks, both languages.
func TestAdviceIsSpoken(t *testing.T) {
	for _, r := range append(checkRules(), advisoryRules()...) {
		texts := []booth.Text{r.good}
		for _, p := range r.parts {
			m := perfect()
			texts = append(texts, p.bad(&m))
		}
		for _, s := range texts {
			if n := len([]rune(s.ZH)); n == 0 || n > 24 {
				t.Errorf("%s: %q has %d characters", r.id, s.ZH, n)
			}
			if n := len(s.EN); n == 0 || n > 90 || strings.ContainsAny(s.EN+s.ZH, "!！") {
				t.Errorf("%s: %q", r.id, s.EN)
			}
		}
	}
}
