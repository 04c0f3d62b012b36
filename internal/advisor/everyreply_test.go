package advisor_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/match"
)

// conversation is a line of a file of questions, and the reply to it.
type conversation struct {
	text  string
	reply advisor.Reply
}

// conversations are the golden questions and those of dev, each asked in its context.
var conversations = sync.OnceValues(func() (out []conversation, err error) {
	a, err := real()
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob("../../knowledge/*/*.tsv")
	if err != nil || len(files) < 10 {
		return nil, fmt.Errorf("labelled questions: %v, %w", files, err)
	}
	var before match.Context
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(data)) {
			i := strings.LastIndexByte(line, '\t')
			if i <= 0 || strings.HasPrefix(line, "#") {
				continue
			}
			if !strings.HasPrefix(line, "\t") {
				before = match.Context{}
			}
			r := a.Ask(advisor.Question{Text: strings.TrimSpace(line[:i]), Context: before})
			out = append(out, conversation{line[:i], r})
			before = r.Context
		}
	}
	return out, nil
})

// forEveryReply goes through the conversations.
func forEveryReply(t *testing.T, each func(text string, r advisor.Reply)) {
	t.Helper()
	list, err := conversations()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		each(c.text, c.reply)
	}
}

// TestWhatHoldsForEveryReply: whatever is asked, a refusal never outranks a confident
// answer, and choices are few, different and of at most two roles for one question.
func TestWhatHoldsForEveryReply(t *testing.T) {
	at := chosenThresholds(t)
	rules := append(advisor.Rules(), "command: compare", "command: kit", "command: help", "command: topics", "command: more")
	decided := map[string]int{}
	forEveryReply(t, func(text string, r advisor.Reply) {
		decided[r.Trace.Rule]++
		switch {
		case !slices.Contains(rules, r.Trace.Rule):
			t.Errorf("%q: decided by %q", text, r.Trace.Rule)
		case r.Corpus == nil, r.Reason == "", r.Outcome == "":
			t.Errorf("%q: a reply that lacks its corpus, outcome or reason (%s)", text, r.Trace)
		case strings.HasPrefix(r.Trace.Rule, "command: "):
			return
		case r.Outcome == advisor.None && r.Confidence >= at.Answer && !advisor.Sure(r.Trace.Rule):
			t.Errorf("%q: refused for %q (%s), though %s has the chance %.2f", text, r.Reason, r.Trace, r.Match.Candidates[0].Entry, r.Confidence)
		case r.Outcome == advisor.Answer && r.Confidence < at.Answer && !(!r.Trace.Query.Context.Empty() && r.Confidence >= at.AnswerInThread) && r.Trace.Rule == "by its chance":
			t.Errorf("%q: answered with the chance %.2f", text, r.Confidence)
		case r.Outcome == advisor.None && r.Lead == "":
			t.Errorf("%q: nothing, and no reason given", text)
		case (r.Reason == advisor.ReasonExact || r.Trace.Rule == "exact phrasing") != (r.Match.Exact != "" && r.Trace.Rule == "exact phrasing"):
			t.Errorf("%q: for %q by %q, exactly %q", text, r.Reason, r.Trace.Rule, r.Match.Exact)
		}
		if len(r.Related) > advisor.MaxRelated || len(r.Choices) > advisor.MaxChoices {
			t.Errorf("%q: %d related and %d choices", text, len(r.Related), len(r.Choices))
		}
		if !(r.Confidence >= 0 && r.Confidence <= 1+1e-5) {
			t.Errorf("%q: confidence %g", text, r.Confidence)
		}
		if r.Outcome != advisor.Choices {
			return
		}
		if len(slices.Compact(slices.Sorted(slices.Values(ids(r.Choices))))) != len(r.Choices) || len(r.Choices) == 0 {
			t.Errorf("%q: choices %v", text, ids(r.Choices))
		}
		if !slices.Equal(r.Context.Offered, ids(r.Choices)) {
			t.Errorf("%q: offered %v, remembered %v", text, ids(r.Choices), r.Context.Offered)
		}
		same := map[string]int{} // no question three times
		for _, e := range r.Choices {
			if same[e.Asks()]++; same[e.Asks()] > 2 && e.Asks() != "" {
				t.Errorf("%q: one question three times among %v", text, ids(r.Choices))
			}
		}
	})
	t.Log(decided)
}

// TestBotEntriesOnlyWhenAsked: who asks about a role and says nothing to the bot is
// offered nothing about the bot.
func TestBotEntriesOnlyWhenAsked(t *testing.T) {
	forEveryReply(t, func(text string, r advisor.Reply) {
		said := strings.Fields(corpus.Normal(text))
		toTheBot := slices.ContainsFunc(said, func(w string) bool { return slices.Contains([]string{"you", "your", "yours", "u"}, w) })
		if r.Outcome != advisor.Choices || toTheBot || r.Match.Covered == 0 || r.Match.FollowUp {
			return
		}
		for _, e := range r.Choices[1:] {
			if strings.HasPrefix(e.ID, "bot.") {
				t.Errorf("%q: %s among the choices %v", text, e.ID, ids(r.Choices))
			}
		}
	})
}
