package install_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"rolecall/internal/bot/install"
)

// asked is a Slack that knows the workspaces of an organisation.
type asked struct {
	teams []string
	err   error
	calls int
	now   time.Time
}

func (a *asked) options() install.Options {
	return install.Options{Now: func() time.Time { return a.now }, Logger: slog.New(slog.DiscardHandler),
		Workspaces: func(context.Context) ([]string, error) { a.calls++; return a.teams, a.err }}
}

func TestOurs(t *testing.T) {
	type from = install.Origin
	const t1, t2, foreign, e1, e2 = "T0ONE", "T0TWO", "T0FOREIGN", "E0OURS", "E0OTHER"
	for _, test := range []struct {
		name             string
		team, enterprise string // as auth.test answers
		from             from
		want             bool
		calls            int // of auth.teams.list
	}{
		{"a workspace, its people", t1, "", from{Team: t1}, true, 0},
		{"a workspace, its people in a shared channel", t1, "", from{Team: t1, Shared: true}, true, 0},
		{"a workspace, others", t1, "", from{Team: foreign}, false, 0},
		{"a workspace, people of an organisation", t1, "", from{Team: e2, Shared: true}, false, 0},
		{"a workspace, nothing said", t1, "", from{}, true, 0},
		{"a workspace, nothing said in a shared channel", t1, "", from{Shared: true}, false, 0},

		{"a workspace of an organisation, its people", t1, e1, from{Team: t1, Organisation: e1}, true, 0},
		{"a workspace of an organisation, the next one's", t1, e1, from{Team: t2, Organisation: e1}, true, 0},
		{"a workspace of an organisation, named by it", t1, e1, from{Team: e1}, true, 0},
		{"a workspace of an organisation, another one's", t1, e1, from{Team: foreign, Organisation: e2}, false, 0},
		{"a workspace of an organisation, not said which", t1, e1, from{Team: foreign}, false, 1},

		{"an organisation, one workspace", "", e1, from{Team: t1, Organisation: e1}, true, 0},
		{"an organisation, another workspace", "", e1, from{Team: t2, Organisation: e1}, true, 0},
		{"an organisation, a null team", "", e1, from{Team: t2}, true, 1},
		{"an organisation, a null team of another company", "", e1, from{Team: foreign}, false, 1},
		{"an organisation, by its own id", "", e1, from{Team: e1, Shared: true}, true, 0},
		{"an organisation, another one", "", e1, from{Team: e2, Shared: true}, false, 0},
		{"an organisation, a workspace of another one", "", e1, from{Team: foreign, Organisation: e2, Shared: true}, false, 0},
		{"an organisation, only the organisation said", "", e1, from{Organisation: e1}, true, 0},
		{"an organisation, only another one said", "", e1, from{Organisation: e2}, false, 0},
		{"an organisation, nothing said in a shared channel", "", e1, from{Shared: true}, false, 0},
		{"an organisation in place of the workspace", e1, e1, from{Team: t2, Organisation: e1}, true, 0},
		{"an organisation in place of the workspace, alone", e1, "", from{Team: e2}, false, 0},

		{"no answer yet", "", "", from{Team: t1}, false, 0},
	} {
		slack := &asked{teams: []string{t1, t2}}
		in := install.Of(test.team, test.enterprise, slack.options())
		if got := in.Ours(t.Context(), test.from); got != test.want || slack.calls != test.calls {
			t.Errorf("%s: %v after %d calls, want %v after %d", test.name, got, slack.calls, test.want, test.calls)
		}
	}
}

func TestKinds(t *testing.T) {
	for _, test := range []struct {
		team, enterprise, id string
		whole                bool
	}{
		{"T0ONE", "", "T0ONE", false},
		{"T0ONE", "E0OURS", "T0ONE", false},
		{"", "E0OURS", "E0OURS", true},
		{"E0OURS", "E0OURS", "E0OURS", true},
		{"E0OURS", "", "E0OURS", true},
	} {
		in := install.Of(test.team, test.enterprise, install.Options{})
		if in.Whole() != test.whole || in.ID() != test.id {
			t.Errorf("%q in %q: whole %v, id %q", test.team, test.enterprise, in.Whole(), in.ID())
		}
	}
}

// TestSlackIsAskedOnceAMinute: a workspace that Slack does not name is asked about again after a
// minute, one that it names never.
func TestSlackIsAskedOnceAMinute(t *testing.T) {
	const added = "T0ADDED"
	slack := &asked{teams: []string{"T0ONE"}, now: time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)}
	in := install.Of("", "E0OURS", slack.options())
	ours := func(team string, want bool, calls int) {
		t.Helper()
		if got := in.Ours(t.Context(), install.Origin{Team: team}); got != want || slack.calls != calls {
			t.Errorf("%s: %v after %d calls, want %v after %d", team, got, slack.calls, want, calls)
		}
	}
	slack.err = errors.New("no answer")
	ours("T0ONE", false, 1)
	slack.err, slack.now = nil, slack.now.Add(time.Minute)
	ours("T0ONE", true, 2)
	slack.teams = append(slack.teams, added)
	ours(added, false, 2)
	ours("T0ONE", true, 2)
	slack.now = slack.now.Add(time.Minute)
	ours(added, true, 3)
	ours(added, true, 3)
	slack.err, slack.now = errors.New("no answer"), slack.now.Add(time.Hour)
	ours("T0FOREIGN", false, 4)
	ours(added, true, 4)
}

// TestOneCallAsksForAllWhoWait, and nobody waits longer than a form may take to open.
func TestOneCallAsksForAllWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls, answer := 0, make(chan []string)
		in := install.Of("", "E0OURS", install.Options{Now: time.Now, Logger: slog.New(slog.DiscardHandler), Workspaces: func(ctx context.Context) ([]string, error) {
			calls++
			select {
			case teams := <-answer:
				return teams, nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}})
		ours := make(chan bool)
		ask := func() {
			for range 3 {
				go func() { ours <- in.Ours(t.Context(), install.Origin{Team: "T0ONE"}) }()
			}
			synctest.Wait()
		}
		all := func(want bool) {
			for range 3 {
				if got := <-ours; got != want {
					t.Errorf("%v, want %v", got, want)
				}
			}
		}
		began := time.Now()
		ask()
		all(false)
		if waited := time.Since(began); waited != 2*time.Second {
			t.Errorf("waited for %s", waited)
		}
		time.Sleep(time.Minute)
		ask()
		answer <- []string{"T0ONE"}
		all(true)
		if calls != 2 {
			t.Errorf("%d calls, want 2", calls)
		}
	})
}
