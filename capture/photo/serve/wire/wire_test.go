package wire_test

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"campuskiosk/capture/photo/serve/wire"
)

// TestLongLine guards: a line over the limit is skipped to its end and
// reported, whatever its length, and exactly the limit is still read.
func TestLongLine(t *testing.T) {
	const limit = 100_000
	exact := strings.Repeat("e", limit)
	in := wire.NewLines(strings.NewReader(strings.Repeat("l", limit+1)+"\n"+exact+"\nlast"), limit)
	if _, err := in.Next(); !errors.Is(err, wire.ErrTooLong) {
		t.Fatalf("long line: %v", err)
	}
	if line, err := in.Next(); err != nil || string(line) != exact {
		t.Fatalf("line at the limit: %d bytes, %v", len(line), err)
	}
	if line, err := in.Next(); err != nil || string(line) != "last" {
		t.Fatalf("line without an end: %q, %v", line, err)
	}
	if _, err := in.Next(); !errors.Is(err, io.EOF) {
		t.Fatalf("end: %v", err)
	}
}

// FuzzParse guards: whatever a line holds, it is a request or a bad request,
// and an id that comes back is JSON.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"id":1,"op":"check","file":"a.jpg"}`))
	f.Add([]byte(`{"id":{"a":[1]},"op":"compare","a":{"data":"eA=="},"b":{"embeddings":["AQI="]}}`))
	f.Add([]byte(`{"id":1,"op":"check"`))
	f.Add([]byte("\xff\x00"))
	f.Fuzz(func(t *testing.T, line []byte) {
		r, err := wire.Parse(line)
		if err != nil && !errors.Is(err, wire.ErrBadRequest) {
			t.Fatal(err)
		}
		if r.ID != nil && !json.Valid(r.ID) {
			t.Fatalf("id %q", r.ID)
		}
	})
}
