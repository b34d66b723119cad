package booth

import "strings"

const (
	homeReturnLength    = 9  // H or M and eight digits
	homeReturnOldLength = 11 // with the count of renewals
	taiwanLength        = 10
	eightDigits         = 8
)

// checkHMT tries the forms of Hong Kong, Macao and Taiwan. A beginning is
// refused only when no form can be completed; the reason given is that of the
// form which got furthest.
func checkHMT(s string, today Day, whole bool) (IDForm, error) {
	if s == "" {
		if whole {
			return "", ErrIDTooShort
		}
		return "", nil
	}
	var reason error = ErrIDForm
	for _, f := range []struct {
		form  IDForm
		check func() error
	}{
		{FormResidencePermit, func() error { return checkPermit(s, today, whole) }},
		{FormEightDigits, func() error { return checkEightDigits(s, whole) }},
		{FormHomeReturn, func() error { return checkHomeReturn(s, whole) }},
		{FormHongKongID, func() error { return checkHongKong(s, whole) }},
		{FormTaiwanID, func() error { return checkTaiwan(s, whole) }},
	} {
		err := f.check()
		if err == nil {
			return f.form, nil
		}
		reason = worse(reason, err)
	}
	return "", reason
}

// hmtReasons orders the reasons by how much they tell: a wrong checksum comes
// from the form that fits otherwise.
var hmtReasons = []error{ErrIDForm, ErrIDTooLong, ErrIDTooShort, ErrIDBirthDate, ErrIDChecksum}

func worse(a, b error) error {
	if rank(b) > rank(a) {
		return b
	}
	return a
}

func rank(err error) int {
	for i, r := range hmtReasons {
		if r == err { //nolint:errorlint // the reasons are compared as values
			return i
		}
	}
	return -1
}

func checkPermit(s string, today Day, whole bool) error {
	if !regionPossible(s, permits) {
		return ErrIDForm
	}
	return checkEighteen(s, permits, today, whole)
}

func checkEightDigits(s string, whole bool) error {
	switch {
	case !allDigits(s):
		return ErrIDForm
	case len(s) > eightDigits:
		return ErrIDTooLong
	case whole && len(s) < eightDigits:
		return ErrIDTooShort
	}
	return nil
}

func checkHomeReturn(s string, whole bool) error {
	switch {
	case s[0] != 'H' && s[0] != 'M', !allDigits(s[1:]):
		return ErrIDForm
	case len(s) > homeReturnOldLength:
		return ErrIDTooLong
	case whole && len(s) != homeReturnLength && len(s) != homeReturnOldLength:
		return ErrIDTooShort
	}
	return nil
}

// checkHongKong checks one or two letters, six digits and the check character
// (0–9 or A). A letter counts 10–35, a missing first letter 36; the weighted
// sum 9…1 is a multiple of 11.
func checkHongKong(s string, whole bool) error {
	letters := 1
	if !isLetter(s[0]) {
		return ErrIDForm
	}
	if len(s) > 1 && isLetter(s[1]) {
		letters = 2
	}
	total := letters + 7
	for i := letters; i < len(s); i++ {
		if !isDigit(s[i]) && (i != total-1 || s[i] != 'A') {
			return ErrIDForm
		}
	}
	switch {
	case len(s) > total:
		return ErrIDTooLong
	case len(s) < total && whole:
		return ErrIDTooShort
	case len(s) < total:
		return nil
	}
	sum, weight := 0, 9
	if letters == 1 {
		sum, weight = 36*9, 8
	}
	for i := range len(s) {
		sum += alphaValue(s[i]) * max(weight-i, 1)
	}
	if sum%11 != 0 {
		return ErrIDChecksum
	}
	return nil
}

func alphaValue(c byte) int {
	if isDigit(c) {
		return int(c - '0')
	}
	return int(c-'A') + 10
}

// taiwanLetters gives each letter's number by its place: A is 10, B 11 … in
// the order in which the counties got their numbers.
const taiwanLetters = "ABCDEFGHJKLMNPQRSTUVXYWZIO"

// checkTaiwan checks a letter, 1, 2, 8 or 9 and eight digits, the last a check
// digit: the letter's two digits weigh 1 and 9, the rest 8…1 and 1, and the
// sum is a multiple of 10.
func checkTaiwan(s string, whole bool) error {
	switch {
	case !isLetter(s[0]), !allDigits(s[1:]), len(s) > 1 && !strings.Contains("1289", s[1:2]):
		return ErrIDForm
	case len(s) > taiwanLength:
		return ErrIDTooLong
	case len(s) < taiwanLength && whole:
		return ErrIDTooShort
	case len(s) < taiwanLength:
		return nil
	}
	letter := strings.IndexByte(taiwanLetters, s[0]) + 10
	sum := letter/10 + letter%10*9 + int(s[9]-'0')
	for i := 1; i < 9; i++ {
		sum += int(s[i]-'0') * (9 - i)
	}
	if sum%10 != 0 {
		return ErrIDChecksum
	}
	return nil
}
