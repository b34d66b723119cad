package photo_test

import (
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/quality"
)

// TestEveryUnitIsTranslated: what is measured reads well in both languages, and
// no unit of the thresholds was forgotten.
func TestEveryUnitIsTranslated(t *testing.T) {
	v := 12.345
	for name, part := range quality.DefaultThresholds().Parts {
		got := photo.Value(quality.Finding{Value: &v, Unit: part.Unit})
		if got.ZH == got.EN && part.Unit != "°" && part.Unit != "%" && part.Unit != "ΔE*ab" {
			t.Errorf("%s: %q has no Chinese", name, part.Unit)
		}
	}
	if got := photo.Value(quality.Finding{Value: &v, Unit: "stops"}); got != (booth.Text{ZH: "12.3 档", EN: "12.3 stops"}) {
		t.Errorf("%+v", got)
	}
	if got := photo.Value(quality.Finding{}); got != (booth.Text{}) {
		t.Errorf("nothing measured reads %+v", got)
	}
}
