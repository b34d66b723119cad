package serve

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/capture/match"
	"campuskiosk/capture/models"
	"campuskiosk/capture/models/modelstest"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/photo/serve/wire"
	"campuskiosk/capture/picture"
	"campuskiosk/capture/picture/picturetest"
	"campuskiosk/capture/standard"
)

// bare is a server without any model: enough for the protocol.
func bare(t *testing.T) *Server {
	t.Helper()
	return serverOf(t, models.Set{})
}

func serverOf(t *testing.T, set models.Set) *Server {
	t.Helper()
	p, err := photo.Open(set, photo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return &Server{Pipeline: p}
}

type reply struct {
	ID     any             `json:"id"`
	Exit   int             `json:"exit"`
	Result json.RawMessage `json:"result"`
	Error  *photo.Problem  `json:"error"`
}

func (r reply) code() booth.Code {
	if r.Error == nil {
		return ""
	}
	return r.Error.Code
}

// talk sends lines and gives the answers by id.
func talk(t *testing.T, s *Server, lines ...string) map[string]reply {
	t.Helper()
	var out bytes.Buffer
	if err := s.Stream(context.Background(), strings.NewReader(strings.Join(lines, "\n")), &out); err != nil {
		t.Fatal(err)
	}
	replies := map[string]reply{}
	for line := range strings.SplitSeq(strings.TrimSuffix(out.String(), "\n"), "\n") {
		var r reply
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("answer %q: %v", line, err)
		}
		replies[fmt.Sprint(r.ID)] = r
	}
	return replies
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// TestBadRequestsEndNothing guards: whatever comes in, each line is answered
// with a reason, and the next one still works.
func TestBadRequestsEndNothing(t *testing.T) {
	s := bare(t)
	s.maxLine = 4096
	long := `{"id":"long","op":"check","file":"` + strings.Repeat("x", 5000) + `"}`
	got := talk(t, s,
		`not json`,
		`{"id":"cut","op":`,
		`{"id":"field","op":"check","fiel":"a.jpg"}`,
		`{"id":"type","op":"check","file":7}`,
		`{"id":"op","op":"destroy"}`,
		`{"id":"two","op":"specs"} {"op":"specs"}`,
		`{"id":"neither","op":"check"}`,
		`{"id":"both","op":"check","file":"a","data":"eA=="}`,
		`{"id":"base64","op":"check","data":"?"}`,
		`{"id":"sides","op":"compare","a":{"file":"x"}}`,
		`{"id":"mixed","op":"compare","a":{"file":"x","embeddings":["AA=="]},"b":{"file":"x"}}`,
		`{"id":"spec","op":"make","file":"x","spec":"nowhere"}`,
		`{"id":"colour","op":"make","file":"x","background":"mud"}`,
		`{"id":"missing","op":"check","file":"/nowhere/a.jpg"}`,
		``,
		`[]`,
		long,
		`{"id":"last","op":"specs"}`,
	)
	for id, want := range map[string]booth.Code{
		"field": wire.ErrBadRequest.Code, "type": wire.ErrBadRequest.Code, "op": wire.ErrBadRequest.Code, "two": wire.ErrBadRequest.Code,
		"neither": wire.ErrBadRequest.Code, "both": wire.ErrBadRequest.Code, "base64": wire.ErrBadRequest.Code,
		"sides": wire.ErrBadRequest.Code, "mixed": wire.ErrBadRequest.Code,
		"spec": standard.ErrUnknownSpec.Code, "colour": standard.ErrBadColour.Code,
		"missing": picture.ErrUnreadable.Code,
	} {
		if r := got[id]; r.code() != want || r.Exit != 2 {
			t.Errorf("%s: %+v %q, want %s and exit 2", id, r, r.code(), want)
		}
	}
	if r := got["last"]; r.Error != nil || r.Exit != 0 {
		t.Errorf("the last request: %+v", r)
	}
	if _, ok := got["<nil>"]; !ok {
		t.Error("lines without an id were not answered")
	}
	if _, ok := got["long"]; ok {
		t.Error("a line over the limit was read")
	}
}

// brokenWriter fails like a pipe whose reader is gone.
type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestBrokenOutput(t *testing.T) {
	requests := strings.Repeat(`{"op":"status"}`+"\n", 50)
	if err := bare(t).Stream(context.Background(), strings.NewReader(requests), brokenWriter{}); !errors.Is(err, ErrConnection) {
		t.Errorf("error %v", err)
	}
}

// TestStop guards: when the context ends, a stream whose input stays open
// ends too.
func TestStop(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(context.Background())
	s := bare(t)
	done := make(chan error, 1)
	go func() { done <- s.Stream(ctx, r, io.Discard) }()
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("still running")
	}
}

func TestSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	// What a killed server leaves behind is replaced.
	stale, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	stale.(*net.UnixListener).SetUnlinkOnClose(false)
	_ = stale.Close()

	l, err := Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	s := bare(t)
	s.Clients = 3
	go func() { done <- s.Serve(ctx, l) }()
	if _, err := Listen(path); !errors.Is(err, ErrInUse) {
		t.Errorf("a second server: %v", err)
	}
	// Two clients at once; one breaks off in the middle of a line.
	for _, text := range []string{`{"id":1,"op":"specs"}` + "\n", `{"id":1,"op"`} {
		c, err := net.Dial("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(text, "\n") {
			line, err := bufio.NewReader(c).ReadString('\n')
			if err != nil || !strings.HasPrefix(line, `{"id":1,"exit":0,`) {
				t.Errorf("answer %.60q, %v", line, err)
			}
		}
		_ = c.Close()
	}
	// A client that stays silent doesn't keep the server from ending.
	silent, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the server doesn't end")
	}
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Errorf("the socket is still there: %v", err)
	}
}

func TestSocketRefusals(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("keep"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"a file in its place": file,
		"no such folder":      filepath.Join(dir, "none", "s"),
		"too long":            filepath.Join(dir, strings.Repeat("s", 200)),
	} {
		if _, err := Listen(path); !errors.Is(err, ErrSocket) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "keep" {
		t.Errorf("the file was touched: %q, %v", b, err)
	}
}

// TestWithoutModels guards: comparing without its network says so.
func TestWithoutModels(t *testing.T) {
	if _, err := os.Stat("/usr/share/opencv4/haarcascades"); err != nil {
		modelstest.Missing(t, "Debian's opencv-data is missing")
	}
	paul := base64.StdEncoding.EncodeToString(modelstest.Photo(t, "max/Paul.jpeg"))
	got := talk(t, bare(t), `{"id":1,"op":"compare","a":{"data":"`+paul+`"},"b":{"data":"`+paul+`"}}`)["1"]
	if got.code() != match.ErrNoNetwork.Code || got.Exit != 2 {
		t.Errorf("%+v %s", got, got.code())
	}
}

// TestWork guards each kind of request with the networks, over one stream.
func TestWork(t *testing.T) {
	s := serverOf(t, models.Find(modelstest.Models(t)))
	dir := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	paul := file("paul.jpg", modelstest.Photo(t, "max/Paul.jpeg"))
	paul2 := base64.StdEncoding.EncodeToString(modelstest.Photo(t, "max/Paul2.jpeg"))
	chris := file("chris.jpg", modelstest.Photo(t, "max/Chris.jpeg"))
	nobody := file("nobody.png", picturetest.PNG(picturetest.Figure(300, 400)))
	out := filepath.Join(dir, "out.jpg")
	got := talk(t, s,
		asJSON(map[string]any{"id": "check", "op": "check", "file": paul}),
		asJSON(map[string]any{"id": "check data", "op": "check", "data": paul2}),
		asJSON(map[string]any{"id": "check nobody", "op": "check", "file": nobody}),
		asJSON(map[string]any{"id": "make", "op": "make", "file": paul, "background": "light-blue", "out": out}),
		asJSON(map[string]any{"id": "make data", "op": "make", "file": paul, "background": "light-blue"}),
		asJSON(map[string]any{"id": "make nobody", "op": "make", "file": nobody, "out": filepath.Join(dir, "none.jpg")}),
		asJSON(map[string]any{"id": "same", "op": "compare", "a": map[string]any{"file": paul}, "b": map[string]any{"data": paul2}}),
		asJSON(map[string]any{"id": "other", "op": "compare", "a": map[string]any{"file": paul}, "b": map[string]any{"file": chris}}),
		asJSON(map[string]any{"id": "nobody", "op": "compare", "a": map[string]any{"file": paul}, "b": map[string]any{"file": nobody}}),
		asJSON(map[string]any{"id": "embed", "op": "embed", "data": paul2}),
	)
	for id, want := range map[string]struct {
		exit int
		code booth.Code
	}{
		"check nobody": {1, standard.ErrNoFace.Code},
		"make":         {0, ""},
		"make data":    {0, ""},
		"make nobody":  {1, standard.ErrNoFace.Code},
		"same":         {0, ""},
		"other":        {1, ""},
		"nobody":       {2, standard.ErrNoFace.Code},
		"embed":        {0, ""},
	} {
		if r := got[id]; r.Exit != want.exit || r.code() != want.code {
			t.Errorf("%s: exit %d %q, want %d %q", id, r.Exit, r.code(), want.exit, want.code)
		}
	}
	for _, id := range []string{"check", "check data"} {
		var r photo.CheckResult
		if err := json.Unmarshal(got[id].Result, &r); err != nil || len(r.Checks) != 10 || r.Face == nil {
			t.Errorf("%s: %v, %d checks", id, err, len(r.Checks))
		}
	}
	written, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var made photo.MakeResult
	if err := json.Unmarshal(got["make data"].Result, &made); err != nil || !bytes.Equal(made.Data, written) {
		t.Errorf("written and sent photo differ: %d and %d bytes, %v", len(written), len(made.Data), err)
	}
	if _, err := os.Stat(filepath.Join(dir, "none.jpg")); !os.IsNotExist(err) {
		t.Errorf("a refused photo was written: %v", err)
	}

	// What embed gave can be compared with.
	var embedded struct {
		Embeddings []struct {
			Network string `json:"network"`
			Packed  []byte `json:"packed"`
		} `json:"embeddings"`
	}
	if err := json.Unmarshal(got["embed"].Result, &embedded); err != nil || len(embedded.Embeddings) == 0 {
		t.Fatalf("embed: %v", err)
	}
	for _, e := range embedded.Embeddings {
		r := talk(t, s, asJSON(map[string]any{
			"id": 1, "op": "compare", "a": map[string]any{"file": paul}, "b": map[string]any{"embeddings": [][]byte{e.Packed}},
		}))["1"]
		var c photo.CompareResult
		if err := json.Unmarshal(r.Result, &c); err != nil || r.Exit != 0 || c.Network != e.Network || len(e.Packed) > match.MaxPacked {
			t.Errorf("%s: exit %d, %+v, %v", e.Network, r.Exit, c, err)
		}
	}
}
