// Package install says what the bot token stands for, one workspace or a whole
// organisation of them (Enterprise Grid), and which people belong to it.
//
// In channels that are shared with another company, by Slack Connect, its people read
// what the bot writes and press its buttons. What is for our people alone, such as
// curating, asks Ours.
//
// People, channels and threads need no workspace in their keys, neither in memory nor
// in the store: Slack's methods name a person and a channel by a bare id, also with the
// token of an organisation, so to one token an id means one person or one channel. In an
// organisation a person has the same id in each workspace, and a channel that several
// of its workspaces share has the same id in each: its threads are the same threads.
package install

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"
)

// Origin is what Slack says of where a person is from. Slack always names at least a
// workspace; a payload without one was made for a test.
type Origin struct {
	Team         string // id of a workspace (T…), or of an organisation (E…); "" is not said
	Organisation string // id of the organisation that Team is in, "" is not said
	Shared       bool   // it happened in a channel that is shared with another company
}

// Installation is what the bot token stands for. Of makes it.
type Installation struct {
	workspace    string // id; "" with the token of an organisation
	organisation string // id; "" if the workspace is in none
	o            Options

	mu       sync.Mutex
	teams    []string      // ids of the workspaces that the token reaches, as last asked
	asked    time.Time     // when
	answered chan struct{} // closed once Slack has answered; nil while it is not asked
}

// Options is what an Installation needs to ask for the workspaces of an organisation.
type Options struct {
	Workspaces func(context.Context) (ids []string, err error)
	Now        func() time.Time
	Logger     *slog.Logger
}

// Of returns the installation of a token for which auth.test has answered with these
// ids. With the token of an organisation it answers with no workspace, or with the
// organisation in its place.
func Of(team, enterprise string, o Options) *Installation {
	in := &Installation{workspace: team, organisation: enterprise, o: o}
	if isOrganisation(team) {
		in.workspace, in.organisation = "", team
	}
	return in
}

// isOrganisation reports whether an id that Slack gives as one of a team is that of an
// organisation.
func isOrganisation(id string) bool { return strings.HasPrefix(id, "E") }

// Workspace is the id of the one workspace that the token is for, "" for an organisation.
func (in *Installation) Workspace() string { return in.workspace }

// Organisation is the id of the organisation, "" for a workspace that is in none.
func (in *Installation) Organisation() string { return in.organisation }

// Whole reports whether the token is for a whole organisation.
func (in *Installation) Whole() bool { return in.workspace == "" && in.organisation != "" }

// ID names the installation, for what is kept of it.
func (in *Installation) ID() string {
	if in.Whole() {
		return in.organisation
	}
	return in.workspace
}

// Ours reports whether a person belongs to the company that installed the bot: to the
// same organisation or, outside of one, to the same workspace. What cannot be found out
// is no.
func (in *Installation) Ours(ctx context.Context, from Origin) bool {
	switch {
	case from.Team == "" && from.Organisation == "":
		return !from.Shared
	case in.workspace != "" && from.Team == in.workspace:
		return true
	case in.organisation == "":
		return false
	case from.Team == in.organisation || from.Organisation == in.organisation:
		return true
	case from.Team == "" || from.Organisation != "" || isOrganisation(from.Team):
		return false
	}
	return in.reaches(ctx, from.Team)
}

const (
	// askAgain is how long a workspace that is not known is taken for another company's
	// without asking Slack again. A choice: the method allows 20 calls a minute (its page
	// "auth.teams.list"), and a workspace that was just added waits no longer than that.
	askAgain = time.Minute
	// askTimeout is how long it may take. A choice, within the three seconds in which a
	// press can open a form.
	askTimeout = 2 * time.Second
)

// reaches reports whether the token reaches a workspace. Presses in an organisation may
// come with "team": null: then the person's workspace is all they say, and whether it is
// one of ours only Slack knows. One call asks for all who wait.
func (in *Installation) reaches(ctx context.Context, team string) bool {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	in.mu.Lock()
	known, answered, now := slices.Contains(in.teams, team), in.answered, in.o.Now()
	ask := !known && answered == nil && (in.asked.IsZero() || now.Sub(in.asked) >= askAgain)
	if ask {
		in.asked, in.answered = now, make(chan struct{})
	}
	in.mu.Unlock()
	switch {
	case known:
		return true
	case ask:
		in.ask(ctx)
	case answered != nil:
		select {
		case <-answered:
		case <-ctx.Done(): // who asks may wait for a worker, and we hold one
		}
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	return slices.Contains(in.teams, team)
}

// ask asks Slack for the workspaces.
func (in *Installation) ask(ctx context.Context) {
	teams, err := in.o.Workspaces(ctx)
	if err != nil {
		in.o.Logger.Warn("Slack does not say which workspaces the organisation has; people of one that is not known are taken for another company's", "error", err)
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if err == nil {
		in.teams = teams
	}
	close(in.answered)
	in.answered = nil
}
