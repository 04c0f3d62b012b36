package cli

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rolecall/internal/admin"
	"rolecall/internal/cli/complete"
	"rolecall/internal/config"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/stores"
)

func feedbackCmd(env Env) *cobra.Command {
	return group(&cobra.Command{
		Use:   "feedback",
		Short: "what people asked and how they rated the answers",
		Long: `Reports on stored questions and ratings, and removes them. While a bot is
running, these commands use its admin socket; otherwise they open the store. The
output is the same. The socket is in the folder ROLECALL_DATA_DIR, and so is the
store, feedback.db, unless ROLECALL_STORE names a database.`,
	}, statsCmd(env), missesCmd(env), suggestCmd(env), exportCmd(env), purgeCmd(env),
		complete.Files(backupCmd(env)), complete.Files(restoreCmd(env)), copyCmd(env))
}

// withSource opens the running bot, or else the store, read-only; it calls
// f and closes the source.
func withSource(ctx context.Context, env Env, f func(feedback.Source) error) error {
	return openSource(ctx, env, true, f)
}

// withStore is withSource for commands that change the store.
func withStore(ctx context.Context, env Env, f func(feedback.Source) error) error {
	return openSource(ctx, env, false, f)
}

func openSource(ctx context.Context, env Env, readOnly bool, f func(feedback.Source) error) error {
	cfg, err := config.LoadLocal()
	if err != nil {
		return err
	}
	src, err := admin.Open(ctx, cfg.Socket(), func() (feedback.Source, error) {
		return stores.OpenExisting(ctx, cfg, stores.Options{Keep: cfg.Keep, Now: env.Now, ReadOnly: readOnly})
	})
	if err != nil {
		return err
	}
	return errors.Join(f(src), src.Close())
}

// spanFlags are the flags --since and --until.
type spanFlags struct{ since, until string }

func (s *spanFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.since, "since", "", "from this `day` on (2026-11-01), or from this long ago (30d, 12h)")
	cmd.Flags().StringVar(&s.until, "until", "", "before this `day`")
}

func (s *spanFlags) window(now time.Time) (w feedback.Window, err error) {
	if w.Since, err = parseTime(s.since, now); err != nil {
		return w, usageError{fmt.Errorf("--since: %w", err)}
	}
	if w.Until, err = parseTime(s.until, now); err != nil {
		return w, usageError{fmt.Errorf("--until: %w", err)}
	}
	return w, nil
}

// parseTime reads a day ("2026-11-01") as its first moment in UTC, or a span
// ("30d", "12h") as the time that long before now. "" is the zero time.
func parseTime(s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	if d, err := parseSpan(s); err == nil {
		return now.Add(-d), nil
	}
	return time.Time{}, hint.New(strconv.Quote(s)+" is neither a day nor a span", "write a day as 2026-11-01, a span as 30d or 12h")
}

// maxDays is the longest span in days: a time.Duration has room for 292 years.
const maxDays = int(math.MaxInt64 / (24 * time.Hour))

// parseSpan reads a number of days of 24 hours ("30d"), or a duration ("12h").
func parseSpan(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 && n <= maxDays {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	if d, err := time.ParseDuration(s); err == nil && d >= 0 {
		return d, nil
	}
	return 0, hint.New(strconv.Quote(s)+" is not a span", "write it as 30d or 12h")
}

func statsCmd(env Env) *cobra.Command {
	var asJSON bool
	var span spanFlags
	cmd := &cobra.Command{
		Use:   "stats [--json] [--since DAY] [--until DAY]",
		Short: "how many questions were asked, answered, missed (and why) and liked; by entry, week and surface",
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
		Short: "all stored questions and verdicts, as CSV or JSON Lines",
		Long: `Writes all stored questions and verdicts to standard output, oldest first,
without users. They have the scrubbed text of those questions whose text
ROLECALL_KEEP_QUESTIONS allows to be stored.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := span.window(env.Now())
			if err != nil {
				return err
			}
			f := feedback.Format(format)
			if f != feedback.CSV && f != feedback.JSONLines {
				return newUsageError(fmt.Sprintf("--format %q is not known", format), "csv or jsonl")
			}
			return withSource(cmd.Context(), env, func(src feedback.Source) error {
				return src.Export(cmd.Context(), env.Stdout, f, w)
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", string(feedback.CSV), "csv or jsonl")
	complete.Formats(cmd, "csv", "jsonl")
	span.add(cmd)
	return cmd
}

func purgeCmd(env Env) *cobra.Command {
	var p feedback.Purge
	var older string
	var yes bool
	cmd := &cobra.Command{
		Use:   "purge (--all | --older-than SPAN | --user ID) --yes",
		Short: "remove what is stored of people, and erase it from the file",
		Long: `Removes all records, those older than a span (90d) or a day, or those of one
Slack user, and rewrites the file so that nothing of them is left in it. Needs
--yes.

Drafts and requests made in Slack go too. Edits of the knowledge stay, since
answers come from them; --user removes that person's name from them.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if p.OlderThan, err = parseTime(older, env.Now()); err != nil {
				return usageError{fmt.Errorf("--older-than: %w", err)}
			}
			if !p.All && older == "" && p.User == "" {
				return newUsageError("nothing to remove was named", "use one of --all, --older-than SPAN, --user ID")
			}
			if !yes {
				return newUsageError("purge cannot be undone", "run `feedback backup` first, then add --yes")
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
	cmd.Flags().BoolVar(&p.All, "all", false, "remove everything but edits of the knowledge")
	cmd.Flags().StringVar(&older, "older-than", "", "remove what is older than this `span` (90d) or day")
	cmd.Flags().StringVar(&p.User, "user", "", "remove what is stored about the Slack user with this `id`")
	cmd.Flags().BoolVar(&yes, "yes", false, "confirm that you want to remove it")
	return cmd
}
