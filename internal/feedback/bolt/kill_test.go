//go:build unix

package bolt_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
)

// write saves documents two by two, many at once, and prints each that the store has
// confirmed; the test kills the process.
func write(ctx context.Context, s *bolt.Store) error {
	var out sync.Mutex
	var wg sync.WaitGroup
	for w := range 20 {
		wg.Go(func() {
			for i := w; i < 1000; i += 20 {
				body, _ := json.Marshal(fmt.Sprint("text ", i))
				edit := feedback.Document{Kind: feedback.DocumentEdit, ID: fmt.Sprint(i), By: "U1", Body: body}
				draft := feedback.Document{Kind: feedback.DocumentDraft, ID: fmt.Sprint(i)}
				if s.Change(ctx, feedback.DocumentChange{Put: &draft}) != nil {
					continue
				}
				if s.Change(ctx, feedback.DocumentChange{Put: &edit, New: true}, feedback.DocumentChange{Remove: &draft, Must: true}) == nil {
					out.Lock()
					fmt.Println("confirmed", i)
					out.Unlock()
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("done")
	select {}
}

// TestKill9LosesNoConfirmedDocument: what Change has confirmed is there after a kill, and
// of a change of two documents never one alone.
func TestKill9LosesNoConfirmedDocument(t *testing.T) {
	ctx := context.Background()
	for _, after := range []int{1, 333, 777} {
		path := filepath.Join(t.TempDir(), bolt.FileName)
		cmd, lines, _ := start(t, "write", path)
		var confirmed []string
		for lines.Scan() {
			if i, ok := strings.CutPrefix(lines.Text(), "confirmed "); ok {
				confirmed = append(confirmed, i)
			} else if len(confirmed) < after {
				t.Fatalf("before the kill: %s", lines.Text())
			}
			if len(confirmed) == after {
				must(t, cmd.Process.Signal(syscall.SIGKILL))
			}
		}
		if len(confirmed) < after {
			t.Fatalf("only %d documents were confirmed", len(confirmed))
		}
		s, err := bolt.Open(path, bolt.Options{})
		must(t, err)
		for _, i := range confirmed {
			d, ok, err := s.Document(ctx, feedback.DocumentEdit, i)
			if err != nil || !ok || string(d.Body) != `"text `+i+`"` {
				t.Errorf("killed after %d: %s was confirmed, and is %+v, %v, %v", after, i, d, ok, err)
			}
		}
		drafts, err := s.Documents(ctx, feedback.DocumentDraft)
		must(t, err)
		for _, d := range drafts {
			if _, ok, err := s.Document(ctx, feedback.DocumentEdit, d.ID); ok || err != nil {
				t.Errorf("killed after %d: %s is both an edit and a draft, %v", after, d.ID, err)
			}
		}
		must(t, s.Close())
	}
}
