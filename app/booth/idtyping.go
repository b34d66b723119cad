package booth

import "time"

// Typing checks an ID number while it is typed: nil as long as what stands
// there can still become a valid number of this kind, the reason as soon as it
// can't. complete reports whether it is a valid number already. Errors never
// contain what was typed.
func Typing(kind IDKind, typed string, today time.Time) (complete bool, err error) {
	s, day := NormaliseID(typed), DayOf(today)
	if _, err := checkID(kind, s, day, false); err != nil {
		return false, err
	}
	_, err = checkID(kind, s, day, true)
	return err == nil, nil
}

// checkID checks a normalised number: whole ones as they are, others as a
// beginning. The form is only meaningful for whole numbers.
func checkID(kind IDKind, s string, today Day, whole bool) (IDForm, error) {
	switch kind {
	case ResidentID:
		return checkResident(s, today, whole)
	case HMTID:
		return checkHMT(s, today, whole)
	case Passport:
		return checkPassport(s, whole)
	}
	return "", ErrIDKindUnknown
}

// passportLength is the longest document number that fits into the machine
// readable zone (ICAO Doc 9303 part 4, 4.2.2).
const passportLength = 9

func checkPassport(s string, whole bool) (IDForm, error) {
	for i := range len(s) {
		if !isDigit(s[i]) && !isLetter(s[i]) {
			return "", ErrIDCharacter
		}
	}
	switch {
	case len(s) > passportLength:
		return "", ErrIDTooLong
	case whole && len(s) == 0:
		return "", ErrIDTooShort
	}
	return FormPassport, nil
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}
