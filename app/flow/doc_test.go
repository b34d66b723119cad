package flow

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"campuskiosk/app/booth"
)

// functionsOf gives the exported functions of a package's source.
func functionsOf(t *testing.T, dir, prefix string) map[string]bool {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), dir+"/"+e.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.IsExported() {
				found[prefix+fn.Name.Name] = true
			}
		}
	}
	return found
}

// TestDocTable: the table in the package's documentation has every rule, every
// function it names exists, and every rule function stands in it.
func TestDocTable(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	ours, domain := functionsOf(t, ".", ""), functionsOf(t, "../booth", "booth.")
	row := regexp.MustCompile(`(?m)^//\t(\w+) +(.+?) +TestRules/(\w+)$`)
	rows, named := map[booth.RuleID]bool{}, map[string]bool{}
	for _, m := range row.FindAllStringSubmatch(string(text), -1) {
		id := booth.RuleID(m[1])
		rows[id] = true
		if m[1] != m[3] {
			t.Errorf("row %s names the test %s", m[1], m[3])
		}
		if _, is := open[id]; is {
			if !strings.HasPrefix(m[2], "open: ") {
				t.Errorf("row %s does not say that it is open", id)
			}
			continue
		}
		for _, f := range strings.Fields(m[2]) {
			named[f] = true
			if !ours[f] && !domain[f] {
				t.Errorf("row %s names %s, which does not exist", id, f)
			}
			if ours[f] && owner(strings.TrimPrefix(f, "Rule")) != id {
				t.Errorf("%s stands in row %s", f, id)
			}
		}
	}
	for _, id := range append(booth.NumberedRules(), booth.RulesBeside()...) {
		if !rows[id] {
			t.Errorf("the table lacks %s", id)
		}
	}
	for f := range ours {
		if strings.HasPrefix(f, "Rule") && !named[f] {
			t.Errorf("the table lacks %s", f)
		}
	}
	set := reflect.TypeFor[rules]()
	for i := range set.NumField() {
		if f := set.Field(i).Name; !named["Rule"+f] && !named["booth."+f] {
			t.Errorf("the set has %s, the table not", f)
		}
	}
}

// TestSupportList: a sentence that sends a student to the registry office comes
// with the contact, and no other does.
func TestSupportList(t *testing.T) {
	support := booth.Support{Phone: "1"}
	text, err := os.ReadDir("../booth")
	if err != nil {
		t.Fatal(err)
	}
	sentence := regexp.MustCompile(`(?s)Refuse\(Rule\w+, "([a-z_.0-9]+)",\s+"([^"]+(?:"[^"]*")?[^"]*)",`)
	n := 0
	for _, e := range text {
		if !strings.HasPrefix(e.Name(), "refusals_") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		src, err := os.ReadFile("../booth/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range sentence.FindAllStringSubmatch(string(src), -1) {
			n++
			sends := strings.Contains(m[2], "学籍部门")
			got := RuleSupportFor(&booth.Error{Code: booth.Code(m[1])}, support)
			if (got == support) != sends {
				t.Errorf("%s: sends to the office %v, contact shown %v", m[1], sends, got == support)
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d sentences were read", n)
	}
}
