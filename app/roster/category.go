package roster

import (
	"slices"
	"strings"

	"campuskiosk/app/booth"
)

// usual are other names of the built-in categories.
var usual = map[booth.CategoryID]string{
	booth.Undergraduate: "普通本专科 本专科 普通本科 本科 普通专科 专科 高职 高职专科 高职高专 普通高职 专升本 普通专升本 第二学士学位 普通全日制 统招本科 统招专科 undergraduate",
	booth.Postgraduate:  "研究生 硕士 博士 硕士研究生 博士研究生 学术硕士 专业硕士 全日制硕士 学术型硕士 专业型硕士 全日制研究生 非全日制研究生 博士生 硕士生 postgraduate",
	booth.Adult:         "成人教育 成人 成教 继续教育 成人高等教育 成人本科 成人专科 函授 业余 夜大 夜大学 脱产 网络教育 自考 高等教育自学考试 adult",
}

// categories reads the categories of a task.
type categories struct {
	byName map[string]booth.CategoryID
	// only is the category of a task that has one.
	only booth.CategoryID
}

func categoriesOf(t booth.Task) categories {
	c := categories{byName: map[string]booth.CategoryID{}}
	list := t.Categories
	if len(list) == 0 {
		list = booth.UsualCategories()
	}
	for _, one := range list {
		for w := range strings.FieldsSeq(usual[one.ID]) {
			c.byName[w] = one.ID
		}
	}
	for _, one := range list { // what the task itself says wins
		for _, name := range []string{string(one.ID), one.Name.ZH, one.Name.EN} {
			c.byName[letters(letterless(name))] = one.ID
		}
	}
	if len(list) == 1 {
		c.only = list[0].ID
	}
	return c
}

func (c categories) find(name string) (booth.CategoryID, bool) {
	id, ok := c.byName[letters(letterless(name))]
	return id, ok
}

// gradeAllowed reports whether a task is for this grade.
func gradeAllowed(t booth.Task, grade string) bool {
	return len(t.Grades) == 0 || slices.ContainsFunc(t.Grades, func(g string) bool {
		if m := yearWord.FindStringSubmatch(g); m != nil {
			g = m[1]
		}
		return g == grade
	})
}
