package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"rolecall/internal/config"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/stores"
)

// progressEvery is after how many rows a copy says how far it is. A choice: some seconds.
const progressEvery = 100_000

func copyCmd(env Env) *cobra.Command {
	var from, to string
	cmd := &cobra.Command{
		Use:   "copy --from STORE --to STORE",
		Short: "copy the whole store into another one, such as from a file to PostgreSQL",
		Long: `Copies everything that is stored, raw as it is: questions, ratings, counts, edits,
and what a restart must not forget. The copy has the key of the hashes too, so
that "forget me" still finds a person. A STORE is bolt:FILE or
postgres://USER@HOST/DATABASE; the password of a database is never an argument:
set PGPASSWORD, or PGPASSFILE to a passfile.

Stop the bot first: what it records meanwhile would be missing. The original is
not changed. The destination must be new, or empty. A copy that was cut off is
begun again by the same command, and no bot uses it before it is complete. At
the end the copy is read again and compared, kind by kind; the status is 1 if it
differs.`,
		Example: `  rolecall feedback copy --from bolt:/var/lib/rolecall/feedback.db --to postgres://rolecall@db.example/rolecall?sslmode=verify-full`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := errors.Join(stores.CheckAddress("--from", from), stores.CheckAddress("--to", to)); err != nil {
				return usageError{err}
			}
			if from == to {
				return newUsageError("--from and --to are the same store", "name two different ones")
			}
			return copyStore(cmd.Context(), env, from, to)
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the original `store`")
	cmd.Flags().StringVar(&to, "to", "", "the new `store`")
	return cmd
}

// copyStore copies one store into another and prints what the copy holds.
func copyStore(ctx context.Context, env Env, from, to string) (err error) {
	cfg, err := config.LoadLocal()
	if err != nil {
		return err
	}
	log := newLogger(env.Stderr, cfg)
	stopped := func(err error) error {
		if errors.Is(err, feedback.ErrInUse) {
			return hint.With(err, "stop `rolecall serve` first: what it records meanwhile would be missing in the copy")
		}
		return err
	}
	origin, err := stores.Origin(ctx, from, log)
	if err != nil {
		return stopped(err)
	}
	defer func() { err = errors.Join(err, origin.Close()) }()
	destination, err := stores.Destination(ctx, to, log)
	if err != nil {
		return stopped(err)
	}
	defer func() { err = errors.Join(err, destination.Close()) }()
	copied, err := feedback.Copy(ctx, origin, destination, progress(log, progressEvery))
	if err != nil && !errors.Is(err, feedback.ErrDiffers) {
		if ctx.Err() != nil {
			err = hint.New("the copy was cut off", "run the same command again, which begins anew")
		}
		return stopped(err)
	}
	for _, line := range copied.Lines() {
		fmt.Fprintln(env.Stdout, line)
	}
	if n := copied.Unreadable; n > 0 {
		warn(env, hint.New(fmt.Sprintf("%d rows of the original are damaged and were left out", n), "keep the original; a backup may have them"))
	}
	switch {
	case err != nil:
		return err
	case copied.Before:
		fmt.Fprintln(env.Stdout, "The copy was there already, and is complete.")
	default:
		fmt.Fprintln(env.Stdout, "The copy is complete.")
	}
	return nil
}

// progress returns a function that logs how much was copied, each time that every more
// rows were.
func progress(log *slog.Logger, every int) func(feedback.Totals) {
	next := every
	return func(t feedback.Totals) {
		if n := t.Records + t.Verdicts + t.Counts + t.Documents; n >= next {
			log.Info("copying", "records", t.Records, "verdicts", t.Verdicts, "counts", t.Counts, "documents", t.Documents)
			next = n - n%every + every
		}
	}
}
