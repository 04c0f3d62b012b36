package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rolecall/internal/cli/service"
	"rolecall/internal/config"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/curate/sheet"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/match"
)

// sheetFlags are those of "knowledge import" that are about a spreadsheet.
type sheetFlags struct {
	as             string
	accept, dryRun bool
}

func (f *sheetFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.as, "as", "", "who brings a spreadsheet: a Slack id, or a `name` that is told with each draft")
	cmd.Flags().BoolVar(&f.accept, "accept", false, "make answers of all drafts of a spreadsheet that have no fault, at once")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would become of a spreadsheet, with what to look at in each draft, and save nothing")
}

// sheetHelp is the part of the help of "knowledge import" about spreadsheets.
const sheetHelp = `A spreadsheet, FILE.csv or FILE.tsv, becomes drafts: answers that a curator looks at
and accepts in Slack. Its columns are found by their headers, in any order: question
and answer, and if there are any other ways to ask, short, points, next, source, source
title, owner, reviewed, role and id. Several questions of an answer stand in one cell,
on lines of their own or divided by | or ;, or in several rows with the same answer. An
answer may have Markdown in it. Rows that cannot be taken are listed with the reason.

Importing a file of the same name again replaces the drafts of the same questions that
nobody has accepted yet.`

// isSheet reports whether a file is a spreadsheet by its name.
func isSheet(file string) bool {
	ext := strings.ToLower(filepath.Ext(file))
	return ext == ".csv" || ext == ".tsv"
}

// importSheetFile imports a spreadsheet over the knowledge in service.
func importSheetFile(ctx context.Context, env Env, file string, flags sheetFlags) error {
	o := curate.LiveOptions{Base: service.Base(), Dir: config.KnowledgeDir(), Index: unlearned}
	if flags.dryRun {
		o.Edits = readEdits(ctx, env).read()
		live, err := curate.Load(ctx, o)
		if err != nil {
			return err
		}
		return importSheet(ctx, env, file, flags, live.State().Corpus, nil, nil)
	}
	return withDocuments(ctx, env, false, func(store documents, _ string) error {
		o.Edits = func(ctx context.Context) ([]feedback.Document, error) {
			return store.Documents(ctx, feedback.DocumentEdit)
		}
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		o.Logger = slog.New(slog.DiscardHandler)
		l := service.Live{Live: curate.NewLive(o)} // which runs, since a room waits until it has reloaded
		if err := l.Start(ctx, nil); err != nil {
			return err
		}
		room := curate.NewRoom(l.Live, onlyEdits{edits: store}, env.Now)
		if err := importSheet(ctx, env, file, flags, l.State().Corpus, store, room.Accept); err != nil {
			return err
		}
		if bot, running := store.(reloader); running && flags.accept {
			_, err := bot.Reload(ctx)
			return err
		}
		return nil
	})
}

// unlearned stands in the place of the index, since an import asks nothing.
func unlearned(*corpus.Corpus) (*match.Index, error) { return nil, nil }

// onlyEdits is a store or a running bot as a room needs it to accept drafts that are not
// in the store yet. A running bot gives no more to another process.
type onlyEdits struct {
	nothingElse
	edits documents
}

// nothingElse is nil: a room calls none of it for such drafts.
type nothingElse interface{ feedback.Documents }

func (o onlyEdits) Documents(ctx context.Context, k feedback.DocumentKind) ([]feedback.Document, error) {
	return o.edits.Documents(ctx, k)
}

func (o onlyEdits) Change(ctx context.Context, c ...feedback.DocumentChange) error {
	return o.edits.Change(ctx, c...)
}

// draftStore is what takes drafts: a store, or a running bot.
type draftStore interface {
	Change(context.Context, ...feedback.DocumentChange) error
}

// acceptFunc makes answers of drafts: [curate.Room.Accept].
type acceptFunc func(ctx context.Context, by string, drafts ...curate.Draft) ([]curate.Accepted, error)

// importSheet makes drafts of a spreadsheet and says what became of its rows. c is the
// knowledge in service; store and accept are not used in a dry run.
func importSheet(ctx context.Context, env Env, file string, flags sheetFlags, c *corpus.Corpus, store draftStore, accept acceptFunc) error {
	data, err := readSheet(file)
	if err != nil {
		return err
	}
	result, err := sheet.Read(file, data, c)
	if err != nil {
		return err
	}
	if flags.dryRun {
		printSheet(env, result, true)
		return nil
	}
	if flags.accept {
		left, err := acceptAll(ctx, accept, flags.by(), result.Drafts)
		if err != nil {
			return hint.With(fmt.Errorf("nothing was imported: %w", err), hintOfChange(err))
		}
		fmt.Fprintf(env.Stdout, "%s accepted\n", feedback.Number(len(result.Drafts)-len(left), "answer"))
		result.Drafts = left
	}
	changes, err := draftChanges(file, flags, result.Drafts, env.Now())
	if err != nil {
		return err
	}
	if err := store.Change(ctx, changes...); err != nil {
		return hint.With(fmt.Errorf("no drafts were imported: %w", err), hint.Of(err))
	}
	printSheet(env, result, false)
	return nil
}

// acceptAll makes answers of drafts, and returns those that stay drafts, each with the
// reason among its notes.
func acceptAll(ctx context.Context, accept acceptFunc, by string, drafts []sheet.Draft) (left []sheet.Draft, err error) {
	list := make([]curate.Draft, len(drafts))
	for i, d := range drafts {
		list[i].Fields = d.Fields
	}
	accepted, err := accept(ctx, by, list...)
	if err != nil {
		return nil, err
	}
	for i, a := range accepted {
		if a.Err != nil {
			d := drafts[i]
			d.Notes = append(d.Notes, "was not accepted: "+strings.ReplaceAll(a.Err.Error(), "\n", "; "))
			left = append(left, d)
		}
	}
	return left, nil
}

// readSheet reads a file, but no more of a larger one than is needed to refuse it.
func readSheet(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, hint.With(fmt.Errorf("cannot read the spreadsheet: %w", err), "name a .csv or .tsv file")
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, sheet.MaxBytes+1))
	if err != nil {
		return nil, hint.With(fmt.Errorf("cannot read the spreadsheet: %w", err), "name a .csv or .tsv file")
	}
	return data, nil
}

// by is the author of drafts: as, where it is the id of someone in Slack.
func (f sheetFlags) by() string {
	if slackID.MatchString(f.as) {
		return f.as
	}
	return ""
}

// slackID is the id of a person (docs.slack.dev/reference/objects/user-object).
var slackID = regexp.MustCompile(`^[UW][A-Z0-9]{5,}$`)

// draftChanges saves drafts, each in the place of an earlier one of the same file and
// question.
func draftChanges(file string, flags sheetFlags, drafts []sheet.Draft, now time.Time) ([]feedback.DocumentChange, error) {
	name := filepath.Base(file)
	var changes []feedback.DocumentChange
	for _, d := range drafts {
		body := curate.DraftBody{Fields: d.Fields, Origin: fmt.Sprintf("spreadsheet %s row %d", name, d.Row), Notes: d.Notes}
		doc := feedback.Document{Kind: feedback.DocumentDraft, ID: draftID(name, d), By: flags.by(), Saved: now, Until: now.Add(curate.DraftKept)}
		if flags.as != doc.By {
			body.Origin += ", from " + flags.as
		}
		var err error
		if doc.Body, err = json.Marshal(body); err != nil {
			return nil, fmt.Errorf("encode a draft: %w", err)
		}
		changes = append(changes, feedback.DocumentChange{Put: &doc})
	}
	return changes, nil
}

// draftID is the same for the same question in the same file, wherever its row is.
func draftID(name string, d sheet.Draft) string {
	asked := d.Fields.Question
	if asked == "" {
		asked = d.Fields.Phrasings[0]
	}
	sum := sha256.Sum256([]byte(name + "\x00" + corpus.Normal(asked)))
	return "sheet-" + hex.EncodeToString(sum[:12])
}

// printSheet tells what became of a spreadsheet: each row that was not taken, with what to
// do where the reason is a new one. In a dry run, which no drafts show, it tells their
// notes too.
func printSheet(env Env, r sheet.Result, dryRun bool) {
	var rejected, notes []string
	told := map[string]bool{}
	for _, row := range r.Rejected {
		line := fmt.Sprintf("row %d: %s", row.Row, row.Reason)
		if row.Question != "" {
			line += " (" + row.Question + ")"
		}
		if !told[row.Hint] {
			line += "\n    hint: " + row.Hint
			told[row.Hint] = true
		}
		rejected = append(rejected, line)
	}
	noted := 0
	for _, d := range r.Drafts {
		if len(d.Notes) > 0 {
			noted++
		}
		for _, n := range d.Notes {
			notes = append(notes, fmt.Sprintf("row %d: %s", d.Row, n))
		}
	}
	if !dryRun {
		notes = nil
	}
	printUnder(env.Stdout, feedback.Number(len(r.Drafts), "draft")+", "+feedback.Number(len(r.Rejected), "row")+" not taken", rejected)
	if noted > 0 {
		printUnder(env.Stdout, feedback.Number(noted, "draft")+" to look at before you accept them", notes)
	}
	if len(r.Unused) > 0 {
		fmt.Fprintf(env.Stdout, "columns that were not read: %s\n", strings.Join(r.Unused, ", "))
	}
	if !dryRun && len(r.Drafts) > 0 {
		fmt.Fprintln(env.Stdout, "A curator accepts them on the Home tab in Slack, one by one or all at once.")
	}
	if dryRun {
		fmt.Fprintln(env.Stderr, "Nothing was saved: this was a dry run.")
	}
}

// printUnder prints lines under a heading.
func printUnder(out io.Writer, heading string, lines []string) {
	if len(lines) > 0 {
		heading += ":"
	}
	fmt.Fprintln(out, heading)
	for _, l := range lines {
		fmt.Fprintln(out, "  "+l)
	}
}
