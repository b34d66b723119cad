package booth

import (
	"bytes"
	"encoding/base64"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log"
	"log/slog"
	"strings"
	"testing"
	"text/template"
)

// verbs are all verbs of fmt and some flags.
var verbs = []string{
	"%v", "%+v", "%#v", "%s", "%q", "%+q", "%#q", "%x", "%X", "% x", "%#x", "%d", "%o", "%b", "%c", "%U", "%e", "%g",
	"%t", "%T", "%p", "%50v", "%-50s", "%.40s", "%z",
}

// everyWay prints a value in every way that a program prints values by.
func everyWay(t *testing.T, v any) string {
	t.Helper()
	var out bytes.Buffer
	for _, verb := range verbs {
		fmt.Fprintf(&out, verb+"\n", v)
	}
	fmt.Fprintln(&out, v)
	fmt.Fprintln(&out, fmt.Errorf("wrapped: %v", v))
	if j, err := json.Marshal(v); err == nil {
		out.Write(j)
	}
	if x, err := xml.Marshal(v); err == nil {
		out.Write(x)
	}
	if err := gob.NewEncoder(&out).Encode(v); err == nil {
		t.Logf("gob wrote %T", v)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("m", "v", v, slog.Any("g", []any{v}), slog.Group("h", "v", v))
	slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "v", v, slog.Any("g", []any{v}), slog.Group("h", "v", v))
	log.New(&out, "", 0).Println(v)
	_ = template.Must(template.New("").Parse("{{.}} {{print .}} {{printf `%s` .}} {{html .}} {{js .}}")).Execute(&out, v)
	return out.String()
}

type exported struct {
	A any
	B *IDNumber
	C PersonName
	D map[string]any
}

type unexported struct {
	id     IDNumber
	name   PersonName
	number StudentNumber
	deep   *unexported
	list   []IDNumber
	record PersonRecord
}

type embedded struct{ IDNumber }

type buried struct{ p Person }

// TestNothingShows prints personal data in every way and looks for it, and
// for any piece longer than the four characters that may be seen. The number
// has only letters beyond F, so that no address or hash looks like a piece.
func TestNothingShows(t *testing.T) {
	const rawID, rawName, rawNumber = "KXWVZRSTU", "欧阳明月", "ZXWVU-QRST"
	id, err := ParseID(Passport, rawID, testDay)
	if err != nil {
		t.Fatal(err)
	}
	p := Person{Name: NewPersonName(rawName), ID: id, Number: NewStudentNumber(rawNumber)}
	st := Student{Key: KeyFor([]byte("campus key 12345"), id), Person: p}
	s := Session{ID: "01", Student: st}
	un := unexported{id: id, name: p.Name, number: p.Number, list: []IDNumber{id}, record: p.Record()}
	un.deep = &unexported{id: id}
	for _, v := range []any{
		id, &id, p.Name, &p.Name, p.Number, &p.Number, p, &p, st, &st, s, &s,
		[]any{id, p.Name, p.Number},
		[]IDNumber{id},
		map[IDNumber]PersonName{id: p.Name},
		map[string]any{"id": id},
		map[StudentNumber]int{p.Number: 1},
		exported{A: p, B: &id, C: p.Name, D: map[string]any{"n": p.Number}},
		un, &un,
		[]unexported{un},
		map[int]*unexported{1: &un},
		[1]Person{p},
		embedded{id},
		buried{p},
	} {
		assertHidden(t, v, everyWay(t, v), rawID, rawName, rawNumber)
	}
	for _, v := range []any{p.Record(), Note("学生" + rawName + rawID)} { // their JSON is meant to be whole
		for _, verb := range verbs {
			if _, text := v.(Note); text && verb == "%p" {
				continue // fmt refuses it for a string before any method is asked
			}
			assertHidden(t, v, fmt.Sprintf(verb, v), rawID, rawName, rawNumber)
		}
	}
	r := p.Record()
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Info("m", "note", Note(rawName), "record", &r)
	assertHidden(t, r, fmt.Sprint(&r)+logged.String(), rawID, rawName, rawNumber)
}

func assertHidden(t *testing.T, v any, out string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		r := []rune(secret)
		n := min(5, len(r)-1)
		for i := 0; i+n <= len(r); i++ {
			piece := string(r[i : i+n])
			for _, form := range []string{
				piece, hex.EncodeToString([]byte(piece)), strings.ToUpper(hex.EncodeToString([]byte(piece))),
				base64.StdEncoding.EncodeToString([]byte(secret)), strings.Trim(fmt.Sprintf("%+q", piece), `"`),
				fmt.Sprintf("% x", piece),
			} {
				if strings.Contains(out, form) {
					t.Errorf("%T shows %q", v, form)
					return
				}
			}
		}
	}
}

// TestMaskedCannotBeReadBack: decoding what is masked fails instead of losing
// the value.
func TestMaskedCannotBeReadBack(t *testing.T) {
	id, _ := ParseID(Passport, "E12345678", testDay)
	p := Person{Name: NewPersonName("张小明"), ID: id, Number: NewStudentNumber("2025001")}
	j, err := json.Marshal(p)
	if err != nil || string(j) != `{"name":"张*明","id":"····5678","number":"··001"}` {
		t.Fatalf("%s %v", j, err)
	}
	var back Person
	if err := json.Unmarshal(j, &back); err == nil {
		t.Error("a masked person was read back")
	}
	if err := gob.NewEncoder(&bytes.Buffer{}).Encode(p); err == nil {
		t.Error("gob wrote a person")
	}
	for _, u := range []interface{ UnmarshalText([]byte) error }{&back.Name, &back.ID, &back.Number} {
		if u.UnmarshalText([]byte("x")) == nil {
			t.Errorf("%T was read back from text", u)
		}
	}
}
