package curate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/match"
)

// entryFile is a small entry that loads.
func entryFile(question string, phrasings ...string) string {
	list := ""
	for _, p := range phrasings {
		list += "  - " + p + "\n"
	}
	return "---\nquestion: " + question + "\nlabel: L\nroles: [cto]\nshort: >-\n  Yes.\nphrasings:\n" + list +
		"related: []\nreviewed: 2024-01-15\nowner: anna\n---\n- One point.\n"
}

func small() []corpus.Layer {
	role := "id: cto\nname: Chief Technology Officer\nletters: CTO\ntitles: [chief technology officer]\nabbreviations: [cto]\n" +
		"difference: decides\ncells: {}\nreviewed: 2026-11-22\n"
	return []corpus.Layer{{Name: "knowledge", FS: fstest.MapFS{
		"roles/cto.yaml":        {Data: []byte(role)},
		"entries/cto/coding.md": {Data: []byte(entryFile("Does a CTO write code?", "do ctos code", "is a cto still programming\n    every day", "cto coding"))},
		"entries/cto/salary.md": {Data: []byte(entryFile("What does a CTO earn?", "cto pay", "how much money does a cto get"))},
		"entries/cto/team.md":   {Data: []byte(entryFile("How large is a CTO's team?", "people under a cto", "how many report to the cto"))},
	}}}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, []byte(text), 0o644))
}

// asked is a source with a list of questions.
type asked struct {
	feedback.Source
	list  []feedback.Question
	stats feedback.Stats
}

func (a asked) Questions(_ context.Context, _ feedback.Window, f func(feedback.Question) error) error {
	for _, q := range a.list {
		if err := f(q); err != nil {
			return err
		}
	}
	return nil
}

func (a asked) Stats(context.Context, feedback.Window) (feedback.Stats, error) { return a.stats, nil }

func smallState(t *testing.T, over ...corpus.Layer) *State {
	t.Helper()
	c, _, err := corpus.Load(append(small(), over...)...)
	must(t, err)
	x, err := match.New(c)
	must(t, err)
	return &State{Corpus: c, Index: x}
}

func TestSimilarMissesAreGrouped(t *testing.T) {
	miss := func(text string) feedback.Question {
		return feedback.Question{Outcome: "none", Text: text, Reason: "nothing-near"}
	}
	src := asked{list: []feedback.Question{
		miss("can zebras hide inside green trees"), miss("May zebras hide inside green trees?"), miss("zebra hiding inside green trees"), miss("can zebras hide inside green trees"),
		miss("giraffes eat leaves from tall trees"), miss(""),
		{Outcome: "none", Text: "who is our cto", Reason: "live-fact"}, {Outcome: "choices", Text: "taken", Taken: "cto.coding"},
		{Outcome: "choices", Text: "left on purpose wasps", Left: true, Rejected: true},
	}}
	m, err := GroupMisses(context.Background(), src, smallState(t), feedback.Window{})
	must(t, err)
	if len(m.Groups) != 3 || m.Groups[0].N != 4 || len(m.Groups[0].Others) != 1 && len(m.Groups[0].Others) != 2 || m.Textless != 1 || m.Refused != 1 {
		t.Fatalf("groups %+v", m)
	}
	if len(m.Groups[0].Nearest) == 0 {
		t.Error("no nearest entries")
	}
	var b bytes.Buffer
	must(t, m.Text(&b, 2))
	for _, want := range []string{"   4×  can zebras hide inside", "nearest: cto.", "and 1 more groups", "1 more without text"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, b.String())
		}
	}
}

// A refusal may be wrong: a curator can read what was refused, and why.
func TestRefusalsCanBeListed(t *testing.T) {
	refused := func(text string, reason feedback.Reason) feedback.Question {
		return feedback.Question{Outcome: "none", Text: text, Reason: reason}
	}
	src := asked{list: []feedback.Question{
		refused("how many rounds of wasps is too many", "live-fact"), refused("how many rounds of wasps are too many", "live-fact"),
		refused("", "named-person"), refused("can zebras hide", "nothing-near"), refused("kit zebra", "no-kit"),
		{Outcome: "error", Text: "compare cto zebra", Reason: "unknown-role"}, {Outcome: "answer", Text: "fine"},
	}}
	m, err := GroupRefusals(context.Background(), src, smallState(t), feedback.Window{})
	must(t, err)
	if len(m.Groups) != 1 || m.Groups[0].N != 2 || m.Groups[0].Reason != "live-fact" || m.Textless != 1 {
		t.Errorf("refusals %+v", m)
	}
	var b bytes.Buffer
	must(t, m.Text(&b, 0))
	if !strings.Contains(b.String(), "refused: live-fact") {
		t.Errorf("the report does not say why:\n%s", b.String())
	}
	m, err = GroupMisses(context.Background(), src, smallState(t), feedback.Window{})
	must(t, err)
	if len(m.Groups) != 3 || m.Refused != 3 || m.Groups[0].Reason != "" {
		t.Errorf("misses %+v", m)
	}
}

func TestSuggestLeavesOutMisleadingTexts(t *testing.T) {
	taken := func(text, entry string, n int) []feedback.Question {
		return slices.Repeat([]feedback.Question{{Outcome: "choices", Text: text, Taken: entry}}, n)
	}
	src := asked{list: slices.Concat(
		taken("does the zebra bite: or not?", "cto.salary", 2),
		taken("do CTOs code", "cto.coding", 1),                                                                     // a phrasing already
		taken("mail [email] about cto wages", "cto.salary", 1),                                                     // scrubbed
		taken("bees and wasps near the cto", "cto.salary", 1), taken("bees and wasps near the cto", "cto.team", 1), // no agreement
		taken("what about the cto", "cto.team", 1), // depends on the question before
		taken("unknown entry for wasps", "cto.gone", 1),
		[]feedback.Question{
			{Outcome: "answer", Entry: "cto.team", Text: "giraffes eat leaves high above", Confidence: .5, Liked: 2},
			{Outcome: "answer", Entry: "cto.team", Text: "sure giraffes graze high", Confidence: .95, Liked: 2},
			{Outcome: "answer", Entry: "cto.team", Text: "disliked giraffes graze", Confidence: .5, Liked: 1, Disliked: 1},
		})}
	s := smallState(t)
	list, err := Suggest(context.Background(), src, s, feedback.Window{})
	must(t, err)
	got := fmt.Sprint(list)
	if want := "[{cto.salary does the zebra bite: or not? 2 0} {cto.team giraffes eat leaves high above 0 2}]"; got != want {
		t.Fatalf("suggested %s\nwant %s", got, want)
	}
	edits, err := Edits(s.Corpus, small(), append(list, Suggestion{Entry: "cto.coding", Text: "it's \"odd\": #1 \\ yes"}))
	must(t, err)

	// git accepts the patch, and its result is what Apply writes.
	dir := t.TempDir()
	var patch bytes.Buffer
	must(t, Patch(&patch, edits))
	for _, d := range edits {
		write(t, dir, d.File, string(d.Before))
	}
	cmd := exec.Command("git", "apply", "--verbose", "-")
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(patch.Bytes())
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	if out, err := cmd.CombinedOutput(); errors.Is(err, exec.ErrNotFound) {
		t.Log("git is not installed: the patch is not tested")
	} else if err != nil {
		t.Fatalf("git apply: %v\n%s\n%s", err, out, patch.String())
	} else {
		for _, d := range edits {
			if data, _ := os.ReadFile(filepath.Join(dir, d.File)); !bytes.Equal(data, d.After) {
				t.Errorf("%s after git apply:\n%s\nwant\n%s", d.File, data, d.After)
			}
		}
	}
	over := t.TempDir()
	_, err = Apply(over, small(), edits, time.Now(), match.New)
	must(t, err)
	c, _, err := corpus.Load(append(small(), corpus.Layer{Name: "over", FS: os.DirFS(over)})...)
	must(t, err)
	if p := c.Entry("cto.coding").Phrasings; len(p) != 4 || p[3].Text != "it's \"odd\": #1 \\ yes" {
		t.Errorf("phrasings after apply: %+v", p)
	}
	// The second time the files differ from those the edits were made from.
	if _, err := Apply(over, small(), edits, time.Now(), nil); err == nil || !strings.Contains(hint.Of(err), "suggest` again") {
		t.Errorf("applied twice: %v", err)
	}
	// A result that cannot be used is rolled back.
	bad := edits[0]
	bad.Before, bad.After = bad.After, []byte("nonsense")
	if _, err := Apply(over, small(), []Edit{bad}, time.Now(), nil); err == nil || !strings.Contains(err.Error(), "no front matter") {
		t.Errorf("nonsense was applied: %v", err)
	}
	if data, _ := os.ReadFile(filepath.Join(over, bad.Path)); !bytes.Equal(data, bad.Before) {
		t.Error("the file was not restored")
	}
}

func TestStaleListsWhatIsWatched(t *testing.T) {
	day := time.Date(2026, 8, 2, 0, 0, 0, 0, time.UTC)
	c := &corpus.Corpus{Entries: []*corpus.Entry{{ID: "hiring.legal", Kind: corpus.KindLaw, Reviewed: day.AddDate(0, -1, 0), Watch: day}}}
	if due := Stale(c, day.Add(-time.Hour), 0); len(due) != 0 {
		t.Errorf("an hour early it is listed: %+v", due)
	}
	if due := Stale(c, day.Add(9*time.Hour), 0); len(due) != 1 || !due[0].Due.Equal(day) || !due[0].Overdue {
		t.Errorf("on the day: %+v", due)
	}
}

func TestStaleListsDueReviewsAndTheDigestReportsThem(t *testing.T) {
	ctx := context.Background()
	live := started(t, LiveOptions{Base: small()})
	now := time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	if due := Stale(live.State().Corpus, now.AddDate(0, 0, -6), 0); len(due) != 0 {
		t.Errorf("a day too early, %d are due", len(due))
	}
	due := Stale(live.State().Corpus, now, 0)
	var b bytes.Buffer
	must(t, StaleText(&b, due))
	if len(due) != 3 || !strings.HasPrefix(b.String(), "anna (3)\n  cto.coding ") || !strings.Contains(b.String(), "overdue since 2026-01-15") {
		t.Errorf("stale:\n%s", b.String())
	}
	src := asked{list: []feedback.Question{{Outcome: "none", Text: "giraffes eat green leaves"}, {Outcome: "choices", Text: "canary money a cto"}, {Outcome: "choices", Text: "cto canary moneys"},
		{Outcome: "none"}, {Outcome: "none"}, {Outcome: "none", Text: "do ctos code"}},
		stats: feedback.Stats{Counts: feedback.Counts{Asked: 7, Missed: 1}, Entries: []feedback.Group{{Name: "cto.coding", Counts: feedback.Counts{Disliked: 2, Liked: 1}}}}}
	report, err := Digest(ctx, src, live, now)
	must(t, err)
	text := report.Text()
	for _, want := range []string{"the week to 19 January 2026", "7 questions (7 the week before)", "\nQuestions without an answer, by the nearest one\n• 2× text not kept\n", "cto.coding: 2 of 3 not helpful", "cto.salary (anna), since 2026-01-15"} {
		if !strings.Contains(text, want) {
			t.Errorf("the digest lacks %q:\n%s", want, text)
		}
	}
	for _, typed := range []string{"giraffe", "canary", "do ctos code"} {
		if strings.Contains(text, typed) {
			t.Errorf("the digest has the text of a question, %q:\n%s", typed, text)
		}
	}
}

// A group is found again by any of its questions, and the latest come first.
func TestAGroupHasTheIDsOfItsQuestions(t *testing.T) {
	at := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	miss := func(id, text string, after time.Duration, why feedback.Reason) feedback.Question {
		return feedback.Question{ID: id, Time: at.Add(after), Outcome: "none", Text: text, Reason: why}
	}
	src := asked{list: []feedback.Question{
		miss("1", "can zebras hide inside green trees", 0, "nothing-near"), miss("2", "may zebras hide inside green trees?", 2*time.Hour, "nothing-near"),
		miss("3", "can zebras hide inside green trees", time.Hour, "no-kit"), miss("4", "giraffes eat leaves from tall trees", 0, "nothing-near"),
	}}
	g, s := new(Grouper), smallState(t)
	for range 2 { // the second time from what it remembers
		m, err := g.Misses(context.Background(), src, s, feedback.Window{})
		must(t, err)
		if len(m.Groups) != 2 || !slices.Equal(m.Groups[0].IDs, []string{"2", "3", "1"}) || m.Groups[0].Why != "no-kit" {
			t.Fatalf("groups %+v", m.Groups)
		}
	}
	src.list = src.list[3:]
	_, err := g.Misses(context.Background(), src, s, feedback.Window{})
	must(t, err)
	if len(g.known) != 1 {
		t.Errorf("it remembers %d texts; only one is kept", len(g.known))
	}
}

// Someone who opens their Home tab right after an edit does not wait until all is looked at in
// the new knowledge.
func TestWhoWaitsForGroupsGetsWhatIsKnown(t *testing.T) {
	var src asked
	for i := range maxSoon + 5 {
		src.list = append(src.list, feedback.Question{ID: fmt.Sprint(i), Time: time.Unix(int64(i), 0), Outcome: "none", Text: fmt.Sprintf("zebra%d hides behind tree%d", i, i)})
	}
	group := func(by func(context.Context, Questions, *State, feedback.Window) (Misses, error), s *State) []Miss {
		t.Helper()
		m, err := by(t.Context(), src, s, feedback.Window{})
		must(t, err)
		return m.Groups
	}
	g, s := new(Grouper), smallState(t)
	if n := len(group(g.Soon, s)); n != maxSoon {
		t.Errorf("%d of the new texts, want %d", n, maxSoon)
	}
	if n := len(group(g.Misses, s)); n != len(src.list) {
		t.Errorf("%d of all texts", n)
	}
	src.list = src.list[:1]
	later := smallState(t, corpus.Layer{Name: "more", Files: map[string][]byte{"entries/cto/zebra.md": []byte(entryFile("Where is zebra0?", "zebra0 hides behind tree0"))}})
	if m := group(g.Soon, later); len(m) != 1 || m[0].Now != "" {
		t.Errorf("soon: %+v", m)
	}
	if m := group(g.Misses, later); len(m) != 1 || m[0].Now != "cto.zebra" {
		t.Errorf("in the new knowledge: %+v", m)
	}
}
