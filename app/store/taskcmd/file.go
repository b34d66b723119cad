package taskcmd

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/flow"
)

// maxFile is the size of the largest file that is read, in bytes.
const maxFile = 1 << 20

// Errors of a task's file.
var (
	ErrUnreadable = booth.Fail("task.unreadable",
		"无法读取任务文件，请核对路径和权限。",
		"The task's file can't be read. Check its path and permissions.")
	ErrForm = booth.Fail("task.form",
		"任务文件不是有效的 JSON，或有不认识的字段。请对照 “task example” 的输出修改。",
		"The task's file is no JSON, or has a field that is not known. Compare it with what “task example” prints.")
	ErrIncomplete = booth.Fail("task.incomplete",
		"任务文件缺少“%s”。",
		"The task's file lacks “%s”.")
)

// read reads a task's file. What is wrong with its content is a refusal.
func read(name string) (booth.Task, error) {
	f, err := os.Open(name)
	if err != nil {
		return booth.Task{}, ErrUnreadable.Because(err)
	}
	defer f.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return booth.Task{}, ErrUnreadable.Because(err)
	}
	t, err := parse(text)
	if err != nil {
		return booth.Task{}, cli.Refuse(err)
	}
	return t, nil
}

// parse reads a task. Settings that are left out are those that are usual for
// its kind without a service: no lease, since nobody is there to renew it.
func parse(text []byte) (booth.Task, error) {
	if len(text) > maxFile {
		return booth.Task{}, ErrForm
	}
	var kind struct {
		Policy struct {
			Kind booth.TaskKind `json:"kind"`
		} `json:"policy"`
	}
	if err := json.Unmarshal(text, &kind); err != nil {
		return booth.Task{}, ErrForm.Because(err)
	}
	if kind.Policy.Kind == "" {
		return booth.Task{}, ErrIncomplete.With("policy.kind")
	}
	t := booth.Task{Policy: standalone(kind.Policy.Kind)}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil {
		return booth.Task{}, ErrForm.Because(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return booth.Task{}, ErrForm
	}
	for field, value := range map[string]string{"id": string(t.ID), "name": t.Name, "school.name": t.School.Name} {
		if strings.TrimSpace(value) == "" {
			return booth.Task{}, ErrIncomplete.With(field)
		}
	}
	return t, flow.RuleW1Task(t.Policy)
}

// standalone is the usual policy of a kind of task without a service.
func standalone(kind booth.TaskKind) booth.Policy {
	p := booth.DefaultPolicy(kind)
	p.RosterLeaseDays = 0
	return p
}

// example is a task with every setting written out.
func example(kind booth.TaskKind) booth.Task {
	t := booth.Task{
		ID:     "2026-collection",
		School: booth.School{ID: "10000", Code: "10000", Name: "示例大学", Province: "湖南省", City: "长沙市"},
		Name:   "2026 图像采集",
		Policy: standalone(kind),
	}
	if kind == booth.Recheck {
		t.ID, t.Name = "2026-recheck", "2026 新生入学资格复查"
	}
	return t
}
