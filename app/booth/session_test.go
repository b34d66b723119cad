package booth

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

func testSession(t *testing.T) Session {
	t.Helper()
	id, err := ParseID(HMTID, "H1234567801", testDay)
	if err != nil {
		t.Fatal(err)
	}
	score := 71.5
	at := time.Date(2026, 3, 1, 1, 0, 0, 0, time.UTC)
	return Session{
		Schema: SessionSchema, ID: "01ARZ3NDEKTSV4RRFFQ69G5FAV", Kiosk: "k1", Helper: "h1", Started: at,
		State: StateCompared, Task: Task{ID: "t1", Policy: DefaultPolicy(Recheck)},
		Student: Student{
			Key: KeyFor([]byte("0123456789abcdef"), id), Origin: HMT, Grade: "2025", Category: Postgraduate, Task: "t1",
			Person: Person{Name: NewPersonName("阿卜杜拉·买买提"), ID: id, Number: NewStudentNumber("2025001")},
		},
		Standing: Standing{
			Uses:        []Use{{Day: "2026-03-01", Kiosk: "k1", Count: 2, Last: at}},
			Comparisons: []Comparison{{Photo: "p", By: Service, Score: &score, At: at}},
			Submissions: []Submission{{ID: SubmissionID{"01ARZ3NDEKTSV4RRFFQ69G5FAV", 1}, Status: NotApproved, Review: Review{Reason: "模糊", At: at}}},
		},
		Checklist: Checklist{EarsFree: true, LensClean: false},
		Overrides: []Override{{Rule: RuleV3, Reason: "双胞胎", Helper: "h1", At: at}},
		Shots:     []Shot{{ID: "s", Source: FromCamera, Taken: at, Checks: []CheckResult{{ID: Blur, State: CheckPass}}}},
	}
}

func TestSessionRecord(t *testing.T) {
	s := testSession(t)
	record, err := s.Record()
	if err != nil {
		t.Fatal(err)
	}
	back, err := ReadSession(record)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(s, back) {
		t.Errorf("came back as\n%+v, was\n%+v", back, s)
	}
	plain, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"12345678", "买买提", "2025001"} {
		if !bytes.Contains(record, []byte(secret)) {
			t.Errorf("the record lacks a value")
		}
		if bytes.Contains(plain, []byte(secret)) {
			t.Errorf("plain JSON shows personal data")
		}
	}
	for _, name := range []string{`"state":"compared"`, `"rule":"V3"`, `"daily_limit":3`, `"status":"not_approved"`} {
		if !strings.Contains(string(plain), name) {
			t.Errorf("stored form lacks %s", name)
		}
	}
}

func TestSessionRecordRefused(t *testing.T) {
	for _, bad := range []string{"", "{", `{"session":{"schema":2}}`, `{"session":{},"person":{"kind":"resident","id":"123"}}`} {
		if _, err := ReadSession([]byte(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestSessionID(t *testing.T) {
	for id, want := range map[SessionID]bool{
		"01ARZ3NDEKTSV4RRFFQ69G5FAV": true, "7ZZZZZZZZZZZZZZZZZZZZZZZZZ": true, "8ZZZZZZZZZZZZZZZZZZZZZZZZZ": false,
		"01ARZ3NDEKTSV4RRFFQ69G5FAU": false, "01arz3ndektsv4rrffq69g5fav": false, "": false, "../../../../../../etc/passw": false,
	} {
		if id.Valid() != want {
			t.Errorf("%q valid: %v", id, !want)
		}
	}
}
