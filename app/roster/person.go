package roster

import (
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster/table"
)

const (
	// longestName: passports of some countries have names of 60 characters and
	// more (ICAO Doc 9303 part 3 gives 39 in the machine-readable zone).
	longestName = 100
	// longestNumber of a student or candidate.
	longestNumber = 32
	// longestLabel of a college, major or class.
	longestLabel = 100
)

// readName reads a name. Spaces that align Chinese names of two characters go.
func readName(c table.Cell) (booth.PersonName, error) {
	if c.Kind == table.Number || c.Kind == table.Date || c.Kind == table.Bool {
		return booth.PersonName{}, errNameCharacters
	}
	s, err := words(c)
	if err != nil {
		return booth.PersonName{}, err
	}
	n := booth.NewPersonName(closeUp(s))
	switch whole := n.Reveal(); {
	case n.IsZero():
		return n, errEmpty
	case len([]rune(whole)) > longestName:
		return n, errNameLong
	case strings.ContainsAny(whole, "?？□■\uFFFD"):
		return n, errNameLost
	case strings.IndexFunc(whole, notInName) >= 0, strings.IndexFunc(whole, unicode.IsLetter) < 0 && strings.IndexFunc(whole, private) < 0:
		return n, errNameCharacters
	}
	return n, nil
}

// closeUp removes spaces between Chinese characters.
func closeUp(s string) string {
	r := []rune(s)
	var out strings.Builder
	for i, c := range r {
		if blank(c) && i > 0 && i+1 < len(r) {
			before, after := lastNot(r[:i], blank), firstNot(r[i+1:], blank)
			if chinese(before) && chinese(after) {
				continue
			}
		}
		out.WriteRune(c)
	}
	return out.String()
}

func lastNot(r []rune, f func(rune) bool) rune {
	for i := len(r) - 1; i >= 0; i-- {
		if !f(r[i]) {
			return r[i]
		}
	}
	return 0
}

func firstNot(r []rune, f func(rune) bool) rune {
	for _, c := range r {
		if !f(c) {
			return c
		}
	}
	return 0
}

func chinese(r rune) bool { return unicode.Is(unicode.Han, r) || private(r) || r == '〇' }

// private are characters for private use, which registries have for rare ones.
func private(r rune) bool { return unicode.Is(unicode.Co, r) }

// notInName reports characters that no name has.
func notInName(r rune) bool {
	switch {
	case unicode.IsLetter(r), unicode.Is(unicode.M, r), private(r):
		return false
	}
	return !strings.ContainsRune(" ·.'’`-()（）,/〇", r)
}

// readNumber reads a student number or candidate number; it may be empty.
func readNumber(c table.Cell) (booth.StudentNumber, error) {
	s, err := number(c)
	if err != nil {
		return booth.StudentNumber{}, err
	}
	n := booth.NewStudentNumber(s)
	whole := n.Reveal()
	if len(whole) > longestNumber || strings.Trim(whole, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./") != "" {
		return n, errNumberCharacters
	}
	return n, nil
}

// idKinds are the names of kinds of ID, without spaces and punctuation, small:
// those of forms, of the ministry's code table (1 居民身份证 …) as words, and
// short ones.
var idKinds = func() map[string]booth.IDKind {
	all := map[string]booth.IDKind{}
	for kind, list := range map[booth.IDKind]string{
		booth.ResidentID: "居民身份证 身份证 中国居民身份证 中华人民共和国居民身份证 二代身份证 第二代居民身份证 大陆居民身份证 内地居民身份证 临时身份证 户口簿 resident residentid",
		booth.HMTID: "港澳台身份证号 港澳台身份证 港澳台居民居住证 港澳居民居住证 台湾居民居住证 居住证 港澳居民来往内地通行证 港澳来往内地通行证 港澳通行证 回乡证 港澳回乡证 " +
			"台湾居民来往大陆通行证 台湾来往大陆通行证 台胞证 香港身份证 澳门身份证 台湾身份证 香港特区护照身份证明 澳门特区护照身份证明 香港居民身份证 澳门居民身份证 香港永久性居民身份证 hmt",
		booth.Passport: "护照 外国护照 外籍护照 国外护照 因私护照 passport",
	} {
		for w := range strings.FieldsSeq(list) {
			all[w] = kind
		}
	}
	return all
}()

// readIDKind reads a kind of ID; "" where the cell is blank.
func readIDKind(c table.Cell) (booth.IDKind, error) {
	s, err := words(c)
	if err != nil {
		return "", err
	}
	s = letters(letterless(s))
	if s == "" {
		return "", nil
	}
	if k, ok := idKinds[s]; ok {
		return k, nil
	}
	return "", errIDKindUnknown
}

var fifteenDigits = regexp.MustCompile(`^[0-9]{15}$`)

// readID reads an ID number. Without a kind only those of 18 characters are
// taken, which can't be anything else.
func readID(c table.Cell, kind booth.IDKind, today time.Time) (booth.IDNumber, error) {
	s, err := number(c)
	if err != nil {
		return booth.IDNumber{}, err
	}
	whole := booth.NormaliseID(s)
	if whole == "" {
		return booth.IDNumber{}, errEmpty
	}
	if kind != "" {
		id, err := booth.ParseID(kind, whole, today)
		return id, excels(whole, kind, err)
	}
	id, err := booth.ParseID(booth.ResidentID, whole, today)
	switch {
	case errors.Is(err, booth.ErrIDPermitAsResident):
		return booth.ParseID(booth.HMTID, whole, today)
	case err != nil && len(whole) != 18:
		if fifteenDigits.MatchString(whole) {
			return id, errIDOld
		}
		return id, errIDKindNeeded
	}
	return id, excels(whole, booth.ResidentID, err)
}

// excels finds the reasons that come from Excel: a number whose last three
// digits became zeros, and an old number.
func excels(whole string, kind booth.IDKind, err error) error {
	switch {
	case errors.Is(err, booth.ErrIDChecksum) && strings.HasSuffix(whole, "000"):
		return errRounded
	case err != nil && kind == booth.ResidentID && fifteenDigits.MatchString(whole):
		return errIDOld
	}
	return err
}

var (
	year     = regexp.MustCompile(`^(19|20)[0-9]{2}$`)
	yearWord = regexp.MustCompile(`^((?:19|20)[0-9]{2})[级届年]$`)
)

// readGrade reads a grade: a year, with 级, 届 or 年 taken off, or other words
// as they are.
func readGrade(c table.Cell) (string, error) {
	if c.Kind == table.Date {
		return "", errDate
	}
	s, err := label(c, longestLabel)
	if err != nil {
		return "", err
	}
	if m := yearWord.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	if (c.Kind == table.Number || c.Kind == table.LongNumber) && !year.MatchString(s) {
		return "", errGrade
	}
	return s, nil
}

var dateParts = regexp.MustCompile(`^([0-9]{4})\D+([0-9]{1,2})\D+([0-9]{1,2})\D*$`)

// birthDigits reads a date of birth as YYYYMMDD, or of what it has of that;
// "" where it is none.
func birthDigits(c table.Cell) string {
	s, err := words(c)
	if err != nil {
		return ""
	}
	if m := dateParts.FindStringSubmatch(letterless(s)); m != nil {
		return m[1] + two(m[2]) + two(m[3])
	}
	if s = letterless(s); len(s) == 8 && strings.Trim(s, "0123456789") == "" {
		return s
	}
	return ""
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// birthFits reports whether a date of birth is that of a resident number; true
// where either is missing.
func birthFits(id booth.IDNumber, c table.Cell) bool {
	digits := birthDigits(c)
	return digits == "" || id.Kind() != booth.ResidentID || id.Reveal()[6:14] == digits
}

// sexFits reports whether a sex is that of a resident number, whose 17th digit
// is odd for men (GB 11643); true where either is missing.
func sexFits(id booth.IDNumber, c table.Cell) bool {
	s, err := words(c)
	if err != nil || id.Kind() != booth.ResidentID {
		return true
	}
	odd := id.Reveal()[16]%2 == 1
	switch strings.ToLower(s) {
	case "男", "男性", "m", "male":
		return odd
	case "女", "女性", "f", "female":
		return !odd
	}
	return true
}
