package crashtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// TestMain is the writer when it is started as a child.
func TestMain(m *testing.M) {
	if how := os.Getenv(childEnv); how != "" {
		if err := child(os.Args[1:], os.Stdout, how == childEarly); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// childEnv makes the test's program a writer, and says which.
const (
	childEnv    = "CRASHTEST_CHILD"
	childHonest = "honest"
	childEarly  = "early"
)

// self starts this program as a writer.
func self(how string) func(context.Context, ...string) *exec.Cmd {
	return func(ctx context.Context, args ...string) *exec.Cmd {
		cmd := exec.CommandContext(ctx, os.Args[0], args...)
		cmd.Env = append(os.Environ(), childEnv+"="+how)
		return cmd
	}
}

// TestOpsWithoutKilling: the model and the store agree on every op.
func TestOpsWithoutKilling(t *testing.T) {
	for seed := range uint64(4) {
		w := Writer{Dir: t.TempDir(), Ops: Ops{seed}, Stop: 120, Ack: func(int) error { return nil }}
		if err := w.Run(); err != nil {
			t.Fatal(err)
		}
		v, err := w.Judge(w.Stop)
		if err != nil || !v.Good() || v.Also {
			t.Errorf("seed %d: %v, %v", seed, v, err)
		}
	}
}

// TestKilled is the short form of "make crash".
func TestKilled(t *testing.T) {
	res, err := Rounds{N: 40, Seed: 1, Dir: t.TempDir(), Command: self(childHonest)}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !res.Good() {
		t.Errorf("%+v", res)
	}
	if res.Rounds != 40 || res.Survived > 40 || res.Acknowledged < 40 {
		t.Errorf("that proved little: %+v", res)
	}
}

// TestEarlyAcknowledgement: a store that answers before its data is durable
// loses what it acknowledged, and the rounds find it out. Without this, finding
// nothing would say nothing.
func TestEarlyAcknowledgement(t *testing.T) {
	res, err := Rounds{N: 20, Seed: 2, Dir: t.TempDir(), Command: self(childEarly)}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if res.Good() || res.Lost == 0 || len(res.Details) == 0 {
		t.Errorf("not found out: %+v", res)
	}
}
