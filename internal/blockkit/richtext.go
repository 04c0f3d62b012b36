package blockkit

import (
	"github.com/slack-go/slack"

	"rolecall/internal/corpus"
)

func textElement(s string, style *slack.RichTextSectionTextStyle) slack.RichTextSectionElement {
	if s == "" {
		s = " " // Slack refuses an empty text element
	}
	return slack.NewRichTextSectionTextElement(s, style)
}

// richText draws the text of an answer; cite returns the text of a citation.
func (b *builder) richText(t corpus.Text, cite func([]string) string) {
	var parts []slack.RichTextElement
	for _, block := range t {
		if block.Items == nil {
			// No empty line before it, though Slack leaves no space of its own: a paragraph
			// begins with a bold word, and the rating should be in sight on a phone.
			parts = append(parts, slack.NewRichTextSection(elements(block.Spans, cite)...))
			continue
		}
		var items []slack.RichTextElement
		for _, item := range block.Items {
			items = append(items, slack.NewRichTextSection(elements(item, cite)...))
		}
		parts = append(parts, bulleted(0, items...))
	}
	if len(parts) > 0 {
		b.add(slack.NewRichTextBlock(b.id("text"), parts...))
	}
}

func elements(spans []corpus.Span, cite func([]string) string) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for _, s := range spans {
		if s.Cite != nil {
			out = append(out, textElement(cite(s.Cite), italic))
			continue
		}
		var style *slack.RichTextSectionTextStyle
		if s.Bold || s.Italic {
			style = &slack.RichTextSectionTextStyle{Bold: s.Bold, Italic: s.Italic}
		}
		out = append(out, textElement(s.Text, style))
	}
	return out
}

// list is a bulleted rich_text_list. slack-go's own type always sends "border" and
// "offset" too; Slack's published types (@slack/types) have no "offset".
type list struct {
	Type     slack.RichTextElementType     `json:"type"`
	Style    slack.RichTextListElementType `json:"style"`
	Indent   int                           `json:"indent"`
	Elements []slack.RichTextElement       `json:"elements"`
}

// RichTextElementType makes list a slack.RichTextElement.
func (l list) RichTextElementType() slack.RichTextElementType { return l.Type }

func bulleted(indent int, items ...slack.RichTextElement) list {
	return list{Type: slack.RTEList, Style: slack.RTEListBullet, Indent: indent, Elements: items}
}

// bullets draws plain lines as a list under a bold title.
func (b *builder) bullets(title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	var items []slack.RichTextElement
	for _, l := range lines {
		items = append(items, slack.NewRichTextSection(textElement(l, nil)))
	}
	parts := []slack.RichTextElement{bulleted(0, items...)}
	if title != "" {
		parts = append([]slack.RichTextElement{slack.NewRichTextSection(textElement(title, bold))}, parts...)
	}
	b.add(slack.NewRichTextBlock(b.id("list"), parts...))
}
