package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
)

const (
	// remindAgain is when an owner is asked for the second and last time. A choice: a holiday
	// of two weeks is over then.
	remindAgain = 14 * 24 * time.Hour
	// remindersKept is how long it is remembered that an owner was asked. A choice: longer
	// than any shelf life, so that nobody is asked a third time for the same date.
	remindersKept = 3 * 365 * 24 * time.Hour
	// People are asked in working hours of the bot's clock. A choice.
	firstHour, lastHour = 9, 17
)

func ownerActions() map[string]action {
	return map[string]action{draw.ActionGive: {anyone, (*Desk).give}}
}

func ownerForms() map[string]form {
	return map[string]form{draw.CallbackGive: {anyone, (*Desk).saveOwner}}
}

func isChannel(id string) bool { return id[0] == 'C' || id[0] == 'G' }

// mayWrite reports whether a person may write what a Ref is about: a curator all of it, an
// owner of our workspace their own entry alone. An owner that is a channel is whoever sees
// the reminder there, and for a day the form that they opened from it.
func (d *Desk) mayWrite(ctx context.Context, i *payload.Interaction, ref draw.Ref) bool {
	if curators(ctx, d, i) {
		return true
	}
	e := d.o.State().Corpus.Entry(ref.Entry)
	if e == nil || ref.Miss != "" || ref.Draft != "" || ref.Request != "" || !ours(ctx, d, i) {
		return false
	}
	owner, ok := corpus.SlackOwner(e.Owner)
	switch {
	case !ok:
		return false
	case !isChannel(owner):
		return owner == i.User.ID
	case d.pressedIn(i, owner):
		return true
	}
	_, ok, err := d.o.Store.Document(ctx, feedback.DocumentReminder, letInID(i.User.ID, ref.Entry))
	if err != nil {
		d.warn("who may write an answer cannot be read", err)
	}
	return ok
}

// pressedIn reports whether a button of a message that all in a channel see was pressed.
func (d *Desk) pressedIn(i *payload.Interaction, channel string) bool {
	return i.Type == "block_actions" && i.Container.Type == "message" && !i.Container.Ephemeral && i.ChannelID() == channel
}

// writes is mayWrite for a menu of a form that is open.
func (d *Desk) writes(ctx context.Context, i *payload.Interaction) bool {
	ref, ok := draw.ParseRef(i.View.Metadata)
	return ok && d.mayWrite(ctx, i, ref)
}

func letInID(user, entry string) string { return "open/" + user + "/" + entry }

// letIn remembers that someone who is no curator opened a form in the channel that owns an
// entry: a form that is submitted does not say where it was opened.
func (d *Desk) letIn(ctx context.Context, i *payload.Interaction, entry string) error {
	e := d.o.State().Corpus.Entry(entry)
	if e == nil || curators(ctx, d, i) {
		return nil
	}
	if owner, ok := corpus.SlackOwner(e.Owner); !ok || !d.pressedIn(i, owner) {
		return nil
	}
	return d.o.Store.Change(ctx, feedback.DocumentChange{Put: &feedback.Document{Kind: feedback.DocumentReminder, ID: letInID(i.User.ID, entry),
		By: i.User.ID, Until: d.o.Now().Add(openFor)}})
}

// give asks who is to own an entry.
func (d *Desk) give(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	if !d.mayWrite(ctx, i, ref) {
		return d.refuse(ctx, i)
	}
	if err := d.letIn(ctx, i, ref.Entry); err != nil {
		return err
	}
	return d.open(ctx, i, draw.GiveForm(from(i, draw.Ref{Entry: ref.Entry, Reply: ref.Reply}), d.title(ref.Entry)))
}

// saveOwner gives an entry to someone else, who is asked at once if it is due.
func (d *Desk) saveOwner(ctx context.Context, i *payload.Interaction, ref draw.Ref, answer Answer) error {
	if !d.mayWrite(ctx, i, ref) {
		d.o.Logger.Info("the form for a new owner was submitted by someone who may not write the answer; nothing was changed")
		closeWith(answer, blockkit.Plainly(refusedText))
		return nil
	}
	owner, ok := corpus.SlackOwner(draw.NewOwner(i.View))
	if !ok {
		answer(slack.NewErrorsViewSubmissionResponse(map[string]string{draw.BlockPerson: "Choose a person, or a channel below."}))
		return nil
	}
	if !answer(saving()) {
		return nil // they were told that the bot is busy
	}
	show := func(m blockkit.Message) error { return d.showAfter(ctx, i, ref, blockkit.MessageModal(m), m) }
	_, err := d.o.Room.Give(ctx, i.User.ID, ref.Entry, owner)
	if faults, ok := asFaults(err); ok {
		return show(draw.Faults(faults))
	}
	if err != nil {
		return errors.Join(err, show(blockkit.Plainly("It was not saved, and something broke on my side. Please try again.")))
	}
	done := draw.CardDone(draw.Done{By: i.User.ID, What: draw.DeedGiven, To: owner, Title: d.title(ref.Entry), On: d.o.Now()})
	d.endReminder(ctx, ref, done)
	d.Wake()
	return show(done)
}

// endReminder replaces the reminder from which something was done. Only a message that all
// in its conversation see is one; answers have a reply's id.
func (d *Desk) endReminder(ctx context.Context, ref draw.Ref, m blockkit.Message) {
	if ref.TS == "" || ref.URL == "" || ref.Reply != "" {
		return
	}
	if err := d.o.Out.ReplaceMessage(ctx, ref.URL, outbox.Fixed(m)); err != nil {
		d.o.Logger.Info("a reminder that was dealt with could not be replaced", "error", err)
	}
}

// due are the entries that are overdue, the longest first.
func (d *Desk) due() (c *corpus.Corpus, list []*corpus.Entry) {
	c = d.o.State().Corpus
	for _, e := range c.Entries {
		if e.Stale(d.o.Now()) {
			list = append(list, e)
		}
	}
	slices.SortStableFunc(list, func(a, b *corpus.Entry) int { return a.Due().Compare(b.Due()) })
	return c, list
}

// atWork reports whether people may be asked now.
func atWork(now time.Time) bool {
	return now.Weekday() != time.Saturday && now.Weekday() != time.Sunday && now.Hour() >= firstHour && now.Hour() < lastHour
}

// reminder is the body of a document that says that an owner was asked.
type reminder struct {
	Unreached bool `json:"unreached,omitempty"` // Slack refused the message
}

// reminderID names the n-th reminder of an owner for one due date.
func reminderID(e *corpus.Entry, owner string, n int) string {
	return fmt.Sprintf("due/%s/%s/%s/%d", e.ID, owner, e.Due().Format(time.DateOnly), n)
}

// remind asks the owners in Slack whether what is due is still true, twice at most.
func (d *Desk) remind(ctx context.Context) error {
	now := d.o.Now()
	if !atWork(now) {
		return nil
	}
	c, list := d.due()
	var errs []error
	for _, e := range list {
		owner, ok := corpus.SlackOwner(e.Owner)
		if !ok {
			continue
		}
		n := 1
		first, asked, err := d.o.Store.Document(ctx, feedback.DocumentReminder, reminderID(e, owner, 1))
		if err != nil {
			return err
		}
		if asked {
			n = 2
			if now.Sub(first.Saved) < remindAgain {
				continue
			}
		}
		errs = append(errs, d.ask(ctx, c, e, owner, reminderID(e, owner, n)))
	}
	return errors.Join(errs...)
}

// ask sends a reminder, unless it was sent before.
func (d *Desk) ask(ctx context.Context, c *corpus.Corpus, e *corpus.Entry, owner, id string) error {
	doc := feedback.Document{Kind: feedback.DocumentReminder, ID: id, Until: d.o.Now().Add(remindersKept)}
	if !isChannel(owner) {
		doc.People = []string{owner}
	}
	return d.onceFor(ctx, doc, func(ctx context.Context) error {
		m := draw.Reminder{Ref: draw.Ref{Entry: e.ID}, Title: blockkit.Title(c, e), Short: e.Short.Plain(nil), Due: e.Due()}.Message()
		_, err := d.o.Out.PostMessage(ctx, outbox.Target{Channel: owner}, outbox.Fixed(m))
		if outbox.Code(err) == "" || outbox.IsRateLimit(err) {
			return err
		}
		// They left, or the bot is not in their channel: the curators' list has it from now on.
		d.o.Logger.Warn("an owner could not be asked; the curators are told", "entry", e.ID, "error", err)
		doc.Body, err = json.Marshal(reminder{Unreached: true})
		if err != nil {
			return err
		}
		return d.o.Store.Change(ctx, feedback.DocumentChange{Put: &doc})
	})
}

// onceFor posts something once while a document is kept, also where several bots run. What
// fails is done again; a bot that is stopped finishes the post, or it would come twice.
func (d *Desk) onceFor(ctx context.Context, doc feedback.Document, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), outbox.CallTimeout)
	defer cancel()
	err := d.o.Store.Change(ctx, feedback.DocumentChange{Put: &doc, New: true})
	if errors.Is(err, feedback.ErrChanged) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := do(ctx); err != nil {
		return errors.Join(err, d.o.Store.Change(context.WithoutCancel(ctx), feedback.DocumentChange{Remove: &doc}))
	}
	return nil
}

// unreached reports whether the last reminder of an owner was refused.
func (d *Desk) unreached(ctx context.Context, e *corpus.Entry, owner string) bool {
	for n := 2; n > 0; n-- {
		doc, ok, err := d.o.Store.Document(ctx, feedback.DocumentReminder, reminderID(e, owner, n))
		if err != nil || !ok {
			continue
		}
		var r reminder
		return json.Unmarshal(doc.Body, &r) == nil && r.Unreached
	}
	return false
}

// listDue tells the curators once a week what is due and has no owner who can be asked: a
// list, since the built-in answers are all owned by "curators".
func (d *Desk) listDue(ctx context.Context) error {
	now := d.o.Now()
	if d.o.Channel == "" || !atWork(now) {
		return nil
	}
	c, list := d.due()
	var titles []string
	for _, e := range list {
		if owner, ok := corpus.SlackOwner(e.Owner); !ok || d.unreached(ctx, e, owner) {
			titles = append(titles, blockkit.Title(c, e)+", since "+e.Due().Format(dayFormat))
		}
	}
	if len(titles) == 0 {
		return nil
	}
	year, week := now.ISOWeek()
	doc := feedback.Document{Kind: feedback.DocumentReminder, ID: fmt.Sprintf("list/%d-%02d", year, week), Until: now.Add(8 * 24 * time.Hour)} // over the week's end
	return d.onceFor(ctx, doc, func(ctx context.Context) error { return d.toCurators(ctx, draw.DueList(titles)) })
}

func (d *Desk) toCurators(ctx context.Context, m blockkit.Message) error {
	_, err := d.o.Out.PostMessage(ctx, outbox.Target{Channel: d.o.Channel}, outbox.Fixed(m))
	return err
}

// postHealth tells the curators how the month before went, on the first working day of a
// month from nine to ten.
func (d *Desk) postHealth(ctx context.Context) error {
	now := d.o.Now()
	if d.o.Channel == "" || now.Hour() != firstHour || !firstWorkingDay(now) {
		return nil
	}
	doc := feedback.Document{Kind: feedback.DocumentReminder, ID: "health/" + now.Format("2006-01"), Until: now.Add(32 * 24 * time.Hour)} // over the month's end
	return d.onceFor(ctx, doc, func(ctx context.Context) error {
		h, err := d.health(ctx)
		if err != nil {
			return err
		}
		return d.toCurators(ctx, h.Message())
	})
}

func firstWorkingDay(now time.Time) bool {
	switch now.Weekday() {
	case time.Saturday, time.Sunday:
		return false
	case time.Monday:
		return now.Day() <= 3
	}
	return now.Day() == 1
}

// health is how the month before went.
func (d *Desk) health(ctx context.Context) (h draw.Health, err error) {
	now := d.o.Now()
	until := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, now.Location())
	w := feedback.Window{Since: until.AddDate(0, -1, 0), Until: until}
	stats, err := d.o.Store.Stats(ctx, w)
	if err != nil {
		return h, err
	}
	misses, err := curate.GroupMisses(ctx, questions{read: d.o.Store.Questions}, d.o.State(), w)
	if err != nil {
		return h, err
	}
	drafts, err := d.o.Room.Drafts(ctx)
	if err != nil {
		return h, err
	}
	c, due := d.due()
	h = draw.Health{Month: w.Since, Entries: len(c.Entries), Overdue: len(due), Asked: stats.Asked, Missed: misses.Textless, Edits: d.o.State().Edits()}
	for _, m := range misses.Groups {
		h.Missed += m.N
		if m.Now != "" {
			h.Answered += m.N
		}
	}
	for i, e := range due {
		if i == 0 {
			h.Oldest = blockkit.Title(c, e)
		}
		if cmp.Or(e.Owner, "curators") == "curators" {
			h.Ownerless++
		}
	}
	for _, x := range drafts {
		if !isOwnDraft(x.ID) && (h.Draft.IsZero() || x.Saved.Before(h.Draft)) {
			h.Draft = x.Saved
		}
	}
	return h, nil
}

// questions is a source of questions alone.
type questions struct {
	feedback.Source
	read func(context.Context, feedback.Window, func(feedback.Question) error) error
}

func (q questions) Questions(ctx context.Context, w feedback.Window, f func(feedback.Question) error) error {
	return q.read(ctx, w, f)
}
