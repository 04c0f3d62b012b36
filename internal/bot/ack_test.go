package bot_test

import (
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/bot"
	"rolecall/internal/slacktest"
)

// Every envelope is acknowledged, and once: checkRules checks that.
func TestEveryEnvelopeIsAcknowledged(t *testing.T) {
	l := start(t, slacktest.Options{})
	object := func(text string) (out map[string]any) {
		if err := json.Unmarshal([]byte(text), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, kind := range []string{"events_api", "slash_commands", "interactive", "hologram"} {
		for _, payload := range []string{`{}`, `{"event":7}`, `{"event":{"type":"never_heard_of"}}`, `{"type":"event_callback","event":{"type":"message","user":{"id":1},"channel":[]}}`,
			`{"user_id":{},"text":[]}`, `{"text":"cto","command":"/rolecall"}`, `{"type":"block_actions","actions":{}}`, `{"type":"block_actions","actions":[{}]}`,
			`{"type":"block_suggestion"}`, `{"type":"block_suggestion","value":{}}`, `{"type":"view_submission"}`, `{"type":"view_submission","view":{"callback_id":"ask_submit"}}`,
			`{"type":"view_submission","view":{"callback_id":"guide_submit","state":{"values":{"pain":{"answer":{"selected_option":{"value":"no such"}}}}}}}`,
			`{"type":"view_submission","view":{"callback_id":"reason_submit","private_metadata":"garbage"}}`, `{"type":"view_closed"}`,
			`{"type":"shortcut","callback_id":"nobody"}`, `{"type":"message_action","callback_id":"explain_message"}`, `{"type":"hologram"}`} {
			d := l.sent(l.ws.Send(l.ctx, kind, object(payload)))
			if _, err := l.ws.WaitAck(l.ctx, d); err != nil {
				t.Errorf("%s %s: %v", kind, payload, err)
			}
		}
	}
	for _, event := range []string{"channel_created", "app_uninstalled", "tokens_revoked", "team_join", "agent_session_title_changed"} {
		l.sent(l.ws.SendEvent(l.ctx, map[string]any{"type": event, "user": map[string]any{"id": "U0MAYA"}, "channel": map[string]any{"id": "C0HIRING"}}))
	}
	l.settle()
	if line, ok := l.logs.line("a handler panicked"); ok {
		t.Error(line)
	}
}

// slack-go cannot decode these; it neither acknowledges nor delivers them.
func TestUndecodableFramesAreAcknowledged(t *testing.T) {
	l := start(t, slacktest.Options{})
	l.anyAcks = true // the workspace did not send these envelopes itself
	frames := []string{
		`{"envelope_id":"e1","type":"hologram","payload":{}}`,
		`{"envelope_id":"e2","type":"events_api","payload":{"event":{"type":"message","blocks":[{"type":"hologram","elements":"none"}]}}}`,
		`{"envelope_id":"e3","type":"interactive","payload":{"type":"block_actions","message":{"blocks":[{"type":"actions","elements":[7]}]}}}`,
		`{"envelope_id":"e4","type":"events_api","payload":{"event_id":"Ev1","event":{"type":"app_mention","user":"U0MAYA","text":"What is a CTO?","ts":"1.2","channel":"C0HIRING","blocks":[7]}}}`,
		`{"envelope_id":"e5","type":"slash_commands","payload":"text"}`,
		`{"type":"events_api"}`, `[]`, `7`, `not json`, ``,
	}
	for _, f := range frames {
		if err := l.ws.SendFrame([]byte(f)); err != nil {
			t.Fatal(err)
		}
	}
	seen := func(id string) bool {
		for _, a := range l.ws.Acks() {
			if a.EnvelopeID == id {
				return true
			}
		}
		return false
	}
	l.settle()
	for _, id := range []string{"e1", "e2", "e3", "e4", "e5"} {
		if !seen(id) {
			t.Errorf("%s was not acknowledged\n%s", id, l.logs)
		}
	}
	if n := len(l.publicPosts("hiring")); n != 1 {
		t.Errorf("%d replies to a mention with a block that cannot be decoded, want 1", n)
	}
}

func TestAPanicIsAnsweredAndLoggedWithoutItsText(t *testing.T) {
	var broken atomic.Bool
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) {
		o.Advisor = func() *advisor.Advisor {
			if broken.Load() {
				panic("the text was " + secret)
			}
			return testAdvisor()
		}
	}))
	form := l.answer(l.ws.Shortcut(l.ctx, "maya", "ask_role"))
	broken.Store(true)
	const apology = "Something broke on my side"
	contains(t, l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", secret)).Text, apology)
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", secret))
	e := l.until(asked.Seq, "an apology", func(e slacktest.Event) bool { return e.Kind == slacktest.KindEphemeral && e.Channel == "C0HIRING" })
	contains(t, e.Text, apology)
	contains(t, l.answer(l.ws.DM(l.ctx, "tomas", secret)).Text, apology)
	if e := l.answer(l.ws.Suggest(l.ctx, "maya", form.Ref(), "role_search", "cto")); e.Kind != slacktest.KindOptions {
		t.Errorf("the menu got %s", e.Kind)
	}
	if e = l.answer(l.ws.Submit(l.ctx, "maya", form.View.ID, map[string]any{"question": secret})); e.Kind != slacktest.KindView {
		t.Fatalf("the form got %s", e.Kind)
	}
	contains(t, string(e.View.Blocks), apology)
	broken.Store(false)
	contains(t, l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO)).Text, "CTO")
	if line, ok := l.logs.line(secret); ok {
		t.Errorf("the panic's value was logged: %s", line)
	}
	if _, ok := l.logs.line("a handler panicked"); !ok {
		t.Error("the panic was not logged")
	}
}

// With every worker busy, acknowledgements are still in time.
func TestAcknowledgementsWithoutAFreeWorker(t *testing.T) {
	release := make(chan struct{})
	var slow atomic.Bool
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) {
		o.Workers = 1
		o.Advisor = func() *advisor.Advisor {
			if slow.Load() {
				<-release
			}
			return testAdvisor()
		}
	}), withTiming(func(b *bot.Bot) { b.Hurry(time.Second, time.Second, 50*time.Millisecond, 10*time.Second) }))
	form := l.answer(l.ws.Shortcut(l.ctx, "maya", "ask_role"))
	slow.Store(true)
	waiting := l.sent(l.ws.Slash(l.ctx, "hiring", "tomas", "/rolecall", askCTO))
	if e := l.answer(l.ws.Suggest(l.ctx, "maya", form.Ref(), "role_search", "cto")); string(e.Options) != `{"options":[]}` {
		t.Errorf("the menu got %s", e.Options)
	}
	e := l.answer(l.ws.Submit(l.ctx, "maya", form.View.ID, map[string]any{"question": askCTO}))
	contains(t, string(e.View.Blocks), "Too many questions")
	slow.Store(false)
	close(release)
	contains(t, l.answer(waiting, nil).Text, "CTO")
}

func TestFullQueueIsAnsweredAsBusy(t *testing.T) {
	l := start(t, slacktest.Options{})
	form := l.answer(l.ws.Shortcut(l.ctx, "maya", "ask_role"))
	l.bot.FillQueue(bot.MaxQueued)
	contains(t, l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO)).Text, "Too many questions")
	if e := l.answer(l.ws.Suggest(l.ctx, "maya", form.Ref(), "role_search", "cto")); string(e.Options) != `{"options":[]}` {
		t.Errorf("the menu got %s", e.Options)
	}
	contains(t, string(l.answer(l.ws.Submit(l.ctx, "maya", form.View.ID, map[string]any{"question": askCTO})).View.Blocks), "Too many questions")
	for name, asked := range map[string]slacktest.Delivery{
		"a mention":        l.sent(l.ws.Mention(l.ctx, "hiring", "tomas", askCTO)),
		"a direct message": l.sent(l.ws.DM(l.ctx, "ines", askCTO)),
	} {
		e := l.until(asked.Seq, name+" told", func(e slacktest.Event) bool { return e.Via != "person" && e.Channel == asked.Channel })
		contains(t, e.Text, "Too many questions")
		if e.For == "" {
			t.Errorf("%s is told in public", name)
		}
	}
	l.bot.FillQueue(-bot.MaxQueued)
	contains(t, l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", askCTO)).Text, "CTO")
}
