// Package pgtest starts a real PostgreSQL for tests: a server of its own in a
// folder of its own, without a network, as a user who may nothing, gone when
// the test ends.
package pgtest

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a running server.
type Server struct {
	dir       string
	databases atomic.Int64
}

// Start starts a server for a test. Where the machine has no PostgreSQL the
// test is skipped, and fails under CAMPUSKIOSK_REQUIRE=1.
func Start(t testing.TB) *Server {
	t.Helper()
	bin := programs(t)
	dir, err := os.MkdirTemp("/tmp", "ck-pg-") // short: a socket's path has at most 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	as := unprivileged(t, dir)
	run(t, as, dir, filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "central", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
	// What a test wrote need not survive a power cut.
	serve(t, as, dir, filepath.Join(bin, "postgres"), "-D", filepath.Join(dir, "data"), "-k", dir,
		"-c", "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200")
	s := &Server{dir: dir}
	deadline := time.Now().Add(30 * time.Second)
	for {
		c, err := pgx.Connect(context.Background(), s.dsn("postgres"))
		if err == nil {
			_ = c.Close(context.Background())
			return s
		}
		if time.Now().After(deadline) {
			t.Fatalf("PostgreSQL does not answer: %v", err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Database makes an empty database and gives its connection string.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	c, err := pgx.Connect(context.Background(), s.dsn("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	name := fmt.Sprintf("t%d", s.databases.Add(1))
	if _, err := c.Exec(context.Background(), "create database "+name); err != nil {
		t.Fatal(err)
	}
	return s.dsn(name)
}

func (s *Server) dsn(database string) string {
	u := url.URL{Scheme: "postgres", User: url.User("central"), Path: "/" + database, RawQuery: url.Values{"host": {s.dir}}.Encode()}
	return u.String()
}

// programs finds the folder of the newest PostgreSQL; Debian has none in PATH.
func programs(t testing.TB) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		if p, err := exec.LookPath("initdb"); err == nil {
			return filepath.Dir(p)
		}
		if os.Getenv("CAMPUSKIOSK_REQUIRE") == "1" {
			t.Fatal("no PostgreSQL on this machine: packaging/deps.sh test")
		}
		t.Skip("no PostgreSQL on this machine: packaging/deps.sh test")
	}
	slices.SortFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(found[len(found)-1])
}

func version(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return n
}

// unprivileged gives the folder to a user who is not root, as whom the server
// runs: it refuses to run as root. Who is not root stays who they are.
func unprivileged(t testing.TB, dir string) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		u, err = user.Lookup("nobody")
	}
	if err != nil {
		t.Fatal(err)
	}
	uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
	if uidErr != nil || gidErr != nil {
		t.Fatal(uidErr, gidErr)
	}
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

func command(as *syscall.Credential, dir, program string, args ...string) *exec.Cmd {
	c := exec.Command(program, args...)
	c.Dir = dir
	c.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=" + dir}
	c.SysProcAttr = &syscall.SysProcAttr{Credential: as, Pdeathsig: syscall.SIGKILL}
	return c
}

func run(t testing.TB, as *syscall.Credential, dir, program string, args ...string) {
	t.Helper()
	runtime.LockOSThread() // the parent whose death ends the child is a thread
	defer runtime.UnlockOSThread()
	if out, err := command(as, dir, program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(program), err, out)
	}
}

// serve starts a program that ends with the test, or with this process.
func serve(t testing.TB, as *syscall.Credential, dir, program string, args ...string) {
	t.Helper()
	c := command(as, dir, program, args...)
	var log bytes.Buffer
	c.Stdout, c.Stderr = &log, &log
	started, ended := make(chan error), make(chan struct{})
	go func() {
		defer close(ended)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := c.Start()
		started <- err
		if err == nil {
			_ = c.Wait() // it is ended below
		}
	}()
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGQUIT) // immediate shutdown
		<-ended
		if t.Failed() {
			t.Logf("PostgreSQL said:\n%s", log.Bytes())
		}
	})
}
