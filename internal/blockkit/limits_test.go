package blockkit

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
)

// TestStoriesKeepLimits draws every story with both corpora and a hostile question
// of the maximum length.
func TestStoriesKeepLimits(t *testing.T) {
	for _, k := range []book{fixture(), shipped()} {
		for _, s := range stories(k, hostile) {
			check(t, s, "U0AAAA")
		}
	}
}

// views are different ways to draw a reply.
func views() []View {
	base := View{Now: today, ReplyID: "0123456789abcdef", Asked: hostile}
	private, full, simple := base, base, base
	private.Private, private.Explain = true, true
	full.Full, full.All = true, true
	simple.Without, simple.NoFeedback, simple.All = AllPieces, true, true
	return []View{base, private, full, simple}
}

func checkReply(t *testing.T, name string, r advisor.Reply) {
	t.Helper()
	for _, v := range views() {
		check(t, Story{Name: name, Message: Render(r, v)}, "")
	}
	v := views()[1]
	v.Channel, v.Thread, v.All, v.Full = "C0123456789", "1700000000.000100", true, true
	m := AnswerModal(r, v)
	check(t, Story{Name: name + " (modal)", Modal: &m}, "")
	check(t, Story{Name: name + " (shared)", Message: Shared(Render(r, v), "U0AAAA", hostile)}, "U0AAAA")
}

func TestEveryAnswerKeepsLimits(t *testing.T) {
	k := shipped()
	for _, e := range k.c.Entries {
		checkReply(t, e.ID, k.a.Show(e.ID))
		check(t, Story{Name: "offer " + e.ID, Message: Offer(e, "0123456789abcdef")}, "")
		if p := Plain(k.a.Show(e.ID), View{Now: today}); utf8.RuneCountInString(p) > MaxUpdateText {
			t.Errorf("%s: %d characters of plain text, more than an update takes", e.ID, utf8.RuneCountInString(p))
		}
	}
	for _, r := range k.c.Roles {
		checkReply(t, "role "+r.ID, k.a.Role(r.ID))
		checkReply(t, "kit "+r.ID, k.a.Kit(r.ID))
	}
}

func TestEveryKitKeepsLimits(t *testing.T) {
	k := shipped()
	for _, kit := range k.c.Kits {
		r := k.a.Kit(kit.Role)
		for _, part := range KitParts(r) {
			v := views()[1]
			v.Channel = "C0123456789"
			m := KitModal(r, part, v)
			check(t, Story{Name: kit.Role + " kit page", Modal: &m}, "")
		}
		whole := Plain(r, views()[0])
		var asThread strings.Builder
		for _, m := range KitMessages(r, views()[0]) {
			check(t, Story{Name: kit.Role + " kit message", Message: m}, "")
			asThread.WriteString(m.Text + "\n")
		}
		// No line of the kit may be missing, in one message or in a thread.
		for _, text := range []string{whole, asThread.String()} {
			lines := slices.Concat(kit.Offer, kit.Scorecard.Must, kit.References, kit.Opening, kit.Closing, kit.DontAsk, kit.Debrief.Agenda, kit.Candidate, kit.Case.Facts, kit.Case.Anchors[:], []string{kit.Debrief.Rule, kit.Case.Twist})
			for _, c := range kit.Scorecard.Competencies {
				lines = append(lines, c.Anchors[:]...)
			}
			for _, line := range lines {
				if !strings.Contains(text, line) && !strings.Contains(text, escape(line)) {
					t.Errorf("%s: %q is missing from the plain text", kit.Role, line)
				}
			}
		}
	}
}

func TestEveryRecommendationKeepsLimits(t *testing.T) {
	k := shipped()
	for _, o := range k.c.WhichRole.Outcomes {
		rec := advisor.Recommendation{Outcome: o, RunnerUp: &k.c.WhichRole.Outcomes[0]}
		answers := map[string]string{}
		for _, q := range k.c.WhichRole.Questions {
			answers[q.ID] = q.Options[0].ID
			for _, opt := range q.Options {
				rec.Because = append(rec.Because, opt.Because)
			}
		}
		for _, v := range views() {
			check(t, Story{Name: o.ID, Message: GuideResult(k.c, rec, answers, v)}, "")
		}
		m := GuideResultModal(k.c, rec, answers, View{Now: today, Channel: "C0123456789"})
		check(t, Story{Name: o.ID + " (modal)", Modal: &m}, "")
	}
}

// TestEveryComparisonKeepsLimits compares all pairs, each three and four neighbours
// in the list of roles, and the four roles with the longest texts.
func TestEveryComparisonKeepsLimits(t *testing.T) {
	k := shipped()
	var ids []string
	for _, r := range k.c.Roles {
		ids = append(ids, r.ID)
	}
	compare := func(group ...string) {
		t.Helper()
		r := k.a.CompareRoles(group)
		if r.Outcome != advisor.Compared {
			t.Errorf("%v: %s %s", group, r.Outcome, r.Lead)
			return
		}
		checkReply(t, strings.Join(group, " "), r)
	}
	for i, a := range ids {
		for _, b := range ids[i+1:] {
			compare(a, b)
		}
		compare(a, ids[(i+1)%len(ids)], ids[(i+2)%len(ids)])
		compare(a, ids[(i+1)%len(ids)], ids[(i+2)%len(ids)], ids[(i+3)%len(ids)])
	}
	slices.SortFunc(ids, func(a, b string) int { return length(k.c.Role(b)) - length(k.c.Role(a)) })
	compare(ids[:4]...)
}

// length is how many characters the cells of a role have.
func length(r *corpus.Role) int {
	n := 0
	for _, c := range r.Cells {
		n += utf8.RuneCountInString(c.Text)
	}
	return n
}
