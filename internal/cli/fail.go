package cli

import (
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
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

// reportPanic reports a panic: of what kind and where it was, but not its value, which may
// quote what someone typed. It is called by the top of the program's own goroutine. A panic
// of another goroutine is printed by Go itself, as text, and ends the program; those that
// serve people recover on their own.
func reportPanic(env Env, value any) {
	err := hint.New(fmt.Sprintf("a mistake in rolecall ended it: a panic of kind %T", value), "report it to the maintainers, with the stack")
	stack := string(debug.Stack())
	if cfg, _ := config.LoadLocal(); cfg.LogFormat == "json" {
		newLogger(env.Stderr, cfg).Error(err.Error(), "hint", hint.Of(err), "stack", stack)
		return
	}
	hint.Print(env.Stderr, "error", err)
	fmt.Fprintln(env.Stderr, stack)
}

// adoptStandardLog sends what libraries print with package log to log, so that it has the
// same form. It is for whoever looks for a fault (net/http says there what a server sent
// unasked), so its level is debug.
func adoptStandardLog(log *slog.Logger) {
	slog.SetLogLoggerLevel(slog.LevelDebug)
	slog.SetDefault(log)
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
