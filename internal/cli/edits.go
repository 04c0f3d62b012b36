package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"rolecall/internal/admin"
	"rolecall/internal/config"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/stores"
)

// edits are the edits made in Slack, for a command that answers or checks and ends.
type edits struct {
	docs []feedback.Document
	from string // "of the running bot", or "from FILE"
	dir  string // the data folder, whose weights the bot has learned with them; "" without edits
}

// noEditsFlag adds the flag that leaves edits out.
func noEditsFlag(cmd *cobra.Command, without *bool) {
	cmd.Flags().BoolVar(without, "no-edits", false, "leave out the edits made in Slack")
}

// readEdits returns the edits of the running bot or else of the store, none if there is no
// store. A store that cannot be read is a warning: the rest of the knowledge is there.
func readEdits(ctx context.Context, env Env) edits {
	e, err := findEdits(ctx, env)
	if err != nil {
		warn(env, hint.With(fmt.Errorf("the edits made in Slack are left out: %w", err), hint.Of(err)))
		return edits{}
	}
	return e
}

func findEdits(ctx context.Context, env Env) (edits, error) {
	cfg, err := config.LoadLocal()
	if err != nil {
		return edits{}, nil // the commands that need the setting report it
	}
	if stores.Absent(cfg) {
		return edits{}, nil // before the socket is tried: this costs nothing where no bot ever ran
	}
	e := edits{dir: cfg.DataDir}
	err = withDocuments(ctx, env, true, func(d documents, from string) error {
		docs, err := d.Documents(ctx, feedback.DocumentEdit)
		e.docs, e.from = docs, from
		return err
	})
	if errors.Is(err, feedback.ErrNone) || errors.Is(err, feedback.ErrOlder) || errors.Is(err, errNoEdits) {
		return edits{}, nil // written by a version that had no edits
	}
	return e, err
}

// documents is what a store and a running bot both can do with edits.
type documents interface {
	Documents(context.Context, feedback.DocumentKind) ([]feedback.Document, error)
	Change(context.Context, ...feedback.DocumentChange) error
}

// errNoEdits says that a bot or a store cannot have edits.
var errNoEdits = hint.New("this bot knows no edits", "restart it: it is of an older version")

// withDocuments opens the edits of the running bot, or else of the store, and calls f
// with where they are from. Unless it is only to be read, a store is created where there
// is none.
func withDocuments(ctx context.Context, env Env, readOnly bool, f func(d documents, from string) error) error {
	cfg, err := config.LoadLocal()
	if err != nil {
		return err
	}
	from := "of the running bot"
	src, err := admin.Open(ctx, cfg.Socket(), func() (feedback.Source, error) {
		from = "from " + stores.Name(cfg)
		o := stores.Options{Keep: cfg.Keep, Retention: feedback.Retention{Questions: cfg.Retention}, Now: env.Now, ReadOnly: readOnly}
		if readOnly {
			return stores.OpenExisting(ctx, cfg, o)
		}
		return stores.Open(ctx, cfg, o)
	})
	if err != nil {
		return err
	}
	d, ok := src.(documents)
	if !ok {
		err = errNoEdits
	} else {
		err = f(d, from)
	}
	return errors.Join(err, src.Close())
}

// read is what curate reads edits with; nil where there are none.
func (e edits) read() func(context.Context) ([]feedback.Document, error) {
	if len(e.docs) == 0 {
		return nil
	}
	return func(context.Context) ([]feedback.Document, error) { return e.docs, nil }
}

// layer returns the edits as a layer to lint or to measure; ok is false where there are
// none.
func (e edits) layer() (l corpus.Layer, faults corpus.Problems, ok bool) {
	if len(e.docs) == 0 {
		return l, nil, false
	}
	l, err := curate.EditLayer(e.docs)
	errors.As(err, &faults)
	return l, faults, true
}

// tell says on standard error that n edited files are used, if there are any: someone who
// compares an answer with the files must know.
func (e edits) tell(env Env, n int) {
	if n > 0 {
		fmt.Fprintf(env.Stderr, "with %s %s\n", feedback.Number(n, "edit"), e.from)
	}
}

// weights is the folder of the weights that the bot keeps with its data; "" without
// edits.
func (e edits) weights() string {
	if e.dir == "" {
		return ""
	}
	return filepath.Join(e.dir, weightsFolder)
}
