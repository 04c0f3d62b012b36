package postgres

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// steps returns the migrations with others after them.
func steps(t *testing.T, more ...string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	must(t, err)
	for _, name := range names {
		data, err := fs.ReadFile(migrations, name)
		must(t, err)
		out[name] = &fstest.MapFile{Data: data}
	}
	for i, text := range more {
		out["migrations/900"+string(rune('0'+i))+".sql"] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// TestOtherSchemas: a newer one is refused, an older one is migrated, but not for a report,
// and a migration that fails changes nothing.
func TestOtherSchemas(t *testing.T) {
	ctx, url := context.Background(), server.Database(t)
	s := begin(t, url, Options{Now: noon})
	id := s.QuestionID("C1:1.1")
	must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r", User: "U1", Helpful: true}))
	must(t, s.Close())

	newer := steps(t, "CREATE TABLE rolecall_more (x int); ALTER TABLE rolecall_votes ADD COLUMN more int;")
	if _, err := OpenExisting(ctx, url, Options{migrations: newer, ReadOnly: true}); !errors.Is(err, feedback.ErrOlder) || hint.Of(err) == "" {
		t.Errorf("for a report an older schema gives %v", err)
	}
	if _, err := OpenExisting(ctx, url, Options{migrations: newer}); !errors.Is(err, feedback.ErrOlder) {
		t.Errorf("for a purge an older schema gives %v", err)
	}
	_, err := Open(ctx, url, Options{migrations: steps(t, "CREATE TABLE rolecall_more (x int); this is no SQL")})
	if err == nil || !strings.Contains(err.Error(), "syntax error") {
		t.Errorf("a migration that is no SQL gave %v", err)
	}
	begin(t, url, Options{Now: noon}).Close() // nothing was changed

	s = begin(t, url, Options{Now: noon, migrations: newer})
	if stats, err := s.Stats(ctx, feedback.Window{}); err != nil || stats.Liked != 1 || s.QuestionID("C1:1.1") != id {
		t.Errorf("after the migration: %+v, %v, key %v", stats.Counts, err, s.QuestionID("C1:1.1") == id)
	}
	must(t, s.Close())
	for _, o := range []Options{{}, {ReadOnly: true}} {
		if _, err := Open(ctx, url, o); !errors.Is(err, feedback.ErrNewer) || hint.Of(err) == "" {
			t.Errorf("a newer schema gives %v", err)
		}
	}
}

// TestAReportCreatesNothing, and writes nothing.
func TestAReportCreatesNothing(t *testing.T) {
	ctx, url := context.Background(), server.Database(t)
	for _, o := range []Options{{}, {ReadOnly: true}} {
		if _, err := OpenExisting(ctx, url, o); err == nil || !strings.Contains(err.Error(), "no feedback yet") || hint.Of(err) == "" {
			t.Errorf("a database without tables gives %v", err)
		}
	}
	if _, err := Open(ctx, url, Options{ReadOnly: true}); err == nil {
		t.Error("a report has made the tables")
	}
	s := begin(t, url, Options{Now: noon})
	must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r", User: "U1", Helpful: true}))
	r := begin(t, url, Options{Now: noon, ReadOnly: true})
	edit := feedback.Document{Kind: feedback.DocumentEdit, ID: "x"}
	for name, err := range map[string]error{
		"Verdict": r.Verdict(ctx, feedback.Verdict{Reply: "r", User: "U1"}),
		"Asked":   r.Asked(ctx, feedback.Asked{}),
		"Handled": r.Handled(ctx, "Ev1"),
		"Change":  r.Change(ctx, feedback.DocumentChange{Put: &edit}),
		"Alone":   r.Alone(ctx, "x", func(context.Context) error { return nil }),
		"Claim":   second(r.Claim(ctx, "x", "y")),
		"Seen":    second(r.Seen(ctx, "Ev1")),
		"Release": r.Release(ctx, "x", "y", 0),
	} {
		if !errors.Is(err, feedback.ErrReadOnly) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := r.Forget(ctx, "U1"); !errors.Is(err, feedback.ErrReadOnly) {
		t.Errorf("Forget: %v", err)
	}
	if stats, err := r.Stats(ctx, feedback.Window{}); err != nil || stats.Liked != 1 {
		t.Errorf("%+v, %v", stats.Counts, err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestASchemaOfItsOwn: two stores live in one database, each where its address points.
func TestASchemaOfItsOwn(t *testing.T) {
	ctx, url := context.Background(), server.Database(t)
	server.SQL(t, url, `CREATE SCHEMA other`)
	a, b := begin(t, url, Options{Now: noon}), begin(t, url+"&search_path=other", Options{Now: noon})
	must(t, a.Verdict(ctx, feedback.Verdict{Reply: "r", User: "U1", Helpful: true}))
	if stats, err := b.Stats(ctx, feedback.Window{}); err != nil || stats.Liked != 0 || a.QuestionID("r") == b.QuestionID("r") {
		t.Errorf("the other one has %+v, %v", stats.Counts, err)
	}
}

// TestWhatTheDatabaseRefuses is told with what to do.
func TestWhatTheDatabaseRefuses(t *testing.T) {
	ctx, url := context.Background(), server.Database(t)
	server.SQL(t, url, `DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`)
	guest := strings.Replace(url, "rolecall@", "guest@", 1)
	if _, err := Open(ctx, guest, Options{}); !errors.Is(err, feedback.ErrReadOnly) || hint.Of(err) == "" {
		t.Errorf("someone who may not create tables gets %v", err)
	}
	s := begin(t, url, Options{Now: noon})
	server.SQL(t, url, `ALTER TABLE rolecall_counts RENAME TO gone`)
	if _, err := s.Stats(ctx, feedback.Window{}); !errors.Is(err, feedback.ErrDamaged) || hint.Of(err) == "" {
		t.Errorf("without a table: %v", err)
	}
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r", User: "U1", Outcome: "none"}))
	if err := s.flush(ctx); !errors.Is(err, feedback.ErrDamaged) {
		t.Errorf("written without a table: %v", err)
	}
	server.SQL(t, url, `ALTER TABLE gone RENAME TO rolecall_counts`)
	if stats, err := s.Stats(ctx, feedback.Window{}); err != nil || stats.Asked != 1 {
		t.Errorf("once the table is there again: %+v, %v", stats.Counts, err)
	}
}

// TestWordsThatAreNoText: whatever callers pass, the buffer can be written.
func TestWordsThatAreNoText(t *testing.T) {
	ctx := context.Background()
	s := begin(t, server.Database(t), Options{Keep: feedback.KeepAll, Now: noon})
	bad := "a\x00b\xff\xfe\u0000" + strings.Repeat("é", 200)
	must(t, s.Asked(ctx, feedback.Asked{Reply: bad, User: bad, Surface: feedback.Surface(bad), Outcome: "answer", Entry: bad, Question: bad, Rule: bad,
		Nearest: []feedback.Near{{Entry: bad}}}))
	must(t, s.Asked(ctx, feedback.Asked{Reply: "x", User: bad, Outcome: "none", Reason: feedback.Reason(bad), Question: bad}))
	must(t, s.Choice(ctx, feedback.Choice{Reply: bad, User: bad, Entry: bad, Surface: feedback.Surface(bad)}))
	must(t, s.Verdict(ctx, feedback.Verdict{Reply: bad, User: bad, Entry: bad, Reason: feedback.Complaint(bad), Note: bad}))
	if stats, err := s.Stats(ctx, feedback.Window{}); err != nil || stats.Asked != 2 || stats.Disliked != 1 || stats.Taken != 1 {
		t.Errorf("%+v, %v", stats.Counts, err)
	}
}
