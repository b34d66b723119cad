package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"campuskiosk/sync/api"
	"campuskiosk/sync/api/apitest"

	"github.com/getkin/kin-openapi/openapi3"
)

func TestDocumentIsValid(t *testing.T) {
	c := apitest.Load(t)
	if err := c.Doc.Validate(context.Background(), openapi3.EnableExamplesValidation()); err != nil {
		t.Fatal(err)
	}
}

// TestExamplesAreRead reads each example of a JSON body into its Go type and
// writes it again: nothing may be lost on the way, so the types have every
// field of the file.
func TestExamplesAreRead(t *testing.T) {
	types := map[string]func() any{
		"KeyChain":     func() any { return new(api.KeyChain) },
		"Enrolment":    func() any { return new(api.Enrolment) },
		"Enrolled":     func() any { return new(api.Enrolled) },
		"Page":         func() any { return new(api.Page) },
		"CountsReport": func() any { return new(api.CountsReport) },
		"CountsTaken":  func() any { return new(api.CountsTaken) },
		"Signed":       func() any { return new(api.Signed) },
		"TimeRequest":  func() any { return new(api.TimeRequest) },
		"Health":       func() any { return new(api.Health) },
		"HealthTaken":  func() any { return new(api.HealthTaken) },
		"Problem":      func() any { return new(api.Problem) },
	}
	read := map[string]int{}
	for where, media := range bodies(apitest.Load(t).Doc) {
		name := strings.TrimPrefix(media.Schema.Ref, "#/components/schemas/")
		examples := map[string]any{"": media.Example}
		for k, e := range media.Examples {
			examples[k] = e.Value.Value
		}
		for k, example := range examples {
			if example == nil {
				continue
			}
			if types[name] == nil {
				t.Errorf("%s: no type for %q", where, name)
				continue
			}
			text, err := json.Marshal(example)
			if err != nil {
				t.Fatal(err)
			}
			v := types[name]()
			if err := json.Unmarshal(text, v); err != nil {
				t.Errorf("%s %s: %v", where, k, err)
				continue
			}
			again, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			var before, after any
			_, _ = json.Unmarshal(text, &before), json.Unmarshal(again, &after)
			if !reflect.DeepEqual(before, after) {
				t.Errorf("%s %s:\n  in the file %s\n  of the type %s", where, k, text, again)
			}
			read[name]++
		}
	}
	for name := range types {
		if read[name] == 0 {
			t.Errorf("no example of %s", name)
		}
	}
}

// bodies are all JSON bodies of the file.
func bodies(doc *openapi3.T) map[string]*openapi3.MediaType {
	all := map[string]*openapi3.MediaType{}
	add := func(where string, c openapi3.Content) {
		for media, m := range c {
			if strings.HasSuffix(media, "json") {
				all[where+" "+media] = m
			}
		}
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			where := method + " " + path
			if op.RequestBody != nil {
				add(where, op.RequestBody.Value.Content)
			}
			for status, r := range op.Responses.Map() {
				add(where+" "+status, r.Value.Content)
			}
		}
	}
	return all
}

// TestExamplesHaveAllKinds: every kind of entry has an example, and Go and the
// file know the same kinds.
func TestExamplesHaveAllKinds(t *testing.T) {
	doc := apitest.Load(t).Doc
	var inFile []api.EntryKind
	for _, k := range doc.Components.Schemas["Entry"].Value.Properties["kind"].Value.Enum {
		inFile = append(inFile, api.EntryKind(k.(string)))
	}
	if !slices.Equal(inFile, api.EntryKinds()) {
		t.Errorf("the file has %v, Go has %v", inFile, api.EntryKinds())
	}
	seen := map[api.EntryKind]bool{}
	media := doc.Paths.Find("/v1/changes").Get.Responses.Status(200).Value.Content.Get(api.JSON)
	for name, e := range media.Examples {
		text, err := json.Marshal(e.Value.Value)
		if err != nil {
			t.Fatal(err)
		}
		var page api.Page
		if err := json.Unmarshal(text, &page); err != nil {
			t.Fatal(err)
		}
		for _, entry := range page.Entries {
			seen[entry.Kind] = true
			if !entry.Filled() {
				t.Errorf("%s: a %s entry without its field, or with another", name, entry.Kind)
			}
		}
	}
	for _, k := range api.EntryKinds() {
		if !seen[k] {
			t.Errorf("no example of %s", k)
		}
	}
}

// TestConstantsAreTheFiles: limits that stand in both places are the same.
func TestConstantsAreTheFiles(t *testing.T) {
	doc := apitest.Load(t).Doc
	for _, path := range []string{
		api.PathKeys, api.PathEnrolments, api.PathChanges, api.PathBlobs + "{sha256}", api.PathCounts,
		api.PathPackets, api.PathPackets + "/{upload}", api.PathReceipts + "{packet}", api.PathTime, api.PathHealth,
	} {
		if doc.Paths.Value(path) == nil {
			t.Errorf("the file has no %s", path)
		}
	}
	post := doc.Paths.Find(api.PathPackets).Post
	length := post.Parameters.GetByInAndName("header", "Upload-Length").Schema.Value
	if *length.Max != api.MaxPacket {
		t.Errorf("Upload-Length up to %v, MaxPacket is %d", *length.Max, api.MaxPacket)
	}
	if n := *doc.Components.Schemas["Page"].Value.Properties["entries"].Value.MaxItems; n != api.MaxPage {
		t.Errorf("pages up to %d entries, MaxPage is %d", n, api.MaxPage)
	}
	chunk := doc.Components.Schemas["Configuration"].Value.Properties["upload"].Value.Properties["chunk_bytes"].Value
	if *chunk.Max != api.MaxChunk {
		t.Errorf("chunks up to %v, MaxChunk is %d", *chunk.Max, api.MaxChunk)
	}
	wait := doc.Paths.Find(api.PathChanges).Get.Parameters.GetByInAndName("query", "wait").Schema.Value
	if *wait.Max != api.MaxWait.Seconds() {
		t.Errorf("wait up to %v, MaxWait is %v", *wait.Max, api.MaxWait)
	}
}

// TestWhoIsAsked: exactly the calls that a stranger may make are without a
// signature.
func TestWhoIsAsked(t *testing.T) {
	open := map[string]bool{
		"GET " + api.PathKeys: true, "POST " + api.PathEnrolments: true, "POST " + api.PathTime: true,
		http.MethodOptions + " " + api.PathPackets: true,
	}
	for path, item := range apitest.Load(t).Doc.Paths.Map() {
		for method, op := range item.Operations() {
			if got := op.Security != nil && len(*op.Security) == 0; got != open[method+" "+path] {
				t.Errorf("%s %s: open to strangers: %v", method, path, got)
			}
		}
	}
}
