package bot_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot"
	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/internal/slacktest"
)

func TestChoices(t *testing.T) {
	l := start(t, slacktest.Options{})
	for _, test := range []struct {
		name string
		ask  func() (slacktest.Delivery, error)
	}{
		{"in a thread", func() (slacktest.Delivery, error) { return l.ws.Mention(l.ctx, "hiring", "maya", askChoices) }},
		{"in private", func() (slacktest.Delivery, error) {
			return l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askChoices)
		}},
		{"in a direct message", func() (slacktest.Delivery, error) { return l.ws.DM(l.ctx, "maya", askChoices) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := len(l.store.choices)
			asked := l.answer(test.ask())
			contains(t, string(asked.Blocks), "None of these")
			e := l.answer(l.press("maya", asked, "Show answer"))
			if e.Kind != slacktest.KindUpdate || e.TS != asked.TS {
				t.Fatalf("a choice is answered with %s of %s, want an update of %s", e.Kind, e.TS, asked.TS)
			}
			contains(t, e.Text, testAdvisor().Corpus().Entry("cdo.definition").Label)
			lacks(t, string(e.Blocks), "None of these")
			l.waitStored("the choice", func(s *spy) bool { return len(s.choices) == n+1 && s.choices[n].Entry == "cdo.definition" })
		})
	}
}

func TestFollowUpAfterAChoice(t *testing.T) {
	l := start(t, slacktest.Options{})
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askChoices))
	choices := l.answer(asked, nil)
	l.answer(l.ws.Click(l.ctx, "maya", choices.Ref(), slacktest.Press{ActionID: "choose_entry.4"}))
	l.waitStored("the choice", func(s *spy) bool { return len(s.choices) == 1 && len(s.asked) == 1 })
	l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "shorter", slacktest.InThread(asked.TS)))
	l.waitStored("the follow-up", func(s *spy) bool { return len(s.asked) == 2 })
	if got := l.store.asked[1].Entry; got != "cdigo.definition" {
		t.Errorf("after a choice a follow-up was answered with %q", got)
	}
}

// TestAChoiceForgetsNoRole: a thread that spoke of two roles still does after a choice was pressed.
func TestAChoiceForgetsNoRole(t *testing.T) {
	l := start(t, slacktest.Options{})
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", "compare cto cio"))
	l.answer(asked, nil)
	choices := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askChoices, slacktest.InThread(asked.TS)))
	l.answer(l.press("maya", choices, "Show answer"))
	l.waitStored("the choice", func(s *spy) bool { return len(s.choices) == 1 && len(s.asked) == 2 })
	thread, err := l.store.Thread(l.ctx, "C0HIRING:"+asked.TS)
	if err != nil || thread.Entry != "cdo.definition" || !slices.Contains(thread.Roles, "cto") || !slices.Contains(thread.Earlier, "compare.cto-cio") {
		t.Errorf("after a choice the thread is about %+v (%v)", thread, err)
	}
}

func TestNoneOfThese(t *testing.T) {
	l := start(t, slacktest.Options{})
	choices := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askChoices))
	none := l.answer(l.press("maya", choices, "None of these"))
	if none.Kind != slacktest.KindUpdate {
		t.Fatalf("None of these is answered with %s", none.Kind)
	}
	l.waitStored("the refusal", func(s *spy) bool { return len(s.asked) == 1 && len(s.choices) == 1 && s.choices[0].Entry == "" })
	lacks(t, string(none.Blocks), "Tell me") // nobody can write an answer here
	left := l.answer(l.press("maya", l.leaveButton(l.store.asked[0].Reply), "Leave it for the curators"))
	contains(t, left.Text, "curators")
	l.waitStored("the question left", func(s *spy) bool { return len(s.left) == 1 && len(s.asked) == 1 && s.left[0] == s.asked[0].Reply })
	topics := l.answer(l.press("maya", none, "List topics"))
	contains(t, topics.Text, "Topics", "CTO", "Comparisons")
	typed := l.answer(l.ws.Suggest(l.ctx, "maya", topics.Ref(), "role_search", "cto earn"))
	contains(t, string(typed.Options), "cto.salary")
	picked := l.answer(l.ws.Click(l.ctx, "maya", topics.Ref(), slacktest.Press{ActionID: "role_search", Option: "cto.salary"}))
	contains(t, picked.Text, testAdvisor().Corpus().Entry("cto.salary").Label)
}

// leaveButton posts a message of an earlier version, whose button still works.
func (l *lab) leaveButton(reply string) slacktest.Event {
	l.t.Helper()
	button := slack.NewButtonBlockElement(blockkit.ActionLeave+".1", blockkit.Ref{Reply: reply}.String(), slack.NewTextBlockObject(slack.PlainTextType, "Leave it for the curators", false, false))
	m := blockkit.Message{Text: "I have nothing on that.", Blocks: []slack.Block{slack.NewActionBlock("on", button)}}
	return l.posted("C0HIRING", m)
}

// posted posts a message as the bot does and returns it.
func (l *lab) posted(channel string, m blockkit.Message) slacktest.Event {
	l.t.Helper()
	seq := l.ws.Seq()
	if err := l.bot.PostMessage(l.ctx, channel, func(blockkit.Pieces) blockkit.Message { return m }); err != nil {
		l.t.Fatal(err)
	}
	return l.until(seq, "the message", func(e slacktest.Event) bool {
		return e.Kind == slacktest.KindMessage && e.Channel == channel && e.Text == m.Text
	})
}

func TestButtonsUnderAnAnswer(t *testing.T) {
	l := start(t, slacktest.Options{})
	entry := testAdvisor().Corpus().Entry("cto.responsibilities")
	related := testAdvisor().Corpus().Entry(entry.Related[0])
	public := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	e := l.answer(l.pressRelated("tomas", public, related.ID))
	if e.Kind != slacktest.KindEphemeral || e.For != "U0TOMAS" || e.ThreadTS != public.ThreadTS {
		t.Errorf("a related question in a channel comes as %s for %s in %s", e.Kind, e.For, e.ThreadTS)
	}
	contains(t, e.Text, related.Label)
	contains(t, string(e.Blocks), "Post in thread")
	third := testAdvisor().Corpus().Entry(entry.Related[2]) // in the menu
	e = l.answer(l.ws.Click(l.ctx, "tomas", public.Ref(), slacktest.Press{Option: third.Question}))
	contains(t, e.Text, third.Label)
	contains(t, string(e.Blocks), "Post in thread")

	direct := l.answer(l.ws.DM(l.ctx, "maya", askCTO))
	if e = l.answer(l.pressRelated("maya", direct, related.ID)); e.Kind != slacktest.KindMessage {
		t.Errorf("a related question in a direct message comes as %s", e.Kind)
	}

	compared := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "compare cto cio"))
	all := l.answer(l.press("maya", compared, "Show all rows"))
	if all.Kind != slacktest.KindEphemeral || all.TS == compared.TS {
		t.Errorf("all rows came as %s of %s", all.Kind, all.TS)
	}
	rows := func(e slacktest.Event) int { return strings.Count(string(e.Blocks), `"raw_text"`)/3 - 1 } // three cells a row, and a header
	if rows(compared) != 8 || rows(all) != 12 {
		t.Errorf("%d rows, then %d; want 8, then 12", rows(compared), rows(all))
	}
}

// TestSources: the button lists all sources, privately and where the answer is: under a
// message as a message, over a modal as a modal.
func TestSources(t *testing.T) {
	l := start(t, slacktest.Options{})
	c := testAdvisor().Corpus()
	label := func(e slacktest.Event) string {
		t.Helper()
		blocks := e.Blocks
		if e.View != nil {
			blocks = e.View.Blocks
		}
		found := regexp.MustCompile(`Sources \(\d+\)`).FindString(string(blocks))
		if found == "" {
			t.Fatalf("no button for the sources in %s", blocks)
		}
		return found
	}
	all := func(text string, ids ...string) {
		t.Helper()
		for _, id := range ids {
			if s := c.Source(id); id != corpus.Own && s.URL != "" {
				contains(t, text, s.Listed, s.URL)
			}
		}
	}
	entry := c.Entry("cto.responsibilities")
	public := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	e := l.answer(l.press("tomas", public, label(public)))
	if e.Kind != slacktest.KindEphemeral || e.For != "U0TOMAS" || e.ThreadTS != public.ThreadTS {
		t.Errorf("the sources come as %s for %q in thread %q", e.Kind, e.For, e.ThreadTS)
	}
	all(string(e.Blocks), entry.Sources...)
	for _, command := range []string{askCTO, "compare cto cio", "role cto"} {
		private := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", command))
		if e = l.answer(l.press("maya", private, label(private))); e.Kind != slacktest.KindEphemeral || e.For != "U0MAYA" {
			t.Errorf("the sources of %q come as %s for %q", command, e.Kind, e.For)
		}
		all(string(e.Blocks), "IBM21")
	}
	kit := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "kit cto"))
	all(string(l.answer(l.press("maya", kit, label(kit))).Blocks), c.Kit("cto").Sources...)
	direct := l.answer(l.ws.DM(l.ctx, "maya", askCTO))
	all(string(l.answer(l.press("maya", direct, label(direct))).Blocks), entry.Sources...)

	said := l.sent(l.ws.Post(l.ctx, "hiring", "tomas", "hello"))
	reply := l.sent(l.ws.Post(l.ctx, "hiring", "tomas", askCTO, slacktest.InThread(said.TS)))
	modal := l.answer(l.ws.MessageShortcut(l.ctx, "maya", "explain_message", slacktest.Ref{Channel: "C0HIRING", TS: reply.TS}))
	seq := l.ws.Seq()
	l.sent(l.press("maya", modal, label(modal)))
	e = l.until(seq, "the sources", func(e slacktest.Event) bool { return e.Kind == slacktest.KindView })
	if e.View.ID == modal.View.ID {
		t.Error("the sources have replaced the answer in the modal")
	}
	all(string(e.View.Blocks), entry.Sources...)
}

// TestShowMore: no answer of ours is long enough to be folded, but a company's may be.
func TestShowMore(t *testing.T) {
	point := "- **Point:** " + strings.Repeat("a company has its reasons and gives all of them here. ", 6) + "[OWN]\n"
	long := fstest.MapFS{"entries/cto/parking.md": {Data: []byte("---\nquestion: Where does our CTO park?\nlabel: Parking\nroles: [cto]\nkind: general\n" +
		"short: Wherever there is room.\nphrasings: [cto parking]\nreviewed: 2026-11-22\nowner: us\n---\n" + strings.Repeat(point, 5) + "\n**Next:** ask at the gate.\n")}}
	c, problems, err := corpus.Load(corpus.Layer{FS: os.DirFS("../corpus/testdata/small")}, corpus.Layer{Name: "company", FS: long})
	if err != nil {
		t.Fatal(problems)
	}
	x, err := match.New(c)
	if err != nil {
		t.Fatal(err)
	}
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) { o.Advisor = func() *advisor.Advisor { return advisor.New(c, x) } }))
	short := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "Where does our CTO park?"))
	contains(t, string(short.Blocks), "Show more")
	lacks(t, string(short.Blocks), "ask at the gate")
	more := l.answer(l.press("maya", short, "Show more"))
	if more.Kind != slacktest.KindUpdate {
		t.Errorf("Show more came as %s", more.Kind)
	}
	lacks(t, string(more.Blocks), "Show more")
	contains(t, string(more.Blocks), "ask at the gate", "Share in channel")
}

func TestRating(t *testing.T) {
	l := start(t, slacktest.Options{})
	e := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	thanks := l.answer(l.press("maya", e, "Helpful"))
	contains(t, thanks.Text, "Noted as helpful")
	if thanks.Kind != slacktest.KindEphemeral || thanks.ThreadTS != e.ThreadTS {
		t.Errorf("thanked with a %s in %s", thanks.Kind, thanks.ThreadTS)
	}
	l.waitRepeatable()
	l.answer(l.press("maya", e, "Helpful"))
	l.answer(l.press("tomas", e, "Helpful"))
	if s := l.stats(); s.Liked != 2 || s.Disliked != 0 {
		t.Errorf("after three presses of two people: %d up, %d down; want 2 and 0", s.Liked, s.Disliked)
	}

	form := l.answer(l.press("maya", e, "Not helpful"))
	if form.Kind != slacktest.KindView || form.View.Title != "What was wrong?" {
		t.Fatalf("Not helpful opened %+v", form)
	}
	if s := l.stats(); s.Liked != 1 || s.Disliked != 1 {
		t.Errorf("after a change of mind: %d up, %d down; want 1 and 1", s.Liked, s.Disliked)
	}
	seq := l.ws.Seq()
	l.sent(l.ws.Submit(l.ctx, "maya", form.View.ID, map[string]any{"reason": "out-of-date", "note": "ask @tomas"}))
	l.until(seq, "the form closes", func(e slacktest.Event) bool { return e.Kind == slacktest.KindClose })
	thanks = l.until(seq, "the thanks", func(e slacktest.Event) bool { return e.Kind == slacktest.KindEphemeral && e.For == "U0MAYA" })
	contains(t, thanks.Text, "Noted as not helpful")
	l.waitStored("the reason", func(s *spy) bool {
		last := s.verdicts[len(s.verdicts)-1]
		return last.Reason == "out-of-date" && !last.Helpful && last.Entry == "cto.responsibilities"
	})

	undone := l.answer(l.press("maya", thanks, "Undo"))
	contains(t, undone.Text, "removed")
	if s := l.stats(); s.Liked != 1 || s.Disliked != 0 {
		t.Errorf("after the undo: %d up, %d down; want 1 and 0", s.Liked, s.Disliked)
	}

	l.ws.Fault("views.open", slacktest.Fault{Error: "expired_trigger_id"})
	contains(t, l.answer(l.press("tomas", e, "Not helpful")).Text, "Noted as not helpful")
}

func TestUnreadableButtonValuesBreakNothing(t *testing.T) {
	l := start(t, slacktest.Options{})
	e := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	d := l.sent(l.press("maya", e, "Helpful")) // for a response_url
	l.answer(d, nil)
	for _, action := range []string{"answer_feedback", "choose_entry.1", "none_of_these", "show_entry.2", "show_more", "share", "unshare",
		"compare_all", "compare_roles.1", "role_card", "open_kit", "leave_question", "kit_page", "kit_post", "kit_section", "kit_canvas", "retract_verdict", "no_such_action"} {
		for _, value := range []string{"", "garbage", "null", "{}", `{"e":"no.such.entry","r":"zzz","p":-5}`, `{"e":7}`, "[1]", strings.Repeat("x", 2000)} {
			_, err := l.ws.Send(l.ctx, "interactive", map[string]any{"type": "block_actions", "user": map[string]any{"id": "U0MAYA"},
				"channel": map[string]any{"id": "C0HIRING"}, "container": map[string]any{"channel_id": "C0HIRING", "message_ts": e.TS},
				"actions": []any{map[string]any{"type": "button", "action_id": action, "value": value}}})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	l.settle()
	if line, ok := l.logs.line("a handler panicked"); ok {
		t.Error(line)
	}
}
