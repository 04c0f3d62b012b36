package bot_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/curate"
	"rolecall/internal/curate/pending"
	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// card posts a card about what maya asked, as the curators see it, and returns it with the id
// of the question.
func (o *office) card(mayAsk bool) (card slacktest.Event, question string) {
	o.t.Helper()
	o.wait("maya", o.miss(unknown), mayAsk)
	question = o.waits()[0].Question
	return o.posted("C0HIRING", draw.MissCard(draw.Miss{Ref: draw.Ref{Miss: question}, N: 1, MayAsk: true})), question
}

// send has tomas send a question to a colleague, and returns what he is told.
func (o *office) send(card slacktest.Event, to, words string) slacktest.Event {
	o.t.Helper()
	form := o.answer(o.press("tomas", card, "Ask a colleague"))
	contains(o.t, string(form.View.Blocks), "MARKED-giraffe")
	d := o.sent(o.ws.Submit(o.ctx, "tomas", form.View.ID, map[string]any{draw.BlockPerson: to, draw.BlockAsk: words}))
	return o.until(d.Seq, "what becomes of the form", func(e slacktest.Event) bool { // their Home tab may be drawn first
		return e.Kind == slacktest.KindErrors || e.Kind == slacktest.KindView && e.View.ID == form.View.ID && !strings.Contains(string(e.View.Blocks), "Sent.")
	})
}

// requested has tomas ask ines, and returns the message to her.
func (o *office) requested() slacktest.Event {
	o.t.Helper()
	card, _ := o.card(true)
	return o.ask(card)
}

func (o *office) ask(card slacktest.Event) slacktest.Event {
	o.t.Helper()
	seq := o.ws.Seq()
	contains(o.t, string(o.send(card, "U0INES", "You ran the last one.").View.Blocks), "Sending")
	message := o.until(seq, "the request", func(e slacktest.Event) bool {
		return e.Kind == slacktest.KindMessage && strings.Contains(e.Text, "asks whether")
	})
	o.until(seq, "that it is sent", func(e slacktest.Event) bool {
		return e.View != nil && strings.Contains(string(e.View.Blocks), "Sent. They have until 6 December")
	})
	return message
}

func (o *office) drafts() []curate.Draft {
	o.t.Helper()
	list, err := o.room.Drafts(o.ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	return list
}

// now returns what a message says now.
func (o *office) now(e slacktest.Event) string {
	o.t.Helper()
	for _, m := range o.ws.Messages(e.Channel, "") {
		if m.TS == e.TS {
			return m.Text + string(m.Blocks)
		}
	}
	return ""
}

// TestAColleagueAnswers: from a miss to a draft of theirs, and once it is accepted the asker
// is told.
func TestAColleagueAnswers(t *testing.T) {
	o := openOffice(t)
	request := o.requested()
	contains(t, request.Text, "<@U0TOMAS> asks", "You ran the last one.", "Open until 6 Dec 2026")
	lacks(t, o.now(request), "MARKED", "U0MAYA")
	o.settle()
	o.run()
	form := o.answer(o.press("ines", request, "Write an answer"))
	contains(t, string(form.View.Blocks), "MARKED-giraffe")
	lacks(t, string(form.View.Blocks), "U0MAYA")
	written := map[string]any{"short": "The migration used two tables.", "source_title": "Runbook", "source_url": "ftp://example.com"}
	d := o.sent(o.ws.Submit(o.ctx, "ines", form.View.ID, written))
	ack, err := o.ws.WaitAck(o.ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, string(ack.Payload), "source_url", "not the address of a page")
	written["source_url"] = "https://example.com/runbook"
	seq := o.ws.Seq()
	contains(t, string(o.answer(o.ws.Submit(o.ctx, "ines", form.View.ID, written)).View.Blocks), "Thank you")
	o.until(seq, "the thanks in the message", func(e slacktest.Event) bool { return e.Kind == slacktest.KindUpdate && e.TS == request.TS })
	lacks(t, o.now(request), "Write an answer")

	list := o.drafts()
	if len(list) != 1 || list[0].By != "U0INES" || list[0].Origin != pending.OriginColleague || list[0].Fields.Question != "" || len(list[0].Questions) != 1 {
		t.Fatalf("drafts %+v", list)
	}
	lacks(t, o.documents(feedback.DocumentDraft, feedback.DocumentRequest), "MARKED", "U0MAYA")
	card := o.until(0, "the card of the draft", func(e slacktest.Event) bool {
		return e.Kind == slacktest.KindMessage && strings.Contains(e.Text, "An answer to accept")
	})
	contains(t, string(card.Blocks), "The migration used two tables.", "See and edit", "Not this")
	lacks(t, o.now(card), "MARKED", `"Accept"`)
	form = o.answer(o.press("tomas", card, "See and edit"))
	contains(t, string(form.View.Blocks), "Which tables did the MARKED-giraffe migration use?", "The migration used two tables.", "put it in your own")
	o.sent(o.ws.Submit(o.ctx, "tomas", form.View.ID, map[string]any{"question": "Which tables did the migration use?"}))
	o.until(form.Seq, "that it is in service", func(e slacktest.Event) bool {
		return e.View != nil && strings.Contains(string(e.View.Blocks), "I answer with it now") && strings.Contains(string(e.View.Blocks), "1 person who waited is told")
	})
	o.swept()
	texts := o.direct("maya")
	if o.told("maya") != 1 {
		t.Fatalf("maya was told %q", texts)
	}
	contains(t, texts[len(texts)-1], "The migration used two tables.", "Runbook")
}

// TestAColleagueCannotAnswer: the curator who asked learns it.
func TestAColleagueCannotAnswer(t *testing.T) {
	o := openOffice(t)
	request := o.requested()
	seq := o.ws.Seq()
	o.sent(o.press("ines", request, "I can't"))
	dm, _ := o.ws.Channel("tomas")
	o.until(seq, "the word to the curator", func(e slacktest.Event) bool {
		return e.Channel == dm.ID && strings.Contains(e.Text, "cannot answer")
	})
	contains(t, o.now(request), "That is fine")
	lacks(t, o.now(request), "Write an answer")
	if len(o.drafts()) != 0 || strings.Contains(o.documents(feedback.DocumentRequest), "to-U0INES") {
		t.Error("something is left of the request")
	}
}

// TestWhoCanBeAsked: one question at a time, and only other people who can be written to.
func TestWhoCanBeAsked(t *testing.T) {
	o := openOffice(t)
	card, _ := o.card(true)
	o.ask(card)
	o.waitRepeatable()
	form := o.answer(o.press("tomas", card, "Ask a colleague"))
	for _, test := range []struct{ to, want string }{
		{"U0INES", "until 6 December"}, {"U0TOMAS", "That is you"}, {"USLACKBOT", "That is a bot"},
	} {
		d := o.sent(o.ws.Submit(o.ctx, "tomas", form.View.ID, map[string]any{draw.BlockPerson: test.to}))
		ack, err := o.ws.WaitAck(o.ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		contains(t, string(ack.Payload), test.want)
	}
	seq := o.ws.Seq()
	o.ws.Fault("chat.postMessage", slacktest.Fault{Error: "channel_not_found", Times: 1})
	o.sent(o.ws.Submit(o.ctx, "tomas", form.View.ID, map[string]any{draw.BlockPerson: "U0MAYA"}))
	o.until(seq, "that they cannot be reached", func(e slacktest.Event) bool {
		return e.View != nil && strings.Contains(string(e.View.Blocks), "could not write to them")
	})
	lacks(t, o.documents(feedback.DocumentRequest), "to-U0MAYA")
}

// TestNobodyIsAskedWithoutTheAsker: the button of an old card does not send what its asker did
// not agree to.
func TestNobodyIsAskedWithoutTheAsker(t *testing.T) {
	o := openOffice(t)
	card, _ := o.card(false)
	contains(t, o.answer(o.press("tomas", card, "Ask a colleague")).Text, "Nobody who asked this agrees")
}

// TestARequestEnds after fourteen days: its message is emptied, and the curator is told.
func TestARequestEnds(t *testing.T) {
	o := openOffice(t)
	request := o.requested()
	o.clock.pass(pending.RequestOpen)
	contains(t, o.answer(o.press("ines", request, "Write an answer")).Text, "no longer open")
	o.swept()
	contains(t, o.now(request), "This question was withdrawn.")
	lacks(t, o.now(request), "Write an answer", "You ran the last one")
	texts := o.direct("tomas")
	contains(t, texts[len(texts)-1], "<@U0INES> did not answer", "in time")
	if len(o.waits()) != 1 {
		t.Error("maya does not wait any more")
	}
}

// TestARequestEndsWithTheWait: nobody answers a question that has an answer.
func TestARequestEndsWithTheWait(t *testing.T) {
	o := openOffice(t)
	request := o.requested()
	o.write(unknown)
	o.swept()
	contains(t, o.now(request), "This question was withdrawn.")
	if o.told("maya") != 1 {
		t.Error("maya was not told")
	}
}

// TestForgetMeReachesThePeople: what an asker typed is nowhere any more, neither here nor in
// Slack, but for what they wrote themselves.
func TestForgetMeReachesThePeople(t *testing.T) {
	for _, who := range []string{"maya", "tomas", "ines"} {
		t.Run(who, func(t *testing.T) {
			o := openOffice(t)
			request := o.requested()
			form := o.answer(o.press("ines", request, "Write an answer"))
			d := o.sent(o.ws.DM(o.ctx, who, "forget me")) // the request to ines may be emptied first
			o.until(d.Seq, "that it is done", func(e slacktest.Event) bool { return strings.HasPrefix(e.Text, "Done.") })
			o.swept()
			contains(t, o.now(request), "This question was withdrawn.")
			said := o.answer(o.ws.Submit(o.ctx, "ines", form.View.ID, map[string]any{"short": "Two tables."}))
			contains(t, string(said.View.Blocks), "no longer open")
			if len(o.drafts()) != 0 {
				t.Error("a draft was kept")
			}
			id := map[string]string{"maya": "U0MAYA", "tomas": "U0TOMAS", "ines": "U0INES"}[who]
			lacks(t, o.documents(feedback.DocumentWait, feedback.DocumentRequest, feedback.DocumentDraft, feedback.DocumentRemains), id)
			if who == "maya" {
				o.found(t)
			}
		})
	}
}

// TestTheRetentionReachesThePeople: what an asker typed is nowhere once its time is over, and
// not in the bytes of the store's file once what is that old was purged.
func TestTheRetentionReachesThePeople(t *testing.T) {
	o := openOffice(t)
	request := o.requested()
	form := o.answer(o.press("ines", request, "Write an answer"))
	contains(t, string(form.View.Blocks), "MARKED")
	o.clock.pass(pending.RequestOpen)
	o.swept()
	contains(t, o.now(request), "This question was withdrawn.")
	o.clock.pass(91*24*time.Hour - pending.RequestOpen)
	said := o.answer(o.ws.Submit(o.ctx, "ines", form.View.ID, map[string]any{"short": "Two tables."}))
	contains(t, string(said.View.Blocks), "no longer open")
	if o.told("maya") != 0 || len(o.waits()) != 0 {
		t.Error("maya waits still, or was told")
	}
	if _, err := o.store.Purge(o.ctx, feedback.Purge{OlderThan: o.clock.Now().AddDate(0, 0, -90)}); err != nil {
		t.Fatal(err)
	}
	o.found(t)
}

// found looks for the asker's word in what the bot has in Slack, and in its file.
func (o *office) found(t *testing.T) {
	t.Helper()
	for _, c := range o.ws.Channels() {
		for _, m := range o.ws.Messages(c.ID, "") {
			if m.Bot && (strings.Contains(m.Text, "MARKED") || bytes.Contains(m.Blocks, []byte("MARKED"))) {
				t.Errorf("in %s: %s", c.ID, m.Text)
			}
		}
	}
	o.settle()
	data, err := os.ReadFile(o.path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"MARKED", "U0MAYA"} {
		if bytes.Contains(data, []byte(s)) {
			t.Errorf("%q is in the store's file", s)
		}
	}
	if line, ok := o.logs.line("MARKED"); ok {
		t.Errorf("logged: %s", line)
	}
}

// TestForgedPressesOfPeopleChangeNothing: who may not press a button makes one with its id.
func TestForgedPressesOfPeopleChangeNothing(t *testing.T) {
	o := openOffice(t)
	card, question := o.card(true)
	team := o.ws.TeamID()
	kinds := []feedback.DocumentKind{feedback.DocumentWait, feedback.DocumentRequest, feedback.DocumentDraft}
	refused := func(what string, want string, do func() slacktest.Delivery) {
		t.Helper()
		before := o.documents(kinds...)
		d := do()
		ack, err := o.ws.WaitAck(o.ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(ack.Payload), want) { // a press is answered with a message
			o.until(d.Seq, what, func(e slacktest.Event) bool { return strings.Contains(e.Text, want) })
		}
		if after := o.documents(kinds...); after != before {
			t.Errorf("%s: changed\n%s\nto\n%s", what, before, after)
		}
	}
	person := map[string]any{draw.BlockPerson: map[string]any{draw.BlockPerson: map[string]any{"type": "users_select", "selected_user": "U0INES"}}}
	text := map[string]any{"short": map[string]any{"cur_short": map[string]any{"type": "plain_text_input", "value": "Mine."}}}
	const curatorsOnly, asked, closed, outside = "for the curators", "for the colleague who was asked", "no longer open", "organisation that runs me"
	refused("ask a colleague, by no curator", curatorsOnly, func() slacktest.Delivery {
		return o.forge("U0MAYA", team, o.forgedPress(draw.ActionColleague, draw.Ref{Miss: question}))
	})
	refused("send to a colleague, by no curator", curatorsOnly, func() slacktest.Delivery {
		return o.forge("U0MAYA", team, forgedForm(draw.CallbackColleague, draw.Ref{Miss: question}, person))
	})
	channel := map[string]any{draw.BlockPerson: map[string]any{draw.BlockPerson: map[string]any{"type": "users_select", "selected_user": "C0HIRING"}}}
	refused("send to a channel", "Choose a colleague", func() slacktest.Delivery {
		return o.forge("U0TOMAS", team, forgedForm(draw.CallbackColleague, draw.Ref{Miss: question}, channel))
	})
	reply := o.store.QuestionID("no such reply")
	refused("wait for nothing", "no text of that question", func() slacktest.Delivery {
		return o.forge("U0MAYA", team, forgedForm(draw.CallbackTell, draw.Ref{Reply: reply}, nil))
	})
	refused("wait from outside", outside, func() slacktest.Delivery {
		return o.forge("U0OUTSIDE", "T0OTHER", forgedForm(draw.CallbackTell, draw.Ref{Reply: o.lab.store.asked[0].Reply}, nil))
	})
	request := o.ask(card)
	ref := draw.Ref{Request: "to-U0INES"}
	for _, who := range []struct{ user, team, what string }{{"U0MAYA", team, "another person"}, {"U0TOMAS", team, "the curator who asked"}, {"U0INES", "T0OTHER", "another organisation"}} {
		for _, action := range []string{draw.ActionReply, draw.ActionDecline} {
			refused(action+" by "+who.what, asked, func() slacktest.Delivery { return o.forge(who.user, who.team, o.forgedPress(action, ref)) })
		}
		refused("a reply by "+who.what, asked, func() slacktest.Delivery {
			return o.forge(who.user, who.team, forgedForm(draw.CallbackReply, ref, text))
		})
	}
	o.sent(o.forge("U0INES", team, forgedForm(draw.CallbackReply, ref, text)), nil) // she may, also without the form
	o.until(0, "the thanks", func(e slacktest.Event) bool { return e.Kind == slacktest.KindUpdate && e.TS == request.TS })
	if len(o.drafts()) != 1 {
		t.Errorf("%d drafts", len(o.drafts()))
	}
	refused("a second reply", closed, func() slacktest.Delivery { return o.forge("U0INES", team, forgedForm(draw.CallbackReply, ref, text)) })
	refused("a press after the reply", closed, func() slacktest.Delivery { return o.forge("U0INES", team, o.forgedPress(draw.ActionDecline, ref)) })
	refused("a press for a request that never was", closed, func() slacktest.Delivery {
		return o.forge("U0INES", team, o.forgedPress(draw.ActionReply, draw.Ref{Request: "to-U0NOBODY"}))
	})
	contains(t, o.now(request), "Thank you")
}
