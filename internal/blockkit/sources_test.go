package blockkit

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
)

// TestAtMostThreeSourcesAreInSight: the line names three, and a button opens all of them;
// where three are all, there is no button.
func TestAtMostThreeSourcesAreInSight(t *testing.T) {
	k := shipped()
	replies := map[string]advisor.Reply{"a comparison": k.a.Compare("cto cio"), "four roles": k.a.Compare("cto cio ciso vpe"), "a role": k.a.Role("cto"), "a kit": k.a.Kit("cto")}
	for _, e := range k.c.Entries {
		replies[e.ID] = k.a.Show(e.ID)
	}
	for name, r := range replies {
		v := View{Now: today, ReplyID: "reply1"}
		m, all := Render(r, v), creditsOf(r, v.All, v.Now).all
		line := ""
		for _, b := range m.Blocks {
			if c, ok := b.(*slack.ContextBlock); ok && strings.HasPrefix(c.BlockID, "src.") {
				line = c.ContextElements.Elements[0].(*slack.TextBlockObject).Text
			}
		}
		shown := 0
		for _, s := range all {
			if strings.Contains(line, escape(s.Cite)) {
				shown++
			}
			if s.URL != "" && strings.Contains(line, "|"+escape(s.Cite)+">") && !strings.Contains(line, "<"+s.URL) && !strings.ContainsAny(s.URL, "|<> ") {
				t.Errorf("%s: %s is not linked in %q", name, s.ID, line)
			}
		}
		links := strings.Count(line, "<http")
		if links > maxSourcesShown || len(all) > 0 && shown == 0 {
			t.Errorf("%s: %d of %d sources in %q", name, shown, len(all), line)
		}
		got, want := buttons(m, ActionSources), []string{fmt.Sprintf("Sources (%d)", len(all))}
		if len(all) <= maxSourcesShown {
			want = nil
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: the buttons are %q, want %q", name, got, want)
		}
		list := Sources(r, v)
		check(t, Story{Name: "sources of " + name, Message: list}, "")
		data, err := json.Marshal(list.Blocks)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(data), `"rich_text_section"`); n != len(all) {
			t.Errorf("%s: %d of %d sources are listed", name, n, len(all))
		}
		for _, s := range all {
			if !strings.Contains(list.Text, escape(s.Listed)) || !strings.Contains(list.Text, escape(s.URL)) {
				t.Errorf("%s: %s or its address is not in the text:\n%s", name, s.ID, list.Text)
			}
		}
	}
}

// TestSourcesOfWhatIsGone: an entry may be removed after the button was posted.
func TestSourcesOfWhatIsGone(t *testing.T) {
	check(t, Story{Name: "gone", Message: Sources(shipped().a.Show("no.such"), View{})}, "")
	check(t, Story{Name: "no guide", Message: GuideSources(&corpus.Corpus{})}, "")
}

// TestSourceLineIsEscaped: its links are mrkdwn, all else on it is text.
func TestSourceLineIsEscaped(t *testing.T) {
	k := shipped()
	for _, ids := range [][]string{nil, {k.c.Sources[0].ID}, k.c.Entry("cto.definition").Sources, k.a.Kit("cto").Kit.Sources} {
		b := &builder{}
		all := listed(k.c, ids, today)
		b.cited(credits{shown: all, all: all, tail: "a <b> & c", notes: "a <b> & c"})
		for _, block := range b.blocks {
			line := block.(*slack.ContextBlock).ContextElements.Elements[0].(*slack.TextBlockObject).Text
			if !strings.HasSuffix(line, "a &lt;b&gt; &amp; c") {
				t.Errorf("with %d sources the line is %q", len(ids), line)
			}
		}
	}
}

// company is the fixture with a company's own entries over it: one that cites nothing, one
// that cites the company and a study, and one that has more than the quiet line has room for.
var company = sync.OnceValue(func() book {
	page := func(label, short, body string) []byte {
		return []byte("---\nquestion: What about " + label + "?\nlabel: " + label + "\nroles: [cto]\nshort: " + short + "\nphrasings: [" + label + " of the cto]\nreviewed: 2026-03-02\n---\n" + body)
	}
	return open(corpus.Layer{Name: "testdata/knowledge", FS: os.DirFS("testdata/knowledge")}, corpus.Layer{Name: "own", Files: map[string][]byte{
		"entries/cto/parking.md": page("Parking", "On deck 4. It is dark.", "- One car.\n- No bicycle.\n"),
		"entries/cto/notice.md":  page("Notice", "Three months for our CTO [COMPANY].", "- As usual [S1].\n"),
		"entries/cto/leave.md":   page("Leave", "Thirty days for our CTO [COMPANY].", "- As usual [S1, S2].\n- Or more [S3].\n"),
	}})
})

// TestWhatTheCompanySaysIsCitedAsOurCompany, with the day of its review, in blocks, in
// plain text and in the list of sources.
func TestWhatTheCompanySaysIsCitedAsOurCompany(t *testing.T) {
	k, v := company(), View{Now: today, ReplyID: "reply1"}
	const line = "Our company, as of 2 March 2026"
	for id, cited := range map[string]bool{"cto.parking": false, "cto.notice": true, "cto.leave": true} {
		r := k.a.Show(id)
		brief := r
		brief.Brief = true
		for name, m := range map[string]Message{"the answer": Render(r, v), "a brief one": Render(brief, v), "its sources": Sources(r, v)} {
			check(t, Story{Name: id + ": " + name, Message: m}, "")
			data, err := json.Marshal(m.Blocks)
			if err != nil {
				t.Fatal(err)
			}
			for where, text := range map[string]string{"blocks": string(data), "text": m.Text} {
				behind := id == "cto.leave" && where == "blocks" && name != "its sources" // a button opens them
				if strings.Contains(text, line) == behind {
					t.Errorf("%s of %s, %s: %q is not in\n%s", name, id, where, line, text)
				}
				if got := strings.Contains(text, "(our company, Mar 2026)"); got != (cited && name != "its sources") {
					t.Errorf("%s of %s, %s: cited is %v in\n%s", name, id, where, got, text)
				}
			}
		}
	}
}

// TestAnOverdueReviewBeginsTheLine, whether or not its sources fit into it.
func TestAnOverdueReviewBeginsTheLine(t *testing.T) {
	for _, k := range []book{fixture(), shipped()} {
		for _, e := range k.c.Entries {
			due := e.Due()
			for _, now := range []time.Time{due, due.AddDate(0, 0, 1)} {
				overdue := "Review overdue since " + due.Format(dateFormat) + ": check before relying on it"
				v := View{Now: now, ReplyID: "reply1"}
				m := Render(k.a.Show(e.ID), v)
				line := ""
				for _, b := range m.Blocks {
					if c, ok := b.(*slack.ContextBlock); ok && strings.HasPrefix(c.BlockID, "src.") {
						line = c.ContextElements.Elements[0].(*slack.TextBlockObject).Text
					}
				}
				if got := strings.HasPrefix(line, overdue); got != now.After(due) {
					t.Errorf("%s on %s: %q", e.ID, now.Format(time.DateOnly), line)
				}
				if got := strings.Contains(m.Text, overdue); got != now.After(due) {
					t.Errorf("%s on %s in plain text:\n%s", e.ID, now.Format(time.DateOnly), m.Text)
				}
			}
		}
	}
}

// TestACompanysRoleIsOfItsReview: its card, a comparison with it and a kit say that it is
// the company's own, of the day when each was reviewed.
func TestACompanysRoleIsOfItsReview(t *testing.T) {
	data, err := os.ReadFile("testdata/knowledge/roles/cto.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := regexp.MustCompile(`sources: \[[^]]*\]`).ReplaceAllString(string(data), "sources: [COMPANY]")
	k := open(corpus.Layer{Name: "testdata/knowledge", FS: os.DirFS("testdata/knowledge")}, corpus.Layer{Name: "own", Files: map[string][]byte{"roles/cto.yaml": []byte(text)}})
	kit := k.a.Kit("cto")
	own := *kit.Kit
	own.Sources = []string{corpus.Company}
	kit.Kit = &own
	pair := k.a.Compare("cto cio")
	for name, tt := range map[string]struct {
		reply advisor.Reply
		day   time.Time
	}{"card": {k.a.Role("cto"), k.c.Role("cto").Reviewed}, "comparison": {pair, pair.Comparison.Reviewed}, "kit": {kit, own.Reviewed}} {
		m := Render(tt.reply, View{Now: today, ReplyID: "reply1"})
		want := "Our company, as of " + tt.day.Format("2 January 2006")
		data, err := json.Marshal(m.Blocks)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(m.Text, want) || !strings.Contains(string(data), want) && len(buttons(m, ActionSources)) == 0 {
			t.Errorf("%s: %q is not in\n%s\n%s", name, want, m.Text, data)
		}
		if list := Sources(tt.reply, View{Now: today}); !strings.Contains(list.Text, want) {
			t.Errorf("%s: %q is not in its list of sources\n%s", name, want, list.Text)
		}
	}
}
