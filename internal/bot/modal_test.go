package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"rolecall/internal/blockkit"
	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// fill answers all questions of the guide with their first options.
func fill() map[string]any {
	values := map[string]any{}
	for _, q := range testAdvisor().Corpus().WhichRole.Questions {
		values[q.ID] = q.Options[0].ID
	}
	return values
}

func TestHome(t *testing.T) {
	l := start(t, slacktest.Options{}, keeping(feedback.KeepAll), patient())
	l.answer(l.ws.DM(l.ctx, "maya", askCTO+" <!here>"))
	l.waitStored("the question", func(s *spy) bool { return len(s.asked) == 1 })
	l.stats() // what is asked most is read from the disk, and this writes first
	home := l.answer(l.ws.OpenHome(l.ctx, "maya", "home"))
	if home.Kind != slacktest.KindHome || home.For != "U0MAYA" {
		t.Fatalf("the Home tab came as %+v", home)
	}
	contains(t, string(home.Blocks), "What I store", "Asked most", "Your last questions", "What are the responsibilities of a CTO?")
	lacks(t, string(home.Blocks), `"mrkdwn","text":"What are`)

	l.answer(l.ws.OpenHome(l.ctx, "maya", "home"))
	hashes := 0
	for _, c := range l.ws.Calls("views.publish") {
		if c.Args["hash"] != nil {
			hashes++
		}
	}
	if hashes != 1 {
		t.Errorf("%d of two publications carried a hash, want the second", hashes)
	}
	l.ws.Fault("views.publish", slacktest.Fault{Error: "hash_conflict"})
	l.sent(l.ws.OpenHome(l.ctx, "maya", "home"))

	typed := l.answer(l.ws.Suggest(l.ctx, "maya", home.Ref(), blockkit.ActionRoleSearch, "ciso"))
	contains(t, string(typed.Options), "role ciso")
	picked := l.answer(l.ws.Click(l.ctx, "maya", home.Ref(), slacktest.Press{ActionID: blockkit.ActionRoleSearch, Option: "role ciso"}))
	contains(t, string(picked.View.Blocks), "CISO", "Helpful")
	card := l.answer(l.ws.Click(l.ctx, "maya", home.Ref(), slacktest.Press{ActionID: blockkit.ActionRole, Option: "Chief Technology Officer (CTO)"}))
	contains(t, string(card.View.Blocks), "CTO", "Hiring kit")
	lacks(t, string(card.View.Blocks), "Post in channel")
	seq := l.ws.Seq()
	l.sent(l.press("maya", card, "Hiring kit"))
	kit := l.until(seq, "the kit", func(e slacktest.Event) bool { return e.Kind == slacktest.KindView })
	contains(t, string(kit.View.Blocks), "Page 1 of 12")
	side := l.answer(l.press("maya", home, "CTO and CIO"))
	contains(t, string(side.View.Blocks), "CTO", "CIO")
	shown := l.answer(l.press("maya", home, "All topics"))
	contains(t, string(shown.View.Blocks), "Topics")
	l.waitStored("where it was asked", func(s *spy) bool {
		return len(s.asked) == 4 && s.asked[1].Surface == feedback.SurfaceHome
	})

	before := l.ws.Seq()
	l.sent(l.ws.OpenHome(l.ctx, "maya", "about"))
	l.settle()
	if _, err := l.ws.Wait(ended(), before, func(e slacktest.Event) bool { return e.Kind == slacktest.KindHome }); err == nil {
		t.Error("the about tab was published to")
	}
}

func TestHomeLeavesOutQuestionsAboutTheBot(t *testing.T) {
	l := start(t, slacktest.Options{}, keeping(feedback.KeepAll))
	for _, text := range []string{"help", "what can you do?", askCTO} {
		l.answer(l.ws.DM(l.ctx, "maya", text))
	}
	l.waitStored("the questions", func(s *spy) bool { return len(s.asked) == 3 })
	l.stats()
	home := l.answer(l.ws.OpenHome(l.ctx, "maya", "home"))
	contains(t, string(home.Blocks), "Asked most", "Your last questions")
	lacks(t, string(home.Blocks), testAdvisor().Corpus().Entry("bot.help").Question, `"help"`, "what can you do?")
}

// ended returns a context that has ended, for events that have happened already.
func ended() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// A press in a modal is answered in the modal, since it has no response_url.
func TestPressesInAModal(t *testing.T) {
	l := start(t, slacktest.Options{})
	said := l.sent(l.ws.Post(l.ctx, "hiring", "tomas", askChoices))
	reply := l.sent(l.ws.Post(l.ctx, "hiring", "tomas", askChoices, slacktest.InThread(said.TS)))
	open := func() slacktest.Event {
		return l.answer(l.ws.MessageShortcut(l.ctx, "maya", "explain_message", slacktest.Ref{Channel: "C0HIRING", TS: reply.TS}))
	}
	in := func(e slacktest.Event, label string) slacktest.Event {
		t.Helper()
		seq := l.ws.Seq()
		l.sent(l.press("maya", e, label))
		return l.until(seq, "what "+label+" shows", func(e slacktest.Event) bool { return e.Kind == slacktest.KindView })
	}
	first := testAdvisor().Corpus().Entry("cdo.definition")
	chosen := in(open(), "Show answer")
	contains(t, string(chosen.View.Blocks), first.Label, "Post in thread")
	l.waitStored("the choice", func(s *spy) bool { return len(s.choices) == 1 })
	contains(t, string(in(chosen, "Helpful").View.Blocks), "Noted as helpful")
	thanks, _ := l.ws.Modal("maya")
	contains(t, string(in(slacktest.Event{View: &thanks}, "Undo").View.Blocks), "removed")
	l.waitStored("the undo", func(s *spy) bool { return len(s.undone) == 1 })

	related := in(open(), "Show answer")
	seq := l.ws.Seq()
	l.sent(l.pressRelated("maya", related, first.Related[0]))
	related = l.until(seq, "the related answer", func(e slacktest.Event) bool { return e.Kind == slacktest.KindView })
	posted := func() slacktest.Event {
		seq := l.ws.Seq()
		l.sent(l.press("maya", related, "Post in thread"))
		e := l.until(seq, "the post", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage })
		l.until(seq, "the confirmation", func(e slacktest.Event) bool { return e.Kind == slacktest.KindView })
		return e
	}()
	if posted.ThreadTS != said.TS || posted.Channel != "C0HIRING" {
		t.Errorf("posted to %s in %s, want the thread %s", posted.Channel, posted.ThreadTS, said.TS)
	}

	none := in(open(), "None of these")
	contains(t, string(none.View.Blocks), "None of these, then")
	contains(t, string(in(none, "List topics").View.Blocks), "Topics")
}

func TestMessageShortcut(t *testing.T) {
	l := start(t, slacktest.Options{})
	said := l.sent(l.ws.Post(l.ctx, "hiring", "tomas", askCTO))
	private := l.answer(l.ws.MessageShortcut(l.ctx, "maya", "explain_message", slacktest.Ref{Channel: "C0HIRING", TS: said.TS}))
	if private.Kind != slacktest.KindEphemeral || private.For != "U0MAYA" {
		t.Errorf("answered with a %s for %q", private.Kind, private.For)
	}
	seq := l.ws.Seq()
	l.sent(l.press("maya", private, "Post in thread"))
	posted := l.until(seq, "the post", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage })
	if posted.ThreadTS != said.TS {
		t.Errorf("posted in %q, want the thread under the message, %s", posted.ThreadTS, said.TS)
	}
	contains(t, posted.Text, "Shared by <@U0MAYA>", askCTO)
	l.waitStored("the question", func(s *spy) bool { return len(s.asked) == 1 && s.asked[0].Surface == feedback.SurfaceShortcut })
}

func TestAskForm(t *testing.T) {
	l := start(t, slacktest.Options{}, patient())
	form := l.answer(l.ws.Shortcut(l.ctx, "maya", "ask_role"))
	for _, values := range []map[string]any{nil, {"question": "ab"}, {"question": "  \t "}} {
		if e := l.answer(l.ws.Submit(l.ctx, "maya", form.View.ID, values)); e.Kind != slacktest.KindErrors {
			t.Errorf("%v was answered with %s", values, e.Kind)
		} else {
			contains(t, string(e.Errors), `"question"`)
		}
	}
	e := l.answer(l.ws.Submit(l.ctx, "maya", form.View.ID, map[string]any{"question": askCTO}))
	contains(t, string(e.View.Blocks), "CTO", "Helpful", "Sources: ")

	form = l.answer(l.ws.Shortcut(l.ctx, "maya", "ask_role"))
	typed := l.answer(l.ws.Suggest(l.ctx, "maya", form.Ref(), blockkit.ActionRoleSearch, "cto"))
	if n := strings.Count(string(typed.Options), `"value"`); n == 0 || n > 100 {
		t.Errorf("%d options", n)
	}
	e = l.answer(l.ws.Submit(l.ctx, "maya", form.View.ID, map[string]any{"question": "", blockkit.ActionRoleSearch: "role cto"}))
	contains(t, string(e.View.Blocks), "Chief Technology Officer")
	form = l.answer(l.ws.Shortcut(l.ctx, "maya", "ask_role"))
	none := l.answer(l.ws.Suggest(l.ctx, "maya", form.Ref(), blockkit.ActionRoleSearch, "qz"))
	if string(none.Options) != `{"options":[]}` {
		t.Errorf("nothing found is %s", none.Options)
	}
}

// What was typed into the search can be asked as it is, wherever the search is.
func TestAskFromSearch(t *testing.T) {
	l := start(t, slacktest.Options{}, keeping(feedback.KeepAll))
	search := func(at slacktest.Event, typed string) string {
		t.Helper()
		got := l.answer(l.ws.Suggest(l.ctx, "maya", at.Ref(), blockkit.ActionRoleSearch, typed))
		var in blockkit.Options
		if err := json.Unmarshal(got.Options, &in); err != nil || len(in.Options) == 0 {
			t.Fatalf("%q is offered %s", typed, got.Options)
		}
		last := in.Options[len(in.Options)-1]
		contains(t, last.Text.Text, "Ask: ")
		return last.Value
	}
	pick := func(at slacktest.Event, typed string) slacktest.Event {
		t.Helper()
		return l.answer(l.ws.Click(l.ctx, "maya", at.Ref(), slacktest.Press{ActionID: blockkit.ActionRoleSearch, Option: search(at, typed)}))
	}
	home := l.answer(l.ws.OpenHome(l.ctx, "maya", "home"))
	contains(t, string(pick(home, askCTO).View.Blocks), "CTO", "Helpful", "Sources: ")
	contains(t, string(pick(home, askChoices).View.Blocks), "None of these")
	contains(t, string(pick(home, askNothing).View.Blocks), "outside what I know")
	contains(t, string(pick(home, "what do you store about me").View.Blocks), "stored")
	l.waitStored("the questions", func(s *spy) bool {
		return len(s.asked) == 3 && s.asked[0].Question == askCTO && s.asked[0].Surface == feedback.SurfaceHome
	})

	topics := l.answer(l.press("maya", l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askNothing)), "List topics"))
	seq := l.ws.Seq()
	l.sent(l.ws.Click(l.ctx, "maya", topics.Ref(), slacktest.Press{ActionID: blockkit.ActionRoleSearch, Option: search(topics, askSalary)}))
	private := l.until(seq, "the answer", func(e slacktest.Event) bool { return e.Kind == slacktest.KindEphemeral })
	contains(t, private.Text, "CTO")
	if n := len(l.publicPosts("hiring")); n != 0 {
		t.Errorf("%d public posts", n)
	}

	form := l.answer(l.ws.Shortcut(l.ctx, "maya", "ask_role"))
	value := search(form, askCTO)
	answered := l.answer(l.ws.Submit(l.ctx, "maya", form.View.ID, map[string]any{"question": "", blockkit.ActionRoleSearch: value}))
	contains(t, string(answered.View.Blocks), "Helpful", "Sources: ")
	if line, ok := l.logs.line("shoes"); ok {
		t.Errorf("what was typed is in the log: %s", line)
	}
}

func TestGuide(t *testing.T) {
	l := start(t, slacktest.Options{})
	public := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "Which role do we need?"))
	form := l.answer(l.press("maya", public, "Start the six questions"))
	values := fill()
	d, err := l.ws.Submit(l.ctx, "maya", form.View.ID, values)
	result := l.answer(d, err)
	contains(t, string(result.View.Blocks), "Recommendation: ", "Why", "Post in thread")
	seq := l.ws.Seq()
	l.sent(l.press("maya", result, "Post in thread"))
	posted := l.until(seq, "the post", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage })
	contains(t, posted.Text, "Shared by <@U0MAYA>", "Recommendation: ")
	if posted.ThreadTS != public.ThreadTS {
		t.Errorf("posted in %s, want %s", posted.ThreadTS, public.ThreadTS)
	}

	home := l.answer(l.ws.OpenHome(l.ctx, "maya", "home"))
	form = l.answer(l.press("maya", home, "Which role do we need?"))
	result = l.answer(l.ws.Submit(l.ctx, "maya", form.View.ID, values))
	contains(t, string(result.View.Blocks), "Recommendation: ")
	lacks(t, string(result.View.Blocks), "Post in ")
}

func TestKit(t *testing.T) {
	l := start(t, slacktest.Options{})
	l.ws.Fault("*", slacktest.Fault{Block: "container", Times: -1})
	kit := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "kit cto"))
	page := l.answer(l.press("maya", kit, "Open the kit"))
	contains(t, string(page.View.Blocks), "Page 1 of 12")
	turn := func(label string) {
		seq := l.ws.Seq()
		l.sent(l.press("maya", page, label))
		page = l.until(seq, label, func(e slacktest.Event) bool { return e.Kind == slacktest.KindView })
	}
	for n := 2; n <= 12; n++ {
		turn("Next")
		contains(t, string(page.View.Blocks), fmt.Sprintf("Page %d of 12", n))
	}
	turn("Back")
	contains(t, string(page.View.Blocks), "Page 11 of 12")
	seq := l.ws.Seq()
	l.sent(l.ws.Click(l.ctx, "maya", page.Ref(), slacktest.Press{ActionID: blockkit.ActionKitPage, Option: "Debrief"}))
	page = l.until(seq, "the page of the menu", func(e slacktest.Event) bool { return e.Kind == slacktest.KindView })
	contains(t, string(page.View.Blocks), "Page 10 of 12", "Rule")
	seq = l.ws.Seq()
	l.sent(l.press("maya", page, "Post kit to channel"))
	first := l.until(seq, "the kit", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage })
	contains(t, first.Text, "Shared by <@U0MAYA>", "Hiring kit")
	l.until(seq, "the confirmation", func(e slacktest.Event) bool { return e.Kind == slacktest.KindView })
	l.settle()
	posts := l.publicPosts("hiring")
	if len(posts) != 7 {
		t.Fatalf("%d messages, want 7", len(posts))
	}
	for _, m := range posts[1:] {
		if m.ThreadTS != first.TS {
			t.Errorf("%q is not in the thread", m.Text[:40])
		}
	}
}
