package page

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"rolecall/internal/hint"
)

// Curator serves the data of the curator's panel. Its methods may be called
// concurrently.
type Curator interface {
	// Explain returns what the bot would answer to a text, and why.
	Explain(ctx context.Context, text string) (Explanation, error)
	// Entry returns the file of an entry for editing: the overlay's if it has one. It
	// returns ErrNoEntry for an unknown id; for "" only EntryFile.IDs are set.
	Entry(ctx context.Context, id string) (EntryFile, error)
	// SaveEntry writes an entry's file to the overlay and loads it. For a file with
	// problems it returns a *Refusal, and the bot goes on with the old one. Without a
	// folder for the overlay it returns ErrReadOnly.
	SaveEntry(ctx context.Context, id, source string) error
	// Misses returns the questions that have no answer, the most frequent first.
	Misses(ctx context.Context) ([]Miss, error)
}

// The errors of a Curator for which the page has an HTTP status.
var (
	ErrNoEntry  = errors.New("there is no such entry")
	ErrReadOnly = hint.New("there is no folder to write to", "start with ROLECALL_KNOWLEDGE_DIR set to one")
)

// Refusal is the error of an entry's file that was not saved.
type Refusal struct {
	Problems []string // each "file:line: what, and how to fix it"
}

func (r *Refusal) Error() string { return strings.Join(r.Problems, "\n") }

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

// EntryFile is the file of an entry, for editing.
type EntryFile struct {
	ID      string   `json:"id"`
	Source  string   `json:"source"`  // the file's text: front matter and Markdown
	Overlay bool     `json:"overlay"` // it comes from the overlay already
	Path    string   `json:"path"`    // where SaveEntry would write; "" if it cannot
	IDs     []string `json:"ids"`     // the ids of all entries, to choose from
}

// Miss is a question without an answer, or a group of similar ones.
type Miss struct {
	Text    string      `json:"text"`
	Count   int         `json:"count"`
	Last    time.Time   `json:"last"`
	Nearest []Candidate `json:"nearest"`
}

// curator serves the panel's data.
func (p *Page) curator(mux *http.ServeMux) {
	c := p.opt.Curator
	if c == nil {
		return
	}
	mux.HandleFunc("GET /curator/explain", func(rw http.ResponseWriter, r *http.Request) {
		out, err := c.Explain(r.Context(), r.URL.Query().Get("text"))
		answer(rw, out, err)
	})
	mux.HandleFunc("GET /curator/entry", func(rw http.ResponseWriter, r *http.Request) {
		out, err := c.Entry(r.Context(), r.URL.Query().Get("id"))
		answer(rw, out, err)
	})
	mux.HandleFunc("PUT /curator/entry", func(rw http.ResponseWriter, r *http.Request) {
		var in struct {
			Source string `json:"source"`
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			refuse(rw, http.StatusBadRequest, fmt.Errorf("no JSON object: %w", err))
			return
		}
		err := c.SaveEntry(r.Context(), r.URL.Query().Get("id"), in.Source)
		answer(rw, map[string]any{"saved": true}, err)
	})
	mux.HandleFunc("GET /curator/misses", func(rw http.ResponseWriter, r *http.Request) {
		out, err := c.Misses(r.Context())
		answer(rw, map[string]any{"misses": out}, err)
	})
}

// answer sends what a Curator returned, or its error with an HTTP status.
func answer(rw http.ResponseWriter, v any, err error) {
	var refusal *Refusal
	switch {
	case err == nil:
		reply(rw, v)
	case errors.As(err, &refusal), errors.Is(err, ErrReadOnly):
		refuse(rw, http.StatusUnprocessableEntity, err)
	case errors.Is(err, ErrNoEntry):
		refuse(rw, http.StatusNotFound, err)
	default:
		refuse(rw, http.StatusInternalServerError, err)
	}
}
