package spelling

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

const (
	// most is how many spellings of each of the three ways a name has at most.
	most = 8
	// perCharacter is how many of the dictionary's readings count; it begins
	// with the usual one and goes on to those of old books.
	perCharacter = 2
)

// A unit is a syllable of a Chinese name in its readings, or a word in
// letters.
type unit []string

// Of gives the spellings of a name, each once, in small letters a–z: initials
// first, then whole, then mixed. A name without anything that can be spelled
// has none.
func Of(name string) []string {
	units, surname := split(Fold(name))
	if len(units) == 0 {
		return nil
	}
	all := product(initials(units))
	all = append(all, product(units)...)
	if surname < len(units) {
		mixed := append(slices.Clone(units[:surname]), initials(units[surname:])...)
		all = append(all, product(mixed)...)
	}
	return once(all)
}

// Fold brings letters into the form in which they are spelled: full-width ones
// narrow, without accents, small.
func Fold(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
	return norm.NFC.String(s)
}

// split gives the units of a folded name, and how many are the surname's.
func split(name string) (units []unit, surname int) {
	runes := []rune(name)
	surname = 1
	if len(runes) > 2 {
		if syllables, ok := compounds[string(runes[:2])]; ok {
			for _, s := range syllables {
				units = append(units, withU(unit{s}))
			}
			runes, surname = runes[2:], 2
		}
	}
	word := ""
	for i, r := range runes {
		if r >= 'a' && r <= 'z' {
			word += string(r)
			continue
		}
		if word != "" && r != '\'' && r != '’' {
			units, word = append(units, unit{word}), ""
		}
		if !unicode.Is(unicode.Han, r) {
			continue
		}
		u := read(r)
		if own := surnames[r]; i == 0 && len(units) == 0 && own != nil {
			u = withU(once(append(slices.Clone(own), u[:min(1, len(u))]...)))
		}
		if len(u) > 0 {
			units = append(units, u)
		}
	}
	if word != "" {
		units = append(units, unit{word})
	}
	return units, surname
}

// known remembers the readings of characters: the dictionary's own form needs
// regular expressions to be read.
var known sync.Map

// read gives the usual readings of a character, without tones.
func read(r rune) unit {
	if u, ok := known.Load(r); ok {
		return u.(unit) //nolint:forcetypeassert,errcheck // it holds nothing else
	}
	all := pinyin.SinglePinyin(r, pinyin.Args{Style: pinyin.Normal, Heteronym: true})
	all = slices.DeleteFunc(all, func(s string) bool {
		return s == "" || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") != ""
	})
	u := withU(all[:min(perCharacter, len(all))])
	known.Store(r, u)
	return u
}

// withU adds the form of passports to syllables with ü: lv is also lyu.
func withU(u unit) unit {
	for _, s := range u {
		if strings.HasSuffix(s, "v") {
			u = append(slices.Clone(u), strings.TrimSuffix(s, "v")+"yu")
		}
	}
	return u
}

// initials gives units of the first letters.
func initials(units []unit) []unit {
	short := make([]unit, len(units))
	for i, u := range units {
		for _, s := range u {
			if c := s[:1]; !slices.Contains(short[i], c) {
				short[i] = append(short[i], c)
			}
		}
	}
	return short
}

// product joins one reading of each unit in all ways, those of first readings
// first, at most most of them.
func product(units []unit) []string {
	all := []string{""}
	for i := len(units) - 1; i >= 0; i-- {
		var longer []string
		for _, s := range units[i] {
			for _, rest := range all {
				if len(longer) < most {
					longer = append(longer, s+rest)
				}
			}
		}
		all = longer
	}
	return all
}

// once removes what comes again.
func once(all []string) []string {
	var out []string
	for _, s := range all {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
