package taskcmd

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"campuskiosk/app/booth"
)

// TestExample: what the example prints is a task, and the same one.
func TestExample(t *testing.T) {
	for _, kind := range []booth.TaskKind{booth.Collection, booth.Recheck} {
		text, err := json.Marshal(example(kind))
		if err != nil {
			t.Fatal(err)
		}
		got, err := parse(text)
		if err != nil || got.Policy.Kind != kind || got.Policy.RosterLeaseDays != 0 {
			t.Errorf("%s: %+v, %v", kind, got, err)
		}
		again, err := json.Marshal(got)
		if err != nil || string(again) != string(text) {
			t.Errorf("%s: read as %s, %v", kind, again, err)
		}
	}
}

// TestUsualSettings: what a file leaves out is as usual for its kind.
func TestUsualSettings(t *testing.T) {
	got, err := parse([]byte(`{"id": "t", "name": "n", "school": {"name": "s"}, "policy": {"kind": "recheck", "daily_limit": 2}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := booth.DefaultPolicy(booth.Recheck)
	if p := got.Policy; p.DailyLimit != 2 || p.CoolDown != want.CoolDown || p.Reference != want.Reference || len(p.Sources) != 1 {
		t.Errorf("%+v", p)
	}
}

// TestRefusedFiles: what is wrong is named.
func TestRefusedFiles(t *testing.T) {
	task := func(policy string) string {
		return `{"id": "t", "name": "n", "school": {"name": "s"}, "policy": {` + policy + `}}`
	}
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"no JSON":                 {"task", ErrForm},
		"cut off":                 {task(`"kind": "recheck"`)[:40], ErrForm},
		"two":                     {task(`"kind": "recheck"`) + task(`"kind": "recheck"`), ErrForm},
		"a field misspelt":        {task(`"kind": "collection", "dayly_limit": 9`), ErrForm},
		"a number as text":        {task(`"kind": "collection", "daily_limit": "9"`), ErrForm},
		"megabytes":               {task(`"kind": "collection"`) + strings.Repeat(" ", maxFile), ErrForm},
		"no kind":                 {task(``), ErrIncomplete},
		"no id":                   {`{"name": "n", "school": {"name": "s"}, "policy": {"kind": "recheck"}}`, ErrIncomplete},
		"no school":               {`{"id": "t", "name": "n", "policy": {"kind": "recheck"}}`, ErrIncomplete},
		"another kind":            {task(`"kind": "portrait"`), booth.ErrPolicy},
		"no photo a day":          {task(`"kind": "collection", "daily_limit": 0`), booth.ErrPolicy},
		"a re-check without (W1)": {task(`"kind": "recheck", "reference": "none"`), booth.ErrRecheckReference},
	} {
		if _, err := parse([]byte(c.text)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
