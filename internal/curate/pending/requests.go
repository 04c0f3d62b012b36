package pending

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"rolecall/internal/feedback"
)

const (
	// RequestOpen is how long a colleague has to answer. A choice: two weeks outlast most
	// holidays, and who waits for the answer still does.
	RequestOpen = 14 * 24 * time.Hour
	// RequestKept is how long a request is kept at most. A choice: three days longer, so that
	// the curator is told that it came to nothing even where the bot was away over a weekend.
	RequestKept = RequestOpen + 3*24*time.Hour
)

// OriginColleague is the Origin of a draft that a colleague was asked for.
const OriginColleague = "colleague"

// RequestBody is the body of a document of kind [feedback.DocumentRequest]: a colleague was
// asked for an answer. It has no text of an asker: that is read from their wait.
type RequestBody struct {
	To        string    `json:"to"`        // Slack id
	Questions []string  `json:"questions"` // ids of the stored questions that it is about
	Topic     string    `json:"topic,omitempty"`
	Draft     string    `json:"draft"` // the id that their answer will have as a draft
	Due       time.Time `json:"due"`
}

// Request is a question to a colleague.
type Request struct {
	ID      string
	By      string // Slack id of the curator who asks
	Message string // of the request, as CHANNEL:TIMESTAMP; "" before it is sent
	RequestBody
}

// requestID names the request to a person. There is one at a time: a colleague who helps is
// not to be buried in questions.
func requestID(user string) string { return "to-" + user }

// Busy says that a colleague has a request already. It is an error.
type Busy struct{ Until time.Time }

// Error implements error.
func (b *Busy) Error() string {
	return "this colleague was asked something else, until " + b.Until.UTC().Format("2 January")
}

// OpenRequest stores a request to r.To, with its Due, and returns it with its ids. people are
// the Slack ids of those whose wish to be forgotten withdraws it, apart from both sides. The
// error may be a *Busy.
func OpenRequest(ctx context.Context, store feedback.Documents, r Request, people ...string) (Request, error) {
	r.ID, r.Draft = requestID(r.To), rand.Text()
	doc, err := r.document(people)
	if err != nil {
		return r, err
	}
	err = store.Change(ctx, feedback.DocumentChange{Put: &doc, New: true})
	if errors.Is(err, feedback.ErrChanged) {
		open, _, err := RequestWith(ctx, store, r.ID)
		if err != nil {
			return r, err
		}
		return r, &Busy{Until: open.Due}
	}
	return r, err
}

// RequestSent adds to a request the message that was sent. feedback.ErrChanged says that it
// was withdrawn meanwhile.
func RequestSent(ctx context.Context, store feedback.Documents, r Request, people ...string) error {
	doc, err := r.document(people)
	if err != nil {
		return err
	}
	return store.Change(ctx, feedback.DocumentChange{Put: &doc, Must: true})
}

func (r Request) document(people []string) (feedback.Document, error) {
	body, err := json.Marshal(r.RequestBody)
	if err != nil {
		return feedback.Document{}, fmt.Errorf("encode a request: %w", err)
	}
	return feedback.Document{Kind: feedback.DocumentRequest, ID: r.ID, By: r.By, People: append([]string{r.To}, people...),
		Until: r.Due.Add(RequestKept - RequestOpen), Remains: r.Message, Body: body}, nil
}

// RequestWith returns a request; ok is false where there is none.
func RequestWith(ctx context.Context, store feedback.Documents, id string) (r Request, ok bool, err error) {
	doc, ok, err := store.Document(ctx, feedback.DocumentRequest, id)
	if err != nil || !ok {
		return Request{}, false, err
	}
	return readRequest(doc)
}

func readRequest(doc feedback.Document) (Request, bool, error) {
	r := Request{ID: doc.ID, By: doc.By, Message: doc.Remains}
	if err := json.Unmarshal(doc.Body, &r.RequestBody); err != nil {
		return Request{}, false, fmt.Errorf("a request to a colleague cannot be read: %w", err)
	}
	return r, true, nil
}

// Requests returns all requests, also those that are past their time and not closed yet.
func Requests(ctx context.Context, store feedback.Documents) ([]Request, error) {
	docs, err := store.Documents(ctx, feedback.DocumentRequest)
	if err != nil {
		return nil, err
	}
	var list []Request
	for _, doc := range docs {
		if r, ok, _ := readRequest(doc); ok {
			list = append(list, r)
		}
	}
	return list, nil
}

// CloseRequest removes a request. feedback.ErrChanged says that it was closed before. With
// empty its message is left to be emptied, as after "forget me".
func CloseRequest(ctx context.Context, store feedback.Documents, r Request, now time.Time, empty bool) error {
	changes := []feedback.DocumentChange{{Remove: &feedback.Document{Kind: feedback.DocumentRequest, ID: r.ID}, Must: true}}
	if empty && r.Message != "" {
		changes = append(changes, feedback.DocumentChange{Put: &feedback.Document{Kind: feedback.DocumentRemains, ID: r.Message, Saved: now, Until: now.Add(feedback.RemainsKept)}})
	}
	return store.Change(ctx, changes...)
}

// Emptied removes what reminded of a message that had to be emptied.
func Emptied(ctx context.Context, store feedback.Documents, message string) error {
	return remove(ctx, store, feedback.DocumentRemains, message)
}
