package i18n

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestSameKeysAndVerbs(t *testing.T) {
	zh, en := Keys(ZH), Keys(EN)
	slices.Sort(zh)
	slices.Sort(en)
	if !slices.Equal(zh, en) {
		t.Fatalf("the languages have different keys:\nzh %v\nen %v", zh, en)
	}
	verb := regexp.MustCompile(`%[a-z]`)
	for _, k := range zh {
		a, b := words[ZH][k], words[EN][k]
		if !slices.Equal(verb.FindAllString(a, -1), verb.FindAllString(b, -1)) {
			t.Errorf("%s: %q and %q take different arguments", k, a, b)
		}
		if a == "" || b == "" || strings.ContainsAny(a+b, "!！") {
			t.Errorf("%s: %q, %q", k, a, b)
		}
	}
}

// A screen never mixes languages.
func TestEnglishIsEnglish(t *testing.T) {
	for k, w := range words[EN] {
		if k == "lang.switch" {
			continue
		}
		for _, r := range w {
			if unicode.Is(unicode.Han, r) {
				t.Errorf("%s: %q", k, w)
				break
			}
		}
	}
}

func TestT(t *testing.T) {
	if got := EN.T("result.failed", 2); got != "Needs a look: 2" {
		t.Error(got)
	}
	if got := ZH.T("no.such"); got != "[no.such]" {
		t.Error(got)
	}
	if Of("en_GB") != EN || Of("zh_CN") != ZH || Of("") != ZH || EN.Other() != ZH || ZH.Other() != EN {
		t.Error("languages")
	}
}
