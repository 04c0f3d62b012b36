package config

import "strings"

// Token is a secret token for Slack. It is printed, logged and marshalled as
// "set" or "unset".
type Token struct{ secret string }

// Reveal returns the secret itself, for a connection to Slack.
func (t Token) Reveal() string { return t.secret }

func (t Token) String() string {
	if t.secret == "" {
		return "unset"
	}
	return "set"
}

// GoString keeps the secret out of %#v.
func (t Token) GoString() string { return "config.Token(" + t.String() + ")" }

// MarshalText keeps the secret out of JSON and of structured logs.
func (t Token) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// StoreURL is the address of a database, which may hold a password. It is printed, logged
// and marshalled without user, password and options; as "file" where there is none.
type StoreURL struct{ url string }

// Reveal returns the address itself, for a connection to the database.
func (s StoreURL) Reveal() string { return s.url }

func (s StoreURL) String() string {
	if s.url == "" {
		return "file"
	}
	scheme, rest, _ := strings.Cut(s.url, "://")
	at := strings.LastIndexByte(rest, '@')
	if strings.ContainsAny(rest[:at+1], "/?#") { // of a password that is not escaped, or among the options
		return scheme + "://…"
	}
	rest, _, _ = strings.Cut(rest[at+1:], "?")
	return scheme + "://" + rest
}

// GoString keeps the password out of %#v.
func (s StoreURL) GoString() string { return "config.StoreURL(" + s.String() + ")" }

// MarshalText keeps the password out of JSON and of structured logs.
func (s StoreURL) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
