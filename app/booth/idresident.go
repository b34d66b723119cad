package booth

import (
	"strconv"
	"time"
)

// The build of an 18-character number by GB 11643-1999: region 6, birth date
// 8, sequence 3, check character 1.
const (
	residentLength = 18
	residentBody   = 17
	regionLength   = 2 // of the region only the province part is stable over time
	birthStart     = 6
	birthEnd       = 14
)

// firstBirthYear is the earliest year of birth taken as possible.
const firstBirthYear = 1900

// provinces are the first two digits of region codes by GB/T 2260 under which
// resident cards are issued.
var provinces = map[string]bool{
	"11": true, "12": true, "13": true, "14": true, "15": true,
	"21": true, "22": true, "23": true,
	"31": true, "32": true, "33": true, "34": true, "35": true, "36": true, "37": true,
	"41": true, "42": true, "43": true, "44": true, "45": true, "46": true,
	"50": true, "51": true, "52": true, "53": true, "54": true,
	"61": true, "62": true, "63": true, "64": true, "65": true,
	"71": true,
}

// permits are the first digits of residence permits for people from Hong
// Kong, Macao and Taiwan.
var permits = map[string]bool{"81": true, "82": true, "83": true}

func checkResident(s string, today Day, whole bool) (IDForm, error) {
	if regionPossible(s, permits) && !regionPossible(s, provinces) {
		return "", ErrIDPermitAsResident
	}
	return FormResidentCard, checkEighteen(s, provinces, today, whole)
}

// checkEighteen checks a number, or its beginning, of the 18-character build.
func checkEighteen(s string, regions map[string]bool, today Day, whole bool) error {
	if err := residentCharacters(s); err != nil {
		return err
	}
	if !regionPossible(s, regions) {
		return ErrIDRegion
	}
	if len(s) > birthStart && !birthPossible(s[birthStart:min(len(s), birthEnd)], today) {
		return ErrIDBirthDate
	}
	if len(s) == residentLength && s[residentBody] != residentCheck(s) {
		return ErrIDChecksum
	}
	if whole && len(s) < residentLength {
		return ErrIDTooShort
	}
	return nil
}

func residentCharacters(s string) error {
	for i := range len(s) {
		if !isDigit(s[i]) && (s[i] != 'X' || i != residentBody) {
			return ErrIDCharacter
		}
	}
	if len(s) > residentLength {
		return ErrIDTooLong
	}
	return nil
}

func regionPossible(s string, regions map[string]bool) bool {
	s = s[:min(len(s), regionLength)]
	for code := range regions {
		if code[:len(s)] == s {
			return true
		}
	}
	return false
}

// birthPossible reports whether some day from 1900 to today begins with these
// digits of YYYYMMDD. Whole years, months and days are tried: there are few,
// and no special case can be forgotten.
func birthPossible(digits string, today Day) bool {
	prefix, err := strconv.Atoi(digits)
	end, ok := today.Start()
	if err != nil || !ok {
		return false
	}
	last := end.Year()*1_00_00 + int(end.Month())*1_00 + end.Day()
	shift := 1
	for range 8 - len(digits) {
		shift *= 10
	}
	for year := firstBirthYear; year <= end.Year(); year++ {
		if year*1_00_00/shift > prefix || (year*1_00_00+9999)/shift < prefix {
			continue
		}
		for month := time.January; month <= time.December; month++ {
			for day := 1; day <= daysIn(year, month); day++ {
				date := year*1_00_00 + int(month)*1_00 + day
				if date <= last && date/shift == prefix {
					return true
				}
			}
		}
	}
	return false
}

// daysIn is the number of days of a month: day 0 of the next is its last.
func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// residentCheck is the check character of ISO/IEC 7064 MOD 11-2 over the
// first 17 digits.
func residentCheck(s string) byte {
	sum := 0
	for i := range residentBody {
		sum = (sum + int(s[i]-'0')) * 2 % 11
	}
	return "0123456789X"[(12-sum)%11]
}
