package flow

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"campuskiosk/app/booth"
)

// ruleTests are the tests of the rules. Each is given the set of rules that the
// machine works by and says what is wrong; it is run with the production set,
// and with each rule switched off, where it must find something wrong.
var ruleTests = map[booth.RuleID]func(*rules) error{
	booth.RuleW1: testW1, booth.RuleW2: testW2, booth.RuleW3: testW3, booth.RuleW4: testW4,
	booth.RuleW5: testW5, booth.RuleW6: testW6, booth.RuleW7: testW7, booth.RuleW8: testW8,
	booth.RuleB1: testB1, booth.RuleB2: testB2, booth.RuleB3: testB3, booth.RuleB4: testB4,
	booth.RuleP2: testP2, booth.RuleP3: testP3, booth.RuleP4: testP4, booth.RuleP5: testP5,
	booth.RuleP6: testP6, booth.RuleP7: testP7,
	booth.RuleS1: testS1, booth.RuleS2: testS2, booth.RuleS3: testS3, booth.RuleS4: testS4,
	booth.RuleV1: testV1, booth.RuleV2: testV2, booth.RuleV3: testV3, booth.RuleV4: testV4, booth.RuleV5: testV5,
	booth.RuleV6: testV6, booth.RuleV7: testV7, booth.RuleV8: testV8, booth.RuleV9: testV9,
	booth.RuleConsent: testConsent, booth.RuleSupport: testSupport, booth.RuleDay: testDay,
	booth.RuleKey: testKey, booth.RuleLease: testLease, booth.RuleClock: testClock,
}

// open are the rules, or parts of them, that can't be shown without a window,
// a camera, the photo pipeline or the service, and why.
var open = map[booth.RuleID]string{
	booth.RuleP1: "the head frame is drawn over the live picture: window and guidance",
}

// partlyOpen have a part that is shown here and one that isn't.
var partlyOpen = map[booth.RuleID]string{
	booth.RuleW2: "only the service knows which schools have signed up; pages to choose by: window and phone pages",
	booth.RuleW4: "approval of manual entries by the registry: service",
	booth.RuleW7: "that no screen shows more: window",
	booth.RuleB2: "paying and holding the packet: phone pages and service",
	booth.RuleB4: "noticing what is wrong with a camera: capture/camera",
	booth.RuleP2: "live guidance: capture/guide and window",
	booth.RuleP4: "measuring the ten checks: capture/quality; the page: window",
	booth.RuleP6: "following the face and the replay advisory: camera and guidance; the camera in the manifest: sync/packet",
	booth.RuleP7: "reading the USB stick: window",
	booth.RuleS1: "cutting, background and file size themselves: capture/standard",
	booth.RuleS2: "surviving a restart and a power cut: app/store",
	booth.RuleS3: "showing both photos side by side: window",
	booth.RuleS4: "keeping and erasing files: app/store",
	booth.RuleV3: "the service's own comparison: service",
	booth.RuleV5: "the population register: only the authority has it; service with a test double",
	booth.RuleV6: "pushing the status to the account: service and phone pages",
	booth.RuleV7: "the page on screen: window and phone pages",
	booth.RuleV8: "unbinding by a clerk, binding with proof: service",
}

// TestRules has one sub-test for each rule; open ones are skipped by name.
func TestRules(t *testing.T) {
	for _, id := range append(booth.NumberedRules(), booth.RulesBeside()...) {
		t.Run(string(id), func(t *testing.T) {
			if why, is := open[id]; is {
				t.Skip("open: " + why)
			}
			test, ok := ruleTests[id]
			if !ok {
				t.Fatal("this rule has no test and is not named as open")
			}
			set := production
			if err := test(&set); err != nil {
				t.Error(err)
			}
			if why, is := partlyOpen[id]; is {
				t.Log("still open: " + why)
			}
		})
	}
}

// owner is the rule that a field of rules belongs to: "W2Window" to W2,
// "ConsentGiven" to consent.
func owner(field string) booth.RuleID {
	for _, id := range booth.NumberedRules() {
		if strings.HasPrefix(field, string(id)) {
			return id
		}
	}
	for _, id := range booth.RulesBeside() {
		if strings.HasPrefix(strings.ToLower(field), string(id)) {
			return id
		}
	}
	return ""
}

// mutant is a set of rules in which one is wrong.
type mutant struct {
	name string
	rule booth.RuleID
	set  rules
}

// mutants switch every rule off, one at a time: each function of the set in
// turn gives the zero answer (no error, nothing, false), and those for which
// that is not the permissive answer give that too.
func mutants() []mutant {
	var list []mutant
	fields := reflect.TypeFor[rules]()
	for i := range fields.NumField() {
		f := fields.Field(i)
		m := mutant{name: f.Name + " gives nothing", rule: owner(f.Name), set: production}
		reflect.ValueOf(&m.set).Elem().Field(i).Set(reflect.MakeFunc(f.Type, func([]reflect.Value) []reflect.Value {
			var out []reflect.Value
			for o := range f.Type.NumOut() {
				out = append(out, reflect.Zero(f.Type.Out(o)))
			}
			return out
		}))
		list = append(list, m)
	}
	off := func(name string, rule booth.RuleID, change func(*rules)) {
		m := mutant{name: name, rule: rule, set: production}
		change(&m.set)
		list = append(list, m)
	}
	off("every task is listed", booth.RuleW2, func(r *rules) {
		r.W2Listed = func(t []booth.Task, _ Wanted, _ time.Time) []booth.Task { return t }
	})
	off("tasks in any order", booth.RuleW3, func(r *rules) {
		r.W3MineFirst = func(t []booth.Task, _ []booth.TaskProgress) []Offer { return RuleW3MineFirst(t, nil) }
	})
	off("manual entry is always offered", booth.RuleW4, func(r *rules) {
		r.W4Cures = func(bool) []Cure { return RuleW4Cures(true) }
	})
	off("the ID number is shown whole", booth.RuleW7, func(r *rules) {
		r.W7Shown = func(n booth.IDNumber) string { return n.Reveal() }
	})
	off("the card has no grade", booth.RuleW8, func(r *rules) {
		r.W8Card = func(t booth.Task, s booth.Student) Card { return RuleW8Card(t, s)[:3] }
	})
	off("nothing is held for payment", booth.RuleB2, func(r *rules) {
		r.B2Payment = func(p booth.PaymentRule, s booth.Payment) (bool, error) {
			_, err := RuleB2Payment(p, s)
			return false, err
		}
	})
	off("retakes for ever", booth.RuleP3, func(r *rules) { r.P3MayRetake = func(booth.State) bool { return false } })
	off("no daily limit", booth.RuleS2, func(r *rules) {
		r.S2DailyLimit = func(_ []booth.Use, limit int, _ booth.CoolDown, _ time.Time, _ booth.Trust) Quota {
			return Quota{Left: limit}
		}
	})
	off("one kiosk's count only", booth.RuleS2, func(r *rules) {
		r.S2DailyLimit = func(u []booth.Use, limit int, k booth.CoolDown, at time.Time, tr booth.Trust) Quota {
			return RuleS2DailyLimit(u[:min(1, len(u))], limit, k, at, tr)
		}
	})
	off("cool-down always until the next day", booth.RuleS2, func(r *rules) {
		r.S2DailyLimit = func(u []booth.Use, limit int, _ booth.CoolDown, at time.Time, tr booth.Trust) Quota {
			return RuleS2DailyLimit(u, limit, booth.CoolDownNextDay, at, tr)
		}
	})
	off("cool-down always 24 h", booth.RuleS2, func(r *rules) {
		r.S2DailyLimit = func(u []booth.Use, limit int, _ booth.CoolDown, at time.Time, tr booth.Trust) Quota {
			return RuleS2DailyLimit(u, limit, booth.CoolDown24h, at, tr)
		}
	})
	off("one more a day", booth.RuleS2, func(r *rules) {
		r.S2DailyLimit = func(u []booth.Use, limit int, k booth.CoolDown, at time.Time, tr booth.Trust) Quota {
			return RuleS2DailyLimit(u, limit+1, k, at, tr)
		}
	})
	off("a day is a day in UTC", booth.RuleDay, func(r *rules) {
		r.DayOf = func(t time.Time) booth.Day { return booth.Day(t.UTC().Format(time.DateOnly)) }
	})
	off("quotas turn at midnight in UTC", booth.RuleDay, func(r *rules) {
		r.S2DailyLimit = func(u []booth.Use, limit int, k booth.CoolDown, at time.Time, tr booth.Trust) Quota {
			return RuleS2DailyLimit(u, limit, k, at.Add(-8*time.Hour), tr)
		}
	})
	off("every picture may go", booth.RuleS4, func(r *rules) {
		r.S4Discardable = func(p []booth.PhotoID, _ []booth.Submission) []booth.PhotoID { return p }
	})
	off("one more submission", booth.RuleV1, func(r *rules) {
		r.V1Submissions = func(s []booth.Submission, n int) error { return RuleV1Submissions(s, n+1) }
	})
	off("one more replacement", booth.RuleV2, func(r *rules) {
		r.V2Replacement = func(s []booth.Submission, n int) error { return RuleV2Replacement(s, n+1) }
	})
	off("local results count", booth.RuleV3, func(r *rules) {
		r.V3FailedPhotos = func(c []booth.Comparison, th float64, since time.Time) int {
			all := make([]booth.Comparison, len(c))
			for i := range c {
				all[i] = c[i]
				all[i].By = booth.Service
			}
			return RuleV3FailedPhotos(all, th, since)
		}
	})
	off("80 is not enough", booth.RuleV3, func(r *rules) {
		r.V3Fails = func(c booth.Comparison, th float64) bool { return RuleV3Fails(c, th+0.01) }
	})
	off("the identity check for everybody", booth.RuleV4, func(r *rules) {
		r.V4IdentityAsked = func(wanted bool, _ booth.IDKind) bool { return wanted }
	})
	off("local results decide", booth.RuleV9, func(r *rules) { r.V9Decides = func(booth.Judge) bool { return true } })
	off("the local result stays", booth.RuleV9, func(r *rules) {
		r.V9Effective = func(c []booth.Comparison, id booth.PhotoID) (booth.Comparison, bool) {
			for _, x := range c {
				if x.Photo == id {
					return x, true
				}
			}
			return booth.Comparison{}, false
		}
	})
	off("a contact with every refusal", booth.RuleSupport, func(r *rules) {
		r.SupportFor = func(_ *booth.Error, s booth.Support) booth.Support { return s }
	})
	off("a jump gives new quota", booth.RuleClock, func(r *rules) { r.ClockQuota = func(n booth.Now) time.Time { return n.At } })
	return list
}

// TestEachRuleMatters is the mutation run: with one rule switched off, the
// test of that rule must fail.
func TestEachRuleMatters(t *testing.T) {
	killed := map[booth.RuleID]int{}
	for _, m := range mutants() {
		t.Run(m.name, func(t *testing.T) {
			test := ruleTests[m.rule]
			if test == nil {
				t.Fatalf("the field belongs to no tested rule (%q)", m.rule)
			}
			err := run(test, &m.set)
			if err == nil {
				t.Errorf("TestRules/%s does not notice", m.rule)
			}
			killed[m.rule]++
			t.Logf("noticed: %v", err)
		})
	}
	for id := range ruleTests {
		if killed[id] == 0 {
			t.Errorf("no mutant switches %s off", id)
		}
	}
}

// run gives a panic as an error: a machine with a rule missing may break.
func run(test func(*rules) error, set *rules) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = booth.ErrInternal
		}
	}()
	return test(set)
}
