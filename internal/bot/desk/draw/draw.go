// Package draw draws what curators, colleagues and owners see in Slack: cards of missed
// questions, forms, requests, drafts, histories and reminders. It takes plain data and
// returns blocks; package desk sends them and handles what comes back.
//
// What an asker typed is only in forms, as plain or rich text, which Slack does not
// interpret; never in a message, where neither retention nor "forget me" reaches it.
package draw

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackutilsx"

	"rolecall/internal/blockkit"
)

// Slack's limits that texts can reach, in characters; MaxBlocks is in blocks.
const (
	maxInput   = 3000 // docs.slack.dev, plain-text input element
	maxSayText = 3000 // a paragraph. Slack documents no limit for rich text; this is a section's
	maxTeaser  = 400  // of an answer on a card. A choice: more than two sentences have, but no imported page
	maxBlocks  = 50   // docs.slack.dev, chat.postMessage
)

// page collects the blocks of a message or a view, and the text of the message.
type page struct {
	blocks []slack.Block
	text   strings.Builder // escaped
	ids    int
}

func (p *page) add(blocks ...slack.Block) { p.blocks = append(p.blocks, blocks...) }

func (p *page) message() blockkit.Message {
	return blockkit.Message{Text: strings.TrimSpace(p.text.String()), Blocks: p.blocks}
}

// part is a piece of a line: as an element of rich text, and as mrkdwn.
type part struct {
	element slack.RichTextSectionElement
	mrkdwn  string
}

func escape(s string) string { return slackutilsx.EscapeMessage(s) }

// say is plain text, which Slack does not interpret.
func say(s string) part {
	if s = blockkit.Clip(s, maxSayText); s == "" {
		s = " " // Slack refuses an empty text element
	}
	return part{slack.NewRichTextSectionTextElement(s, nil), escape(s)}
}

func sayf(format string, args ...any) part { return say(fmt.Sprintf(format, args...)) }

func strong(s string) part {
	return part{slack.NewRichTextSectionTextElement(s, &slack.RichTextSectionTextStyle{Bold: true}), escape(s)}
}

var slackIDs = regexp.MustCompile(`^[UWCG][A-Z0-9]{2,40}$`)

// shortestID is how long an id without a digit is at least. An owner may be a name too,
// such as "CTO"; Slack's ids of that length have nine characters.
const shortestID = 9

// isPerson and isChannel tell the ids of people and channels from names.
func isPerson(id string) bool { return isID(id) && (id[0] == 'U' || id[0] == 'W') }

func isChannel(id string) bool { return isID(id) && (id[0] == 'C' || id[0] == 'G') }

func isID(id string) bool {
	return slackIDs.MatchString(id) && (len(id) >= shortestID || strings.ContainsAny(id, "0123456789"))
}

// who mentions a person or a channel. A name that is not an id is text; someone who asked
// to be forgotten has none.
func who(id string) part {
	switch {
	case id == "":
		return say("Someone")
	case isPerson(id):
		return part{slack.NewRichTextSectionUserElement(id, nil), "<@" + id + ">"}
	case isChannel(id):
		return part{slack.NewRichTextSectionChannelElement(id, nil), "<#" + id + ">"}
	}
	return say(id)
}

const (
	dayFormat  = "2 Jan 2006" // the month as a word, since 4/5 is two days of the year
	timeFormat = "2 Jan 2006, 15:04 UTC"

	dayToken  = "{date_short_pretty}" // docs.slack.dev, date in rich text
	timeToken = "{date_short_pretty} at {time}"
)

// day and moment show a time as each reader's own clock has it, "yesterday" for example.
func day(t time.Time) part    { return date(t, dayToken, dayFormat) }
func moment(t time.Time) part { return date(t, timeToken, timeFormat) }

func date(t time.Time, token, format string) part {
	plain := t.UTC().Format(format)
	return part{slack.NewRichTextSectionDateElement(t.Unix(), token, nil, &plain), plain}
}

type line []part

func (l line) elements() (out []slack.RichTextSectionElement) {
	for _, p := range l {
		out = append(out, p.element)
	}
	return out
}

func (l line) mrkdwn() (s string) {
	for _, p := range l {
		s += p.mrkdwn
	}
	return s
}

// lines adds a paragraph of lines.
func (p *page) lines(lines ...line) {
	var parts []slack.RichTextElement
	for _, l := range lines {
		if len(l) > 0 {
			parts = append(parts, slack.NewRichTextSection(l.elements()...))
			p.text.WriteString(l.mrkdwn() + "\n")
		}
	}
	if len(parts) > 0 {
		p.add(slack.NewRichTextBlock("", parts...))
	}
}

// quote adds someone's words.
func (p *page) quote(s string) {
	if s = strings.TrimSpace(s); s == "" {
		return
	}
	words := say(s)
	p.add(slack.NewRichTextBlock("", &slack.RichTextQuote{Type: slack.RTEQuote, Elements: []slack.RichTextSectionElement{words.element}}))
	p.text.WriteString("“" + words.mrkdwn + "”\n")
}

// list is a bulleted list. slack-go's own type always sends "border" and "offset", and
// Slack's published types have no "offset".
type list struct {
	Type     slack.RichTextElementType     `json:"type"`
	Style    slack.RichTextListElementType `json:"style"`
	Elements []slack.RichTextElement       `json:"elements"`
}

// RichTextElementType makes list a slack.RichTextElement.
func (l list) RichTextElementType() slack.RichTextElementType { return l.Type }

// bullets adds a list below a line.
func (p *page) bullets(title line, lines []line) {
	if len(lines) == 0 {
		return
	}
	l := list{Type: slack.RTEList, Style: slack.RTEListBullet}
	p.text.WriteString(title.mrkdwn() + "\n")
	for _, one := range lines {
		l.Elements = append(l.Elements, slack.NewRichTextSection(one.elements()...))
		p.text.WriteString("• " + one.mrkdwn() + "\n")
	}
	p.add(slack.NewRichTextBlock("", slack.NewRichTextSection(title.elements()...), l))
}

// quiet adds a small grey line. It is mrkdwn, the only form in which a small line mentions
// people: nothing that an asker typed may be in it.
func (p *page) quiet(parts ...part) {
	s := line(parts).mrkdwn()
	p.add(slack.NewContextBlock("", slack.NewTextBlockObject(slack.MarkdownType, s, false, true)))
	p.text.WriteString(s + "\n")
}

func (p *page) header(s string) {
	p.add(slack.NewHeaderBlock(plain(blockkit.Clip(s, blockkit.MaxHeader))))
	p.text.WriteString(escape(s) + "\n")
}

// buttons adds a row of buttons.
func (p *page) buttons(buttons ...*slack.ButtonBlockElement) {
	var row []slack.BlockElement
	for _, b := range buttons {
		row = append(row, b)
	}
	p.ids++
	p.add(slack.NewActionBlock("cur_do."+strconv.Itoa(p.ids), row...))
}

// button returns a button. Its action id ends with a number, since Slack wants each once in
// a block.
func (p *page) button(action, label string, ref Ref) *slack.ButtonBlockElement {
	p.ids++
	return slack.NewButtonBlockElement(action+"."+strconv.Itoa(p.ids), ref.String(), plain(label))
}

func primary(b *slack.ButtonBlockElement) *slack.ButtonBlockElement {
	b.Style = slack.StylePrimary
	return b
}

// form returns a modal with inputs.
func (p *page) form(title, submit, callback string, ref Ref) slack.ModalViewRequest {
	v := p.show(title, ref)
	v.CallbackID, v.Submit, v.Close = callback, plain(submit), plain("Cancel")
	return v
}

// show returns a modal to read.
func (p *page) show(title string, ref Ref) slack.ModalViewRequest {
	return slack.ModalViewRequest{Type: slack.VTModal, Title: plain(title), Close: plain("Close"),
		CallbackID: CallbackShow, PrivateMetadata: ref.String(), Blocks: slack.Blocks{BlockSet: p.blocks}}
}

func plain(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

// input adds a field that may stay empty.
func (p *page) input(block, label, hint string, e slack.BlockElement) *slack.InputBlock {
	b := slack.NewInputBlock(block, plain(label), nil, e).WithOptional(true)
	if hint != "" {
		b.Hint = plain(hint)
	}
	p.add(b)
	return b
}

// must adds a field that may not stay empty.
func (p *page) must(block, label, hint string, e slack.BlockElement) {
	p.input(block, label, hint, e).Optional = false
}

// typed is a field for text.
func typed[B ~string](block B, value string, multiline bool) *slack.PlainTextInputBlockElement {
	e := slack.NewPlainTextInputBlockElement(nil, ActionOf(block))
	e.InitialValue, e.Multiline, e.MaxLength = value, multiline, maxInput
	return e
}

// person is a menu of people.
func person(action, id string) *slack.SelectBlockElement {
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain("Choose a person"), action)
	if isPerson(id) {
		e.InitialUser = id
	}
	return e
}

// channel is a menu of channels. An owner is a person or a channel, and needs two menus: the
// one that has both lists direct messages by the id of a conversation that the bot is not in,
// so that it could neither write there nor know who is meant. Channels shared with other
// organisations are left out, since answers may be for the company alone.
func channel(action, id string) *slack.SelectBlockElement {
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeConversations, plain("Choose a channel"), action)
	e.Filter = &slack.SelectBlockElementFilter{Include: []string{"public", "private"}, ExcludeExternalSharedChannels: true}
	if isChannel(id) {
		e.InitialConversation = id
	}
	return e
}

// times is "once", "twice", "5 times".
func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return strconv.Itoa(n) + " times"
}

// count is "1 answer", "3 answers".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// first are at most n of a list, and how many are left out.
func first[T any](all []T, n int) (shown []T, more int) {
	shown = all[:min(len(all), n)]
	return shown, len(all) - len(shown)
}
