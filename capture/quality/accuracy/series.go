package main

import (
	"fmt"
	"image"
	"math"

	"campuskiosk/capture/quality"
)

// series is one alteration in several steps, made to test one check.
type series struct {
	check quality.ID
	name  string
	// unit follows the step's number in the table.
	unit  string
	steps []float64
	// use picks the sources that the series can be made of.
	use func(s *source) bool
	// alter makes the picture; nil where this source can't be altered so.
	alter func(s *source, step float64) *image.RGBA
	// truth says what the check has to find in the altered picture: pass,
	// fail, or in band where it may say either.
	truth func(s *source, step float64) truth
}

// truth is what is known about an altered picture.
type truth int

const (
	band truth = iota
	mustPass
	mustFail
)

// beyond is the truth of a value for which more than mark is a failure.
func beyond(v, mark, width float64) truth {
	switch {
	case v <= mark-width:
		return mustPass
	case v >= mark+width:
		return mustFail
	}
	return band
}

// below is the truth of a value for which less than mark is a failure.
func below(v, mark, width float64) truth { return beyond(-v, -mark, width) }

// worst combines two truths about one picture.
func worst(a, b truth) truth {
	switch {
	case a == mustFail || b == mustFail:
		return mustFail
	case a == band || b == band:
		return band
	}
	return mustPass
}

// good sources pass the check as they are.
func good(id quality.ID) func(*source) bool {
	return func(s *source) bool { return s.passes(id) }
}

func always(t truth) func(*source, float64) truth {
	return func(*source, float64) truth { return t }
}

// The bands around the limits, in the unit of each truth, within which a
// verdict is not counted: what the truth itself is unsure by.
const (
	bandRoll  = 2.0  // degrees
	bandTurn  = 5.0  // degrees
	bandTilt  = 2.0  // degrees
	bandShare = 0.05 // of the limit
	bandLight = 0.5  // stops
)

// allSeries are the known-truth tests of the ten checks.
func allSeries(t quality.Thresholds) []series {
	var all []series
	all = append(all, directionSeries(t)...)
	all = append(all, proportionSeries(t)...)
	all = append(all, headSeries()...)
	all = append(all, wholeSeries()...)
	all = append(all, blurSeries()...)
	all = append(all, shoulderSeries(t)...)
	all = append(all, brightnessSeries(t)...)
	all = append(all, eyesSeries()...)
	all = append(all, mouthSeries()...)
	all = append(all, secondSeries()...)
	return all
}

func directionSeries(t quality.Thresholds) []series {
	id := quality.FaceDirection
	// The source's own roll is the detector's, which the check does not use.
	roll := func(s *source, step float64) truth {
		v := math.Abs(s.analysis.Faces[0].Landmarks.Roll() + step)
		return beyond(v, t.Parts["roll"].Mark, bandRoll)
	}
	turnedBy := func(own func(*source) float64, part string) func(*source, float64) truth {
		return func(s *source, step float64) truth {
			return beyond(math.Abs(own(s)+step), t.Parts[part].Mark, bandTurn)
		}
	}
	yaw := func(s *source) float64 { return s.own.Yaw.Value }
	pitch := func(s *source) float64 { return s.own.Pitch.Value }
	return []series{
		{id, "as it is", "", []float64{0}, func(*source) bool { return true }, same, judgedByEye(id)},
		{id, "person rotated", "°", []float64{-20, -15, -10, -8, -4, 4, 8, 10, 15, 20}, good(id), func(s *source, v float64) *image.RGBA {
			return rotated(s.img, s.head.Eyes, v)
		}, roll},
		{id, "head turned sideways (simulated)", "°", []float64{-25, -20, -15, -5, 5, 15, 20, 25}, good(id), func(s *source, v float64) *image.RGBA {
			return turned(s.img, s.analysis.Mesh, s.head, v, 0)
		}, turnedBy(yaw, "yaw")},
		{id, "head raised or lowered (simulated)", "°", []float64{-25, -20, -5, 5, 20, 25}, good(id), func(s *source, v float64) *image.RGBA {
			return turned(s.img, s.analysis.Mesh, s.head, 0, v)
		}, turnedBy(pitch, "pitch")},
	}
}

func same(s *source, _ float64) *image.RGBA { return s.img }

// judgedByEye is the clerk's judgement of the unaltered picture.
func judgedByEye(id quality.ID) func(*source, float64) truth {
	return func(s *source, _ float64) truth {
		switch {
		case s.passes(id):
			return mustPass
		case s.isUnsure(id):
			return band
		}
		return mustFail
	}
}

func everyPicture(*source) bool { return true }

func proportionSeries(t quality.Thresholds) []series {
	id := quality.FaceProportion
	big, small, px := t.Parts["face_share_big"].Mark, t.Parts["face_share_small"].Mark, t.Parts["ied"].Mark
	return []series{
		{id, "as it is", "", []float64{0}, everyPicture, same, judgedByEye(id)},
		{id, "person scaled", "×", []float64{0.2, 0.3, 0.5, 0.7, 0.85, 1.2, 1.5, 2}, everyPicture, func(s *source, k float64) *image.RGBA {
			return zoomed(s.img, s.head, k)
		}, func(s *source, k float64) truth {
			share, ied := s.own.FaceShare.Value*k, s.analysis.Faces[0].Landmarks.IED()*k
			return worst(worst(beyond(share, big, bandShare*big), below(share, small, bandShare*small)), below(ied, px, 2*bandShare*px))
		}},
		{id, "picture scaled", "×", []float64{0.3, 0.4, 0.5, 0.7, 0.85}, everyPicture, func(s *source, k float64) *image.RGBA {
			return scaled(s.img, k)
		}, func(s *source, k float64) truth {
			share, ied := s.own.FaceShare.Value, s.analysis.Faces[0].Landmarks.IED()*k
			return worst(beyond(share, big, bandShare*big), below(ied, px, 2*bandShare*px))
		}},
	}
}

// headSeries crop the picture so that the margin which was read off by eye
// becomes step (in T; negative cuts the head).
func headSeries() []series {
	id := quality.HeadComplete
	steps := []float64{-0.5, -0.3, -0.15, 0.15, 0.3}
	boxed := func(s *source) bool { return s.photo.head != nil && s.passes(id) }
	margin := func(_ *source, v float64) truth { return below(v, 0.02, 0.1) }
	size := func(s *source) (w, h, t float64) {
		return float64(s.img.Rect.Dx()), float64(s.img.Rect.Dy()), s.head.EyesToChin()
	}
	return []series{
		{id, "as it is", "", []float64{0}, everyPicture, same, judgedByEye(id)},
		{id, "cropped at the top", "T left", steps, boxed, func(s *source, v float64) *image.RGBA {
			_, h, t := size(s)
			y := int(math.Round(s.photo.head.top*h - v*t))
			if y < 0 {
				return nil
			}
			return cropped(s.img, 0, y, s.img.Rect.Dx(), s.img.Rect.Dy()-y)
		}, margin},
		{id, "cropped at the subject's right", "T left", steps, boxed, func(s *source, v float64) *image.RGBA {
			w, _, t := size(s)
			x := int(math.Round(s.photo.head.right*w - v*t))
			if x < 0 {
				return nil
			}
			return cropped(s.img, x, 0, s.img.Rect.Dx()-x, s.img.Rect.Dy())
		}, margin},
		{id, "cropped at the subject's left", "T left", steps, boxed, func(s *source, v float64) *image.RGBA {
			w, _, t := size(s)
			x := int(math.Round(s.photo.head.left*w + v*t))
			if x > s.img.Rect.Dx() {
				return nil
			}
			return cropped(s.img, 0, 0, x, s.img.Rect.Dy())
		}, margin},
		{id, "cropped at the chin", "T left", []float64{-0.3, -0.15, 0.15, 0.3}, boxed, func(s *source, v float64) *image.RGBA {
			_, h, t := size(s)
			y := int(math.Round(s.photo.head.chin*h + v*t))
			if y > s.img.Rect.Dy() {
				return nil
			}
			return cropped(s.img, 0, 0, s.img.Rect.Dx(), y)
		}, margin},
	}
}

func wholeSeries() []series {
	id := quality.FaceComplete
	fail := always(mustFail)
	cover := func(name string, f func(s *source) *image.RGBA) series {
		return series{id, name, "", []float64{0}, good(id), func(s *source, _ float64) *image.RGBA { return f(s) }, fail}
	}
	return []series{
		{id, "as it is", "", []float64{0}, everyPicture, same, judgedByEye(id)},
		cover("face mask, light blue", func(s *source) *image.RGBA { return maskOver(s.img, s.analysis, rgb{150, 190, 225}, false) }),
		cover("face mask, white", func(s *source) *image.RGBA { return maskOver(s.img, s.analysis, rgb{225, 225, 222}, false) }),
		cover("face mask, black", func(s *source) *image.RGBA { return maskOver(s.img, s.analysis, rgb{35, 35, 38}, false) }),
		cover("face mask, striped red", func(s *source) *image.RGBA { return maskOver(s.img, s.analysis, rgb{190, 70, 80}, true) }),
		cover("fingers over the mouth", func(s *source) *image.RGBA { return handOver(s.img, s.analysis) }),
		{id, "cut through the chin", "T lost", []float64{0.15, 0.3, 0.5}, good(id), func(s *source, v float64) *image.RGBA {
			return belowChin(s.img, s.head, -v)
		}, fail},
		{id, "cut through a cheek", "face widths from the axis", []float64{0.15, 0.25, 0.35}, func(s *source) bool { return s.passes(id) && s.passes(dir) }, func(s *source, v float64) *image.RGBA {
			return oneSide(s.img, s.head, v, -1)
		}, fail},
		{id, "unchanged face: darker, rolled, blurred", "", []float64{1, 2, 3}, good(id), bystander, always(mustPass)},
	}
}

// bystander are alterations that leave what most checks look for as it is.
func bystander(s *source, which float64) *image.RGBA {
	switch which {
	case 1:
		return exposed(s.img, -0.7)
	case 2:
		return rotated(s.img, s.head.Eyes, 4)
	case 3:
		return noisy(gaussian(s.img, 0.006*s.head.IED), 4, 1)
	}
	panic("no such alteration")
}

func blurSeries() []series {
	id := quality.Blur
	// Steps are in % of the IED, so in pixels of a delivered photo with an
	// IED of 100.
	soft := func(_ *source, v float64) truth { return beyond(v, 1.75, 0.75) }
	// A line of length l has the standard deviation l/√12.
	line := func(_ *source, v float64) truth { return beyond(v/math.Sqrt(12), 1.75, 0.75) }
	ied := func(s *source) float64 { return s.head.IED / 100 }
	all := []series{
		{id, "as it is", "", []float64{0}, everyPicture, same, judgedByEye(id)},
		{id, "Gaussian blur", "% of the IED (σ)", []float64{0.5, 1, 1.5, 2, 2.5, 3, 4, 6}, good(id), func(s *source, v float64) *image.RGBA {
			return gaussian(s.img, v*ied(s))
		}, soft},
		{id, "Gaussian blur, then noise of 6 steps", "% of the IED (σ)", []float64{0, 1, 2.5, 4}, good(id), func(s *source, v float64) *image.RGBA {
			return noisy(gaussian(s.img, v*ied(s)), 6, 1)
		}, soft},
		{id, "Gaussian blur, 2 stops darker", "% of the IED (σ)", []float64{0, 1, 2.5, 4}, good(id), func(s *source, v float64) *image.RGBA {
			return exposed(gaussian(s.img, v*ied(s)), -2)
		}, soft},
	}
	for _, d := range []float64{0, 45, 90, 135} {
		all = append(all, series{
			id, fmt.Sprintf("motion blur along %.0f°", d), "% of the IED (length)",
			[]float64{2, 3.5, 6, 9, 12, 16},
			good(id), func(s *source, v float64) *image.RGBA {
				return motion(s.img, v*ied(s), d)
			}, line,
		})
	}
	return all
}

func shoulderSeries(t quality.Thresholds) []series {
	tilt, found := quality.ShouldersLevel, quality.ShouldersFound
	seen := func(s *source) bool { return s.tilt != nil }
	tiltBy := func(s *source, v float64) truth {
		own := math.Tan(*s.tilt * math.Pi / 180)
		now := math.Atan(own+math.Tan(v*math.Pi/180)) * 180 / math.Pi
		return beyond(math.Abs(now), t.Parts["shoulder_tilt"].Mark, bandTilt)
	}
	mirror := func(f func(s *source, v float64) *image.RGBA) func(*source, float64) *image.RGBA {
		return func(s *source, v float64) *image.RGBA { return mirrored(f(s, v)) }
	}
	shear := func(s *source, v float64) *image.RGBA { return shearedShoulders(s.img, s.head, v) }
	slopes := []float64{-15, -12, -10, -8, -3, 0, 3, 8, 10, 12, 15}
	return []series{
		{tilt, "as it is", "", []float64{0}, everyPicture, same, judgedByEye(tilt)},
		{tilt, "below the chin sloped", "°", slopes, seen, shear, tiltBy},
		{tilt, "below the chin sloped, mirrored", "°", slopes, seen, mirror(shear), tiltBy},
		{tilt, "person rotated", "°", []float64{-12, -10, 10, 12}, seen, func(s *source, v float64) *image.RGBA {
			return rotated(s.img, s.head.Chin, v)
		}, func(s *source, v float64) truth {
			return beyond(math.Abs(*s.tilt+v), t.Parts["shoulder_tilt"].Mark, bandTilt)
		}},
		{found, "as it is", "", []float64{0}, everyPicture, same, judgedByEye(found)},
		{found, "cropped below the chin", "T below the chin", []float64{0.1, 0.2, 0.3, 1.5, 1.9}, good(found), func(s *source, v float64) *image.RGBA {
			if s.head.Chin.Y+v*s.head.EyesToChin() > float64(s.img.Rect.Dy()) {
				return nil
			}
			return belowChin(s.img, s.head, v)
		}, func(_ *source, v float64) truth { return below(v, 0.85, 0.5) }},
		{found, "cropped on both sides", "face widths from the axis", []float64{0.5, 0.55, 0.6, 0.7, 0.95, 1.1}, good(found), func(s *source, v float64) *image.RGBA {
			return besideFace(s.img, s.head, v)
		}, func(_ *source, v float64) truth { return below(v, 0.8, 0.12) }},
		{found, "cropped on the subject's right", "face widths from the axis", []float64{0.5, 0.55, 0.6, 0.7, 0.95, 1.1}, good(found), func(s *source, v float64) *image.RGBA {
			return oneSide(s.img, s.head, v, -1)
		}, func(_ *source, v float64) truth { return below(v, 0.8, 0.12) }},
		{found, "cropped on the subject's left", "face widths from the axis", []float64{0.5, 0.55, 0.6, 0.7, 0.95, 1.1}, good(found), func(s *source, v float64) *image.RGBA {
			return oneSide(s.img, s.head, v, 1)
		}, func(_ *source, v float64) truth { return below(v, 0.8, 0.12) }},
	}
}

func brightnessSeries(t quality.Thresholds) []series {
	id := quality.FaceBrightness
	return []series{
		{id, "as it is", "", []float64{0}, everyPicture, same, judgedByEye(id)},
		{id, "light multiplied", "stops", []float64{-4, -3, -2.5, -1, -0.5, 0.3, 1, 2, 3}, good(id), func(s *source, v float64) *image.RGBA {
			return exposed(s.img, v)
		}, func(s *source, v float64) truth {
			if v <= 0 {
				return below(v, -1.75, 0.75)
			}
			// The skin's own mean light, multiplied: at 1 it is white.
			return beyond(toLinear[uint8(s.own.SkinLuma.Value)]*math.Exp2(v), 0.85, 0.25)
		}},
		{id, "one side darker", "stops", []float64{0.5, 1, 3, 4}, good(id), func(s *source, v float64) *image.RGBA {
			return sideLit(s.img, s.head, v, 1)
		}, func(s *source, v float64) truth {
			// Between the cheeks the ramp has 0.9 of its height.
			return beyond(math.Abs(s.own.LightBalance.Value+0.9*v), t.Parts["light_balance_strong"].Mark, bandLight)
		}},
	}
}

func eyesSeries() []series {
	id := quality.EyesUnobscured
	fail := always(mustFail)
	one := func(name string, f func(s *source) *image.RGBA) series {
		return series{id, name, "", []float64{0}, good(id), func(s *source, _ float64) *image.RGBA { return f(s) }, fail}
	}
	return []series{
		{id, "as it is", "", []float64{0}, everyPicture, same, judgedByEye(id)},
		{id, "lids drawn down", "of the way", []float64{0.1, 0.3, 0.5, 0.7, 0.9, 1}, good(id), func(s *source, v float64) *image.RGBA {
			return closedEyes(s.img, s.analysis, v)
		}, func(_ *source, v float64) truth { return beyond(v, 0.5, 0.4) }},
		one("eyes painted over, skin", func(s *source) *image.RGBA { return paintedEyes(s.img, s.analysis) }),
		one("bar over the eyes, black", func(s *source) *image.RGBA { return barOverEyes(s.img, s.analysis, rgb{12, 12, 12}) }),
		one("bar over the eyes, grey", func(s *source) *image.RGBA { return barOverEyes(s.img, s.analysis, rgb{128, 128, 128}) }),
		one("bar over the eyes, white", func(s *source) *image.RGBA { return barOverEyes(s.img, s.analysis, rgb{235, 235, 235}) }),
		one("hair over the right eye", func(s *source) *image.RGBA { return hairOver(s.img, s.analysis, 0) }),
		one("hair over the left eye", func(s *source) *image.RGBA { return hairOver(s.img, s.analysis, 1) }),
		{id, "glasses", "of the light taken by the lenses", []float64{0, 0.15, 0.3, 0.5, 0.7, 0.8, 0.9, 0.97}, good(id), func(s *source, v float64) *image.RGBA {
			return lenses(s.img, s.analysis, v)
		}, func(_ *source, v float64) truth { return beyond(v, 0.475, 0.32) }},
		{id, "unchanged eyes: darker, rolled, blurred", "", []float64{1, 2, 3}, good(id), bystander, always(mustPass)},
	}
}

func mouthSeries() []series {
	id := quality.MouthClosed
	gap := func(_ *source, v float64) truth { return beyond(v, 0.05, 0.03) }
	// A row of teeth is seen at once.
	teeth := func(_ *source, v float64) truth { return beyond(v, 0.025, 0.02) }
	return []series{
		{id, "as it is", "", []float64{0}, everyPicture, same, judgedByEye(id)},
		{id, "jaw drawn down, dark", "T", []float64{0.02, 0.05, 0.08, 0.11, 0.15, 0.2}, good(id), func(s *source, v float64) *image.RGBA {
			return openedMouth(s.img, s.analysis, s.head, v, false)
		}, gap},
		{id, "jaw drawn down, teeth", "T", []float64{0.02, 0.05, 0.08, 0.11, 0.15, 0.2}, good(id), func(s *source, v float64) *image.RGBA {
			return openedMouth(s.img, s.analysis, s.head, v, true)
		}, teeth},
		{id, "unchanged mouth: darker, rolled, blurred", "", []float64{1, 2, 3}, good(id), bystander, always(mustPass)},
	}
}

// secondSeries paste the next person's head beside the subject's. The check
// counts a second face from 10 % of the first's area.
func secondSeries() []series {
	id := quality.SingleFace
	return []series{
		{id, "as it is", "", []float64{0}, everyPicture, same, always(mustPass)},
		{id, "second face pasted", "% of the first's area", []float64{3, 6, 10, 15, 25}, func(s *source) bool { return s.other != nil }, func(s *source, v float64) *image.RGBA {
			img, fits := secondFace(s, s.other, v/100)
			if !fits {
				return nil
			}
			return img
		}, func(_ *source, v float64) truth { return beyond(v, 10, 4) }},
	}
}
