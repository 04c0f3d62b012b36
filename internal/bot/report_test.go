package bot_test

import (
	"testing"
	"time"

	"rolecall/internal/bot"
	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// inHiring makes #hiring the curators' channel.
func inHiring(o *bot.Options) {
	o.CuratorsChannel = "C0HIRING"
	o.Stats = o.Store.(*spy).Recorder.(feedback.Source).Stats
}

// Curators see charts of the last weeks; where Slack refuses those, the figures alone;
// and no other channel sees either.
func TestStatsInTheCuratorsChannel(t *testing.T) {
	l := start(t, slacktest.Options{}, with(inHiring))
	for i := range 2 {
		l.answer(l.ws.DM(l.ctx, "maya", askCTO))
		l.answer(l.ws.DM(l.ctx, "maya", askChoices))
		l.waitStored("the questions of a week", func(s *spy) bool { return len(s.asked) == 2*i+2 })
		l.clock.pass(7 * 24 * time.Hour)
	}
	ask := func(channel, text string) slacktest.Event {
		return l.answer(l.ws.Mention(l.ctx, channel, "ines", text))
	}
	const figures = "2 asked, 1 answered, 0 liked"
	shown := ask("hiring", "feedback stats please")
	contains(t, string(shown.Blocks), `"data_visualization"`, `asked: 2, 2, 0\nanswered: 1, 1, 0`, "Rolecall, the 8 weeks to 6 December 2026")
	contains(t, shown.Text, figures, "no choice was taken: 2")

	private := l.answer(l.ws.Slash(l.ctx, "hiring", "ines", "/rolecall", "feedback stats"))
	if private.Kind != slacktest.KindEphemeral {
		t.Errorf("the command was answered with a %s", private.Kind)
	}
	contains(t, string(private.Blocks), `"data_visualization"`)

	l.ws.Fault("chat.postMessage", slacktest.Fault{Error: "invalid_blocks"})
	simple := ask("hiring", "stats")
	contains(t, string(simple.Blocks), figures)
	lacks(t, string(simple.Blocks), "data_visualization")

	lacks(t, string(ask("general", "feedback stats").Blocks), figures)
}

// A report that the bot posts by itself falls back in the same way.
func TestPostReportWithoutCharts(t *testing.T) {
	l := start(t, slacktest.Options{})
	r := feedback.Report{Title: "The week", Summary: "Two questions."}
	r.Add(feedback.ByReason([]feedback.Tally{{Name: "no-kit", N: 3}, {Name: "nothing-near", N: 1}}))
	post := func() slacktest.Message {
		if err := l.bot.PostReport(l.ctx, "C0HIRING", r); err != nil {
			t.Fatal(err)
		}
		all := l.publicPosts("hiring")
		return all[len(all)-1]
	}
	contains(t, string(post().Blocks), `"data_visualization"`, "no kit: 3")
	l.ws.Fault("chat.postMessage", slacktest.Fault{Error: "invalid_blocks"})
	refused := post()
	contains(t, string(refused.Blocks), "no kit: 3")
	lacks(t, string(refused.Blocks), "data_visualization")
}
