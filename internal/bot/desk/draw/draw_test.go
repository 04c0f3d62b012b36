package draw

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rolecall/internal/blockkit"
	"rolecall/internal/corpus"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/slacktest/blocks"
	"rolecall/knowledge"
)

var update = flag.Bool("update", false, "write the golden files again")

// TestGolden compares every story with a golden file, so that a review shows what changes
// for people.
func TestGolden(t *testing.T) {
	const dir = "testdata"
	want := map[string]bool{}
	for _, s := range stories(usual) {
		t.Run(s.name, func(t *testing.T) {
			file, got := filepath.Join(dir, s.name+".json"), s.json(t)
			want[s.name+".json"] = true
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			golden, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("%v (go test ./internal/bot/desk/draw -run Golden -update)", err)
			}
			a, b := strings.Split(string(got), "\n"), strings.Split(string(golden), "\n")
			for i := range min(len(a), len(b)) {
				if a[i] != b[i] {
					t.Fatalf("%s:%d\n got %s\nwant %s", file, i+1, a[i], b[i])
				}
			}
			if len(a) != len(b) {
				t.Errorf("%s has %d lines, want %d", file, len(a), len(b))
			}
		})
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !want[f.Name()] {
			t.Errorf("%s/%s has no story; remove it", dir, f.Name())
		}
	}
}

// hostile has all the markup that could harm a message.
var hostile = strings.Repeat("<!channel> <@U123> <#C123|x> <https://e.org|y> *b* _i_ `c` &amp; 👩‍💻 שלום \u202eevil\u202c\nnext ", 300)

// TestStoriesKeepLimits checks every story against Slack's limits, with usual words, with
// as many as a form takes, and with markup.
func TestStoriesKeepLimits(t *testing.T) {
	most := strings.Repeat("é", maxInput-len("Our CTO reports to the CEO. "))
	for _, w := range []words{usual, {most, most, 200}, {hostile, blockkit.Clip(hostile, maxInput-50), 0}, {}} {
		for _, s := range stories(w) {
			payload := s.decoded(t)
			problems := blocks.CheckMessage(payload)
			switch {
			case s.modal != nil:
				problems = blocks.CheckView(payload, blocks.Modal)
			case s.home != nil:
				problems = blocks.CheckView(payload, blocks.Home)
			}
			for _, p := range append(problems, blocks.Advise(payload, ana)...) {
				if s.name == "reminder-given" && (strings.Contains(p, hr) || strings.Contains(p, "angle bracket")) {
					continue // it mentions a channel on purpose
				}
				t.Errorf("%s: %s", s.name, p)
			}
		}
	}
}

// TestNoAskersTextOutsideForms puts a word into all that askers typed: only a form, which is
// drawn from the store whenever it opens, shows it.
func TestNoAskersTextOutsideForms(t *testing.T) {
	shown := false
	for _, s := range stories(words{asked: "zebra", typed: "An answer.", n: 2}) {
		has := strings.Contains(string(s.json(t)), "zebra")
		if has && s.message != nil {
			t.Errorf("%s is a message that shows what an asker typed", s.name)
		}
		if has && s.home != nil {
			t.Errorf("%s shows on the Home tab what an asker typed", s.name)
		}
		shown = shown || has
	}
	if !shown {
		t.Error("no story shows what an asker typed: the test looks for nothing")
	}
}

// TestTextSaysAll: screen readers read only the text of a message.
func TestTextSaysAll(t *testing.T) {
	for _, s := range stories(usual) {
		if s.message == nil || len(s.message.Blocks) == 0 {
			continue
		}
		for _, want := range []string{usual.typed, "CTO · Pay", usual.asked} {
			if in := strings.Contains(strings.Join(shownIn(s.decoded(t)["blocks"]), "\n"), want); in && !strings.Contains(s.message.Text, want) {
				t.Errorf("%s: the text lacks %q", s.name, want)
			}
		}
	}
}

// shownIn are the texts in a decoded value.
func shownIn(v any) (out []string) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = append(out, shownIn(e)...)
		}
	case map[string]any:
		for key, e := range v {
			if s, ok := e.(string); ok && key == "text" {
				out = append(out, s)
			}
			out = append(out, shownIn(e)...)
		}
	}
	return out
}

// TestLabels: scripts find the buttons by these labels, letter for letter.
func TestLabels(t *testing.T) {
	want := map[string]string{
		ActionQuestion: "See the question",
		ActionRefused:  "See the questions", ActionMeans: "It means…", ActionWrite: "Write an answer", ActionColleague: "Ask a colleague", ActionNotOurs: "Not ours",
		ActionReply: "Write an answer", ActionDecline: "I can't", ActionDraft: "See and edit", ActionAccept: "Accept", ActionAcceptAll: "Accept all", ActionReject: "Not this",
		ActionEdit: "Edit", ActionTrue: "Still true", ActionHistory: "History", ActionWhy: "Why this answer", ActionGive: "Give to someone else",
		ActionBack: "Back to this version", ActionBuiltIn: "Back to the built-in answer", ActionPreview: "Preview", ActionResume: "Go on with it", ActionAfresh: "Start again", ActionTell: "Tell me when there is an answer",
		blockkit.ActionTopics: "List topics",
	}
	seen := map[string]bool{}
	none := blockkit.NoneOfThese(blockkit.Ref{Reply: "r1"}, true) // package blockkit draws the button under a reply
	for _, s := range append(stories(usual), story{name: "none of these", message: &none}) {
		for _, e := range s.elements(t) {
			if e.Kind() != "button" {
				continue
			}
			action := blockkit.Action(e.ActionID())
			seen[action] = true
			if got := blocks.Text(e.Body["text"]); got != want[action] {
				t.Errorf("%s: %s is labelled %q, want %q", s.name, action, got, want[action])
			}
			if ref, ok := ParseRef(e.Body["value"].(string)); !ok || ref == (Ref{}) && action != ActionAcceptAll {
				t.Errorf("%s: %q says not what it is about", s.name, action)
			}
		}
	}
	for action := range want {
		if !seen[action] {
			t.Errorf("no story has a button %s", action)
		}
	}
}

// TestIDs: package bot hands over what begins with "cur_"; the fields of an entry keep the
// names that faults have.
func TestIDs(t *testing.T) {
	for _, s := range stories(usual) {
		if s.modal != nil && !strings.HasPrefix(s.modal.CallbackID, "cur_") {
			t.Errorf("%s: callback id %q", s.name, s.modal.CallbackID)
		}
		for _, e := range s.elements(t) {
			if !strings.HasPrefix(e.ActionID(), "cur_") {
				t.Errorf("%s: action id %q", s.name, e.ActionID())
			}
			switch entryform.Field(e.BlockID) {
			case entryform.FieldQuestion, entryform.FieldLabel, entryform.FieldRole, entryform.FieldShort, entryform.FieldPoints, entryform.FieldNext, entryform.FieldSources,
				entryform.FieldTitle, entryform.FieldURL, entryform.FieldPhrasings, entryform.FieldOwner, entryform.FieldReviewed:
				continue
			}
			if !strings.HasPrefix(e.BlockID, "cur_") {
				t.Errorf("%s: block id %q", s.name, e.BlockID)
			}
		}
	}
}

func TestColleagueOnlyWhereAllowed(t *testing.T) {
	m := missOf(usual)
	has := func(m Miss) bool {
		card := MissCard(m)
		return slices.ContainsFunc(story{message: &card}.elements(t), func(e blocks.Element) bool { return blockkit.Action(e.ActionID()) == ActionColleague })
	}
	if !has(m) {
		t.Error("the button is missing where an asker agreed")
	}
	if m.MayAsk = false; has(m) {
		t.Error("the button is there where no asker agreed")
	}
}

func TestRefusalsAboutPeopleAreNeverListed(t *testing.T) {
	if _, ok := RefusalCard(today, []Refusal{{Reason: "named-person", N: 4}, {Reason: "distress", N: 2}, {Reason: "misconduct", N: 1}, {Reason: "other-role"}}, Ref{Week: "2026-11-23"}); ok {
		t.Error("a card for refusals that nobody may see")
	}
	m, ok := RefusalCard(today, []Refusal{{Reason: "named-person", N: 4}, {Reason: "other-role", N: 2}}, Ref{})
	if !ok || strings.Contains(m.Text, "person") || !strings.Contains(m.Text, "a role that we do not cover: 2") {
		t.Errorf("got %q", m.Text)
	}
}

// TestReasonsHaveWords: knowledge decides which refusals there are.
func TestReasonsHaveWords(t *testing.T) {
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range c.Refusals {
		if reasonWords[r.ID] == "" && !slices.Contains(neverListed, r.ID) {
			t.Errorf("the refusal %q has no words for curators", r.ID)
		}
	}
	if got := ReasonWords("new-reason"); got != "new reason" {
		t.Errorf("an unknown reason reads %q", got)
	}
}

func TestRef(t *testing.T) {
	want := Ref{Miss: "m", Entry: "e", Draft: "d", Request: "q", Reply: "r", Version: "v", Channel: "C1", TS: "1.2", URL: "https://hooks.slack.com/actions/T/1"}
	if got, ok := ParseRef(want.String()); !ok || got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if _, ok := ParseRef("cto.salary"); ok {
		t.Error("an entry id is read as a Ref")
	}
}

// filled is a view as it is submitted without a change.
type filled map[string]map[string]any

func fill(t *testing.T, s story) filled {
	f := filled{}
	for _, e := range s.elements(t) {
		f[e.BlockID+"/"+e.ActionID()] = e.Body
	}
	return f
}

func (f filled) Text(block, action string) string {
	e := f[block+"/"+action]
	for _, key := range []string{"initial_value", "initial_user", "initial_conversation", "initial_date"} {
		if s, ok := e[key].(string); ok {
			return s
		}
	}
	o, _ := e["initial_option"].(map[string]any)
	s, _ := o["value"].(string)
	return s
}

func (f filled) Picked(block, action string) (out []string) {
	list, _ := f[block+"/"+action]["initial_options"].([]any)
	for _, o := range list {
		out = append(out, o.(map[string]any)["value"].(string))
	}
	return out
}

// TestReadEntry: a form that is sent back as it was drawn holds what it was drawn from.
func TestReadEntry(t *testing.T) {
	midnight := today.Truncate(24 * time.Hour)
	for name, want := range map[string]entryform.Fields{
		"an edit": {ID: "cto.salary", Question: "What?", Short: "That.", Points: "- one\n- two", Next: "ask.", Sources: []string{corpus.Company, "IBM21", "GONE"},
			NewSource: entryform.NewSource{Title: "A page", URL: "https://example.org"}, Phrasings: []string{"a", "b c"}, Owner: ana, Reviewed: midnight},
		"a new one":          {Role: "cto", Question: "What?", Short: "That.", Owner: hr},
		"of no role, nobody": {Question: "What?", Short: "That.", Owner: ""},
	} {
		t.Run(name, func(t *testing.T) {
			form := EntryForm{Ref: Ref{Entry: want.ID}, Corpus: fixture(), Fields: want}
			view := form.Modal()
			ref, ok := ParseRef(view.PrivateMetadata)
			if !ok || ref != form.Ref {
				t.Fatalf("the form carries %q", view.PrivateMetadata)
			}
			got := ReadEntry(fill(t, story{modal: &view}), ref)
			if a, b := asText(got), asText(want); a != b {
				t.Errorf("got  %s\nwant %s", a, b)
			}
		})
	}
}

func asText(f entryform.Fields) string {
	return strings.Join(append([]string{f.ID, f.Role, f.Question, f.Short, f.Points, f.Next, strings.Join(f.Sources, ","), f.NewSource.Title, f.NewSource.URL,
		f.Owner, f.Reviewed.Format(time.DateOnly)}, f.Phrasings...), "|")
}

// TestNothingIsCut: Slack refuses a field that is too long, and a cut one would lose text
// with the next save.
func TestNothingIsCut(t *testing.T) {
	for _, ref := range []Ref{{Entry: "cto.salary"}, {Draft: "d1"}} {
		f := EntryForm{Ref: ref, Corpus: fixture(), Fields: entryform.Fields{ID: "cto.salary", Question: "What?", Short: strings.Repeat("é", maxInput)}}
		if v := f.Modal(); v.Submit == nil {
			t.Error("what fits is refused")
		}
		f.Fields.Short += "é"
		if v := f.Modal(); v.Submit != nil {
			t.Error("a form that cannot hold the answer can be saved")
		}
	}
}

// TestAForm holds every way to ask, however many there are: those of a third of the built-in
// entries are longer than one input.
func TestAFormHoldsEveryWayToAsk(t *testing.T) {
	x := entryform.Fields{ID: "cto.salary", Question: "What?", Short: "That."}
	for n := range 90 {
		x.Phrasings = append(x.Phrasings, fmt.Sprintf("the way to ask it with the number %d, which is as long as such ways are", n))
	}
	v := EntryForm{Ref: Ref{Entry: "cto.salary"}, Corpus: fixture(), Fields: x}.Modal()
	if got := ReadEntry(fill(t, story{modal: &v}), Ref{Entry: "cto.salary"}); !slices.Equal(got.Phrasings, x.Phrasings) {
		t.Errorf("the form gives %d ways to ask of %d", len(got.Phrasings), len(x.Phrasings))
	}
	x.Phrasings = slices.Repeat(x.Phrasings, 5)
	if v := (EntryForm{Ref: Ref{Entry: "cto.salary"}, Corpus: fixture(), Fields: x}).Modal(); v.Submit != nil {
		t.Error("a form that cannot hold them all can be saved")
	}
}

func TestOurCompanyComesFirst(t *testing.T) {
	got := SourceOptions(fixture(), []string{"IBM21", "GONE", corpus.Company}).Options
	if len(got) != 3 || got[0].Value != corpus.Company || got[0].Text.Text != "Our company" || got[2].Value != "GONE" {
		t.Errorf("got %+v", got)
	}
}

func TestEntryOptions(t *testing.T) {
	got := EntryOptions(fixture().Entries).Options
	if len(got) != len(fixture().Entries) || got[0].Value != fixture().Entries[0].ID {
		t.Errorf("got %d options", len(got))
	}
	if got := EntryOptions(nil).Options; got == nil {
		t.Error("Slack refuses an answer without a list")
	}
}

func TestWhatAFormSays(t *testing.T) {
	give := GiveForm(Ref{Entry: "cto.salary"}, "CTO · Pay")
	f := fill(t, story{modal: &give})
	if got := NewOwner(f); got != "" {
		t.Errorf("nobody was picked, and the owner is %q", got)
	}
	f[BlockChannel+"/"+ActionOf(BlockChannel)]["initial_conversation"] = hr
	if got := NewOwner(f); got != hr {
		t.Errorf("the owner is %q, want %q", got, hr)
	}
	f[BlockPerson+"/"+ActionOf(BlockPerson)]["initial_user"] = ana
	if got := NewOwner(f); got != ana {
		t.Errorf("the owner is %q, want %q", got, ana)
	}
	tell := Tell{Question: "what", Days: 30}.Form()
	f = fill(t, story{modal: &tell})
	box := f[BlockMayAsk+"/"+ActionOf(BlockMayAsk)]
	if MayAskColleague(f) {
		t.Error("a colleague may be asked although nothing is checked")
	}
	box["initial_options"] = box["options"]
	if !MayAskColleague(f) {
		t.Error("a colleague may not be asked although it is checked")
	}
}

func TestLongHistoryIsFolded(t *testing.T) {
	versions := make([]Version, 400)
	for i := range versions {
		versions[i].Text = "Much."
	}
	v := History(Ref{Entry: "cto.salary"}, "CTO · Pay", versions, true)
	backs := 0
	for _, e := range (story{modal: &v}).elements(t) {
		if blockkit.Action(e.ActionID()) == ActionBack {
			backs++
		}
	}
	if backs != maxVersions {
		t.Errorf("%d versions to go back to, want %d", backs, maxVersions)
	}
}

func TestWhoIsANameOrAnID(t *testing.T) {
	for id, want := range map[string]string{
		"": "Someone", "U0ANA": "<@U0ANA>", "W012A3CDE": "<@W012A3CDE>", "UFVKLMNOP": "<@UFVKLMNOP>", "C0PEOPLE": "<#C0PEOPLE>", "G012A3CDE": "<#G012A3CDE>",
		"CTO": "CTO", "People team": "People team", "U0ANA> <!here": "U0ANA&gt; &lt;!here", "D0ANA": "D0ANA",
	} {
		if got := who(id).mrkdwn; got != want {
			t.Errorf("%q is drawn as %q, want %q", id, got, want)
		}
	}
}
