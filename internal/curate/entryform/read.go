package entryform

import (
	"bytes"
	"strings"

	"rolecall/internal/corpus"
)

// nextLabel begins the paragraph of an answer that says what to do.
const nextLabel = "**Next:**"

// Read returns the fields of an entry whose file is data.
func Read(e *corpus.Entry, data []byte) Fields {
	f := Fields{ID: e.ID, Question: e.Question, Label: e.Label, Owner: e.Owner, Reviewed: e.Reviewed, Sources: e.Sources}
	for _, p := range e.Phrasings {
		f.Phrasings = append(f.Phrasings, p.Text)
	}
	head, body, _ := cutFile(data)
	f.Short = oneLine(frontMatter(head).text("short"))
	var rest []string
	for _, p := range paragraphs(body) {
		if next, ok := strings.CutPrefix(p, nextLabel); ok {
			f.Next = oneLine(next)
			continue
		}
		rest = append(rest, p)
	}
	f.Points = strings.Join(rest, "\n\n")
	if len(rest) == 1 && isList(rest[0]) { // a list alone is shown without its marks
		f.Points = strings.ReplaceAll("\n"+f.Points, "\n- ", "\n")[1:]
	}
	return f
}

// cutFile splits a file into its front matter, without the lines ---, and what follows.
func cutFile(data []byte) (head, body string, ok bool) {
	data = bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\uFEFF")), []byte("\r\n"), []byte("\n"))
	rest, ok := strings.CutPrefix(string(data), "---\n")
	if !ok {
		return "", string(data), false
	}
	return strings.Cut(rest, "\n---\n")
}

// paragraphs are the parts of a body between blank lines. A line that only goes on where
// the one before it broke is joined to it.
func paragraphs(body string) (out []string) {
	for part := range strings.SplitSeq(body, "\n\n") {
		var list []string
		for l := range strings.SplitSeq(part, "\n") {
			switch text := strings.TrimSpace(l); {
			case text == "":
			case len(list) == 0 || marked(text):
				list = append(list, strings.TrimRight(l, " "))
			default:
				list[len(list)-1] += " " + text
			}
		}
		if len(list) > 0 {
			out = append(out, strings.Join(list, "\n"))
		}
	}
	return out
}

// marked reports whether a line begins a point: "- ", "* " or "1. ".
func marked(l string) bool {
	if strings.HasPrefix(l, "- ") || strings.HasPrefix(l, "* ") {
		return true
	}
	rest := strings.TrimLeft(l, "0123456789")
	return len(rest) < len(l) && strings.HasPrefix(rest, ". ")
}

// isList reports whether every line is a point of a simple list.
func isList(p string) bool {
	for l := range strings.SplitSeq(p, "\n") {
		if !strings.HasPrefix(l, "- ") {
			return false
		}
	}
	return true
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
