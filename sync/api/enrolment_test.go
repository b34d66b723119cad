package api_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"campuskiosk/sync/api"
)

func TestEnrolCode(t *testing.T) {
	c := api.EnrolCode{Service: "https://kiosk.example.edu.cn", Fingerprint: api.FingerprintOf(publicOf(keyOf(1))), Code: api.NewOneTimeCode()}
	if got, err := api.ParseEnrolCode(c.Link()); err != nil || got != c {
		t.Fatalf("%v, %v", got, err)
	}
	for _, service := range []string{"http://127.0.0.1:8080", "http://localhost:1", "https://a.example/kiosks"} {
		c.Service = service
		if got, err := api.ParseEnrolCode(c.Link()); err != nil || got != c {
			t.Errorf("%s: %v", service, err)
		}
	}
	c.Service = "https://a.example"
	link := c.Link()
	for _, bad := range []string{
		"", "https://a.example/enrol", strings.Replace(link, "https", "http", 1), strings.Replace(link, "#v1", "#v2", 1),
		link[:len(link)-1], link + "0", strings.Replace(link, "/enrol", "/enter", 1), strings.Replace(link, "https://", "https://me@", 1),
		strings.Replace(link, "#", "?", 1), strings.Replace(link, "https", "ftp", 1),
	} {
		if _, err := api.ParseEnrolCode(bad); !errors.Is(err, api.ErrEnrolCodeForm) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestOneTimeCodeAsTyped(t *testing.T) {
	c := api.NewOneTimeCode()
	s := c.Reveal()
	typed := strings.ToLower(s[:5] + "-" + s[5:10] + " " + s[10:])
	typed = strings.NewReplacer("0", "o", "1", "l").Replace(typed)
	if got, err := api.ParseOneTimeCode(typed); err != nil || got != c {
		t.Errorf("%v", err)
	}
	if s := fmt.Sprintf("%v %+v %#v %s", c, c, c, c); strings.Contains(s, c.Reveal()) || s != "code code code code" {
		t.Errorf("a code prints as %q", s)
	}
}

func TestProofOfPossession(t *testing.T) {
	root := api.FingerprintOf(publicOf(keyOf(1)))
	e := api.NewEnrolment(api.EnrolCode{Service: "https://a.example", Fingerprint: root, Code: api.NewOneTimeCode()}, keyOf(7), "test 1")
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var sent api.Enrolment
	if err := json.Unmarshal(text, &sent); err != nil {
		t.Fatal(err)
	}
	if err := sent.Check(root); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*api.Enrolment){
		"another key":  func(e *api.Enrolment) { e.Key = publicOf(keyOf(8)) },
		"another code": func(e *api.Enrolment) { e.Code = api.NewOneTimeCode() },
		"software":     func(e *api.Enrolment) { e.Software = "test 2" },
		"no proof":     func(e *api.Enrolment) { e.Proof = nil },
		"no key":       func(e *api.Enrolment) { e.Key = nil },
		"other root":   func(e *api.Enrolment) { e.Fingerprint = api.FingerprintOf(publicOf(keyOf(2))).String() },
	} {
		bad := sent
		change(&bad)
		if err := bad.Check(root); !errors.Is(err, api.ErrEnrolProof) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzEnrolCode(f *testing.F) {
	f.Add(api.EnrolCode{Service: "https://a.example", Code: api.NewOneTimeCode()}.Link())
	f.Add("http://[::1]:8080/x/enrol#v1..")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := api.ParseEnrolCode(s)
		if err != nil {
			return
		}
		if again, err := api.ParseEnrolCode(c.Link()); err != nil || again != c {
			t.Errorf("%q reads as %q, which reads as %q (%v)", s, c.Link(), again.Link(), err)
		}
	})
}
