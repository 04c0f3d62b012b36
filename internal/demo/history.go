package demo

import (
	"context"
	"fmt"
	"time"

	"rolecall/internal/feedback"
)

// questions were asked in each past week, from the oldest. A choice: enough that the
// digest has something to show, and few enough to be stored in no time.
var questions = [...]int{4, 7, 6, 9, 11, 10, 13, 16}

// missed are questions that no entry answers, each with why.
var missed = []feedback.Asked{
	{Question: "what does a chief happiness officer do", Outcome: feedback.OutcomeNone, Reason: "other-role"},
	{Question: "who should sign off the security budget", Outcome: feedback.OutcomeNone, Reason: feedback.ReasonNothingNear},
	{Question: "kit for a head of data", Outcome: feedback.OutcomeError, Reason: feedback.ReasonNoKit},
}

var answered = []feedback.Asked{
	{Question: "What does a CTO earn?", Outcome: feedback.OutcomeAnswer, Entry: "cto.salary"},
	{Question: "What are the responsibilities of a CTO?", Outcome: feedback.OutcomeAnswer, Entry: "cto.responsibilities"},
	{Question: "compare cto cio", Outcome: feedback.OutcomeComparison, Entry: "compare.cto-cio"},
	{Question: "Who does a CIO report to?", Outcome: feedback.OutcomeAnswer, Entry: "cio.reporting-line"},
}

// History records what the workspace asked in the eight weeks before now, so that a new
// workspace has a digest to look at: every fourth question was missed, and every third
// answer was rated.
func History(ctx context.Context, store feedback.Recorder, now time.Time) error {
	n := 0
	for week, count := range questions {
		for i := range count {
			n++
			a := answered[n%len(answered)]
			if n%4 == 0 {
				a = missed[min(n/4%4, len(missed)-1)] // the last one twice as often
			}
			a.Reply, a.User, a.Surface = fmt.Sprintf("history%d", n), fmt.Sprintf("UHISTORY%d", n%5), feedback.SurfaceChannel
			a.Time = now.AddDate(0, 0, -7*(len(questions)-week)).Add(time.Duration(i) * time.Hour)
			err := store.Asked(ctx, a)
			if err == nil && n%3 == 0 && a.Entry != "" {
				err = store.Verdict(ctx, feedback.Verdict{Reply: a.Reply, User: a.User, Entry: a.Entry, Helpful: n%9 != 0, Surface: a.Surface, Time: a.Time})
			}
			if err != nil {
				return fmt.Errorf("seed the demo workspace: %w", err)
			}
		}
	}
	return nil
}
