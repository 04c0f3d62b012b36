// Package desk is where knowledge is curated in Slack: cards about questions that got no
// answer, the form of an answer, drafts, requests to colleagues, reminders to owners, and
// the word to someone who waits for an answer. Package draw draws all of it, package
// curate writes it down.
//
// Whoever may press what is decided in one place, the tables of actions and forms below,
// on every press and every submission: a message stays in Slack when a curator no longer
// is one, and a press can be forged.
package desk

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/bot/install"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/curate"
	"rolecall/internal/curate/pending"
	"rolecall/internal/feedback"
)

// Store is what the desk needs of a store.
type Store interface {
	feedback.Documents
	// These are those of feedback.Source and feedback.Recorder.
	Stats(ctx context.Context, w feedback.Window) (feedback.Stats, error)
	Questions(ctx context.Context, w feedback.Window, f func(feedback.Question) error) error
	Once(ctx context.Context, key string, do func(context.Context) error) error
	Alone(ctx context.Context, key string, do func(context.Context) error) error
	LeaveForCurators(ctx context.Context, reply, user string) error
}

// Options is what a Desk needs. Channel may be "": then there are no cards.
type Options struct {
	Room    *curate.Room
	State   func() *curate.State
	Advisor func() *advisor.Advisor
	Store   Store
	Out     *outbox.Outbox
	// View returns how a reply is drawn for one of our people.
	View      func(reply, user string) blockkit.View
	Curators  []string      // Slack user ids
	Channel   string        // id of the curators' channel
	Keep      feedback.Keep // which question text is kept
	Retention time.Duration // how long; not positive: forever
	// Ours reports whether someone is of the company that runs the bot.
	Ours   func(context.Context, install.Origin) bool
	Now    func() time.Time
	Logger *slog.Logger
	Failed func(what string) // counts a failure
	// Home publishes a person's Home tab again.
	Home func(ctx context.Context, user string) error
}

// Desk handles what curators, and the two others that have a part, press and submit.
type Desk struct {
	o       Options
	actions map[string]action
	forms   map[string]form
	wake    chan struct{} // capacity 1
	missed  chan struct{} // capacity 1

	cards        pending.Cards
	grouper      curate.Grouper
	groups       atomic.Pointer[[]curate.Miss] // as they were grouped last; nil before
	explanations explanations
	looked       map[string]looked // by wait
}

// What one desk does at a time, in all processes that use the store; the keys of Alone. A
// call within another is of a later one.
const (
	// sweeping: two sweeps at once would post everything twice.
	sweeping = "desk: sweep"
	// accepting is from when a draft is accepted until its card says so; a sweep would find
	// the draft gone in between.
	accepting = "desk: drafts"
	// dealing is while a card changes, with its message: one call of Slack. Not one for each
	// card, since cards are found by any of their questions, which a sweep changes.
	dealing = "desk: cards"
)

// Answer acknowledges a form with a payload. It reports false when the form was
// acknowledged before, because Slack's deadline came first.
type Answer func(payload any) bool

// action is what a press does. may reports whether a person may press it, before anything
// of the store is read; a handler for someone else than curators checks the rest.
type action struct {
	may func(context.Context, *Desk, *payload.Interaction) bool
	do  func(*Desk, context.Context, *payload.Interaction, payload.Action, draw.Ref) error
}

// form is what a submission does.
type form struct {
	may func(context.Context, *Desk, *payload.Interaction) bool
	do  func(*Desk, context.Context, *payload.Interaction, draw.Ref, Answer) error
}

// New returns a desk.
func New(o Options) *Desk {
	d := &Desk{o: o, actions: map[string]action{}, forms: map[string]form{}, wake: make(chan struct{}, 1), missed: make(chan struct{}, 1)}
	d.cards = pending.Cards{Store: o.Store, Retention: o.Retention, Now: o.Now}
	for _, list := range []map[string]action{missActions(), entryActions(), draftActions(), peopleActions(), ownerActions()} {
		maps.Copy(d.actions, list)
	}
	for _, list := range []map[string]form{missForms(), entryForms(), peopleForms(), ownerForms()} {
		maps.Copy(d.forms, list)
	}
	return d
}

// prefix begins every action id and callback id of the desk.
const prefix = "cur_"

// Owns reports whether an action id or a callback id is one of the desk.
func Owns(id string) bool { return strings.HasPrefix(id, prefix) }

// curators, and anyone, say who may press something. A colleague and an owner are checked
// by the handler, against the request or the entry.
func curators(ctx context.Context, d *Desk, i *payload.Interaction) bool {
	return slices.Contains(d.o.Curators, i.User.ID) && ours(ctx, d, i)
}
func anyone(context.Context, *Desk, *payload.Interaction) bool { return true }

// ours are the people of our own company, not of another one that shares a channel with it.
func ours(ctx context.Context, d *Desk, i *payload.Interaction) bool {
	return d.o.Ours(ctx, i.Origin())
}

// warn logs an error of the store. While it is away that is said once, by the store.
func (d *Desk) warn(what string, err error) {
	level := slog.LevelWarn
	if errors.Is(err, feedback.ErrAway) {
		level = slog.LevelDebug
	}
	d.o.Logger.Log(context.Background(), level, what, "error", err)
}

// Press handles a press of one of the desk's buttons.
func (d *Desk) Press(ctx context.Context, i *payload.Interaction, a payload.Action) error {
	do, ok := d.actions[blockkit.Action(a.ActionID)]
	if !ok {
		return nil // an input of a form, which is read when the form is submitted
	}
	if !do.may(ctx, d, i) {
		return d.refuse(ctx, i)
	}
	value := a.Value
	if a.Selected != nil {
		value = a.Selected.Value
	}
	ref, ok := draw.ParseRef(value)
	if !ok {
		return d.tell(ctx, i, "That button is from an older version of me. Open the Home tab and try again there.")
	}
	return do.do(d, ctx, i, a, ref)
}

// Submit handles a form of the desk. It always answers.
func (d *Desk) Submit(ctx context.Context, i *payload.Interaction, answer Answer) error {
	do, ok := d.forms[i.View.CallbackID]
	ref, readable := draw.ParseRef(i.View.Metadata)
	switch {
	case ok && !do.may(ctx, d, i):
		d.o.Logger.Info("a form of the curators was submitted by someone else; nothing was changed", "form", i.View.CallbackID)
		closeWith(answer, blockkit.Plainly(refusedText))
		return nil
	case !ok || !readable:
		answer(nil)
		return nil
	}
	return do.do(d, ctx, i, ref, answer)
}

// refuse tells someone who may not press a button.
func (d *Desk) refuse(ctx context.Context, i *payload.Interaction) error {
	d.o.Logger.Info("a button of the curators was pressed by someone else; nothing was changed")
	return d.tell(ctx, i, refusedText)
}

// refusedText answers a press or a form of someone who may not use it.
const refusedText = "This is for the curators of the answers. Nothing was changed."

// tell says something to the person who pressed, privately.
func (d *Desk) tell(ctx context.Context, i *payload.Interaction, text string) error {
	return d.o.Out.ReplyPrivately(ctx, i.Requester(), blockkit.Plainly(text))
}

// Options answers a typeahead of the desk.
func (d *Desk) Options(ctx context.Context, i *payload.Interaction) any {
	action := blockkit.Action(i.ActionID)
	if !curators(ctx, d, i) && !(action == draw.ActionSources && d.writes(ctx, i)) {
		return blockkit.Suggestions(nil, "")
	}
	switch action {
	case draw.ActionMeansPick:
		return draw.EntryOptions(d.entriesFor(i))
	case draw.ActionSources:
		return draw.SourceOptions(d.o.State().Corpus, d.sourcesFor(i.Value))
	}
	return blockkit.Suggestions(nil, "")
}

// Run looks after cards, reminders and messages to be emptied until ctx ends.
func (d *Desk) Run(ctx context.Context) {
	tick := time.NewTicker(sweepInterval)
	defer tick.Stop()
	var missed <-chan time.Time // when to look for the misses that Missed told of; nil for none
	for {
		d.sweepAlone(ctx)
		for again := true; again; {
			again = false
			select {
			case <-ctx.Done():
				return
			case <-d.missed:
				if missed == nil {
					missed = time.After(missPause)
				}
				again = true
			case <-missed:
				missed = nil
			case <-d.wake:
			case <-tick.C:
			}
		}
	}
}

// missPause is how long after a miss Run looks, so that many at once are looked at
// together. A choice: a curator sees the card while the asker still waits.
const missPause = 3 * time.Second

// Missed makes Run look soon: a question got no answer.
func (d *Desk) Missed() {
	select {
	case d.missed <- struct{}{}:
	default: // it will look soon anyway
	}
}

// Wake makes Run look at once: someone asked to be forgotten, or an answer was saved.
func (d *Desk) Wake() {
	select {
	case d.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// sweepInterval is how often Run looks. A choice: what is due by the day does not need
// more, and whatever someone waits for wakes it.
const sweepInterval = time.Minute

// sweepAlone sweeps while no other process does; what that one has done is seen then. A
// store that is away says so itself, and what is due waits for it.
func (d *Desk) sweepAlone(ctx context.Context) {
	err := d.o.Store.Alone(ctx, sweeping, func(ctx context.Context) error { d.sweep(ctx); return nil })
	if err != nil && ctx.Err() == nil && !errors.Is(err, feedback.ErrAway) {
		d.o.Failed("curating")
		d.o.Logger.Error("could not look for what is due; it is tried again", "error", err)
	}
}

// sweep does all that is due, each by itself.
func (d *Desk) sweep(ctx context.Context) {
	for _, s := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"those who wait for an answer", d.tellWaiting},
		{"messages to be emptied", d.emptyRemains}, // after those: a request ends with the last who waits
		{"drafts about questions that are gone", d.dropOwn},
		{"cards about misses", d.postCards}, // takes longest after an edit
		{"reminders to owners", d.remind},
		{"the list of what is due", d.listDue},
		{"the monthly line", d.postHealth},
	} {
		if err := s.do(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, feedback.ErrAway) {
			d.o.Failed("curating")
			d.o.Logger.Error("could not finish; it is tried again", "what", s.what, "error", err)
		}
	}
}
