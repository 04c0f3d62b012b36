package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"rolecall/internal/admin"
	"rolecall/internal/config"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/stores"
)

// oneFile returns a usageError unless there is one argument.
func oneFile(todo string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return newUsageError("no file was named", todo)
		case len(args) > 1:
			return newUsageError(fmt.Sprintf("%d files were named", len(args)), todo+", and takes one")
		}
		return nil
	}
}

func backupCmd(env Env) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "write a consistent copy of the store, also while the bot runs",
		Args:  oneFile("backup needs the FILE to write"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withStore(cmd.Context(), env, func(src feedback.Source) error {
				f, err := os.OpenFile(args[0], os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
				if err != nil {
					return hint.With(fmt.Errorf("cannot write the backup: %w", err), "name a file that does not exist yet, in a folder this user may write")
				}
				if err := errors.Join(src.Backup(cmd.Context(), f), f.Close()); err != nil {
					return errors.Join(err, os.Remove(args[0])) // an incomplete backup is useless, and the next attempt needs the name
				}
				return nil
			})
		},
	}
}

func restoreCmd(env Env) *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "put a backup in the place of the store; the bot must be stopped",
		Long: `Puts a copy of FILE, which "feedback backup" wrote, in the place of the store:
feedback.db in the folder ROLECALL_DATA_DIR, which may be empty. FILE is read to
its end first, and refused if it is damaged or of a newer rolecall. The store that
was there is kept next to it, under a name that is printed, for a day of the bot's
running or until someone's "forget me" or a purge. Move it away to keep it.

The backup also has what was forgotten or purged since it was made: purge it again.`,
		Example: `  rolecall feedback restore /backups/rolecall-2026-11-26.db`,
		Args:    oneFile("restore needs the FILE to read"),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := config.LoadLocal()
			if err != nil {
				return err
			}
			_, err = admin.Dial(cmd.Context(), cfg.Socket())
			switch {
			case err == nil:
				return hint.New("a rolecall serve is running on "+cfg.DataDir, "stop it first, since it has the store open; start it again afterwards")
			case !errors.Is(err, admin.ErrNotRunning):
				return err
			}
			kept, err := stores.Restore(args[0], cfg, env.Now)
			if err != nil {
				return err
			}
			fmt.Fprintln(env.Stdout, "restored", stores.File(cfg.DataDir))
			if kept != "" {
				fmt.Fprintln(env.Stdout, "the store that was there is", kept)
			}
			return nil
		},
	}
}
