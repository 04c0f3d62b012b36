package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// UpperFirst returns a sentence with its first letter as a capital.
func UpperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError {
		return s
	}
	return string(unicode.ToTitle(r)) + s[n:]
}

// InSentence returns a role's letters as they stand within a sentence: "CTO" stays,
// "Tech lead" becomes "tech lead".
func InSentence(letters string) string {
	r := []rune(letters)
	if len(r) > 1 && unicode.IsLower(r[1]) {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}

// LowerFirst writes "A CTO" or "Focus" as within a sentence, with a small letter; a
// word in capitals stays.
func LowerFirst(s string) string {
	first, _, _ := strings.Cut(s, " ")
	_, n := utf8.DecodeRuneInString(first)
	if first[n:] != strings.ToLower(first[n:]) {
		return s
	}
	return strings.ToLower(first) + s[len(first):]
}

// List is "a, b and c", where and is "and".
func List(words []string, and string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " " + and + " " + words[last]
}
