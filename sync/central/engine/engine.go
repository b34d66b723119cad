// Package engine compares faces for the central service: the program
// campuskiosk-photo as a child process that stays, "photo serve" over its
// standard input and output. The service itself links no networks.
package engine

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// program is the child's name.
const program = "campuskiosk-photo"

// most is how long an answer may take; the first one loads the networks.
const most = time.Minute

// maxLine is the longest answer that is read, in bytes.
const maxLine = 1 << 20

// ErrGone says that the child ended, or did not answer in time. The next request starts
// another.
var ErrGone = errors.New("engine: the photo program does not answer")

// Engine is the child. It is started when it is needed, and again when it
// ended. It is safe for concurrent use; requests wait for each other.
type Engine struct {
	// Log takes starts and ends; nil is none.
	Log  *slog.Logger
	path string
	mu   sync.Mutex
	now  *child
}

type child struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers chan answer
	last    int
}

// answer is a line of the protocol.
type answer struct {
	ID     int             `json:"id"`
	Exit   int             `json:"exit"`
	Result json.RawMessage `json:"result"`
}

// request is a line of the protocol.
type request struct {
	ID   int    `json:"id"`
	Op   string `json:"op"`
	Data []byte `json:"data,omitempty"`
	A    *side  `json:"a,omitempty"`
	B    *side  `json:"b,omitempty"`
}

type side struct {
	Data []byte `json:"data"`
}

// Find finds the program: the one that is named, else beside this one, else in
// PATH. nil where there is none, or where it is named "none".
func Find(name string) *Engine {
	if name == "none" {
		return nil
	}
	if name != "" {
		return &Engine{path: name}
	}
	if self, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(self), program)
		if info, err := os.Stat(beside); err == nil && info.Mode()&0o111 != 0 {
			return &Engine{path: beside}
		}
	}
	if path, err := exec.LookPath(program); err == nil {
		return &Engine{path: path}
	}
	return nil
}

// Compare scores whether two pictures show the same person, 0–100; ok is false
// where that can't be said.
func (e *Engine) Compare(ctx context.Context, photo, reference []byte) (score float64, ok bool, err error) {
	a, err := e.ask(ctx, request{Op: "compare", A: &side{photo}, B: &side{reference}})
	if err != nil {
		return 0, false, err
	}
	var result struct {
		Score *float64 `json:"score"`
	}
	if a.Exit > 1 || json.Unmarshal(a.Result, &result) != nil || result.Score == nil {
		return 0, false, nil
	}
	return *result.Score, true, nil
}

// Embed gives the embeddings of a photo; none where there is no face.
func (e *Engine) Embed(ctx context.Context, photo []byte) ([][]byte, error) {
	a, err := e.ask(ctx, request{Op: "embed", Data: photo})
	if err != nil {
		return nil, err
	}
	var result struct {
		Embeddings []struct {
			Data []byte `json:"packed"`
		} `json:"embeddings"`
	}
	if a.Exit > 0 || json.Unmarshal(a.Result, &result) != nil {
		return nil, nil
	}
	var all [][]byte
	for _, r := range result.Embeddings {
		all = append(all, r.Data)
	}
	return all, nil
}

// Close ends the child.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.end()
	return nil
}

func (e *Engine) ask(ctx context.Context, r request) (answer, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return answer{}, err
	}
	if e.now == nil {
		if err := e.start(); err != nil {
			return answer{}, err
		}
	}
	c := e.now
	c.last++
	r.ID = c.last
	line, err := json.Marshal(r)
	if err != nil {
		return answer{}, err
	}
	if _, err := c.in.Write(append(line, '\n')); err != nil {
		e.end()
		return answer{}, ErrGone
	}
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case a, ok := <-c.answers:
		if ok && a.ID == r.ID {
			return a, nil
		}
	case <-timer.C:
	case <-ctx.Done():
		err = ctx.Err()
	}
	e.end() // what it still says belongs to nobody
	return answer{}, errors.Join(ErrGone, err)
}

func (e *Engine) start() error {
	cmd := exec.Command(e.path, "photo", "serve") //nolint:gosec // the operator names it
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return errors.Join(ErrGone, err)
	}
	e.log("the photo program was started")
	c := &child{cmd: cmd, in: in, answers: make(chan answer, 1)}
	go func() {
		defer close(c.answers)
		lines := bufio.NewScanner(out)
		lines.Buffer(nil, maxLine)
		for lines.Scan() {
			var a answer
			if json.Unmarshal(lines.Bytes(), &a) != nil {
				return
			}
			c.answers <- a
		}
	}()
	e.now = c
	return nil
}

func (e *Engine) end() {
	if e.now == nil {
		return
	}
	c := e.now
	e.now = nil
	_ = c.in.Close()
	_ = c.cmd.Process.Kill()
	for range c.answers { // until the reader has seen the end
	}
	_ = c.cmd.Wait() // it was killed
	e.log("the photo program was ended")
}

func (e *Engine) log(what string) {
	if e.Log != nil {
		e.Log.Info(what)
	}
}
