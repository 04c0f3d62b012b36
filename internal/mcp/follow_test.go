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

// version is a version of an edited file.
func version(t testing.TB, n int, text string) feedback.Document {
	t.Helper()
	body, err := json.Marshal(curate.EditBody{Text: text, Note: curate.NoteEdited})
	check(t, err)
	return feedback.Document{Kind: feedback.DocumentEdit, ID: curate.EditID("entries/cto/parking.md", n), Saved: today, Body: body}
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
	says := func(when, want string, n int) {
		t.Helper()
		got := ""
		if e := f.Advisor(t.Context()).Corpus().Entry("cto.parking"); e != nil {
			got = e.Short.Plain(nil)
		}
		if got != want || reads != n {
			t.Errorf("%s: %q after %d readings, want %q after %d", when, got, reads, want, n)
		}
	}
	text := func(short string) string { return string(parking(short).Files["entries/cto/parking.md"]) }
	says("at the start", "", 1)
	docs = append(docs, version(t, 1, text("On deck 4.")))
	says("at once", "", 1)
	now = now.Add(fresh)
	says("after some seconds", "On deck 4.", 2)
	if f.Edits() != 1 {
		t.Errorf("%d edits are in service", f.Edits())
	}
	docs = append(docs, version(t, 2, text("On deck 5.")))
	now = now.Add(fresh)
	says("a second version", "On deck 5.", 3)
	served := f.Advisor(t.Context()).Corpus()
	now = now.Add(fresh)
	if f.Advisor(t.Context()).Corpus() != served || reads != 4 {
		t.Error("what has not changed was loaded again")
	}
	broken = errors.New("the disk is gone")
	now = now.Add(fresh)
	says("a store that cannot be read", "On deck 5.", 5)
	now = now.Add(fresh)
	says("and again", "On deck 5.", 6)
	if n := strings.Count(log.String(), "the disk is gone"); n != 1 {
		t.Errorf("it was logged %d times: %s", n, log.String())
	}
	broken, docs = nil, nil
	now = now.Add(fresh)
	says("a store that is empty again", "", 7)
}
