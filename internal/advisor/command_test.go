package advisor_test

import (
	"strings"
	"testing"

	"rolecall/internal/advisor"
	"rolecall/internal/match"
)

// TestCompareWithARoleNotKnown: a comparison with an unknown role says so on every
// surface.
func TestCompareWithARoleNotKnown(t *testing.T) {
	a := testAdvisor(t)
	for text, want := range map[string]advisor.Outcome{
		"compare cto banana":                  advisor.BadCompare,
		"compare cto zorblax":                 advisor.BadCompare,
		"compare apples and pears":            advisor.None,
		"compare the salary of a cto and cio": "",
	} {
		if r := a.Ask(advisor.Question{Text: text}); want != "" && r.Outcome != want || r.Outcome == advisor.BadCompare && len(r.Unknown) == 0 {
			t.Errorf("%q: %s (%s), unknown %q", text, r.Outcome, r.Reason, r.Unknown)
		}
	}
}

// TestKitOfNothingKnown: a kit of something that is not a role says which kits there
// are, like one of a role without a kit. Curators see both among the misses.
func TestKitOfNothingKnown(t *testing.T) {
	for _, text := range []string{"kit banana", "kit cdo", "kit for zorblax please"} {
		if r := testAdvisor(t).Ask(advisor.Question{Text: text}); r.Outcome != advisor.None || r.Reason != "no-kit" {
			t.Errorf("%q: %s (%s)", text, r.Outcome, r.Reason)
		}
	}
}

// TestEveryKitOpensByItsLetters: "There is a hiring kit for …" names kits by their
// letters, so these must open them, even "EM", which is an ordinary word elsewhere.
func TestEveryKitOpensByItsLetters(t *testing.T) {
	a := testAdvisor(t)
	for _, k := range a.Corpus().Kits {
		role := a.Corpus().Role(k.Role)
		for _, text := range []string{"kit " + role.Letters, strings.ToLower(role.Letters) + " kit", "kit " + role.Name} {
			if r := ask(t, text, match.Context{}); r.Outcome != advisor.KitPage || r.Kit != k {
				t.Errorf("%q: %s %q", text, r.Outcome, r.Lead)
			}
		}
	}
}

// TestKitInAThread: the thread's role serves only a message that names nothing of
// its own; a kit of what we do not know says which kits there are.
func TestKitInAThread(t *testing.T) {
	thread := match.Context{Entry: "cto.responsibilities", Roles: []string{"cto"}}
	for _, text := range []string{"kit banana", "kit for zorblax please", "the banana kit", "hiring kit for bananas", "kit cfo", "kit cdo"} {
		r := ask(t, text, thread)
		if r.Outcome != advisor.None || r.Reason != "no-kit" || !strings.Contains(r.Lead, "CTO, ") && !strings.Contains(r.Lead, "CTO and") {
			t.Errorf("%q: %s (%s) %q, want which kits there are", text, r.Outcome, r.Reason, r.Lead)
		}
	}
	for _, text := range []string{"is there a kit for bananas", "what is in the banana kit", "can I buy a first aid kit here"} {
		if r := ask(t, text, thread); r.Outcome == advisor.KitPage {
			t.Errorf("%q opens the kit %s", text, r.EntryID())
		}
	}
	for _, text := range []string{"kit", "the kit", "hiring kit please", "kit for that role", "kit for them", "is there a kit for this", "how do I get the hiring kit", "do you have a kit?"} {
		if r := ask(t, text, thread); r.Outcome != advisor.KitPage || r.Kit.Role != "cto" {
			t.Errorf("%q: %s (%s), want the CTO's kit", text, r.Outcome, r.Reason)
		}
	}
}

// TestAKitGoesOn: after a kit, another role means its kit.
func TestAKitGoesOn(t *testing.T) {
	after := ask(t, "kit cto", match.Context{}).Context
	for text, want := range map[string]string{"and for a CIO?": "cio", "the ciso one": "ciso", "now vp engineering please": "vpe"} {
		if r := ask(t, text, after); r.Outcome != advisor.KitPage || r.Kit.Role != want {
			t.Errorf("%q: %s %q, want the kit of %q", text, r.Outcome, r.EntryID(), want)
		}
	}
	for _, text := range []string{"what does a CIO do", "red flags of a CISO", "and a CFO?", "cio"} {
		if r := ask(t, text, after); r.Outcome == advisor.KitPage {
			t.Errorf("%q opens the kit of %s", text, r.Kit.Role)
		}
	}
}

// TestAskReadsWrappedCommands follows commands through Ask to their replies.
func TestAskReadsWrappedCommands(t *testing.T) {
	for text, want := range map[string]advisor.Outcome{
		"`kit cto`": advisor.KitPage, "*kit cto*": advisor.KitPage, "&gt; kit cto": advisor.KitPage, ":wave: kit cto": advisor.KitPage, "kit cto, please": advisor.KitPage,
		"/rolecall kit cto": advisor.KitPage, "rolecall kit cto": advisor.KitPage, "the cto kit :pray:": advisor.KitPage,
		"`compare cto cio`": advisor.Compared, "compare `cto` `cio`": advisor.Compared, "/compare-roles cto cio": advisor.Compared, "compare\u00a0cto cio": advisor.Compared,
		"compare: cto, cio": advisor.Compared, "compare cto cio :pray:": advisor.Compared, "compare cto": advisor.BadCompare, "*compare*": advisor.BadCompare,
		"\"help\"": advisor.Help, "*help*": advisor.Help, "help…": advisor.Help, "help me": advisor.Help, "list topics, please": advisor.Help,
		"compare the pay of a CTO": advisor.Answer, "how do I get the hiring kit": advisor.Help,
	} {
		r := ask(t, text, match.Context{})
		if r.Outcome != want {
			t.Errorf("%q: %s %q (%s), want %s", text, r.Outcome, r.EntryID(), r.Reason, want)
		}
	}
}
