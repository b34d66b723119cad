package booth

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestPolicyValidate(t *testing.T) {
	for _, kind := range []TaskKind{Collection, Recheck} {
		p := DefaultPolicy(kind)
		if err := p.Validate(); err != nil {
			t.Errorf("default %s: %v", kind, err)
		}
		j, err := json.Marshal(p)
		var back Policy
		if err != nil || json.Unmarshal(j, &back) != nil || !reflect.DeepEqual(p, back) {
			t.Errorf("%s did not survive JSON: %v", j, err)
		}
	}
	for field, spoil := range map[string]func(*Policy){
		"kind":              func(p *Policy) { p.Kind = "" },
		"reference":         func(p *Policy) { p.Reference = "passport" },
		"window":            func(p *Policy) { p.Window = Window{From: time.Unix(2, 0), Until: time.Unix(2, 0)} },
		"association":       func(p *Policy) { p.Association = nil },
		"spec":              func(p *Policy) { p.Spec = "" },
		"background":        func(p *Policy) { p.Background = "blue" },
		"min_bytes":         func(p *Policy) { p.MinBytes, p.MaxBytes = 30, 20 },
		"blocking":          func(p *Policy) { p.Blocking = []CheckID{"beauty"} },
		"daily_limit":       func(p *Policy) { p.DailyLimit = 0 },
		"cool_down":         func(p *Policy) { p.CoolDown = "12h" },
		"resubmissions":     func(p *Policy) { p.Resubmissions = -1 },
		"replacements":      func(p *Policy) { p.Replacements = -1 },
		"compare_threshold": func(p *Policy) { p.CompareThreshold = 101 },
		"max_failed_photos": func(p *Policy) { p.MaxFailedPhotos = 0 },
		"sources":           func(p *Policy) { p.Sources = []Source{"fax"} },
		"payment":           func(p *Policy) { p.Payment = "cash" },
		"roster_lease_days": func(p *Policy) { p.RosterLeaseDays = -1 },
		"retention_days":    func(p *Policy) { p.RetentionDays = -1 },
		"consent_version":   func(p *Policy) { p.ConsentVersion = "" },
		"file_name":         func(p *Policy) { p.FileName = "{name}.jpg" },
	} {
		p := DefaultPolicy(Collection)
		spoil(&p)
		err := p.Validate()
		if !errors.Is(err, ErrPolicy) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestFileName(t *testing.T) {
	for name, want := range map[FileName]bool{
		"{idNumber}.jpg": true, "{category}-{grade} {name}_{studentNumber}.jpg": true,
		"photo.jpg": false, "{idNumber}.png": false, "../{idNumber}.jpg": false, "{idNumber}/a.jpg": false,
		"{idnumber}.jpg": false, "{studentNumber}{x}.jpg": false, "": false, ".{idNumber}.jpg": false,
	} {
		if name.Valid() != want {
			t.Errorf("%q valid: %v", string(name), !want)
		}
	}
}
