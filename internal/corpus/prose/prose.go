// Package prose parses the small part of Markdown that an answer is written in:
// paragraphs and lists, bold and italic words, and citations of sources. It knows
// neither files nor the corpus.
package prose

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Text is answer prose: what every surface can show. Paragraphs and lists hold
// spans.
type Text []Block

// Block is a paragraph, or a list when Items is set.
type Block struct {
	Spans []Span
	Items [][]Span
	Line  int   // in the file, 1-based
	lines []int // of the items
}

// Span is a run of text in one style, or a citation.
type Span struct {
	Text         string
	Bold, Italic bool
	Cite         []string // source ids; Text is empty then
}

var citation = regexp.MustCompile(`\[([A-Z][A-Za-z0-9+-]*(?:\s*,\s*[A-Z][A-Za-z0-9+-]*)*)\]`)

// markdown is the parser for CommonMark. It has no state between texts, and building it
// takes longer than parsing most texts.
var markdown = goldmark.DefaultParser()

// table finds a row of a Markdown table, or the line under its head, which the parser
// takes for a paragraph.
var table = regexp.MustCompile(`(?m)^[ \t]*\||^[ \t]*:?-+:?[ \t]*\|[-:| \t]*$`)

// Fault is something that cannot be shown on every surface: where, what, and what
// to do about it.
type Fault struct {
	Line       int
	What, Hint string
}

// maxBytes is the length of a text. The parser's time grows with the square of it
// (brackets, quote marks, emphasis): it takes a tenth of a second here and a minute
// at 400 KB. An answer has a fourteenth of it.
const maxBytes = 16 << 10

// Parse parses answer prose. line is the line of its first line in the file. Headings,
// links, code, tables, numbered lists and HTML are faults.
func Parse(src string, line int) (Text, []Fault) {
	if len(src) > maxBytes {
		return nil, []Fault{{Line: line, What: fmt.Sprintf("is longer than %d KB", maxBytes>>10), Hint: "an answer is short: it is read on a phone"}}
	}
	b := []byte(src)
	p := &textParser{src: b, first: line}
	doc := markdown.Parse(text.NewReader(b))
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Paragraph:
			p.out = append(p.out, Block{Spans: p.spans(n), Line: p.line(n)})
		case *ast.List:
			block := Block{Line: p.line(n)}
			if n.IsOrdered() {
				p.report(n, "a numbered list will not render in Slack", "begin each point with -")
			}
			for item := n.FirstChild(); item != nil; item = item.NextSibling() {
				var spans []Span
				block.lines = append(block.lines, p.line(item))
				for c := item.FirstChild(); c != nil; c = c.NextSibling() {
					if c.Kind() != ast.KindTextBlock && c.Kind() != ast.KindParagraph {
						p.report(c, "a list item holds "+kindName(c), "keep each point one sentence or two")
						continue
					}
					if len(spans) > 0 {
						spans = append(spans, Span{Text: " "})
					}
					spans = append(spans, p.spans(c)...)
				}
				block.Items = append(block.Items, spans)
			}
			p.out = append(p.out, block)
		default:
			p.report(n, kindName(n)+" will not render in Slack", "use paragraphs and one list")
		}
	}
	return p.out, p.faults
}

type textParser struct {
	src    []byte
	first  int
	out    Text
	faults []Fault
}

func (p *textParser) report(n ast.Node, what, hint string) {
	p.faults = append(p.faults, Fault{Line: p.line(n), What: what, Hint: hint})
}

// line is the line of a node in the file.
func (p *textParser) line(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if at := n.Pos(); at >= 0 && at <= len(p.src) {
			return p.first + bytes.Count(p.src[:at], []byte("\n"))
		}
	}
	return p.first
}

func (p *textParser) spans(n ast.Node) []Span {
	var out []Span
	var walk func(n ast.Node, bold, italic bool)
	walk = func(n ast.Node, bold, italic bool) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Text:
				s := string(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(c.Segment.Value(p.src)))))
				if c.SoftLineBreak() || c.HardLineBreak() {
					s += " "
				}
				out = append(out, Span{Text: s, Bold: bold, Italic: italic})
			case *ast.String:
				out = append(out, Span{Text: string(c.Value), Bold: bold, Italic: italic})
			case *ast.Emphasis:
				walk(c, bold || c.Level == 2, italic || c.Level == 1)
			default:
				p.report(c, kindName(c)+" will not render in Slack", "write plain words; cite with [SOURCE]")
			}
		}
	}
	if table.Match(n.Lines().Value(p.src)) {
		p.report(n, "a table will not render in Slack", "write points")
	}
	walk(n, false, false)
	return splitCitations(merge(out))
}

// merge joins neighbouring spans of the same style; goldmark splits at every bracket.
func merge(spans []Span) []Span {
	var out []Span
	for _, s := range spans {
		if k := len(out) - 1; k >= 0 && out[k].Bold == s.Bold && out[k].Italic == s.Italic {
			out[k].Text += s.Text
			continue
		}
		out = append(out, s)
	}
	return out
}

func splitCitations(spans []Span) []Span {
	var out []Span
	for _, s := range spans {
		rest := s.Text
		for {
			m := citation.FindStringSubmatchIndex(rest)
			if m == nil {
				break
			}
			if m[0] > 0 {
				out = append(out, Span{Text: rest[:m[0]], Bold: s.Bold, Italic: s.Italic})
			}
			var ids []string
			for id := range strings.SplitSeq(rest[m[2]:m[3]], ",") {
				ids = append(ids, strings.TrimSpace(id))
			}
			out = append(out, Span{Cite: ids})
			rest = rest[m[1]:]
		}
		if rest != "" {
			out = append(out, Span{Text: rest, Bold: s.Bold, Italic: s.Italic})
		}
	}
	return out
}

func kindName(n ast.Node) string {
	return fmt.Sprintf("a %s", strings.ToLower(n.Kind().String()))
}

// Cites returns the source ids cited, in order, each once.
func (t Text) Cites() []string {
	var out []string
	seen := map[string]bool{}
	t.Each(func(spans []Span, _ int) {
		for _, s := range spans {
			for _, id := range s.Cite {
				if !seen[id] {
					seen[id] = true
					out = append(out, id)
				}
			}
		}
	})
	return out
}

// Each calls f for every paragraph and list item.
func (t Text) Each(f func(spans []Span, line int)) {
	for _, b := range t {
		if b.Items == nil {
			f(b.Spans, b.Line)
		}
		for i, item := range b.Items {
			f(item, b.lines[i])
		}
	}
}

// Plain returns the text without styles, list items as "• …" lines. cite returns the
// text for the ids of one citation; if it is nil, citations are left out.
func (t Text) Plain(cite func(ids []string) string) string {
	var b strings.Builder
	for i, block := range t {
		if i > 0 {
			b.WriteString("\n")
		}
		if block.Items == nil {
			b.WriteString(Plain(block.Spans, cite) + "\n")
		}
		for _, item := range block.Items {
			b.WriteString("• " + Plain(item, cite) + "\n")
		}
	}
	return strings.TrimSpace(b.String())
}

// Plain returns spans as plain text; see [Text.Plain].
func Plain(spans []Span, cite func(ids []string) string) string {
	var b strings.Builder
	for _, s := range spans {
		if s.Cite == nil {
			b.WriteString(s.Text)
			continue
		}
		if cite == nil {
			trimmed := strings.TrimRight(b.String(), " ")
			b.Reset()
			b.WriteString(trimmed)
			continue
		}
		b.WriteString(cite(s.Cite))
	}
	return strings.TrimSpace(b.String())
}
