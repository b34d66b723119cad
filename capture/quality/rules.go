package quality

// checkRules are the ten checks in the order people see them.
func checkRules() []rule {
	yaw := func(m *Measurements) Reading { return m.Yaw }
	pitch := func(m *Measurements) Reading { return m.Pitch }
	roll := func(m *Measurements) Reading { return m.Roll }
	tilt := func(m *Measurements) Reading { return m.ShoulderTilt }
	reach := func(m *Measurements) Side { return m.ShoulderReach }
	sides := func(m *Measurements) Side { return Side{m.MarginRight, m.MarginLeft} }
	balance := func(m *Measurements) Reading { return m.LightBalance }
	return []rule{
		{FaceDirection, []part{
			{name: "yaw", read: size(yaw), bad: bySign(yaw, sayTurnLeft, sayTurnRight)},
			{name: "pitch", read: size(pitch), bad: bySign(pitch, sayRaise, sayLower)},
			{name: "roll", read: size(roll), bad: bySign(roll, sayTiltLeft, sayTiltRight)},
		}, goodDirection},
		{FaceProportion, []part{
			{name: "face_share_big", read: of(func(m *Measurements) Reading { return m.FaceShare }), bad: says(sayBack)},
			{name: "face_share_small", read: of(func(m *Measurements) Reading { return m.FaceShare }), low: true, bad: says(sayCloser)},
			{name: "ied", read: of(func(m *Measurements) Reading { return m.IED }), low: true, bad: says(sayCloser)},
		}, goodProportion},
		{HeadComplete, []part{
			{name: "margin_top", read: of(func(m *Measurements) Reading { return m.MarginTop }), low: true, bad: says(sayHairCut)},
			{name: "margin_side", read: of(func(m *Measurements) Reading { return sides(m).smaller() }), low: true, bad: bySide(sides, sayStepLeft, sayStepRight)},
			{name: "margin_chin", read: of(func(m *Measurements) Reading { return m.MarginChin }), low: true, bad: says(sayChinCut)},
		}, goodHead},
		{FaceComplete, []part{
			{name: "margin_face", read: of(func(m *Measurements) Reading { return m.MarginFace }), low: true, bad: says(sayFaceCut)},
			{name: "mesh_presence", read: of(func(m *Measurements) Reading { return m.MeshPresence }), low: true, bad: says(sayFaceCovered)},
			{name: "face_mask", read: of(func(m *Measurements) Reading { return m.FaceMask }), bad: says(sayMask)},
			{name: "lip_colour", read: of(func(m *Measurements) Reading { return m.LipColour }), low: true, bad: says(sayFaceCovered)},
			{name: "lower_face_colour", read: of(func(m *Measurements) Reading { return m.LowerFaceColour }), bad: says(sayFaceCovered)},
		}, goodFace},
		{Blur, []part{
			{name: "blur", read: of(func(m *Measurements) Reading { return m.Blur }), bad: says(sayStill)},
		}, goodSharp},
		{ShouldersLevel, []part{
			{name: "shoulder_tilt", read: size(tilt), bad: bySign(tilt, sayRightShoulderUp, sayLeftShoulderUp)},
		}, goodLevel},
		{ShouldersFound, []part{
			{name: "shoulder_reach", read: of(func(m *Measurements) Reading { return reach(m).smaller() }), low: true, bad: says(sayShoulders)},
			{name: "shoulder_room", read: of(func(m *Measurements) Reading { return m.MarginChin }), low: true, bad: says(sayShoulders)},
			{name: "shoulder_seen", read: of(func(m *Measurements) Reading { return m.ShoulderSeen.smaller() }), low: true, optional: true, bad: says(sayShoulders)},
		}, goodShoulders},
		{FaceBrightness, []part{
			{name: "skin_luma", read: of(func(m *Measurements) Reading { return m.SkinLuma }), low: true, bad: says(sayDark)},
			{name: "skin_luma_high", read: of(func(m *Measurements) Reading { return m.SkinLuma }), bad: says(sayBright)},
			{name: "face_white", read: of(func(m *Measurements) Reading { return m.FaceWhite }), low: true, bad: says(sayDark)},
			{name: "skin_clipped", read: of(func(m *Measurements) Reading { return m.SkinClipped }), bad: says(sayBright)},
			{name: "light_balance_strong", read: size(balance), bad: bySign(balance, sayRightDark, sayLeftDark)},
		}, goodLight},
		{EyesUnobscured, []part{
			{name: "lid_ratio", read: of(func(m *Measurements) Reading { return m.LidRatio.smaller() }), low: true, bad: says(sayOpenEyes)},
			{name: "eye_open", read: openOfNarrow, low: true, bad: says(sayOpenEyes)},
			{name: "eye_contrast", read: of(func(m *Measurements) Reading { return m.EyeContrast.smaller() }), low: true, bad: says(sayClearEyes)},
			{name: "lens_light", read: behindGlasses, low: true, optional: true, bad: says(sayDarkLenses)},
			{name: "eye_light", read: of(func(m *Measurements) Reading { return m.LensLight.smaller() }), low: true, bad: says(sayClearEyes)},
		}, goodEyes},
		{MouthClosed, []part{
			{name: "mouth_gap", read: of(func(m *Measurements) Reading { return m.MouthGap }), bad: says(sayCloseMouth)},
			{name: "mouth_dark", read: of(func(m *Measurements) Reading { return m.MouthDark }), bad: says(sayCloseMouth)},
			{name: "teeth", read: of(func(m *Measurements) Reading { return m.Teeth }), bad: says(sayCloseMouth)},
		}, goodMouth},
	}
}

// advisoryRules are the advisories.
func advisoryRules() []rule {
	return []rule{
		{BackgroundPlain, []part{
			{name: "background_edges", read: of(func(m *Measurements) Reading { return m.BackgroundEdges }), bad: says(sayPlainWall)},
			{name: "background_spread", read: of(func(m *Measurements) Reading { return m.BackgroundSpread }), bad: says(sayPlainWall)},
		}, goodPlain},
		{BackgroundLight, []part{
			{name: "background_luma", read: of(func(m *Measurements) Reading { return m.BackgroundLuma }), low: true, bad: says(sayLightWall)},
		}, goodLightWall},
		{ClothesContrast, []part{
			{name: "clothes_contrast", read: clothesAgainst, low: true, bad: says(sayOtherClothes)},
		}, goodClothes},
		{GlassesGlare, []part{
			{name: "lens_glare", read: of(func(m *Measurements) Reading { return m.LensGlare }), bad: says(sayGlare)},
		}, goodGlare},
		{Hat, nil, goodHat},
		{OverExposed, []part{
			{name: "over_exposed", read: of(func(m *Measurements) Reading { return m.SkinClipped }), bad: says(sayBright)},
		}, goodExposure},
		{Shadow, []part{
			{name: "light_balance", read: size(func(m *Measurements) Reading { return m.LightBalance }), bad: bySign(func(m *Measurements) Reading { return m.LightBalance }, sayRightDark, sayLeftDark)},
			{name: "head_shadow", read: onPlainWall, optional: true, bad: says(sayWallShadow)},
		}, goodShadow},
		{SingleFace, []part{
			{name: "second_face", read: of(func(m *Measurements) Reading { return m.SecondFace }), bad: says(sayAlone)},
		}, goodAlone},
		{Expression, []part{
			{name: "smile", read: of(func(m *Measurements) Reading { return m.Smile }), bad: says(sayNeutral)},
		}, goodExpression},
		{Gaze, []part{
			{name: "gaze", read: size(func(m *Measurements) Reading { return m.Gaze }), bad: says(sayLens)},
			{name: "gaze_up", read: size(func(m *Measurements) Reading { return m.GazeUp }), bad: says(sayLens)},
		}, goodGaze},
	}
}

// narrowLids is the lid ratio up to which the eye-state network is heard: on
// the calibration half drawn-down lids read 0.13 and less, open eyes 0.145 and
// more, and beyond 0.18 the network finds no closed eye that the lids miss.
const narrowLids = 0.18

// openOfNarrow is the eye-state network's answer about eyes whose lids are close
// together. About wide eyes it is not asked: it takes laughing eyes and frames
// of glasses for closed lids.
func openOfNarrow(m *Measurements, _ Thresholds) Reading {
	lids, open := m.LidRatio.smaller(), m.EyeOpen.smaller()
	if open.Known && lids.Known && lids.Value > narrowLids {
		return known(1)
	}
	return open
}

// behindGlasses is the light below the eyes of someone who wears glasses, or
// who may, as far as is known.
func behindGlasses(m *Measurements, _ Thresholds) Reading {
	if m.Glasses.Known && m.Glasses.Value >= 0 {
		return unknown(NotVisible)
	}
	return m.LensLight.smaller()
}

// onPlainWall is the shadow behind the head, where the wall is plain enough to
// tell a shadow from what hangs there.
func onPlainWall(m *Measurements, t Thresholds) Reading {
	if m.BackgroundEdges.Known && m.BackgroundEdges.Value > t.Parts["background_edges"].Mark {
		return unknown(NotVisible)
	}
	return m.HeadShadow
}

// clothesAgainst is the clothes' contrast with the background that the task
// puts behind the person.
func clothesAgainst(m *Measurements, t Thresholds) Reading {
	switch t.Background {
	case LightBlue:
		return m.ClothesContrast.Blue
	case Grey:
		return m.ClothesContrast.Grey
	}
	return m.ClothesContrast.White
}
