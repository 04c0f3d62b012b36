package bot_test

import (
	"testing"
	"time"

	"rolecall/internal/bot"
	"rolecall/internal/slacktest"
)

func TestOneEventOneReply(t *testing.T) {
	for _, test := range []struct {
		name string
		opt  slacktest.Options
		act  func(l *lab)
		want int
	}{
		{"a retry", slacktest.Options{}, func(l *lab) {
			d := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
			l.sent(l.ws.Redeliver(l.ctx, d, 1))
		}, 1},
		{"a mention that comes as two events", slacktest.Options{}, func(l *lab) {
			l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO, slacktest.AsTwoEvents()))
		}, 1},
		{"again after a minute, as if for the first time", slacktest.Options{}, func(l *lab) {
			d := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
			l.answer(d, nil)
			l.clock.pass(61 * time.Second)
			l.sent(l.ws.Redeliver(l.ctx, d, 0))
		}, 1},
		{"again after a restart", slacktest.Options{}, func(l *lab) {
			d := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
			l.answer(d, nil)
			if err := l.halt(); err != nil {
				l.t.Fatal(err)
			}
			l.run()
			l.sent(l.ws.Redeliver(l.ctx, d, 2))
		}, 1},
		{"while the bot reads the channels", slacktest.Options{ChannelMessages: true}, func(l *lab) {
			d := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
			l.sent(l.ws.Redeliver(l.ctx, d, 1))
		}, 1},
		{"two people with the same question", slacktest.Options{}, func(l *lab) {
			l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
			l.sent(l.ws.Mention(l.ctx, "hiring", "tomas", askCTO))
		}, 2},
		{"a burst", slacktest.Options{}, func(l *lab) {
			for range 30 {
				d := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
				l.sent(l.ws.Redeliver(l.ctx, d, 1))
			}
		}, 30},
		{"a message of another bot", slacktest.Options{}, func(l *lab) {
			l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO, slacktest.AsBot()))
			l.sent(l.ws.Post(l.ctx, "general", "maya", askCTO, slacktest.AsBot()))
		}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := start(t, test.opt)
			test.act(l)
			l.settle()
			if n := len(l.publicPosts("hiring")); n != test.want {
				t.Errorf("%d replies, want %d\n%s", n, test.want, l.logs)
			}
		})
	}
}

func TestEventSentBeforeTheBotConnected(t *testing.T) {
	l := prepare(t, slacktest.Options{})
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askCTO))
	l.run()
	l.answer(asked, nil)
}

func TestMessagesNobodyWroteAreIgnored(t *testing.T) {
	l := start(t, slacktest.Options{}, with(func(o *bot.Options) { o.ThreadHistory, o.WatchChannels = true, []string{"C0HIRING"} }))
	dm, err := l.ws.Channel("maya")
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []map[string]any{
		{"subtype": "message_changed", "message": map[string]any{"text": askCTO}},
		{"subtype": "message_deleted"},
		{"subtype": "channel_join"},
		{"subtype": "bot_message"},
		{"subtype": "assistant_app_thread"},
		{"bot_id": "B0OTHER"},
		{"user": l.ws.BotUserID()},
		{"user": ""},
	} {
		for _, channel := range []string{dm.ID, "C0HIRING"} {
			event := map[string]any{"type": "message", "user": "U0MAYA", "text": askCTO, "channel": channel, "ts": "1700000000.000100"}
			for k, v := range change {
				event[k] = v
			}
			l.sent(l.ws.SendEvent(l.ctx, event))
		}
	}
	l.settle()
	for _, channel := range []string{"maya", "hiring"} {
		if got := l.ws.Messages(channel, ""); len(got) != 0 {
			t.Errorf("in %s: %+v", channel, got)
		}
	}
}

// Mentions without a timestamp are not taken for the same one.
func TestMentionsWithoutTimestamps(t *testing.T) {
	l := start(t, slacktest.Options{})
	for range 2 {
		l.sent(l.ws.SendEvent(l.ctx, map[string]any{"type": "app_mention", "user": "U0MAYA", "text": askCTO, "channel": "C0HIRING"}))
	}
	l.settle()
	if n := len(l.publicPosts("hiring")); n != 2 {
		t.Errorf("%d replies to two mentions", n)
	}
}
