package bot_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// away is a store that cannot be reached while on is set: every call fails.
type away struct {
	feedback.Store
	on atomic.Bool
}

func (a *away) err() error {
	if !a.on.Load() {
		return nil
	}
	return &feedback.Fault{Where: "postgres://db.example/rolecall", What: "cannot be reached", Hint: "see whether PostgreSQL runs", Err: feedback.ErrAway}
}

func (a *away) Available() error { return a.err() }

func (a *away) Seen(ctx context.Context, keys ...string) (bool, error) {
	known, err := a.Store.Seen(ctx, keys...) // of this process
	if e := a.err(); e != nil {
		err = e
	}
	return known, err
}

func (a *away) Claim(ctx context.Context, where, what string) (bool, error) {
	ok, err := a.Store.Claim(ctx, where, what)
	if e := a.err(); e != nil {
		err = e
	}
	return ok, err
}

func (a *away) Release(ctx context.Context, where, what string, hold time.Duration) error {
	_ = a.Store.Release(ctx, where, what, hold)
	return a.err()
}

func (a *away) Handled(ctx context.Context, key string) error {
	if err := a.err(); err != nil {
		return err
	}
	return a.Store.Handled(ctx, key)
}

func (a *away) Once(ctx context.Context, key string, do func(context.Context) error) error {
	if err := a.err(); err != nil {
		return err
	}
	return a.Store.Once(ctx, key, do)
}

func (a *away) Alone(ctx context.Context, key string, do func(context.Context) error) error {
	if err := a.err(); err != nil {
		return err
	}
	return a.Store.Alone(ctx, key, do)
}

func (a *away) Thread(ctx context.Context, key string) (feedback.Thread, error) {
	if err := a.err(); err != nil {
		return feedback.Thread{}, err
	}
	return a.Store.Thread(ctx, key)
}

func (a *away) UpdateThread(ctx context.Context, key string, change func(*feedback.Thread)) error {
	if err := a.err(); err != nil {
		return err
	}
	return a.Store.UpdateThread(ctx, key, change)
}

func (a *away) Asked(ctx context.Context, q feedback.Asked) error {
	if err := a.err(); err != nil {
		return err
	}
	return a.Store.Asked(ctx, q)
}

func (a *away) Choice(ctx context.Context, c feedback.Choice) error {
	if err := a.err(); err != nil {
		return err
	}
	return a.Store.Choice(ctx, c)
}

func (a *away) Verdict(ctx context.Context, v feedback.Verdict) error {
	if err := a.err(); err != nil {
		return err
	}
	return a.Store.Verdict(ctx, v)
}

func (a *away) Retract(ctx context.Context, reply, user string) error {
	if err := a.err(); err != nil {
		return err
	}
	return a.Store.Retract(ctx, reply, user)
}

func (a *away) LeaveForCurators(context.Context, string, string) error { return a.err() }

func (a *away) Recent(context.Context, string, int) ([]string, error) { return nil, a.err() }

func (a *away) Top(context.Context, int, int) ([]feedback.Popular, error) { return nil, a.err() }

func (a *away) Forget(ctx context.Context, user string) (feedback.Forgotten, error) {
	if err := a.err(); err != nil {
		return feedback.Forgotten{}, err
	}
	return a.Store.Forget(ctx, user)
}

func (a *away) Questions(ctx context.Context, w feedback.Window, f func(feedback.Question) error) error {
	if err := a.err(); err != nil {
		return err
	}
	return a.Store.Questions(ctx, w, f)
}

func (a *away) Documents(ctx context.Context, kind feedback.DocumentKind) ([]feedback.Document, error) {
	if err := a.err(); err != nil {
		return nil, err
	}
	return a.Store.Documents(ctx, kind)
}

func (a *away) Document(ctx context.Context, kind feedback.DocumentKind, id string) (feedback.Document, bool, error) {
	if err := a.err(); err != nil {
		return feedback.Document{}, false, err
	}
	return a.Store.Document(ctx, kind, id)
}

func (a *away) Change(ctx context.Context, changes ...feedback.DocumentChange) error {
	if err := a.err(); err != nil {
		return err
	}
	return a.Store.Change(ctx, changes...)
}

// failures counts what a bot reports as failed.
type failures struct {
	mu sync.Mutex
	n  map[string]int
	bot.Meter
}

func (*failures) Replied(string, string, time.Duration) {}
func (*failures) Matched(bool)                          {}
func (*failures) Called(string, string, string)         {}
func (*failures) Connected(int)                         {}

func (f *failures) Failed(what string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n == nil {
		f.n = map[string]int{}
	}
	f.n[what]++
}

func (f *failures) count(what string) int { f.mu.Lock(); defer f.mu.Unlock(); return f.n[what] }

// TestWhileTheStoreIsAway every surface answers as ever, whoever wants something saved or
// removed is told that it was not, and the log is quiet: the store itself says that it is away.
func TestWhileTheStoreIsAway(t *testing.T) {
	store, failed := &away{}, &failures{}
	d := curating(t, with(func(o *bot.Options) {
		store.Store = o.Store.(*spy).Recorder.(feedback.Store)
		o.Store, o.Curate.Store, o.Meter = store, store, failed
	}))
	d.run()
	l := d.lab
	before := l.answer(l.ws.DM(l.ctx, "maya", askSalary))
	lost := l.answer(l.ws.Slash(l.ctx, "hiring", "tomas", "/rolecall", askMissing))
	lost = l.answer(l.press("tomas", lost, "None of these"))
	store.on.Store(true)

	contains(t, l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askSalary)).Text, "CTO")
	contains(t, l.answer(l.ws.DM(l.ctx, "maya", askSalary)).Text, "CTO")
	slash := l.answer(l.ws.Slash(l.ctx, "hiring", "tomas", "/rolecall", askSalary))
	contains(t, slash.Text, "CTO")
	if home := l.answer(l.ws.OpenHome(l.ctx, "maya", "home")); home.View == nil {
		t.Error("no Home tab")
	}
	form := l.answer(l.ws.Shortcut(l.ctx, "maya", "ask_role"))
	if typed := l.answer(l.ws.Suggest(l.ctx, "maya", form.Ref(), blockkit.ActionRoleSearch, "cto")); !strings.Contains(string(typed.Options), `"value"`) {
		t.Error("the typeahead offers nothing")
	}

	told := func(what string, dl slacktest.Delivery, err error) {
		t.Helper()
		if e := l.answer(dl, err); !strings.Contains(e.Text, "can't reach my notes") && (e.View == nil || !strings.Contains(string(e.View.Blocks), "can't reach my notes")) {
			t.Errorf("%s was answered with %s", what, e.Text)
		}
	}
	dl, err := l.press("maya", before, "Helpful")
	told("a rating", dl, err)
	dl, err = l.press("maya", before, "Not helpful")
	told("a bad rating", dl, err)
	dl, err = l.ws.DM(l.ctx, "maya", "forget me")
	told("forget me", dl, err)
	dl, err = l.press("tomas", lost, "Tell me when there is an answer")
	told("Tell me", dl, err)
	if err := l.bot.Ready(); err == nil || !strings.Contains(err.Error(), "cannot be reached") {
		t.Errorf("ready: %v", err)
	}
	if n := failed.count("unclaimed"); n < 3 {
		t.Errorf("%d events and presses were counted as unclaimed", n)
	}
	for line := range strings.Lines(l.logs.String()) {
		if strings.Contains(line, "cannot be reached") && !strings.Contains(line, `"level":"DEBUG"`) {
			t.Errorf("logged: %s", line)
		}
	}

	store.on.Store(false)
	if err := l.bot.Ready(); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	l.clock.pass(time.Minute)
	thanks := l.answer(l.press("maya", before, "Helpful"))
	lacks(t, thanks.Text, "notes")
}

// TestAnEditWhileTheStoreIsAway keeps what was typed in the form.
func TestAnEditWhileTheStoreIsAway(t *testing.T) {
	store := &away{}
	var d *desks
	d = curating(t, with(func(o *bot.Options) {
		store.Store = o.Store.(*spy).Recorder.(feedback.Store)
		o.Store, o.Curate.Store, o.Curate.Room = store, store, curate.NewRoom(d.live, store, d.clock.Now)
	}))
	d.run()
	answer := d.answer(d.ws.Slash(d.ctx, "hiring", "tomas", "/rolecall", askSalary))
	form := d.answer(d.press("tomas", answer, "Edit"))
	store.on.Store(true)
	seq := d.ws.Seq()
	d.sent(d.ws.Submit(d.ctx, "tomas", form.View.ID, map[string]any{"short": "Ask the giraffes. They know."}))
	e := d.until(seq, "the form again", func(e slacktest.Event) bool {
		return e.Kind == slacktest.KindView && !strings.Contains(string(e.View.Blocks), "Saving")
	})
	contains(t, string(e.View.Blocks), "can't reach my notes", "Ask the giraffes")
}
