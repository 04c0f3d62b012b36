package pending

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"rolecall/internal/feedback"
)

// WaitKept is how long someone waits for an answer at most. A choice: whoever still needs it
// after a month has asked elsewhere, and an id should not be kept for a hope.
const WaitKept = 30 * 24 * time.Hour

// WaitBody is the body of a document of kind [feedback.DocumentWait]: someone wants to be
// told when there is an answer.
type WaitBody struct {
	Question string    `json:"question"` // id of the stored question; see [feedback.Question]
	Asked    time.Time `json:"asked"`
	Text     string    `json:"text"`              // scrubbed
	MayAsk   bool      `json:"may_ask,omitempty"` // a colleague may see it
	// Corpus is the version of the knowledge in which the wait began, and Was what that
	// replied to the text alone: neither is news.
	Corpus string `json:"corpus"`
	Was    string `json:"was,omitempty"`
	Entry  string `json:"entry,omitempty"` // the answer, once someone has said which it is
}

// Wait is someone who wants to be told.
type Wait struct {
	ID           string
	By           string // Slack id
	Saved, Until time.Time
	WaitBody
}

// waitID names the wait of a person for an answer to a question: everyone who asks to be
// told under a message in a channel waits for themselves.
func waitID(question, user string) string { return question + " " + user }

// KeepWait stores a wait; one of the same person for the same question is replaced.
func KeepWait(ctx context.Context, store feedback.Documents, w Wait) error {
	doc, err := w.document()
	if err != nil {
		return err
	}
	return store.Change(ctx, feedback.DocumentChange{Put: &doc})
}

func (w Wait) document() (feedback.Document, error) {
	body, err := json.Marshal(w.WaitBody)
	if err != nil {
		return feedback.Document{}, fmt.Errorf("encode a wait: %w", err)
	}
	return feedback.Document{Kind: feedback.DocumentWait, ID: waitID(w.Question, w.By), By: w.By, Saved: w.Saved, Until: w.Until, Body: body}, nil
}

// Waits returns all waits, in order of id. One that cannot be read is left out.
func Waits(ctx context.Context, store feedback.Documents) ([]Wait, error) {
	docs, err := store.Documents(ctx, feedback.DocumentWait)
	if err != nil {
		return nil, err
	}
	var list []Wait
	for _, doc := range docs {
		w := Wait{ID: doc.ID, By: doc.By, Saved: doc.Saved, Until: doc.Until}
		if json.Unmarshal(doc.Body, &w.WaitBody) == nil {
			list = append(list, w)
		}
	}
	return list, nil
}

// WaitsFor returns the waits for an answer to one of some questions.
func WaitsFor(ctx context.Context, store feedback.Documents, questions ...string) ([]Wait, error) {
	all, err := Waits(ctx, store)
	return slices.DeleteFunc(all, func(w Wait) bool { return !slices.Contains(questions, w.Question) }), err
}

// Agreed are the waits of those who agreed that a colleague may be asked.
func Agreed(waits []Wait) []Wait {
	return slices.DeleteFunc(slices.Clone(waits), func(w Wait) bool { return !w.MayAsk })
}

// Resolve says that an entry answers some questions, so that those who wait are told
// although their words may still not find it.
func Resolve(ctx context.Context, store feedback.Documents, questions []string, entry string) error {
	waits, err := WaitsFor(ctx, store, questions...)
	for _, w := range waits {
		w.Entry = entry
		doc, e := w.document()
		if e == nil {
			e = store.Change(ctx, feedback.DocumentChange{Put: &doc, Must: true})
		}
		if !errors.Is(e, feedback.ErrChanged) { // told, or withdrawn, meanwhile
			err = errors.Join(err, e)
		}
	}
	return err
}

// StillWaits reports whether a wait is still there.
func StillWaits(ctx context.Context, store feedback.Documents, w Wait) (bool, error) {
	_, ok, err := store.Document(ctx, feedback.DocumentWait, w.ID)
	return ok, err
}

// EndWait removes the wait of someone who was told.
func EndWait(ctx context.Context, store feedback.Documents, w Wait) error {
	return remove(ctx, store, feedback.DocumentWait, w.ID)
}

// remove removes a document; it is no error if that was done before.
func remove(ctx context.Context, store feedback.Documents, kind feedback.DocumentKind, id string) error {
	return store.Change(ctx, feedback.DocumentChange{Remove: &feedback.Document{Kind: kind, ID: id}})
}

// Own counts what a person has here on purpose, besides questions and ratings.
type Own struct {
	Waits   int // answers that they wait for
	Asked   int // colleagues that they asked
	AskedOf int // questions that they were asked as a colleague
	Drafts  int
	Edits   int // versions of answers with their name
}

// OwnOf returns what a person has here on purpose.
func OwnOf(ctx context.Context, store feedback.Documents, user string) (own Own, err error) {
	for kind, n := range map[feedback.DocumentKind]*int{feedback.DocumentWait: &own.Waits, feedback.DocumentRequest: &own.Asked,
		feedback.DocumentDraft: &own.Drafts, feedback.DocumentEdit: &own.Edits} {
		docs, err := store.Documents(ctx, kind)
		if err != nil {
			return Own{}, err
		}
		for _, doc := range docs {
			if doc.By == user {
				*n++
			}
		}
	}
	_, asked, err := store.Document(ctx, feedback.DocumentRequest, requestID(user))
	if asked {
		own.AskedOf = 1
	}
	return own, err
}
