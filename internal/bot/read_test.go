package bot_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"rolecall/internal/bot"
	"rolecall/internal/slacktest"
)

// Questions in one thread at the same moment are answered in the order in which
// they were asked, and all answers are remembered there.
func TestQuestionsAtTheSameMoment(t *testing.T) {
	l := start(t, slacktest.Options{})
	root := l.sent(l.ws.Post(l.ctx, "hiring", "maya", "hello"))
	for _, text := range []string{askCTO, askSalary, "What is a CIO?"} {
		l.sent(l.ws.Mention(l.ctx, "hiring", "maya", text, slacktest.InThread(root.TS)))
	}
	order := []string{"cto.responsibilities", "cto.salary", "cio.definition"}
	l.entries(order...)
	thread, err := l.store.Thread(l.ctx, "C0HIRING:"+root.TS)
	if err != nil || len(thread.Shown) != 3 {
		t.Errorf("remembered %v, %v; want three answers", thread.Shown, err)
	}
	shown := slices.SortedFunc(maps.Keys(thread.Shown), func(a, b string) int { return strings.Compare(thread.Shown[a], thread.Shown[b]) })
	if !slices.Equal(shown, order) {
		t.Errorf("answered in the order %q, want %q", shown, order)
	}
}

// "Forget me" works in any formatting, as a mention or as a message, whichever event
// comes first; in a channel the reply says to write it in a direct message.
func TestForgetMeInAnyForm(t *testing.T) {
	l := start(t, slacktest.Options{})
	self := "<@" + l.ws.BotUserID() + ">"
	for n, text := range []string{"forget me", "*Forget me*", "`forget me`", "“forget me”", "&gt; forget me", "forget me please :pray:", "please forget me 🙏",
		"hi! forget me...", "forget\u00a0me", "forget\tme!", self + " forget me", "Forget me, " + self, "delete my data"} {
		l.answer(l.ws.DM(l.ctx, "maya", askNothing))
		l.waitStored("the miss", func(s *spy) bool { return len(s.asked) == n+1 })
		if got := l.answer(l.ws.DM(l.ctx, "maya", text)).Text; !strings.Contains(got, "One record about you is removed") {
			t.Errorf("%q: %s", text, got)
		}
	}
	dm, err := l.ws.Channel("maya")
	if err != nil {
		t.Fatal(err)
	}
	for n, order := range [][]string{{"app_mention", "message"}, {"message", "app_mention"}} {
		before := l.storedCount()
		l.answer(l.ws.DM(l.ctx, "maya", askNothing))
		l.waitStored("the miss", func(s *spy) bool { return len(s.asked) > before })
		ts := fmt.Sprintf("17000000%02d.000100", n)
		seq := l.ws.Seq()
		for _, kind := range order {
			event := map[string]any{"type": kind, "user": "U0MAYA", "text": self + " forget me", "channel": dm.ID, "ts": ts}
			if kind == "message" {
				event["channel_type"] = "im"
			}
			l.sent(l.ws.SendEvent(l.ctx, event))
		}
		e := l.until(seq, "the word on it", func(e slacktest.Event) bool { return e.Channel == dm.ID && e.Via != "person" })
		contains(t, e.Text, "One record about you is removed")
	}
	seq := l.ws.Seq()
	l.sent(l.ws.Mention(l.ctx, "hiring", "maya", "forget me"))
	e := l.privateReply(seq, "maya")
	contains(t, e.Text, "in a direct message", "Nothing was removed")
	l.settle()
	if n := len(l.publicPosts("hiring")); n != 0 {
		t.Error("the channel was told")
	}
}

// storedCount returns how many questions were stored.
func (l *lab) storedCount() int {
	l.store.mu.Lock()
	defer l.store.mu.Unlock()
	return len(l.store.asked)
}

func TestStorageAnswersSayTheSetting(t *testing.T) {
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) { o.Retention = 7 * 24 * time.Hour }))
	contains(t, l.answer(l.ws.DM(l.ctx, "maya", "what do you store?")).Text, "for 7 days", "plain words stays")
	contains(t, string(l.answer(l.ws.OpenHome(l.ctx, "maya", "home")).Blocks), "for 7 days")
}

func TestMessageSubtypesOfPeopleAreAnswered(t *testing.T) {
	l := start(t, slacktest.Options{})
	dm, err := l.ws.Channel("maya")
	if err != nil {
		t.Fatal(err)
	}
	for n, subtype := range []string{"me_message", "file_share", "thread_broadcast"} {
		seq := l.ws.Seq()
		l.sent(l.ws.SendEvent(l.ctx, map[string]any{"type": "message", "subtype": subtype, "channel_type": "im", "user": "U0MAYA", "text": askCTO,
			"channel": dm.ID, "ts": fmt.Sprintf("17000001%02d.000100", n)}))
		e := l.until(seq, subtype, func(e slacktest.Event) bool { return e.Channel == dm.ID && e.Via != "person" })
		contains(t, e.Text, testAdvisor().Corpus().Entry("cto.responsibilities").Label)
	}
}

// In watched channels and threads, a question to a colleague is not answered, and the
// log says why.
func TestQuestionToAColleagueIsNotAnswered(t *testing.T) {
	l := start(t, slacktest.Options{ChannelMessages: true}, with(func(o *bot.Options) { o.ThreadHistory, o.WatchChannels = true, []string{"C0GENERAL"} }))
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askSalary))
	l.answer(asked, nil)
	l.waitStored("the question", func(s *spy) bool { return len(s.asked) == 1 })
	for n, text := range []string{"<@U0TOMAS> " + askCTO, "hey <@U0TOMAS|tomas>, " + askCTO, askCTO + " <@U0TOMAS>", "<!subteam^S0TEAM> " + askCTO, "@tomas " + askCTO, "(@bob) " + askCTO, "- @bob " + askCTO, "*@bob* " + askCTO, "@Ünal " + askCTO} {
		for channel, thread := range map[string]string{"C0HIRING": asked.TS, "C0GENERAL": ""} {
			event := map[string]any{"type": "message", "channel_type": "channel", "user": "U0MAYA", "text": text, "channel": channel,
				"ts": fmt.Sprintf("17000002%02d.000100", n)}
			if thread != "" {
				event["thread_ts"] = thread
			}
			l.sent(l.ws.SendEvent(l.ctx, event))
		}
	}
	l.settle()
	if n := len(l.ws.Calls("chat.postMessage")) + len(l.ws.Calls("chat.postEphemeral")); n != 1 {
		t.Errorf("%d messages, want the one answer", n)
	}
	if n := strings.Count(l.logs.String(), "meant for someone else"); n != 18 {
		t.Errorf("the log says of %d messages why they are not answered, want 18", n)
	}
}

// A message shortcut reads blocks and attachments too.
func TestShortcutReadsTheWholeMessage(t *testing.T) {
	rich := func(text string) []any {
		return []any{map[string]any{"type": "rich_text", "elements": []any{map[string]any{"type": "rich_text_section", "elements": []any{
			map[string]any{"type": "text", "text": text}}}}}}
	}
	section := []any{map[string]any{"type": "section", "text": map[string]any{"type": "mrkdwn", "text": askCTO}}}
	for name, message := range map[string]map[string]any{
		"text":             {"text": askCTO},
		"a link's label":   {"text": "<https://example.org/x|" + askCTO + ">"},
		"section":          {"text": "", "blocks": section},
		"rich text":        {"text": "", "blocks": rich(askCTO)},
		"field":            {"blocks": []any{map[string]any{"type": "section", "fields": []any{map[string]any{"type": "plain_text", "text": askCTO}}}}},
		"header":           {"text": "New", "blocks": []any{map[string]any{"type": "header", "text": map[string]any{"type": "plain_text", "text": askCTO}}}},
		"attachment":       {"attachments": []any{map[string]any{"text": askCTO, "fallback": "something else"}}},
		"fallback":         {"attachments": []any{map[string]any{"fallback": askCTO}}},
		"attached blocks":  {"attachments": []any{map[string]any{"fallback": "[no preview]", "blocks": section}}},
		"a message shared": {"attachments": []any{map[string]any{"message_blocks": []any{map[string]any{"message": map[string]any{"blocks": rich(askCTO)}}}}}},
		"text and blocks":  {"text": askCTO, "blocks": rich(askCTO)},
	} {
		t.Run(name, func(t *testing.T) {
			l := start(t, slacktest.Options{})
			seq := l.ws.Seq()
			l.messageAction(message)
			contains(t, l.privateReply(seq, "maya").Text, testAdvisor().Corpus().Entry("cto.responsibilities").Label)
		})
	}
	for name, message := range map[string]map[string]any{
		"nothing":  {},
		"a button": {"blocks": []any{map[string]any{"type": "actions", "elements": []any{map[string]any{"type": "button", "text": map[string]any{"type": "plain_text", "text": askCTO}}}}}},
		"odd":      {"blocks": "none", "attachments": map[string]any{"text": 7}},
	} {
		t.Run(name, func(t *testing.T) {
			l := start(t, slacktest.Options{})
			seq := l.ws.Seq()
			l.messageAction(message)
			contains(t, l.privateReply(seq, "maya").Text, "no text in that message")
		})
	}
}

// messageAction is maya's shortcut on a message, which has no response_url.
func (l *lab) messageAction(message map[string]any) {
	l.t.Helper()
	message["ts"], message["type"] = "1700000000.000100", "message"
	l.anyAcks = true // an invented trigger_id opens no modal
	l.sent(l.ws.Send(l.ctx, "interactive", map[string]any{"type": "message_action", "callback_id": "explain_message", "trigger_id": "made-up",
		"user": map[string]any{"id": "U0MAYA"}, "channel": map[string]any{"id": "C0HIRING"}, "message": message}))
}
