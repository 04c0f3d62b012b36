package corpus

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
