package bolt

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// TestReadOnlyWritesNothing: opening for reading does not change the mode, remove
// temporary files, migrate or rewrite.
func TestReadOnlyWritesNothing(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), FileName)
	if _, err := Open(path, Options{ReadOnly: true}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a store that is not there gave %v", err)
	}
	s := open(t, path, Options{Keep: feedback.KeepAll})
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r", User: "U1", Outcome: "none", Question: "zebra"}))
	must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r", User: "U1", Entry: "cto.coding", Helpful: true}))
	must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r", User: "U1", Entry: "cto.coding"})) // something to rewrite
	must(t, s.Close())
	must(t, os.WriteFile(filepath.Join(filepath.Dir(path), hidden(path, compactSuffix)), []byte("left by a crash"), 0o600))
	must(t, os.Chmod(path, 0o444))
	before, err := os.ReadFile(path)
	must(t, err)

	s = open(t, path, Options{ReadOnly: true, Keep: feedback.KeepAll})
	other := open(t, path, Options{ReadOnly: true}) // readers do not wait for each other
	stats, err := other.Stats(ctx, feedback.Window{})
	must(t, err)
	var b bytes.Buffer
	must(t, s.Export(ctx, &b, feedback.CSV, feedback.Window{}))
	recent, err := s.Recent(ctx, "U1", 3)
	must(t, err)
	if stats.Asked != 1 || stats.Disliked != 1 || !strings.Contains(b.String(), "zebra") || len(recent) != 1 {
		t.Errorf("read: %+v, %s, %v", stats, b.String(), recent)
	}
	for what, err := range map[string]error{
		"asked":   s.Asked(ctx, feedback.Asked{}),
		"verdict": s.Verdict(ctx, feedback.Verdict{Reply: "r2", User: "U1"}),
		"thread":  s.UpdateThread(ctx, "T", func(*feedback.Thread) {}),
		"forget":  second(s.Forget(ctx, "U1")),
		"purge":   second(s.Purge(ctx, feedback.Purge{All: true})),
	} {
		if !errors.Is(err, feedback.ErrReadOnly) {
			t.Errorf("%s on a store opened for reading gave %v", what, err)
		}
	}
	must(t, s.Close())
	must(t, other.Close())

	info, err := os.Stat(path)
	must(t, err)
	after, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(before, after) || info.Mode().Perm() != 0o444 {
		t.Errorf("the file was written or its mode changed to %v", info.Mode())
	}
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 2 {
		t.Errorf("in the store's folder: %v, %v", files, err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestReadOnlyRefusesAnotherSchemaByName(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	must(t, open(t, path, Options{}).Close())
	steps := later(nothing)
	if _, err := Open(path, Options{ReadOnly: true, migrations: steps}); !errors.Is(err, feedback.ErrOlder) || !strings.Contains(hint.Of(err), "rolecall serve") {
		t.Errorf("an older store gave %v", err)
	}
	must(t, open(t, path, Options{migrations: steps}).Close())
	if _, err := Open(path, Options{ReadOnly: true}); !errors.Is(err, feedback.ErrNewer) || !strings.Contains(err.Error(), "newer rolecall") {
		t.Errorf("a newer store gave %v", err)
	}
	must(t, os.WriteFile(path, []byte("no store"), 0o600))
	if _, err := Open(path, Options{ReadOnly: true}); !errors.Is(err, feedback.ErrDamaged) {
		t.Errorf("a damaged store gave %v", err)
	}
}
