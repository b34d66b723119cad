// Package clitest is what the scripts that test the command lines share. It is
// imported by tests only.
package clitest

import (
	"errors"
	"os/exec"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// Exits is the script command
//
//	exits CODE PROGRAM ARG…
//
// which runs the program and fails unless it ends with exactly this exit code.
// Its output can be looked at afterwards with stdout and stderr, as after exec.
// Give it to testscript.Params as Cmds: {"exits": clitest.Exits}.
func Exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
