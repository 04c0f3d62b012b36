package curate

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// DraftBody is the body of a document of kind [feedback.DocumentDraft]: an answer that
// nobody has accepted yet.
type DraftBody struct {
	Fields entryform.Fields `json:"fields"`
	Over   int              `json:"over,omitempty"`   // the version that the form showed
	Origin string           `json:"origin,omitempty"` // where it comes from: "answers.csv, row 12"
	Notes  []string         `json:"notes,omitempty"`  // what whoever accepts it should look at
	// Questions are the ids of the stored questions that it answers; see [feedback.Question].
	Questions []string `json:"questions,omitempty"`
}

// Draft is an answer that nobody has accepted yet.
type Draft struct {
	ID    string // "": KeepDraft makes one
	By    string // Slack id of who wrote it
	Saved time.Time
	DraftBody
}

// DraftKept is how long a draft is kept after it was last changed. A choice: as long as
// the text of a question by default.
const DraftKept = 90 * 24 * time.Hour

// ErrNoDraft says that a draft was accepted or dropped meanwhile, or has expired.
var ErrNoDraft = hint.New("this draft is gone", "someone accepted or dropped it, or it was older than 90 days")

// KeepDraft stores a draft and returns its id. A draft with an id replaces the one with
// that id; people are the Slack ids of those whose wish to be forgotten removes it, apart
// from its author.
func (r *Room) KeepDraft(ctx context.Context, d Draft, people ...string) (id string, err error) {
	doc, err := r.draftDocument(d)
	if err != nil {
		return "", err
	}
	doc.People = people
	return doc.ID, r.store.Change(ctx, feedback.DocumentChange{Put: &doc})
}

// draftDocument returns a draft as a document, with an id.
func (r *Room) draftDocument(d Draft) (feedback.Document, error) {
	if d.ID == "" {
		d.ID = rand.Text()
	}
	body, err := json.Marshal(d.DraftBody)
	if err != nil {
		return feedback.Document{}, fmt.Errorf("encode a draft: %w", err)
	}
	now := r.now()
	return feedback.Document{Kind: feedback.DocumentDraft, ID: d.ID, By: d.By, Saved: now, Until: now.Add(DraftKept), Body: body}, nil
}

// Drafts returns all drafts: the oldest first, those of a spreadsheet in the order of its rows.
func (r *Room) Drafts(ctx context.Context) ([]Draft, error) {
	docs, err := r.store.Documents(ctx, feedback.DocumentDraft)
	if err != nil {
		return nil, err
	}
	list := make([]Draft, 0, len(docs))
	for _, doc := range docs {
		d, err := readDraft(doc)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b Draft) int {
		x, n := row(a.Origin)
		y, m := row(b.Origin)
		return cmp.Or(a.Saved.Compare(b.Saved), cmp.Compare(x, y), n-m, cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

// row splits an origin into what it names and the row at its end; 0 where there is none.
func row(origin string) (file string, n int) {
	end := strings.LastIndexByte(origin, ' ') + 1
	if n, err := strconv.Atoi(origin[end:]); err == nil {
		return origin[:end], n
	}
	return origin, 0
}

// Draft returns one draft; ErrNoDraft where there is none.
func (r *Room) Draft(ctx context.Context, id string) (Draft, error) {
	doc, ok, err := r.store.Document(ctx, feedback.DocumentDraft, id)
	if err != nil {
		return Draft{}, err
	}
	if !ok {
		return Draft{}, ErrNoDraft
	}
	return readDraft(doc)
}

func readDraft(doc feedback.Document) (Draft, error) {
	d := Draft{ID: doc.ID, By: doc.By, Saved: doc.Saved}
	if err := json.Unmarshal(doc.Body, &d.DraftBody); err != nil {
		return Draft{}, fmt.Errorf("a draft cannot be read: %w", err)
	}
	return d, nil
}

// DropDraft removes a draft that nobody wants.
func (r *Room) DropDraft(ctx context.Context, id string) error {
	err := r.store.Change(ctx, feedback.DocumentChange{Remove: &feedback.Document{Kind: feedback.DocumentDraft, ID: id}, Must: true})
	if errors.Is(err, feedback.ErrChanged) {
		return ErrNoDraft
	}
	return err
}

// Accepted is a draft that became an answer, or the error that it has.
type Accepted struct {
	Draft Draft
	Saved Saved
	Err   error // entryform.Faults or a *Conflict; nil once it is an answer
}

// Accept makes answers of drafts, all that can be, and puts them into service together.
// The error is the store's; nothing was accepted then.
func (r *Room) Accept(ctx context.Context, by string, drafts ...Draft) ([]Accepted, error) {
	out := make([]Accepted, len(drafts))
	items := make([]item, len(drafts))
	for i, d := range drafts {
		out[i].Draft = d
		items[i] = item{fields: d.Fields, over: d.Over, note: NoteAccepted, draft: d.ID}
	}
	if err := r.saveAll(ctx, by, items); err != nil {
		return nil, err
	}
	for i := range items {
		out[i].Saved, out[i].Err = items[i].saved, items[i].err
	}
	return out, nil
}
