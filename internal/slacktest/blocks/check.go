// Package blocks reads and checks Block Kit as decoded JSON, the form in which Slack
// receives it. [Check], [CheckMessage], [CheckView] and [CheckMenu] find what Slack
// refuses; [Advise] finds what Slack accepts but people will not see or understand.
// [Elements] lists what a person can use. The package depends on no client library and
// does no I/O.
package blocks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Surface is where blocks are shown; it decides which are allowed.
type Surface string

// The surfaces of Block Kit.
const (
	Message Surface = "message"
	Modal   Surface = "modal"
	Home    Surface = "home"
)

// OnlyOneTable is Slack's error code for a second table in a payload.
const OnlyOneTable = "only_one_table_allowed"

// Check compares blocks with the documented limits of a surface and returns the
// problems, worded like Slack's and each with a JSON pointer. An unknown block type is
// a problem, as it is for Slack.
func Check(list []any, surface Surface) []string {
	c := newChecker(surface)
	c.blocks(list, "/blocks")
	return c.problems
}

// CheckMessage checks the text and the blocks of a message.
func CheckMessage(message map[string]any) []string {
	c := newChecker(Message)
	if _, ok := message["text"].(string); !ok && message["text"] != nil {
		c.problem("/text", "must be a string") // Slack cuts one that is too long
	}
	if message["blocks"] != nil {
		c.blocks(c.list(message["blocks"], "/blocks", 0, MaxMessageBlocks), "/blocks")
	}
	return c.problems
}

// CheckView checks a view; surface is Modal or Home.
func CheckView(view map[string]any, surface Surface) []string {
	c := newChecker(surface)
	if t, _ := view["type"].(string); t != string(surface) {
		c.problem("/view/type", "must be %q, not %q", surface, t)
	}
	if size(view) > MaxViewBytes {
		c.problem("/view", "must be less than %d bytes", MaxViewBytes+1)
	}
	if surface == Modal {
		c.text(view["title"], "/view/title", maxViewTitle, true)
		for _, k := range []string{"submit", "close"} {
			c.optionalText(view[k], "/view/"+k, maxViewTitle, true)
		}
	}
	c.size(view["private_metadata"], "/view/private_metadata", 0, maxMetadata)
	c.size(view["callback_id"], "/view/callback_id", 0, maxID)
	c.size(view["external_id"], "/view/external_id", 0, maxID)
	list := c.list(view["blocks"], "/view/blocks", 0, maxViewBlocks)
	c.blocks(list, "/view/blocks")
	inputs := slices.ContainsFunc(list, func(b any) bool { m, _ := b.(map[string]any); return m["type"] == "input" })
	if surface == Modal && inputs && view["submit"] == nil {
		c.problem("/view", "must define `submit` to use an `input` block in modals")
	}
	return c.problems
}

// size returns the number of bytes of a value as JSON.
func size(v any) int {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // as clients send it
	if e.Encode(v) != nil {
		return 0 // impossible for a value that was decoded from JSON
	}
	return b.Len() - 1 // without the encoder's newline
}

// CheckMenu checks the options that a bot sends for a menu.
func CheckMenu(answer map[string]any) []string {
	c := newChecker("")
	c.choices(answer, "", 0, maxOptions, true)
	if answer["options"] == nil && answer["option_groups"] == nil {
		c.problem("", "neither options nor option_groups")
	}
	return c.problems
}

type checker struct {
	surface  Surface
	problems []string
	ids      map[string]bool // block_ids seen
	tables   int
	tableLen int // characters of all tables' cells
	markdown int // characters of all markdown blocks
	charts   int // data_visualization blocks
}

func newChecker(surface Surface) *checker {
	return &checker{surface: surface, ids: map[string]bool{}}
}

func (c *checker) problem(at, format string, args ...any) {
	c.problems = append(c.problems, "[ERROR] "+fmt.Sprintf(format, args...)+" [json-pointer:"+at+"]")
}

// size checks the length of a string, in characters; it may be absent if least
// is 0.
func (c *checker) size(v any, at string, least, most int) {
	if v == nil && least == 0 {
		return
	}
	s, ok := v.(string)
	switch n := utf8.RuneCountInString(s); {
	case !ok:
		c.problem(at, "must be a string")
	case n < least:
		c.problem(at, "must be more than %d characters", least-1)
	case n > most:
		c.problem(at, "must be less than %d characters", most+1)
	}
}

// text checks a text object of 1 to most characters.
func (c *checker) text(v any, at string, most int, plain bool) {
	m, ok := v.(map[string]any)
	if !ok {
		c.problem(at, "must provide an object")
		return
	}
	kind, _ := m["type"].(string)
	if kind != "plain_text" && (plain || kind != "mrkdwn") {
		c.problem(at+"/type", "must be a valid text type, not %q", kind)
	}
	if kind == "mrkdwn" && m["emoji"] != nil {
		c.problem(at+"/emoji", "is not allowed with mrkdwn")
	}
	if kind == "plain_text" && m["verbatim"] != nil {
		c.problem(at+"/verbatim", "is not allowed with plain_text")
	}
	c.size(m["text"], at+"/text", 1, most)
}

func (c *checker) optionalText(v any, at string, most int, plain bool) {
	if v != nil {
		c.text(v, at, most, plain)
	}
}

// list checks that v is a list of least to most items and returns it.
func (c *checker) list(v any, at string, least, most int) []any {
	list, ok := v.([]any)
	switch {
	case !ok:
		c.problem(at, "must be an array")
	case len(list) < least:
		c.problem(at, "no fewer than %d items allowed", least)
	case len(list) > most:
		c.problem(at, "no more than %d items allowed", most)
	}
	return list
}

// objects calls f with each item of a list, which must all be objects.
func (c *checker) objects(list []any, at string, f func(m map[string]any, at string)) {
	for i, v := range list {
		here := fmt.Sprintf("%s/%d", at, i)
		if m, ok := v.(map[string]any); ok {
			f(m, here)
		} else {
			c.problem(here, "must provide an object")
		}
	}
}
