package desk

import (
	"context"
	"errors"
	"fmt"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/curate/pending"
	"rolecall/internal/feedback"
)

// agreed returns the waits of those who asked a miss and agreed that a colleague sees it.
func (d *Desk) agreed(ctx context.Context, miss string) ([]pending.Wait, error) {
	f, err := d.look(ctx, miss)
	if err != nil {
		return nil, err
	}
	waits, err := pending.WaitsFor(ctx, d.o.Store, f.ids...)
	return pending.Agreed(waits), err
}

// openColleague opens the form that asks who is to answer.
func (d *Desk) openColleague(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	waits, err := d.agreed(ctx, ref.Miss)
	switch {
	case err != nil:
		return err
	case len(waits) == 0:
		return d.tell(ctx, i, nobodyText)
	}
	return d.open(ctx, i, draw.ColleagueForm(draw.Miss{Ref: draw.Ref{Miss: ref.Miss}}, waits[0].Text, days(pending.RequestOpen)))
}

// slackbot is the id of Slack's own bot in every workspace, which menus of people list.
const slackbot = "USLACKBOT"

// askColleague sends a question to a colleague.
func (d *Desk) askColleague(ctx context.Context, i *payload.Interaction, ref draw.Ref, answer Answer) error {
	to := draw.Text(i.View, draw.BlockPerson)
	fault := func(what string) error {
		answer(slack.NewErrorsViewSubmissionResponse(map[string]string{draw.BlockPerson: what}))
		return nil
	}
	switch to {
	case "":
		return fault("Choose a colleague.")
	case i.User.ID:
		return fault("That is you. Press “Write an answer” on the card instead.")
	case slackbot:
		return fault("That is a bot. Choose a colleague.")
	}
	if id, ok := corpus.SlackOwner(to); !ok || isChannel(id) { // the menu has people only; a form can be forged
		return fault("Choose a colleague.")
	}
	waits, err := d.agreed(ctx, ref.Miss)
	if err != nil {
		return err
	}
	if len(waits) == 0 {
		closeWith(answer, blockkit.Plainly(nobodyText))
		return nil
	}
	r := pending.Request{By: i.User.ID, RequestBody: pending.RequestBody{To: to, Due: d.o.Now().Add(pending.RequestOpen), Topic: d.topicOf(waits[0].Text)}}
	var askers []string
	for _, w := range waits {
		r.Questions, askers = append(r.Questions, w.Question), append(askers, w.By)
	}
	r, err = pending.OpenRequest(ctx, d.o.Store, r, askers...)
	if busy := (*pending.Busy)(nil); errors.As(err, &busy) {
		return fault(fmt.Sprintf("They were asked something else, until %s. Choose someone else, or wait.", busy.Until.UTC().Format("2 January")))
	}
	if err != nil {
		return err
	}
	if !closeWith(answer, blockkit.Plainly(sendingText)) { // they were told to try again
		return d.close(ctx, r, false)
	}
	said, sent := d.sendRequest(ctx, r, draw.Text(i.View, draw.BlockAsk), askers)
	if sent {
		if err := d.missDone(ctx, ref.Miss, i.User.ID, draw.DeedColleague, ""); err != nil {
			d.o.Logger.Warn("the card of a miss does not say that a colleague was asked", "error", err)
		}
	}
	return d.o.Out.UpdateModal(ctx, i.View.ID, "", blockkit.MessageModal(blockkit.Plainly(said)))
}

// topicOf returns the title of the entry nearest to a text, "" if there is none.
func (d *Desk) topicOf(text string) string {
	adv := d.o.Advisor()
	for _, c := range adv.Ask(advisor.Question{Text: text}).Match.Candidates {
		if e := adv.Corpus().Entry(c.Entry); e != nil {
			return blockkit.Title(adv.Corpus(), e)
		}
	}
	return ""
}

// sendRequest sends the message of a request and returns what to tell the curator.
func (d *Desk) sendRequest(ctx context.Context, r pending.Request, words string, askers []string) (said string, sent bool) {
	m := draw.Request{Ref: draw.Ref{Request: r.ID}, By: r.By, Topic: r.Topic, Words: words, Until: r.Due}.Message()
	channel, ts, err := d.o.Out.PostDirectly(ctx, r.To, outbox.Fixed(m))
	if err != nil {
		d.o.Logger.Info("a colleague could not be asked", "error", err)
		if err := d.close(ctx, r, false); err != nil {
			d.o.Logger.Error("a request that was not sent stays until its end", "error", err)
		}
		return unreachedText, false
	}
	r.Message = channel + ":" + ts
	if err := pending.RequestSent(ctx, d.o.Store, r, askers...); err != nil {
		if !errors.Is(err, feedback.ErrChanged) {
			d.o.Logger.Error("the message of a request will not be emptied", "error", err)
		} else if err := d.empty(ctx, r.Message, draw.Withdrawn()); err != nil { // withdrawn while it was sent
			d.o.Logger.Error("the message of a request that was withdrawn is not emptied", "error", err)
		}
	}
	return "Sent. They have until " + r.Due.UTC().Format("2 January") + "; what they write comes to the curators first.", true
}

// close removes a request; it is no error if someone was first.
func (d *Desk) close(ctx context.Context, r pending.Request, empty bool) error {
	err := pending.CloseRequest(ctx, d.o.Store, r, d.o.Now(), empty)
	if errors.Is(err, feedback.ErrChanged) {
		return nil
	}
	return err
}

// openRequest returns the request of a press or a form, and the question as someone who agreed
// to it still has it in the store. why says what to tell a person who may not answer it.
func (d *Desk) openRequest(ctx context.Context, i *payload.Interaction, ref draw.Ref) (r pending.Request, question, why string, err error) {
	r, ok, err := pending.RequestWith(ctx, d.o.Store, ref.Request)
	switch {
	case err != nil:
		return r, "", "", err
	case !ours(ctx, d, i) || ok && r.To != i.User.ID:
		d.o.Logger.Info("a request was pressed by someone who was not asked; nothing was changed")
		return r, "", notYoursText, nil
	case !ok || !d.o.Now().Before(r.Due):
		return r, "", closedText, nil
	}
	waits, err := pending.WaitsFor(ctx, d.o.Store, r.Questions...)
	if err != nil {
		return r, "", "", err
	}
	if waits = pending.Agreed(waits); len(waits) == 0 {
		return r, "", closedText, nil
	}
	return r, waits[0].Text, "", nil
}

// openReply opens the form in which a colleague answers.
func (d *Desk) openReply(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	r, question, why, err := d.openRequest(ctx, i, ref)
	switch {
	case err != nil:
		return err
	case why != "":
		return d.tell(ctx, i, why)
	}
	return d.open(ctx, i, draw.Request{Ref: draw.Ref{Request: r.ID}, Question: question}.Form())
}

// keepReply keeps what a colleague wrote as a draft. It has their words alone: the curator
// who accepts it writes the question.
func (d *Desk) keepReply(ctx context.Context, i *payload.Interaction, ref draw.Ref, answer Answer) error {
	r, _, why, err := d.openRequest(ctx, i, ref)
	if err != nil {
		return err
	}
	if why != "" {
		closeWith(answer, blockkit.Plainly(why))
		return nil
	}
	typed := draw.ReadEntry(i.View, draw.Ref{})
	fields := entryform.Fields{Short: typed.Short, Points: typed.Points, NewSource: typed.NewSource} // what the form has
	if faults := d.faultsOfReply(fields); len(faults) > 0 {
		answer(slack.NewErrorsViewSubmissionResponse(faults))
		return nil
	}
	draft := curate.Draft{ID: r.Draft, By: i.User.ID, DraftBody: curate.DraftBody{Fields: fields, Origin: pending.OriginColleague, Questions: r.Questions}}
	if _, err := d.o.Room.KeepDraft(ctx, draft); err != nil { // before the request ends: a crash in between loses nothing
		return err
	}
	if err := d.close(ctx, r, false); err != nil {
		return err
	}
	closeWith(answer, draw.Request{By: r.By}.Done(true))
	d.finish(ctx, i, r, true)
	if draft, err = d.o.Room.Draft(ctx, r.Draft); err != nil {
		return err
	}
	d.draftArrived(ctx, draft)
	return nil
}

// faultsOfReply are those that a colleague can do something about: the form has no field for
// the question, which the curator writes.
func (d *Desk) faultsOfReply(f entryform.Fields) map[string]string {
	shown := map[string]string{}
	_, faults := f.Write(d.o.State().Corpus, nil, d.o.Now())
	for _, x := range faults {
		switch x.Field {
		case entryform.FieldShort, entryform.FieldPoints, entryform.FieldTitle, entryform.FieldURL:
			shown[string(x.Field)] = draw.Sentence(x)
		}
	}
	return shown
}

// finish puts what became of a request into its message.
func (d *Desk) finish(ctx context.Context, i *payload.Interaction, r pending.Request, answered bool) {
	message := r.Message
	if message == "" { // the bot stopped right after it was sent
		message = i.ChannelID() + ":" + i.Container.MessageTS
	}
	if err := d.empty(ctx, message, draw.Request{By: r.By}.Done(answered)); err != nil {
		d.o.Logger.Warn("the message of a request still has its buttons, which do nothing any more", "error", err)
	}
}

// decline ends a request that the colleague cannot answer.
func (d *Desk) decline(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	r, _, why, err := d.openRequest(ctx, i, ref)
	switch {
	case err != nil:
		return err
	case why != "":
		return d.tell(ctx, i, why)
	}
	if err := pending.CloseRequest(ctx, d.o.Store, r, d.o.Now(), false); err != nil {
		if errors.Is(err, feedback.ErrChanged) {
			return d.tell(ctx, i, closedText)
		}
		return err
	}
	d.finish(ctx, i, r, false)
	d.openAgain(ctx, r, true)
	_, err = d.o.Out.PostMessage(ctx, outbox.Target{Channel: r.By}, outbox.Fixed(draw.CannotSay(r.To)))
	return err
}

// openAgain opens the miss again that a colleague was asked about.
func (d *Desk) openAgain(ctx context.Context, r pending.Request, inTime bool) {
	if err := d.colleagueFailed(ctx, r.Questions[0], inTime); err != nil {
		d.o.Logger.Warn("the card of a miss could not be opened again", "error", err)
	}
}

// closeRequests ends requests whose time is over, or that nobody waits for any more.
func (d *Desk) closeRequests(ctx context.Context) error {
	requests, err := pending.Requests(ctx, d.o.Store)
	for _, r := range requests {
		late := !d.o.Now().Before(r.Due)
		waits, e := pending.WaitsFor(ctx, d.o.Store, r.Questions...)
		if e == nil && !late && len(pending.Agreed(waits)) > 0 {
			continue
		}
		if e == nil {
			e = pending.CloseRequest(ctx, d.o.Store, r, d.o.Now(), true)
		}
		if e == nil && late {
			d.openAgain(ctx, r, false)
			_, e = d.o.Out.PostMessage(ctx, outbox.Target{Channel: r.By}, outbox.Fixed(draw.NotInTime(r.To)))
		}
		if !errors.Is(e, feedback.ErrChanged) {
			err = errors.Join(err, e)
		}
	}
	return err
}
