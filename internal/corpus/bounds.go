package corpus

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"go.yaml.in/yaml/v3"
)

// Limits on the cost of reading. Anything may be in a company's folder; whatever it is,
// each file is read or refused by name, well within a second. All are a choice, many
// times what the built-in corpus needs.
const (
	// MaxFile is the size of a file in bytes: twice that of the largest file of the
	// built-in corpus (words/follow-ups.txt, 500 KB).
	MaxFile = 1 << 20
	// maxFiles and maxTotal bound a whole folder: some twenty times the files and
	// the bytes of the built-in corpus, linked folders included.
	maxFiles = 6000
	maxTotal = 32 << 20
	// maxNesting is how deep a file's lists and fields may nest; the deepest
	// file that knowledge/README.md describes, a guide, has 8 levels.
	maxNesting = 32
	// maxNodes bounds the texts, lists and fields of a file, with aliases expanded;
	// sources.yaml has some 9,000.
	maxNodes = 20_000
)

// ReadFile reads a regular file of at most MaxFile bytes. It checks the opened file,
// since what a directory listing said may be out of date.
func ReadFile(fsys fs.FS, p string) ([]byte, error) {
	f, err := fsys.Open(p)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	data, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err == nil && len(data) > MaxFile {
		return nil, errTooLarge
	}
	return data, err
}

var (
	errNotRegular  = refusal{"is not a regular file", "put a text file in its place, or a link to one"}
	errTooLarge    = refusal{fmt.Sprintf("is larger than %d MB", MaxFile>>20), "split it, or move it away"}
	errTooMuch     = refusal{fmt.Sprintf("holds more than %d files, or %d MB", maxFiles, maxTotal>>20), "move away what is no knowledge"}
	errLeadsBack   = refusal{"is a link to a folder that it lies in", "remove it, or link to the files themselves"}
	errLeadsTooFar = refusal{fmt.Sprintf("is a link to a folder with more than what is left of %d files, or %d MB", maxFiles, maxTotal>>20), "remove it, or link to the files themselves"}
	errFolder      = refusal{"is a folder with the name of a file", "rename it, or put a text file in its place"}
)

// refusal is why a file is not read, with what to do.
type refusal struct{ what, hint string }

func (r refusal) Error() string { return r.what }

// bounded decodes a document into dst unless that is too costly. This form of the method
// may decode twice what is parsed once; parsing takes a third of a start.
type bounded struct {
	dst        any
	line       int
	what, hint string
}

func (b *bounded) UnmarshalYAML(decode func(any) error) error {
	var p parsed
	if err := decode(&p); err != nil {
		return err
	}
	if b.line, b.what, b.hint = tooCostly(p.node); b.what != "" {
		return errors.New(b.what)
	}
	return decode(b.dst)
}

// parsed keeps a document as the parser made it.
type parsed struct{ node *yaml.Node }

func (p *parsed) UnmarshalYAML(n *yaml.Node) error {
	p.node = n
	return nil
}

// tooCostly finds what makes a YAML document too costly to decode: too deep nesting, or
// too many nodes once its aliases are expanded. It also finds duplicate keys, since the
// library reports every pair of them: billions in a file that repeats one key.
func tooCostly(doc *yaml.Node) (line int, what, hint string) {
	nodes := 0
	var walk func(n *yaml.Node, depth int) bool
	walk = func(n *yaml.Node, depth int) bool {
		nodes++
		switch {
		case depth > maxNesting:
			line, what, hint = n.Line, fmt.Sprintf("nests deeper than %d levels", maxNesting), "see knowledge/README.md for the fields"
			return false
		case nodes > maxNodes:
			line, what, hint = n.Line, fmt.Sprintf("has more than %d parts", maxNodes), "split it, and write things out instead of using aliases (*name)"
			return false
		case n.Kind == yaml.AliasNode:
			ok := walk(n.Alias, depth+1)
			if !ok {
				line = n.Line // where it is used
			}
			return ok
		case n.Kind == yaml.MappingNode:
			first := make(map[string]int, len(n.Content)/2)
			for i := 0; i < len(n.Content); i += 2 {
				key := n.Content[i]
				if at, twice := first[key.Value]; twice && key.Kind == yaml.ScalarNode {
					line, what, hint = key.Line, fmt.Sprintf("mapping key %q already defined at line %d", key.Value, at), "remove one of them"
					return false
				}
				first[key.Value] = key.Line
			}
		}
		for _, c := range n.Content {
			if !walk(c, depth+1) {
				return false
			}
		}
		return true
	}
	walk(doc, 1)
	return line, what, hint
}
