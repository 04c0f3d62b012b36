package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
)

const edited = "entries/cto/definition.md"

// version is a version of an edited file: another text, of which nothing is to be learned.
func version(t testing.TB, n int, short string) feedback.Document {
	t.Helper()
	file, err := os.ReadFile("../blockkit/testdata/knowledge/" + edited)
	check(t, err)
	front, rest, _ := strings.Cut(string(file), "short: >-\n")
	_, rest, found := strings.Cut(rest, "phrasings:")
	if !found {
		t.Fatalf("%s is not as expected", edited)
	}
	body, err := json.Marshal(curate.EditBody{Text: front + "short: " + short + "\nphrasings:" + rest, Note: curate.NoteEdited})
	check(t, err)
	return feedback.Document{Kind: feedback.DocumentEdit, ID: curate.EditID(edited, n), Saved: today, Body: body}
}

// TestEditsAreNoticed: some seconds after one was saved, the answer is the new one; until
// then nothing is read.
func TestEditsAreNoticed(t *testing.T) {
	now, reads := today, 0
	var docs []feedback.Document
	var broken error
	var log bytes.Buffer
	read := func(context.Context) ([]feedback.Document, error) { reads++; return docs, broken }
	f, err := Follow(t.Context(), curate.LiveOptions{Base: []corpus.Layer{{Name: "small", FS: os.DirFS("../blockkit/testdata/knowledge")}},
		Every: time.Hour, Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))}, read, func() time.Time { return now })
	check(t, err)
	f.wait = time.Hour
	builtIn := f.Advisor(t.Context()).Corpus().Entry("cto.definition").Short.Plain(nil)
	says := func(when, want string, n int) {
		t.Helper()
		got := f.Advisor(t.Context()).Corpus().Entry("cto.definition").Short.Plain(nil)
		if got != want || reads != n {
			t.Errorf("%s: %q after %d readings, want %q after %d", when, got, reads, want, n)
		}
	}
	says("at the start", builtIn, 1)
	docs = append(docs, version(t, 1, "The one with the keys."))
	says("at once", builtIn, 1)
	now = now.Add(fresh)
	says("after some seconds", "The one with the keys.", 2)
	if f.Edits() != 1 {
		t.Errorf("%d edits are in service", f.Edits())
	}
	docs = append(docs, version(t, 2, "The one with the map."))
	now = now.Add(fresh)
	says("a second version", "The one with the map.", 3)
	served := f.Advisor(t.Context()).Corpus()
	now = now.Add(fresh)
	if f.Advisor(t.Context()).Corpus() != served || reads != 4 {
		t.Error("what has not changed was loaded again")
	}
	broken = errors.New("the disk is gone")
	now = now.Add(fresh)
	says("a store that cannot be read", "The one with the map.", 5)
	now = now.Add(fresh)
	says("and again", "The one with the map.", 6)
	if n := strings.Count(log.String(), "the disk is gone"); n != 1 {
		t.Errorf("it was logged %d times: %s", n, log.String())
	}
	broken, docs = nil, nil
	now = now.Add(fresh)
	says("a store that is empty again", builtIn, 7)
}
