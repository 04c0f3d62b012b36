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
	for _, b := range pressable(m) {
		if b, ok := b.(*slack.ButtonBlockElement); ok && Action(b.ActionID) == name {
			labels = append(labels, b.Text.Text)
		}
	}
	return labels
}

// menu are the options of a message's menu.
func menu(m Message) (options []*slack.OptionBlockObject) {
	for _, e := range pressable(m) {
		if o, ok := e.(*slack.OverflowBlockElement); ok {
			options = append(options, o.Options...)
		}
	}
	return options
}

// pressable are the elements of a message's rows and sections.
func pressable(m Message) (out []slack.BlockElement) {
	for _, block := range m.Blocks {
		switch block := block.(type) {
		case *slack.ActionBlock:
			out = append(out, block.Elements.ElementSet...)
		case *slack.SectionBlock:
			if block.Accessory != nil && block.Accessory.ButtonElement != nil {
				out = append(out, block.Accessory.ButtonElement)
			}
		}
	}
	return out
}

// rowTexts are the texts of a message's sections that have a button.
func rowTexts(m Message) (texts []string) {
	for _, block := range m.Blocks {
		if s, ok := block.(*slack.SectionBlock); ok && s.Accessory != nil {
			texts = append(texts, s.Text.Text)
		}
	}
	return texts
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
			if got, want := rowTexts(m), []string{"You also asked: *" + also.Question + "*"}; !slices.Equal(got, want) {
				t.Errorf("%s, related %v: the rows are %q, want %q", name, related, got, want)
			}
			if title := Title(k.c, also); slices.Contains(buttons(m, ActionShow), title) {
				t.Errorf("%s: the second question is offered as related too", name)
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

// TestABriefAnswerLeadsToTheWhole: it has the short answer, nothing of the rest, and what else may
// be meant where that is given.
func TestABriefAnswerLeadsToTheWhole(t *testing.T) {
	k := shipped()
	for _, e := range k.c.Entries {
		r := k.a.Show(e.ID)
		r.Brief, r.Related = true, nil
		for _, v := range views() { // also where the whole answer is the rule, as on the command line
			m := Render(r, v)
			check(t, Story{Name: e.ID, Message: m}, "")
			if got := buttons(m, ActionMore); !slices.Equal(got, []string{"Show more"}) || len(buttons(m, ActionShow)) > 0 {
				t.Errorf("%s: %q leads to the whole answer, next to %q", e.ID, got, buttons(m, ActionShow))
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

// TestChoicesCanBeToldApart: a row begins with its title, and no two titles are alike; it
// shows the whole question too.
func TestChoicesCanBeToldApart(t *testing.T) {
	k := shipped()
	seen := map[string]string{}
	for _, e := range k.c.Entries {
		title := Title(k.c, e)
		if seen[title] != "" {
			t.Errorf("%s and %s are both called %q", e.ID, seen[title], title)
		}
		seen[title] = e.ID
	}
	for i := 0; i+advisor.MaxChoices <= len(k.c.Entries); i += advisor.MaxChoices {
		five := k.c.Entries[i : i+advisor.MaxChoices]
		for _, outcome := range []advisor.Outcome{advisor.Choices, advisor.None} {
			m := Render(advisor.Reply{Outcome: outcome, Corpus: k.c, Lead: "?", Choices: five}, View{Now: today, ReplyID: "reply1"})
			check(t, Story{Name: five[0].ID, Message: m}, "")
			texts := rowTexts(m)
			if len(texts) != len(five) {
				t.Fatalf("%d choices have %d rows", len(five), len(texts))
			}
			for n, e := range five {
				if want := "*" + escape(Title(k.c, e)) + "*\n" + escape(e.Question); texts[n] != want {
					t.Errorf("row %d is %q, want %q", n, texts[n], want)
				}
			}
		}
	}
	r := advisor.Reply{Outcome: advisor.Choices, Corpus: k.c, Lead: "?", Choices: k.c.Entries[:advisor.MaxChoices]}
	if m := Render(r, View{Now: today}); len(buttons(m, ActionChoose)) != advisor.MaxChoices || len(buttons(m, ActionNoneOf)) != 1 {
		t.Errorf("%d choices and %d ways out", len(buttons(m, ActionChoose)), len(buttons(m, ActionNoneOf)))
	}
}

// TestRelatedQuestionsAreNeverCut: at most two buttons, none too long for a phone, and
// everything else in one menu.
func TestRelatedQuestionsAreNeverCut(t *testing.T) {
	k := shipped()
	long := &corpus.Entry{ID: "ours." + strings.Repeat("x", maxOptionValue), Label: strings.Repeat("long label ", 10), Question: strings.Repeat("A long question? ", 10)}
	for _, e := range k.c.Entries {
		r := k.a.Show(e.ID)
		r.Related = append([]*corpus.Entry{long}, r.Related...)
		m := Render(r, View{Now: today, ReplyID: "0123456789abcdef", Private: true, Channel: "C0123456789", Thread: "1700000000.000100"})
		check(t, Story{Name: e.ID, Message: m}, "")
		shown, options := buttons(m, ActionShow), menu(m)
		left := len(r.Related) - len(shown) - len(options) // the only one that a menu would have
		if len(shown) > maxRelatedButtons || len(options) == 1 || left > 1 || left == 1 && (len(shown) == 0 || len(options) > 0) {
			t.Errorf("%s: %d buttons and %d in the menu for %d questions", e.ID, len(shown), len(options), len(r.Related))
		}
		for _, label := range shown {
			if utf8.RuneCountInString(label) > shownOnPhone {
				t.Errorf("%s: a phone cuts %q", e.ID, label)
			}
		}
		for _, o := range options[1:] {
			if ref, ok := ParseRef(o.Value); !ok || ref.Channel == "" || k.c.Entry(ref.Entry).Question != o.Text.Text {
				t.Errorf("%s: the option %q asks for %q", e.ID, o.Text.Text, o.Value)
			}
		}
	}
}
