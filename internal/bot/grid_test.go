package bot_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/slacktest"
)

// The workspaces of an Enterprise organisation, and another company that it shares
// channels with.
const (
	acme, hiring, sales = "E0ACME", "T0HIRING", "T0SALES"
	other, foreign      = "E0OTHER", "T0FOREIGN"
)

// gridPeople are in one workspace of the organisation each: tomas, who curates, and ines in
// the second one. ravi is of the other company, and is listed as a curator too.
func gridPeople() ([]slacktest.User, map[string]string) {
	return []slacktest.User{{ID: "W0MAYA", Name: "maya"}, {ID: "W0TOMAS", Name: "tomas"}, {ID: "U0INES", Name: "ines"}, {ID: "W0RAVI", Name: "ravi"}},
		map[string]string{"W0MAYA": hiring, "W0TOMAS": sales, "U0INES": sales, "W0RAVI": foreign}
}

// grid makes a workspace's payloads those that an app gets which is installed in a whole
// organisation. Their forms are those of payload's TestOrigin.
func grid(teams map[string]string) func(kind string, p map[string]any) {
	return func(kind string, p map[string]any) {
		switch kind {
		case "events_api":
			event := p["event"].(map[string]any)
			user, _ := event["user"].(string)
			team := teams[user]
			p["authorizations"] = []any{map[string]any{"enterprise_id": acme, "team_id": nil, "user_id": "W0BOT", "is_bot": true, "is_enterprise_install": true}}
			p["team_id"], p["enterprise_id"], p["context_team_id"], p["context_enterprise_id"] = team, acme, team, acme
			event["team"] = team
			if team == foreign {
				p["is_ext_shared_channel"], p["team_id"], p["context_team_id"] = true, hiring, hiring
				event["team"], event["user_team"], event["source_team"] = hiring, other, other
			}
		case "slash_commands":
			p["team_id"], p["enterprise_id"], p["enterprise_name"], p["is_enterprise_install"] = teams[p["user_id"].(string)], acme, "Acme", "true"
		case "interactive":
			user := maps.Clone(p["user"].(map[string]any))
			user["team_id"] = teams[user["id"].(string)]
			p["user"], p["team"], p["is_enterprise_install"] = user, nil, true
			p["enterprise"] = map[string]any{"id": acme, "name": "Acme"}
		}
	}
}

// openGrid is an office in an organisation.
func openGrid(t *testing.T) *office {
	t.Helper()
	people, teams := gridPeople()
	o := &office{}
	o.lab = prepare(t, slacktest.Options{Users: people, Rewrite: grid(teams), Canvases: true}, with(o.employ), with(curators("W0TOMAS", "W0RAVI")), patient())
	o.ws.Fault("auth.test", slacktest.Fault{Times: -1, Body: fmt.Sprintf(`{"ok":true,"url":"https://acme.enterprise.slack.com/","team":"Acme","team_id":null,"user":"rolecall","user_id":%q,"bot_id":%q,"enterprise_id":%q,"is_enterprise_install":true}`,
		o.ws.BotUserID(), o.ws.BotID(), acme)})
	o.ws.Fault("auth.teams.list", slacktest.Fault{Times: -1, Body: fmt.Sprintf(`{"ok":true,"teams":[{"id":%q,"name":"Hiring"},{"id":%q,"name":"Sales"}]}`, hiring, sales)})
	o.run()
	return o
}

// TestEveryWorkspaceOfAnOrganisationIsAnswered on every surface.
func TestEveryWorkspaceOfAnOrganisationIsAnswered(t *testing.T) {
	o := openGrid(t)
	const question, title = "What is a CTO?", "CTO · Definition"
	for _, who := range []string{"maya", "ines"} {
		contains(t, o.answer(o.ws.Mention(o.ctx, "hiring", who, question)).Text, title)
		contains(t, o.answer(o.ws.DM(o.ctx, who, question)).Text, title)
		private := o.answer(o.ws.Slash(o.ctx, "hiring", who, "/rolecall", question))
		contains(t, private.Text, title)
		d, mention := o.sent(o.press(who, private, "Share in channel")), "<@"+o.user(who)+">"
		o.until(d.Seq, "the shared answer", func(e slacktest.Event) bool {
			return e.Kind == slacktest.KindMessage && strings.Contains(e.Text, title) && strings.Contains(e.Text, mention)
		})
		contains(t, string(o.answer(o.ws.OpenHome(o.ctx, who, "home")).View.Blocks), "Ask")
		form := o.answer(o.ws.Shortcut(o.ctx, who, "ask_role"))
		contains(t, string(o.answer(o.ws.Submit(o.ctx, who, form.View.ID, map[string]any{"question": question})).View.Blocks), "CTO")
		o.answer(o.press(who, o.answer(o.ws.Mention(o.ctx, "general", who, question)), "Helpful"))
	}
	lacks(t, string(o.answer(o.ws.Slash(o.ctx, "hiring", "maya", "/rolecall", "kit cto")).Blocks), "canvas") // it would belong to no workspace
}

func (o *office) user(name string) string {
	o.t.Helper()
	u, err := o.ws.User(name)
	if err != nil {
		o.t.Fatal(err)
	}
	return u.ID
}

// TestPeopleOfAnOrganisationWaitCurateAndAnswer, each in another workspace.
func TestPeopleOfAnOrganisationWaitCurateAndAnswer(t *testing.T) {
	o := openGrid(t)
	card, _ := o.card(true)
	home := o.answer(o.ws.OpenHome(o.ctx, "tomas", "home"))
	contains(t, string(home.View.Blocks), "Curate")
	if by := o.waits()[0].By; by != "W0MAYA" {
		t.Errorf("%s waits", by)
	}
	request := o.ask(card)
	form := o.answer(o.press("ines", request, "Write an answer"))
	contains(t, string(o.answer(o.ws.Submit(o.ctx, "ines", form.View.ID, map[string]any{"short": "The migration used two tables."})).View.Blocks), "Thank you")
	if len(o.drafts()) != 1 {
		t.Errorf("%d drafts", len(o.drafts()))
	}
	o.write(unknown)
	o.swept()
	if n := o.told("maya"); n != 1 {
		t.Errorf("told %d times", n)
	}
	if n := len(o.ws.Calls("auth.teams.list")); n != 1 { // the presses had no team
		t.Errorf("asked for the workspaces %d times", n)
	}
	contains(t, o.answer(o.ws.DM(o.ctx, "maya", "what do you store?")).Text, "What I store")
	contains(t, o.answer(o.ws.DM(o.ctx, "ines", "forget me")).Text, "removed")
}

// TestSomeoneOfAnotherCompanyHasNoPart in a channel that it shares with the organisation:
// their questions are answered, and the rest is refused, whoever is listed as a curator.
func TestSomeoneOfAnotherCompanyHasNoPart(t *testing.T) {
	o := openGrid(t)
	none := o.miss(unknown)
	o.wait("maya", none, true)
	question := o.waits()[0].Question
	card := o.posted("C0HIRING", draw.MissCard(draw.Miss{Ref: draw.Ref{Miss: question}, N: 1, MayAsk: true}))
	lacks(t, string(o.answer(o.ws.OpenHome(o.ctx, "ravi", "home")).View.Blocks), "Curate")
	answer := o.answer(o.ws.Mention(o.ctx, "hiring", "ravi", "What is a CTO?"))
	contains(t, answer.Text, "CTO · Definition")
	contains(t, o.answer(o.press("ravi", none, "Tell me when there is an answer")).Text, "organisation that runs me")
	contains(t, o.answer(o.press("ravi", card, "Ask a colleague")).Text, "for the curators")
	request := o.ask(card)
	contains(t, o.answer(o.press("ravi", request, "Write an answer")).Text, "for the colleague who was asked")
	d := o.sent(o.ws.Send(o.ctx, "interactive", map[string]any{"user": map[string]any{"id": "W0RAVI"}, "type": "view_submission", "trigger_id": "1.2.forged",
		"view": map[string]any{"id": "V0FORGED", "type": "modal", "callback_id": draw.CallbackColleague, "private_metadata": draw.Ref{Miss: question}.String()}}))
	ack, err := o.ws.WaitAck(o.ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, string(ack.Payload), "for the curators")
	if len(o.waits()) != 1 || len(o.drafts()) != 0 {
		t.Errorf("%d wait, %d drafts", len(o.waits()), len(o.drafts()))
	}
}

// TestThreadsOfAnOrganisation: what was said in one workspace's channel is not read in
// another's, whatever the timestamps are; a channel that two of them share has one memory,
// and what comes for both of them is answered once.
func TestThreadsOfAnOrganisation(t *testing.T) {
	people, teams := gridPeople()
	l := prepare(t, slacktest.Options{Users: people, Rewrite: grid(teams)})
	l.ws.Fault("auth.test", slacktest.Fault{Times: -1, Body: fmt.Sprintf(`{"ok":true,"team_id":%q,"user":"rolecall","user_id":%q,"enterprise_id":%q}`, acme, l.ws.BotUserID(), acme)})
	l.run()
	ask := func(channel, who, text, ts, thread string) slacktest.Event {
		t.Helper()
		event := map[string]any{"type": "app_mention", "user": who, "channel": channel, "text": "<@" + l.ws.BotUserID() + "> " + text, "ts": ts}
		if thread != "" {
			event["thread_ts"] = thread
		}
		seq := l.ws.Seq()
		l.sent(l.ws.SendEvent(l.ctx, event))
		return l.until(seq, "the answer", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage && e.Channel == channel })
	}
	const root, followUp = "1700000000.000100", "and how much do they earn?"
	contains(t, ask("C0HIRING", "W0MAYA", "What does a CISO do?", root, "").Text, "CISO")
	contains(t, ask("C0GENERAL", "U0INES", "What does a CTO do?", root, "").Text, "CTO")
	contains(t, ask("C0GENERAL", "U0INES", followUp, "1700000001.000100", root).Text, "CTO · Pay")
	shared := ask("C0HIRING", "U0INES", followUp, "1700000002.000100", root) // ines is in the other workspace
	contains(t, shared.Text, "CISO · Pay")

	again := map[string]any{"type": "app_mention", "user": "W0MAYA", "channel": "C0HIRING", "text": "<@" + l.ws.BotUserID() + "> " + followUp, "ts": "1700000002.000100", "thread_ts": root}
	l.sent(l.ws.SendEvent(l.ctx, again)) // for the other workspace: another event id, the same message
	l.settle()
	answers := 0
	for _, m := range l.ws.Messages("C0HIRING", "") {
		if m.Bot && strings.Contains(m.Text, "CISO") {
			answers++
		}
	}
	if answers != 2 {
		t.Errorf("%d answers about a CISO, want one to each of two messages", answers)
	}
}

// TestAWorkspaceThatRefusesDoesNotStopTheOthers: the token as a whole is asked about, and
// works.
func TestAWorkspaceThatRefusesDoesNotStopTheOthers(t *testing.T) {
	o := openGrid(t)
	o.ws.Fault("chat.postMessage", slacktest.Fault{Error: "team_access_not_granted"})
	o.sent(o.ws.Mention(o.ctx, "hiring", "maya", "What is a CTO?"))
	if err := o.ws.WaitCalls(o.ctx, "auth.test", 2); err != nil {
		t.Fatal(err)
	}
	contains(t, o.answer(o.ws.Mention(o.ctx, "hiring", "ines", "What is a CTO?")).Text, "CTO")
}
