package blockkit

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
)

// buttons are the labels of a message's buttons whose action is name.
func buttons(m Message, name string) (labels []string) {
	for _, block := range m.Blocks {
		row, ok := block.(*slack.ActionBlock)
		if !ok {
			continue
		}
		for _, e := range row.Elements.ElementSet {
			if b, ok := e.(*slack.ButtonBlockElement); ok && Action(b.ActionID) == name {
				labels = append(labels, b.Text.Text)
			}
		}
	}
	return labels
}

// kinds are the types of a message's blocks, in order.
func kinds(m Message) (out []string) {
	for _, b := range m.Blocks {
		out = append(out, string(b.BlockType()))
	}
	return out
}

// TestTheSecondQuestionIsOffered with every kind of answer, once, before the rating.
func TestTheSecondQuestionIsOffered(t *testing.T) {
	k := shipped()
	also := k.c.Entry("ciso.need")
	for name, r := range map[string]advisor.Reply{"an answer": k.a.Show("cto.salary"), "a comparison": k.a.Compare("cto cio"), "a role card": k.a.Role("cto"), "the guide": k.a.Show("which-role")} {
		for _, related := range []bool{false, true} {
			r.Also = also
			if related {
				r.Related = append([]*corpus.Entry{also}, r.Related...)
			}
			m := Render(r, View{Now: today, ReplyID: "reply1"})
			check(t, Story{Name: name, Message: m}, "")
			shown := buttons(m, ActionShow)
			if n := len(slices.DeleteFunc(shown, func(s string) bool { return s != also.Question })); n != 1 {
				t.Errorf("%s, related %v: the second question has %d buttons", name, related, n)
			}
			if last := kinds(m)[len(m.Blocks)-1]; last != "context_actions" {
				t.Errorf("%s: the last block is %s, want the rating", name, last)
			}
			if !strings.Contains(m.Text, "You also asked: "+also.Question) || strings.Count(m.Text, also.Question) != 1 {
				t.Errorf("%s: the plain text does not say the second question once:\n%s", name, m.Text)
			}
			v := AnswerModal(r, View{Now: today, ReplyID: "reply1"})
			check(t, Story{Name: name + " (modal)", Modal: &v}, "")
		}
	}
}

// TestABriefAnswerLeadsToTheWhole: it has the short answer, and nothing of the rest.
func TestABriefAnswerLeadsToTheWhole(t *testing.T) {
	k := shipped()
	for _, e := range k.c.Entries {
		r := k.a.Show(e.ID)
		r.Brief = true
		for _, v := range views() { // also where the whole answer is the rule, as on the command line
			m := Render(r, v)
			check(t, Story{Name: e.ID, Message: m}, "")
			if got := buttons(m, ActionMore); !slices.Equal(got, []string{"Show more"}) || len(buttons(m, ActionShow)) > 0 {
				t.Errorf("%s: to the whole answer leads %q, beside it %q", e.ID, got, buttons(m, ActionShow))
			}
			plain := Plain(r, v)
			if short := e.Short.Plain(k.c.Citer(e, v.Now)); !strings.Contains(plain, short) || !strings.Contains(plain, Title(k.c, e)) || !strings.Contains(plain, "Write “more”") {
				t.Errorf("%s: the plain text lacks title, short answer or the way to the rest:\n%s", e.ID, plain)
			}
			if whole := Plain(k.a.Show(e.ID), v); len(plain) >= len(whole) && len(e.Body) > 0 {
				t.Errorf("%s: %d bytes, the whole answer has %d", e.ID, len(plain), len(whole))
			}
		}
	}
}

// TestChoicesCanBeToldApart: on a phone, which cuts labels, no two of them are alike, and
// all fit a button.
func TestChoicesCanBeToldApart(t *testing.T) {
	k := shipped()
	cut := func(s string) string { return string([]rune(s)[:min(shownOnPhone, utf8.RuneCountInString(s))]) }
	for i := range k.c.Entries {
		for j := range i {
			choices := []*corpus.Entry{k.c.Entries[i], k.c.Entries[j]}
			labels := choiceLabels(k.c, choices)
			if cut(labels[0]) == cut(labels[1]) {
				t.Errorf("%s and %s are both shown as %q", choices[0].ID, choices[1].ID, cut(labels[0]))
			}
			for n, l := range labels {
				if utf8.RuneCountInString(l) > MaxButtonText {
					t.Errorf("%s: the label %q does not fit", choices[n].ID, l)
				}
			}
		}
	}
	r := advisor.Reply{Outcome: advisor.Choices, Corpus: k.c, Lead: "?", Choices: k.c.Entries[:advisor.MaxChoices]}
	if m := Render(r, View{Now: today}); len(buttons(m, ActionChoose)) != advisor.MaxChoices || len(buttons(m, ActionNoneOf)) != 1 {
		t.Errorf("%d choices and %d ways out", len(buttons(m, ActionChoose)), len(buttons(m, ActionNoneOf)))
	}
}
