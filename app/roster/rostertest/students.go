package rostertest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Student is a line of a list as a registry has it.
type Student struct {
	Number, Exam, Name, Sex, Kind, ID, Birth, Grade, College, Major, Class, Category string
}

var (
	surnames = strings.Fields("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 单 仇 解 查 区 任 华 覃 翟 乐 尉迟 欧阳 上官 诸葛 司马 长孙 万俟 令狐")
	given    = []rune("伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂红玉萍文辉力博梓涵宇轩浩然诗雨欣怡子睿晨曦思远一诺佳琪俊乐行朝重长盛")
	minority = strings.Fields("阿卜杜·买买提 古丽·艾合买提 迪丽热巴·吐尔逊 巴特尔·朝鲁 扎西·顿珠")
	foreign  = []string{"Jean-Pierre Dupont", "MARIA SILVA", "O'Neill Sean", "Nguyen Van An", "KIM MINJUN"}
	regions  = strings.Fields("110101 120103 130102 210102 310101 320102 330106 350203 370102 410105 420106 430102 440106 500103 510104 610113")
	colleges = strings.Fields("文学院 历史文化学院 数学与统计学院 物理与电子科学学院 计算机学院 外国语学院 法学院 商学院 音乐学院 体育学院")
	majors   = strings.Fields("汉语言文学 历史学 数学与应用数学 物理学 软件工程 英语 法学 会计学 音乐学 体育教育")
)

// Students gives n students. One in 100 comes from Hong Kong, Macao or Taiwan,
// one in 200 from overseas. No ID number, student number or candidate number
// comes twice.
func Students(seed uint64, n int) []Student {
	r := rand.New(rand.NewPCG(seed, 20250901))
	seen := map[string]bool{}
	all := make([]Student, n)
	for i := range all {
		s := &all[i]
		for s.ID == "" || seen[s.ID] {
			*s = student(r, i)
		}
		seen[s.ID] = true
		s.Number = fmt.Sprintf("2025%07d", i+1)
		s.Exam = fmt.Sprintf("2543%010d", i+1)
	}
	return all
}

func student(r *rand.Rand, i int) Student {
	unit := r.IntN(len(colleges))
	s := Student{
		Sex: []string{"女", "男"}[r.IntN(2)], Grade: "2025", College: colleges[unit], Major: majors[unit],
		Class: fmt.Sprintf("%s25%02d班", majors[unit], r.IntN(8)+1), Category: []string{"普通本专科", "研究生"}[r.IntN(2)],
	}
	switch {
	case i%100 == 50:
		s.Kind, s.Name = "港澳居民来往内地通行证", ChineseName(r)
		s.ID = fmt.Sprintf("%c%08d", "HM"[r.IntN(2)], r.IntN(1e8))
	case i%200 == 125:
		s.Kind, s.Name = "护照", foreign[r.IntN(len(foreign))]
		s.ID = fmt.Sprintf("%c%08d", 'A'+rune(r.IntN(26)), r.IntN(1e8))
	default:
		s.Kind, s.Name = "居民身份证", ChineseName(r)
		if i%50 == 7 {
			s.Name = minority[r.IntN(len(minority))]
		}
		birth := time.Date(2004, time.September, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(1400))
		s.Birth = birth.Format(time.DateOnly)
		sequence := r.IntN(500) * 2
		if s.Sex == "男" {
			sequence++
		}
		s.ID = ResidentID(regions[r.IntN(len(regions))], birth, sequence)
	}
	return s
}

// ChineseName gives a name by chance.
func ChineseName(r *rand.Rand) string {
	name := surnames[r.IntN(len(surnames))] + string(given[r.IntN(len(given))])
	if r.IntN(3) > 0 {
		name += string(given[r.IntN(len(given))])
	}
	return name
}

// ResidentID gives a number of 18 characters with its check character by ISO/IEC
// 7064 MOD 11-2: the weights 2^(18-i) modulo 11, written out as in GB 11643.
func ResidentID(region string, birth time.Time, sequence int) string {
	body := fmt.Sprintf("%s%s%03d", region, birth.Format("20060102"), sequence)
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * w
	}
	return body + string("10X98765432"[sum%11])
}

// Header is the first row of the lists that Rows gives.
func Header() []string {
	return strings.Fields("序号 学号 考生号 姓名 性别 证件类型 证件号码 出生日期 年级 学院 专业 班级 学历类别")
}

// Row is the student as a row under Header.
func (s Student) Row(n int) []string {
	return []string{
		fmt.Sprint(n), s.Number, s.Exam, s.Name, s.Sex, s.Kind, s.ID, s.Birth, s.Grade, s.College, s.Major, s.Class, s.Category,
	}
}
