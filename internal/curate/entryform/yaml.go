package entryform

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// matter is a front matter whose other keys, comments and order stay as they are.
type matter struct{ node *yaml.Node }

// frontMatter reads a front matter; what cannot be read counts as empty.
func frontMatter(head string) matter {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(head), &doc); err != nil || len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return matter{&yaml.Node{Kind: yaml.MappingNode}}
	}
	return matter{doc.Content[0]}
}

// at returns the place of a key's value, -1 for none.
func (m matter) at(key string) int {
	for i := 0; i+1 < len(m.node.Content); i += 2 {
		if m.node.Content[i].Value == key {
			return i + 1
		}
	}
	return -1
}

// text returns the text of a key, "" without one.
func (m matter) text(key string) string {
	if i := m.at(key); i > 0 {
		return m.node.Content[i].Value
	}
	return ""
}

// set sets a key; an empty value removes it.
func (m matter) set(key string, v *yaml.Node) {
	i := m.at(key)
	switch empty := v.Value == "" && len(v.Content) == 0; {
	case empty && i > 0:
		m.node.Content = append(m.node.Content[:i-1], m.node.Content[i+1:]...)
	case empty:
	case i > 0:
		m.node.Content[i] = v
	default:
		m.node.Content = append(m.node.Content, scalar(key), v)
	}
}

// String is the front matter as YAML.
func (m matter) String() string {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(m.node); err != nil {
		panic(err) // a tree of texts can be written
	}
	return b.String()
}

// scalar is a text as YAML, quoted where a reader would take it for something else.
func scalar(s string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(s)
	if strings.ContainsAny(s, "#:[]{}&*!|>'\"%@`") {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// list is a list of texts as YAML.
func list(texts []string, style yaml.Style) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Style: style}
	for _, t := range texts {
		n.Content = append(n.Content, scalar(t))
	}
	return n
}

// FieldAt returns the field that a line of a file that [Fields.Write] made belongs to.
func FieldAt(data []byte, line int) Field {
	key, body := "", false
	for i, l := range strings.Split(string(data), "\n") {
		switch name, _, ok := strings.Cut(l, ":"); {
		case l == "---":
			body = i > 0
			if body {
				key = "points"
			}
		case body && strings.HasPrefix(l, nextLabel):
			key = "next"
		case !body && ok && name != "" && !strings.HasPrefix(name, " ") && !strings.HasPrefix(name, "-"):
			key = name
		}
		if i+1 == line {
			break
		}
	}
	switch f := Field(key); f {
	case FieldShort, FieldPoints, FieldNext, FieldSources, FieldPhrasings, FieldOwner, FieldReviewed, FieldLabel:
		return f
	}
	return FieldQuestion
}
