// Package storetest makes students, pictures and stores for tests: always the
// same for the same number. It is imported by tests and by the crash program.
package storetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/store"
)

// Task is the id of the task that the students are in.
const Task booth.TaskID = "task-2026"

// CampusKey is the key of the students' keys.
var CampusKey = []byte("campus key of tests, 32 bytes ok")

// Start is when all tests begin: Saturday, 28 February 2026, 09:00 in Shanghai.
var Start = time.Date(2026, 2, 28, 1, 0, 0, 0, time.UTC)

var (
	families = []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "欧阳", "司马", "阿不都", "Smith "}
	givens   = []string{"伟", "芳", "娜", "敏", "静", "秀英", "丽", "强", "磊", "洋", "艳", "勇", "杰", "娟", "涛", "明", "超", "霞", "平", "桂英"}
	initials = map[string]string{
		"王": "w", "李": "l", "张": "z", "刘": "l", "陈": "c", "杨": "y", "赵": "z", "黄": "h", "周": "z", "吴": "w", "欧阳": "oy", "司马": "sm", "阿不都": "abd", "Smith ": "s",
		"伟": "w", "芳": "f", "娜": "n", "敏": "m", "静": "j", "秀英": "xy", "丽": "l", "强": "q", "磊": "l", "洋": "y", "艳": "y", "勇": "y", "杰": "j", "娟": "j", "涛": "t", "明": "m", "超": "c", "霞": "x", "平": "p", "桂英": "gy",
	}
)

// Person is the n-th person, with a valid resident ID number and a student
// number. All numbers differ; names repeat as real ones do. Names have three
// characters at least: six bytes in any encoding, which noise doesn't contain
// by chance.
func Person(n int) booth.Person {
	r := rand.New(rand.NewPCG(uint64(n), 3))
	family, given := families[r.IntN(len(families))], givens[r.IntN(len(givens))]
	if r.IntN(2) == 0 || len(family+given) < 9 {
		given += givens[r.IntN(len(givens))]
	}
	id, err := booth.ParseID(booth.ResidentID, ResidentID(n), Start)
	if err != nil {
		panic(err)
	}
	return booth.Person{
		Name: booth.NewPersonName(family + given), ID: id,
		Number: booth.NewStudentNumber(fmt.Sprintf("2025%08d", n)),
	}
}

// ResidentID is the n-th valid resident ID number: born in the years from
// 2000, 999 to a day.
func ResidentID(n int) string {
	day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n/999%5000)
	s := fmt.Sprintf("4201%02d%s%03d", 1+n/999/5000, day.Format("20060102"), n%999)
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(s[i]-'0') * w
	}
	return s + string("10X98765432"[sum%11])
}

// Initials are the pinyin initials of the n-th person's name.
func Initials(n int) string {
	name := Person(n).Name.Reveal()
	var out strings.Builder
	for name != "" {
		for k := len(name); k > 0; k-- {
			if i, ok := initials[name[:k]]; ok {
				out.WriteString(i)
				name = name[k:]
				break
			}
			if i, ok := initials[name[:k]+" "]; ok {
				out.WriteString(i)
				name = name[k:]
				break
			}
		}
	}
	return out.String()
}

// Key is the n-th student's key.
func Key(n int) booth.StudentKey { return booth.KeyFor(CampusKey, Person(n).ID) }

// Student is the n-th student.
func Student(n int) booth.Student {
	return booth.Student{
		Key: Key(n), Person: Person(n), Task: Task, Origin: booth.Mainland,
		Category: booth.Undergraduate, Grade: "2025",
	}
}

// Entry is the n-th student's roster entry.
func Entry(n int) store.Entry {
	return store.Entry{Student: Student(n), Spellings: []string{Initials(n)}}
}

// Entries are the entries from a to b-1.
func Entries(a, b int) []store.Entry {
	all := make([]store.Entry, 0, b-a)
	for n := a; n < b; n++ {
		all = append(all, Entry(n))
	}
	return all
}

// Photo is the n-th picture: it begins like a JPEG file and goes on with
// noise, from 1,000 to 60,000 bytes.
func Photo(n int) []byte {
	r := rand.New(rand.NewPCG(uint64(n), 5))
	b := make([]byte, 1000+r.IntN(59_000))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	copy(b, "\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01\x01\x01\x01\x2C\x01\x2C\x00\x00")
	return b
}

// SessionID is the n-th session's id.
func SessionID(n int) booth.SessionID {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	id := []byte("01KAJ3Z8Y30000000000000000")
	for i, rest := len(id)-1, n; rest > 0; i, rest = i-1, rest/32 {
		id[i] = digits[rest%32]
	}
	return booth.SessionID(id)
}

// Policy is the policy of the task.
func Policy() booth.Policy {
	p := booth.DefaultPolicy(booth.Collection)
	p.RetentionDays = 30
	return p
}

// TheTask is the task.
func TheTask() booth.Task {
	return booth.Task{ID: Task, School: booth.School{ID: "10542", Code: "10542", Name: "湖南师范大学"}, Name: "2026 图像采集", Policy: Policy()}
}

// Audit is a record of the trail.
func Audit(what string) audit.Record {
	return audit.Record{At: Start, Trust: booth.TimeUnverified, Who: audit.Actor{Role: audit.Admin}, What: what}
}
