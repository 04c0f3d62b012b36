package blockkit

import (
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"rolecall/internal/corpus"
)

func titles(pages []kitPage) []string {
	var out []string
	for _, p := range pages {
		out = append(out, p.title)
	}
	return out
}

// kitText is a page of the small corpus's kit as plain text.
func kitText(t *testing.T, title string) string {
	t.Helper()
	for _, p := range kitPages(fixture().a.Kit("cto")) {
		if p.title == title {
			var text plain
			text.kitPage(p)
			return text.String()
		}
	}
	t.Fatalf("the kit has no page %q", title)
	return ""
}

func TestKitPagesSayWhoAsksWhatForHowLong(t *testing.T) {
	for title, lines := range map[string][]string{
		"Competencies":        {"• Trade-offs: knock-out · weight 3", "   – 5: names what was given up, and why", "   – 4: names most of it", "   – 2: names one option", "• People", "   – 3: led one team"},
		"Interview loop":      {"2 h 15 min of the candidate's time, in 2 rounds.", "• Screening: 45 min, with hiring partner or recruiter. On: stage, motive, pay range."},
		"Candidate's sheet":   {"• Screening: 45 min, with hiring partner or recruiter. Assessed: Trade-offs.", "• Case: 90 min, with the panel. Assessed: Trade-offs.", "• You get the case 48 hours ahead."},
		"Opening and closing": {"• Opening", "   – Say who you are and how long it takes.", "• Closing", "• Do not ask", "   – Age or family.", "More: " + fixture().c.Entry("hiring.legal").Question},
		"Interview questions": {"Screening · 45 min, with hiring partner or recruiter", "• What did you decide not to build? (Trade-offs, 20 min)", "In any round", "• Who runs a team today because of you? (People)"},
		"Case":                {"The costly platform", "   – Hosting is a fifth of revenue.", "• The fact that changes midway: The largest customer gives notice.", "   – 20 min: They present.", "• Assessed: Trade-offs.", "   – 5: options with a price"},
		"Debrief":             {"   – Knock-outs first.", "• Rule: The CEO decides and writes down why."},
	} {
		got := kitText(t, title)
		for _, line := range lines {
			if !strings.Contains(got, line) {
				t.Errorf("%s: %q is missing:\n%s", title, line, got)
			}
		}
	}
	if got := kitText(t, "Candidate's sheet"); strings.Contains(got, "References") || strings.Contains(got, "decide not to build") {
		t.Errorf("the candidate reads:\n%s", got)
	}
}

// TestKitOfTheFirstFormHasNoEmptyPages: a company's kit may lack what came later.
func TestKitOfTheFirstFormHasNoEmptyPages(t *testing.T) {
	r := fixture().a.Kit("cto")
	old := *r.Kit
	old.Opening, old.Closing, old.DontAsk, old.Case, old.Debrief, old.Candidate = nil, nil, nil, nil, corpus.Debrief{}, nil
	old.Questions = []corpus.KitQuestion{{Competency: "People", Ask: "Why?", Good: "A", Weak: "B"}}
	r.Kit = &old
	want := []string{"Scorecard", "Competencies", "Interview loop", "Interview questions", "Reference checks", "Red flags", "Posting outline", "Offer"}
	if got := titles(kitPages(r)); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if text := Render(r, View{Now: today}).Text; strings.Contains(text, "In any round") {
		t.Errorf("a heading for all questions:\n%s", text)
	}
	first := KitMessages(r, View{Now: today})[0].Text
	if strings.Contains(first, "case") || !strings.Contains(first, "In the thread: competencies, interview loop, interview questions, reference checks, red flags, posting outline and offer.") {
		t.Errorf("the first message promises: %s", first)
	}
}

// TestKitModalJumps: the menu leads to every page but the one that is shown.
func TestKitModalJumps(t *testing.T) {
	r := fixture().a.Kit("cto")
	// A company's role may have a long id, and Slack allows little in a menu.
	role := *r.Role
	role.ID = strings.Repeat("x", maxOptionValue)
	r.Role = &role
	pages := titles(kitPages(r))
	for page, part := range KitParts(r) {
		var to []string
		m := KitModal(r, part, View{ReplyID: "reply1", Channel: "C0123456789", Thread: "1700000000.000100"})
		check(t, Story{Name: part, Modal: &m}, "")
		if meta := ParseMeta(m.PrivateMetadata); meta.Ref.Entry != role.ID {
			t.Errorf("the modal is of %q", meta.Ref.Entry)
		}
		for _, blk := range m.Blocks.BlockSet {
			a, ok := blk.(*slack.ActionBlock)
			if !ok {
				continue
			}
			for _, e := range a.Elements.ElementSet {
				menu, ok := e.(*slack.SelectBlockElement)
				if !ok {
					continue
				}
				if menu.ActionID != ActionKitPage {
					t.Errorf("the menu does %q", menu.ActionID)
				}
				for _, o := range menu.Options {
					ref, _ := ParseRef(o.Value)
					if at := slices.Index(KitParts(r), ref.Part); at < 0 || at == page || pages[at] != o.Text.Text {
						t.Errorf("%q leads to page %q", o.Text.Text, ref.Part)
					}
					to = append(to, o.Text.Text)
				}
			}
		}
		if want := slices.Delete(slices.Clone(pages), page, page+1); !slices.Equal(to, want) {
			t.Errorf("page %d leads to %q, want %q", page, to, want)
		}
	}
}

// TestKitAsOneMessageOpensTheRest: without containers a whole kit is too long for a message,
// so this shows the scorecard and the loop, and a button to the other pages.
func TestKitAsOneMessageOpensTheRest(t *testing.T) {
	got := strings.Join(strings.Fields(string(Story{Message: Message{Blocks: Render(fixture().a.Kit("cto"), View{Now: today, Without: Container}).Blocks}}.JSON(t))), " ")
	for _, want := range []string{"Mission", "Interview loop", ActionKitPage, "In the kit: competencies, candidate's sheet, opening and closing, interview questions, case, reference checks, red flags, debrief, posting outline and offer."} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, long := range []string{"What did you decide not to build?", "Have counsel read the contract."} {
		if strings.Contains(got, long) {
			t.Errorf("%q is shown", long)
		}
	}
}

// TestKitWithAScorecardAlone: a company's kit may have only begun.
func TestKitWithAScorecardAlone(t *testing.T) {
	r := fixture().a.Kit("cto")
	r.Kit = &corpus.Kit{Role: "cto", Scorecard: corpus.Scorecard{Mission: "Ship."}}
	if m := KitMessages(r, View{Now: today}); len(m) != 1 || !strings.Contains(m[0].Text, "Ship.") {
		t.Errorf("got %d messages", len(m))
	}
	m := KitModal(r, "loop", View{Now: today})
	check(t, Story{Name: "kit of one page", Modal: &m}, "")
}

// TestKitQuestionOfAnUnknownRound: a company's kit may name a round that the loop does not
// have any more.
func TestKitQuestionOfAnUnknownRound(t *testing.T) {
	r := fixture().a.Kit("cto")
	k := *r.Kit
	k.Questions = append(slices.Clone(k.Questions), corpus.KitQuestion{Competency: "People", Round: "Board", Ask: "Who left?", Good: "A", Weak: "B"})
	r.Kit = &k
	_, rest, _ := strings.Cut(Plain(r, View{Now: today}), "In any round")
	if !strings.Contains(rest, "• Who left? (People)") {
		t.Errorf("the question is not in any round:\n%s", rest)
	}
}

// TestLoopSaysWhatIsKnown: a company's kit may give a round no time, nobody or no subject.
func TestLoopSaysWhatIsKnown(t *testing.T) {
	for want, s := range map[string]corpus.Stage{
		"• Talk: 45 min, with the CEO. On: money.": {Stage: "Talk", Minutes: 45, Who: "The CEO", Covers: "money"},
		"• Talk: 45 min.":                          {Stage: "Talk", Minutes: 45},
		"• Talk: On: money.":                       {Stage: "Talk", Covers: "money"},
		"• Talk":                                   {Stage: "Talk"},
	} {
		k := &corpus.Kit{Loop: []corpus.Stage{s}, Candidate: []string{"Ask us."}}
		for _, lines := range [][]kitLine{loopLines(k), candidateLines(k)} {
			var text plain
			text.kitPage(kitPage{lines: lines})
			if got, _, _ := strings.Cut(text.String(), "\n"); got != want {
				t.Errorf("%+v is %q, want %q", s, got, want)
			}
		}
	}
}
