package roster

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"campuskiosk/app/booth"
)

// Field is a column that a list may have. The words are part of the command
// line's output.
type Field string

// The fields.
const (
	StudentNumber Field = "student_number"
	ExamNumber    Field = "exam_number" // 考生号: photos of the admission office are named by it
	Name          Field = "name"
	Sex           Field = "sex"
	IDKind        Field = "id_kind"
	IDNumber      Field = "id_number"
	BirthDate     Field = "birth_date"
	Grade         Field = "grade"
	College       Field = "college"
	Major         Field = "major"
	Class         Field = "class"
	Category      Field = "category"
)

// Fields are all fields in the order in which lists usually have them.
func Fields() []Field {
	return []Field{StudentNumber, ExamNumber, Name, Sex, IDKind, IDNumber, BirthDate, Grade, College, Major, Class, Category}
}

// Label is what people read.
func (f Field) Label() booth.Text {
	switch f {
	case StudentNumber:
		return booth.Text{ZH: "学号", EN: "student number"}
	case ExamNumber:
		return booth.Text{ZH: "考生号", EN: "candidate number"}
	case Name:
		return booth.Text{ZH: "姓名", EN: "name"}
	case Sex:
		return booth.Text{ZH: "性别", EN: "sex"}
	case IDKind:
		return booth.Text{ZH: "证件类型", EN: "kind of ID"}
	case IDNumber:
		return booth.Text{ZH: "证件号码", EN: "ID number"}
	case BirthDate:
		return booth.Text{ZH: "出生日期", EN: "date of birth"}
	case Grade:
		return booth.Text{ZH: "年级", EN: "grade"}
	case College:
		return booth.Text{ZH: "学院", EN: "college"}
	case Major:
		return booth.Text{ZH: "专业", EN: "major"}
	case Class:
		return booth.Text{ZH: "班级", EN: "class"}
	case Category:
		return booth.Text{ZH: "学历类别", EN: "category"}
	}
	return booth.Text{ZH: string(f), EN: string(f)}
}

// identity are the fields that say who somebody is: they are never guessed,
// filled down or taken from something that is not a text or a whole number.
func (f Field) identity() bool {
	switch f {
	case StudentNumber, ExamNumber, Name, IDNumber:
		return true
	}
	return false
}

// headers are the names of columns as registries write them, without spaces
// and punctuation, small.
var headers = names(map[Field]string{
	StudentNumber: "学号 学生学号 学生号 学籍号 学工号 学员号 学生编号 本人学号 新学号 studentnumber studentno studentid",
	ExamNumber:    "考生号 高考考生号 考生编号 报名号 高考报名号 准考证号 高考准考证号 录取考生号 candidatenumber examnumber",
	Name:          "姓名 学生姓名 考生姓名 真实姓名 本人姓名 学员姓名 中文姓名 名字 name fullname studentname",
	Sex:           "性别 学生性别 sex gender",
	IDKind:        "证件类型 身份证件类型 证件种类 证件类别 证件名称 身份证件种类 有效证件类型 idtype idkind",
	IDNumber: "证件号码 证件号 证件编号 身份证号 身份证号码 身份证 身份证件号 身份证件号码 居民身份证号 居民身份证号码 公民身份号码 公民身份证号码 公民身份证号 " +
		"有效证件号 有效证件号码 身份证护照号 身份证号护照号 身份证号或护照号 idnumber idno idcardnumber",
	BirthDate: "出生日期 出生年月日 出生年月 生日 birthdate dateofbirth birthday",
	Grade:     "年级 所在年级 当前所在级 现在年级 年届 届 届别 级别 入学年份 入学年级 年级届 年级年届 学生年级 级 grade year",
	College: "学院 院系 学院名称 院系名称 所在学院 所在院系 所属学院 所属院系 院 系 系部 院部 系所 二级学院 院系所 分院 教学单位 培养单位 学院院系 " +
		"college school department faculty",
	Major:    "专业 专业名称 所学专业 录取专业 所在专业 招生专业 major programme program",
	Class:    "班级 班级名称 所在班级 班 行政班 班号 行政班级 教学班 class",
	Category: "学历类别 学历层次 层次 培养层次 学生类别 学历 类别 办学类型 教育层次 办学层次 学生类型 学习层次 category level",
})

func names(table map[Field]string) map[string]Field {
	all := map[string]Field{}
	for f, words := range table {
		for w := range strings.FieldsSeq(words) {
			all[w] = f
		}
	}
	return all
}

// fieldOf recognises the header of a column: full-width characters, spaces,
// line breaks, stars, colons and remarks in brackets don't matter.
func fieldOf(header string) (Field, bool) {
	s := norm.NFKC.String(header)
	if f, ok := headers[letters(s)]; ok {
		return f, true
	}
	f, ok := headers[letters(withoutBrackets(s))]
	return f, ok
}

// letters keeps letters and digits, small.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// withoutBrackets removes (remarks), [remarks] and 【remarks】.
func withoutBrackets(s string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch r {
		case '(', '[', '【', '〔':
			depth++
			return -1
		case ')', ']', '】', '〕':
			depth = max(depth-1, 0)
			return -1
		}
		if depth > 0 {
			return -1
		}
		return r
	}, s)
}
