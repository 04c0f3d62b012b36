package bot_test

import (
	"strings"
	"testing"

	"rolecall/internal/slacktest"
)

// TestKitIsPrivateUntilAPartIsPosted: of a private kit one part is posted, with who shared
// it, where the kit was asked for.
func TestKitIsPrivateUntilAPartIsPosted(t *testing.T) {
	l := start(t, slacktest.Options{})
	kit := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "kit cto"))
	contains(t, string(kit.Blocks), `"type":"container"`, `"default_collapsed":true`, "Post this section")
	if kit.For != "U0MAYA" || strings.Contains(string(kit.Blocks), "Save as canvas") {
		t.Errorf("the kit is for %q: %s", kit.For, kit.Blocks)
	}
	seq := l.ws.Seq()
	l.sent(l.press("maya", kit, "Post this section"))
	posted := l.until(seq, "the part", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage })
	contains(t, posted.Text, "Shared by <@U0MAYA>", "Hiring kit · CTO: scorecard", "Mission")
	lacks(t, posted.Text, "Interview loop")
	if posted.Channel != "C0HIRING" || posted.ThreadTS != "" {
		t.Errorf("posted in %s, thread %q", posted.Channel, posted.ThreadTS)
	}
	l.until(seq, "a word to the sharer", func(e slacktest.Event) bool { return e.For == "U0MAYA" && strings.Contains(e.Text, "Shared.") })
	seq = l.ws.Seq()
	l.sent(l.ws.Click(l.ctx, "maya", posted.Ref(), slacktest.Press{ActionID: "unshare"}))
	l.until(seq, "its removal", func(e slacktest.Event) bool { return e.Kind == slacktest.KindDelete && e.TS == posted.TS })
}

func TestPartOfAKitIsPostedInTheThread(t *testing.T) {
	l := start(t, slacktest.Options{})
	public := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "kit cto"))
	seq := l.ws.Seq()
	l.sent(l.press("tomas", public, "Post this section"))
	posted := l.until(seq, "the part", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage })
	contains(t, posted.Text, "Shared by <@U0TOMAS>")
	if posted.ThreadTS != public.ThreadTS {
		t.Errorf("posted in thread %q, want %q", posted.ThreadTS, public.ThreadTS)
	}

	// The same from the kit that the role card shows one person.
	card := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "cto"))
	kit := l.answer(l.press("maya", card, "Hiring kit"))
	contains(t, string(kit.Blocks), `"type":"container"`)
	if kit.For != "U0MAYA" {
		t.Errorf("the kit of the role card is for %q", kit.For)
	}
	seq = l.ws.Seq()
	l.sent(l.press("maya", kit, "Post this section"))
	posted = l.until(seq, "the part", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage })
	if posted.ThreadTS != card.ThreadTS {
		t.Errorf("posted in thread %q, want %q", posted.ThreadTS, card.ThreadTS)
	}
	l.until(seq, "the confirmation", func(e slacktest.Event) bool { return e.For == "U0MAYA" })
}

func TestPartOfAKitIsPostedWhereTheBotIsNot(t *testing.T) {
	l := start(t, slacktest.Options{})
	kit := l.answer(l.ws.Slash(l.ctx, "outside", "maya", "/rolecall", "kit cto"))
	posted := l.answer(l.press("maya", kit, "Post this section"))
	contains(t, posted.Text, "Shared by <@U0MAYA>", "Mission")
	if posted.Kind != slacktest.KindMessage {
		t.Errorf("it came as %s", posted.Kind)
	}
}

// TestKitStaysInADirectMessage: typed, or opened from a role card, it is a message that can
// be read again later.
func TestKitStaysInADirectMessage(t *testing.T) {
	l := start(t, slacktest.Options{})
	kit := l.answer(l.ws.DM(l.ctx, "maya", "kit cto"))
	card := l.answer(l.ws.DM(l.ctx, "maya", "cto"))
	opened := l.answer(l.press("maya", card, "Hiring kit"))
	for _, e := range []slacktest.Event{kit, opened} {
		contains(t, e.Text, "Hiring kit", "Interview loop")
		if e.Kind != slacktest.KindMessage || e.For != "" {
			t.Errorf("it came as %s for %q", e.Kind, e.For)
		}
	}
}

// TestKitOpensWhereContainersAreRefused: the answer still comes, and its button opens the
// parts in a modal, from which one can be posted.
func TestKitOpensWhereContainersAreRefused(t *testing.T) {
	l := start(t, slacktest.Options{})
	l.ws.Fault("response_url", slacktest.Fault{Error: "invalid_blocks"})
	kit := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "kit cto"))
	lacks(t, string(kit.Blocks), "container")
	page := l.answer(l.press("maya", kit, "Open the kit"))
	contains(t, string(page.View.Blocks), "Page 1 of 12", "Post this section", "Post kit to channel")
}
