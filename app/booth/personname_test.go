package booth

import "testing"

func TestNameMasked(t *testing.T) {
	for written, want := range map[string]string{
		"":              "",
		"丁":             "*",
		"张三":            "张*",
		"张小明":           "张*明",
		"欧阳明月":          "欧**月",
		"阿卜杜拉·买买提":      "阿***·买**",
		"阿卜杜拉 • 买买提":    "阿***·买**",
		"迪丽热巴．迪力木拉提":    "迪***·迪****",
		"John Smith":    "J*** S****",
		"  ＪＯＨＮ　Smith ": "J*** S****",
		"Madonna":       "M******",
		"李\u200b四":      "李*",
		"𠮷田":            "𠮷*",
	} {
		if got := NewPersonName(written).Masked(); got != want {
			t.Errorf("%q is shown as %q, want %q", written, got, want)
		}
	}
}

func TestNameSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"张三", " 张三 ", true},
		{"张三", "张 三", false},
		{"阿卜杜拉·买买提", "阿卜杜拉•买买提", true},
		{"阿卜杜拉·买买提", "阿卜杜拉买买提", false},
		{"JOHN SMITH", "John  Smith", true},
		{"John Smith", "Smith John", false},
		{"张三", "张叁", false},
		{"", "", false},
	} {
		if got := NewPersonName(c.a).Same(NewPersonName(c.b)); got != c.same {
			t.Errorf("%q and %q: same %v", c.a, c.b, got)
		}
	}
}

func TestStudentNumberMasked(t *testing.T) {
	for written, want := range map[string]string{
		"": "", "7": "··", "12": "··2", "2025001234": "··234", "２０２５ zx 01": "··X01",
	} {
		if got := NewStudentNumber(written).Masked(); got != want {
			t.Errorf("%q is shown as %q, want %q", written, got, want)
		}
	}
}
