package feedback

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// DocumentKind is what a document is.
type DocumentKind string

// The kinds of document.
const (
	DocumentEdit     DocumentKind = "edit"     // a version of a file of knowledge; its text is in service while it is the newest
	DocumentDraft    DocumentKind = "draft"    // an answer that nobody has accepted yet
	DocumentCard     DocumentKind = "card"     // a message about a miss in the curators' channel
	DocumentWait     DocumentKind = "wait"     // someone wants to be told when there is an answer
	DocumentRequest  DocumentKind = "request"  // a colleague was asked for an answer
	DocumentReminder DocumentKind = "reminder" // an owner was asked to check an answer
	DocumentRemains  DocumentKind = "remains"  // a message to be emptied; see Document.Remains
)

// Lasting reports whether a document of this kind is knowledge: it stays when its author
// asks to be forgotten, without their name, and a purge leaves it alone.
func (k DocumentKind) Lasting() bool { return k == DocumentEdit }

// Document is what people write or ask for on purpose, and what the bot must remember of
// it across restarts. Unlike a [Record] it is stored as it is: callers scrub what an
// asker typed with [Store.Scrubbed] before they put it into a Body.
type Document struct {
	Kind DocumentKind `json:"kind"`
	ID   string       `json:"id"` // unique within its kind; documents are listed in its order
	// By is the Slack id of who wrote it. When that person asks to be forgotten, a lasting
	// document loses By, and any other is removed.
	By string `json:"by,omitempty"`
	// People are further Slack ids: when one of them asks to be forgotten, the document is
	// removed. They are stored as keyed hashes, and a document that is read has none.
	People []string  `json:"-"`
	Saved  time.Time `json:"saved"`
	Until  time.Time `json:"until,omitzero"` // when it is removed; zero: it stays
	// Remains names a message, as "CHANNEL:TIMESTAMP", that shows text of the document. When
	// the document is removed other than by Change (it expires, or someone asks to be
	// forgotten), a document of kind [DocumentRemains] with this text as its id takes its
	// place for RemainsKept, so that the bot can empty the message.
	Remains string          `json:"remains,omitempty"`
	Body    json.RawMessage `json:"body,omitempty"`
}

// RemainsKept is how long the bot may try to empty a message. A choice: longer than any
// outage, and the id of a message tells little.
const RemainsKept = 30 * 24 * time.Hour

// ErrChanged says that a document is no longer as the caller believed: someone else has
// saved it, or removed it.
var ErrChanged = errors.New("someone else has changed it")

// DocumentChange is one change of the documents.
type DocumentChange struct {
	Put    *Document // saved; replaces the document with the same kind and id
	Remove *Document // only Kind and ID are used; leaves no remains
	// New requires that there is no such document yet; otherwise the change of all fails
	// with ErrChanged.
	New bool
	// Must requires that there is such a document; otherwise the change of all fails with
	// ErrChanged. Two presses that end the same request are one.
	Must bool
}

// Documents is the part of a store for what people write.
type Documents interface {
	// Documents returns all documents of a kind that have not expired, in order of id.
	Documents(ctx context.Context, kind DocumentKind) ([]Document, error)
	// Document returns one document; ok is false where there is none, or it has expired.
	Document(ctx context.Context, kind DocumentKind, id string) (d Document, ok bool, err error)
	// Change makes all changes or none. When it returns nil they are on disk.
	Change(ctx context.Context, changes ...DocumentChange) error
	// Scrubbed returns what may be kept of a text that an asker typed: scrubbed of
	// mentions, names, addresses and numbers; "" with KeepNone.
	Scrubbed(text string) string
	// QuestionID returns the [Question.ID] of the question that a reply answered, so that
	// what someone does under a message can refer to it; "" where the reply has no id.
	QuestionID(reply string) string
}

// maxDocument bounds the body of a document, in bytes. A choice: four times what the
// largest file of knowledge may have (256 KB), as JSON.
const maxDocument = 1 << 20

// Check returns an error if a document cannot be stored.
func (d Document) Check() error {
	switch {
	case d.Kind == "" || d.ID == "":
		return badRequest{"a document without a kind or an id", "this is a bug of Rolecall"}
	case len(d.Body) > maxDocument:
		return badRequest{fmt.Sprintf("a document of %d KB", len(d.Body)>>10), fmt.Sprintf("at most %d KB", maxDocument>>10)}
	}
	return nil
}

// StoredDocument is what is stored of a document, as JSON in every store.
type StoredDocument struct {
	Document
	About []Hash `json:"about,omitempty"` // the hashes of Document.People
}

// Document returns what is stored of a document.
func (p Policy) Document(d Document) StoredDocument {
	s := StoredDocument{Document: d}
	for _, id := range d.People {
		if h := p.Key.User(id); id != "" && !slices.Contains(s.About, h) {
			s.About = append(s.About, h)
		}
	}
	s.People = nil
	return s
}

// Without returns what is left of a document once a person is forgotten: itself where it
// is not about them, or without its author. gone means that nothing is left, changed that
// something is different.
func (p Policy) Without(s StoredDocument, user string) (left StoredDocument, gone, changed bool) {
	switch about := slices.Contains(s.About, p.Key.User(user)); {
	case s.By != user && !about:
		return s, false, false
	case about || !s.Kind.Lasting():
		return StoredDocument{}, true, true
	}
	s.By = ""
	return s, false, true
}

// Scrubbed returns what may be kept of a text that an asker typed; see [Documents].
func (p Policy) Scrubbed(text string) string {
	if p.Keep == KeepNone {
		return ""
	}
	return scrub(text, p.RoleNames)
}

// RemainsOf returns what takes the place of a document that is removed, as described at
// [Document.Remains]; ok is false where nothing does.
func (s StoredDocument) RemainsOf(now time.Time) (r StoredDocument, ok bool) {
	if s.Remains == "" || s.Kind == DocumentRemains {
		return StoredDocument{}, false
	}
	return StoredDocument{Document: Document{Kind: DocumentRemains, ID: s.Remains, Saved: now, Until: now.Add(RemainsKept)}}, true
}
