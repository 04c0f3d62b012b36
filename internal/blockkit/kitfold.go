package blockkit

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
	"rolecall/internal/kitfile"
)

// kitInShort draws what someone wants to know of a kit before they unfold a part of it.
func (b *builder) kitInShort() {
	k := b.reply.Kit
	knockouts, weighty := competencies(k, func(c corpus.Competency) bool { return c.Knockout }), "Weighs most"
	if knockouts != "" {
		weighty = "Also weighs most"
	}
	b.kitPage(kitPage{lines: []kitLine{
		{lead: "Mission", text: k.Scorecard.Mission},
		{lead: "Knock-outs", text: knockouts},
		{lead: weighty, text: competencies(k, func(c corpus.Competency) bool { return !c.Knockout && c.Weight == corpus.MaxWeight })},
		{lead: "Interviews", text: kitfile.Total(k)},
	}}, false)
}

// competencies lists the names of some competencies of a kit.
func competencies(k *corpus.Kit, which func(corpus.Competency) bool) string {
	var names []string
	for _, c := range k.Scorecard.Competencies {
		if which(c) {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, ", ")
}

// maxFolded is how many sections of text a part may have: a container holds ten blocks
// (docs.slack.dev, its page), and a part has a note and buttons too.
const maxFolded = 8

// kitPart draws a part of a kit folded, with a button that posts it.
func (b *builder) kitPart(p kitPage) {
	var inner []slack.Block
	if p.note != "" {
		inner = append(inner, slack.NewContextBlock(b.id("note"), plainText(Clip(p.note, MaxFieldText))))
	}
	for _, text := range folded(p) {
		s := slack.NewSectionBlock(text, nil, nil, slack.SectionBlockOptionBlockID(b.id("part")))
		s.Expand = true
		inner = append(inner, s)
	}
	ref := b.ref(b.reply.Role.ID)
	ref.Part = p.key
	post := b.button(ActionKitSection, "Post this section", ref)
	post.AccessibilityLabel = Clip("Post this section: "+p.title, MaxButtonText)
	buttons := []slack.BlockElement{post}
	if p.more != nil {
		buttons = append(buttons, b.button(ActionShow, p.more.Question, b.ref(p.more.ID)))
	}
	inner = append(inner, slack.NewActionBlock(b.id("do"), buttons...))
	b.add(slack.NewContainerBlock(inner...).WithBlockID(b.id("fold")).WithTitle(plainText(p.title)).WithCollapsible(true, true))
}

// folded returns the lines of a part, in as few sections as hold them. Slack's page of the
// container lists rich_text among what it holds; that Slack accepts it there is not
// confirmed, and sections are older.
func folded(p kitPage) []*slack.TextBlockObject {
	var out []*slack.TextBlockObject
	for _, l := range p.lines {
		if l.isEmpty() {
			continue
		}
		text, apart := l.folded(), "\n"
		if len(l.subpoints) > 0 {
			apart = "\n\n"
		}
		if last := len(out) - 1; last >= 0 && out[last].Type == text.Type && utf8.RuneCountInString(out[last].Text+apart+text.Text) <= MaxSectionText {
			out[last].Text += apart + text.Text
		} else {
			out = append(out, text)
		}
	}
	if len(out) > maxFolded {
		out = append(out[:maxFolded-1], plainText("… This is too long to show here. “Post this section” posts all of it."))
	}
	return out
}

// indent sets a subpoint in. It is an em space: ordinary ones at the start of a line may be
// dropped.
const indent = "\u2003"

// marks are what mrkdwn formats within a line, and the names of emoji. Slack has no escape
// for them (docs.slack.dev, formatting message text: only for &, < and >).
var marks = regexp.MustCompile("[*_~`]|:[^\\s:]+:")

// folded is a line with its subpoints, in at most MaxSectionText characters. The leads are
// bold. Where the text itself would be formatted, or is too long, all of it is plain.
func (l kitLine) folded() *slack.TextBlockObject {
	if said := strings.Join(append([]string{l.head, l.lead, l.text}, l.subpoints...), "\n"); !marks.MatchString(said) {
		text := l.drawn(escape, func(s string) string { return "*" + escape(s) + "*" })
		if utf8.RuneCountInString(text) <= MaxSectionText {
			return slack.NewTextBlockObject(slack.MarkdownType, text, false, true)
		}
	}
	asIs := func(s string) string { return s }
	return plainText(Clip(l.drawn(asIs, asIs), MaxSectionText))
}

// drawn is a line with its subpoints, each on a line of its own.
func (l kitLine) drawn(text, lead func(string) string) string {
	oneLine := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	var lines []string
	if l.head != "" {
		lines = append(lines, lead(oneLine(l.head)))
	}
	first, rest := l.leadAndText()
	line := "• "
	if first != "" {
		line += lead(oneLine(first)) + " "
	}
	lines = append(lines, strings.TrimRight(line+text(oneLine(rest)), " "))
	for _, s := range l.subpoints {
		lines = append(lines, indent+"◦ "+text(oneLine(s)))
	}
	return strings.Join(lines, "\n")
}

// KitSection draws one part of a kit as a message for a channel. part is its key; ok is
// false if the kit does not have it, or has it no longer.
func KitSection(r advisor.Reply, part string, v View) (m Message, ok bool) {
	if r.Kit == nil || r.Role == nil {
		return Message{}, false
	}
	pages := kitPages(r)
	at := pageOf(pages, part)
	if at < 0 {
		return Message{}, false
	}
	p := pages[at]
	b, text := &builder{reply: r, view: v}, plain{}
	title := "Hiring kit · " + r.Role.Letters + ": " + prose.LowerFirst(p.title)
	b.header(title)
	text.line(title)
	b.kitPage(p, false)
	text.kitPage(p)
	b.actions("kit", []slack.BlockElement{b.button(ActionKit, "Hiring kit", b.ref(r.Role.ID))})
	return b.message(text.String()), true
}

// CanvasSaved says where the canvas with a kit is: a tab of the channel, or else one that
// only the person who pressed can see.
func CanvasSaved(title, link string, tab bool) Message {
	said, after := "Saved as a canvas, which only you can see until you share it: ", ""
	if tab {
		said, after = "Saved as a canvas, in a tab of this channel: ", " Everyone here can read it."
	}
	b := &builder{}
	b.add(slack.NewRichTextBlock(b.id("say"), slack.NewRichTextSection(textElement(said, nil), slack.NewRichTextSectionLinkElement(link, title, nil), textElement(after, nil))))
	return b.message(said + title + after + "\n" + link)
}
