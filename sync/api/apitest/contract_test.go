package apitest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
)

// TestCheckSeesWhatDiffers: the comparison itself can fail, for requests and
// answers.
func TestCheckSeesWhatDiffers(t *testing.T) {
	c := Load(t)
	problem := httptest.NewRecorder()
	api.WriteProblem(problem, api.ErrBusy, 0)
	tus := http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Offset": {"5"}, "Upload-Expires": {"x"}}
	for name, x := range map[string]struct {
		method, path, body string
		header             http.Header
		status             int
		answer             string
		answered           http.Header
		good               bool
	}{
		"time":           {"POST", "/v1/time", `{"nonce":"AAECAwQFBgcICQoLDA0ODw=="}`, nil, 200, `{"payload":"e30=","key":"9f86d081884c7d65","signature":"` + strings.Repeat("A", 86) + `=="}`, nil, true},
		"time, no nonce": {"POST", "/v1/time", `{}`, nil, 200, `{"payload":"e30=","key":"9f86d081884c7d65","signature":"` + strings.Repeat("A", 86) + `=="}`, nil, false},
		"time, html":     {"POST", "/v1/time", `{"nonce":"AAECAwQFBgcICQoLDA0ODw=="}`, nil, 200, `<html>`, nil, false},
		"time, more":     {"POST", "/v1/time", `{"nonce":"AAECAwQFBgcICQoLDA0ODw==","x":1}`, nil, 200, `{"payload":"e30=","key":"9f86d081884c7d65","signature":"` + strings.Repeat("A", 86) + `=="}`, nil, false},
		"other status":   {"POST", "/v1/time", `{"nonce":"AAECAwQFBgcICQoLDA0ODw=="}`, nil, 202, `{}`, nil, false},
		"refused":        {"POST", "/v1/time", `nonsense`, nil, 429, problem.Body.String(), problem.Header(), true},
		"refused as 200": {"POST", "/v1/time", `nonsense`, nil, 200, problem.Body.String(), problem.Header(), false},
		"plain 500":      {"POST", "/v1/time", `{"nonce":"AAECAwQFBgcICQoLDA0ODw=="}`, nil, 500, "oops", http.Header{"Content-Type": {"text/plain"}}, false},
		"unknown path":   {"GET", "/v1/nothing", "", nil, 200, "{}", nil, false},
		"not there":      {"GET", "/v1/nothing", "", nil, 404, problem.Body.String(), nil, true},
		"page":           {"GET", "/v1/changes?wait=3", "", nil, 200, `{"entries":[],"cursor":"1","more":false}`, nil, true},
		"waits too long": {"GET", "/v1/changes?wait=31", "", nil, 200, `{"entries":[],"cursor":"1","more":false}`, nil, false},
		"null entries":   {"GET", "/v1/changes", "", nil, 200, `{"entries":null,"cursor":"1","more":false}`, nil, false},
		"two fields":     {"GET", "/v1/changes", "", nil, 200, `{"entries":[{"kind":"task_removed","task_removed":{"task":"a"},"helper_removed":{"helper":"b"}}],"cursor":"1","more":false}`, nil, false},
		"chunk":          {"PATCH", "/v1/packets/0123456789abcdef", "hello", http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Offset": {"0"}, "Content-Type": {api.OffsetOctets}}, 204, "", tus, true},
		"chunk as text":  {"PATCH", "/v1/packets/0123456789abcdef", "hello", http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Offset": {"0"}, "Content-Type": {"text/plain"}}, 204, "", tus, false},
		"no offset back": {"PATCH", "/v1/packets/0123456789abcdef", "hello", http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Offset": {"0"}, "Content-Type": {api.OffsetOctets}}, 204, "", http.Header{"Tus-Resumable": {"1.0.0"}}, false},
		"head of nobody": {"HEAD", "/v1/packets/0123456789abcdef", "", http.Header{"Tus-Resumable": {"1.0.0"}}, 404, "", nil, true},
	} {
		r := httptest.NewRequest(x.method, x.path, strings.NewReader(x.body))
		for k, v := range x.header {
			r.Header[k] = v
		}
		if r.Header.Get("Content-Type") == "" && x.body != "" {
			r.Header.Set("Content-Type", api.JSON)
		}
		h := x.answered
		if h == nil {
			h = http.Header{"Content-Type": {api.JSON}}
		}
		if err := c.Check(r, []byte(x.body), x.status, h, []byte(x.answer)); (err == nil) != x.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestHandlerAndTransport: an exchange arrives as it was through both.
func TestHandlerAndTransport(t *testing.T) {
	c := Load(t)
	server := httptest.NewServer(c.Handler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if !strings.Contains(string(body), "nonce") {
			t.Errorf("the handler reads %q", body)
		}
		w.Header().Set("Content-Type", api.JSON)
		_, _ = io.WriteString(w, `{"payload":"e30=","key":"9f86d081884c7d65","signature":"`+strings.Repeat("A", 86)+`=="}`)
	})))
	defer server.Close()
	client := http.Client{Transport: c.Transport(t, http.DefaultTransport, nil)}
	res, err := client.Post(server.URL+api.PathTime, api.JSON, strings.NewReader(`{"nonce":"AAECAwQFBgcICQoLDA0ODw=="}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); err != nil || !strings.HasPrefix(string(body), `{"payload"`) {
		t.Errorf("%q %v", body, err)
	}
}

// TestAllEntriesAreTheFiles writes each booth type with every field filled and
// compares it with the file.
func TestAllEntriesAreTheFiles(t *testing.T) {
	c := Load(t)
	for _, kind := range []booth.TaskKind{booth.Collection, booth.Recheck} {
		p := booth.DefaultPolicy(kind)
		p.Notices = booth.Notices{Notice: booth.Notice{Version: "1", Lines: []booth.Text{{ZH: "甲", EN: "A"}}}}
		entry := api.Entry{Kind: api.EntryTask, Task: &booth.Task{
			ID: "t", School: booth.School{ID: "s"}, Name: "n", Categories: booth.UsualCategories(), Grades: []string{"2026"}, Policy: p,
		}}
		if err := c.Matches("Entry", entry); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	id, err := booth.ParseID(booth.ResidentID, "11010519491231002X", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	student := booth.Student{
		Key: booth.KeyFor([]byte("0123456789abcdef"), id), Person: booth.Person{Name: booth.NewPersonName("张小明"), ID: id},
		Task: "t", Origin: booth.Mainland, Category: booth.Adult, Grade: "2026", Manual: booth.ManualApproved,
	}
	roster := api.RosterEntryOf(student)
	if err := c.Matches("Entry", api.Entry{Kind: api.EntryRoster, Roster: &roster}); err != nil {
		t.Error(err)
	}
	if err := c.Matches("Entry", api.Entry{Kind: api.EntryRoster}); err == nil {
		t.Error("an entry without its field matches")
	}
}
