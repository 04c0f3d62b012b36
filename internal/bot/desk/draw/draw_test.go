package draw

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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
