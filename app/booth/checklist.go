package booth

import "time"

// ChecklistItem is a thing about the student that can't be measured and that
// the helper looks at (rule P2).
type ChecklistItem string

// The items.
const (
	EarsFree      ChecklistItem = "ears_free"
	NoJewellery   ChecklistItem = "no_jewellery"   // earrings, necklace, hair ornaments
	NoTintedLens  ChecklistItem = "no_tinted_lens" // glasses or contact lenses
	CollarVisible ChecklistItem = "collar_visible"
	AwayFromWall  ChecklistItem = "away_from_wall" // about 1 m
	LensClean     ChecklistItem = "lens_clean"     // the camera's
)

// ChecklistItems are all items in the order people see them.
func ChecklistItems() []ChecklistItem {
	return []ChecklistItem{EarsFree, NoJewellery, NoTintedLens, CollarVisible, AwayFromWall, LensClean}
}

// Label is what the helper reads.
func (i ChecklistItem) Label() Text {
	switch i {
	case EarsFree:
		return Text{"双耳露出", "Both ears free"}
	case NoJewellery:
		return Text{"没有耳环、项链、发饰", "No earrings, necklace or hair ornaments"}
	case NoTintedLens:
		return Text{"没有有色或反光眼镜（含隐形）", "No tinted or coloured lenses"}
	case CollarVisible:
		return Text{"衣领可见，与背景不同色", "Collar visible and not the background's colour"}
	case AwayFromWall:
		return Text{"离背景墙约1米", "About one metre from the wall"}
	case LensClean:
		return Text{"镜头干净", "Camera lens clean"}
	}
	return Text{string(i), string(i)}
}

// Checklist is what the helper answered: true is "so it is". An item that is
// missing was not answered.
type Checklist map[ChecklistItem]bool

// Attestation is the helper's word that the person before the camera, alive
// and not a picture, is the student of this session (rule P6).
type Attestation struct {
	Helper HelperID  `json:"helper"`
	At     time.Time `json:"at"`
}

// IsZero reports whether nobody has attested.
func (a Attestation) IsZero() bool { return a.Helper == "" }
