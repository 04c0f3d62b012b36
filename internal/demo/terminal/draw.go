package terminal

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"rolecall/internal/slacktest"
	"rolecall/internal/slacktest/blocks"
)

// DrawOptions are the options of Draw.
type DrawOptions struct {
	// Width is the number of columns; 0 is defaultWidth.
	Width int
	// First is the number of the first element; 0 is 1.
	First int
	// Name turns a user's or a channel's id into what is shown after @ or #;
	// nil shows the id.
	Name func(id string) string
	// Bold uses the terminal's bold for headings and *bold* text.
	Bold bool
}

// Element is something a person can use, as Draw has numbered it.
type Element struct {
	Press slacktest.Press
	Kind  string // the element's type
	Label string
	// Options are the texts of a menu's own options, from which the person must choose
	// one.
	Options []string
	// URL is where a link button leads.
	URL string
}

// Draw returns blocks as plain text with the interactive elements numbered [1], [2] ...,
// and the elements in that order. An unknown block or element is shown by its type. It
// returns an error if blocks is not a JSON array.
func Draw(blocks json.RawMessage, opt DrawOptions) (string, []Element, error) {
	var list []any
	if err := json.Unmarshal(blocks, &list); err != nil {
		return "", nil, fmt.Errorf("draw: blocks are not a JSON array: %w", err)
	}
	d := newDrawing(opt)
	for _, b := range list {
		if m, ok := b.(map[string]any); ok {
			d.block(m)
		}
	}
	if d.out.Len() == 0 {
		return "", nil, nil
	}
	return strings.TrimRight(d.out.String(), "\n") + "\n", d.elements, nil
}

// defaultWidth and maxDivider are numbers of columns. Both are choices: a terminal next
// to an editor has room for the first, and a table of three columns fits in it; a longer
// divider looks like the end of the message.
const (
	defaultWidth = 88
	maxDivider   = 40
)

func newDrawing(opt DrawOptions) *drawing {
	if opt.Width == 0 {
		opt.Width = defaultWidth
	}
	if opt.First == 0 {
		opt.First = 1
	}
	if opt.Name == nil {
		opt.Name = func(id string) string { return id }
	}
	return &drawing{opt: opt}
}

type drawing struct {
	opt      DrawOptions
	out      strings.Builder
	elements []Element
}

func (d *drawing) line(s string) { d.out.WriteString(strings.TrimRight(s, " ") + "\n") }

func (d *drawing) bold(s string) string {
	if d.opt.Bold && s != "" {
		return "\x1b[1m" + s + "\x1b[0m"
	}
	return s
}

// paragraph writes text wrapped to the width. The first line begins with first, the
// others with indent.
func (d *drawing) paragraph(text, first, indent string) {
	for _, line := range strings.Split(text, "\n") {
		for _, piece := range wrap(line, d.opt.Width-utf8.RuneCountInString(indent)) {
			d.line(first + piece)
			first = indent
		}
	}
}

func (d *drawing) block(b map[string]any) {
	kind, _ := b["type"].(string)
	id, _ := b["block_id"].(string)
	switch kind {
	case "header":
		d.line(d.bold(d.text(b["text"])))
	case "section":
		if b["text"] != nil {
			d.paragraph(d.text(b["text"]), "", "")
		}
		fields, _ := b["fields"].([]any)
		for _, f := range fields {
			d.paragraph(d.text(f), "  ", "  ")
		}
		d.use(b["accessory"], id)
	case "context":
		var parts []string
		list, _ := b["elements"].([]any)
		for _, e := range list {
			if m, _ := e.(map[string]any); m["type"] == "image" {
				alt, _ := m["alt_text"].(string)
				parts = append(parts, "("+alt+")")
			} else {
				parts = append(parts, d.text(e))
			}
		}
		d.paragraph(strings.Join(parts, " · "), "  ", "  ")
	case "divider":
		d.line(strings.Repeat("─", min(d.opt.Width, maxDivider)))
	case "image":
		alt, _ := b["alt_text"].(string)
		d.line("(picture: " + alt + ")")
	case "rich_text":
		d.rich(b["elements"], "")
	case "markdown":
		s, _ := b["text"].(string)
		d.paragraph(s, "", "")
	case "table", "data_table":
		d.table(b)
	case "actions", "context_actions":
		list, _ := b["elements"].([]any)
		for _, e := range list {
			d.use(e, id)
		}
	case "input":
		d.line(d.bold(d.text(b["label"])))
		d.use(b["element"], id)
	case "card":
		d.card(b)
	case "carousel":
		d.each(b["elements"], d.card)
	case "container":
		d.container(b)
	case "data_visualization":
		d.chart(b)
	case "alert":
		d.paragraph(d.text(b["text"]), "! ", "  ")
	default:
		d.line("(a block of type " + kind + ")")
	}
}

// use draws an interactive element and numbers it.
func (d *drawing) use(v any, block string) {
	e, ok := v.(map[string]any)
	if !ok {
		return
	}
	kind, _ := e["type"].(string)
	action, _ := e["action_id"].(string)
	add := func(el Element, after string) {
		el.Kind, el.Press.ActionID, el.Press.BlockID = kind, action, block
		d.elements = append(d.elements, el)
		number := fmt.Sprintf("  [%d] ", d.opt.First+len(d.elements)-1)
		d.paragraph(el.Label+after, number, strings.Repeat(" ", len(number)))
	}
	switch kind {
	case "image":
		alt, _ := e["alt_text"].(string)
		d.line("  (" + alt + ")")
	case "button", "icon_button", "workflow_button":
		url, _ := e["url"].(string)
		after := ""
		if url != "" {
			after = " → " + url
		}
		label := d.text(e["text"])
		add(Element{Label: label, URL: url, Press: slacktest.Press{Text: blocks.Text(e["text"])}}, after)
	case "feedback_buttons":
		for _, side := range []string{"positive_button", "negative_button"} {
			b, _ := e[side].(map[string]any)
			add(Element{Label: d.text(b["text"]), Press: slacktest.Press{Text: blocks.Text(b["text"])}}, "")
		}
	case "overflow":
		for _, o := range blocks.Options(e) {
			add(Element{Label: d.text(o["text"]), Press: slacktest.Press{Option: blocks.Text(o["value"])}}, "")
		}
	default:
		label := d.text(e["placeholder"])
		var names []string
		for _, o := range blocks.Options(e) {
			names = append(names, blocks.Text(o["text"]))
		}
		after := ""
		switch {
		case len(names) > 0:
			after = ": " + strings.Join(names, " | ")
		case kind == "external_select":
			after = " (a number and a few letters search)"
		}
		if label == "" {
			label = strings.ReplaceAll(kind, "_", " ")
		}
		add(Element{Label: label, Options: names}, after)
	}
}

// text returns a text object as plain text.
func (d *drawing) text(v any) string {
	m, _ := v.(map[string]any)
	s := blocks.Text(v)
	if m["type"] == "mrkdwn" {
		return d.mrkdwn(s)
	}
	return s
}

var (
	angle    = regexp.MustCompile(`<([^<>]+)>`)
	boldMark = regexp.MustCompile(`(^|[\s(>"'–—-])\*([^*\n]+)\*`)
	softMark = regexp.MustCompile("(^|[\\s(])([_~])([^_~\n]+)([_~])([\\s).,;:!?]|$)")
	entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// mrkdwn turns Slack's markup into plain text.
func (d *drawing) mrkdwn(s string) string {
	s = angle.ReplaceAllStringFunc(s, func(m string) string {
		body, label, labelled := strings.Cut(m[1:len(m)-1], "|")
		switch {
		case strings.HasPrefix(body, "@"):
			return "@" + d.opt.Name(body[1:])
		case strings.HasPrefix(body, "#"):
			if labelled && label != "" {
				return "#" + label
			}
			return "#" + d.opt.Name(body[1:])
		case strings.HasPrefix(body, "!"):
			if labelled {
				return label
			}
			return "@" + body[1:]
		case labelled:
			return label + " (" + body + ")"
		}
		return body
	})
	s = boldMark.ReplaceAllStringFunc(s, func(m string) string {
		p := boldMark.FindStringSubmatch(m)
		return p[1] + d.bold(p[2])
	})
	s = softMark.ReplaceAllString(s, "$1$3$5")
	return entities.Replace(s)
}

// rich draws rich text elements.
func (d *drawing) rich(v any, indent string) {
	list, _ := v.([]any)
	for _, e := range list {
		m, _ := e.(map[string]any)
		switch m["type"] {
		case "rich_text_list":
			items, _ := m["elements"].([]any)
			depth, _ := m["indent"].(float64)
			offset, _ := m["offset"].(float64)
			for i, item := range items {
				mark := "• "
				if m["style"] == "ordered" {
					mark = fmt.Sprintf("%d. ", int(offset)+i+1)
				}
				pad := indent + strings.Repeat("  ", int(depth)+1)
				d.paragraph(d.inline(item), pad+mark, pad+strings.Repeat(" ", utf8.RuneCountInString(mark)))
			}
		case "rich_text_quote":
			d.paragraph(d.inline(m), indent+"│ ", indent+"│ ")
		case "rich_text_preformatted":
			for _, line := range strings.Split(d.inline(m), "\n") {
				d.line(indent + "    " + line)
			}
		case "rich_text_section":
			if s := strings.Trim(d.inline(m), "\n"); s != "" {
				d.paragraph(s, indent, indent)
			}
		default:
			d.line(fmt.Sprintf("%s(rich text of type %v)", indent, m["type"]))
		}
	}
}

// inline returns the text of a rich text section.
func (d *drawing) inline(v any) string {
	m, _ := v.(map[string]any)
	list, _ := m["elements"].([]any)
	var b strings.Builder
	for _, e := range list {
		m, _ := e.(map[string]any)
		str := func(k string) string { s, _ := m[k].(string); return s }
		switch m["type"] {
		case "text":
			if style, _ := m["style"].(map[string]any); style["bold"] == true {
				b.WriteString(d.bold(str("text")))
			} else {
				b.WriteString(str("text"))
			}
		case "link":
			if t := str("text"); t != "" && t != str("url") {
				b.WriteString(t + " (" + str("url") + ")")
			} else {
				b.WriteString(str("url"))
			}
		case "user":
			b.WriteString("@" + d.opt.Name(str("user_id")))
		case "channel":
			b.WriteString("#" + d.opt.Name(str("channel_id")))
		case "emoji":
			b.WriteString(":" + str("name") + ":")
		case "broadcast":
			b.WriteString("@" + str("range"))
		case "date":
			b.WriteString(str("fallback"))
		default:
			fmt.Fprintf(&b, "(%v)", m["type"])
		}
	}
	return b.String()
}
