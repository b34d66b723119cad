package flow

import "campuskiosk/app/booth"

// Line is one line of a card or a page.
type Line struct {
	// ID names the line for screens and tests.
	ID    string
	Label booth.Text
	Value booth.Text
}

// Card is what is shown before a student confirms who they are.
type Card []Line

// RuleW8Card is the rule that grade and category are shown with school and name
// before the student confirms. The name is masked, the ID number by W7.
func RuleW8Card(t booth.Task, s booth.Student) Card {
	return Card{
		{"school", booth.Text{ZH: "学校", EN: "School"}, same(t.School.Name)},
		{"name", booth.Text{ZH: "姓名", EN: "Name"}, same(s.Person.Name.Masked())},
		{"category", booth.Text{ZH: "学历类别", EN: "Category"}, t.CategoryName(s.Category)},
		{"grade", booth.Text{ZH: "年级", EN: "Grade"}, same(s.Grade)},
	}
}

func same(s string) booth.Text { return booth.Text{ZH: s, EN: s} }

func yesNo(b bool) booth.Text {
	if b {
		return booth.Text{ZH: "是", EN: "yes"}
	}
	return booth.Text{ZH: "否", EN: "no"}
}

// Last4Line is the line with the ID number's last four characters; shown is
// what RuleW7Shown gave.
func Last4Line(shown string) Line {
	return Line{"id", booth.Text{ZH: "证件号（后4位）", EN: "ID number (last 4)"}, same(shown)}
}

// RuleV7ResultPage is the result page: school, category, name, student number,
// last four of the ID number, grade, same person, identity valid, task,
// status. shown is what RuleW7Shown gave; verdict is the comparison that counts
// (RuleV9Effective), nil where there is none; the identity line is missing
// where no identity check is made (V4).
func RuleV7ResultPage(t booth.Task, s booth.Student, shown string, verdict *booth.Comparison, status booth.Status) []Line {
	lines := []Line{
		{"school", booth.Text{ZH: "学校名称", EN: "School"}, same(t.School.Name)},
		{"category", booth.Text{ZH: "学历类别", EN: "Category"}, t.CategoryName(s.Category)},
		{"name", booth.Text{ZH: "姓名", EN: "Name"}, same(s.Person.Name.Masked())},
		{"number", booth.Text{ZH: "学号", EN: "Student number"}, same(s.Person.Number.Reveal())},
		Last4Line(shown),
		{"grade", booth.Text{ZH: "年级/届", EN: "Grade"}, same(s.Grade)},
		{"same_person", booth.Text{ZH: "同一人", EN: "Same person"}, samePerson(t.Policy, verdict)},
	}
	if RuleV4IdentityAsked(t.Policy.IdentityCheck, s.Person.ID.Kind()) {
		lines = append(lines, Line{"identity", booth.Text{ZH: "身份信息有效", EN: "Identity valid"}, identityValid(verdict)})
	}
	return append(lines,
		Line{"task", booth.Text{ZH: "任务", EN: "Task"}, same(t.Name)},
		Line{"status", booth.Text{ZH: "状态", EN: "Status"}, status.Label()})
}

var pending = booth.Text{ZH: "等待结果", EN: "not known yet"}

// samePerson says whose word it is: a local comparison is named as one (V9).
func samePerson(p booth.Policy, c *booth.Comparison) booth.Text {
	switch {
	case p.Reference == booth.NoReference:
		return booth.Text{ZH: "本任务不比对", EN: "not compared in this task"}
	case c == nil || c.Score == nil:
		return pending
	}
	answer := yesNo(*c.Score >= p.CompareThreshold)
	if c.By == booth.Local {
		answer.ZH += "（本机比对，仅供参考）"
		answer.EN += " (local comparison, advice only)"
	}
	return answer
}

func identityValid(c *booth.Comparison) booth.Text {
	if c == nil || c.By != booth.Service || c.Identity == booth.IdentityNotAsked {
		return pending
	}
	return yesNo(c.Identity == booth.IdentityValid)
}
