// Package locale puts right, before the window library starts, a locale that
// it complains about on every start: "C.UTF-8", which is what servers and bare
// systems have.
//
// It works by the order of initialisation, which the language defines: packages
// are initialised in the order of their import paths as soon as what they
// import is, and this one imports next to nothing and sorts before fyne.io.
// It must not import anything that imports Fyne.
package locale

import (
	"os"
	"strings"
)

func init() {
	if v := language(os.Getenv); v != "" {
		_ = os.Setenv("LANGUAGE", v) // at worst the complaint stays
	}
}

// language is what LANGUAGE should be set to; empty where all is well.
func language(getenv func(string) string) string {
	if getenv("LANGUAGE") != "" {
		return ""
	}
	for _, k := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(k); v != "" {
			if strings.HasPrefix(v, "C.") {
				return "en"
			}
			return ""
		}
	}
	return ""
}
