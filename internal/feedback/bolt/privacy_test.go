package bolt_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
)

const (
	person = "U0SECRETUSER"
	canary = "Zebrafink"
)

// record makes records of all kinds, with marked texts.
func record(t *testing.T, s *bolt.Store, at time.Time) {
	t.Helper()
	ctx := context.Background()
	text := canary + " who <@U0MENTIONED> @Jane.Doe jane@corp.example +44 20 7946 0958 https://corp.example/x 123456789 xoxb-12-secret <#C0CHANNEL|general> "
	for i, a := range []feedback.Asked{
		{Outcome: "answer", Entry: "cto.coding", Question: text + "answered"}, {Outcome: "choices", Question: text + "offered"},
		{Outcome: "none", Question: text + "missed"}, {Outcome: "none", Reason: "named-person", Question: text + "named"},
		{Outcome: "choices", Question: text + "taken"}, {Outcome: "none", Reason: feedback.ReasonDistress, Question: text + "desperate"},
	} {
		a.Reply, a.User, a.Surface, a.Time = fmt.Sprint("r", i, at.Unix()), person, feedback.SurfaceDM, at
		must(t, s.Asked(ctx, a))
	}
	must(t, s.Choice(ctx, feedback.Choice{Reply: fmt.Sprint("r", 4, at.Unix()), User: person, Entry: "cto.coding", Question: text + "taken", Time: at}))
	must(t, s.LeaveForCurators(ctx, fmt.Sprint("r", 2, at.Unix()), person))
	must(t, s.Verdict(ctx, feedback.Verdict{Reply: fmt.Sprint("r", 0, at.Unix()), User: person, Entry: "cto.coding", Reason: "wrong", Note: text + "note", Time: at}))
	_, err := s.Seen(ctx, "Ev1"+person, "D0CHANNEL:1.1")
	must(t, err)
	must(t, s.UpdateThread(ctx, "D0CHANNEL:1.1"+person, func(t *feedback.Thread) { t.Entry = "cto.coding" }))
}

func TestWhatReachesTheDiskAndTheLog(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	kept := map[feedback.Keep]string{feedback.KeepNone: "", feedback.KeepMisses: "offered missed taken", feedback.KeepAll: "answered offered missed taken note"}
	for keep, want := range kept {
		dir := t.TempDir()
		path := filepath.Join(dir, bolt.FileName)
		var log bytes.Buffer
		s, err := bolt.Open(path, bolt.Options{Keep: keep, Now: func() time.Time { return now },
			Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
		must(t, err)
		record(t, s, now)
		must(t, s.Close())
		data, err := os.ReadFile(path)
		must(t, err)
		for _, secret := range []string{person, "U0MENTIONED", "Jane", "jane@", "7946", "corp.example", "123456789", "xoxb", "C0CHANNEL", "D0CHANNEL", "named\"", "desperate", "distress"} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("keep %s: %q is in the file", keep, secret)
			}
		}
		for _, word := range []string{"answered", "offered", "missed", "taken", "note"} {
			got := bytes.Contains(data, []byte("[channel] "+word))
			if got != strings.Contains(want, word) {
				t.Errorf("keep %s: the text marked %q is in the file: %v", keep, word, got)
			}
		}
		if keep == feedback.KeepNone && bytes.Contains(data, []byte(canary)) {
			t.Error("keep none: a text is in the file")
		}
		if strings.Contains(log.String(), canary) || strings.Contains(log.String(), person) {
			t.Errorf("keep %s: the log says %s", keep, log.String())
		}
	}
}

func TestPurgeLeavesNoByte(t *testing.T) {
	ctx := context.Background()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	old := now.AddDate(0, -2, 0)
	for name, p := range map[string]feedback.Purge{
		"everything": {All: true}, "older than": {OlderThan: now.AddDate(0, -1, 0)}, "one user": {User: person},
	} {
		path := filepath.Join(t.TempDir(), bolt.FileName)
		s, err := bolt.Open(path, bolt.Options{Keep: feedback.KeepAll, Now: func() time.Time { return now }})
		must(t, err)
		for i := range 40 {
			record(t, s, old.Add(time.Duration(i)*time.Second))
		}
		must(t, s.Asked(ctx, feedback.Asked{Reply: "other", User: "U2", Outcome: "none", Question: "Kookaburra", Time: now}))
		must(t, s.Verdict(ctx, feedback.Verdict{Reply: "other", User: "U2", Entry: "cto.team", Helpful: true, Time: now}))
		must(t, os.WriteFile(path+".v0.bak", []byte(canary), 0o600))
		if err := s.Backup(ctx, &bytes.Buffer{}); err != nil { // everything is on disk now
			t.Fatal(err)
		}
		before, err := os.ReadFile(path)
		must(t, err)
		if !bytes.Contains(before, []byte(canary)) {
			t.Fatal("there was nothing to purge")
		}
		n, err := s.Purge(ctx, p)
		must(t, err)
		if n < 40*6 {
			t.Errorf("%s: %d went, want at least %d", name, n, 40*6)
		}
		files, err := os.ReadDir(filepath.Dir(path))
		must(t, err)
		for _, f := range files {
			data, err := os.ReadFile(filepath.Join(filepath.Dir(path), f.Name()))
			must(t, err)
			if bytes.Contains(data, []byte(canary)) {
				t.Errorf("%s: %s still holds the text", name, f.Name())
			}
			if bytes.Contains(data, []byte("Kookaburra")) == p.All {
				t.Errorf("%s: what another asked is there: %v", name, !p.All)
			}
		}
		// The store continues in the new file.
		must(t, s.Verdict(ctx, feedback.Verdict{Reply: "later", User: "U2", Entry: "cto.team", Helpful: true, Time: now}))
		must(t, s.Close())
		s, err = bolt.Open(path, bolt.Options{})
		must(t, err)
		stats, err := s.Stats(ctx, feedback.Window{})
		must(t, err)
		want := 2
		if p.All {
			want = 1
		}
		if stats.Liked != want || stats.Disliked != 0 {
			t.Errorf("%s: %d liked, %d disliked after it; want %d and none", name, stats.Liked, stats.Disliked, want)
		}
		must(t, s.Close())
	}
}
