package feedback

import (
	"net/netip"
	"strings"
	"unicode"
)

// address takes out an IPv6 address.
func address(m string) string {
	bare := strings.TrimRight(m, ".")
	if a, err := netip.ParseAddr(bare); err != nil || a.IsUnspecified() {
		return m
	}
	return aLink + m[len(bare):]
}

// port takes out a host with a port; a word with a year behind it is none.
func port(m string) string {
	if year.MatchString(m[strings.LastIndex(m, ":")+1:]) {
		return m
	}
	return aLink
}

// list takes out the groups of a phone number that stand like a list: seven
// digits and more, as the shortest number has, and neither years nor the round
// numbers that sizes are given in.
func list(m string) string {
	digits, plain := 0, true
	for _, part := range strings.FieldsFunc(m, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		digits += len([]rune(part))
		if !year.MatchString(part) && !strings.HasSuffix(part, "0") && !strings.HasSuffix(part, "5") {
			plain = false
		}
	}
	if digits < 7 || plain {
		return m
	}
	return aNumber
}
