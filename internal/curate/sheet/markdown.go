package sheet

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extended "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"rolecall/internal/hint"
)

// passage is a line, paragraph or point in the Markdown of an answer: bold and italic
// words are all that it has.
type passage struct {
	text string
	item bool // of a list
}

// answerText is what the Markdown of a cell says, in the order it says it.
type answerText struct {
	passages []passage
	links    []link
	notes    []string
}

// newMarkdown returns the parser: CommonMark with tables, so that they are found, and
// addresses that nobody marked as links.
func newMarkdown() parser.Parser {
	return goldmark.New(goldmark.WithExtensions(extension.Table, extension.Linkify)).Parser()
}

// bullets are how people begin a point in a cell, where no program makes a list of it and
// numbers may begin anywhere; years are the numbers that Markdown would take for those of a
// list;
// hanging is a paragraph that is indented as only Markdown takes for code.
var (
	bullets = regexp.MustCompile(`(?m)^ *(?:[•·‣▪●–—] *|\d{1,3}[.)] +)`)
	years   = regexp.MustCompile(`(?m)^( *\d{4,9})([.)])`)
	hanging = regexp.MustCompile(`(?m)^ {4,}([^ *+0-9-])`)
)

// readMarkdown reads a cell that is [safe].
func readMarkdown(p parser.Parser, src string) (answerText, error) {
	src = years.ReplaceAllString(bullets.ReplaceAllString(src, "- "), `$1\$2`)
	src = hanging.ReplaceAllString(src, "$1")
	b := []byte(src)
	r := &markdownReader{src: b}
	r.blocks(p.Parse(text.NewReader(b)))
	r.endHeading()
	return r.out, r.err
}

type markdownReader struct {
	src     []byte
	out     answerText
	heading string // the one above, until it is known what is below it
	err     error  // the first one
}

func (r *markdownReader) note(format string, args ...any) {
	r.out.notes = append(r.out.notes, fmt.Sprintf(format, args...))
}

func (r *markdownReader) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		r.block(n)
	}
}

func (r *markdownReader) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		r.endHeading()
		r.heading = strings.Trim(strings.NewReplacer("\n", " ", "*", "").Replace(r.spans(n)), ": ")
	case *ast.Paragraph, *ast.TextBlock:
		r.add(false, r.lines(n)...)
	case *ast.List:
		r.list(n)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		for line := range strings.SplitSeq(string(n.Lines().Value(r.src)), "\n") {
			r.add(false, literal(line))
		}
	case *ast.LinkReferenceDefinition:
		for line := range strings.SplitSeq(string(n.Lines().Value(r.src)), "\n") {
			r.note("left out %q, which Markdown takes for the address of a link", shorten(line))
		}
	case *extended.Table:
		r.fail(hint.New("a table in the answer", "write each of its rows as a point: a line that begins with -"))
	case *ast.HTMLBlock:
		r.fail(errHTML)
	default:
		r.blocks(n)
	}
}

var errHTML = hint.New("HTML in the answer that cannot be taken out", "write plain words")

func (r *markdownReader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// add takes passages down; a heading above a paragraph becomes its bold label.
func (r *markdownReader) add(item bool, lines ...string) {
	for _, line := range lines {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" {
			continue
		}
		if !item && len(r.out.passages) > 0 && r.heading != "" {
			line, r.heading = "**"+r.heading+":** "+line, ""
		}
		r.endHeading()
		r.out.passages = append(r.out.passages, passage{inert(line), item})
	}
}

// endHeading drops a heading that is the label of nothing.
func (r *markdownReader) endHeading() {
	if r.heading != "" {
		r.note("left out the heading %q", shorten(r.heading))
		r.heading = ""
	}
}

// list takes each point down. What is below one in the list, a line or another list, is
// a further point.
func (r *markdownReader) list(list *ast.List) {
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		for c := item.FirstChild(); c != nil; c = c.NextSibling() {
			switch c.(type) {
			case *ast.Paragraph, *ast.TextBlock:
				r.add(true, r.lines(c)...)
			default:
				r.block(c)
			}
		}
	}
}

// lines are the words of a paragraph. In a cell, a line that does not begin with a small
// letter is one of its own: nobody breaks lines by hand within a sentence.
func (r *markdownReader) lines(n ast.Node) (out []string) {
	for line := range strings.SplitSeq(r.spans(n), "\n") {
		first, _ := utf8.DecodeRuneInString(line)
		if len(out) > 0 && unicode.IsLower(first) {
			out[len(out)-1] += " " + line
			continue
		}
		out = append(out, line)
	}
	return out
}

// spans are the words of a paragraph, with "\n" at the end of its lines.
func (r *markdownReader) spans(parent ast.Node) string {
	var b strings.Builder
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Segment.Value(r.src))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte('\n')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.Emphasis:
			mark := strings.Repeat("*", n.Level)
			if words := strings.TrimSpace(strings.ReplaceAll(r.spans(n), "\n", " ")); words != "" {
				b.WriteString(mark + words + mark)
			}
		case *ast.CodeSpan:
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if c, ok := c.(*ast.Text); ok {
					b.WriteString(literal(string(c.Segment.Value(r.src))))
				}
			}
		case *ast.Link:
			b.WriteString(r.link(link{strings.ReplaceAll(r.spans(n), "\n", " "), string(n.Destination)}))
		case *ast.AutoLink:
			if n.AutoLinkType == ast.AutoLinkEmail {
				b.Write(n.Label(r.src))
				break
			}
			b.WriteString(r.link(link{"", string(n.URL(r.src))}))
		case *ast.Image:
			r.note("left out the image %s", shorten(string(n.Destination)))
		case *ast.RawHTML:
			r.fail(errHTML)
		default:
			b.WriteString(r.spans(n))
		}
	}
	return b.String()
}

// link notes an address down, and returns the words that stand for it.
func (r *markdownReader) link(l link) string {
	ok, err := checkLink(l)
	if err != nil {
		r.fail(err)
	}
	if !ok {
		r.note("left out the address %s, which leads to no page", shorten(l.address))
		return l.label
	}
	r.out.links = append(r.out.links, l)
	if l.label != "" && l.label != l.address {
		return l.label
	}
	return host(l.address)
}

// host is the name of the site of an address that [checkLink] took.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// literal is a text without a mark that Markdown reads.
func literal(s string) string { return marks.ReplaceAllString(strings.TrimSpace(s), `\$0`) }

var marks = regexp.MustCompile("[\\\\*_`<\\[\\]&]")

// starts is what would make something else of a paragraph that begins with it.
var starts = regexp.MustCompile(`^(?:(\d{1,9})([.)])(?:\s|$)|[#>|+-]|\[[^\]]*\]:|=+$|\*(?:\s|$)|~~~|\*\*\*)`)

// inert is a passage that Markdown reads as a paragraph.
func inert(s string) string {
	m := starts.FindStringSubmatch(s)
	switch {
	case m == nil:
		return s
	case m[1] != "":
		return m[1] + `\` + s[len(m[1]):]
	}
	return `\` + s
}
