package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"rolecall/internal/feedback"
)

const (
	person = "U0SECRETUSER"
	canary = "Kookaburra"
)

// record makes records of all kinds, with marked texts.
func record(t *testing.T, s *Store, at time.Time) {
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
	_, err = s.Claim(ctx, person+" D0CHANNEL", "share")
	must(t, err)
	must(t, s.flush(ctx))
}

// everything returns all that is in the tables of a store, as text.
func everything(t *testing.T, url string) string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	must(t, err)
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace`)
	must(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	if len(tables) != 11 {
		t.Fatalf("there are the tables %q", tables)
	}
	var out strings.Builder
	for _, table := range tables {
		rows, err := conn.Query(ctx, `SELECT * FROM `+pgx.Identifier{table}.Sanitize())
		must(t, err)
		for rows.Next() {
			values, err := rows.Values()
			must(t, err)
			for _, v := range values {
				if b, ok := v.([]byte); ok {
					v = string(b) // not in hex: its digits hold any four of a telephone number
				}
				fmt.Fprintf(&out, "%s: %v\n", table, v)
			}
		}
		must(t, rows.Err())
	}
	return out.String()
}

func TestWhatReachesTheDatabaseAndTheLog(t *testing.T) {
	kept := map[feedback.Keep]string{feedback.KeepNone: "", feedback.KeepMisses: "offered missed taken", feedback.KeepAll: "answered offered missed taken note"}
	for keep, want := range kept {
		url, log := server.Database(t), newMessages()
		s := begin(t, url, Options{Keep: keep, Now: noon, Logger: log.logger()})
		record(t, s, noon())
		must(t, s.Close())
		data := everything(t, url)
		for _, secret := range []string{person, "U0MENTIONED", "Jane", "jane@", "7946", "corp.example", "123456789", "xoxb", "C0CHANNEL", "D0CHANNEL", "named\"", "desperate", "distress"} {
			if strings.Contains(data, secret) {
				t.Errorf("keep %s: %q is in the database", keep, secret)
			}
		}
		for _, word := range []string{"answered", "offered", "missed", "taken", "note"} {
			if got := strings.Contains(data, "[channel] "+word); got != strings.Contains(want, word) {
				t.Errorf("keep %s: the text marked %q is in the database: %v", keep, word, got)
			}
		}
		if keep == feedback.KeepNone && strings.Contains(data, canary) {
			t.Error("keep none: a text is in the database")
		}
		if strings.Contains(log.String(), canary) || strings.Contains(log.String(), person) {
			t.Errorf("keep %s: the log says %s", keep, log)
		}
	}
}

func TestNothingIsLeftOfAPerson(t *testing.T) {
	ctx := context.Background()
	for name, remove := range map[string]func(*Store) error{
		"forget":     func(s *Store) error { _, err := s.Forget(ctx, person); return err },
		"one user":   func(s *Store) error { _, err := s.Purge(ctx, feedback.Purge{User: person}); return err },
		"everything": func(s *Store) error { _, err := s.Purge(ctx, feedback.Purge{All: true}); return err },
		"older than": func(s *Store) error {
			_, err := s.Purge(ctx, feedback.Purge{OlderThan: noon().AddDate(0, 0, 1)})
			return err
		},
	} {
		url := server.Database(t)
		s := begin(t, url, Options{Keep: feedback.KeepAll, Now: noon})
		record(t, s, noon())
		body, err := json.Marshal(canary)
		must(t, err)
		for _, d := range []feedback.Document{{Kind: feedback.DocumentDraft, ID: "a", By: person, Body: body}, {Kind: feedback.DocumentWait, ID: "b", People: []string{person}, Body: body}} {
			must(t, s.Change(ctx, feedback.DocumentChange{Put: &d}))
		}
		if data := everything(t, url); !strings.Contains(data, canary) || !strings.Contains(data, person) {
			t.Fatal("there was nothing to remove")
		}
		must(t, remove(s))
		for _, secret := range []string{canary, person} {
			if data := everything(t, url); strings.Contains(data, secret) {
				t.Errorf("%s: %s is left: %s", name, secret, data)
			}
		}
	}
}

// TestWhatAnotherProcessHasBuffered of a person who is forgotten never reaches the tables.
func TestWhatAnotherProcessHasBuffered(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	url := server.Database(t)
	here, there := begin(t, url, c.options(feedback.KeepMisses)), begin(t, url, c.options(feedback.KeepMisses))
	there.buf.flushing.Lock() // it cannot write at the moment
	for i, user := range []string{person, "U2"} {
		must(t, there.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("r", i), User: user, Outcome: "none", Question: canary + " of " + user}))
	}
	c.pass(time.Second)
	_, err := here.Forget(ctx, person)
	must(t, err)
	c.pass(time.Second)
	must(t, there.Asked(ctx, feedback.Asked{Reply: "later", User: person, Outcome: "none", Question: "a later question"}))
	there.buf.flushing.Unlock()
	var left []string
	must(t, there.Questions(ctx, feedback.Window{}, func(q feedback.Question) error { left = append(left, q.Text); return nil }))
	if strings.Join(left, ", ") != canary+" of U2, a later question" {
		t.Errorf("kept %q", left)
	}
}
