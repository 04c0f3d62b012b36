package read

import (
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"What’s a CTO?", "what is a cto"},
		{"<@U04ABC> <https://x.example/y|our page> cto :wave::skin-tone-2:", "our page cto"},
		{"what does a <https://x.example/Chief|CTO> do? <https://x.example/q>", "what does a cto do"},
		{"<@U1|bob> <#C1|cto-search> <!here> what is a CIO", "what is a cio"},
		{"@bob.smith #cto-search what is a CIO, @ana?", "what is a cio"},
		{"@bob:what is a CIO", "what is a cio"},
		{"is <@U1> underpaid as CTO", "is mentioneduser underpaid as cto"},
		{"Should @ana.b be the CTO?", "should mentioneduser be the cto"},
		{"who is the #1 for C#", "who is the number 1 for c"},
		{"what is a CTO? https://example.org/cto-vs-cio", "what is a cto"},
		{"(see www.example.org/cio) what is a CTO", "see what is a cto"},
		{"foo.com/cto-vs-cio, what is that?", "what is that"},
		{"example.org:8080/x: is it right about the CTO?", "is it right about the cto"},
		{"what is a CIO? I saw <http://example.org|example.org>", "what is a cio i saw"},
		{"the CTO of booking.com", "the cto of booking com"},
		{"mailto:cio@example.org or cio@example.org", "or"},
		{"ftp://x,y is a CTO.Is it? e.g./i.e. vs./or and/or node.js", "is a cto is it e g i e versus or and or node js"},
		{"the\u200bCTO re\u00adports\u2060 to\u3000the\u00a0CEO\u2028now", "the cto reports to the ceo now"},
		{"re\u0301sume\u0301 ❤\ufe0f", "resume"},
		{"&amp;lt; CTO", "and lt cto"},
		{"R&amp;D", "research and development"},
		{"CTO pay in the u.s., the U.K. and the U.S.A.? thank you.so", "cto pay in the us the uk and the usa thank you so"},
		{"Chef de l'équipe ÉCOLE", "chef de lequipe ecole"},
		{"how 2 b a cto n earn 5%", "how 2 b a cto and earn 5 percent"},
		{"ＣＴＯ", "cto"},
		{"cto:cio:ciso", "cto ciso"}, // Slack reads :cio: as an emoji too
		{"10:30:00", "10 30 00"},
		{"a < b > c", "a b c"},
		{strings.Repeat("x ", 500), strings.TrimSpace(strings.Repeat("x ", MaxWords))},
		{"\xff\xfe cto", "cto"},
		{"", ""},
	} {
		if got := strings.Join(Texts(Split(Clean(c.in, map[string]bool{"booking": true}))), " "); got != c.want {
			t.Errorf("%.40q: got %.60q, want %.60q", c.in, got, c.want)
		}
	}
}

func TestMarkIT(t *testing.T) {
	for text, want := range map[string]bool{"our IT": true, "the it budget": true, "is it hard": false, "IS IT HARD": false} {
		found := false
		for _, w := range MarkIT(Split(text)) {
			found = found || w.Text == "it" && w.Upper
		}
		if found != want {
			t.Errorf("%q: department %v, want %v", text, found, want)
		}
	}
}

// TestScriptsWithoutBlanks: words of scripts without blanks are separated from the
// letters of roles.
func TestScriptsWithoutBlanks(t *testing.T) {
	for in, want := range map[string]string{"CTO做什么": "cto 做什么", "CTOとCIOの違い": "cto と cio の違い", "在2号CTOทำ": "在2号 cto ทำ", "naïve café": "naive cafe"} {
		if got := strings.Join(Texts(Split(Clean(in, nil))), " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
