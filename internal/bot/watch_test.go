package bot_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/bot"
	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

func watching(o *bot.Options) { o.WatchChannels = []string{"C0HIRING"} }

func TestOffers(t *testing.T) {
	l := start(t, slacktest.Options{ChannelMessages: true}, with(watching))
	expectNoOffer := func(what string, act func()) {
		t.Helper()
		seq := l.ws.Seq()
		act()
		l.waitReceived()
		l.answer(l.ws.DM(l.ctx, "ravi", "help"))
		if e, err := l.ws.Wait(ended(), seq, func(e slacktest.Event) bool { return e.Via != "person" && e.Channel[0] == 'C' }); err == nil {
			t.Errorf("%s: %s", what, e.Text)
		}
	}
	post := func(channel, text string, opts ...slacktest.PostOption) slacktest.Delivery {
		t.Helper()
		return l.sent(l.ws.Post(l.ctx, channel, "maya", text, opts...))
	}
	expectNoOffer("another channel", func() { post("general", askCTO) })
	expectNoOffer("small talk", func() { post("hiring", "lunch anyone") })
	expectNoOffer("an unsure question", func() { post("hiring", askChoices) })
	expectNoOffer("another bot", func() { post("hiring", askCTO, slacktest.AsBot()) })
	expectNoOffer("a shared channel", func() {
		l.sent(l.ws.Send(l.ctx, "events_api", map[string]any{"type": "event_callback", "event_id": "Ev0", "is_ext_shared_channel": true,
			"event": map[string]any{"type": "message", "channel_type": "channel", "channel": "C0HIRING", "user": "U0MAYA", "text": askCTO, "ts": "1700000000.000100"}}))
	})
	root := post("general", "hello all")
	expectNoOffer("a thread", func() { post("general", askCTO, slacktest.InThread(root.TS)) })

	offer := l.answer(post("hiring", askCTO), nil)
	if offer.Kind != slacktest.KindEphemeral || offer.For != "U0MAYA" {
		t.Fatalf("the offer is a %s for %q", offer.Kind, offer.For)
	}
	contains(t, offer.Text, askCTO)
	expectNoOffer("too soon", func() { post("hiring", askSalary) })
	l.waitStored("the end of the offer, which the interval begins with", func(s *spy) bool { return s.held == 0 })
	l.clock.pass(bot.OfferInterval)
	second := l.answer(post("hiring", askSalary), nil)
	l.waitStored("the offers", func(s *spy) bool {
		return len(s.asked) >= 2 && s.asked[len(s.asked)-1].Surface == feedback.SurfaceWatch
	})

	gone := l.answer(l.press("maya", second, "Not now"))
	if gone.Kind != slacktest.KindDelete {
		t.Errorf("Not now is answered with %s", gone.Kind)
	}
	shown := l.answer(l.press("maya", offer, "Show the answer"))
	contains(t, shown.Text, "CTO")
	if shown.For != "U0MAYA" {
		t.Error("the answer to an offer is public")
	}
}

func TestOfferWithoutTheScope(t *testing.T) {
	l := start(t, slacktest.Options{ChannelMessages: true}, with(watching))
	l.ws.Fault("chat.postEphemeral", slacktest.Fault{Error: "missing_scope"})
	l.sent(l.ws.Post(l.ctx, "hiring", "maya", askCTO))
	l.settle()
	if _, ok := l.logs.line("channels:history"); !ok {
		t.Errorf("the log does not name the scope: %s", l.logs)
	}
}

func TestThreadFollowUpsWithoutAMention(t *testing.T) {
	l := start(t, slacktest.Options{ChannelMessages: true}, with(func(o *bot.Options) { o.ThreadHistory = true }))
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askSalary))
	l.answer(asked, nil)
	l.waitStored("the question", func(s *spy) bool { return len(s.asked) == 1 })
	foreign := l.sent(l.ws.Post(l.ctx, "hiring", "tomas", "a thread of our own"))
	l.sent(l.ws.Post(l.ctx, "hiring", "tomas", askCTO, slacktest.InThread(foreign.TS)))
	l.sent(l.ws.Post(l.ctx, "hiring", "tomas", "thanks, that helps me a lot", slacktest.InThread(asked.TS)))
	l.sent(l.ws.Post(l.ctx, "hiring", "tomas", askChoices, slacktest.InThread(asked.TS)))
	e := l.answer(l.ws.Post(l.ctx, "hiring", "tomas", askCTO, slacktest.InThread(asked.TS)))
	contains(t, e.Text, testAdvisor().Corpus().Entry("cto.responsibilities").Label)
	l.settle()
	if n := len(l.publicPosts("hiring")); n != 2 {
		t.Errorf("%d replies, want 2", n)
	}
}

// TestAFollowUpIsMatchedOnce: what decides to answer is what is answered, though the
// corpus is reloaded in between.
func TestAFollowUpIsMatchedOnce(t *testing.T) {
	var matched atomic.Int32
	counted := func(o *bot.Options) {
		now := o.Advisor
		o.Advisor = func() *advisor.Advisor { matched.Add(1); return now() }
	}
	l := start(t, slacktest.Options{ChannelMessages: true}, with(func(o *bot.Options) { o.ThreadHistory = true }), with(counted))
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askSalary))
	l.answer(asked, nil)
	l.waitStored("the question", func(s *spy) bool { return len(s.asked) == 1 })
	before := matched.Load()
	l.answer(l.ws.Post(l.ctx, "hiring", "tomas", askCTO, slacktest.InThread(asked.TS)))
	l.waitStored("the follow-up", func(s *spy) bool { return len(s.asked) == 2 })
	if n := matched.Load() - before; n != 1 {
		t.Errorf("the advisor of the moment was used %d times for one reply, want 1", n)
	}
}

func agent(o *bot.Options) { o.AgentView = true }

func TestAgentView(t *testing.T) {
	l := start(t, slacktest.Options{App: slacktest.App{Agent: true}}, with(agent))
	opened := l.sent(l.ws.OpenHome(l.ctx, "maya", "messages"))
	l.until(opened.Seq, "prompts", func(e slacktest.Event) bool { return e.Via == "assistant.threads.setSuggestedPrompts" })
	if c := l.ws.Calls("assistant.threads.setSuggestedPrompts")[0]; c.Args["thread_ts"] != nil {
		t.Error("prompts were sent with a thread_ts, which Slack ignores")
	}
	for _, test := range []struct {
		name, text string
		fault      *slacktest.Fault
	}{
		{"an answer", askCTO, nil},
		{"nothing", askNothing, nil},
		{"a post that fails", askCTO, &slacktest.Fault{Status: http.StatusBadGateway}},
		{"a post that is refused", askCTO, &slacktest.Fault{Error: "is_archived"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.fault != nil {
				l.ws.Fault("chat.postMessage", *test.fault)
			}
			d := l.sent(l.ws.DM(l.ctx, "maya", test.text))
			status := func(want string, after int) int {
				return l.until(after, want, func(e slacktest.Event) bool {
					return e.Via == "agents.sessions.setStatus" && e.ThreadTS == d.TS && e.Text == want
				}).Seq
			}
			status("active", status("processing", d.Seq))
			if test.fault == nil {
				if e := l.answer(d, nil); e.ThreadTS != d.TS {
					t.Errorf("answered in %q, want the thread %s", e.ThreadTS, d.TS)
				}
			}
		})
	}
	d := l.sent(l.ws.DM(l.ctx, "tomas", askCTO))
	title := l.until(d.Seq, "a title", func(e slacktest.Event) bool { return e.Via == "agents.sessions.rename" })
	contains(t, title.Text, testAdvisor().Corpus().Entry("cto.responsibilities").Label)
	stop := l.sent(l.ws.StopSession(l.ctx, "U0TOMAS", d.Channel, d.TS))
	l.until(stop.Seq, "the status after stop", func(e slacktest.Event) bool { return e.Text == "active" })
}

func TestPromptsComeFromTheCorpus(t *testing.T) {
	prompt := func(title string) corpus.Prompt { return corpus.Prompt{Title: title, Message: "ask " + title} }
	for _, test := range []struct {
		name    string
		prompts []corpus.Prompt
		want    string // titles
	}{
		{"a company's", []corpus.Prompt{prompt("Ours"), prompt("Theirs")}, "Ours Theirs"},
		{"more than Slack shows", []corpus.Prompt{prompt("a"), prompt("b"), prompt("c"), prompt("d"), prompt("e")}, "a b c d"},
		{"none", nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := *testAdvisor().Corpus()
			c.Home.Prompts = test.prompts
			l := start(t, slacktest.Options{App: slacktest.App{Agent: true}}, with(agent),
				with(func(o *bot.Options) { o.Advisor = func() *advisor.Advisor { return advisor.New(&c, nil) } }))
			l.sent(l.ws.OpenHome(l.ctx, "maya", "messages"))
			l.settle()
			var got []string
			for _, call := range l.ws.Calls("assistant.threads.setSuggestedPrompts") {
				var prompts []corpus.Prompt
				if err := json.Unmarshal([]byte(call.Args["prompts"].(string)), &prompts); err != nil {
					t.Fatal(err)
				}
				for _, p := range prompts {
					if p.Message != "ask "+p.Title {
						t.Errorf("prompt %v", p)
					}
					got = append(got, p.Title)
				}
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("prompts %q, want %q", got, test.want)
			}
		})
	}
}

func TestAgentViewIsCleanedUpAfterAPanic(t *testing.T) {
	l := start(t, slacktest.Options{App: slacktest.App{Agent: true}}, with(agent), with(func(o *bot.Options) { o.Advisor = nilAdvisor }))
	d := l.sent(l.ws.DM(l.ctx, "maya", askCTO))
	l.until(d.Seq, "active", func(e slacktest.Event) bool { return e.Text == "active" })
}

// If the workspace has no agent view, the bot switches it off once and goes on.
func TestAgentViewIsNotAvailable(t *testing.T) {
	l := start(t, slacktest.Options{}, with(agent))
	for _, who := range []string{"maya", "tomas", "ines"} {
		contains(t, l.answer(l.ws.DM(l.ctx, who, askCTO)).Text, "CTO")
	}
	l.settle()
	if n := len(l.ws.Calls("agents.sessions.setStatus")); n != 1 {
		t.Errorf("setStatus was tried %d times", n)
	}
}

// A rate limit on the status does not delay the answer.
func TestAgentStatusIsLimited(t *testing.T) {
	l := start(t, slacktest.Options{App: slacktest.App{Agent: true}}, with(agent))
	l.ws.Fault("agents.sessions.setStatus", slacktest.Fault{RetryAfter: 30 * time.Second, Times: 2})
	contains(t, l.answer(l.ws.DM(l.ctx, "maya", askCTO)).Text, "CTO")
}
