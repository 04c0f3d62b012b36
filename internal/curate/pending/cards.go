// Package pending keeps what is under way between curators, colleagues and askers: cards
// about misses, requests to colleagues, and who waits for an answer. All of it is documents
// of the store: it survives a restart, expires, and goes when someone asks to be forgotten.
package pending

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"rolecall/internal/feedback"
)

// CardState is what became of a card.
type CardState string

// The states.
const (
	CardOpen    CardState = ""
	CardDone    CardState = "done"     // someone dealt with it; it comes back when it is asked again
	CardNotOurs CardState = "not-ours" // it never comes back
)

// CardBody is the body of a document of kind [feedback.DocumentCard] about a miss. It
// holds ids and counts, no text and no person: who dealt with it is in a document of its
// own, which goes when that person asks to be forgotten, and the rest stays.
type CardBody struct {
	Questions []string  `json:"questions"` // ids of questions of the group, the latest first
	Channel   string    `json:"channel,omitempty"`
	TS        string    `json:"ts,omitempty"` // of the message; "" while there is none
	Posted    time.Time `json:"posted,omitzero"`
	Shown     CardShown `json:"shown,omitzero"`
	State     CardState `json:"state,omitempty"`
	Closed    time.Time `json:"closed,omitzero"`
	CannotSay bool      `json:"cannot_say,omitempty"` // a colleague was asked and cannot answer it
	Late      bool      `json:"late,omitempty"`       // … or did not answer in time
	Again     bool      `json:"again,omitempty"`      // it was asked again after someone had dealt with it
}

// CardShown is what the message of a card shows; it is updated when that changes.
type CardShown struct {
	N       int  `json:"n"`
	Waiting int  `json:"waiting,omitempty"`
	MayAsk  bool `json:"may_ask,omitempty"`
}

// Card is a miss that curators were told of, or have dealt with.
type Card struct {
	ID string // of one of its questions
	CardBody
}

// maxCardQuestions is how many questions a card remembers, to find its group again. A
// choice: a group is found by any of them, and the latest are kept longest.
const maxCardQuestions = 200

// The documents of kind card have ids that begin with what they are about.
const (
	cardOfMiss  = "miss/"
	cardDoneBy  = "by/" // + the id of a card: who dealt with it
	CardOfDraft = "draft/"
	CardOfWeek  = "week/"
)

// Deed is who dealt with a card, and how.
type Deed struct {
	By    string    `json:"-"` // Slack id; "" if that person asked to be forgotten
	What  string    `json:"what"`
	Entry string    `json:"entry,omitempty"`
	At    time.Time `json:"at"`
}

// ErrDone says that someone else has dealt with a card.
var ErrDone = errors.New("someone else was first")

// Cards are the documents about misses. Retention is how long the store keeps a question;
// a card stays longer.
type Cards struct {
	Store     feedback.Documents
	Retention time.Duration // not positive: forever
	Now       func() time.Time
}

// All returns all cards, in order of id. One that cannot be read counts as none.
func (c Cards) All(ctx context.Context) (List, error) {
	docs, err := c.Store.Documents(ctx, feedback.DocumentCard)
	if err != nil {
		return List{}, err
	}
	var list []Card
	for _, d := range docs {
		id, ok := strings.CutPrefix(d.ID, cardOfMiss)
		card := Card{ID: id}
		if ok && json.Unmarshal(d.Body, &card.CardBody) == nil {
			list = append(list, card)
		}
	}
	return NewList(list), nil
}

// About are the questions that a card is found by.
func (c Card) About() []string { return append([]string{c.ID}, c.Questions...) }

// One returns a card; ok is false where there is none.
func (c Cards) One(ctx context.Context, id string) (card Card, ok bool, err error) {
	d, ok, err := c.Store.Document(ctx, feedback.DocumentCard, cardOfMiss+id)
	if err != nil || !ok {
		return Card{}, false, err
	}
	card.ID = id
	if err := json.Unmarshal(d.Body, &card.CardBody); err != nil {
		return Card{}, false, fmt.Errorf("a card cannot be read: %w", err)
	}
	return card, true, nil
}

// Covers reports whether a group needs nobody any more because of this card.
func (c Card) Covers(last time.Time) bool {
	return c.State == CardNotOurs || c.State == CardDone && !last.After(c.Closed)
}

// List is all cards, to be searched for many groups: thousands of questions and hundreds of
// cards are a thousand million comparisons without an index.
type List struct {
	Cards []Card
	by    map[string][]int // question -> the cards about it
}

// NewList returns a list of cards.
func NewList(cards []Card) List {
	l := List{cards, map[string][]int{}}
	for i, c := range cards {
		for _, id := range c.About() {
			l.by[id] = append(l.by[id], i)
		}
	}
	return l
}

// About returns the cards about one of some questions, in their order.
func (l List) About(questions []string) (cards []*Card) {
	found := map[int]bool{}
	for _, id := range questions {
		for _, i := range l.by[id] {
			found[i] = true
		}
	}
	for _, i := range slices.Sorted(maps.Keys(found)) {
		cards = append(cards, &l.Cards[i])
	}
	return cards
}

// For returns the card of a group: the open one, else the one that covers it; nil where there
// is none. again means that the group was dealt with before and was asked since.
func (l List) For(questions []string, last time.Time) (card *Card, again bool) {
	for _, x := range l.About(questions) {
		switch {
		case x.State == CardOpen:
			return x, x.Again
		case x.Covers(last):
			card = x
		default:
			again = true
		}
	}
	return card, again && card == nil
}

// document returns a card as a document.
func (c Cards) document(card Card) (*feedback.Document, error) {
	card.Questions = card.Questions[:min(len(card.Questions), maxCardQuestions)]
	body, err := json.Marshal(card.CardBody)
	if err != nil {
		return nil, fmt.Errorf("encode a card: %w", err)
	}
	return &feedback.Document{Kind: feedback.DocumentCard, ID: cardOfMiss + card.ID, Until: c.until(), Body: body}, nil
}

// until is when a card expires that is saved now: no question that it knows is kept then,
// and a bot that was down has had time to say so on the card.
func (c Cards) until() time.Time {
	if c.Retention <= 0 {
		return time.Time{}
	}
	return c.Now().Add(c.Retention + feedback.RemainsKept)
}

// Open saves a new card; feedback.ErrChanged means that there is one.
func (c Cards) Open(ctx context.Context, card Card) error {
	d, err := c.document(card)
	if err != nil {
		return err
	}
	return c.Store.Change(ctx, feedback.DocumentChange{Put: d, New: true})
}

// Update saves a card again; feedback.ErrChanged means that it is gone.
func (c Cards) Update(ctx context.Context, card Card) error {
	d, err := c.document(card)
	if err != nil {
		return err
	}
	return c.Store.Change(ctx, feedback.DocumentChange{Put: d, Must: true})
}

// Drop removes a card: its questions have an answer, or are no longer kept.
func (c Cards) Drop(ctx context.Context, id string) error {
	return c.Store.Change(ctx, feedback.DocumentChange{Remove: &feedback.Document{Kind: feedback.DocumentCard, ID: cardOfMiss + id}})
}

// Close notes who dealt with a card, which need not be saved before. ErrDone means that
// someone else was first; DoneBy says who.
func (c Cards) Close(ctx context.Context, card Card, state CardState, deed Deed) error {
	card.State, card.Closed, deed.At = state, c.Now(), c.Now()
	d, err := c.document(card)
	if err != nil {
		return err
	}
	body, err := json.Marshal(deed)
	if err != nil {
		return fmt.Errorf("encode who dealt with a card: %w", err)
	}
	by := &feedback.Document{Kind: feedback.DocumentCard, ID: cardDoneBy + card.ID, By: deed.By, Until: c.until(), Body: body}
	err = c.Store.Change(ctx, feedback.DocumentChange{Put: by, New: true}, feedback.DocumentChange{Put: d})
	if errors.Is(err, feedback.ErrChanged) {
		return ErrDone
	}
	return err
}

// DoneBy returns who dealt with a card.
func (c Cards) DoneBy(ctx context.Context, id string) (deed Deed, err error) {
	d, ok, err := c.Store.Document(ctx, feedback.DocumentCard, cardDoneBy+id)
	if err != nil || !ok {
		return Deed{}, err
	}
	if err := json.Unmarshal(d.Body, &deed); err != nil {
		return Deed{}, fmt.Errorf("who dealt with a card cannot be read: %w", err)
	}
	deed.By = d.By
	return deed, nil
}

// Reopen opens a card again that someone had dealt with.
func (c Cards) Reopen(ctx context.Context, card Card) error {
	card.State, card.Closed = CardOpen, time.Time{}
	d, err := c.document(card)
	if err != nil {
		return err
	}
	return c.Store.Change(ctx, feedback.DocumentChange{Put: d, Must: true},
		feedback.DocumentChange{Remove: &feedback.Document{Kind: feedback.DocumentCard, ID: cardDoneBy + card.ID}})
}
