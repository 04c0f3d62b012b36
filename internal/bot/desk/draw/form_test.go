package draw

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/curate/entryform"
)

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
