package command_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"rolecall/internal/command"
)

// bare are commands as the help page writes them.
var bare = []struct {
	text    string
	command command.Command
	rest    string
}{
	{"help", command.Help, ""},
	{"topics", command.Topics, ""},
	{"more", command.More, ""},
	{"compare cto cio", command.Compare, "cto cio"},
	{"kit cto", command.Kit, "cto"},
	{"forget me", command.Forget, ""},
	{"what do you store", command.Stored, ""},
	{"feedback stats", command.Stats, ""},
}

// wrappings are what people put around a command; %s is the command.
var wrappings = []string{
	"%s", " %s ", "\n%s\n", "\t%s", "\u00a0%s\u00a0", "\u3000%s", "\u200b%s\ufeff",
	`"%s"`, "'%s'", "“%s”", "‘%s’", "«%s»", "„%s“", "(%s)", "[%s]", "{%s}", "<%s>",
	"*%s*", "**%s**", "_%s_", "*_%s_*", "~%s~", "`%s`", "``%s``", "```%s```", "```\n%s\n```", "# %s",
	"> %s", "&gt; %s", ">>> %s", "&gt;&gt;&gt; %s",
	"- %s", "* %s", "• %s", "◦ %s", "– %s", "— %s", "1. %s", "1) %s", "12. %s", "(1) %s", "a) %s", "1\ufe0f\u20e3 %s", "[ ] %s", "[x] %s", "→ %s", "=> %s",
	"%s.", "%s!", "%s?", "%s…", "%s...", "%s?!", "%s :", "%s;", "%s,", "%s。", "%s！", "¿%s?",
	"hi %s", "Hi! %s", "hello, %s", "hey %s", "hey bot, %s", "Hi Rolecall: %s", "hello there! %s", "good morning, %s", "hi\n%s", "ok, %s", "hi hi %s",
	"please %s", "%s please", "%s, please!", "pls %s", "%s pls", "%s plz", "could you %s", "can you please %s?", "Could you please %s, thanks", "would you %s",
	"i want you to %s", "I'd like you to %s", "I’d like to %s", "%s thanks", "%s, thank you!", "%s - thx", "thanks, %s", "%s now", "%s thank you very much",
	":pray: %s", "%s :pray:", "%s :+1::skin-tone-2:", ":wave::skin-tone-3: %s", "🙏 %s", "%s 🙏🏽", "%s 👩‍💻", "%s ❤️", "👋%s", "%s🙏",
	"/rolecall %s", "/Rolecall %s", "/rolecall-test %s", "@Rolecall %s", "@Rolecall: %s", "rolecall %s", "rolecall: %s", "<@U0BOT> %s", "<@U0BOT|rolecall>, %s", "@rolecall /rolecall %s",
	"Hi <@U0BOT>! Could you please `%s`? :pray: Thanks!", "*\"%s\"*.", "- _%s_ please…",
}

func TestReadCommand(t *testing.T) {
	for _, c := range bare {
		for _, wrapping := range wrappings {
			for _, typedAs := range []func(string) string{func(s string) string { return s }, strings.ToUpper, fullWidth, hardSpaces} {
				text := strings.ReplaceAll(wrapping, "%s", typedAs(c.text))
				got, rest := command.Read(text)
				if got != c.command || !strings.EqualFold(rest, c.rest) {
					t.Errorf("%q is %q with %q, want %q with %q", text, got, rest, c.command, c.rest)
				}
			}
		}
	}
}

// fullWidth writes a text as East Asian keyboards may.
func fullWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xfee0
		}
		return '\u3000'
	}, s)
}

func hardSpaces(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") }

func TestReadCommandInOtherWords(t *testing.T) {
	for want, texts := range map[command.Command][]string{
		command.Help:  {"help me", "help me please", "I need help", "need help", "usage", "commands", "/help", "HELP!!!"},
		command.Stats: {"stats", "Stats please", "show me the statistics", "feedback statistics"},
		command.Topics: {"list topics", "list of topics", "what topics", "show topics", "list the topics", "show me the topics", "list all topics", "all topics",
			"topic list", "what are the topics?"},
		command.More: {"tell me more", "show more", "more please", "go on", "show me more", "Tell me more, please", "continue", "more…"},
		command.Forget: {"please forget me", "forget about me", "delete my data", "delete everything about me", "erase my data", "forget me please", "remove my data",
			"please delete my data", "forget me please :pray:", "can you forget me?", "Could you please forget about me?", "remove everything you have on me",
			"delete all my data", "delete all the data you have about me", "erase everything you know about me", "wipe my data please", "forget everything you know about me",
			"forget all about me", "please remove all data you have stored about me", "delete what you store about me", "delete my questions", "delete my history", "remove me",
			"remove me from your database", "erase me", "clear my data", "purge my data", "I want to be forgotten", "delete any information you have about me",
			"pls delete my personal data", "delete me", "I want you to forget me", "remove all of my data", "delete all my messages and questions", "destroy my data",
			"remove my information from your records", "please delete my information", "forget my data"},
		command.Stored: {"what do you store about me", "what do you keep", "what do you keep about me", "what is stored", "what is stored about me", "privacy", "privacy?",
			"what do you know about me", "what data do you have on me?", "what do you save about me", "what data do you store", "which data do you keep about me", "what do you log",
			"what have you stored about me", "what information do you have about me", "do you store my questions?", "are my questions stored?", "is my data stored",
			"what's stored about me", "whats stored", "privacy policy", "your privacy policy please", "what happens to my data", "what do you do with my data?", "what do you remember about me",
			"what do you collect about me", "show me what you store about me", "what personal data do you keep", "do you keep my messages?", "what do you have on me", "do you save what I ask?"},
	} {
		for _, text := range texts {
			if got, rest := command.Read(text); got != want || rest != "" {
				t.Errorf("%q is %q with %q, want %q", text, got, rest, want)
			}
		}
	}
}

func TestReadCommandWithRoles(t *testing.T) {
	for text, want := range map[string][2]string{
		"compare":                                   {"compare", ""},
		"Compare: CTO, CIO":                         {"compare", "CTO, CIO"},
		"compare:cto cio":                           {"compare", "cto cio"},
		"compare\u00a0cto cio":                      {"compare", "cto cio"},
		"compare\tcto\tcio":                         {"compare", "cto cio"},
		"compare\ncto\ncio":                         {"compare", "cto cio"},
		"compare - cto, cio":                        {"compare", "cto, cio"},
		"compare `cto` `cio`":                       {"compare", "cto` `cio"},
		"compare <https://x.example/a|CTO> and CIO": {"compare", "CTO and CIO"},
		"/compare-roles cto cio":                    {"compare", "cto cio"},
		"/compare-roles":                            {"compare", ""},
		"could you compare a CTO with a CIO please": {"compare", "a CTO with a CIO"},
		"let's compare cto & cio":                   {"compare", "cto & cio"},
		"kit":                                       {"kit", ""},
		"kits":                                      {"kit", ""},
		"kit: VP of Engineering":                    {"kit", "VP of Engineering"},
		"hiring kit cto":                            {"kit", "cto"},
		"hiring kit for a CTO, please":              {"kit", "a CTO"},
		"the hiring kit for the CISO":               {"kit", "the CISO"},
		"show me the kit for the CIO":               {"kit", "the CIO"},
		"open kit cto":                              {"kit", "cto"},
		"kit — CTO":                                 {"kit", "CTO"},
		"cto kit":                                   {"kit", "cto"},
		"give me the CTO hiring kit":                {"kit", "CTO"},
	} {
		if got, rest := command.Read(text); string(got) != want[0] || rest != want[1] {
			t.Errorf("%q is %q with %q, want %q", text, got, rest, want)
		}
	}
}

// TestForgetMeAboveASignature: a request to be forgotten may be followed by a
// signature, thanks or another request.
func TestForgetMeAboveASignature(t *testing.T) {
	for _, text := range []string{"forget me\n\nthanks\nAnna", "forget me -- Anna", "Forget me — Anna", "forget me &amp; delete everything", "please forget me; thank you so much",
		"*forget me*\nBest regards, Anna"} {
		if got, _ := command.Read(text); got != command.Forget {
			t.Errorf("%q is taken for %q", text, got)
		}
	}
	for _, text := range []string{"Anna\nforget me", "do not\nforget me", "don't -- forget me", "recruiters; forget me", "what does a CTO do & forget me",
		"forget me" + strings.Repeat("\nand so they did, as a story goes", 4)} {
		if got, _ := command.Read(text); got == command.Forget {
			t.Errorf("%q is taken for a request to be forgotten", text)
		}
	}
}

// TestNotACommand: what only looks like a command is answered as a question, and
// nobody's data is deleted because of an idiom.
func TestNotACommand(t *testing.T) {
	for _, text := range []string{
		"", "  ", "?!", ":pray:", "hi", "hello", "please", "thanks", "hey bot", "@Rolecall", "<@U0BOT>", "/rolecall", "```", "1.", "ok",
		"how do I make recruiters forget me", "why do recruiters forget me?", "don't forget me", "please do not forget me", "never forget me", "forget it", "forget that",
		"forget about the CTO", "forget what I said", "forget my last question", "what should a CTO forget", "will candidates forget me after the interview",
		"should a CTO delete my data", "who may delete my data, the CISO or the CIO?", "how does a CISO delete data about me", "delete the CTO role", "remove my manager",
		"can I delete my data?", "remove the CTO from my team", "clear my doubts about CTOs", "do not delete my data", "please don't remove me", "did you forget me?",
		"did you delete my data?", "who can delete me from the payroll", "delete my team's data strategy",
		"what does a CISO store", "stats on CTO pay", "what statistics does a CIO read", "what data does a CTO keep", "what do you know", "what do you know about CTOs", "what do you store in a data lake", "what do you do",
		"what is privacy", "who owns privacy, the CISO or the CPO?", "privacy officer", "is privacy the CISO's job", "what do you keep an eye on as CIO",
		"what do you have", "what do you have for me", "what do you ask me", "how do you help me", "is it me", "what is in it for me", "what data do you have", "forget me not",
		"remove me from this channel", "remove my name from the panel", "delete the history of the CTO role", "what data does a CDO store about customers", "do you store my wine", "what do you think about me as a CTO",
		"help me find a CTO", "can a CTO help?", "help desk manager", "helpful CTO", "what topics do you cover", "topics for a CTO interview", "what topics are out of scope for you",
		"more money for the CTO", "tell me more about the CTO", "who earns more", "CTO or CIO: who has more power", "comparing roles", "comparison of a CTO and a CIO",
		"how do they compare", "what is in the kit", "how do I get the hiring kit", "what does a CTO do?", "is there a kit for hiring CTOs and what does it hold",
	} {
		if got, rest := command.Read(text); got != "" {
			t.Errorf("%q is taken for %q with %q", text, got, rest)
		}
	}
}

func FuzzReadCommand(f *testing.F) {
	for i, wrapping := range wrappings {
		before, after, _ := strings.Cut(wrapping, "%s")
		f.Add(uint8(i), before, after)
	}
	f.Fuzz(func(t *testing.T, which uint8, before, after string) {
		command.Read(before + after)
		// Only punctuation: letters and digits would make it another text, and so
		// would halves of markup.
		sign := func(s string) string {
			return strings.Map(func(r rune) rune {
				if strings.ContainsRune("\"'*_~`>•-–—.!?…,;()[]{}“”‘’«»🙏👍❤\ufe0f\u200b\u00a0\u3000 \n\t#=→", r) && r != utf8.RuneError {
					return r
				}
				return -1
			}, s)
		}
		c := bare[int(which)%len(bare)]
		text := sign(before) + c.text + sign(after)
		if got, rest := command.Read(text); got != c.command || rest != c.rest {
			t.Errorf("%q is %q with %q, want %q with %q", text, got, rest, c.command, c.rest)
		}
	})
}
