package program_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"campuskiosk/app/cli/clitest"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/program"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"campuskiosk-central": func() { os.Exit(program.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:  "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": clitest.Exits},
	})
}

// TestServe guards: the whole process, from an empty folder to its end: it
// serves what it should on each address, a long poll does not keep it from
// ending, and what it has is there when it is started again.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	fingerprint := ""
	for range 2 {
		inside := freeAddress(t)
		p := &program.Place{Dir: filepath.Join(dir, "data")}
		s := program.Serving{Listen: "127.0.0.1:0", Inside: inside, Photo: "none"}
		ctx, end := context.WithCancel(t.Context())
		address, ended := make(chan string, 1), make(chan error, 1)
		go func() {
			ended <- s.Run(ctx, p, func(ctx context.Context, o *program.Opened, at string) error {
				address <- at
				return program.Demo(ctx, o.Service, func(string) error { return nil })
			})
		}()
		at := <-address
		get := func(url string) (int, []byte) {
			t.Helper()
			for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
				res, err := http.Get(url)
				if err != nil {
					if time.Now().After(deadline) {
						t.Fatal(err)
					}
					continue // it is about to serve
				}
				defer res.Body.Close()
				body, err := io.ReadAll(res.Body)
				if err != nil {
					t.Fatal(err)
				}
				return res.StatusCode, body
			}
		}
		status, body := get("http://" + at + api.PathKeys)
		var chain api.KeyChain
		if err := json.Unmarshal(body, &chain); status != 200 || err != nil || len(chain.Sets) != 1 {
			t.Errorf("%d %s", status, body)
		}
		if fingerprint != "" && string(body) != fingerprint {
			t.Error("started again it has other keys")
		}
		fingerprint = string(body)
		if status, _ := get("http://" + at + "/registry/login"); status != 200 {
			t.Errorf("the pages: %d", status)
		}
		if status, _ := get("http://" + at + "/metrics"); status != 404 {
			t.Errorf("metrics for everyone: %d", status)
		}
		if status, body := get("http://" + inside + "/readyz"); status != 200 {
			t.Errorf("%d %s", status, body)
		}
		if status, body := get("http://" + inside + "/metrics"); status != 200 || !bytes.Contains(body, []byte("campuskiosk_request_seconds_count")) {
			t.Errorf("%d %s", status, body)
		}
		begun := time.Now()
		end()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(25 * time.Second):
			t.Fatalf("it has not ended after %v", time.Since(begun))
		}
	}
}

// TestPlain guards: without a certificate nobody else's machine is answered.
func TestPlain(t *testing.T) {
	for _, listen := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "example.org:0"} {
		s := program.Serving{Listen: listen, Photo: "none"}
		err := s.Run(t.Context(), &program.Place{Dir: t.TempDir()}, nil)
		if err == nil || !strings.Contains(err.Error(), "central.plain") {
			t.Errorf("%s: %v", listen, err)
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
