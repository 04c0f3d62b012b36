package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/curate"
	"rolecall/internal/curate/pending"
	"rolecall/internal/feedback"
)

func peopleActions() map[string]action {
	return map[string]action{
		draw.ActionTell:      {anyone, (*Desk).openTell},
		draw.ActionColleague: {curators, (*Desk).openColleague},
		draw.ActionReply:     {anyone, (*Desk).openReply},
		draw.ActionDecline:   {anyone, (*Desk).decline},
	}
}

func peopleForms() map[string]form {
	return map[string]form{
		draw.CallbackTell:      {anyone, (*Desk).keepWait},
		draw.CallbackColleague: {curators, (*Desk).askColleague},
		draw.CallbackReply:     {anyone, (*Desk).keepReply},
	}
}

// looked is what a sweep remembers of a wait, to save work: a restart loses nothing.
type looked struct {
	version string    // of the knowledge that had no answer
	later   time.Time // when to try again to tell someone who could not be reached
}

// tryAgain is how long someone who could not be told is left alone. A choice: an account
// that is gone stays gone, and an outage of Slack is over within hours.
const tryAgain = time.Hour

// waitFor is how long a wait that begins now is kept: the text of a question is never kept
// longer than the operator chose.
func (d *Desk) waitFor() time.Duration {
	if d.o.Retention > 0 {
		return min(pending.WaitKept, d.o.Retention)
	}
	return pending.WaitKept
}

const (
	notKeptText   = "I have no text of that question (it is not kept, its time is over, or it was withdrawn), so I would not know when there is an answer. Please ask it again, then press the button."
	outsiderText  = "I can write only to people of the organisation that runs me. Nothing was kept."
	nobodyText    = "Nobody who asked this agrees that a colleague sees it, or they have an answer by now. Nothing was sent."
	notYoursText  = "This is for the colleague who was asked. Nothing was changed."
	closedText    = "This question is no longer open: it has an answer, its time is over, or it was withdrawn. Nothing was kept."
	sendingText   = "Sending …"
	unreachedText = "I could not write to them: a bot, an account that is gone, or someone of another organisation? Nothing was sent."
)

// question returns a stored question; ok is false where there is none with a text that an
// answer could be found for. It takes 0.4 s with 100,000 stored questions (measured), so that
// a form opens in time.
func (d *Desk) question(ctx context.Context, id string) (q feedback.Question, ok bool, err error) {
	if id == "" || d.o.Keep == feedback.KeepNone {
		return q, false, nil
	}
	found := errors.New("found")
	err = d.o.Store.Questions(ctx, feedback.Window{}, func(have feedback.Question) error {
		if have.ID != id {
			return nil
		}
		q = have
		return found
	})
	if errors.Is(err, found) {
		err = nil
	}
	return q, q.Text != "" && !q.Refused(), err
}

// openTell opens "Tell me when there is an answer".
func (d *Desk) openTell(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	if !ours(ctx, d, i) {
		return d.tell(ctx, i, outsiderText)
	}
	q, ok, err := d.question(ctx, d.o.Store.QuestionID(ref.Reply))
	switch {
	case err != nil:
		return err
	case !ok:
		return d.tell(ctx, i, notKeptText)
	}
	return d.open(ctx, i, draw.Tell{Ref: draw.Ref{Reply: ref.Reply}, Question: q.Text, Days: days(d.waitFor())}.Form())
}

func days(t time.Duration) int { return int(t / (24 * time.Hour)) }

// keepWait stores that someone wants to be told.
func (d *Desk) keepWait(ctx context.Context, i *payload.Interaction, ref draw.Ref, answer Answer) error {
	if !ours(ctx, d, i) {
		closeWith(answer, blockkit.Plainly(outsiderText))
		return nil
	}
	q, ok, err := d.question(ctx, d.o.Store.QuestionID(ref.Reply))
	if err != nil {
		return err
	}
	if !ok {
		closeWith(answer, blockkit.Plainly(notKeptText))
		return nil
	}
	adv, now := d.o.Advisor(), d.o.Now()
	w := pending.Wait{By: i.User.ID, Saved: now, Until: now.Add(d.waitFor()), WaitBody: pending.WaitBody{Question: q.ID, Asked: q.Time, Text: q.Text,
		MayAsk: draw.MayAskColleague(i.View), Corpus: adv.Corpus().Version, Was: gist(adv.Ask(advisor.Question{Text: q.Text}))}}
	if err := pending.KeepWait(ctx, d.o.Store, w); err != nil {
		return err
	}
	if err := d.o.Store.LeaveForCurators(ctx, ref.Reply, i.User.ID); err != nil {
		d.o.Logger.Warn("a question that someone waits for is not counted as left for the curators", "error", err)
	}
	closeWith(answer, draw.Waiting(w.Until))
	d.Wake()
	return nil
}

// gist is what a reply says, "" for one that is no answer.
func gist(r advisor.Reply) string {
	switch r.Outcome {
	case advisor.Answer, advisor.Compared, advisor.RoleCard, advisor.KitPage:
		return strings.TrimSpace(string(r.Outcome) + " " + r.EntryID())
	}
	return ""
}

// resolved says that an entry answers some questions, which tells those who wait.
func (d *Desk) resolved(ctx context.Context, questions []string, entry string) error {
	defer d.Wake()
	return pending.Resolve(ctx, d.o.Store, questions, entry)
}

// waiters are those who wait for an answer, by the question that they asked.
type waiters map[string][]pending.Wait

// waiters reads them all at once: cards and the Home tab ask for those of many groups.
func (d *Desk) waiters(ctx context.Context) waiters {
	waits, err := pending.Waits(ctx, d.o.Store)
	if err != nil {
		d.warn("those who wait cannot be read", err)
	}
	by := waiters{}
	for _, w := range waits {
		by[w.Question] = append(by[w.Question], w)
	}
	return by
}

// of returns how many wait for an answer to some questions, and whether one of them agreed
// that a colleague sees it.
func (w waiters) of(questions []string) (n int, mayAsk bool) {
	for _, id := range questions {
		n += len(w[id])
		mayAsk = mayAsk || len(pending.Agreed(w[id])) > 0
	}
	return n, mayAsk
}

// tellWaiting tells those who wait for an answer that there is one. Only Run calls it.
func (d *Desk) tellWaiting(ctx context.Context) error {
	waits, err := pending.Waits(ctx, d.o.Store)
	if err != nil {
		return err
	}
	adv, before := d.o.Advisor(), d.looked
	d.looked = make(map[string]looked, len(waits)) // without those that are gone
	for _, w := range waits {
		if ctx.Err() != nil {
			break // a bot that stops does not ask for hundreds of answers
		}
		at := before[w.ID]
		if w.Entry != "" || at.version != adv.Corpus().Version {
			at = d.tellIfAnswered(ctx, adv, w, at)
		}
		d.looked[w.ID] = at
	}
	return ctx.Err()
}

// tellIfAnswered tells someone, if there is an answer.
func (d *Desk) tellIfAnswered(ctx context.Context, adv *advisor.Advisor, w pending.Wait, at looked) looked {
	r, news := answerFor(adv, w)
	if !news {
		return looked{version: adv.Corpus().Version}
	}
	if now := d.o.Now(); !now.Before(at.later) {
		if err := d.tellOne(ctx, w, r); err != nil && ctx.Err() == nil {
			d.o.Failed("tell")
			d.o.Logger.Warn("someone who waits for an answer could not be told; it is tried again", "error", err)
			at.later = now.Add(tryAgain)
		}
	}
	return at
}

// answerFor returns the answer that someone waits for; news is false while there is none.
func answerFor(adv *advisor.Advisor, w pending.Wait) (r advisor.Reply, news bool) {
	if w.Entry != "" && adv.Corpus().Entry(w.Entry) != nil {
		return adv.ShowFor(w.Entry, advisor.Question{Text: w.Text}), true
	}
	r = adv.Ask(advisor.Question{Text: w.Text})
	return r, w.Corpus != adv.Corpus().Version && gist(r) != "" && gist(r) != w.Was
}

// tellOne tells one person, once: Once survives a crash between the message and the removal of
// the wait, and of two sweeps at the same time one tells.
func (d *Desk) tellOne(ctx context.Context, w pending.Wait, r advisor.Reply) error {
	err := d.o.Store.Once(ctx, fmt.Sprintf("tell %s %d", w.ID, w.Saved.UnixNano()), func(ctx context.Context) error {
		if still, err := pending.StillWaits(ctx, d.o.Store, w); err != nil || !still {
			return err
		}
		v := d.o.View(rand.Text(), w.By)
		v.Explain = false // it has words of the question, which is to stay out of messages
		_, err := d.o.Out.PostMessage(ctx, outbox.Target{Channel: w.By}, func(without blockkit.Pieces) blockkit.Message {
			v.Without = without
			return draw.Answered(w.Asked, blockkit.Render(r, v))
		})
		return err
	})
	if err != nil {
		return err
	}
	return pending.EndWait(ctx, d.o.Store, w)
}

// emptyRemains empties messages whose document is gone.
func (d *Desk) emptyRemains(ctx context.Context) error {
	err := d.closeRequests(ctx)
	list, e := d.o.Store.Documents(ctx, feedback.DocumentRemains)
	err = errors.Join(err, e)
	for _, doc := range list {
		if e := d.empty(ctx, doc.ID, draw.Withdrawn()); e != nil {
			err = errors.Join(err, e)
			continue
		}
		err = errors.Join(err, pending.Emptied(ctx, d.o.Store, doc.ID))
	}
	return err
}

// empty puts a line in the place of a message that is named as CHANNEL:TIMESTAMP. One that is
// gone, or that nobody can change any more, is as good as empty.
func (d *Desk) empty(ctx context.Context, message string, m blockkit.Message) error {
	channel, ts, _ := strings.Cut(message, ":")
	err := d.o.Out.UpdateMessage(ctx, channel, ts, m)
	switch outbox.Code(err) {
	case "message_not_found", "channel_not_found", "cant_update_message", "is_archived", "is_inactive", "edit_window_closed":
		return nil
	}
	return err
}

// Own counts what a person has at the desk.
func (d *Desk) Own(ctx context.Context, user string) (blockkit.Own, error) {
	own, err := pending.OwnOf(ctx, d.o.Store, user)
	return blockkit.Own(own), err
}

// Kept is how long things of a person are kept at the desk. Where no text is kept nobody can
// wait, and no colleague is asked.
func (d *Desk) Kept() blockkit.Kept {
	if d.o.Keep == feedback.KeepNone {
		return blockkit.Kept{Draft: curate.DraftKept}
	}
	return blockkit.Kept{Wait: d.waitFor(), Request: pending.RequestKept, Draft: curate.DraftKept}
}
