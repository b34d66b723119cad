package siege

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os/exec"
	"sync"
	"time"
)

// child is a process that is killed and started again.
type child struct {
	args   []string
	cmd    *exec.Cmd
	out    tail
	killed int
}

func newChild(program []string, args ...string) *child {
	return &child{args: append(append([]string{}, program...), args...)}
}

func (c *child) start() error {
	c.cmd = exec.Command(c.args[0], c.args[1:]...) //nolint:gosec // the programs of this test
	c.cmd.Stdout, c.cmd.Stderr = &c.out, &c.out
	return c.cmd.Start()
}

// kill kills it the hard way and starts it again.
func (c *child) kill() error {
	c.end()
	c.killed++
	return c.start()
}

// end kills it.
func (c *child) end() {
	if c.cmd != nil && c.cmd.ProcessState == nil {
		_ = c.cmd.Process.Kill()
		_ = c.cmd.Wait()
	}
}

func (c *child) said() string { return c.out.String() }

// tail keeps the end of what a process says.
type tail struct {
	mu sync.Mutex
	b  []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, p...)
	if extra := len(t.b) - 4096; extra > 0 {
		t.b = bytes.Clone(t.b[extra:])
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.b)
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// waitFor waits until somebody listens.
func waitFor(ctx context.Context, address string) error {
	var d net.Dialer
	for range 600 {
		conn, err := d.DialContext(ctx, "tcp", address)
		if err == nil {
			return conn.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	return errors.New("siege: nobody listens")
}
