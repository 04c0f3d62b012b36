package cli

import (
	"fmt"
	"io"
	"log/slog"
	"strings"

	"rolecall/internal/config"
	"rolecall/internal/hint"
)

// exitError ends the program with a status. The failure was reported already.
type exitError struct{ status int }

func (e exitError) Error() string { return fmt.Sprintf("exit status %d", e.status) }

// fail reports an error, warn a warning, on standard error.
func fail(env Env, err error) { report(env, slog.LevelError, err) }
func warn(env Env, err error) { report(env, slog.LevelWarn, err) }

// report prints an error as text, or logs it if logs are JSON, so that a log
// collector can read it like every other message. ROLECALL_LOG_LEVEL does not hide it:
// that setting is about the log of a running bot.
func report(env Env, level slog.Level, err error) {
	cfg, _ := config.LoadLocal() // only the log's format is used, which is set despite an error
	if cfg.LogFormat == "json" {
		cfg.LogLevel = level
		hint.Log(newLogger(env.Stderr, cfg), level, err)
		return
	}
	hint.Print(env.Stderr, map[slog.Level]string{slog.LevelError: "error", slog.LevelWarn: "warning"}[level], err)
}

// newLogger returns a logger to w with the format and level of the settings.
func newLogger(w io.Writer, cfg config.Config) *slog.Logger {
	opts := &slog.HandlerOptions{Level: cfg.LogLevel, ReplaceAttr: hint.Attr}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}

// withHelpHint adds the command's --help to the hint of a usage error.
func withHelpHint(err error, command string) error {
	todo := hint.Of(err)
	switch {
	case todo == "":
		todo = "see"
	case strings.HasSuffix(todo, "?"):
		todo += " See"
	default:
		todo += ". See"
	}
	return hint.With(err, fmt.Sprintf("%s `%s --help`", todo, command))
}
