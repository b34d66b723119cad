package booth

import (
	"errors"
	"fmt"
)

// Code names a kind of failure for machines: lower case, dotted by area
// ("picture.too_large"). Codes are part of the command line's output and stay
// stable between versions.
type Code string

// Error is a failure that a person will be told about. It carries a code for
// machines, a sentence that says what happened and what to do, and the cause
// for the log. No field may hold personal data.
type Error struct {
	Code Code
	Text Text
	// Rule is the rule of the collection that was applied; empty for failures
	// that are no refusals.
	Rule RuleID
	// Err is the cause, for the log only; may be nil.
	Err error
}

// Fail makes an Error. The sentences say what happened and what to do now.
func Fail(code Code, zh, en string) *Error {
	return &Error{Code: code, Text: Text{ZH: zh, EN: en}}
}

// Because returns a copy of e that wraps the cause err.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// Refuse makes an Error that applies a rule of the collection.
func Refuse(rule RuleID, code Code, zh, en string) *Error {
	return &Error{Code: code, Rule: rule, Text: Text{ZH: zh, EN: en}}
}

// With returns a copy of e whose two sentences are formatted with args, which
// both sentences must use in the same way.
func (e *Error) With(args ...any) *Error {
	c := *e
	c.Text = Text{ZH: fmt.Sprintf(e.Text.ZH, args...), EN: fmt.Sprintf(e.Text.EN, args...)}
	return &c
}

// Error gives the code and the English sentence; the cause follows if any.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s (%v)", e.Code, e.Text.EN, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Text.EN)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is an Error with the same code, so that
// errors.Is(err, ErrX) works for errors made with Because and With.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Explain finds the Error in err's chain. An error that is none of ours
// becomes "internal" with a general sentence, so that people never see a raw
// message.
func Explain(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return ErrInternal.Because(err)
}

// ErrInternal is what people are told when the cause is none that they can
// mend.
var ErrInternal = Fail("internal",
	"程序内部出错，已有的照片不受影响。请重试，仍不行请联系技术人员。",
	"Something inside the program failed; photos already taken are safe. Try again, and call the technician if it happens again.")
