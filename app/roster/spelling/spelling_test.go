package spelling

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestNamesAreFoundAsHelpersTypeThem(t *testing.T) {
	for name, typed := range map[string]string{
		"张三丰":         "zsf zhangsanfeng zhangsf",
		"单雄信":         "sxx shanxiongxin shanxx danxiongxin", // and as those type who don't know
		"曾国藩":         "zgf zengguofan",
		"仇英":          "qy qiuying",
		"解缙":          "xj xiejin",
		"查良镛":         "zly zhaliangyong",
		"区寄":          "oj ouji",
		"尉迟恭":         "ycg yuchigong yuchig",
		"万俟卨":         "mq", // the last character's reading is the dictionary's business
		"长孙无忌":        "zswj zhangsunwuji",
		"澹台明月":        "ttmy tantaimingyue",
		"任我行":         "rwx rwh renwoxing renwohang",
		"覃塞":          "qs ts",
		"乐毅":          "yy ly yueyi leyi",
		"吕布":          "lb lvbu lyubu",
		"欧阳修":         "oyx ouyangxiu ouyangx",
		"华佗":          "ht huatuo",
		"阿卜杜·买买提":     "abdmmt",
		"Jean-Pierre": "jp jeanpierre",
		"O'Neill":     "o oneill",
		"ＫＩＭ　Ｍｉｎ":     "km kimmin",
		"José Núñez":  "jn josenunez",
		"乐":           "l y le yue",
	} {
		got := Of(name)
		for _, want := range strings.Fields(typed) {
			if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, want) }) {
				t.Errorf("%s is not found by %s: %v", name, want, got)
			}
		}
	}
}

func TestASurnamesReadingComesFirst(t *testing.T) {
	for name, want := range map[string]string{"单飞": "sf", "仇和": "qh", "查理": "zl", "区域": "oy", "朴一": "py"} {
		if got := Of(name); len(got) == 0 || got[0] != want {
			t.Errorf("%s: %v, want %s first", name, got, want)
		}
	}
	// As a given name the usual reading holds.
	if got := Of("李单"); got[0] != "ld" {
		t.Errorf("李单: %v", got)
	}
}

func TestNothingToSpell(t *testing.T) {
	for _, name := range []string{"", " ", "·", "123", "〇?"} {
		if got := Of(name); slices.Contains(got, "") {
			t.Errorf("%q: %q", name, got)
		}
	}
}

// Whatever a name is, its spellings are few, each once, and only of a–z: they
// go into an index.
func TestSpellingsAreBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom(nil, unicode.Han), 1, 8, -1)).Draw(t, "name")
		got := Of(name)
		if len(got) > 3*most {
			t.Fatalf("%d spellings", len(got))
		}
		for i, s := range got {
			if s == "" || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") != "" || slices.Contains(got[:i], s) {
				t.Fatalf("spelling %q of %v", s, got)
			}
		}
	})
}
