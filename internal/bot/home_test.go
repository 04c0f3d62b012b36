package bot_test

import (
	"slices"
	"testing"

	"rolecall/internal/blockkit"
	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// onHome opens the Home tab and returns it, and a function that does something there
// and returns the modal that shows.
func onHome(l *lab) (home slacktest.Event, do func(slacktest.Press) string) {
	home = l.answer(l.ws.OpenHome(l.ctx, "maya", "home"))
	return home, func(p slacktest.Press) string {
		l.t.Helper()
		seq := l.ws.Seq()
		l.sent(l.ws.Click(l.ctx, "maya", home.Ref(), p))
		shown := l.until(seq, "a modal", func(e slacktest.Event) bool { return e.Kind == slacktest.KindView })
		return string(shown.View.Blocks)
	}
}

// Anything may be asked on the Home tab: what is nowhere in the menu too.
func TestFreeTextOnHome(t *testing.T) {
	l := start(t, slacktest.Options{}, keeping(feedback.KeepAll))
	_, do := onHome(l)
	contains(t, do(slacktest.Press{Text: "Ask"}), "Type a question")
	contains(t, do(slacktest.Press{ActionID: blockkit.ActionAsk, Input: " " + askCTO}), "CTO", "Helpful")
	contains(t, do(slacktest.Press{Text: "Compare"}), "Pick")
	contains(t, do(slacktest.Press{Text: "Ask"}), "CTO", "Helpful")
	const likeAButton = `{"e":"cto.salary"}` // is text, and not the value of a button
	do(slacktest.Press{ActionID: blockkit.ActionAsk, Input: likeAButton})
	contains(t, do(slacktest.Press{ActionID: blockkit.ActionAsk, Input: "xy"}), "too short")
	contains(t, do(slacktest.Press{ActionID: blockkit.ActionAsk, Input: "what do you store?"}), "What I store")
	l.waitStored("what was asked", func(s *spy) bool {
		return len(s.asked) == 3 && slices.ContainsFunc(s.asked, func(a feedback.Asked) bool { // a question is recorded after its answer is shown
			return a.Question == askCTO && a.Surface == feedback.SurfaceHome && a.Entry == "cto.responsibilities"
		}) && slices.ContainsFunc(s.asked, func(a feedback.Asked) bool { return a.Question == likeAButton })
	})
}

// Enter in the field and then the button is one question.
func TestEnterAndTheButtonAskOnce(t *testing.T) {
	l := start(t, slacktest.Options{})
	home, do := onHome(l)
	do(slacktest.Press{ActionID: blockkit.ActionAsk, Input: askCTO})
	l.sent(l.press("maya", home, "Ask"))
	l.settle()
	if n := len(l.store.asked); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// Two to four roles are picked in the menu and compared with one press.
func TestCompareOnHome(t *testing.T) {
	l := start(t, slacktest.Options{})
	home, do := onHome(l)
	pick := func(roles ...string) {
		l.sent(l.ws.Click(l.ctx, "maya", home.Ref(), slacktest.Press{ActionID: blockkit.ActionPick, Options: roles}))
	}
	contains(t, do(slacktest.Press{Text: "Compare"}), "Pick two, three or four roles first")
	pick("ciso", "vpe", "cpo")
	contains(t, do(slacktest.Press{Text: "Compare"}), "CISO", "VPE", "CPO", "Helpful")
	pick("cdo", "cto")
	cdo := do(slacktest.Press{Text: "Compare"})
	contains(t, cdo, "CDO", "CTO")
	lacks(t, cdo, "is read as") // it was picked by its whole name
	pick("cto", "cio")          // other roles are not a second click
	contains(t, do(slacktest.Press{Text: "Compare"}), "CTO", "CIO", "Helpful")
}

// Each role of the menu is compared as itself.
func TestEveryRoleCanBePicked(t *testing.T) {
	for _, role := range testAdvisor().Corpus().Roles {
		with := "cto"
		if role.ID == with {
			with = "cio"
		}
		if got := testAdvisor().CompareRoles([]string{role.ID, with}).Context.Roles; !slices.Equal(got, []string{role.ID, with}) {
			t.Errorf("%s and %s: compared %v", role.ID, with, got)
		}
	}
}

// The menu of a stage with many links opens what its buttons open.
func TestTheMenuOfAStage(t *testing.T) {
	l := start(t, slacktest.Options{})
	home, _ := onHome(l)
	kit := l.answer(l.ws.Click(l.ctx, "maya", home.Ref(), slacktest.Press{Option: "CPO kit"}))
	contains(t, string(kit.View.Blocks), "Hiring kit · CPO")
}
