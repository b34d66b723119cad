// Package i18n holds the words on the screens in the two languages. Sentences
// about findings, failures and hints live beside what they speak of, as
// booth.Text; here are the names of things and the buttons.
package i18n

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed zh.json
var zhJSON []byte

//go:embed en.json
var enJSON []byte

// Lang is one of the kiosk's languages.
type Lang string

// The languages; Chinese is the first.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

// Other is the language that the switch changes to.
func (l Lang) Other() Lang {
	if l == EN {
		return ZH
	}
	return EN
}

// Of gives the language for a code such as "en", "en_GB" or "zh-CN"; Chinese
// for everything that is not English.
func Of(code string) Lang {
	if len(code) >= 2 && (code[:2] == "en" || code[:2] == "EN" || code[:2] == "En") {
		return EN
	}
	return ZH
}

var words = map[Lang]map[string]string{ZH: parse(zhJSON), EN: parse(enJSON)}

func parse(b []byte) map[string]string {
	var m map[string]string
	if err := json.Unmarshal(b, &m); err != nil {
		// The files are part of the program and tested.
		panic(err)
	}
	return m
}

// T gives the words for a key, formatted with args if there are any. A key
// that does not exist comes back in brackets; a test finds those.
func (l Lang) T(key string, args ...any) string {
	w, ok := words[l][key]
	if !ok {
		return "[" + key + "]"
	}
	if len(args) == 0 {
		return w
	}
	return fmt.Sprintf(w, args...)
}

// Keys lists the keys of a language, in no order.
func Keys(l Lang) []string {
	var keys []string
	for k := range words[l] {
		keys = append(keys, k)
	}
	return keys
}
