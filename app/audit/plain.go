package audit

import "campuskiosk/app/booth"

// withheld stands for a value that is no id, code or number.
const withheld = "withheld"

// maxValue is the length of the longest value: a SHA-256 in hex.
const maxValue = 64

// maxDigits is the longest run of digits outside a ULID or a hash. ID card
// numbers (18), mobile numbers (11) and most student numbers (10 and more)
// have longer ones.
const maxDigits = 9

// isCode reports whether s is a word of the program: lower case letters,
// digits, "_" and ".", beginning with a letter, at most 48.
func isCode(s string) bool {
	if s == "" || len(s) > 48 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || isDigit(c) || c == '_' || c == '.') {
			return false
		}
	}
	return longestRun(s) <= maxDigits
}

// plain gives s if it can be no more than an id, a code or a number, else
// "withheld". It is the second line of defence: callers don't pass names or
// numbers of people.
func plain(s string) string {
	if len(s) > maxValue {
		return withheld
	}
	hex := true
	for _, c := range []byte(s) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && !isDigit(c) && c != '_' && c != '.' && c != '-' && c != '/' {
			return withheld
		}
		hex = hex && (isDigit(c) || c >= 'a' && c <= 'f')
	}
	if hex && len(s) == maxValue || isULID(s) || longestRun(s) <= maxDigits {
		return s
	}
	return withheld
}

// isULID reports whether s has the form of a session's id.
func isULID(s string) bool { return booth.SessionID(s).Valid() }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// longestRun is the length of the longest run of digits in s.
func longestRun(s string) int {
	run, longest := 0, 0
	for _, c := range []byte(s) {
		if !isDigit(c) {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
