// Package mrkdwn reads Slack's message markup as people see it on the screen:
// links by their labels, mentions by their names, escaped signs as the signs,
// every kind of blank as a space.
//
// It is the one reader of that markup. Formatting (*bold*, `code`) and the names
// of emoji stay: they are what someone typed, and their readers want them.
package mrkdwn

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain returns the text that people see. name gives the name of a user; where it
// returns "" the mention's own label serves, and a mention without either is left
// out. With a nil name every mention of a user is left out.
//
// Runs of blanks become one space, lines keep apart, and no line begins or ends
// with a space. The result is valid UTF-8 and holds no "<@", so that it can never
// mention anyone again.
func Plain(text string, name func(userID string) string) string {
	if plain(text) {
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
		// A space keeps the words on both sides apart where nothing is seen.
		if seen, shown := read(inner, name); shown {
			b.WriteString(decode.Replace(seen))
		} else {
			b.WriteByte(' ')
		}
		s = rest
	}
	b.WriteString(decode.Replace(s))
	return tidy(b.String())
}

// plain reports a text that is as people see it already.
func plain(s string) bool {
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

// decode undoes what Slack escapes, in one pass: "&amp;lt;" is "&lt;" on the screen.
var decode = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

// token cuts what is between angle brackets; ok is false where that is no
// markup of Slack's: a stray "<", "<b>".
func token(s string) (inner, rest string, ok bool) {
	end := strings.IndexAny(s, "<>\n")
	if end < 1 || s[end] != '>' {
		return "", s, false
	}
	inner = s[:end]
	return inner, s[end+1:], strings.IndexByte("@#!", inner[0]) >= 0 || linked(inner)
}

// linked reports whether a token is a link: "https://…", "mailto:…", "tel:…".
func linked(inner string) bool {
	scheme, _, ok := strings.Cut(inner, ":")
	if !ok || scheme == "" || strings.ContainsFunc(scheme, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '+' || r == '-' || r == '.')
	}) {
		return false
	}
	return strings.HasPrefix(inner[len(scheme):], "://") || strings.EqualFold(scheme, "mailto") || strings.EqualFold(scheme, "tel")
}

// read is what people see of a token; shown is false where that is nothing.
func read(inner string, name func(userID string) string) (seen string, shown bool) {
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
			return "", false // they call people; nobody should be called again
		}
		return label, label != "" // a date's fallback
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

// tidy makes every blank a space, drops what has no width, and takes the spaces
// away that separate nothing.
func tidy(s string) string {
	out := make([]byte, 0, len(s))
	gap := false // a blank waits to be written
	for _, r := range s {
		switch {
		case blank(r):
			gap = true
			continue
		case unicode.Is(unicode.Cf, r): // joiners, soft hyphens, marks of direction
			continue
		case gap && r != '\n' && len(out) > 0 && out[len(out)-1] != '\n':
			out = append(out, ' ')
		case r == '@': // "<@" that someone typed letter by letter
			out = bytes.TrimRight(out, "<")
		}
		out, gap = utf8.AppendRune(out, r), false
	}
	return string(out)
}

// blank reports what looks like a space, or like nothing where words end: a
// zero-width space is where a line may break, so it separates words; so do
// control characters. The last ones are letters by name and empty on the screen.
func blank(r rune) bool {
	return r != '\n' && (unicode.IsSpace(r) || unicode.IsControl(r)) || unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp) ||
		r == '\u200b' || r == '\u2800' || r == '\u3164' || r == '\uffa0' || r == '\u115f' || r == '\u1160'
}

// WithoutEmoji puts a space for each emoji that Slack writes by its name, such as
// ":wave:" and ":+1::skin-tone-2:"; "10:30:00" and "cto: cio:" stay.
func WithoutEmoji(s string) string {
	return emoji.ReplaceAllString(s, " ")
}

var emoji = regexp.MustCompile(`:[a-z0-9_+'-]*[a-z+][a-z0-9_+'-]*:`)
