package blocks

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Advise returns problems of a message, or of a view (which has a type), that Slack
// accepts or does not document: what screen readers do not read, elements that a bot
// cannot tell apart when they are used, and text that Slack would interpret, for
// example as a mention, although someone may have typed it. mention is the one user id
// that the payload may mention; "" is none.
func Advise(payload map[string]any, mention string) []string {
	a := &adviser{mention: mention}
	list, _ := payload["blocks"].([]any)
	switch payload["type"] {
	case "modal":
		if payload["close"] == nil {
			a.say("/close", "the modal has no close button of its own")
		}
		fallthrough
	case "home":
		if s, _ := payload["callback_id"].(string); s == "" {
			a.say("/callback_id", "without a callback_id the bot cannot tell the view from others")
		}
	default:
		a.message(Text(payload["text"]))
	}
	if len(list) == 0 {
		a.say("/blocks", "there is nothing to see")
	}
	for _, e := range Elements(list) {
		a.element(e)
	}
	a.walk(payload["blocks"], "/blocks")
	return a.advice
}

type adviser struct {
	mention string
	advice  []string
}

func (a *adviser) say(at, format string, args ...any) {
	a.advice = append(a.advice, at+": "+fmt.Sprintf(format, args...))
}

func (a *adviser) message(text string) {
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		a.say("/text", "screen readers and notifications read only the text, and there is none")
	case n > MaxMessageText:
		a.say("/text", "%d characters; Slack cuts the text after %d", n, MaxMessageText)
	}
	a.inert("/text", text)
}

func (a *adviser) element(e Element) {
	at := fmt.Sprintf("%s in block %q", e.Kind(), e.BlockID)
	if e.ActionID() == "" {
		a.say(at, "without an action_id of its own the bot cannot tell it from others")
	}
	switch e.Kind() {
	case "button", "icon_button":
		if s, _ := e.Body["value"].(string); s == "" && e.Body["url"] == nil {
			a.say(at, "a button without a value says nothing to the bot")
		}
	case "static_select", "external_select":
		if e.Body["placeholder"] == nil {
			a.say(at, "a menu without a placeholder does not say what it is for")
		}
	}
}

var (
	// active are the forms that Slack interprets in mrkdwn and in a message's
	// text (docs.slack.dev/messaging/formatting-message-text).
	active = regexp.MustCompile(`<[!@#][^>]*>?|<[^>|]*\|`)
	// webLink is a link to a page, which a bot may set in mrkdwn on purpose.
	webLink = regexp.MustCompile(`<https?://[^<>|\s]+\|[^<>]*>`)
)

// inert reports what Slack would interpret in a text.
func (a *adviser) inert(at, text string) {
	if a.mention != "" {
		text = strings.Replace(text, "<@"+a.mention+">", "", 1)
	}
	if m := active.FindString(text); m != "" {
		a.say(at, "Slack interprets %s; escape what someone typed", m)
	} else if strings.ContainsAny(text, "<>") {
		a.say(at, "an unescaped angle bracket")
	}
}

// walk checks all texts, rich text and tables in a value.
func (a *adviser) walk(v any, at string) {
	switch v := v.(type) {
	case []any:
		for i, e := range v {
			a.walk(e, fmt.Sprintf("%s/%d", at, i))
		}
	case map[string]any:
		a.object(v, at)
		for _, k := range slices.Sorted(maps.Keys(v)) {
			a.walk(v[k], at+"/"+k)
		}
	}
}

func (a *adviser) object(m map[string]any, at string) {
	switch m["type"] {
	case "mrkdwn":
		if m["verbatim"] != true {
			a.say(at, "without verbatim Slack turns addresses and names into links by itself")
		}
		a.inert(at, webLink.ReplaceAllString(Text(m), ""))
	case "text":
		// Slack documents no limit for rich text; this is that of a markdown block,
		// which holds the same kind of text.
		if n := utf8.RuneCountInString(Text(m)); n > MaxMarkdown {
			a.say(at, "a text of %d characters", n)
		}
	case "user", "usergroup", "channel", "broadcast":
		if m["type"] != "user" || a.mention == "" || m["user_id"] != a.mention {
			a.say(at, "mentions a %v", m["type"])
		}
	case "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted":
		if list, _ := m["elements"].([]any); len(list) == 0 {
			a.say(at, "an empty %v", m["type"])
		}
	case "table":
		a.table(m, at)
	}
}

// table reports where Slack would draw a table badly, or where it may be too long: how
// Slack counts rich text in cells is not documented, so its whole JSON is counted.
func (a *adviser) table(b map[string]any, at string) {
	rows, _ := b["rows"].([]any)
	if len(rows) == 1 {
		a.say(at, "a table of one row has no rows below its header")
	}
	width, chars := 0, 0
	for i, r := range rows {
		row, _ := r.([]any)
		if i == 0 {
			width = len(row)
		}
		if len(row) != width {
			a.say(at, "row %d has %d cells, the first %d", i, len(row), width)
		}
		for _, cell := range row {
			m, _ := cell.(map[string]any)
			if m["type"] == "raw_text" {
				chars += utf8.RuneCountInString(Text(m))
			} else {
				chars += size(m)
			}
		}
	}
	if chars > maxTableText {
		a.say(at, "%d characters if Slack counts the JSON of rich text; %d are allowed", chars, maxTableText)
	}
}
