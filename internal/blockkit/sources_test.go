package blockkit

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

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
		m, all := Render(r, v), listed(k.c, allSources(r, v))
		line := ""
		for _, b := range m.Blocks {
			if c, ok := b.(*slack.ContextBlock); ok && strings.HasPrefix(c.BlockID, "src.") {
				line = c.ContextElements.Elements[0].(*slack.TextBlockObject).Text
			}
		}
		shown := 0
		for _, id := range all {
			s := k.c.Source(id)
			if strings.Contains(line, escape(s.Cite)) {
				shown++
			}
			if s.URL != "" && strings.Contains(line, "|"+escape(s.Cite)+">") && !strings.Contains(line, "<"+s.URL) && !strings.ContainsAny(s.URL, "|<> ") {
				t.Errorf("%s: %s is not linked in %q", name, id, line)
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
		for _, id := range all {
			if s := k.c.Source(id); !strings.Contains(list.Text, escape(s.Listed)) || !strings.Contains(list.Text, escape(s.URL)) {
				t.Errorf("%s: %s or its address is not in the text:\n%s", name, id, list.Text)
			}
		}
	}
}

// allSources are the sources of a reply.
func allSources(r advisor.Reply, v View) []string {
	switch {
	case r.Comparison != nil:
		return sourceIDs(r.Comparison, v.All)
	case r.Outcome == advisor.KitPage:
		return r.Kit.Sources
	case r.Outcome == advisor.RoleCard:
		return cardSources(r.Role, v.All)
	}
	return r.Entry.Sources
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
		b.cited(k.c, ids, ids, "a <b> & c", "a <b> & c")
		for _, block := range b.blocks {
			line := block.(*slack.ContextBlock).ContextElements.Elements[0].(*slack.TextBlockObject).Text
			if !strings.HasSuffix(line, "a &lt;b&gt; &amp; c") {
				t.Errorf("with %d sources the line is %q", len(ids), line)
			}
		}
	}
}
