package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// maxChanges bounds the changes of documents in one request, in bytes. A choice: five
// times a thousand edits of 3 KB.
const maxChanges = 16 << 20

// errNoDocuments is the error of a bot that keeps none.
var errNoDocuments = hint.New("this bot keeps nothing that people write", "ask the bot of `rolecall serve`")

// documents sends the documents of a kind as JSON Lines. Only knowledge leaves the bot:
// what people have not published yet, or asked for, is theirs.
func (s *Server) documents(w http.ResponseWriter, r *http.Request) {
	kind := feedback.DocumentKind(r.FormValue("kind"))
	switch {
	case s.o.Documents == nil:
		fail(w, http.StatusNotFound, errNoDocuments)
		return
	case !kind.Lasting():
		fail(w, http.StatusForbidden, hint.New("documents of this kind do not leave the bot", "ask for kind="+string(feedback.DocumentEdit)))
		return
	}
	w.Header().Set("Content-Type", "application/jsonl")
	s.stream(w, func(out io.Writer) error {
		list, err := s.o.Documents.Documents(r.Context(), kind)
		if err != nil {
			return err
		}
		enc := json.NewEncoder(out)
		for _, d := range list {
			if err := enc.Encode(d); err != nil {
				return err
			}
		}
		return nil
	})
}

// change saves drafts and edits, all or none.
func (s *Server) change(w http.ResponseWriter, r *http.Request) {
	if s.o.Documents == nil {
		fail(w, http.StatusNotFound, errNoDocuments)
		return
	}
	var changes []feedback.DocumentChange
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxChanges))
	dec.DisallowUnknownFields()
	switch err := dec.Decode(&changes); {
	case errors.As(err, new(*http.MaxBytesError)):
		fail(w, http.StatusRequestEntityTooLarge, tooMuch())
		return
	case err != nil:
		fail(w, http.StatusBadRequest, err)
		return
	}
	for _, c := range changes {
		if c.Put == nil || c.Put.Kind != feedback.DocumentDraft && c.Put.Kind != feedback.DocumentEdit {
			fail(w, http.StatusForbidden, hint.New("only drafts and edits can be saved here, and nothing can be removed", "do the rest in Slack"))
			return
		}
	}
	reply(w, struct{}{}, s.o.Documents.Change(r.Context(), changes...))
}

func tooMuch() error {
	return hint.New(fmt.Sprintf("more than %d MB at once", maxChanges>>20), "import it in parts")
}

// Documents returns what people have written that is knowledge; the bot keeps every other
// kind to itself.
func (c *Client) Documents(ctx context.Context, kind feedback.DocumentKind) (list []feedback.Document, err error) {
	body, err := c.get(ctx, "/documents", url.Values{"kind": {string(kind)}})
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return list, eachLine(body, func(d feedback.Document) error { list = append(list, d); return nil })
}

// Change saves drafts and edits, all or none. The error is feedback.ErrChanged as that of
// a store.
func (c *Client) Change(ctx context.Context, changes ...feedback.DocumentChange) error {
	for _, change := range changes {
		if err := change.Check(); err != nil {
			return err
		}
		if len(change.Document().People) > 0 {
			return hint.New("a document that names people cannot be sent to the bot", "this is a bug of Rolecall")
		}
	}
	data, err := json.Marshal(changes)
	if err != nil {
		return err
	}
	if len(data) > maxChanges {
		return tooMuch()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/drafts", bytes.NewReader(data))
	if err != nil {
		return err
	}
	body, err := c.do(req)
	if err != nil {
		return err
	}
	return body.Close()
}

// eachLine calls f for every line of a response in JSON Lines.
func eachLine[T any](body io.Reader, f func(T) error) error {
	for dec := json.NewDecoder(body); ; {
		var v T
		switch err := dec.Decode(&v); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := f(v); err != nil {
			return err
		}
	}
}
