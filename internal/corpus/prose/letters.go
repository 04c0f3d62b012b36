package prose

import (
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
