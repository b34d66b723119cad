// Package s3test starts a real S3-compatible server for tests: versitygw, over
// a folder of its own on the loopback.
package s3test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"campuskiosk/sync/central/blob"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Gateway is the server's module and version.
const Gateway = "github.com/versity/versitygw/cmd/versitygw@v1.8.0"

const access, secret = "central", "a secret of tests"

// Server is a running server.
type Server struct {
	address string
	buckets int
}

// Start starts a server for a test. It is built on first use, which takes
// minutes; where it can't be had the test is skipped, and fails under
// CAMPUSKIOSK_REQUIRE=1.
func Start(t testing.TB) *Server {
	t.Helper()
	program := build(t)
	dir := t.TempDir()
	s := &Server{address: freeAddress(t)}
	c := exec.Command(program, //nolint:gosec // it was built above
		"--port", s.address, "--access", access, "--secret", secret, "posix", dir)
	c.Env = []string{"HOME=" + dir, "PATH=/usr/bin:/bin"}
	c.Dir = dir
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var log bytes.Buffer
	c.Stdout, c.Stderr = &log, &log
	started, ended := make(chan error), make(chan struct{})
	go func() {
		defer close(ended)
		runtime.LockOSThread() // the parent whose death ends the child is a thread
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
		_ = c.Process.Kill()
		<-ended
		if t.Failed() {
			t.Logf("versitygw said:\n%s", log.Bytes())
		}
	})
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		conn, err := net.Dial("tcp", s.address)
		if err == nil {
			_ = conn.Close()
			return s
		}
		if time.Now().After(deadline) {
			t.Fatalf("versitygw does not answer: %v", err)
		}
	}
}

// Bucket makes an empty bucket and gives its address for blob.OpenS3.
func (s *Server) Bucket(t testing.TB) string {
	t.Helper()
	client, err := minio.New(s.address, &minio.Options{Creds: credentials.NewStaticV4(access, secret, ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	s.buckets++
	bucket := fmt.Sprintf("bucket-%d", s.buckets)
	if err := client.MakeBucket(context.Background(), bucket, minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
	return "http://" + access + ":" + strings.ReplaceAll(secret, " ", "%20") + "@" + s.address + "/" + bucket + "/some/prefix"
}

// Open opens an empty bucket.
func (s *Server) Open(t testing.TB) blob.Store {
	t.Helper()
	b, err := blob.OpenS3(s.Bucket(t))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // only its address was wanted
	return l.Addr().String()
}

// build gives the program, which is kept between test runs.
func build(t testing.TB) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	_, version, _ := strings.Cut(Gateway, "@")
	dir := filepath.Join(cache, "campuskiosk-tests", "versitygw@"+version)
	program := filepath.Join(dir, "versitygw")
	if _, err := os.Stat(program); err == nil {
		return program
	}
	c := exec.Command("go", "install", Gateway)
	c.Dir = os.TempDir() // outside this module, whose dependencies are others
	c.Env = append(os.Environ(), "GOBIN="+dir, "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := c.CombinedOutput(); err != nil {
		if os.Getenv("CAMPUSKIOSK_REQUIRE") == "1" {
			t.Fatalf("%s: %v\n%s", Gateway, err, out)
		}
		t.Skipf("%s can't be built here: %v\n%s", Gateway, err, out)
	}
	return program
}
