package cli

import (
	"errors"
	"fmt"
)

// The exit codes of both programs.
const (
	Good    = 0
	Refused = 1
	Failed  = 2
)

// Exit is an error that names its exit code.
type Exit struct {
	Code int
	// Err is what went wrong; nil when the command has already said it.
	Err error
}

// Error gives the cause's message.
func (e *Exit) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("exit %d", e.Code)
	}
	return e.Err.Error()
}

// Unwrap gives the cause.
func (e *Exit) Unwrap() error { return e.Err }

// Refuse makes the error for exit code 1. err may be nil: nothing more is
// printed then.
func Refuse(err error) error { return &Exit{Code: Refused, Err: err} }

// Fail makes the error for exit code 2. err may be nil: nothing more is
// printed then.
func Fail(err error) error { return &Exit{Code: Failed, Err: err} }

// Code gives the exit code for err: 0 for nil, the code of the Exit in its
// chain, else 2.
func Code(err error) int {
	if err == nil {
		return Good
	}
	var e *Exit
	if errors.As(err, &e) {
		return e.Code
	}
	return Failed
}

// Worse gives the error with the higher exit code, a if they are equal. It
// keeps the worst of several files.
func Worse(a, b error) error {
	if Code(b) > Code(a) {
		return b
	}
	return a
}
