package cli

import (
	"os"
	"strings"

	"campuskiosk/app/booth"
)

// Lang is the language of text on the terminal, "zh" or "en", from LANGUAGE,
// LC_ALL, LC_MESSAGES and LANG in this order, the first that is set. It is
// Chinese for zh and its regions and English for everything else: a terminal
// with no language or the C locale often can't show Chinese at all. (A window
// is Chinese first; that is not decided here.)
func Lang() string { return lang(os.Getenv) }

func lang(getenv func(string) string) string {
	for _, k := range []string{"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(k); v != "" {
			if strings.HasPrefix(strings.ToLower(v), "zh") {
				return "zh"
			}
			return "en"
		}
	}
	return "en"
}

// Say gives the text in the terminal's language.
func Say(zh, en string) string { return booth.Text{ZH: zh, EN: en}.In(Lang()) }
