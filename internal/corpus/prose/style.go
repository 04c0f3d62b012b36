package prose

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Brackets are the citations of a paragraph or point, each with its sources.
func Brackets(spans []Span) (out [][]string) {
	for _, s := range spans {
		if s.Cite != nil {
			out = append(out, s.Cite)
		}
	}
	return out
}

// Cited are the ids of all sources cited in spans, in order.
func Cited(spans []Span) []string { return slices.Concat(Brackets(spans)...) }

// Normal is the form in which texts are compared: lower case letters and digits of any
// script, with single spaces in the place of everything else.
func Normal(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), " ")
}

// ClosesWithCitation reports whether nothing is said after the last citation, if there is one.
func ClosesWithCitation(spans []Span) bool {
	i := slices.IndexFunc(spans, func(s Span) bool { return s.Cite != nil })
	return i < 0 || Normal(Plain(spans[i:], nil)) == ""
}

// WithoutLabel are the spans without the bold label that a point begins with.
func WithoutLabel(spans []Span) []Span {
	for len(spans) > 0 && spans[0].Bold {
		spans = spans[1:]
	}
	return spans
}

// AnyOf finds phrases of small letters in a text, over line ends too; nil without
// phrases.
func AnyOf(phrases []string) *regexp.Regexp {
	if len(phrases) == 0 {
		return nil
	}
	quoted := make([]string, len(phrases))
	for i, p := range phrases {
		quoted[i] = strings.ReplaceAll(regexp.QuoteMeta(p), " ", `\s+`)
	}
	return regexp.MustCompile(`(?i)\b(?:` + strings.Join(quoted, "|") + `)\b`)
}

// Sentences splits words where a stop, and what closes a quotation, is followed by
// something that can begin a sentence. A single letter ends none, nor does what is
// usually shortened.
func Sentences(words string) (out []string) {
	from := 0
	for _, m := range sentenceEnd.FindAllStringIndex(words, -1) {
		next, _ := utf8.DecodeRuneInString(words[m[1]:])
		before := words[from:m[0]]
		last := before[strings.LastIndexByte(before, ' ')+1:]
		if unicode.IsLower(next) || words[m[0]] == '.' && (initial(last) || shortened[last]) {
			continue
		}
		out = append(out, strings.TrimSpace(words[from:m[1]]))
		from = m[1]
	}
	if rest := strings.TrimSpace(words[from:]); rest != "" {
		out = append(out, rest)
	}
	return out
}

func initial(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n == len(s) && unicode.IsLetter(r)
}

var (
	sentenceEnd = regexp.MustCompile(`[.!?]+["'”’)]*\s+`)
	shortened   = map[string]bool{"e.g": true, "i.e": true, "vs": true, "No": true, "Inc": true, "Ltd": true, "Mr": true, "Ms": true, "Dr": true, "St": true, "U.S": true, "U.K": true}
)
