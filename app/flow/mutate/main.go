// Command mutate shows that the tests of the rules notice when a rule is
// changed: it alters the source text of each rule function of app/flow, one
// place at a time, and runs TestRules on it. A mutant that no test notices is
// a survivor. Nothing in the working tree is written: the altered file is given
// to the go command as an overlay.
//
//	go run ./app/flow/mutate                 every mutant, about three seconds each
//	go run ./app/flow/mutate -only RuleS2    those of the functions that begin so
//	go run ./app/flow/mutate -dir app/booth -files id -test .   the ID numbers
//
// Progress goes to stderr; the last line on stdout is the result as JSON. The
// exit code is 1 when a mutant survived, 2 when the run could not be made.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// result is the last line.
type result struct {
	Functions int      `json:"functions"`
	Mutants   int      `json:"mutants"`
	Noticed   int      `json:"noticed"`
	NotViable int      `json:"not_viable"` // does not compile
	Survived  []string `json:"survived"`
}

func main() {
	var w work
	flag.StringVar(&w.dir, "dir", "app/flow", "the package's folder")
	flag.StringVar(&w.files, "files", "rule", "how the names of the files begin")
	flag.StringVar(&w.only, "only", "", "how the names of the functions begin")
	flag.StringVar(&w.test, "test", "^TestRules$", "the tests that must notice")
	flag.Parse()
	r, err := w.run(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(2)
	}
	if err := json.NewEncoder(os.Stdout).Encode(r); err != nil || len(r.Survived) > 0 {
		os.Exit(1)
	}
}

// work says what is changed and what must notice.
type work struct{ dir, files, only, test string }

func (w work) run(ctx context.Context) (result, error) {
	list, functions, err := w.mutants()
	if err != nil {
		return result{}, err
	}
	if len(list) == 0 {
		return result{}, fmt.Errorf("no function of %s begins with %q", w.dir, w.only)
	}
	tmp, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return result{}, err
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	r := result{Functions: functions, Survived: []string{}}
	for i, m := range list {
		noticed, viable, err := w.try(ctx, m, tmp)
		if err != nil {
			return r, err
		}
		word := "noticed"
		switch {
		case !viable:
			r.NotViable++
			word = "not viable"
		case noticed:
			r.Mutants++
			r.Noticed++
		default:
			r.Mutants++
			r.Survived = append(r.Survived, m.name)
			word = "SURVIVED"
		}
		fmt.Fprintf(os.Stderr, "%d/%d %s: %s\n", i+1, len(list), m.name, word)
	}
	return r, nil
}

// try runs the tests on a mutant.
func (w work) try(ctx context.Context, m mutant, tmp string) (noticed, viable bool, err error) {
	changed, overlay := filepath.Join(tmp, "mutant.go"), filepath.Join(tmp, "overlay.json")
	if err := os.WriteFile(changed, m.source, 0o600); err != nil {
		return false, false, err
	}
	original, err := filepath.Abs(m.file)
	if err != nil {
		return false, false, err
	}
	text, err := json.Marshal(map[string]map[string]string{"Replace": {original: changed}})
	if err != nil {
		return false, false, err
	}
	if err := os.WriteFile(overlay, text, 0o600); err != nil {
		return false, false, err
	}
	out, err := exec.CommandContext(ctx, "go", "test", "-count=1", "-vet=off", "-timeout", "60s", //nolint:gosec // fixed program, our own arguments
		"-overlay", overlay, "-run", w.test, "./"+w.dir).CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return false, true, nil
	case !errors.As(err, &exit):
		return false, false, err
	}
	return true, !strings.Contains(string(out), "[build failed]"), nil
}
