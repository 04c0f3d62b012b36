package corpus

import (
	"unicode"
	"unicode/utf8"
)

// UpperFirst writes the first letter of a sentence as a capital, of any
// alphabet that has them.
func UpperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError {
		return s
	}
	return string(unicode.ToTitle(r)) + s[n:]
}
