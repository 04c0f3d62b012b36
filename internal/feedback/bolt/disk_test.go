package bolt

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// onDisk is the content of a store, a line for each key: bucket, key and value. The key
// of the hashes is 32 zeros.
const onDisk = "testdata/disk.txt"

// TestFormatOnDisk: stores of earlier versions are read, and they can read what is
// written. A change of testdata/disk.txt needs a migration.
func TestFormatOnDisk(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	path := filepath.Join(t.TempDir(), FileName)
	must(t, open(t, path, c.options(feedback.KeepAll)).Close())
	inFile(t, path, func(tx *bbolt.Tx) error { return tx.Bucket([]byte("meta")).Put([]byte("key"), make([]byte, 32)) })
	s := open(t, path, c.options(feedback.KeepAll))
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r1", User: "U1", Surface: feedback.SurfaceDM, Outcome: "answer", Entry: "cto.coding", Confidence: .75, Reason: "confident", Question: "does a cto code"}))
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r2", User: "U2", Surface: feedback.SurfaceChannel, Outcome: "choices", Reason: "ambiguous", Question: "cto pay", Nearest: []feedback.Near{{Entry: "cto.pay", Score: .5}}}))
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r3", User: "U1", Surface: feedback.SurfaceSlash, Outcome: "none", Reason: "live-fact", Question: "zebra"}))
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r4", User: "U1", Outcome: "error", Question: "cto zebra"}))
	must(t, s.Choice(ctx, feedback.Choice{Reply: "r2", User: "U2", Entry: "cto.pay", Surface: feedback.SurfaceChannel, Question: "cto pay"}))
	must(t, s.Choice(ctx, feedback.Choice{Reply: "r5", User: "U2", Surface: feedback.SurfaceChannel, Question: "cio pay"}))
	must(t, s.LeaveForCurators(ctx, "r3", "U1"))
	must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r1", User: "U1", Entry: "cto.coding", Surface: feedback.SurfaceDM, Reason: "wrong", Note: "it does"}))
	must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r2", User: "U2", Entry: "cto.pay", Surface: feedback.SurfaceChannel, Helpful: true}))
	_, err := s.Seen(ctx, "Ev1")
	must(t, err)
	must(t, s.Handled(ctx, "Ev1"))
	_, err = s.Seen(ctx, "Ev2", "C1:1.2") // never handled
	must(t, err)
	must(t, s.UpdateThread(ctx, "C1:1.1", func(t *feedback.Thread) {
		*t = feedback.Thread{Entry: "cto.coding", Roles: []string{"cto"}, Shown: map[string]string{"cto.coding": "1.2"}}
	}))
	put(t, s, feedback.Document{Kind: feedback.DocumentEdit, ID: "cto.coding/0001", By: "U1", Body: text("A CTO codes.")})
	put(t, s, feedback.Document{Kind: feedback.DocumentCard, ID: "zebra", People: []string{"U2"}, Until: c.now().AddDate(0, 0, 90), Remains: "C1:1.1", Body: text("zebra")})
	must(t, s.Close())
	got := dump(t, path)
	want, err := os.ReadFile(onDisk)
	must(t, err)
	if got != string(want) {
		t.Errorf("the store holds\n%s\nwant\n%s", got, want)
	}

	before := filepath.Join(t.TempDir(), FileName)
	must(t, open(t, before, c.options(feedback.KeepAll)).Close())
	inFile(t, before, func(tx *bbolt.Tx) error { return fill(tx, string(want)) })
	s = open(t, before, c.options(feedback.KeepAll))
	stats, err := s.Stats(ctx, feedback.Window{})
	must(t, err)
	if want := (feedback.Counts{Asked: 4, Answered: 1, Choices: 1, Taken: 1, Missed: 2, Refused: 1, Liked: 1, Disliked: 1}); stats.Counts != want {
		t.Errorf("counts are read as %+v, want %+v", stats.Counts, want)
	}
	var b strings.Builder
	for _, q := range questions(t, s) {
		fmt.Fprintf(&b, "%s %s %q %s%s left %v rejected %v down %d\n", q.Surface, q.Outcome, q.Text, q.Reason, q.Taken, q.Left, q.Rejected, q.Disliked)
	}
	for _, line := range []string{`dm answer "does a cto code" confident left false rejected false down 1`, `channel choices "cto pay" ambiguouscto.pay left false`,
		`slash none "zebra" live-fact left true`, `unknown error "cto zebra"`, `channel choices "cio pay"  left false rejected true`} {
		if !strings.Contains(b.String(), line) {
			t.Errorf("no question %s in\n%s", line, b.String())
		}
	}
	known, err := s.Seen(ctx, "Ev1")
	must(t, err)
	thread, err := s.Thread(ctx, "C1:1.1")
	must(t, err)
	recent, err := s.Recent(ctx, "U1", 9)
	must(t, err)
	if !known || thread.Entry != "cto.coding" || thread.Shown["cto.coding"] != "1.2" || len(recent) != 3 {
		t.Errorf("an event is known: %v; the thread is %+v; %d questions of one person, want 3", known, thread, len(recent))
	}
	for _, person := range []string{"U1", "U2"} {
		if f, err := s.Forget(ctx, person); err != nil || f.Records != map[string]int{"U1": 5, "U2": 4}[person] {
			t.Errorf("of %s %d things were forgotten, %v", person, f.Records, err)
		}
	}
	if e, r := ids(t, s, feedback.DocumentEdit), ids(t, s, feedback.DocumentRemains); e != "cto.coding/0001" || r != "C1:1.1" {
		t.Errorf("the edits %q and the remains %q are left", e, r)
	}
}

// inFile changes the file of a store that is closed.
func inFile(t *testing.T, path string, f func(*bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second})
	must(t, err)
	must(t, db.Update(f))
	must(t, db.Close())
}

// dump returns the content of a file, a line for each key.
func dump(t *testing.T, path string) string {
	t.Helper()
	var b strings.Builder
	inFile(t, path, func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, bucket *bbolt.Bucket) error {
			return bucket.ForEach(func(k, v []byte) error {
				if string(k) == "removed" { // it depends on when the file was rewritten
					return nil
				}
				_, err := fmt.Fprintf(&b, "%s\t%+q\t%+q\n", name, k, v)
				return err
			})
		})
	})
	return b.String()
}

// fill puts what dump returned into the buckets of a file.
func fill(tx *bbolt.Tx, lines string) error {
	for line := range strings.Lines(lines) {
		bucket, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		k, v, _ := strings.Cut(rest, "\t")
		key, err := strconv.Unquote(k)
		if err != nil {
			return err
		}
		value, err := strconv.Unquote(v)
		if err != nil {
			return err
		}
		if err := tx.Bucket([]byte(bucket)).Put([]byte(key), bytes.Clone([]byte(value))); err != nil {
			return err
		}
	}
	return nil
}
