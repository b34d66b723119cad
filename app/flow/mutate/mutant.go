package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// mutant is one file with one change.
type mutant struct {
	name   string
	file   string
	source []byte
}

// swaps are the operators that are exchanged: each gives another answer at the
// boundary, or everywhere.
var swaps = map[token.Token]string{
	token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">",
	token.EQL: "!=", token.NEQ: "==", token.LAND: "||", token.LOR: "&&",
}

// picks says whether a function is one to change: those of the files, and rule
// functions wherever they stand.
func (w work) picks(file string, f *ast.FuncDecl) bool {
	return f.Type.Results != nil && strings.HasPrefix(f.Name.Name, w.only) &&
		(strings.HasPrefix(filepath.Base(file), w.files) || strings.HasPrefix(f.Name.Name, "Rule") && f.Recv == nil)
}

// mutants makes all mutants, and says of how many functions.
func (w work) mutants() ([]mutant, int, error) {
	files, err := filepath.Glob(filepath.Join(w.dir, "*.go"))
	if err != nil {
		return nil, 0, err
	}
	var list []mutant
	functions := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			return nil, 0, err
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, file, source, 0)
		if err != nil {
			return nil, 0, err
		}
		for _, d := range tree.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !w.picks(file, f) {
				continue
			}
			functions++
			e := editor{file: file, source: source, set: set, function: f.Name.Name}
			e.off(f)
			ast.Inspect(f.Body, e.inspect)
			list = append(list, e.list...)
		}
	}
	return list, functions, nil
}

// editor collects the mutants of one function.
type editor struct {
	file, function string
	source         []byte
	set            *token.FileSet
	list           []mutant
}

// at is a position's offset in the file.
func (e *editor) at(p token.Pos) int { return e.set.Position(p).Offset }

// change adds the mutant in which the text from begin to end reads otherwise.
func (e *editor) change(what string, begin, end token.Pos, text string) {
	b, n := e.at(begin), e.at(end)
	source := append(append(append([]byte(nil), e.source[:b]...), text...), e.source[n:]...)
	e.list = append(e.list, mutant{
		name: fmt.Sprintf("%s line %d: %s", e.function, e.set.Position(begin).Line, what), file: e.file, source: source,
	})
}

// off makes the function give zero values, whatever it is asked.
func (e *editor) off(f *ast.FuncDecl) {
	var declare, names []string
	for _, r := range f.Type.Results.List {
		typ := string(e.source[e.at(r.Type.Pos()):e.at(r.Type.End())])
		for range max(1, len(r.Names)) {
			name := fmt.Sprintf("zero%d", len(names))
			declare, names = append(declare, "var "+name+" "+typ), append(names, name)
		}
	}
	text := "{ " + strings.Join(declare, "; ") + "; if true { return " + strings.Join(names, ", ") + " }\n"
	e.change("switched off", f.Body.Lbrace, f.Body.Lbrace+1, text)
}

func (e *editor) inspect(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if to, ok := swaps[n.Op]; ok {
			e.change(n.Op.String()+" becomes "+to, n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), to)
		}
	case *ast.ReturnStmt:
		for _, r := range n.Results {
			if s, ok := r.(*ast.SelectorExpr); ok && strings.HasPrefix(s.Sel.Name, "Err") {
				e.change(s.Sel.Name+" is not given", r.Pos(), r.End(), "nil")
			}
		}
	}
	return true
}
