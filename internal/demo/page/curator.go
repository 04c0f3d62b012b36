package page

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"rolecall/internal/hint"
	"rolecall/internal/slacktest"
)

// Curator serves the curator's panel. Its forms are views of Block Kit, those that the bot
// opens in Slack, and the page draws them as it draws a modal. Its methods may be called
// concurrently. An error with a hint is made for the person at the page.
type Curator interface {
	// Explain returns what the bot would answer to a text, and why.
	Explain(ctx context.Context, text string) (Explanation, error)
	// Work lists what waits for a curator.
	Work(ctx context.Context) (Work, error)
	// Options returns the options of a menu to type in, as Slack asks a bot for them, in a
	// form about a question that nobody answered; "" for another form.
	Options(action, typed, question string) (any, error)
	// Do does what a button or a form is for.
	Do(ctx context.Context, d Deed) (Shown, error)
}

// Deed is a press of a button in the panel, or a form of it that is sent.
type Deed struct {
	By     string         `json:"-"`      // Slack id of who does it
	Do     string         `json:"do"`     // the button's action id, the form's callback id
	Ref    string         `json:"ref"`    // the button's value, the form's metadata
	Text   string         `json:"text"`   // the question that nobody answered, for a button of a miss
	Values map[string]any `json:"values"` // of the form's inputs by block id: text, or a list of texts
}

// Shown is what comes of a Deed.
type Shown struct {
	View   any               `json:"view,omitempty"`   // a modal of Block Kit, in place of what was pressed
	Blocks any               `json:"blocks,omitempty"` // blocks to show below the form
	Errors map[string]string `json:"errors,omitempty"` // what is wrong with a form, by block id
	Said   string            `json:"said,omitempty"`   // what was done
	Ask    string            `json:"ask,omitempty"`    // a question to explain
	Notes  []string          `json:"notes,omitempty"`  // what to look at once more
	Done   bool              `json:"done,omitempty"`   // the form is done with
}

// Explanation says how a text is answered, and why.
type Explanation struct {
	Question    string       `json:"question"`
	Outcome     string       `json:"outcome"`    // answer, choices, comparison, role, guide, help, none
	Entry       string       `json:"entry"`      // what is shown
	Confidence  float64      `json:"confidence"` // 0 to 1
	Step        string       `json:"step"`       // the rule that decided, in words
	Reason      string       `json:"reason"`
	Why         []string     `json:"why"`    // in words, apart from the rule: what was nearest, which words weighed, the chances
	Normal      string       `json:"normal"` // the text as it was read
	Corrections []Correction `json:"corrections"`
	Roles       []string     `json:"roles"`
	Candidates  []Candidate  `json:"candidates"` // best first
	Text        string       `json:"text"`       // the answer as plain text
}

// Correction is a word that was read as another.
type Correction struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Candidate is an entry that was considered.
type Candidate struct {
	Entry    string    `json:"entry"`
	Question string    `json:"question"` // the entry's own
	Chance   float64   `json:"chance"`   // that it is the answer, 0 to 1
	Score    float64   `json:"score"`    // of its words
	Matched  string    `json:"matched"`  // the phrasing nearest to the text
	Features []Feature `json:"features"`
}

// Feature is a feature of a candidate; a weight above zero counts for it, one below
// against it.
type Feature struct {
	Text   string  `json:"text"`
	Weight float64 `json:"weight"`
}

// Work is what waits for a curator.
type Work struct {
	Misses []Miss  `json:"misses"` // the most frequent first
	Drafts []Draft `json:"drafts"`
}

// Miss is a question without an answer, or a group of similar ones.
type Miss struct {
	Text    string    `json:"text"`
	Count   int       `json:"count"`
	Last    time.Time `json:"last"`
	Nearest []Near    `json:"nearest"` // entries
}

// Near is an entry that is near to a question.
type Near struct {
	Entry string `json:"entry"`
	Title string `json:"title"`
}

// Draft is an answer to accept.
type Draft struct {
	Ref      string `json:"ref"`
	Question string `json:"question"`
	Short    string `json:"short"`
	From     string `json:"from"` // where it comes from; "" for a person
	By       string `json:"by"`   // Slack id
}

// errNotCurator refuses whoever is no curator, as the bot does in Slack.
var errNotCurator = hint.New("this is for the curators of the answers", "nothing was changed")

// curates reports whether a person may use the panel.
func (p *Page) curates(u slacktest.User) bool { return p.opt.Curator != nil && u.Name == p.opt.User }

// curator serves the panel's data.
func (p *Page) curator(mux *http.ServeMux) {
	c := p.opt.Curator
	if c == nil {
		return
	}
	handle := func(pattern string, do func(r *http.Request, by string) (any, error)) {
		mux.HandleFunc(pattern, func(rw http.ResponseWriter, r *http.Request) {
			me, err := p.person(r)
			if err == nil && !p.curates(me) {
				err = errNotCurator
			}
			if err != nil {
				refuse(rw, http.StatusForbidden, err)
				return
			}
			out, err := do(r, me.ID)
			switch {
			case err == nil:
				reply(rw, out)
			case hint.Of(err) != "":
				refuse(rw, http.StatusUnprocessableEntity, err)
			default:
				refuse(rw, http.StatusInternalServerError, err)
			}
		})
	}
	handle("GET /curator/explain", func(r *http.Request, _ string) (any, error) {
		return c.Explain(r.Context(), r.URL.Query().Get("text"))
	})
	handle("GET /curator/work", func(r *http.Request, _ string) (any, error) { return c.Work(r.Context()) })
	handle("GET /curator/options", func(r *http.Request, _ string) (any, error) {
		q := r.URL.Query()
		out, err := c.Options(q.Get("action"), q.Get("typed"), q.Get("question"))
		return map[string]any{"options": out}, err
	})
	handle("POST /curator/do", func(r *http.Request, by string) (any, error) {
		var d Deed
		if err := json.NewDecoder(r.Body).Decode(&d); err != nil {
			return nil, hint.With(fmt.Errorf("no JSON object: %w", err), "reload the page")
		}
		d.By = by
		return c.Do(r.Context(), d)
	})
}
