// Package tuspeer runs @tus/server, a tus server that we did not write, for
// the tests of our uploads.
package tuspeer

import (
	"bufio"
	"context"
	_ "embed"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

//go:embed package.json
var manifest []byte

//go:embed package-lock.json
var lock []byte

//go:embed server.mjs
var program []byte

// Peer is a running server.
type Peer struct {
	// Address is "127.0.0.1:port".
	Address string
	// Folder is where it keeps uploads, one file each.
	Folder string
}

// Start installs the server from the package registry (nothing else is
// fetched, no package's scripts are run) and runs it until the test ends.
// Without node and npm the test is skipped; with CAMPUSKIOSK_REQUIRE=1 it
// fails.
func Start(t testing.TB) *Peer {
	t.Helper()
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CAMPUSKIOSK_REQUIRE") == "1" {
				t.Fatalf("%s is not there: packaging/deps.sh test", tool)
			}
			t.Skipf("%s is not there: packaging/deps.sh test", tool)
		}
	}
	dir := t.TempDir()
	for name, text := range map[string][]byte{"package.json": manifest, "package-lock.json": lock, "server.mjs": program} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	install := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--prefer-offline")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	p := &Peer{Folder: filepath.Join(dir, "uploads")}
	server := exec.Command("node", "server.mjs", p.Folder) //nolint:gosec // a folder of this test
	server.Dir, server.Stderr = dir, os.Stderr
	in, err := server.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server did not start: %v", err)
	}
	go io.Copy(io.Discard, out) //nolint:errcheck // until it ends
	p.Address = "127.0.0.1:" + strings.TrimSpace(line)
	return p
}

// Files are the uploads, by their names in the folder.
func (p *Peer) Files(t testing.TB) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(p.Folder)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".json" {
			continue // about an upload
		}
		b, err := os.ReadFile(filepath.Join(p.Folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = b
	}
	return all
}
