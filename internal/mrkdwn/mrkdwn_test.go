package mrkdwn

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func named(id string) string {
	return map[string]string{"U1": "Ana", "W2": "Bob Smith"}[id]
}

func TestPlain(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing":                       {"", ""},
		"plain words":                   {"What does a CTO do?", "What does a CTO do?"},
		"link with a label":             {"what does a <https://example.org/Chief|CTO> do?", "what does a CTO do?"},
		"link in the middle of a word":  {"non-<https://example.org|CTO>s", "non-CTOs"},
		"link without a label":          {"see <https://example.org/a?b=1&amp;c=2>", "see https://example.org/a?b=1&c=2"},
		"link with an empty label":      {"<https://example.org|>", "https://example.org"},
		"label that holds a bar":        {"<https://example.org|CTO|CIO>", "CTO|CIO"},
		"label with escapes":            {"<https://example.org|R&amp;D &lt;team&gt;>", "R&D <team>"},
		"mail address":                  {"<mailto:a@example.org>", "a@example.org"},
		"mail address with a label":     {"<mailto:a@example.org|a@example.org>", "a@example.org"},
		"telephone number":              {"<tel:+4930123|call>", "call"},
		"user":                          {"ask <@U1> now", "ask @Ana now"},
		"user of another workspace":     {"<@W2>", "@Bob Smith"},
		"unknown user":                  {"ask <@U9> now", "ask now"},
		"unknown user with a label":     {"ask <@U9|carl> now", "ask @carl now"},
		"name before label":             {"<@U1|ana.x>", "@Ana"},
		"mention between words":         {"hi<@U9>there", "hi there"},
		"channel":                       {"in <#C1|general>", "in #general"},
		"channel without a name":        {"in <#C1> today", "in today"},
		"broadcast mentions":            {"<!here> <!channel|@channel> <!everyone> help", "help"},
		"user group":                    {"<!subteam^S1|@leads> what is a CIO?", "what is a CIO?"},
		"date":                          {"since <!date^1392734382^{date}^https://example.org/|18 Feb 2014>", "since 18 Feb 2014"},
		"unknown command with a label":  {"<!later|soon>", "soon"},
		"entities":                      {"R&amp;D &lt;5 &gt;", "R&D <5 >"},
		"entities, once":                {"&amp;lt;b&amp;gt; &amp;amp;", "&lt;b&gt; &amp;"},
		"other entities are text":       {"&quot;&#39;&nbsp;", "&quot;&#39;&nbsp;"},
		"escaped markup is text":        {"&lt;https://example.org|CTO&gt;", "<https://example.org|CTO>"},
		"escaped mention is no mention": {"&lt;@U1&gt; &lt;&lt;@U1&gt; &lt;\u2060@U1", "@U1> @U1> @U1"},
		"stray brackets":                {"CTO <-> CIO, 5 < 7 > 3, <b>x</b>, <>", "CTO <-> CIO, 5 < 7 > 3, <b>x</b>, <>"},
		"bracket before markup":         {"<<https://example.org|CTO>", "<CTO"},
		"unclosed markup":               {"<https://example.org|CTO", "<https://example.org|CTO"},
		"unclosed mention":              {"<@U1 hello", "@U1 hello"},
		"zero-width space":              {"the\u200bCTO", "the CTO"},
		"no width inside a word":        {"C\u200dT\u2060O\ufeff re\u00adport \u202ea\u202c \u2067b\u2069", "CTO report a b"},
		"blanks":                        {"a\u00a0b\tc\u3000d\u202fe\u2009f\u2028g\u2029h\u0085i\u2800j\u3164k", "a b c d e f g h i j k"},
		"lines":                         {" one \r\n\ttwo\n\n three\u00a0\n", "one\ntwo\n\nthree\n"},
		"runs of blanks":                {"  a   b\u00a0 \u00a0c  ", "a b c"},
		"control characters":            {"a\x00b\x07c", "a b c"},
		"broken UTF-8":                  {"a\xffb \xe2\x82", "a b"},
		"formatting stays":              {"*bold* `code` _it_ :pray:", "*bold* `code` _it_ :pray:"},
	} {
		if got := Plain(c.text, named); got != c.want {
			t.Errorf("%s: Plain(%q) = %q, want %q", name, c.text, got, c.want)
		}
	}
}

func TestPlainWithoutNames(t *testing.T) {
	if got := Plain("<@U1|bob> what is a <@W2> CIO?", nil); got != "what is a CIO?" {
		t.Errorf("got %q", got)
	}
}

func FuzzPlain(f *testing.F) {
	for _, s := range []string{"<@U1>", "<@U1|b> &lt;@U1&gt;", "<<@U1>>", "&lt;\u2060@", "<https://x|<@U1>>", "<!date^1^{d}|&lt;@U1>", "a\u200bb\xff", "<#C1|<>", "&amp;lt;@"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, name := range []func(string) string{nil, named, func(id string) string { return "<@" + id + ">" }} {
			got := Plain(s, name)
			if !utf8.ValidString(got) {
				t.Errorf("Plain(%q) = %q is not valid UTF-8", s, got)
			}
			if strings.Contains(got, "<@") {
				t.Errorf("Plain(%q) = %q contains a mention", s, got)
			}
			if strings.HasPrefix(got, " ") || strings.HasSuffix(got, " ") || strings.Contains(got, "  ") {
				t.Errorf("Plain(%q) = %q has spaces that should be removed", s, got)
			}
		}
	})
}

func TestWithoutEmoji(t *testing.T) {
	for text, want := range map[string]string{
		":wave: hi :+1::skin-tone-2: there :man-raising-hand:": "  hi    there  ",
		"at 10:30:00, cto: cio:":                               "at 10:30:00, cto: cio:",
		"a:b":                                                  "a:b",
	} {
		if got := WithoutEmoji(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
