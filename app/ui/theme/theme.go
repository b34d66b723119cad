package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Theme is a palette, lengths and a font as Fyne's theme.
type Theme struct {
	Palette
	Metrics
	font fyne.Resource
}

// New makes a theme. font has the Chinese glyphs; what it lacks Fyne takes
// from its own.
func New(p Palette, m Metrics, font fyne.Resource) *Theme {
	return &Theme{Palette: p, Metrics: m, font: font}
}

// Font is Fyne's: one face for all styles, since hierarchy is by size and
// colour.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource {
	if t.font == nil {
		return fynetheme.DefaultTheme().Font(s)
	}
	return t.font
}

// Icon is Fyne's.
func (t *Theme) Icon(n fyne.ThemeIconName) fyne.Resource { return fynetheme.DefaultTheme().Icon(n) }

// Color is Fyne's.
func (t *Theme) Color(n fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	switch n {
	case fynetheme.ColorNameBackground, fynetheme.ColorNameOverlayBackground:
		return t.Background
	case fynetheme.ColorNameForeground:
		return t.Text
	case fynetheme.ColorNameDisabled, fynetheme.ColorNamePlaceHolder:
		return t.Quiet
	case fynetheme.ColorNamePrimary, fynetheme.ColorNameFocus:
		return t.Accent
	case fynetheme.ColorNameError:
		return t.Stop
	case fynetheme.ColorNameWarning:
		return t.Attention
	case fynetheme.ColorNameSuccess:
		return t.Good
	case fynetheme.ColorNameSeparator:
		return t.Line
	}
	return fynetheme.DefaultTheme().Color(n, fynetheme.VariantDark)
}

// Size is Fyne's.
func (t *Theme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case fynetheme.SizeNameText:
		return t.Body
	case fynetheme.SizeNameHeadingText:
		return t.Title
	case fynetheme.SizeNameSubHeadingText:
		return t.Hint
	case fynetheme.SizeNameCaptionText:
		return t.Small
	case fynetheme.SizeNamePadding, fynetheme.SizeNameInnerPadding:
		return 0
	case fynetheme.SizeNameLineSpacing:
		return 4
	}
	return fynetheme.DefaultTheme().Size(n)
}
