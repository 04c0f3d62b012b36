package slacktest_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"rolecall/internal/slacktest"
)

// The bot of the examples keeps a list for lunch: a mention is answered with a
// button, the button opens a form, and what is sent is confirmed in a direct
// message. It is written as any bot on slack-go; nothing in it knows that it is
// tested.
func lunchBot(ctx context.Context, apiURL, botToken, appToken string) {
	api := slack.New(botToken, slack.OptionAPIURL(apiURL), slack.OptionAppLevelToken(appToken))
	socket := socketmode.New(api)
	go func() { _ = socket.RunContext(ctx) }()
	plain := func(s string) *slack.TextBlockObject { return slack.NewTextBlockObject("plain_text", s, false, false) }
	for e := range socket.Events {
		if e.Request == nil || e.Request.EnvelopeID == "" {
			continue // about the connection itself
		}
		socket.Ack(*e.Request)
		switch in := e.Data.(type) {
		case slackevents.EventsAPIEvent:
			if mention, ok := in.InnerEvent.Data.(*slackevents.AppMentionEvent); ok {
				join := slack.NewButtonBlockElement("join", "today", plain("Join"))
				_, _, err := api.PostMessageContext(ctx, mention.Channel, slack.MsgOptionTS(mention.TimeStamp),
					slack.MsgOptionText("Lunch is at noon.", false), slack.MsgOptionBlocks(slack.NewActionBlock("", join)))
				if err != nil {
					log.Print(err)
				}
			}
		case slack.InteractionCallback:
			switch in.Type {
			case slack.InteractionTypeBlockActions:
				dish := slack.NewInputBlock("dish", plain("Dish"), nil, slack.NewPlainTextInputBlockElement(nil, "text"))
				_, err := api.OpenViewContext(ctx, in.TriggerID, slack.ModalViewRequest{Type: slack.VTModal, Title: plain("Lunch"), Submit: plain("Send"),
					Blocks: slack.Blocks{BlockSet: []slack.Block{dish}}})
				if err != nil {
					log.Print(err)
				}
			case slack.InteractionTypeViewSubmission:
				text := in.View.State.Values["dish"]["text"].Value + " it is."
				if _, _, err := api.PostMessageContext(ctx, in.User.ID, slack.MsgOptionText(text, false)); err != nil {
					log.Print(err)
				}
			}
		}
	}
}

// ok ends an example after an error; a test calls t.Fatal.
func ok(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// A whole conversation: a question in a channel, a button in the answer, a
// form, and a direct message at the end.
func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	ws, err := slacktest.Start(ctx, slacktest.Options{})
	ok(err)
	defer ws.Close()
	go lunchBot(ctx, ws.APIURL(), ws.BotToken(), ws.AppToken())
	ok(ws.WaitConnected(ctx, 1))

	asked, err := ws.Mention(ctx, "#random", "maya", "when is lunch?")
	ok(err)
	answer, err := ws.WaitAnswer(ctx, asked)
	ok(err)
	fmt.Println("in her thread:", answer.Text, answer.ThreadTS == asked.TS)

	pressed, err := ws.Click(ctx, "maya", answer.Ref(), slacktest.Press{Text: "Join"})
	ok(err)
	form, err := ws.WaitAnswer(ctx, pressed)
	ok(err)
	fmt.Println("a form:", form.View.Title)

	before := ws.Seq()
	_, err = ws.Submit(ctx, "maya", form.View.ID, map[string]any{"Dish": "Soup"})
	ok(err)
	direct, err := ws.Wait(ctx, before, func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage })
	ok(err)
	fmt.Println("to her alone:", direct.Text)

	ok(ws.WaitAcked(ctx))
	fmt.Println("against the rules:", len(ws.Violations()))
	// Output:
	// in her thread: Lunch is at noon. true
	// a form: Lunch
	// to her alone: Soup it is.
	// against the rules: 0
}

// A post is answered with a 429. This bot does not retry, so nobody sees an answer.
func ExampleWorkspace_Fault() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	ws, err := slacktest.Start(ctx, slacktest.Options{})
	ok(err)
	defer ws.Close()
	ws.Fault("chat.postMessage", slacktest.Fault{RetryAfter: 2 * time.Second})

	api := slack.New(ws.BotToken(), slack.OptionAPIURL(ws.APIURL()))
	_, _, err = api.PostMessageContext(ctx, "random", slack.MsgOptionText("hello", false))
	fmt.Println(err)
	fmt.Println(len(ws.Messages("random", "maya")), "messages")
	// Output:
	// slack rate limit exceeded, retry after 2s
	// 0 messages
}

// The test moves the clock: nobody acknowledges a command, and after three seconds the
// person sees Slack's error.
func ExampleManualClock() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	clock := slacktest.NewManualClock(time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC))
	ws, err := slacktest.Start(ctx, slacktest.Options{Clock: clock, PingInterval: -1})
	ok(err)
	defer ws.Close()
	socket := socketmode.New(slack.New(ws.BotToken(), slack.OptionAPIURL(ws.APIURL()), slack.OptionAppLevelToken(ws.AppToken())))
	go func() { _ = socket.RunContext(ctx) }() // reads, and says nothing
	ok(ws.WaitConnected(ctx, 1))

	typed, err := ws.Slash(ctx, "random", "maya", "/lunch", "")
	ok(err)
	clock.Advance(3 * time.Second)
	shown, err := ws.WaitAnswer(ctx, typed)
	ok(err)
	fmt.Println(shown.Text)
	// Output: /lunch failed with the error "operation_timeout"
}
