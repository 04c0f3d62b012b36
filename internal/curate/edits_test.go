package curate

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
)

// edited returns a version of a file as the store keeps it, saved that many minutes after
// the first of January.
func edited(t testing.TB, path string, version, minute int, body EditBody) feedback.Document {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	saved := time.Date(2026, 1, 1, 0, minute, 0, 0, time.UTC)
	return feedback.Document{Kind: feedback.DocumentEdit, ID: EditID(path, version), Saved: saved, Body: data}
}

func TestTheNewestVersionOfEachFileIsInTheLayer(t *testing.T) {
	unreadable := edited(t, "entries/cto/c.md", 2, 0, EditBody{})
	unreadable.Body = json.RawMessage(`{"text": 1}`)
	layer, err := EditLayer([]feedback.Document{
		edited(t, "entries/cto/a.md", 10, 0, EditBody{Text: "tenth"}),
		edited(t, "entries/cto/a.md", 9, 0, EditBody{Text: "ninth"}),
		edited(t, "entries/cto/b.md", 1, 0, EditBody{Text: "first", Sources: []entryform.Source{{ID: "GONE"}}}),
		edited(t, "entries/cto/b.md", 2, 0, EditBody{Note: "back to the built-in answer"}),
		edited(t, "entries/cto/c.md", 1, 0, EditBody{Text: "before"}),
		unreadable,
		{Kind: feedback.DocumentEdit, ID: "entries/cto/d.md"},
		{Kind: feedback.DocumentDraft, ID: EditID("entries/cto/e.md", 1), Body: json.RawMessage(`{"text":"a draft"}`)},
	})
	got := map[string]string{}
	for p, data := range layer.Files {
		got[p] = string(data)
	}
	if want := map[string]string{"entries/cto/a.md": "tenth", "entries/cto/c.md": "before"}; !mapsEqual(got, want) || layer.Name != "edits" {
		t.Errorf("layer %q has %q, want %q", layer.Name, got, want)
	}
	for _, want := range []string{"edits/entries/cto/c.md:1: version 2 cannot be read", "edits/entries/cto/d.md:1: is no id of an edit"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

func mapsEqual(a, b map[string]string) bool {
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return len(a) == len(b)
}

// TestSourcesOfEditsAreOneFile: whatever someone typed is read back as it was typed.
func TestSourcesOfEditsAreOneFile(t *testing.T) {
	odd := "a: \"b\" #c\n\t- <d> & 'e' \\ – \u2028 ünï"
	source := func(id, title string) entryform.Source {
		return entryform.Source{ID: id, Cite: odd, Listed: odd, Title: title, Publisher: "yes", Date: "2026-11", Country: "NO", URL: "https://example.com/?a=b&c", Unlinked: "none", Grade: "C"}
	}
	layer, err := EditLayer([]feedback.Document{
		edited(t, "entries/cto/a.md", 1, 5, EditBody{Text: "a", Sources: []entryform.Source{source("B", "later"), source("A", "a")}}),
		edited(t, "entries/cto/b.md", 1, 1, EditBody{Text: "b", Sources: []entryform.Source{source("B", "earlier"), source("C", "c")}}),
		edited(t, SourcesFile, 1, 0, EditBody{Sources: []entryform.Source{source("D", "of nobody"), source("C", "before")}}),
	})
	if err != nil {
		t.Fatal(err)
	}
	c, problems, _ := corpus.Load(corpus.Layer{Name: "edits", FS: fstest.MapFS{SourcesFile: {Data: layer.Files[SourcesFile]}}})
	var got []string
	for _, s := range c.Sources {
		got = append(got, s.ID+" "+s.Title)
		if odd := strings.TrimSpace(odd); s.Cite != odd || s.Listed != odd || s.Publisher != "yes" || s.Country != "NO" || s.URL != "https://example.com/?a=b&c" {
			t.Errorf("read back as %+v", s)
		}
	}
	if want := []string{"A a", "B later", "C c", "D of nobody"}; !slices.Equal(got, want) {
		t.Errorf("sources %q, want %q; problems %v\n%s", got, want, problems, layer.Files[SourcesFile])
	}
}
