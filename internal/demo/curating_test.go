package demo

import (
	"encoding/json"
	"maps"
	"regexp"
	"strings"
	"testing"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/curate"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/demo/page"
	"rolecall/internal/feedback"
	"rolecall/internal/weights"
)

const (
	maya = "U0MAYA001"
	id   = "cto.coding"
)

// do does a deed, which may not fail.
func do(t *testing.T, p *Panel, what string, ref draw.Ref, values map[string]any) page.Shown {
	t.Helper()
	out, err := p.Do(t.Context(), page.Deed{By: maya, Do: what, Ref: ref.String(), Values: values})
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	return out
}

// opened is a form as the page gets it: what it is about, and what its fields hold.
func opened(t *testing.T, s page.Shown) (draw.Ref, map[string]any) {
	t.Helper()
	var v struct {
		Metadata string `json:"private_metadata"`
		Blocks   []struct {
			ID      string `json:"block_id"`
			Element struct {
				Value   string                   `json:"initial_value"`
				Date    string                   `json:"initial_date"`
				Options []struct{ Value string } `json:"initial_options"`
				Option  struct{ Value string }   `json:"initial_option"`
			} `json:"element"`
		} `json:"blocks"`
	}
	must(t, json.Unmarshal([]byte(drawn(t, s)), &v))
	values := map[string]any{}
	for _, b := range v.Blocks {
		e := b.Element
		values[b.ID] = e.Value + e.Date + e.Option.Value
		if b.ID == string(entryform.FieldSources) {
			picked := []any{}
			for _, o := range e.Options {
				picked = append(picked, o.Value)
			}
			values[b.ID] = picked
		}
	}
	ref, ok := draw.ParseRef(v.Metadata)
	if !ok {
		t.Fatalf("no form is shown: %+v", s)
	}
	return ref, values
}

func drawn(t *testing.T, s page.Shown) string {
	t.Helper()
	data, err := json.Marshal(s.View)
	must(t, err)
	return string(data)
}

func with(values map[string]any, field entryform.Field, text string) map[string]any {
	values = maps.Clone(values)
	values[string(field)] = text
	return values
}

func (p *Panel) short(entry string) string {
	if e := p.Live.State().Corpus.Entry(entry); e != nil {
		return e.Short.Plain(nil)
	}
	return ""
}

// An edit: a fault is shown at its field and saves nothing, the preview shows the answer,
// and the versions lead back.
func TestEditingInThePanel(t *testing.T) {
	p := serve(t, unlearned)
	before := p.short(id)
	if got := drawn(t, do(t, p, Open, draw.Ref{Entry: id}, nil)); !strings.Contains(got, "Still true") || !strings.Contains(got, "Why this answer") {
		t.Errorf("an entry is shown without what can be done about it: %s", got)
	}
	if got := drawn(t, do(t, p, blockkit.ActionSources, draw.Ref{Entry: id}, nil)); strings.Contains(got, "Still true") || !strings.Contains(got, "https://") {
		t.Errorf("its sources are %s", got)
	}
	ref, values := opened(t, do(t, p, draw.ActionEdit, draw.Ref{Entry: id}, nil))
	for what, values := range map[string]map[string]any{draw.ActionPreview: with(values, entryform.FieldShort, ""), draw.CallbackEntry: with(values, entryform.FieldShort, "See https://example.com.")} {
		out := do(t, p, what, ref, values)
		if len(out.Errors) != 1 || out.Errors[string(entryform.FieldShort)] == "" || out.Done || out.View != nil {
			t.Errorf("%s with a fault: %+v", what, out)
		}
	}
	values = with(values, entryform.FieldShort, "Ours writes code on Fridays.")
	preview, err := json.Marshal(do(t, p, draw.ActionPreview, ref, values).Blocks)
	must(t, err)
	if !strings.Contains(string(preview), "Ours writes code on Fridays.") || p.short(id) != before {
		t.Errorf("the preview is %s, in service is %q", preview, p.short(id))
	}
	saved := do(t, p, draw.CallbackEntry, ref, values)
	if !regexp.MustCompile(`^Saved, and in service after [0-9]+\.[0-9] s\.$`).MatchString(saved.Said) || !saved.Done || !strings.Contains(drawn(t, saved), "on Fridays") || p.short(id) != "Ours writes code on Fridays." {
		t.Errorf("saved %+v, in service is %q", saved, p.short(id))
	}

	// Who had the form open meanwhile sees both texts, and saves over them knowingly.
	other := do(t, p, draw.CallbackEntry, ref, with(values, entryform.FieldShort, "Ours writes none."))
	if got := drawn(t, other); !strings.Contains(got, "on Fridays") || !strings.Contains(got, "Ours writes none.") || !strings.Contains(got, "Save mine") {
		t.Errorf("a conflict shows %s", got)
	}
	ref, values = opened(t, other)
	do(t, p, draw.CallbackEntry, ref, values)
	if p.short(id) != "Ours writes none." {
		t.Errorf("after the conflict: %q", p.short(id))
	}

	do(t, p, draw.ActionTrue, draw.Ref{Entry: id}, nil)
	if got := drawn(t, do(t, p, draw.ActionHistory, draw.Ref{Entry: id}, nil)); strings.Count(got, `"action_id":"cur_back.`) != 2 || !strings.Contains(got, "Back to the built-in answer") {
		t.Errorf("the history is %s", got)
	}
	do(t, p, draw.ActionBack, draw.Ref{Entry: id, Version: "1"}, nil)
	if p.short(id) != "Ours writes code on Fridays." {
		t.Errorf("back to version 1: %q", p.short(id))
	}
	do(t, p, draw.ActionBuiltIn, draw.Ref{Entry: id}, nil)
	if p.short(id) != before {
		t.Errorf("back to the built-in answer: %q", p.short(id))
	}
	if _, err := p.Do(t.Context(), page.Deed{Do: draw.ActionBack, Ref: draw.Ref{Entry: id}.String()}); err == nil {
		t.Error("it went back to no version")
	}
}

// A question without an answer: it means an entry, or is written an answer.
func TestMissesInThePanel(t *testing.T) {
	p := serve(t, weights.New(nil).Index)
	store := p.Store.(feedback.Store)
	const question = "does our cto get a parking space"
	for reply, text := range map[string]string{"r1": question, "r2": "which laptop colour suits a cto"} {
		must(t, store.Asked(t.Context(), feedback.Asked{Reply: reply, User: "U1", Question: text, Outcome: feedback.OutcomeNone, Reason: feedback.ReasonNothingNear, Surface: feedback.SurfaceChannel, Time: p.Now()}))
	}
	work, err := p.Work(t.Context())
	must(t, err)
	if len(work.Misses) != 2 || len(work.Misses[0].Nearest) == 0 {
		t.Fatalf("the misses are %+v", work.Misses)
	}
	write, err := p.Do(t.Context(), page.Deed{By: maya, Do: draw.ActionWrite, Ref: "{}", Text: question})
	must(t, err)
	ref, values := opened(t, write)
	if values["question"] != question || values["role"] != "cto" {
		t.Errorf("the form begins with %v", values)
	}
	values["short"], values["sources"] = "Yes, on the second floor.", []any{"COMPANY"}
	if out := do(t, p, draw.CallbackEntry, ref, values); !out.Done {
		t.Fatalf("the answer was not saved: %+v", out)
	}

	means, err := p.Do(t.Context(), page.Deed{By: maya, Do: draw.ActionMeans, Ref: "{}", Text: "which laptop colour suits a cto"})
	must(t, err)
	if got := drawn(t, means); !strings.Contains(got, "which laptop colour suits a cto") || !strings.Contains(got, "Nearest: ") {
		t.Errorf("It means… shows %s", got)
	}
	words := map[string]any{draw.BlockPick: id, draw.BlockWords: " "}
	if out := do(t, p, draw.CallbackMeans, draw.Ref{}, words); out.Errors[draw.BlockWords] == "" {
		t.Errorf("no words were taken: %+v", out)
	}
	words[draw.BlockWords] = "which laptop colour suits our cto"
	if out := do(t, p, draw.CallbackMeans, draw.Ref{}, words); !out.Done {
		t.Errorf("the wording was not saved: %+v", out)
	}
	x, err := p.Explain(t.Context(), "which laptop colour suits our cto")
	must(t, err)
	if x.Entry != id {
		t.Errorf("its words lead to %q", x.Entry)
	}
	if work, err = p.Work(t.Context()); err != nil || len(work.Misses) != 0 {
		t.Errorf("left are %+v, %v", work.Misses, err)
	}
}

func TestDraftsInThePanel(t *testing.T) {
	p := serve(t, unlearned)
	keep := func(d curate.Draft) draw.Ref {
		t.Helper()
		d.By = "U0TOMAS01"
		kept, err := p.Room.KeepDraft(t.Context(), d)
		must(t, err)
		return draw.Ref{Draft: kept}
	}
	answer := func(question, short string) curate.DraftBody {
		return curate.DraftBody{Fields: entryform.Fields{Question: question, Short: short, Sources: []string{"COMPANY"}}, Origin: "answers.csv, row 2", Notes: []string{"It has no points."}}
	}
	keep(curate.Draft{ID: "own/U1/cto.coding", DraftBody: answer("Mine alone?", "Yes.")})
	empty := keep(curate.Draft{DraftBody: answer("Where is the coffee?", "")})
	parking := keep(curate.Draft{DraftBody: answer("Where do I park my bicycle?", "In the yard.")})
	lunch := keep(curate.Draft{DraftBody: answer("Where do we eat lunch?", "In the hall.")})
	work, err := p.Work(t.Context())
	must(t, err)
	if len(work.Drafts) != 3 || work.Drafts[0].From != "answers.csv, row 2" {
		t.Errorf("the drafts are %+v", work.Drafts)
	}
	out := do(t, p, draw.ActionAccept, empty, nil)
	if out.Errors["short"] == "" || out.Done || !strings.Contains(drawn(t, out), "It has no points.") {
		t.Errorf("a draft with a fault: %+v", out)
	}
	ref, values := opened(t, do(t, p, draw.ActionDraft, parking, nil))
	if out := do(t, p, draw.CallbackEntry, ref, with(values, entryform.FieldShort, "In the cellar.")); !out.Done || !strings.Contains(drawn(t, out), "In the cellar.") {
		t.Errorf("a draft that was edited: %+v", out)
	}
	if out := do(t, p, draw.ActionAcceptAll, draw.Ref{}, nil); !strings.HasPrefix(out.Said, "1 of 2 accepted") || len(out.Notes) != 1 {
		t.Errorf("all were accepted: %+v", out)
	}
	if _, err := p.Do(t.Context(), page.Deed{By: maya, Do: draw.ActionAccept, Ref: lunch.String()}); err == nil {
		t.Error("a draft was accepted twice")
	}
	do(t, p, draw.ActionReject, empty, nil)
	if work, err = p.Work(t.Context()); err != nil || len(work.Drafts) != 0 {
		t.Errorf("left are %+v, %v", work.Drafts, err)
	}
}

// TestAColleaguesDraftInThePanel: its form has the question in an asker's words, from the store.
func TestAColleaguesDraftInThePanel(t *testing.T) {
	p := serve(t, weights.New(nil).Index)
	const asked = "where is the CTO's bus"
	must(t, p.Store.(feedback.Recorder).Asked(t.Context(), feedback.Asked{Reply: "r1", User: "U1", Question: asked, Outcome: feedback.OutcomeNone, Reason: feedback.ReasonNothingNear, Surface: feedback.SurfaceChannel, Time: p.Now()}))
	question := p.Store.(interface{ QuestionID(string) string }).QuestionID("r1")
	draft, err := p.Room.KeepDraft(t.Context(), curate.Draft{By: "U0TOMAS01", DraftBody: curate.DraftBody{Fields: entryform.Fields{Short: "At the gate."}, Origin: colleague, Questions: []string{question}}})
	must(t, err)
	work, err := p.Work(t.Context())
	must(t, err)
	if len(work.Drafts) != 1 || work.Drafts[0].From != "" || work.Drafts[0].Question != "" {
		t.Errorf("the drafts are %+v", work.Drafts)
	}
	if out := do(t, p, draw.ActionAcceptAll, draw.Ref{}, nil); !strings.HasPrefix(out.Said, "0 of 0 accepted") {
		t.Errorf("all were accepted: %+v", out)
	}
	_, values := opened(t, do(t, p, draw.ActionDraft, draw.Ref{Draft: draft}, nil))
	if values["question"] != asked || values["role"] != "cto" {
		t.Errorf("the form has %v", values)
	}
}

func TestMenusOfThePanel(t *testing.T) {
	p := serve(t, weights.New(nil).Index)
	for _, tt := range []struct{ action, typed, question, want string }{
		{draw.ActionMeansPick, "cto.coding", "", "cto.coding"},
		{draw.ActionMeansPick, "who does a cio report", "does a cto write code", "cio.reporting-line"},
		{draw.ActionMeansPick, "", "does a cto write code", "cto.coding"},
		{draw.ActionSources, "our comp", "", "COMPANY"},
		{draw.ActionSources, "ibm", "", "IBM21"},
	} {
		out, err := p.Options(tt.action, tt.typed, tt.question)
		must(t, err)
		data, err := json.Marshal(out)
		must(t, err)
		if !strings.Contains(string(data), `"value":"`+tt.want+`"`) {
			t.Errorf("%s %q offers %s", tt.action, tt.typed, data)
		}
	}
}
