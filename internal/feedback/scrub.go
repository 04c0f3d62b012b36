package feedback

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// maxText is how much of a question is stored, in characters. A choice: room for
	// a long question, but not for a letter.
	maxText = 300
	// maxRead is how much of a question is scrubbed, in bytes. A choice: it leaves
	// room for links and mentions that are removed, and bounds the work.
	maxRead = 16 * maxText
	// maxPasses bounds how often a text is scrubbed: removing one thing may make
	// another one recognisable. A choice: two passes are enough for what people
	// write.
	maxPasses = 10
)

// The placeholders for what was removed.
const (
	anEmail   = "[email]"
	aName     = "[name]"
	aChannel  = "[channel]"
	aLink     = "[link]"
	anID      = "[id]"
	aNumber   = "[number]"
	aSecret   = "[secret]"
	wordChars = `\p{L}\p{M}\p{N}`
	// A dot and an at sign, as they are written so that only people recognise them.
	dotted  = `(?:\s?[.．。｡]\s?|\s*[\[({<]\s*(?i:dot|\.)\s*[\])}>]\s*|\s+(?i:dot)\s+)`
	atSign  = `(?:\s?[@＠﹫]\s?)`
	atInned = `(?:\s*[\[({<]\s*(?i:at|@)\s*[\])}>]\s*)`
	local   = `(?:"[^"]{1,64}"|[` + wordChars + `._%+'’&=~-]+)`
	domain  = `[` + wordChars + `_-]+`
	mailers = `(?i:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|aol|gmx|web|proton|protonmail|fastmail|zoho)`
	// Every dash, space and punctuation mark that people write between the digits of
	// a phone number, except those of clock times (:), lists and amounts (,).
	between = `[\s()./\p{Pd}\p{Pc}\p{M}−⁃·•∙・‧'’‘´` + "`" + `*~|\\+;]`
)

// step replaces one kind of data in a text: each match of re by what judge or, for
// names, beforeRole returns, or by the placeholder if there is neither. A text in lower case that contains none
// of needs has no match, which is quicker to check.
type step struct {
	re    func() *regexp.Regexp
	by    string
	judge func(string) string
	needs []string

	beforeRole func(m string, roles []string) string
}

// lazily compiles an expression when it is needed: all of them take 3 ms of a start and 1.5 MB
// (GODEBUG=inittrace=1), and most texts need few.
func lazily(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

var (
	ats        = []string{"@", "＠", "﹫"}
	scrubLead  = regexp.MustCompile(`^(?:\s*<[@!][^>]*>[\s,:]*)+`)
	scrubSteps = []step{
		// Tokens of Slack, OpenAI and Stripe, GitHub, GitLab, AWS, Google; JSON web tokens.
		{re: lazily(`(?i)(?:\b|_)x(?:ox[a-z]|app)[\p{Pd}.−][^\s>]*`), by: aSecret, needs: []string{"xox", "xapp"}},
		{re: lazily(`\beyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)*`), by: aSecret, needs: []string{"eyj"}},
		{re: lazily(`\b(?:[spr]k[-_][A-Za-z0-9_-]{6,}|gh[pousr]_\w{4,}|github_pat_\w+|glpat-[\w-]+|A(?:KIA|SIA)[A-Z0-9]{6,}|AIza[\w-]{10,})`), judge: token},
		{re: lazily(`\b(?:hf|npm)_[A-Za-z0-9]{10,}|\bya29\.[\w.-]+`), by: aSecret, needs: []string{"hf_", "npm_", "ya29."}},
		{re: lazily(`(?i)\bbearer\s+[\w.~+/=-]*\d[\w.~+/=-]*`), by: aSecret, needs: []string{"bearer"}},
		{re: lazily(`(?i)\b(?:pass(?:word|wd|phrase|code)|pwd|(?:api|access|secret|private)[ _-]?key|client[ _-]?secret)(?:\s+is)?\s*[:=]\s*(?:"[^"]*"|'[^']*'|[^\s,;]+)`), by: aSecret, needs: []string{":", "="}},
		{re: lazily(`(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`), by: anID, needs: []string{"-"}},
		{re: lazily(`\b[A-Za-z0-9]{20,}\b`), judge: token},

		{re: lazily(`<mailto:[^>]*>`), by: anEmail, needs: []string{"<"}},
		{re: lazily(`<[@!][^<>]*>`), by: aName, needs: []string{"<"}},
		{re: lazily(`<#[^<>]*>`), by: aChannel, needs: []string{"<"}},
		{re: lazily(`<(?i:[a-z][a-z0-9+.-]*:)[^>]*>`), by: aLink, needs: []string{"<"}},
		{re: lazily(`<[@!][^\s<>]*`), by: aName, needs: []string{"<"}}, // cut off

		{re: lazily(local + atSign + domain + `(?:` + dotted + domain + `)+`), by: anEmail, needs: ats},
		{re: lazily(local + atInned + domain + `(?:` + dotted + domain + `)*`), by: anEmail, needs: []string{"(", "[", "{", "<"}},
		{re: lazily(local + `\s*[\[({](?i:a)[\])}]\s*` + domain + `(?:\.` + domain + `)+`), by: anEmail, needs: []string{"(a)", "[a]", "{a}"}},
		{re: lazily(local + `[@＠﹫]\[+[^\s\[\]]*\]+`), by: anEmail, needs: ats}, // a host in brackets, taken out or not
		{re: lazily(local + `(?:\s+(?i:dot)\s+` + local + `)*\s+(?i:at)\s+` + domain + `(?:\s*[\[({]?\s*\b(?i:dot)\b\s*[\])}]?\s*` + domain + `)+`), by: anEmail, needs: []string{" at "}},
		{re: lazily(local + `\s+(?i:at)\s+` + mailers + `(?:\.[a-z]+)+`), by: anEmail, needs: []string{" at "}},
		{re: lazily(`[` + wordChars + `]+(?:[._][` + wordChars + `]+)+\s+(?i:at)\s+` + domain + `(?:\.` + domain + `)+`), by: anEmail, needs: []string{" at "}},
		{re: lazily(`(?:"[^"]{1,64}"|[` + wordChars + `._%+'’-]*[` + wordChars + `])[@＠﹫]` + domain), by: anEmail, needs: ats},

		{re: lazily(`(?i)[a-z0-9+.-]*://\S+|\bwww\.\S+`), by: aLink, needs: []string{"://", "www."}},
		{re: lazily(`(?i)\b[a-z]:\\\S+|\\\\\S+\\\S+`), by: aLink, needs: []string{"\\"}},
		{re: lazily(`(?i)\b[a-z]:/[^\s/]+/\S*`), by: aLink, needs: []string{":/"}},
		{re: lazily(`(^|\s)(?:\.{1,2}/)+[^\s/.]\S*`), by: "${1}" + aLink, needs: []string{"./"}},
		{re: lazily(`(^|\s)in/[\p{L}\p{N}_-]{5,}`), by: "${1}" + aLink, needs: []string{"in/"}}, // a LinkedIn profile
		{re: lazily(`[\w:.%]*:[\w:.%]*:[\w:.%]*`), judge: address, needs: []string{":"}},
		{re: lazily(`(^|\s)~?/[^\s/]+/\S+`), by: "${1}" + aLink, needs: []string{"/"}},
		{re: hosts, judge: host, needs: []string{".", "．", "。", "｡"}},
		{re: lazily(`\b[\w-]+:\d{2,5}/\S*`), by: aLink, needs: []string{":"}},
		{re: lazily(`(?i)\b[a-z][\w-]*:\d{4,5}\b`), judge: port, needs: []string{":"}},

		{re: lazily(`[@＠﹫](?:[` + wordChars + `_]|\s\p{L})[` + wordChars + `._'’-]*(?:\s+[\p{L}\p{M}][\p{L}\p{M}.'’-]*){0,4}`), beforeRole: name, needs: ats},
		{re: lazily(`(?:^|\B)#[\p{Ll}\p{N}][\p{L}\p{N}_-]+`), by: aChannel, needs: []string{"#"}},
		{re: lazily(`\b[UWCDGTBAEFS][A-Z0-9]{7,}\b`), judge: slackID},
		// An id without a digit is recognised by a beginning that no English word has.
		{re: lazily(`\b(?:U[ACDEFH-JOQU-Z]|W[B-DFGJ-NP-QS-XZ])[A-Z]{7,9}\b`), by: anID},
		{re: lazily(`\p{Nd}{2,5}(?:,\s+\p{Nd}{2,5}){2,}`), judge: list, needs: []string{","}},
		{re: lazily(`\+?\(?\p{Nd}(?:(?:` + between + `{0,3}|,)\p{Nd}){6,}\p{M}*`), judge: digits},
		{re: lazily(`(?i:\b(?:ISO|IEC|DIN|EN|BS)[ /-]{0,2})?\p{Nd}{5,}`), judge: longNumber},
	}
	hosts = lazily(domain + `(?:[.．。｡]` + domain + `)+(?::\p{Nd}+)?(?:[/?#\\]\S*)?`)
)

// scrub replaces what may identify a person: mentions, names after @, e-mail
// addresses, links, channels, phone numbers and other long numbers, tokens. roles
// returns the names of roles in lower case, which are not part of a name before them;
// it may be nil. The result is one line of at most maxText characters; scrubbing it
// again changes nothing.
func scrub(text string, roles func() []string) string {
	if len(text) > maxRead { // cut at a space: half a word might not be recognised
		text = text[:max(0, strings.LastIndexAny(text[:maxRead], " \t\n"))]
	}
	for range maxPasses {
		next := scrubOnce(text, roles)
		if next == text {
			return text
		}
		text = next
	}
	return "" // the text still changes: nothing of it is stored
}

func scrubOnce(text string, roles func() []string) string {
	// Invisible characters are removed first, since they could hide something.
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cf, r) || unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	text = scrubLead.ReplaceAllString(norm.NFC.String(text), "")
	for _, s := range scrubSteps {
		lower := strings.ToLower(text)
		switch {
		case s.needs != nil && !slices.ContainsFunc(s.needs, func(n string) bool { return strings.Contains(lower, n) }):
		case s.judge != nil:
			text = s.re().ReplaceAllStringFunc(text, s.judge)
		case s.beforeRole != nil:
			var names []string
			if roles != nil && s.re().MatchString(text) {
				names = roles()
			}
			text = s.re().ReplaceAllStringFunc(text, func(m string) string { return s.beforeRole(m, names) })
		default:
			text = s.re().ReplaceAllString(text, s.by)
		}
	}
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > maxText {
		text = strings.TrimSpace(string([]rune(text)[:maxText]))
	}
	return text
}

// Scrubbed reports whether something was removed from a text, so that it cannot be
// used as a phrasing.
func Scrubbed(text string) bool {
	return slices.ContainsFunc([]string{anEmail, aName, aChannel, aLink, anID, aNumber, aSecret}, func(by string) bool {
		return strings.Contains(text, by)
	})
}

// token replaces a word that mixes letters and digits.
func token(m string) string {
	if strings.ContainsAny(m, "0123456789") && strings.IndexFunc(m, unicode.IsLetter) >= 0 {
		return aSecret
	}
	return m
}

// slackID replaces an id of a user, channel and so on: capitals with at least one
// digit.
func slackID(m string) string {
	if strings.ContainsAny(m, "0123456789") {
		return anID
	}
	return m
}

var (
	endings = strings.Fields(`com org net info biz name pro edu gov mil int io ai app dev xyz
		online site website web tech cloud blog page shop store work works team email mail company agency digital group
		global world life live today space top club jobs careers software systems solutions consulting ventures capital
		finance bank health care design studio media news network social chat zone link click jetzt
		internal intern intranet local localhost lan corp home private test example invalid onion`)
	// File names and names of technologies that end like host names.
	suffixes = strings.Fields("js ts jsx tsx py rb rs cs go md kt hs ml sh vs txt pdf doc docx xls xlsx csv json yaml yml toml html css sql jar exe")
	frames   = []string{"asp.net", "vb.net", "ado.net", "ml.net"}
)

// host replaces what looks like a host name, with or without a path. If it does not,
// the path is searched for host names.
func host(m string) string {
	end := strings.IndexAny(m, ":/?#\\")
	if end < 0 {
		end = len(m)
	}
	rest := ""
	if end < len(m) {
		rest = m[end:]
	}
	labels := strings.FieldsFunc(m[:end], func(r rune) bool { return strings.ContainsRune(".．。｡", r) })
	last := labels[len(labels)-1]
	plain := strings.ToLower(last)
	letters := len(last) > 1 && strings.IndexFunc(last, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
	lower := last == plain || last == strings.ToUpper(last)
	short := slices.ContainsFunc(labels, func(l string) bool { return len(l) < 2 })
	_, err := netip.ParseAddr(m[:end])
	switch {
	case err == nil:
		return aLink
	case !letters || slices.Contains(suffixes, plain) || slices.Contains(frames, strings.ToLower(m[:end])):
	case slices.Contains(endings, plain), strings.HasPrefix(plain, "xn--"),
		lower && len(last) == 2,
		lower && strings.HasPrefix(rest, "/"),
		lower && len(labels) > 2 && !short,
		lower && strings.ContainsAny(labels[len(labels)-2], "-_0123456789"):
		return aLink
	}
	return m[:end] + hosts().ReplaceAllStringFunc(rest, host)
}

// afterName are words that often follow a name and are not part of it. The names of
// roles follow too; they come from the caller.
var afterName = strings.Fields(`a about after again all also am an and any are as ask asked asks at be because been before but by can could
	did do does else for from had has have he her here hi hello hey his how i if in is it its just know knows let like made make may me might my need
	needs no not now of on one or our please said say says she should so some tell than thank thanks that the their them then there they think
	thinks this those to told too up us vs versus wants was we were what when where which who whom whose why will with would yes you your
	vp evp svp head director chief officer`)

// everyone are the mentions that name no person.
var everyone = []string{"here", "channel", "everyone"}

// name replaces a name after @: a word, and up to two more that may be part of it,
// with particles such as "van der" between them, but none that begins a role.
func name(m string, roles []string) string {
	words := strings.SplitAfter(m, " ")
	if words[0] == "@ " || words[0] == "＠ " || words[0] == "﹫ " {
		words = append([]string{words[0] + words[1]}, words[2:]...)
	}
	n, more := 1, 2
	if slices.Contains(everyone, strings.ToLower(strings.TrimLeft(strings.TrimSpace(words[0]), "@＠﹫ "))) {
		more = 0
	}
	ended := func(w string) bool { return strings.HasSuffix(w, ".") && utf8.RuneCountInString(w) > 3 }
	for n < len(words) && more > 0 && !ended(strings.TrimSpace(words[n-1])) {
		w := strings.ToLower(strings.TrimRight(words[n], " .'’-"))
		if slices.Contains(afterName, w) || beginsWithRole(words[n:], roles) {
			break
		}
		if !slices.Contains([]string{"van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "la", "le", "el", "al", "bin", "ibn", "ben"}, w) {
			more--
		}
		n++
	}
	taken := strings.Join(words[:n], "")
	tail := taken[len(strings.TrimRight(taken, " .")):]
	return aName + tail + strings.Join(words[n:], "")
}

// beginsWithRole reports whether words begin with the name of a role.
func beginsWithRole(words, roles []string) bool {
	text := strings.Join(strings.Fields(strings.ToLower(strings.Join(words, ""))), " ")
	return slices.ContainsFunc(roles, func(role string) bool {
		rest, ok := strings.CutPrefix(text, role)
		next, _ := utf8.DecodeRuneInString(rest)
		return ok && !unicode.IsLetter(next)
	})
}

// longNumber replaces a number of five digits or more, except that of a standard (ISO
// 27001).
func longNumber(m string) string {
	if standard.MatchString(m) {
		return m
	}
	return aNumber
}

var (
	standard = regexp.MustCompile(`^[A-Za-z]+[ /-]*\d{5}$`)

	amount = regexp.MustCompile(`^[1-9]\d{0,2}(?:,\d{3})+$`)
	year   = regexp.MustCompile(`^(?:19|20)\d\d$`)
	gap    = regexp.MustCompile(`[\s()/\p{Pd}−]+`)
)

// digits replaces a run of digits that may be a phone number, but not years, amounts
// and ranges of them.
func digits(m string) string {
	for _, part := range gap.Split(strings.Trim(m, "+("), -1) {
		if !amount.MatchString(part) && !year.MatchString(part) {
			return aNumber
		}
	}
	return m
}
