package admin_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"rolecall/internal/admin"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// writing returns a store with documents of every kind, served, and a client.
func writing(t *testing.T) (s feedback.Store, c *admin.Client, sock string) {
	t.Helper()
	dir := t.TempDir()
	s, sock = store(t, dir), filepath.Join(dir, "admin.sock")
	serve(t, "unix", sock, admin.Options{Source: s, Documents: s})
	for _, kind := range []feedback.DocumentKind{feedback.DocumentEdit, feedback.DocumentDraft, feedback.DocumentCard, feedback.DocumentWait,
		feedback.DocumentRequest, feedback.DocumentReminder, feedback.DocumentRemains} {
		for i := range 3 {
			must(t, s.Change(t.Context(), put(feedback.Document{Kind: kind, ID: fmt.Sprint(i), By: "U1", Body: json.RawMessage(`{"text":"of <` + string(kind) + `>"}`)})))
		}
	}
	c, err := admin.Dial(t.Context(), sock)
	must(t, err)
	t.Cleanup(func() { c.Close() })
	return s, c, sock
}

func put(d feedback.Document) feedback.DocumentChange { return feedback.DocumentChange{Put: &d} }

// TestOnlyEditsLeaveTheBot: what people have not published, or asked for, stays in it.
func TestOnlyEditsLeaveTheBot(t *testing.T) {
	s, c, _ := writing(t)
	got, err := c.Documents(t.Context(), feedback.DocumentEdit)
	must(t, err)
	want, err := s.Documents(t.Context(), feedback.DocumentEdit)
	must(t, err)
	if len(got) != 3 || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("over the socket:\n%+v\nfrom the store:\n%+v", got, want)
	}
	for _, kind := range []feedback.DocumentKind{"", "draft", "card", "wait", "request", "reminder", "remains", "edit\x00", "other"} {
		if list, err := c.Documents(t.Context(), kind); err == nil || len(list) > 0 || !strings.Contains(err.Error(), "do not leave") || hint.Of(err) == "" {
			t.Errorf("%q: %+v, %v", kind, list, err)
		}
	}
}

// TestChangesOverTheSocket: drafts and edits of an import are saved, all or none.
func TestChangesOverTheSocket(t *testing.T) {
	ctx := t.Context()
	s, c, sock := writing(t)
	drafts := func() int {
		list, err := s.Documents(ctx, feedback.DocumentDraft)
		must(t, err)
		return len(list)
	}
	first := put(feedback.Document{Kind: feedback.DocumentDraft, ID: "imported", By: "import", Body: json.RawMessage(`{"a":1}`)})
	first.New = true
	must(t, c.Change(ctx, first, put(feedback.Document{Kind: feedback.DocumentEdit, ID: "new"})))
	must(t, c.Change(ctx))
	if d, ok, err := s.Document(ctx, feedback.DocumentDraft, "imported"); err != nil || !ok || d.By != "import" || string(d.Body) != `{"a":1}` || d.Saved.IsZero() {
		t.Errorf("saved as %+v, %v, %v", d, ok, err)
	}
	other := put(feedback.Document{Kind: feedback.DocumentDraft, ID: "other"})
	if err := c.Change(ctx, other, first); !errors.Is(err, feedback.ErrChanged) {
		t.Errorf("one that is there already: %v", err)
	}
	large := put(feedback.Document{Kind: feedback.DocumentDraft, ID: "large", Body: json.RawMessage(`"` + strings.Repeat("x", 1<<20-100) + `"`)})
	for name, tt := range map[string]struct {
		changes []feedback.DocumentChange
		says    string
	}{
		"a card":            {[]feedback.DocumentChange{other, put(feedback.Document{Kind: feedback.DocumentCard, ID: "x"})}, "only drafts and edits"},
		"a wait":            {[]feedback.DocumentChange{other, put(feedback.Document{Kind: feedback.DocumentWait, ID: "x"})}, "only drafts and edits"},
		"a removal":         {[]feedback.DocumentChange{other, {Remove: &feedback.Document{Kind: feedback.DocumentDraft, ID: "imported"}}}, "nothing can be removed"},
		"nothing":           {[]feedback.DocumentChange{other, {}}, "either"},
		"one with people":   {[]feedback.DocumentChange{other, put(feedback.Document{Kind: feedback.DocumentDraft, ID: "x", People: []string{"U1"}})}, "names people"},
		"one that is large": {[]feedback.DocumentChange{other, put(feedback.Document{Kind: feedback.DocumentDraft, ID: "x", Body: json.RawMessage(`"` + strings.Repeat("x", 1<<20) + `"`)})}, "KB"},
		"too much":          {[]feedback.DocumentChange{other, large, large, large, large, large, large, large, large, large, large, large, large, large, large, large, large, large}, "16 MB"},
	} {
		if err := c.Change(ctx, tt.changes...); err == nil || !strings.Contains(err.Error(), tt.says) || hint.Of(err) == "" {
			t.Errorf("%s: %v, hint %q; want %q", name, err, hint.Of(err), tt.says)
		}
	}
	if n := drafts(); n != 4 {
		t.Errorf("%d drafts, want those before and one", n)
	}
	h := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", sock)
	}}}
	defer h.CloseIdleConnections()
	for _, tt := range []struct {
		body string
		want int
	}{
		{`[{"put":{"kind":"draft","id":"x"}}]`, 200},
		{`[{"put":{"kind":"draft","id":"x"},"new":true}]`, 412},
		{`[{"put":{"kind":"draft","id":""}}]`, 400},
		{`[{"put":{"kind":"card","id":"y"}}]`, 403},
		{`[{"remove":{"kind":"draft","id":"x"}}]`, 403},
		{`[{"put":{"kind":"draft","id":"y"},"people":["U1"]}]`, 400},
		{`[{"put":{"kind":"draft","id":"y"},"remove":{"kind":"draft"}}]`, 400},
		{`[{"put"`, 400},
		{`[{"put":{"kind":"draft","id":"y","by":"` + strings.Repeat("x", 17<<20) + `"}}]`, 413},
	} {
		res, err := h.Post("http://rolecall/drafts", "application/json", strings.NewReader(tt.body))
		must(t, err)
		res.Body.Close()
		if res.StatusCode != tt.want {
			t.Errorf("%.60s: %s, want %d", tt.body, res.Status, tt.want)
		}
	}
	if n := drafts(); n != 5 {
		t.Errorf("%d drafts in the end, want 5", n)
	}
}

func TestABotWithoutDocumentsSaysSo(t *testing.T) {
	dir := t.TempDir()
	sock := filepath.Join(dir, "admin.sock")
	serve(t, "unix", sock, admin.Options{Source: store(t, dir)})
	c, err := admin.Dial(t.Context(), sock)
	must(t, err)
	defer c.Close()
	_, err = c.Documents(t.Context(), feedback.DocumentEdit)
	for _, err := range []error{err, c.Change(t.Context())} {
		if err == nil || !strings.Contains(err.Error(), "keeps nothing") || hint.Of(err) == "" {
			t.Errorf("got %v, hint %q", err, hint.Of(err))
		}
	}
}
