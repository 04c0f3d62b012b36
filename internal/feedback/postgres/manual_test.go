package postgres

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rolecall/internal/feedback"
)

// TestTheManual: what it says to type works, and is all that is needed.
func TestTheManual(t *testing.T) {
	ctx, url := context.Background(), server.Database(t)
	manual, err := os.ReadFile("../../../.github/docs/postgres.md")
	must(t, err)
	blocks := regexp.MustCompile("(?s)```sql\n(.*?)```").FindAllStringSubmatch(string(manual), -1)
	if len(blocks) != 2 {
		t.Fatalf("the manual has %d blocks of SQL", len(blocks))
	}
	own := strings.NewReplacer("rolecall", "manual", "choose-one", "Zebrafink")
	for statement := range strings.SplitSeq(own.Replace(blocks[0][1]), ";\n") {
		if statement = strings.TrimSpace(statement); statement != "" {
			server.SQL(t, url, statement)
		}
	}
	end := strings.LastIndex(url, "/")
	owner := strings.Replace(url[:end], "rolecall@", "manual@", 1) + "/manual?sslmode=disable"
	root := url[:end] + "/manual?sslmode=disable"
	t.Cleanup(func() {
		server.SQL(t, url, `DROP DATABASE manual WITH (FORCE)`)
		server.SQL(t, url, `DROP ROLE manual, reporter`)
	})

	log := newMessages()
	s := begin(t, owner, Options{Keep: feedback.KeepAll, Now: noon, Logger: log.logger()})
	record(t, s, noon())
	s.vacuum()
	if strings.Contains(log.String(), "WARN") {
		t.Errorf("the owner of the database lacks something:\n%s", log)
	}

	server.SQL(t, root, `CREATE ROLE reporter LOGIN; GRANT CONNECT ON DATABASE manual TO reporter`)
	server.SQL(t, owner, blocks[1][1])
	r, err := OpenExisting(ctx, strings.Replace(owner, "manual@", "reporter@", 1), Options{Now: noon, ReadOnly: true})
	must(t, err)
	defer r.Close()
	if stats, err := r.Stats(ctx, feedback.Window{}); err != nil || stats.Disliked != 1 {
		t.Errorf("a role that only reads gets %+v, %v", stats.Counts, err)
	}
}

// TestADumpIsRestored with the key of the hashes, so that "forget me" still finds a person.
func TestADumpIsRestored(t *testing.T) {
	ctx, url := context.Background(), server.Database(t)
	s := begin(t, url, Options{Keep: feedback.KeepAll, Now: noon})
	record(t, s, noon())
	dump, other := filepath.Join(t.TempDir(), "dump"), server.Database(t)
	server.Tool(t, "pg_dump", "--format=custom", "--file="+dump, url)
	server.Tool(t, "pg_restore", "--dbname="+other, dump)
	r := begin(t, other, Options{Keep: feedback.KeepAll, Now: noon})
	if r.QuestionID("C1:1.1") != s.QuestionID("C1:1.1") {
		t.Error("the restored store has another key")
	}
	if got, err := r.Forget(ctx, person); err != nil || got.Records != 6 {
		t.Errorf("%d records are removed from the restored store, %v; want five questions and a verdict", got.Records, err)
	}
}
