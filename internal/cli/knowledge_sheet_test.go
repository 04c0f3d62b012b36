package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"rolecall/internal/cli/service"
	"rolecall/internal/config"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/curate/sheet"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/stores"
)

const smallSheet = `Question;Answer;Source;Votes
Where is the handbook?;It is on the wiki. Everyone can read it.;https://wiki.example.com/handbook;3
Where do I find the handbook?;It is on the wiki. Everyone can read it.;;
What does a CTO earn?;We pay by bands.;;
Who signs?;;;
Who signs off?;;;
Who signs now?;=A1;;
`

// smallSheetNext is told where drafts were saved.
const smallSheetNext = "A curator accepts them on the Home tab in Slack, one by one or all at once.\n"

const smallSheetTold = `2 drafts, 3 rows not taken:
  row 5: the answer is empty (Who signs?)
    hint: write one, or remove the row
  row 6: the answer is empty (Who signs off?)
  row 7: a formula in the column of the answer (Who signs now?)
    hint: copy the column and paste its values
2 drafts to look at before you accept them
columns that were not read: Votes
`

// TestImportSheet: the drafts are in the store, once however often they are imported, and
// every row is told.
func TestImportSheet(t *testing.T) {
	c, _, err := corpus.Load(service.Base()...)
	must(t, err)
	dir := t.TempDir()
	file := filepath.Join(dir, "our faq.csv")
	must(t, os.WriteFile(file, []byte(smallSheet), 0o600))
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	store, err := stores.Open(t.Context(), config.Config{DataDir: dir}, stores.Options{Now: func() time.Time { return now }})
	must(t, err)
	defer func() { must(t, store.Close()) }()
	var out, errs bytes.Buffer
	env := Env{Stdout: &out, Stderr: &errs, Now: func() time.Time { return now }}
	for range 2 {
		out.Reset()
		must(t, importSheet(t.Context(), env, file, sheetFlags{as: "U0123ABCD"}, c, store, nil))
		if want := smallSheetTold + smallSheetNext; out.String() != want {
			t.Errorf("told\n%swant\n%s", out.String(), want)
		}
	}
	must(t, importSheet(t.Context(), env, file, sheetFlags{as: "Dana"}, c, store, nil))
	docs, err := store.Documents(t.Context(), feedback.DocumentDraft)
	must(t, err)
	if len(docs) != 2 {
		t.Fatalf("%d drafts in the store", len(docs))
	}
	found := map[string]curate.DraftBody{}
	for _, d := range docs {
		var b curate.DraftBody
		must(t, json.Unmarshal(d.Body, &b))
		found[b.Fields.Question] = b
		if d.By != "" || !d.Until.Equal(now.Add(curate.DraftKept)) {
			t.Errorf("by %q until %v", d.By, d.Until)
		}
	}
	if b := found["Where is the handbook?"]; b.Origin != "spreadsheet our faq.csv row 2, from Dana" || b.Fields.NewSource.URL != "https://wiki.example.com/handbook" || len(b.Fields.Phrasings) != 1 {
		t.Errorf("%+v", b)
	}
	if b := found["What does a CTO earn?"]; b.Fields.ID != "cto.salary" || b.Notes[0] != "would override cto.salary" {
		t.Errorf("%+v", b)
	}
}

// TestImportSheetDryRun saves nothing and tells more.
func TestImportSheetDryRun(t *testing.T) {
	c, _, err := corpus.Load(service.Base()...)
	must(t, err)
	file := filepath.Join(t.TempDir(), "faq.csv")
	must(t, os.WriteFile(file, []byte(smallSheet), 0o600))
	var out, errs bytes.Buffer
	must(t, importSheet(t.Context(), Env{Stdout: &out, Stderr: &errs, Now: time.Now}, file, sheetFlags{dryRun: true}, c, nil, nil))
	want := strings.Replace(smallSheetTold, "before you accept them\n", `before you accept them:
  row 2: has the same answer, so that what it asks is a phrasing here: row 3
  row 4: would override cto.salary
`, 1)
	if out.String() != want || !strings.Contains(errs.String(), "Nothing was saved") {
		t.Errorf("told\n%s%swant\n%s", out.String(), errs.String(), want)
	}
}

// TestSheetFlags: the help names every column that is read, and the flags it needs.
func TestSheetFlags(t *testing.T) {
	var flags sheetFlags
	var out bytes.Buffer
	cmd := &cobra.Command{Use: "import FILE", Long: sheetHelp, Run: func(*cobra.Command, []string) {}}
	flags.add(cmd)
	cmd.SetOut(&out)
	cmd.SetArgs([]string{"--help"})
	must(t, cmd.ExecuteContext(t.Context()))
	for _, want := range append(sheet.Columns(), "--as name", "--dry-run") {
		if !strings.Contains(strings.Join(strings.Fields(out.String()), " "), want) {
			t.Errorf("the help does not name %q:\n%s", want, out.String())
		}
	}
	for file, want := range map[string]bool{"a.csv": true, "b/A.TSV": true, "a.md": false, "folder": false, "": false} {
		if isSheet(file) != want {
			t.Errorf("%q: want %v", file, want)
		}
	}
}

type failing struct{}

func (failing) Change(context.Context, ...feedback.DocumentChange) error {
	return hint.New("the disk is full", "free some space")
}

// TestImportSheetFails with what to do; nothing is told as imported then.
func TestImportSheetFails(t *testing.T) {
	dir := t.TempDir()
	faq, other := filepath.Join(dir, "faq.csv"), filepath.Join(dir, "other.csv")
	must(t, os.WriteFile(faq, []byte("q,a\nWho?,The one there.\n"), 0o600))
	must(t, os.WriteFile(other, []byte("a,b,c\n"), 0o600))
	for _, tt := range []struct{ file, want, todo string }{
		{faq, "no drafts were imported: the disk is full", "free some space"},
		{other, "cannot tell the columns", "name the columns"},
		{filepath.Join(dir, "absent.csv"), "cannot read the spreadsheet", "name a .csv"},
		{dir, "cannot read the spreadsheet", "name a .csv"},
	} {
		var out bytes.Buffer
		err := importSheet(t.Context(), Env{Stdout: &out, Now: time.Now}, tt.file, sheetFlags{}, &corpus.Corpus{}, failing{}, nil)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || !strings.HasPrefix(hint.Of(err), tt.todo) || out.Len() > 0 {
			t.Errorf("%s: %v (%s), told %q", tt.file, err, hint.Of(err), out.String())
		}
	}
	if err := importSheet(t.Context(), Env{}, filepath.Join(dir, "absent.csv"), sheetFlags{}, nil, nil, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
