package feedback

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
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
// asks to be forgotten, without their name, and other purges leave it alone.
func (k DocumentKind) Lasting() bool { return k == DocumentEdit }

// Document is what people write or ask for on purpose, and what the bot must remember of
// it across restarts. Unlike a [Record] it is stored as it is: callers scrub what an
// asker typed with [Store.Scrubbed] before they put it into a Body.
type Document struct {
	Kind DocumentKind `json:"kind"`
	// ID is unique within its kind; documents are listed in the order of its bytes. It may
	// hold any byte but zero.
	ID string `json:"id"`
	// By is the Slack id of who wrote it. When that person asks to be forgotten, a lasting
	// document loses By, and any other is removed.
	By string `json:"by,omitempty"`
	// People are further Slack ids: when one of them asks to be forgotten, the document is
	// removed. They are stored as keyed hashes, and a document that is read has none.
	People []string  `json:"-"`
	Saved  time.Time `json:"saved"`          // zero in a change: now
	Until  time.Time `json:"until,omitzero"` // when it expires and is removed; zero: it stays
	// Remains names a message, as "CHANNEL:TIMESTAMP", that shows text of the document. When
	// the document is removed other than by Change (it expires, is purged, or someone asks
	// to be forgotten), a document of kind [DocumentRemains] with this text as its id takes
	// its place for RemainsKept, so that the bot can empty the message. No purge removes it.
	Remains string `json:"remains,omitempty"`
	// Body is JSON. It is kept as such: spaces and the way of escaping may change.
	Body json.RawMessage `json:"body,omitempty"`
}

// RemainsKept is how long the bot may try to empty a message. A choice: longer than any
// outage, and the id of a message tells little.
const RemainsKept = 30 * 24 * time.Hour

// ErrChanged says that a document is no longer as the caller believed: someone else has
// saved it, or removed it.
var ErrChanged = errors.New("someone else has changed it")

// DocumentChange is one change of the documents: either Put or Remove is set. A document
// that has expired counts as none.
type DocumentChange struct {
	Put    *Document `json:"put,omitempty"`    // saved; replaces the document with the same kind and id
	Remove *Document `json:"remove,omitempty"` // only Kind and ID are used; leaves no remains
	// New requires that there is no such document yet; otherwise the change of all fails
	// with ErrChanged.
	New bool `json:"new,omitempty"`
	// Must requires that there is such a document; otherwise the change of all fails with
	// ErrChanged. Two presses that end the same request are one.
	Must bool `json:"must,omitempty"`
}

// Document returns the document that is put or removed.
func (c DocumentChange) Document() *Document {
	if c.Put != nil {
		return c.Put
	}
	return c.Remove
}

// Check returns an error if the change cannot be made.
func (c DocumentChange) Check() error {
	if (c.Put == nil) == (c.Remove == nil) {
		return badRequest{"a change that does not either save or remove a document", "this is a bug of Rolecall"}
	}
	return c.Document().Check()
}

// Documents is the part of a store for what people write.
type Documents interface {
	// Documents returns all documents of a kind that have not expired, in order of id. One
	// that cannot be read is left out, here and in Document, and does not hide the others.
	Documents(ctx context.Context, kind DocumentKind) ([]Document, error)
	// Document returns one document; ok is false where there is none, or it has expired.
	Document(ctx context.Context, kind DocumentKind, id string) (d Document, ok bool, err error)
	// Change makes all changes or none, in their order; nobody sees some of them. When it
	// returns nil they are on disk.
	Change(ctx context.Context, changes ...DocumentChange) error
	// Watch calls changed soon after another process may have changed documents of this
	// kind, until ctx ends. It may be called for changes of this process too.
	Watch(ctx context.Context, kind DocumentKind, changed func())
	// Scrubbed returns what may be kept of a text that an asker typed: scrubbed of
	// mentions, names, addresses and numbers; "" with KeepNone.
	Scrubbed(text string) string
	// QuestionID returns the [Question.ID] of the question that a reply answered, so that
	// what someone does under a message can refer to it; "" where the reply has no id.
	QuestionID(reply string) string
}

// maxDocument bounds the body of a document, in bytes. A choice: what the largest file of
// knowledge may have (1 MB); an answer has some KB.
const maxDocument = 1 << 20

// maxDocumentID bounds the id of a document, in bytes. A choice: longer than any path of
// a file of knowledge, and short enough for the keys of a database (32 KB in bbolt, 2.7 KB
// in PostgreSQL).
const maxDocumentID = 1 << 10

// Check returns an error if a document cannot be stored.
func (d Document) Check() error {
	switch {
	case d.Kind == "" || d.ID == "" || strings.Contains(string(d.Kind)+d.ID, "\x00"):
		return badRequest{"a document without a kind or an id, or with a zero byte in one", "this is a bug of Rolecall"}
	case len(d.Kind) > maxDocumentID || len(d.ID) > maxDocumentID:
		return badRequest{fmt.Sprintf("a document whose id has %d bytes", max(len(d.Kind), len(d.ID))), fmt.Sprintf("at most %d", maxDocumentID)}
	case len(d.Body) > maxDocument:
		return badRequest{fmt.Sprintf("a document of %d KB", len(d.Body)>>10), fmt.Sprintf("at most %d KB", maxDocument>>10)}
	case len(d.Body) > 0 && !json.Valid(d.Body):
		return badRequest{"a document whose body is not JSON", "this is a bug of Rolecall"}
	}
	return nil
}

// Expired reports whether a document has expired.
func (d Document) Expired(now time.Time) bool { return !d.Until.IsZero() && !d.Until.After(now) }

// StoredDocument is what is stored of a document, as JSON in every store.
type StoredDocument struct {
	Document
	About []string `json:"about,omitempty"` // the hashes of Document.People, in hexadecimal
}

// Document returns what is stored of a document.
func (p Policy) Document(d Document) StoredDocument {
	s := StoredDocument{Document: d}
	for _, id := range d.People {
		if h := p.Key.User(id).String(); id != "" && !slices.Contains(s.About, h) {
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
	switch about := slices.Contains(s.About, p.Key.User(user).String()); {
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

// Removes reports whether a purge of everything or of what is old removes a document. One
// of a person is decided by [Policy.Without].
func (p Purge) Removes(d Document) bool {
	if d.Kind.Lasting() || d.Kind == DocumentRemains {
		return false
	}
	return p.All || !p.OlderThan.IsZero() && d.Saved.Before(p.OlderThan)
}

// Stamped returns a document as it is saved now: with its time, and while the clock is
// behind (see [KnownTime.At]) with an end that is as far away as the caller meant.
func (k KnownTime) Stamped(d Document, now time.Time) Document {
	meant := d.Saved
	if meant.IsZero() {
		meant = now
	}
	d.Saved = k.At(meant, now)
	return d.later(d.Saved.Sub(meant))
}

// Restamped corrects a document that was saved by a clock that was ahead: it is saved
// now, and lives as long as it was meant to. ok is false where nothing is wrong.
func (s StoredDocument) Restamped(now time.Time) (r StoredDocument, ok bool) {
	if s.Saved.Before(FutureFrom(now)) {
		return s, false
	}
	s.Document = s.later(now.Sub(s.Saved))
	s.Saved = now
	return s, true
}

// later moves the end of a document, if it has one.
func (d Document) later(by time.Duration) Document {
	if !d.Until.IsZero() {
		d.Until = d.Until.Add(by)
	}
	return d
}
