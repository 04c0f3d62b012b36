package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// maxSteering is what the numbers that steer match and advisor must stay below. A choice:
// so few can be measured one by one.
const maxSteering = 40

// sourced matches a comment that says where a value comes from.
var sourced = regexp.MustCompile(`(?i)\b(choice|chosen|chose|measured|golden set|out of fold|RFC ?\d+|docs\.[a-z]+|https?://|page|default of|asks curators|www\.[a-z]+|20\d\d-\d\d-\d\d)\b`)

// constant is a number in the code: of a const, or a literal in the middle of it.
type constant struct {
	place   string // file:line
	value   string // its literals
	name    string // "" for a literal
	comment string
}

// TestFewConstantsSteer counts the numbers that steer the matcher and the advisor, and
// asks each const where its value comes from.
func TestFewConstantsSteer(t *testing.T) {
	var found []constant
	for _, dir := range []string{"match", "advisor"} {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("no files of %s: %v", dir, err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				found = append(found, constants(t, file, nil)...)
			}
		}
	}
	var list []string
	for _, c := range found {
		list = append(list, c.place+": "+strings.TrimSpace(c.name+" "+c.value))
		if c.name != "" && !sourced.MatchString(c.comment) {
			t.Errorf("%s: %s is %s: say in its comment where the value comes from: a measurement, a page, or “A choice: …”", c.place, c.name, c.value)
		}
	}
	if len(found) >= maxSteering {
		t.Errorf("%d numbers steer match and advisor, want fewer than %d: take some out\n%s", len(found), maxSteering, strings.Join(list, "\n"))
	}
}

// constants are the numbers of a file other than 0, 1 and 2. It leaves out what cannot
// steer: code points (hexadecimal), shifts, sizes of buffers, places in a list, and whole
// numbers that are added to one. A const counts once, whatever it is made of; the comment
// of one in a function may be the function's. src is the code, or nil to read the file.
func constants(t *testing.T, file string, src any) (out []constant) {
	t.Helper()
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	place := func(n ast.Node) string {
		p := set.Position(n.Pos())
		return path.Clean(filepath.ToSlash(p.Filename)) + ":" + strconv.Itoa(p.Line)
	}
	var function string // the comment of the function around
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			function = n.Doc.Text()
			ast.Inspect(n.Body, visit)
			function = ""
			return false
		case *ast.ValueSpec:
			parent, ok := constOf(parsed, n)
			if !ok {
				return true
			}
			for i, v := range n.Values {
				if numbers := steering(v); len(numbers) > 0 {
					out = append(out, constant{place(n), strings.Join(numbers, " "), n.Names[i].Name, function + parent.Doc.Text() + n.Doc.Text() + n.Comment.Text()})
				}
			}
			return false
		case *ast.BinaryExpr:
			by, whole := n.Y.(*ast.BasicLit)
			_, toName := n.X.(*ast.Ident)
			if n.Op == token.SHL || n.Op == token.SHR || n.Op == token.ADD && toName && whole && by.Kind == token.INT {
				ast.Inspect(n.X, visit)
				return false
			}
		case *ast.ArrayType:
			return false
		case *ast.AssignStmt:
			if n.Tok == token.SHL_ASSIGN || n.Tok == token.SHR_ASSIGN {
				return false
			}
		case *ast.IndexExpr:
			ast.Inspect(n.X, visit)
			return false
		case *ast.SliceExpr:
			ast.Inspect(n.X, visit)
			return false
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "make" {
				return false
			}
		case *ast.BasicLit:
			if isSteering(n) {
				out = append(out, constant{place: place(n), value: n.Value})
			}
		}
		return true
	}
	ast.Inspect(parsed, visit)
	return out
}

// constOf is the const declaration that a spec is in; ok is false for a var.
func constOf(file *ast.File, spec *ast.ValueSpec) (decl *ast.GenDecl, ok bool) {
	ast.Inspect(file, func(n ast.Node) bool {
		if d, is := n.(*ast.GenDecl); is && d.Tok == token.CONST && slices.Contains(d.Specs, ast.Spec(spec)) {
			decl, ok = d, true
		}
		return !ok
	})
	return decl, ok
}

// steering are the numbers of an expression other than 0, 1 and 2.
func steering(e ast.Expr) (out []string) {
	ast.Inspect(e, func(n ast.Node) bool {
		if b, ok := n.(*ast.BinaryExpr); ok && (b.Op == token.SHL || b.Op == token.SHR) {
			return false
		}
		if l, ok := n.(*ast.BasicLit); ok && isSteering(l) {
			out = append(out, l.Value)
		}
		return true
	})
	return out
}

func isSteering(l *ast.BasicLit) bool {
	if l.Kind != token.INT && l.Kind != token.FLOAT || strings.HasPrefix(strings.ToLower(l.Value), "0x") {
		return false
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(l.Value, "_", ""), 64)
	return err == nil && v != 0 && v != 1 && v != 2
}

// TestConstantsAreFound: what counts, and what does not.
func TestConstantsAreFound(t *testing.T) {
	const code = `package p

// Thresholds. A choice: they are round.
const (
	a = 0.5
	b = 3 * 4 // two numbers, one const
	c = iota
	d = 1
)

const bare = 7

// e is what RFC 7231 says.
const e = 10

var v = map[string]int{"x": 5}

// f has a choice of 9.
func f(list []int, i int) float64 {
	const local = 9
	var buf [64]byte
	_, _ = list[i+3], i+4+int(i)
	_ = float64(i) + 0.75
	_ = buf
	_ = make([]int, 0, 32)
	_ = list[3] + list[4:5][0] + 0x300 + 1<<40 + 2*len(list)
	return 0.25 * 1.5
}
`
	want := []string{"a 0.5 true", "b 3 4 true", "bare 7 false", "e 10 true", " 5 false", "local 9 true", " 0.75 false", " 0.25 false", " 1.5 false"}
	var got []string
	for _, c := range constants(t, "p.go", code) {
		got = append(got, c.name+" "+c.value+" "+strconv.FormatBool(sourced.MatchString(c.comment)))
	}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
