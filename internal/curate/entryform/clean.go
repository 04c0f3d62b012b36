package entryform

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

var (
	// slackMark is what Slack writes for a mention, a channel, a broadcast or a link that
	// someone typed: <@U1|ana>, <#C1|jobs>, <!channel>, <https://example.com|label>.
	slackMark = regexp.MustCompile(`<([@#!]|https?://|mailto:)([^<>|]*)(?:\|([^<>]*))?>`)
	broadcast = regexp.MustCompile(`(?i)@(here|channel|everyone)\b`)
	htmlTag   = regexp.MustCompile(`(?s)<!--.*?-->|</?[a-zA-Z][^<>]*>`)
	// script is what a browser would run; its words are no text.
	script = regexp.MustCompile(`(?is)<(script|style)\b.*?(</(script|style)\s*>|$)`)
	// address is what people read as the address of a page: a name with a dot and a known
	// kind of ending.
	address = regexp.MustCompile(`(?i)(?:https?://)?\b((?:[a-z0-9-]+\.)+(?:com|org|net|io|co|gov|edu|de|uk|eu|info|biz|app|dev|ai))\b`)
	link    = regexp.MustCompile(`(?i)\[[^\]\n]*\]\([^)\s]*\)|\b[a-z][a-z0-9+.-]*://|\bwww\.|\bjavascript:|\bdata:[a-z]+/`)
)

// Clean returns what someone typed without what could act on its reader: mentions and
// broadcasts of Slack, HTML, and invisible characters, such as those that turn the
// direction of writing. The name in a mention stays, as a word.
func Clean(s string) string {
	for {
		out := clean(s)
		if out == s { // what is left may have come together to a mark again
			return out
		}
		s = out
	}
}

// Acts reports whether a text holds something that Clean would take out: what it changes
// of white space does not count.
func Acts(s string) bool {
	plain := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ", "\u00a0", " ")
	return Clean(s) != plain.Replace(s)
}

func clean(s string) string {
	s = script.ReplaceAllString(s, "")
	s = slackMark.ReplaceAllStringFunc(s, func(m string) string {
		p := slackMark.FindStringSubmatch(m)
		switch p[1] {
		case "@":
			return strings.TrimPrefix(p[3], "@")
		case "#":
			if p[3] != "" {
				return "#" + p[3]
			}
			return ""
		case "!":
			return ""
		}
		return p[1] + p[2] // a link: its own address, whatever the label says
	})
	s = htmlTag.ReplaceAllString(s, "")
	s = broadcast.ReplaceAllString(s, "$1")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\u00a0':
			return ' '
		case unicode.Is(unicode.C, r): // control and format characters, private use
			return -1
		}
		return r
	}, strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
}

// line is Clean on one line.
func line(s string) string { return strings.Join(strings.Fields(Clean(s)), " ") }

// lines are the lines of a text that have words, clean.
func lines(s string) (out []string) {
	for l := range strings.SplitSeq(Clean(s), "\n") {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// checkURL returns what is wrong with the address of a source.
func checkURL(s string) (host, what, hint string) {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "", "is not the address of a page", "begin with https://"
	case u.User != nil:
		return "", "has a name before the @, which can hide where it leads", "leave it out"
	case strings.ContainsFunc(s, unicode.IsSpace):
		return "", "has a space", "copy it again"
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."), "", ""
}

// misleads reports whether a label shows another address than host.
func misleads(label, host string) bool {
	for _, m := range address.FindAllStringSubmatch(label, -1) {
		shown := strings.TrimPrefix(strings.ToLower(m[1]), "www.")
		if shown != host && !strings.HasSuffix(host, "."+shown) {
			return true
		}
	}
	return false
}
