package booth

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var testDay = time.Date(2026, 3, 1, 9, 0, 0, 0, Shanghai)

// resident builds a number with the right check character; the checksum is
// computed by the weights of GB 11643, another way than the program's.
func resident(body string) string {
	weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(body[i]-'0') * w
	}
	return body + string("10X98765432"[sum%11])
}

func TestParseID(t *testing.T) {
	for _, c := range []struct {
		name  string
		kind  IDKind
		typed string
		want  string
		form  IDForm
		err   error
	}{
		// 11010519491231002X is the example of GB 11643-1999 itself.
		{"standard's example", ResidentID, "11010519491231002X", "11010519491231002X", FormResidentCard, nil},
		{"small x", ResidentID, "11010519491231002x", "11010519491231002X", FormResidentCard, nil},
		{"full width", ResidentID, "１１０１０５１９４９１２３１００２ｘ", "11010519491231002X", FormResidentCard, nil},
		{"pasted with spaces", ResidentID, " 110105 19491231\u3000002\u200bX\n", "11010519491231002X", FormResidentCard, nil},
		{"leap day", ResidentID, resident("42010020000229001"), resident("42010020000229001"), FormResidentCard, nil},
		{"no leap day", ResidentID, resident("42010020010229001"), "", "", ErrIDBirthDate},
		{"1900 was no leap year", ResidentID, resident("42010019000229001"), "", "", ErrIDBirthDate},
		{"31 June", ResidentID, resident("42010020050631001"), "", "", ErrIDBirthDate},
		{"born today", ResidentID, resident("42010020260301001"), resident("42010020260301001"), FormResidentCard, nil},
		{"born tomorrow", ResidentID, resident("42010020260302001"), "", "", ErrIDBirthDate},
		{"month 13", ResidentID, resident("42010020051301001"), "", "", ErrIDBirthDate},
		{"wrong check", ResidentID, "110105194912310021", "", "", ErrIDChecksum},
		{"swapped digits", ResidentID, "11015019491231002X", "", "", ErrIDChecksum},
		{"no such region", ResidentID, resident("99010020050601001"), "", "", ErrIDRegion},
		{"short", ResidentID, "1101051949123100", "", "", ErrIDTooShort},
		{"old card of 15", ResidentID, "110105491231002", "", "", ErrIDBirthDate},
		{"empty", ResidentID, "", "", "", ErrIDTooShort},
		{"long", ResidentID, "11010519491231002X1", "", "", ErrIDTooLong},
		{"X in the middle", ResidentID, "1101051949X231002X", "", "", ErrIDCharacter},
		{"letters", ResidentID, "hello", "", "", ErrIDCharacter},
		{"Excel's ruin", ResidentID, "1.10105E+17", "", "", ErrIDCharacter},
		{"permit as resident", ResidentID, resident("81000019990101001"), "", "", ErrIDPermitAsResident},

		{"permit HK", HMTID, resident("81000019990101001"), resident("81000019990101001"), FormResidencePermit, nil},
		{"permit Macao", HMTID, resident("82000019990101001"), resident("82000019990101001"), FormResidencePermit, nil},
		{"permit Taiwan", HMTID, resident("83000019990101001"), resident("83000019990101001"), FormResidencePermit, nil},
		{"permit, date", HMTID, resident("83000019991301001"), "", "", ErrIDBirthDate},
		{"permit, check", HMTID, resident("83000019990101001")[:17] + "Y", "", "", ErrIDForm},
		{"Hong Kong", HMTID, "A123456(3)", "A1234563", FormHongKongID, nil},
		{"Hong Kong, full width", HMTID, "ａ１２３４５６（３）", "A1234563", FormHongKongID, nil},
		{"Hong Kong, two letters", HMTID, "AB987654(3)", "AB9876543", FormHongKongID, nil},
		{"Hong Kong, check", HMTID, "A123456(4)", "", "", ErrIDChecksum},
		{"Taiwan", HMTID, "A123456789", "A123456789", FormTaiwanID, nil},
		{"Taiwan, check", HMTID, "A123456788", "", "", ErrIDChecksum},
		{"home return", HMTID, "H12345678", "H12345678", FormHomeReturn, nil},
		{"home return, renewals", HMTID, "M1234567802", "M12345678", FormHomeReturn, nil},
		{"home return, half renewals", HMTID, "M123456780", "", "", ErrIDChecksum},
		{"compatriot permit", HMTID, "01234567", "01234567", FormEightDigits, nil},
		{"Macao card", HMTID, "1234567(8)", "12345678", FormEightDigits, nil},
		{"nine digits", HMTID, "123456789", "", "", ErrIDTooLong},
		{"mainland number", HMTID, "11010519491231002X", "", "", ErrIDForm},
		{"empty", HMTID, "", "", "", ErrIDTooShort},

		{"passport", Passport, "e 1234567", "E1234567", FormPassport, nil},
		{"passport, one", Passport, "7", "7", FormPassport, nil},
		{"passport, nine", Passport, "L898902C3", "L898902C3", FormPassport, nil},
		{"passport, ten", Passport, "L898902C36", "", "", ErrIDTooLong},
		{"passport, filler", Passport, "L898902C<", "", "", ErrIDCharacter},
		{"passport, empty", Passport, " ", "", "", ErrIDTooShort},
		{"passport, accent", Passport, "É123", "", "", ErrIDCharacter},

		{"unknown kind", "driving", "123", "", "", ErrIDKindUnknown},
	} {
		t.Run(string(c.kind)+"/"+c.name, func(t *testing.T) {
			n, err := ParseID(c.kind, c.typed, testDay)
			if !errors.Is(err, c.err) || (err == nil) != (c.err == nil) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			if err != nil {
				if !n.IsZero() {
					t.Errorf("a number in spite of the error")
				}
				if s := NormaliseID(c.typed); len(s) > 4 && strings.Contains(err.Error(), s) {
					t.Errorf("the error repeats what was typed")
				}
				return
			}
			if n.Reveal() != c.want || n.Form() != c.form || n.Kind() != c.kind {
				t.Errorf("got %s/%s, want %s", n.Kind(), n.Form(), c.form)
			}
		})
	}
}

// TestHongKongTwoLetters checks the weights against the published worked
// example and against every other check character.
func TestHongKongTwoLetters(t *testing.T) {
	good := 0
	for _, c := range "0123456789A" {
		if _, err := ParseID(HMTID, "AB987654"+string(c), testDay); err == nil {
			good++
		}
	}
	if good != 1 {
		t.Errorf("%d check characters fit, want one", good)
	}
}

// TestTypingBeginnings: a beginning is refused exactly when it can't be
// completed. The first half: whatever begins a valid number is accepted.
func TestTypingBeginnings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind, s := drawID(t)
		for i := range len(s) + 1 {
			complete, err := Typing(kind, s[:i], testDay)
			if err != nil {
				t.Fatalf("%s: %d characters of a valid number refused: %v", kind, i, err)
			}
			if i == len(s) && !complete {
				t.Fatalf("%s: a valid number is not complete", kind)
			}
		}
	})
}

// TestTypingEnds is the second half: a beginning that is accepted can be
// completed. Every digit is tried after every beginning of a birth date in the
// years where the calendar is hard, and every last character.
func TestTypingEnds(t *testing.T) {
	const region = "420100"
	possible := map[string]bool{}
	for d := time.Date(1900, 1, 1, 0, 0, 0, 0, Shanghai); !d.After(testDay); d = d.AddDate(0, 0, 1) {
		for n := range 9 {
			possible[d.Format("20060102")[:n]] = true
		}
	}
	var walk func(prefix string)
	walk = func(prefix string) {
		_, err := Typing(ResidentID, region+prefix, testDay)
		if possible[prefix] != (err == nil) {
			t.Fatalf("birth date %s…: possible %v, typing says %v", prefix, possible[prefix], err)
		}
		if err != nil || len(prefix) == 8 {
			return
		}
		if len(prefix) == 4 && !strings.Contains("1900 2000 2024 2025 2026", prefix) {
			return
		}
		for c := '0'; c <= '9'; c++ {
			walk(prefix + string(c))
		}
	}
	walk("")
	body := region + "20050601001"
	fits := 0
	for _, c := range "0123456789X" {
		if complete, err := Typing(ResidentID, body+string(c), testDay); complete && err == nil {
			fits++
		} else if !errors.Is(err, ErrIDChecksum) {
			t.Errorf("last character: %v", err)
		}
	}
	if fits != 1 {
		t.Errorf("%d last characters fit", fits)
	}
}

// TestTypingSaysWhen names the character at which each mistake is noticed.
func TestTypingSaysWhen(t *testing.T) {
	for _, c := range []struct {
		kind  IDKind
		typed string
		at    int // characters typed when it is refused
		err   error
	}{
		{ResidentID, "01", 1, ErrIDRegion},
		{ResidentID, "47", 2, ErrIDRegion},
		{ResidentID, "4201003", 7, ErrIDBirthDate},
		{ResidentID, "42010018", 8, ErrIDBirthDate},
		{ResidentID, "42010020052", 11, ErrIDBirthDate},
		{ResidentID, "420100200513", 12, ErrIDBirthDate},
		{ResidentID, "4201002005023", 13, ErrIDBirthDate},
		{ResidentID, "42010020050229", 14, ErrIDBirthDate},
		{ResidentID, "4201002027", 10, ErrIDBirthDate},
		{ResidentID, resident("42010020050601001")[:17] + "-", 0, nil},
		{ResidentID, "81", 1, ErrIDPermitAsResident},
		{HMTID, "A0", 0, nil},
		{HMTID, "A01234567", 8, ErrIDChecksum},
		{HMTID, "AB1C", 4, ErrIDForm},
	} {
		at, reason := 0, error(nil)
		for i := range len(c.typed) + 1 {
			if _, err := Typing(c.kind, c.typed[:i], testDay); err != nil {
				at, reason = i, err
				break
			}
		}
		if at != c.at || !errors.Is(reason, c.err) {
			t.Errorf("%s %q: refused at %d with %v, want %d with %v", c.kind, c.typed, at, reason, c.at, c.err)
		}
	}
}

func TestLast4(t *testing.T) {
	for typed, want := range map[string]string{
		"E12345678": "5678", "1234567": "567", "A1B2": "B2", "12": "2", "7": "",
	} {
		n, err := ParseID(Passport, typed, testDay)
		if err != nil || n.Last4() != want {
			t.Errorf("%d characters show %q (%v)", len(typed), n.Last4(), err)
		}
	}
	if (IDNumber{}).Masked() != "" {
		t.Error("no number shows something")
	}
}

func TestKindForms(t *testing.T) {
	for _, k := range IDKinds() {
		if k.Label().ZH == "" || k.Label().EN == "" || k.Origin() == "" {
			t.Errorf("%s lacks words", k)
		}
	}
}

// drawID draws a valid number of any kind and form.
func drawID(t *rapid.T) (IDKind, string) {
	digits := func(n int) string { return rapid.StringMatching(fmt.Sprintf(`[0-9]{%d}`, n)).Draw(t, "digits") }
	born := time.Date(1900, 1, 1, 0, 0, 0, 0, Shanghai).
		AddDate(0, 0, rapid.IntRange(0, 46080).Draw(t, "born")).Format("20060102")
	switch rapid.IntRange(0, 6).Draw(t, "form") {
	case 0:
		return ResidentID, resident(rapid.SampledFrom([]string{"11", "42", "65"}).Draw(t, "region") + digits(4) + born + digits(3))
	case 1:
		return HMTID, resident(rapid.SampledFrom([]string{"81", "82", "83"}).Draw(t, "region") + digits(4) + born + digits(3))
	case 2:
		return HMTID, digits(8)
	case 3:
		return HMTID, rapid.SampledFrom([]string{"H", "M"}).Draw(t, "letter") + digits(8)
	case 4:
		return HMTID, withCheck(t, rapid.StringMatching(`[A-Z]{1,2}[0-9]{6}`).Draw(t, "hk"), "0123456789A")
	case 5:
		return HMTID, withCheck(t, rapid.StringMatching(`[A-Z][1289][0-9]{7}`).Draw(t, "tw"), "0123456789")
	}
	return Passport, rapid.StringMatching(`[A-Z0-9]{1,9}`).Draw(t, "passport")
}

// withCheck completes a number by its check character, of which exactly one
// must fit.
func withCheck(t *rapid.T, body, alphabet string) string {
	var fits []string
	for _, c := range alphabet {
		if _, err := ParseID(HMTID, body+string(c), testDay); err == nil {
			fits = append(fits, body+string(c))
		}
	}
	if len(fits) != 1 {
		t.Fatalf("%d check characters fit", len(fits))
	}
	return fits[0]
}
