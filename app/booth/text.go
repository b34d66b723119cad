package booth

// Text is one sentence for people in the two languages of the kiosk.
// Both fields are always filled: a screen never mixes languages.
type Text struct {
	// ZH is simplified Chinese, short, polite and spoken.
	ZH string `json:"zh"`
	// EN is plain English.
	EN string `json:"en"`
}

// In returns the sentence in the language asked for: "en" and its regions
// give English, everything else Chinese, which is the kiosk's first language.
func (t Text) In(lang string) string {
	if len(lang) >= 2 && (lang[0] == 'e' || lang[0] == 'E') && (lang[1] == 'n' || lang[1] == 'N') {
		return t.EN
	}
	return t.ZH
}
