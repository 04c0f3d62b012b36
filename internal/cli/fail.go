package cli

import (
	"fmt"
	"io"
	"log/slog"
	"strings"

	"rolecall/internal/config"
	"rolecall/internal/hint"
)

// silent is a failure that has been reported already: only the exit code is left.
type silent struct{ code int }

func (s silent) Error() string { return fmt.Sprintf("exit %d", s.code) }

// fail reports an error on standard error, warn what is no failure.
func fail(env Env, err error) { report(env, slog.LevelError, err) }
func warn(env Env, err error) { report(env, slog.LevelWarn, err) }

// report tells an error to a person, or to whoever collects the logs where
// those are JSON: a start that fails is read there like all else.
func report(env Env, level slog.Level, err error) {
	cfg, _ := config.LoadLocal() // the form of the log is known whatever is wrong with the rest
	if cfg.LogFormat == "json" {
		hint.Log(newLogger(env.Stderr, cfg), level, err)
		return
	}
	hint.Print(env.Stderr, map[slog.Level]string{slog.LevelError: "error", slog.LevelWarn: "warning"}[level], err)
}

// newLogger writes to w as the settings say.
func newLogger(w io.Writer, cfg config.Config) *slog.Logger {
	opts := &slog.HandlerOptions{Level: cfg.LogLevel, ReplaceAttr: hint.Attr}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}

// withHelp adds to what is wrong with a command line where it is explained.
func withHelp(err error, command string) error {
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
