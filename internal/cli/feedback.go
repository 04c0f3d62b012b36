package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rolecall/internal/admin"
	"rolecall/internal/config"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/hint"
)

func feedbackCmd(env Env) *cobra.Command {
	return grouped(&cobra.Command{
		Use:   "feedback",
		Short: "what people asked and thought",
		Long: `Reports on what is kept, and removes it. Works beside a running bot, by asking
it over its admin socket, and without one, from the file: the output is the
same. ROLECALL_DATA_DIR says where.`,
	}, statsCmd(env), missesCmd(env), suggestCmd(env), exportCmd(env), purgeCmd(env), backupCmd(env))
}

// withSource opens what reports are made from, the running bot or else the file,
// runs f and closes it. The file is read and never written.
func withSource(ctx context.Context, env Env, f func(feedback.Source) error) error {
	return open(ctx, env, true, f)
}

// withStore is withSource for what changes the store.
func withStore(ctx context.Context, env Env, f func(feedback.Source) error) error {
	return open(ctx, env, false, f)
}

func open(ctx context.Context, env Env, readOnly bool, f func(feedback.Source) error) error {
	cfg, err := config.LoadLocal()
	if err != nil {
		return err
	}
	src, err := admin.Open(ctx, cfg.Socket(), func() (feedback.Source, error) {
		return bolt.OpenExisting(cfg.DataDir, bolt.Options{Keep: cfg.Keep, Now: env.Now, ReadOnly: readOnly})
	})
	if err != nil {
		return err
	}
	return errors.Join(f(src), src.Close())
}

// spanFlags are --since and --until.
type spanFlags struct{ since, until string }

func (s *spanFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.since, "since", "", "from this `day` (2026-11-01) or so long ago (30d, 12h)")
	cmd.Flags().StringVar(&s.until, "until", "", "before this `day`")
}

func (s *spanFlags) window(now time.Time) (w feedback.Window, err error) {
	if w.Since, err = when(s.since, now); err != nil {
		return w, usageError{fmt.Errorf("--since: %w", err)}
	}
	if w.Until, err = when(s.until, now); err != nil {
		return w, usageError{fmt.Errorf("--until: %w", err)}
	}
	return w, nil
}

// when reads a day, or a span back from now; "" is the zero time.
func when(s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 {
			return now.AddDate(0, 0, -n), nil
		}
	}
	if d, err := time.ParseDuration(s); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	return time.Time{}, hint.New(strconv.Quote(s)+" is neither a day nor a span", "write a day as 2026-11-01, a span as 30d or 12h")
}

func statsCmd(env Env) *cobra.Command {
	var asJSON bool
	var span spanFlags
	cmd := &cobra.Command{
		Use:   "stats [--json] [--since DAY] [--until DAY]",
		Short: "asked, answered, missed, liked; by entry, week and surface",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := span.window(env.Now())
			if err != nil {
				return err
			}
			return withSource(cmd.Context(), env, func(src feedback.Source) error {
				s, err := src.Stats(cmd.Context(), w)
				if err != nil {
					return err
				}
				if asJSON {
					return writeJSON(env.Stdout, s)
				}
				return s.Text(env.Stdout)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	span.add(cmd)
	return cmd
}

func exportCmd(env Env) *cobra.Command {
	var format string
	var span spanFlags
	cmd := &cobra.Command{
		Use:   "export [--format csv|jsonl] [--since DAY] [--until DAY]",
		Short: "every question and verdict that is kept, as CSV or JSON Lines",
		Long: `Writes what is kept to standard output, oldest first, without users. Question
text is there only as far as ROLECALL_KEEP_QUESTIONS lets it be kept, scrubbed.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := span.window(env.Now())
			if err != nil {
				return err
			}
			f := feedback.Format(format)
			if f != feedback.CSV && f != feedback.JSONLines {
				return misused(fmt.Sprintf("--format %q is not known", format), "csv or jsonl")
			}
			return withSource(cmd.Context(), env, func(src feedback.Source) error {
				return src.Export(cmd.Context(), env.Stdout, f, w)
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", string(feedback.CSV), "csv or jsonl")
	span.add(cmd)
	return cmd
}

func purgeCmd(env Env) *cobra.Command {
	var p feedback.Purge
	var older string
	var yes bool
	cmd := &cobra.Command{
		Use:   "purge (--all | --older-than SPAN | --user ID) --yes",
		Short: "remove what is kept, down to the bytes of the file",
		Long: `Removes everything, or what is older than a span (90d), or what is kept of one
Slack user, and rewrites the file so that nothing of it is left. Needs --yes.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if p.OlderThan, err = when(older, env.Now()); err != nil {
				return usageError{fmt.Errorf("--older-than: %w", err)}
			}
			if !p.All && older == "" && p.User == "" {
				return misused("nothing to remove was named", "say one of --all, --older-than SPAN, --user ID")
			}
			if !yes {
				return misused("purge cannot be undone", "take `feedback backup` first, then add --yes")
			}
			return withStore(cmd.Context(), env, func(src feedback.Source) error {
				n, err := src.Purge(cmd.Context(), p)
				if err == nil {
					_, err = fmt.Fprintf(env.Stdout, "%d removed\n", n)
				}
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&p.All, "all", false, "everything")
	cmd.Flags().StringVar(&older, "older-than", "", "what is older than this `span` (90d) or day")
	cmd.Flags().StringVar(&p.User, "user", "", "what is kept of this Slack user `id`")
	cmd.Flags().BoolVar(&yes, "yes", false, "really do it")
	return cmd
}

func backupCmd(env Env) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "a consistent copy of the store, also while the bot runs",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misused("no file was named", "backup needs the FILE to write")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return withStore(cmd.Context(), env, func(src feedback.Source) error {
				f, err := os.OpenFile(args[0], os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
				if err != nil {
					return hint.With(fmt.Errorf("cannot write the backup: %w", err), "name a file that does not exist yet, in a folder this user may write")
				}
				if err := errors.Join(src.Backup(cmd.Context(), f), f.Close()); err != nil {
					return errors.Join(err, os.Remove(args[0])) // half a backup is useless, and would block the next try
				}
				return nil
			})
		},
	}
}
