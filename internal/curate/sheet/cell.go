package sheet

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"rolecall/internal/hint"
)

var (
	hyperlink   = regexp.MustCompile(`(?is)^=\s*HYPERLINK\(\s*"((?:[^"]|"")*)"\s*(?:[;,]\s*"((?:[^"]|"")*)"\s*)?\)$`)
	textFormula = regexp.MustCompile(`(?s)^="((?:[^"]|"")*)"$`)
	cellError   = regexp.MustCompile(`^#(?:REF!|N/A|N/V|NAME\??|VALUE!|WERT!|BEZUG!|DIV/0!|NUM!|ZAHL!|NULL!|SPILL!|ÜBERLAUF!|CALC!)$`)
	// quotedWord is an apostrophe that closes what the first one of a cell opens.
	quotedWord = regexp.MustCompile(`(?s)^'.*[\pL\pN.?!]'(?:[^\pL\pN]|$)`)
)

// formula returns what a cell shows whose text a spreadsheet program may take for
// something else. A link is in Markdown.
func formula(col column, s string) (string, error) {
	if strings.HasPrefix(s, "'") && !quotedWord.MatchString(s) {
		return strings.TrimSpace(s[1:]), nil // it only says that the cell is text
	}
	unquote := strings.NewReplacer(`""`, `"`)
	if m := hyperlink.FindStringSubmatch(s); m != nil {
		address, label := strings.TrimSpace(unquote.Replace(m[1])), strings.TrimSpace(unquote.Replace(m[2]))
		if label == "" {
			return address, nil
		}
		return markdownLink(label, address), nil
	}
	if m := textFormula.FindStringSubmatch(s); m != nil {
		return clean(unquote.Replace(m[1])), nil
	}
	switch {
	case strings.HasPrefix(s, "=") && !strings.HasPrefix(s, "=>") && strings.Trim(s, "=\n ") != "":
		return "", hint.New("a formula in the column of the "+string(col), "copy the column and paste its values")
	case cellError.MatchString(s):
		return "", hint.New("a formula without a result in the column of the "+string(col)+": "+s, "a text that begins with - or = needs ' in front of it")
	}
	return s, nil
}

var (
	// shown is a tag that becomes a line break, since people see one.
	shown  = regexp.MustCompile(`(?i)</?(?:br|p|div|li|ul|ol|tr|h[1-6])(?:\s[^<>]*)?/?>`)
	anchor = regexp.MustCompile(`(?is)<a\s[^<>]*?href\s*=\s*["']?([^"'\s<>]+)["']?[^<>]*>([^<>]*)</a>`)
	image  = regexp.MustCompile(`(?i)<img\b[^<>]*>`)
	hidden = regexp.MustCompile(`(?is)<!--.*?-->|<(?:script|style)\b[^<>]*>.*?</(?:script|style)\s*>`)
	tag    = regexp.MustCompile(`<[!?/]?[a-zA-Z][^<>]*>`)
	entity = regexp.MustCompile(`&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);`)
	// mention is one of Slack's; what stands before @ tells it from an address of mail.
	mention = regexp.MustCompile(`(?i)<[@#!][^<>]*>|(^|[^\w.@-])@(?:here|channel|everyone)\b`)
	// slackLink is an address as Slack writes it, with or without a label.
	slackLink = regexp.MustCompile(`<((?:https?|mailto):[^<>|\s]+)(?:\|([^<>]*))?>`)
	// gap is a space that something stood behind.
	gap = regexp.MustCompile(` +([,.;:?!])`)
	// opens is a bracket that could begin a tag of HTML.
	opens = regexp.MustCompile(`\\?<([!?/a-zA-Z@#])`)
)

// safe takes HTML and mentions out of a text, and says what it took. A link of HTML or of
// Slack's becomes one of Markdown.
func safe(s string) (out string, notes []string) {
	var removed []string
	drop := func(found string) {
		if found = shorten(found); !strings.HasPrefix(found, "</") && !slices.Contains(removed, found) {
			removed = append(removed, found)
		}
	}
	replace := func(what *regexp.Regexp, with func(m []string) string) {
		s = what.ReplaceAllStringFunc(s, func(found string) string { return with(what.FindStringSubmatch(found)) })
	}
	remove := func(what *regexp.Regexp, with string) {
		replace(what, func(m []string) string { drop(m[0]); return with })
	}
	// What is left may make a tag or a mention again: "<scr<b>ipt>". Each round makes
	// the text shorter, or writes a link for the last time.
	for before := ""; before != s && strings.ContainsAny(s, "<&@"); {
		before = s
		replace(entity, func(m []string) string { return html.UnescapeString(m[0]) })
		s = clean(s)
		replace(slackLink, func(m []string) string {
			if m[2] == "" {
				return " " + strings.TrimPrefix(m[1], "mailto:") + " "
			}
			return markdownLink(m[2], m[1])
		})
		replace(anchor, func(m []string) string { return markdownLink(m[2], m[1]) })
		remove(hidden, "")
		remove(image, "")
		remove(shown, "\n")
		remove(tag, "")
		replace(mention, func(m []string) string {
			drop(strings.TrimPrefix(m[0], m[1]))
			return m[1]
		})
	}
	if len(removed) > 0 {
		s = gap.ReplaceAllString(s, "$1")
		notes = []string{"removed " + strings.Join(removed, ", ")}
	}
	return opens.ReplaceAllString(s, `\<$1`), notes
}

func markdownLink(label, address string) string {
	label = strings.NewReplacer("[", "(", "]", ")", "\n", " ").Replace(strings.TrimSpace(label))
	return "[" + label + "](" + strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", " ", "%20", "\n", "").Replace(address) + ")"
}

// link is an address that a text leads to.
type link struct{ label, address string }

const toldLink = "write the name of the page as the text of the link, or its own address"

// checkLink returns an error for a link that is not what it looks like. ok is false for
// one that leads to no page.
func checkLink(l link) (ok bool, err error) {
	u, err := url.Parse(l.address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return false, nil
	}
	if u.User != nil {
		return false, hint.New(fmt.Sprintf("an address with a name before the host: %s", shorten(l.address)), "write the address without what stands before the @")
	}
	if l.label == l.address {
		return true, nil
	}
	site := host(l.address)
	for _, m := range address.FindAllString(strings.ToLower(l.label), -1) {
		m = strings.TrimPrefix(m, "www.")
		if ending := m[strings.LastIndexByte(m, '.')+1:]; m != site && !strings.HasSuffix(site, "."+m) && !slices.Contains(files, ending) {
			return false, hint.New(fmt.Sprintf("a link that reads %s and leads to %s", shorten(l.label), site), toldLink)
		}
	}
	return true, nil
}

// address is what people take for a host in the text of a link.
var address = regexp.MustCompile(`[\pL\pN-]+(?:\.[\pL\pN-]+)*\.\pL{2,}`)

// files are endings of file names; no top-level domain has these names
// (data.iana.org/TLD/tlds-alpha-by-domain.txt).
var files = []string{"js", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "html", "htm", "txt", "csv", "png", "jpg"}

// hasLetters reports whether a text has words and not only numbers and signs.
func hasLetters(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }
