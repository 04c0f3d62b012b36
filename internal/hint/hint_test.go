package hint_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"testing"

	"rolecall/internal/hint"
)

// stale is an error type that implements Hinted.
type stale struct{ day string }

func (s stale) Error() string { return "reviewed on " + cmp.Or(s.day, "no day") }
func (s stale) ToDo() string {
	if s.day == "" {
		return ""
	}
	return "review it"
}

// listed is a list of errors as an error type.
type listed []error

func (l listed) Error() string {
	if len(l) == 0 {
		return "nothing wrong"
	}
	return errors.Join(l...).Error()
}
func (l listed) Unwrap() []error { return l }

var (
	port   = hint.New("the port is taken", "choose another")
	folder = hint.With(fmt.Errorf("cannot read: %w", fs.ErrPermission), "check who owns it")
)

func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		says []string // the text of each joined error
		todo []string // and its hint
		of   string   // the hint of the whole error
	}{
		{"none", nil, nil, nil, ""},
		{"plain", fs.ErrExist, []string{"file already exists"}, []string{""}, ""},
		{"new", port, []string{"the port is taken"}, []string{"choose another"}, "choose another"},
		{"without a hint", hint.With(fs.ErrExist, ""), []string{"file already exists"}, []string{""}, ""},
		{"wrapped", fmt.Errorf("serve: %w", port), []string{"serve: the port is taken"}, []string{"choose another"}, "choose another"},
		{"the outer hint replaces the inner one", hint.With(fmt.Errorf("serve: %w", port), "set PORT"), []string{"serve: the port is taken"}, []string{"set PORT"}, "set PORT"},
		{"an error type with a hint", fmt.Errorf("cto.pay: %w", stale{"1 May"}), []string{"cto.pay: reviewed on 1 May"}, []string{"review it"}, "review it"},
		{"joined", errors.Join(port, fs.ErrExist, folder), []string{"the port is taken", "file already exists", "cannot read: permission denied"},
			[]string{"choose another", "", "check who owns it"}, "choose another; check who owns it"},
		{"joined twice", errors.Join(errors.Join(port, nil), folder), []string{"the port is taken", "cannot read: permission denied"},
			[]string{"choose another", "check who owns it"}, "choose another; check who owns it"},
		{"a list type", listed{port, stale{"1 May"}}, []string{"the port is taken", "reviewed on 1 May"},
			[]string{"choose another", "review it"}, "choose another; review it"},
		{"an empty list", listed{}, []string{"nothing wrong"}, []string{""}, ""},
		{"an error type with an empty hint", errors.Join(stale{}, port), []string{"reviewed on no day", "the port is taken"}, []string{"", "choose another"}, "choose another"},
		{"the same twice", errors.Join(port, port), []string{"the port is taken", "the port is taken"},
			[]string{"choose another", "choose another"}, "choose another"},
		{"an error with two causes is one error", fmt.Errorf("%w, and %w", port, folder), []string{"the port is taken, and cannot read: permission denied"},
			[]string{"choose another; check who owns it"}, "choose another; check who owns it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var says, todo []string
			for _, e := range hint.Each(tt.err) {
				says, todo = append(says, e.Error()), append(todo, hint.Of(e))
			}
			if !slices.Equal(says, tt.says) || !slices.Equal(todo, tt.todo) {
				t.Errorf("got %q with hints %q\nwant %q with %q", says, todo, tt.says, tt.todo)
			}
			if got := hint.Of(tt.err); got != tt.of {
				t.Errorf("the hint of all is %q, want %q", got, tt.of)
			}
		})
	}
	if hint.With(nil, "sleep") != nil {
		t.Error("With made an error from nil")
	}
	if !errors.Is(folder, fs.ErrPermission) {
		t.Error("errors.Is does not find the cause below a hint")
	}
}

// TestPrint: every joined error has its own lines, and further lines are indented.
func TestPrint(t *testing.T) {
	var out bytes.Buffer
	hint.Print(&out, "error", errors.Join(port, errors.New("two\nlines"), hint.New("a", "b\nc")))
	want := `error: the port is taken
hint: choose another
error: two
       lines
error: a
hint: b
      c
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

// TestLog: the hint is an attribute next to the error, however it is logged.
func TestLog(t *testing.T) {
	var out bytes.Buffer
	drop := func(groups []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return hint.Attr(groups, a)
	}
	for _, h := range []slog.Handler{
		slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: drop}),
		slog.NewJSONHandler(&out, &slog.HandlerOptions{ReplaceAttr: drop}),
	} {
		log := slog.New(h)
		log.Warn("m", "error", port, "n", 1)
		log.With("error", fmt.Errorf("x: %w", folder)).Info("m")
		log.Info("m", slog.Group("g", "error", port))
		log.Info("m", "error", fs.ErrExist, "none", nil)
		hint.Log(log, slog.LevelError, errors.Join(port, fs.ErrExist))
	}
	want := `level=WARN msg=m error="the port is taken" hint="choose another" n=1
level=INFO msg=m error="x: cannot read: permission denied" hint="check who owns it"
level=INFO msg=m g.error="the port is taken" g.hint="choose another"
level=INFO msg=m error="file already exists" none=<nil>
level=ERROR msg="the port is taken" hint="choose another"
level=ERROR msg="file already exists"
{"level":"WARN","msg":"m","error":"the port is taken","hint":"choose another","n":1}
{"level":"INFO","msg":"m","error":"x: cannot read: permission denied","hint":"check who owns it"}
{"level":"INFO","msg":"m","g":{"error":"the port is taken","hint":"choose another"}}
{"level":"INFO","msg":"m","error":"file already exists","none":null}
{"level":"ERROR","msg":"the port is taken","hint":"choose another"}
{"level":"ERROR","msg":"file already exists"}
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}
