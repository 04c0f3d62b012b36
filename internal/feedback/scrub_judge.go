package feedback

import (
	"net/netip"
	"strings"
	"unicode"
)

// address replaces an IPv6 address.
func address(m string) string {
	bare := strings.TrimRight(m, ".")
	if a, err := netip.ParseAddr(bare); err != nil || a.IsUnspecified() {
		return m
	}
	return aLink + m[len(bare):]
}

// port replaces a host with a port, but not a word followed by a year.
func port(m string) string {
	if year.MatchString(m[strings.LastIndex(m, ":")+1:]) {
		return m
	}
	return aLink
}

// minPhoneDigits is the number of digits of the shortest phone numbers that are
// recognised: a local number in North America.
const minPhoneDigits = 7

// list replaces the groups of a phone number that are written like a list, but not
// years, nor the round numbers in which sizes are given.
func list(m string) string {
	digits, plain := 0, true
	for _, part := range strings.FieldsFunc(m, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		digits += len([]rune(part))
		if !year.MatchString(part) && !strings.HasSuffix(part, "0") && !strings.HasSuffix(part, "5") {
			plain = false
		}
	}
	if digits < minPhoneDigits || plain {
		return m
	}
	return aNumber
}
