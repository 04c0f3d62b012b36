package bot_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

const (
	owner      = "U0MAYA"
	ownChannel = "C0HIRING"
	day        = 24 * time.Hour
)

// overdue gives an entry an owner and lets its review become due, on a working day at noon.
func overdue(t *testing.T, owner string) *edited {
	t.Helper()
	l := startEdited(t)
	if _, err := l.room.Give(l.ctx, curator, payEntry, owner); err != nil {
		t.Fatal(err)
	}
	l.passUntil(l.live.State().Corpus.Entry(payEntry).Due().AddDate(0, 0, 1))
	return l
}

// passUntil lets time pass until noon of a working day, and starts the bot again.
func (e *edited) passUntil(t time.Time) {
	e.t.Helper()
	e.settle()
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, 1)
	}
	e.clock.pass(time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC).Sub(e.clock.Now()))
	e.run()
}

func isReminder(x slacktest.Event) bool {
	return x.Kind == slacktest.KindMessage && strings.Contains(x.Text, "Is this still true?")
}

func isList(x slacktest.Event) bool {
	return x.Kind == slacktest.KindMessage && strings.Contains(x.Text, "due for review\n")
}

func isMonthlyLine(x slacktest.Event) bool {
	return x.Kind == slacktest.KindMessage && strings.HasPrefix(x.Text, "November 2026")
}

// count counts what was sent so far.
func (e *edited) count(is func(slacktest.Event) bool) (n int) {
	for _, x := range e.ws.Events(0) {
		if is(x) {
			n++
		}
	}
	return n
}

// nth waits for the n-th of what is sent.
func (e *edited) nth(n int, is func(slacktest.Event) bool) (x slacktest.Event) {
	e.t.Helper()
	seq := 0
	for range n {
		x = e.until(seq, "another message", is)
		seq = x.Seq
	}
	return x
}

func (e *edited) reminder(seq int) slacktest.Event {
	e.t.Helper()
	return e.until(seq, "a reminder", isReminder)
}

// refused checks that a press is refused and changes nothing.
func (e *edited) refused(what string, d slacktest.Delivery, err error) {
	e.t.Helper()
	before := e.versions()
	e.sent(d, err)
	told := e.until(d.Seq, what+" to be refused", func(x slacktest.Event) bool { return x.For != "" })
	text := told.Text
	if told.View != nil {
		text = string(told.View.Blocks)
	}
	contains(e.t, text, "Nothing was changed")
	if n := e.versions(); n != before {
		e.t.Errorf("%s: %d versions were saved", what, n-before)
	}
}

// TestAnOwnerSaysThatItIsStillTrue, who is no curator; someone else may not.
func TestAnOwnerSaysThatItIsStillTrue(t *testing.T) {
	l := overdue(t, owner)
	asked := l.reminder(0)
	if !strings.HasPrefix(asked.Channel, "D") {
		t.Fatalf("the owner was asked in %s", asked.Channel)
	}
	contains(t, string(asked.Blocks), `"text":"Still true"`, `"text":"Edit"`, `"text":"Give to someone else"`)
	ref := draw.Ref{Entry: payEntry}
	d, err := l.ws.Send(l.ctx, "interactive", map[string]any{"type": "block_actions", "user": map[string]any{"id": "U0TOMAS", "team_id": l.ws.TeamID()},
		"channel":   map[string]any{"id": asked.Channel},
		"container": map[string]any{"type": "message", "channel_id": asked.Channel, "message_ts": asked.TS},
		"actions":   []any{map[string]any{"type": "button", "action_id": draw.ActionTrue + ".1", "value": ref.String()}}})
	l.refused("someone else", d, err)
	d, err = l.ws.Send(l.ctx, "interactive", map[string]any{"type": "block_actions", "user": map[string]any{"id": owner, "team_id": "T0ELSEWHERE"},
		"channel": map[string]any{"id": "C0HIRING"}, "container": map[string]any{"type": "message", "channel_id": "C0HIRING", "message_ts": "1.5"},
		"actions": []any{map[string]any{"type": "button", "action_id": draw.ActionTrue + ".1", "value": ref.String()}}})
	l.refused("another organisation", d, err)

	d = l.sent(l.press("maya", asked, "Still true"))
	l.until(d.Seq, "the reminder to be replaced", func(x slacktest.Event) bool {
		return x.Kind == slacktest.KindUpdate && x.TS == asked.TS && strings.Contains(x.Text, "still true")
	})
	e := l.live.State().Corpus.Entry(payEntry)
	if e.Stale(l.clock.Now()) || l.versions() != 2 {
		t.Errorf("reviewed on %v, %d versions", e.Reviewed, l.versions())
	}
}

// TestAnOwnerEditsTheirEntryAlone.
func TestAnOwnerEditsTheirEntryAlone(t *testing.T) {
	l := overdue(t, owner)
	form := l.modal(l.press("maya", l.reminder(0), "Edit"))
	typed := l.answer(l.ws.Suggest(l.ctx, "maya", form.Ref(), draw.ActionSources, ""))
	contains(t, string(typed.Options), "Our company")
	done := l.saved("maya", form, map[string]any{"short": newPay})
	lacks(t, string(done.View.Blocks), "History")
	if l.short(payEntry) != newPay {
		t.Errorf("in service is %q", l.short(payEntry))
	}
	other := draw.Ref{Entry: "cto.reporting-line"}
	d, err := l.ws.Send(l.ctx, "interactive", map[string]any{"type": "block_actions", "user": map[string]any{"id": owner, "team_id": l.ws.TeamID()},
		"channel": map[string]any{"id": "C0HIRING"}, "container": map[string]any{"type": "message", "channel_id": "C0HIRING", "message_ts": "1.7"},
		"actions": []any{map[string]any{"type": "button", "action_id": draw.ActionTrue + ".1", "value": other.String()}}})
	l.refused("another entry", d, err)
}

// TestAChannelOwnsAnEntry: whoever sees the reminder there may act, and their form may be
// saved; the same press from elsewhere is refused.
func TestAChannelOwnsAnEntry(t *testing.T) {
	l := overdue(t, ownChannel)
	asked := l.reminder(0)
	if asked.Channel != ownChannel {
		t.Fatalf("asked in %s", asked.Channel)
	}
	ref := draw.Ref{Entry: payEntry}
	d, err := l.ws.Send(l.ctx, "interactive", map[string]any{"type": "block_actions", "user": map[string]any{"id": "U0TOMAS", "team_id": l.ws.TeamID()},
		"channel": map[string]any{"id": "C0GENERAL"}, "container": map[string]any{"type": "message", "channel_id": "C0GENERAL", "message_ts": "1.7"},
		"actions": []any{map[string]any{"type": "button", "action_id": draw.ActionTrue + ".1", "value": ref.String()}}})
	l.refused("from another channel", d, err)
	d = l.sent(l.ws.Send(l.ctx, "interactive", map[string]any{"type": "view_submission", "user": map[string]any{"id": "U0TOMAS", "team_id": l.ws.TeamID()},
		"view": map[string]any{"id": "V9", "type": "modal", "callback_id": draw.CallbackGive, "private_metadata": draw.Ref{Entry: payEntry, Channel: ownChannel}.String(),
			"state": map[string]any{"values": map[string]any{draw.BlockPerson: input(draw.BlockPerson, "selected_user", "U0TOMAS")}}}}))
	ack, err := l.ws.WaitAck(l.ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, string(ack.Payload), "Nothing was changed")

	form := l.modal(l.press("tomas", asked, "Edit"))
	l.saved("tomas", form, map[string]any{"short": newPay})
	if l.short(payEntry) != newPay {
		t.Errorf("in service is %q", l.short(payEntry))
	}
}

// TestAnEntryIsGivenToSomeoneElse, who is asked, and the first owner has no say any more.
func TestAnEntryIsGivenToSomeoneElse(t *testing.T) {
	l := overdue(t, owner)
	asked := l.reminder(0)
	form := l.modal(l.press("maya", asked, "Give to someone else"))
	faulty := l.answer(l.ws.Submit(l.ctx, "maya", form.View.ID, nil))
	contains(t, string(faulty.Errors), "Choose a person")
	again := l.modal(l.press("maya", asked, "Edit")) // opened while she was the owner
	form = l.modal(l.press("maya", asked, "Give to someone else"))
	seq := l.ws.Seq()
	done := l.saved("maya", form, map[string]any{draw.BlockPerson: "U0TOMAS"})
	contains(t, string(done.View.Blocks), "gave it to")
	if e := l.live.State().Corpus.Entry(payEntry); e.Owner != "U0TOMAS" {
		t.Errorf("the owner is %q", e.Owner)
	}
	l.reminder(seq)
	if _, ok := l.ws.View(again.View.ID); ok {
		d, err := l.ws.Submit(l.ctx, "maya", again.View.ID, map[string]any{"short": newPay})
		l.refused("the first owner", d, err)
	}
}

// TestRemindersComeTwiceAtMost for one due date: at once, after two weeks, never again.
func TestRemindersComeTwiceAtMost(t *testing.T) {
	l := overdue(t, owner)
	l.reminder(0)
	l.passUntil(l.clock.Now().Add(7 * day))
	l.passUntil(l.clock.Now().Add(8 * day))
	l.nth(2, isReminder)
	l.passUntil(l.clock.Now().Add(30 * day))
	l.passUntil(l.clock.Now().Add(30 * day))
	if n := l.count(isReminder); n != 2 {
		t.Errorf("%d reminders", n)
	}
}

// TestWhatHasNoOwnerIsOneListAWeek in the curators' channel; an owner who cannot be reached
// is on it.
func TestWhatHasNoOwnerIsOneListAWeek(t *testing.T) {
	l := startEdited(t)
	monday := time.Date(2029, 11, 26, 12, 0, 0, 0, time.UTC)
	l.passUntil(monday)
	list := l.nth(1, isList)
	if list.Channel != "C0GENERAL" {
		t.Errorf("posted in %s", list.Channel)
	}
	contains(t, list.Text, "CTO · Pay", "since 2 Mar 2027")
	l.passUntil(monday.Add(1 * day))
	l.passUntil(monday.Add(7 * day))
	l.nth(2, isList)
	if n := l.count(isReminder); n != 0 {
		t.Errorf("%d reminders for entries without an owner in Slack", n)
	}
	if _, err := l.room.Give(l.ctx, curator, payEntry, "U0NOBODY1"); err != nil {
		t.Fatal(err)
	}
	l.ws.Fault("chat.postMessage", slacktest.Fault{Error: "user_not_found", Times: 1})
	l.passUntil(monday.Add(14 * day))
	contains(t, l.nth(3, isList).Text, "CTO · Pay")
}

// TestTheMonthlyLine comes on the first working day of a month from nine to ten, once.
func TestTheMonthlyLine(t *testing.T) {
	l := startEdited(t)
	l.answer(l.ws.Mention(l.ctx, "hiring", "maya", askMissing))
	if _, err := l.room.Save(l.ctx, curator, l.fields(), 0, curate.NoteEdited); err != nil {
		t.Fatal(err)
	}
	l.waitStored("the question", func(s *spy) bool { return len(s.asked) == 1 })
	first := time.Date(2026, 12, 1, 9, 20, 0, 0, time.UTC) // a Tuesday
	at := func(when time.Time) {
		l.settle()
		l.clock.pass(when.Sub(l.clock.Now()))
		l.run()
	}
	at(first.Add(-time.Hour))
	at(first)
	contains(t, l.nth(1, isMonthlyLine).Text, "1 question, 0% answered", "1 question without an answer", "1 edit in service")
	at(first.Add(20 * time.Minute))
	at(first.Add(day))
	l.settle()
	if n := l.count(isMonthlyLine); n != 1 {
		t.Errorf("%d lines", n)
	}
}

// TestWhoWasRemindedIsForgotten: no reminder names a person in a way that stays.
func TestWhoWasRemindedIsForgotten(t *testing.T) {
	l := overdue(t, owner)
	l.reminder(0)
	if _, err := l.docs.Forget(l.ctx, owner); err != nil {
		t.Fatal(err)
	}
	list, err := l.docs.Documents(l.ctx, feedback.DocumentReminder)
	if err != nil && !errors.Is(err, feedback.ErrChanged) {
		t.Fatal(err)
	}
	if text, _ := json.Marshal(list); strings.Contains(string(text), owner) {
		t.Errorf("left: %s", text)
	}
}
