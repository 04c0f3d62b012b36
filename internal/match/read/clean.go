package read

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"rolecall/internal/mrkdwn"
)

// Clean returns the text of a message as people see it, without the names of emoji,
// addresses, and mentions of people and channels, which say nothing about a role, unless
// someone is asked about (see Mentioned). The name of a company with an address for a name ("booking.com") stays.
func Clean(s string, companies map[string]bool) string {
	s = mrkdwn.Plain(s, func(string) string { return "someone" })
	if strings.ContainsRune(s, '@') {
		s = judged.ReplaceAllString(s, "$1 "+Mentioned)
	}
	s = withoutAddresses(s, companies)
	if strings.ContainsRune(s, '#') {
		s = numbered.ReplaceAllString(s, "number $1")
	}
	if strings.ContainsRune(s, ':') {
		s = mrkdwn.WithoutEmoji(s)
	}
	if strings.ContainsRune(s, '&') {
		s = initials.Replace(s)
	}
	if strings.ContainsRune(s, '.') {
		s = country.ReplaceAllStringFunc(s, func(m string) string { return strings.ToUpper(strings.ReplaceAll(m, ".", "")) })
	}
	return s
}

// Mentioned stands for someone who is mentioned where a question is about them: "is @ana
// underpaid", unlike "@ana what is a CTO".
const Mentioned = "mentioneduser"

var judged = regexp.MustCompile(`(?i)\b(is|was|did|does|has|had|will|would|should|can|could|hire|promote|fire|trust|interview) @[\pL\pN][\pL\pN._-]*`)

// initials are replaced before single letters are read as chat spellings ("r", "n").
var initials = strings.NewReplacer("R&D", "research and development", "r&d", "research and development", "M&A", "mergers and acquisitions", "m&a", "mergers and acquisitions")

// numbered is "#2", the second of what was shown.
var numbered = regexp.MustCompile(`#(\d)\b`)

// country is a country's name with dots, "u" of which would be read as "you".
var country = regexp.MustCompile(`(?i)\bu\.[sk]\b\.?`)

// withoutAddresses drops web and mail addresses, @names and #channels. Punctuation
// after one stays.
func withoutAddresses(s string, companies map[string]bool) string {
	if !strings.ContainsAny(s, ".@#") && !strings.Contains(s, "://") {
		return s
	}
	var b strings.Builder
	from := 0
	flush := func(to int) {
		b.WriteString(stripAddress(s[from:to], companies))
		from = to
	}
	for i, r := range s {
		if unicode.IsSpace(r) {
			flush(i)
			b.WriteRune(r)
			from = i + utf8.RuneLen(r)
		}
	}
	flush(len(s))
	return b.String()
}

// stripAddress drops the address in a piece without blanks.
func stripAddress(piece string, companies map[string]bool) string {
	if !strings.ContainsAny(piece, ".@#") && !strings.Contains(piece, "://") {
		return piece
	}
	if at := address.FindStringSubmatchIndex(piece); at != nil && !isCompany(piece[at[2]:at[3]], companies) {
		end := at[3]
		if piece[at[2]] != '@' && piece[at[2]] != '#' { // an address goes on to the end
			end = max(end, len(strings.TrimRight(piece, ".,;:!?)]}>\"'”’»*_~`")))
		}
		return piece[:at[2]] + " " + piece[end:]
	}
	return piece
}

// isCompany reports whether an address is the name of a company: "booking.com".
func isCompany(host string, companies map[string]bool) bool {
	name, _, _ := strings.Cut(strings.ToLower(host), ".")
	return companies[name] && !strings.HasSuffix(host, "/")
}

// address finds where an address begins in a piece without blanks: with a scheme,
// with "www.", as a mail address, as a host with a path or with an ending that is not
// a word; or as "@name" and "#channel".
var address = regexp.MustCompile(`(?i)(?:^|[^\pL\pN])(` +
	`[a-z][a-z0-9+.-]*://|mailto:|www\.|` +
	`[a-z0-9._%+-]+@[a-z0-9-]+\.[a-z]|` +
	`(?:[a-z0-9-]+\.)+[a-z]{2,}(?::[0-9]+)?/|` +
	`(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov)\b|` +
	`@[\pL\pN][\pL\pN._-]*|` +
	`#[\pL\pN_-]*[\pL_-][\pL\pN_-]*)`)
