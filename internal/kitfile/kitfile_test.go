package kitfile

import (
	"encoding/csv"
	"flag"
	"html"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rolecall/internal/corpus"
	"rolecall/knowledge"
)

var update = flag.Bool("update", false, "write the golden files again")

func load(t *testing.T, l corpus.Layer) *corpus.Corpus {
	t.Helper()
	c, _, err := corpus.Load(l)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func document(t *testing.T, c *corpus.Corpus, role string) Document {
	t.Helper()
	d := Document{Corpus: c, Role: c.Role(role), Kit: c.Kit(role)}
	if d.Role == nil || d.Kit == nil {
		t.Fatalf("no kit of %s", role)
	}
	return d
}

// small is the kit of the small corpus that the replies in Slack are tested with.
func small(t *testing.T) Document {
	t.Helper()
	return document(t, load(t, corpus.Layer{Name: "small", FS: os.DirFS("../blockkit/testdata/knowledge")}), "cto")
}

// shipped are the kits that people get.
func shipped(t *testing.T) (out []Document) {
	t.Helper()
	c := load(t, corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	for _, k := range c.Kits {
		out = append(out, document(t, c, k.Role))
	}
	return out
}

func printed(t *testing.T, d Document) string {
	t.Helper()
	out, err := HTML(d)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestGolden(t *testing.T) {
	d := small(t)
	for name, got := range map[string]string{"cto.md": Markdown(d), "cto.html": printed(t, d), "cto.csv": CSV(d)} {
		file := "testdata/" + name
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("%v (go test ./internal/kitfile -run Golden -update)", err)
		}
		if got != string(want) {
			t.Errorf("%s is not what is written now; look at the difference after -update:\n%s", file, got)
		}
	}
}

// texts are all that a kit says.
func texts(k *corpus.Kit) []string {
	sc := k.Scorecard
	out := slices.Concat(sc.Outcomes, sc.Must, sc.Nice, sc.Not, k.Opening, k.Closing, k.DontAsk, k.References, k.Debrief.Agenda, k.Candidate, k.Posting, k.Offer,
		[]string{sc.Mission, k.Debrief.Rule})
	for _, c := range sc.Competencies {
		out = append(append(out, c.Name), c.Anchors[:]...)
	}
	for _, s := range k.Loop {
		out = append(out, s.Stage, s.Who, s.Covers, strconv.Itoa(s.Minutes))
	}
	for _, q := range k.Questions {
		out = append(out, q.Ask, q.Good, q.Weak)
	}
	for _, f := range k.RedFlags {
		out = append(out, f.Flag, f.Ask)
	}
	if c := k.Case; c != nil {
		out = append(slices.Concat(out, c.Facts, c.Anchors[:]), c.Title, c.Twist)
		for _, s := range c.Plan {
			out = append(out, s.What)
		}
	}
	return out
}

// TestEveryKitIsWhole: no line of a kit is missing from its documents, and none of its
// sources.
func TestEveryKitIsWhole(t *testing.T) {
	unescape := regexp.MustCompile(`\\([^a-zA-Z0-9 ])`)
	for _, d := range shipped(t) {
		minutes, rounds := d.Kit.CandidateTime()
		for name, got := range map[string]string{"Markdown": unescape.ReplaceAllString(Markdown(d), "$1"), "HTML": html.UnescapeString(printed(t, d))} {
			for _, want := range texts(d.Kit) {
				if !strings.Contains(got, want) {
					t.Errorf("%s of %s lacks %q", name, d.Role.ID, want)
				}
			}
			for _, s := range d.sources() {
				if !strings.Contains(got, s.Title) || !strings.Contains(got, s.URL) {
					t.Errorf("%s of %s lacks the source %s", name, d.Role.ID, s.ID)
				}
			}
			if want := Hours(minutes) + " of the candidate's time, in " + strconv.Itoa(rounds) + " rounds"; !strings.Contains(got, want) {
				t.Errorf("%s of %s lacks %q", name, d.Role.ID, want)
			}
		}
	}
}

// TestWhatTheCompanySaysIsASource of a kit, of the day of its review.
func TestWhatTheCompanySaysIsASource(t *testing.T) {
	d := shipped(t)[0]
	k := *d.Kit
	k.Sources, k.Reviewed = []string{corpus.Company}, time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	d.Kit = &k
	for name, got := range map[string]string{"Markdown": Markdown(d), "HTML": printed(t, d)} {
		if !strings.Contains(got, "Our company, as of 26 November 2026") || strings.Contains(got, "What the company says") {
			t.Errorf("%s does not say that it is the company's own", name)
		}
	}
}

// TestCandidatesSheetGivesNothingAway: it is sent as it is.
func TestCandidatesSheetGivesNothingAway(t *testing.T) {
	for _, d := range shipped(t) {
		_, sheet, _ := strings.Cut(Markdown(d), "## Candidate's sheet")
		sheet, _, _ = strings.Cut(sheet, "\n## ")
		_, onPaper, _ := strings.Cut(html.UnescapeString(printed(t, d)), `id="candidate"`)
		onPaper, _, _ = strings.Cut(onPaper, "</section>")
		for _, text := range []string{sheet, onPaper} {
			if !strings.Contains(text, d.Kit.Candidate[0]) {
				t.Errorf("%s: the sheet has %q", d.Role.ID, text)
			}
			var secret []string
			if c := d.Kit.Case; c != nil {
				secret = append(slices.Clone(c.Facts), c.Twist, c.Title)
			}
			for _, q := range d.Kit.Questions {
				secret = append(secret, q.Ask, q.Good)
			}
			for _, s := range secret {
				if strings.Contains(text, s) {
					t.Errorf("%s: a candidate reads %q", d.Role.ID, s)
				}
			}
		}
	}
}

// rows reads the scoresheet as a spreadsheet does.
func rows(t *testing.T, s string) [][]string {
	t.Helper()
	body, marked := strings.CutPrefix(s, "\ufeff")
	if !marked {
		t.Error("without the mark Excel reads it in the local code page")
	}
	out, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestScoresheetHasEveryQuestionAndAddsUp(t *testing.T) {
	for _, d := range shipped(t) {
		list := rows(t, CSV(d))
		if got := strings.Join(list[0][:6], ","); got != "round,minutes,question,what good sounds like,weight,score" {
			t.Errorf("the head is %s", got)
		}
		want, got := 0, 0
		for _, q := range d.Kit.Questions {
			want += q.Minutes
			if !slices.ContainsFunc(list, func(r []string) bool {
				return r[0] == q.Round && r[2] == q.Ask && r[3] == q.Good && r[4] == number(d.competency(q.Competency).Weight) && r[5] == ""
			}) {
				t.Errorf("%s: no row for %q", d.Role.ID, q.Ask)
			}
		}
		for _, s := range d.Kit.Loop {
			if len(d.Kit.Asked(s.Stage)) == 0 {
				want += s.Minutes
			}
		}
		for _, r := range list[1:] {
			n, _ := strconv.Atoi(r[1])
			got += n
		}
		if got != want {
			t.Errorf("%s: %d minutes, want %d", d.Role.ID, got, want)
		}
	}
}

// hostile is a kit whose every text tries to be something else.
func hostile(t *testing.T, text string) Document {
	t.Helper()
	d := small(t)
	k := *d.Kit
	k.Opening, k.Candidate, k.RedFlags = []string{text}, []string{text}, []corpus.RedFlag{{Flag: text, Ask: text}}
	k.Loop = []corpus.Stage{{Stage: text, Minutes: 5, Who: text, Covers: text}}
	k.Questions = []corpus.KitQuestion{{Competency: text, Round: text, Ask: text, Good: text, Weak: text}}
	k.Case = nil
	d.Kit = &k
	return d
}

func TestScoresheetRunsNoFormula(t *testing.T) {
	for _, text := range []string{"=1+1", "+1+1", "-1+1", "@SUM(A1)", "  =1", "\t=1", "＝1", "a;=1", `"=1`} {
		for _, r := range rows(t, CSV(hostile(t, text)))[1:] {
			if got := r[2]; !regexp.MustCompile(`(^|;)[\s"]*'`).MatchString(got) {
				t.Errorf("%q is %q", text, got)
			}
		}
	}
	if got := cell("-5"); got != `"-5"` {
		t.Errorf("a number is %s", got)
	}
	if got := cell(`say "no", twice`); got != `"say ""no"", twice"` {
		t.Errorf("a quotation is %s", got)
	}
}

func TestTextIsNotMarkup(t *testing.T) {
	const text = `<script>x()</script> | *a* [b](http://c) ` + "`d`" + ` ![](@U1) \ # e`
	md := Markdown(hostile(t, text))
	for _, r := range []string{"<script", " | *", "*a*", "[b]", "`d`", "[](@"} {
		if strings.Contains(strings.ReplaceAll(md, `\`+r, ""), r) {
			t.Errorf("%q is in\n%s", r, md)
		}
	}
	if strings.Contains(printed(t, hostile(t, text)), "<script") {
		t.Error("a script is in the page")
	}
	for in, want := range map[string]string{"# a": `\# a`, "- a": `\- a`, "1. a": `1\. a`, "2024": "2024", "a # b": "a # b", "two\nlines": "two lines", "R&D": "R&D", "R&amp;D": `R\&amp;D`, "&lt;b&#62;": `\&lt;b\&#62;`} {
		if got := escaped(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// TestPageNeedsNothingElse: it is mailed, and opened without a network.
func TestPageNeedsNothingElse(t *testing.T) {
	for _, d := range shipped(t) {
		if found := regexp.MustCompile(`<script|<link|<img|src=|@import|url\(`).FindString(printed(t, d)); found != "" {
			t.Errorf("%s: %q", d.Role.ID, found)
		}
	}
}

// TestKitThatHasOnlyBegun: a company's kit may have no rounds, weights or case yet.
func TestKitThatHasOnlyBegun(t *testing.T) {
	d := small(t)
	d.Kit = &corpus.Kit{Role: "cto", Scorecard: corpus.Scorecard{Mission: "Ship."}, Questions: []corpus.KitQuestion{{Competency: "People", Ask: "Why?", Good: "A", Weak: "B"}}}
	for _, got := range []string{Markdown(d), printed(t, d)} {
		if !strings.Contains(got, "Ship.") || !strings.Contains(got, "Why?") || strings.Contains(got, "Case") || strings.Contains(got, "Interview loop") {
			t.Errorf("got\n%s", got)
		}
	}
	if list := rows(t, CSV(d)); len(list) != 2 || list[1][0] != AnyRound {
		t.Errorf("got %q", list)
	}
}

func TestHours(t *testing.T) {
	for minutes, want := range map[int]string{0: "0 min", 45: "45 min", 60: "1 h", 135: "2 h 15 min"} {
		if got := Hours(minutes); got != want {
			t.Errorf("%d minutes are %q, want %q", minutes, got, want)
		}
	}
}

// TestRoundThatIsNotInTheLoop: a company's kit may name a round that the loop does not have
// any more. What belongs to it is in every document all the same.
func TestRoundThatIsNotInTheLoop(t *testing.T) {
	d := small(t)
	k := *d.Kit
	c := *k.Case
	c.Round = "Board"
	k.Case = &c
	k.Questions = append(slices.Clone(k.Questions), corpus.KitQuestion{Competency: "People", Round: "Boards", Ask: "Who left?", Good: "A", Weak: "B"})
	d.Kit = &k
	page := printed(t, d)
	_, sheets, _ := strings.Cut(page, `id="scoresheet"`)
	for name, got := range map[string]string{"Markdown": Markdown(d), "the page": page, "the sheets": sheets, "CSV": CSV(d)} {
		for _, want := range []string{"Who left?", c.Title} {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
	}
	for _, r := range rows(t, CSV(d))[1:] {
		if (r[2] == "Who left?" || strings.HasPrefix(r[2], "Case: ")) && r[0] != AnyRound {
			t.Errorf("%q is in the round %q", r[2], r[0])
		}
	}
	if d.Kit.Case.Round != "Board" {
		t.Error("the kit itself was changed")
	}
}

// TestPageSaysWhatTheMarkdownSays: the whole kit, apart from its scoresheets.
func TestPageSaysWhatTheMarkdownSays(t *testing.T) {
	d := small(t)
	k := *d.Kit
	k.Opening, k.Closing, k.DontAsk = nil, nil, nil
	k.Loop = slices.Clone(k.Loop)
	for i := range k.Loop {
		k.Loop[i].WithoutCandidate = true
	}
	d.Kit = &k
	whole, _, _ := strings.Cut(html.UnescapeString(printed(t, d)), `id="scoresheet"`)
	if strings.Contains(whole, "Running the rounds") {
		t.Error("a heading has nothing below it")
	}
	if !strings.Contains(whole, "<td>without the candidate; Trade-offs</td>") {
		t.Error("a round without the candidate does not say so, and what it rates")
	}
	for _, s := range k.Case.Plan {
		if !strings.Contains(whole, s.What) {
			t.Errorf("the case's plan lacks %q", s.What)
		}
	}
}

func TestTimeAndPeople(t *testing.T) {
	for want, s := range map[string]corpus.Stage{"": {}, "45 min": {Minutes: 45}, "with the panel": {Who: "The panel"}, "45 min, with CEO": {Minutes: 45, Who: "CEO"}} {
		if got := TimeAndPeople(s); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestCaseWithoutAPlan: a company's kit may have a case that is not worked out yet.
func TestCaseWithoutAPlan(t *testing.T) {
	d := small(t)
	k := *d.Kit
	k.Case = &corpus.Case{Title: "Later", Round: "Case"}
	d.Kit = &k
	if got := Markdown(d); strings.Contains(got, "### Plan") {
		t.Errorf("a heading has nothing below it:\n%s", got)
	}
}
