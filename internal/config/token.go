package config

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
