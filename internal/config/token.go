package config

// Token is a secret of Slack's. It prints, logs and marshals as "set" or
// "unset"; Reveal gives the secret itself, for a connection to Slack.
type Token struct{ secret string }

// Reveal is the secret itself.
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
