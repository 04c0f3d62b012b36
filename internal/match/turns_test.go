package match

import (
	"strings"
	"testing"
	"testing/fstest"

	"rolecall/internal/corpus"
	"rolecall/knowledge"
)

// TestTurns: a line of follow-ups.txt is read after the question of an entry on what its heading
// says was shown, with a slot for each role of that; it asks for every kind of the facet asked.
func TestTurns(t *testing.T) {
	x := testIndex(t)
	of := map[string][]string{} // texts by class
	texts, classes := x.readInThreads(x.turns(), nil)
	for i, text := range texts {
		of[x.names[classes[i]]] = append(of[x.names[classes[i]]], text)
	}
	lines := map[string]string{} // a line by heading
	heading := ""
	for _, line := range x.corpus.Words(corpus.FollowUps) {
		if h, ok := corpus.FacetOfWay(line); ok {
			heading = h
		} else if strings.HasPrefix(heading, "compare") || lines[heading] == "" {
			lines[heading] = line
		}
	}
	cases := []struct{ heading, class, shown string }{
		{"need > salary", "r.salary", "need"},
		{"salary > salary", "r.salary", "earn"},
		{"salary > hiring.offer", "hiring.offer", "earn"},
		{"responsibilities > definition", "r.definition", "executive"},
		{"responsibilities > definition", "d.definition", "executive"},
		{"compare > compare", "p.", "manager"},
		{"compare > compare", "c.", "manager"},
	}
	for _, c := range cases {
		entry := "cto.salary" // any with one role
		if strings.HasPrefix(c.heading, "compare") {
			entry = "compare.cto-cio"
		}
		read := x.masked(x.followUp(lines[c.heading], x.entryIndex(entry)))
		found := false
		for _, text := range of[c.class] {
			shown, said, ok := strings.Cut(text, " ; ")
			found = found || ok && said == read && strings.Contains(shown, c.shown)
		}
		if lines[c.heading] == "" || !found {
			t.Errorf("[%s] %q, read as %q after %q, does not teach %s", c.heading, lines[c.heading], read, c.shown, c.class)
		}
	}
}

// TestWhatATurnLeavesOut: a slot stands for each role that a turn leaves out, and for the one it
// points at.
func TestWhatATurnLeavesOut(t *testing.T) {
	x := testIndex(t)
	for _, c := range []struct{ entry, text, want string }{
		{"cto.need", "and what would they cost", "and what would xrole cost"},
		{"cto.need", "notice period", "notice period xrole"},
		{"compare.cto-vpe", "who is higher", "who is higher xrole and xrole2"},
		{"compare.cto-vpe", "what does the second one earn", "what does the xrole earn"},
		{"compare.cto-vpe", "pay of the latter", "pay of the xrole"},
		{"hiring.timeline", "and the pay", "and the pay xrole"},
	} {
		if got := strings.Join(x.followUp(c.text, x.entryIndex(c.entry)), " "); got != c.want {
			t.Errorf("%q after %s is read as %q, want %q", c.text, c.entry, got, c.want)
		}
	}
}

// TestWhatGoesOnAsksForNothing: "how long" after an answer asks for that answer, and by itself for
// no facet.
func TestWhatGoesOnAsksForNothing(t *testing.T) {
	x := testIndex(t)
	turns := x.turns()
	goesOn := 0
	for _, turn := range turns {
		if turn.goesOn {
			goesOn++
		}
	}
	if n := len(x.followUps(turns)); goesOn == 0 || n != len(turns)-goesOn {
		t.Errorf("%d lessons from %d turns, of which %d go on about what was shown", n, len(turns), goesOn)
	}
}

// TestATurnAfterNothingInParticular: where a heading does not say what was shown, a question about
// two roles is typed after a comparison, and one about a role is not.
func TestATurnAfterNothingInParticular(t *testing.T) {
	x := testIndex(t)
	turns, heading, n := x.turns(), "", 0
	for _, line := range x.corpus.Words(corpus.FollowUps) {
		if h, ok := corpus.FacetOfWay(line); ok {
			heading = h
			continue
		}
		shown, asked := corpus.Turn(heading)
		if entry := x.entries[turns[n].entry]; shown == "" && entry.comparing != strings.HasPrefix(asked, "compare") {
			t.Errorf("[%s] %q is typed after %s", heading, line, entry.id)
		}
		n++
	}
	if n != len(turns) {
		t.Errorf("%d lines are %d turns", n, len(turns))
	}
}

// TestWhatIsRefusedInThreads: every phrasing of a refusal is a lesson after some answer.
func TestWhatIsRefusedInThreads(t *testing.T) {
	x := testIndex(t)
	phrasings := 0
	for _, r := range x.corpus.Refusals {
		phrasings += len(r.Phrasings)
	}
	texts, classes := x.readInThreads(nil, newIndex(x.corpus).lessons(nil))
	if len(texts) != phrasings || phrasings == 0 {
		t.Errorf("%d lessons of %d phrasings", len(texts), phrasings)
	}
	for i, text := range texts {
		if class := classes[i]; class < x.refusal || class >= x.inside || !strings.Contains(text, " ; ") {
			t.Errorf("%q teaches %s", text, x.names[class])
		}
	}
}

// TestAnEntryMoreMovesFewTurns: an entry that a company adds is what some texts are typed after;
// the others are read as before, so that their vectors need not be computed anew.
func TestAnEntryMoreMovesFewTurns(t *testing.T) {
	x := testIndex(t)
	more := *x.corpus
	more.Entries = append([]*corpus.Entry{{ID: "office.parking", Question: "Where do people park?"}}, more.Entries...)
	known := map[string]bool{}
	read := func(c *corpus.Corpus) []string {
		y := newIndex(c)
		texts, _ := y.readInThreads(y.turns(), y.lessons(nil))
		return texts
	}
	for _, text := range read(x.corpus) {
		known[text] = true
	}
	texts, moved := read(&more), 0
	for _, text := range texts {
		if !known[text] {
			moved++
		}
	}
	if most := len(texts) / 100; moved == 0 || moved > most {
		t.Errorf("%d of %d texts are read in another way, want 1 to %d", moved, len(texts), most)
	}
}

// TestNoTurnIsAfterAnOwnEntry: what a company adds changes no text of the list, of which the vectors are known.
func TestNoTurnIsAfterAnOwnEntry(t *testing.T) {
	own := "---\nquestion: What does a CTO of ours earn?\nlabel: Our pay\nroles: [cto]\nshort: Much.\nphrasings: [pay of our cto]\nsources: [OWN]\nreviewed: 2026-11-22\n---\n"
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS}, corpus.Layer{Name: "company", FS: fstest.MapFS{"entries/cto/salary.ours.md": {Data: []byte(own)}}})
	if err != nil {
		t.Fatal(err)
	}
	x := newIndex(c)
	mine := x.entryIndex("cto.salary.ours")
	if mine < 0 {
		t.Fatal("the entry is not there")
	}
	for _, turn := range x.turns() {
		if turn.entry == mine {
			t.Fatalf("%q is typed after the company's entry", turn.words)
		}
	}
}
