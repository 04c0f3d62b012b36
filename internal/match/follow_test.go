package match

import "testing"

// TestFollowUps goes through threads: every line is matched in the context after the
// answer to the line before.
func TestFollowUps(t *testing.T) {
	x := testIndex(t)
	for _, thread := range []struct {
		name  string
		lines [][2]string // question, entry
	}{
		{"role kept", [][2]string{{"what does a cto do", "cto.responsibilities"}, {"and how much do they earn?", "cto.salary"}, {"whom do they report to", "cto.reporting-line"}, {"what should I ask in the interview then", "cto.interview-questions"}}},
		{"facet kept", [][2]string{{"how much does a cto earn", "cto.salary"}, {"what about the CIO?", "cio.salary"}, {"which of them earns more", "compare.cto-cio.salary"}}},
		{"compare them", [][2]string{{"what is a cto", "cto.definition"}, {"and a cio?", "cio.definition"}, {"compare them", "compare.cto-cio"}}},
		{"pair kept", [][2]string{{"difference between cto and cio", "compare.cto-cio"}, {"who is higher?", "compare.cto-cio.seniority"}, {"what about the ciso", "compare.cto-ciso"}}},
		{"pair grows finer", [][2]string{{"cto vs cio", "compare.cto-cio"}, {"can one person do both", "compare.cto-cio.one-person"}, {"who earns more", "compare.cto-cio.salary"}}},
		{"change of subject", [][2]string{{"whom does the cto report to", "cto.reporting-line"}, {"what does a chief data officer do", "cdo.definition"}}},
		{"stands by itself", [][2]string{{"whom does the cto report to", "cto.reporting-line"}, {"what can you do", "bot.help"}}},
		{"the other way", [][2]string{{"cio kpis", "cio.metrics"}, {"red flags?", "cio.red-flags"}, {"and for a cto", "cto.red-flags"}, {"job description", "cto.job-description"}}},
	} {
		t.Run(thread.name, func(t *testing.T) {
			var ctx Context
			for _, line := range thread.lines {
				r := x.Match(Query{Text: line[0], Context: ctx})
				if r.Band != BandAnswer || r.Candidates[0].Entry != line[1] {
					t.Errorf("%q after %v: got %v %s (%.2f %s), want an answer with %s", line[0], ctx, r.Band, top(r), r.Confidence, r.Reason, line[1])
				}
				ctx = x.Next(ctx, r, line[1])
			}
		})
	}
}

func top(r Result) string {
	if len(r.Candidates) == 0 {
		return "nothing"
	}
	return r.Candidates[0].Entry
}
