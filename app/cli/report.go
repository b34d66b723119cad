package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"campuskiosk/app/booth"
)

// Finish tells err on w, if it says anything, and returns the exit code.
func Finish(w io.Writer, err error) int {
	Tell(w, err, Lang())
	return Code(err)
}

// Tell writes what err says to people: one line with the sentence in lang
// ("zh" or "en") and the code in brackets. An Exit without a cause writes
// nothing. An error that is not a booth.Error, as the command-line library
// makes for wrong usage, is written as it is: whoever uses a command line can
// read it. The cause of a booth.Error is for the log and is not written.
func Tell(w io.Writer, err error, lang string) {
	var exit *Exit
	if err == nil || errors.As(err, &exit) && exit.Err == nil {
		return
	}
	var e *booth.Error
	if errors.As(err, &e) {
		_, _ = fmt.Fprintf(w, "%s [%s]\n", e.Text.In(lang), e.Code)
		return
	}
	_, _ = fmt.Fprintln(w, err)
}

// PrintJSON writes v as indented JSON with a line's end, <, > and & as they are:
// it is for programs and terminals, not for web pages.
func PrintJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
