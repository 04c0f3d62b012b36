package page_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"rolecall/internal/demo/page"
	"rolecall/internal/hint"
)

// curator is a Curator with one entry, whose answer is source.
type curator struct {
	mu     sync.Mutex
	source string
}

func (c *curator) Explain(_ context.Context, text string) (page.Explanation, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return page.Explanation{Question: text, Outcome: "answer", Entry: "cto.responsibilities", Confidence: 0.87, Reason: "exact", Why: []string{"nearest: “duties of a cto” of cto.responsibilities", "second opinion: most like cto.responsibilities (0.71)"}, Normal: "what does a {cto} do",
		Corrections: []page.Correction{{From: "waht", To: "what"}}, Roles: []string{"cto"}, Text: c.source,
		Candidates: []page.Candidate{{Entry: "cto.responsibilities", Question: "What does a CTO do?", Chance: 0.87, Score: 1.21, Matched: "duties of a cto", Features: []page.Feature{{Text: "roles", Weight: 0.8}, {Text: "do", Weight: -0.2}}},
			{Entry: "cto.definition", Question: "What is a CTO?", Chance: 0.06, Score: 0.4}}}, nil
}

func (c *curator) Work(context.Context) (page.Work, error) {
	return page.Work{Misses: []page.Miss{{Text: "what is a chief happiness officer", Count: 3, Last: time.Unix(1_760_000_000, 0), Nearest: []page.Near{{Entry: "cpo.definition", Title: "CPO · What it is"}}}},
		Drafts: []page.Draft{{Ref: `{"d":"1"}`, Question: "Where is the coffee?", Short: "In the kitchen.", From: "answers.csv, row 2"}, {Ref: `{"d":"2"}`, Question: "Where is the tea?", Short: "With it.", By: "U1"}}}, nil
}

func (c *curator) Options(_, _, _ string) (any, error) {
	return json.RawMessage(`{"options":[{"text":{"type":"plain_text","text":"What does a CTO do?"},"value":"cto.responsibilities"}]}`), nil
}

func text(s string) map[string]any { return map[string]any{"type": "plain_text", "text": s} }

func presses(labels ...string) map[string]any {
	var elements []map[string]any
	for i := 0; i < len(labels); i += 2 {
		elements = append(elements, map[string]any{"type": "button", "action_id": labels[i] + ".1", "text": text(labels[i+1]), "value": `{"e":"cto.responsibilities"}`})
	}
	return map[string]any{"type": "actions", "elements": elements}
}

func modal(title, submit string, blocks ...map[string]any) map[string]any {
	v := map[string]any{"title": text(title), "blocks": blocks, "callback_id": "cur_entry_submit", "private_metadata": `{"e":"cto.responsibilities"}`}
	if submit != "" {
		v["submit"] = text(submit)
	}
	return v
}

func input(block, label, value string) map[string]any {
	return map[string]any{"type": "input", "block_id": block, "label": text(label), "element": map[string]any{"type": "plain_text_input", "action_id": "cur_" + block, "multiline": true, "initial_value": value}}
}

func (c *curator) Do(_ context.Context, d page.Deed) (page.Shown, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry := func() map[string]any {
		return modal("This answer", "", presses("cur_edit", "Edit", "cur_true", "Still true", "cur_history", "History", "cur_why", "Why this answer"), map[string]any{"type": "section", "text": text(c.source)})
	}
	short, _ := d.Values["short"].(string)
	switch {
	case d.Do == "open" && !strings.Contains(d.Ref, "cto.responsibilities"):
		return page.Shown{}, hint.New("there is no entry like that", "it may have been removed meanwhile")
	case d.Do == "open":
		return page.Shown{View: entry()}, nil
	case d.Do == "cur_edit":
		return page.Shown{View: modal("Edit", "Save", input("short", "The answer in two sentences", c.source), presses("cur_preview", "Preview"))}, nil
	case d.Do == "cur_write":
		return page.Shown{View: modal("Write an answer", "Save", input("question", "Question", d.Text), input("short", "The answer in two sentences", ""), presses("cur_preview", "Preview"))}, nil
	case d.Do == "cur_why":
		return page.Shown{Ask: "What does a CTO do?"}, nil
	case d.Do == "cur_history":
		return page.Shown{View: modal("History", "", presses("cur_back", "Back to this version", "cur_built_in", "Back to the built-in answer"))}, nil
	case d.Do == "cur_preview":
		return page.Shown{Blocks: []any{map[string]any{"type": "section", "text": text("Preview of " + short)}}}, nil
	case strings.Contains(short, "broken"):
		return page.Shown{Errors: map[string]string{"short": "a number without a source: name one", "label": "too long: shorten it"}}, nil
	case d.Do == "cur_entry_submit":
		c.source = short
	}
	return page.Shown{View: entry(), Said: "Saved, and in service after 0.1 s.", Notes: []string{"It has no points."}, Done: true}, nil
}

// The panel is for the person who curates: nobody else may press anything in it.
func TestOnlyTheCuratorCurates(t *testing.T) {
	_, server := served(t, page.Options{Curator: &curator{}})
	const press = `{"do":"cur_true","ref":"{}"}`
	for who, want := range map[string]int{"": 200, "?as=maya": 200, "?as=tomas": 403, "?as=nobody": 403} {
		if code, body := ask(t, "POST", server.URL+"/curator/do"+who, press); code != want {
			t.Errorf("%q: %d %s, want %d", who, code, body, want)
		}
		if _, body := ask(t, "GET", server.URL+"/world"+who, ""); want != 403 != strings.Contains(body, `"curator":true`) {
			t.Errorf("%q: the world is %s", who, body)
		}
	}
	for body, want := range map[string]string{`{"do":"open","ref":"{}"}`: "removed meanwhile", `{`: "reload the page"} {
		if code, got := ask(t, "POST", server.URL+"/curator/do", body); code != 422 || !strings.Contains(got, want) {
			t.Errorf("%s: %d %s", body, code, got)
		}
	}
}
