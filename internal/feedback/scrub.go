package feedback

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is how much of a question is kept, in characters.
const maxText = 300

var (
	scrubLead  = regexp.MustCompile(`^(?:\s*<[@!][^>]*>[\s,:]*)+`)
	scrubSteps = []struct {
		re *regexp.Regexp
		by string
	}{
		{regexp.MustCompile(`(?i)\bx(?:ox[a-z]|app|oxe)[-.][^\s>]*`), "[secret]"},
		{regexp.MustCompile(`<mailto:[^>]*>`), "[email]"},
		{regexp.MustCompile(`<[@!][^>]*>`), "[name]"},
		{regexp.MustCompile(`<#[^>]*>`), "[channel]"},
		{regexp.MustCompile(`<(?i:[a-z][a-z0-9+.-]*:)[^>]*>`), "[link]"},
		{regexp.MustCompile(`[\p{L}\p{N}._%+'-]+\s?[@＠]\s?[\p{L}\p{N}-]+(?:\s?\.\s?[\p{L}\p{N}-]+)+`), "[email]"},
		{regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+|\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|app|ai|co|eu|uk|de|fr|es|it|nl|ch|at|us|ca|au|in|jp|cn|br|pl|se|no|dk|fi|info|biz|me|ly)\b(?:[/?#:]\S*)?`), "[link]"},
		// A name after @ may be two capitalised words, as Slack shows them.
		{regexp.MustCompile(`[@＠]\s?[\p{L}\p{N}_][\p{L}\p{N}._'’-]*(?:\s\p{Lu}[\p{Ll}'’-]+)?`), "[name]"},
		{regexp.MustCompile(`(?:^|\B)#[\p{Ll}\p{N}][\p{L}\p{N}_-]+`), "[channel]"},
		{regexp.MustCompile(`\b[UWCDGTBAEF][A-Z0-9]*\d[A-Z0-9]{5,}\b`), "[id]"},
		{regexp.MustCompile(`\+?\(?\p{Nd}(?:[\s().\-/]{0,3}\p{Nd}){6,}`), "[number]"},
		{regexp.MustCompile(`\p{Nd}{5,}`), "[number]"},
	}
)

// Scrub takes out of a text what may point at a person: mentions, names after
// @, e-mail addresses, links, channels, phone and long numbers, tokens. What is
// left is one line of at most 300 characters.
func Scrub(text string) string {
	if len(text) > 16*maxText {
		text = text[:16*maxText]
	}
	// Invisible characters go first, so that nothing hides behind them.
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cf, r) || unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	text = scrubLead.ReplaceAllString(text, "")
	for _, s := range scrubSteps {
		text = s.re.ReplaceAllString(text, s.by)
	}
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > maxText {
		text = string([]rune(text)[:maxText])
	}
	return text
}

// Scrubbed reports whether something was taken out of a kept text, so that it
// is of no use as a phrasing.
func Scrubbed(text string) bool {
	for _, s := range scrubSteps {
		if strings.Contains(text, s.by) {
			return true
		}
	}
	return false
}
