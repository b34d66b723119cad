package booth

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// TestRefusals reads the package's source and looks at every sentence: codes
// are unique and in form, both languages are there, polite and different.
func TestRefusals(t *testing.T) {
	codes, seen := regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)?$`), map[string]bool{}
	pkgs, err := parser.ParseDir(token.NewFileSet(), ".", func(i fs.FileInfo) bool { return !strings.HasSuffix(i.Name(), "_test.go") }, 0) //nolint:staticcheck // one folder, no build tags
	if err != nil {
		t.Fatal(err)
	}
	known := append(NumberedRules(), RulesBeside()...)
	ast.Inspect(pkgs["booth"], func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		f, ok := call.Fun.(*ast.Ident)
		if !ok || f.Name != "Refuse" && f.Name != "Fail" {
			return true
		}
		var text []string
		for _, a := range call.Args {
			if l, ok := a.(*ast.BasicLit); ok {
				s, _ := strconv.Unquote(l.Value)
				text = append(text, s)
			}
		}
		if f.Name == "Refuse" {
			rule, ok := call.Args[0].(*ast.Ident)
			if !ok || !slices.Contains(known, RuleID(strings.TrimPrefix(rule.Name, "Rule"))) && !slices.Contains(known, RuleID(strings.ToLower(strings.TrimPrefix(rule.Name, "Rule")))) {
				t.Errorf("%v names no rule", text)
			}
		}
		if len(text) != 3 {
			t.Errorf("%v: code and two sentences expected", text)
			return true
		}
		code, zh, en := text[0], text[1], text[2]
		if !codes.MatchString(code) || seen[code] {
			t.Errorf("code %q", code)
		}
		seen[code] = true
		if !strings.HasSuffix(zh, "。") || strings.ContainsAny(zh, "！!") || !strings.ContainsFunc(zh, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s: %s", code, zh)
		}
		if !strings.HasSuffix(en, ".") || strings.Contains(en, "!") || strings.ContainsFunc(en, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s: %s", code, en)
		}
		if strings.Count(zh, "%") != strings.Count(en, "%") {
			t.Errorf("%s: placeholders differ", code)
		}
		return true
	})
	if len(seen) < 60 {
		t.Errorf("only %d sentences were found", len(seen))
	}
}

func TestErrorKeepsItsRule(t *testing.T) {
	cause := errors.New("cause")
	e := ErrPolicy.With("spec").Because(cause)
	if e.Rule != RuleW1 || !errors.Is(e, ErrPolicy) || !errors.Is(e, cause) || Explain(e).Rule != RuleW1 {
		t.Errorf("%+v", e)
	}
}
