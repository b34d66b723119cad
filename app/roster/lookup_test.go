package roster_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
)

func person(t interface {
	Helper()
	Fatal(...any)
}, name string,
) booth.Person {
	t.Helper()
	id, err := booth.ParseID(booth.ResidentID, goodID, today)
	if err != nil {
		t.Fatal(err)
	}
	return booth.Person{Name: booth.NewPersonName(name), ID: id, Number: booth.NewStudentNumber("2025-A001")}
}

func revealed(keys []roster.LookupKey) []string {
	var all []string
	for _, k := range keys {
		all = append(all, string(k.Kind)+k.Reveal())
	}
	return all
}

func TestKeysOfAPerson(t *testing.T) {
	got := revealed(roster.Keys(person(t, "单 雄·信")))
	for _, want := range []string{"n2025-A001", "d" + goodID, "m单雄信", "isxx", "ishanxiongxin", "ishanxx", "idanxiongxin"} {
		if !slices.Contains(got, want) {
			t.Errorf("%v lacks %s", got, want)
		}
	}
	if keys := roster.Keys(booth.Person{}); len(keys) != 0 {
		t.Errorf("nobody has keys %v", revealed(keys))
	}
}

func TestWhatIsTypedBecomesKeys(t *testing.T) {
	for typed, want := range map[string][]string{
		" 2025-a001 ": {"n2025-A001", "d2025A001"}, "１１０１０１ 20060307": {"n11010120060307", "d11010120060307"},
		"张三": {"m张三"}, "张　三": {"m张三"}, "ZS": {"izs", "mzs"}, "zhang san": {"izhangsan", "mzhangsan"}, "张sf": {"m张"},
		"张s丰": {"m张s丰"}, "A123456(3)": {"nA123456(3)", "dA1234563"}, "": nil, " ·-": nil, "张3": nil, "o'n": {"ion", "mo'n"},
	} {
		if got := revealed(roster.QueryKeys(typed)); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", typed, got, want)
		}
	}
}

// Whatever is in a person's keys finds the person, also in part where a
// beginning is enough.
func TestAPersonIsFoundByEachKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[张单仇尉曾王欧阳][一-龥]{1,3}`).Draw(t, "name")
		p := person(t, name)
		for _, k := range roster.Keys(p) {
			text := k.Reveal()
			if r := []rune(text); k.Prefix() {
				text = string(r[:rapid.IntRange(1, len(r)).Draw(t, "length")])
			}
			if !roster.Matches(text, p) {
				t.Fatalf("%s is not found by %s", name, text)
			}
			found := slices.ContainsFunc(roster.QueryKeys(text), func(q roster.LookupKey) bool {
				return q.Kind == k.Kind && (q.Reveal() == k.Reveal() || k.Prefix() && strings.HasPrefix(k.Reveal(), q.Reveal()))
			})
			if !found {
				t.Fatalf("no key of %q leads to %s", text, k.Reveal())
			}
		}
	})
}

func TestKeysDontPrint(t *testing.T) {
	k := roster.Keys(person(t, "张三丰"))
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "key", k[0], "keys", k)
	j, _ := json.Marshal(k)
	for _, s := range []string{fmt.Sprint(k), fmt.Sprintf("%+v %#v %s %q %x", k, k, k[0], k[0], k[0]), log.String(), string(j)} {
		for _, secret := range []string{"2025-A001", goodID, "张三丰", "zsf"} {
			if strings.Contains(s, secret) {
				t.Errorf("printed: %s", s)
			}
		}
	}
}
