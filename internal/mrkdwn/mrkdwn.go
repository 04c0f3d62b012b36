// Package mrkdwn turns Slack's message markup into the text that people see:
// links become their labels, mentions names, escapes the characters they stand
// for, and every kind of white space a space.
//
// Formatting (*bold*, `code`) and the names of emoji stay, since callers use
// them.
package mrkdwn

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain returns the text that people see. name returns the name of a user; if it
// returns "", the label in the mention is used, and a mention without a label is
// left out. If name is nil, all mentions of users are left out.
//
// White space becomes one space, line breaks stay, and no line begins or ends
// with a space. The result is valid UTF-8 and does not contain "<@", so that it
// mentions nobody when it is posted.
func Plain(text string, name func(userID string) string) string {
	if isPlain(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	s := strings.ToValidUTF8(text, " ")
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		b.WriteString(decode.Replace(s[:i]))
		inner, rest, ok := token(s[i+1:])
		if !ok {
			b.WriteByte('<')
			s = s[i+1:]
			continue
		}
		// A token without text becomes a space, so that words stay separate.
		if shown, ok := visible(inner, name); ok {
			b.WriteString(decode.Replace(shown))
		} else {
			b.WriteByte(' ')
		}
		s = rest
	}
	b.WriteString(decode.Replace(s))
	return tidy(b.String())
}

// isPlain reports whether Plain would not change s.
func isPlain(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= utf8.RuneSelf, c < ' ' && c != '\n', c == '<', c == '&', c == 0x7f:
			return false
		case c == ' ' || c == '\n':
			if i == 0 || i == len(s)-1 || s[i-1] == ' ' || c == ' ' && s[i-1] == '\n' || c == '\n' && s[i-1] == ' ' {
				return false
			}
		}
	}
	return true
}

// decode undoes Slack's escapes in one pass: people see "&amp;lt;" as "&lt;".
var decode = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

// token returns the markup up to the closing bracket, and the rest. ok is false
// if it is not Slack's markup, as in "a < b" or "<b>". s begins after the "<".
func token(s string) (inner, rest string, ok bool) {
	end := strings.IndexAny(s, "<>\n")
	if end < 1 || s[end] != '>' {
		return "", s, false
	}
	inner = s[:end]
	return inner, s[end+1:], strings.IndexByte("@#!", inner[0]) >= 0 || isLink(inner)
}

// isLink reports whether a token is a link: "https://…", "mailto:…", "tel:…".
func isLink(inner string) bool {
	scheme, _, ok := strings.Cut(inner, ":")
	if !ok || scheme == "" || strings.ContainsFunc(scheme, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '+' || r == '-' || r == '.')
	}) {
		return false
	}
	return strings.HasPrefix(inner[len(scheme):], "://") || strings.EqualFold(scheme, "mailto") || strings.EqualFold(scheme, "tel")
}

// visible returns what people see of a token; ok is false if they see nothing.
func visible(inner string, name func(userID string) string) (shown string, ok bool) {
	target, label, _ := strings.Cut(inner, "|")
	switch inner[0] {
	case '@':
		if name == nil {
			return "", false
		}
		if n := name(target[1:]); n != "" {
			label = n
		}
		return withSign("@", label)
	case '#':
		return withSign("#", label)
	case '!':
		command, _, _ := strings.Cut(target[1:], "^")
		switch command {
		case "here", "channel", "everyone", "group", "subteam":
			return "", false // a copy must not notify the group again
		}
		return label, label != "" // the fallback text of a date
	}
	if label != "" {
		return label, true
	}
	for _, scheme := range []string{"mailto:", "tel:"} {
		if len(target) > len(scheme) && strings.EqualFold(target[:len(scheme)], scheme) {
			return target[len(scheme):], true
		}
	}
	return target, true
}

func withSign(sign, label string) (string, bool) {
	label = strings.TrimLeft(label, sign)
	return sign + label, strings.TrimSpace(label) != ""
}

// tidy turns white space into single spaces, removes characters without width,
// and removes spaces at the start and the end of lines.
func tidy(s string) string {
	out := make([]byte, 0, len(s))
	gap := false // white space was read and not yet written
	for _, r := range s {
		switch {
		case isBlank(r):
			gap = true
			continue
		case unicode.Is(unicode.Cf, r): // joiners, soft hyphens, direction marks
			continue
		case gap && r != '\n' && len(out) > 0 && out[len(out)-1] != '\n':
			out = append(out, ' ')
		case r == '@': // a "<@" that was escaped or interrupted in the markup
			out = bytes.TrimRight(out, "<")
		}
		out, gap = utf8.AppendRune(out, r), false
	}
	return string(out)
}

// isBlank reports whether r separates words: white space, control characters and
// the zero-width space U+200B, which allows a line break. The five last are
// letters or symbols in Unicode that are shown as empty space: Braille blank and
// Hangul fillers.
func isBlank(r rune) bool {
	return r != '\n' && (unicode.IsSpace(r) || unicode.IsControl(r)) || unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp) ||
		r == '\u200b' || r == '\u2800' || r == '\u3164' || r == '\uffa0' || r == '\u115f' || r == '\u1160'
}

// WithoutEmoji replaces each emoji that Slack writes as a name, such as ":wave:"
// or ":+1::skin-tone-2:", by a space; "10:30:00" and "cto: cio:" stay.
func WithoutEmoji(s string) string {
	return emoji.ReplaceAllString(s, " ")
}

var emoji = regexp.MustCompile(`:[a-z0-9_+'-]*[a-z+][a-z0-9_+'-]*:`)
