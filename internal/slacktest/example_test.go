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

// A test of any Socket Mode bot: start a workspace, point the bot at it, act as a person, look at what people see.
func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	ws, err := slacktest.Start(ctx, slacktest.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer ws.Close()

	// The bot under test, here four lines of slack-go.
	client := slack.New(ws.BotToken(), slack.OptionAPIURL(ws.APIURL()), slack.OptionAppLevelToken(ws.AppToken()))
	socket := socketmode.New(client)
	go socket.RunContext(ctx)
	go func() {
		for e := range socket.Events {
			if in, ok := e.Data.(slackevents.EventsAPIEvent); ok {
				socket.Ack(*e.Request)
				mention := in.InnerEvent.Data.(*slackevents.AppMentionEvent)
				client.PostMessage(mention.Channel, slack.MsgOptionText("Hello.", false), slack.MsgOptionTS(mention.TimeStamp))
			}
		}
	}()
	if err := ws.WaitConnected(ctx, 1); err != nil {
		log.Fatal(err)
	}

	// A person mentions it, and sees an answer in the thread.
	asked, err := ws.Mention(ctx, "#hiring", "maya", "hello?")
	if err != nil {
		log.Fatal(err)
	}
	answer, err := ws.WaitAnswer(ctx, asked)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Text, answer.ThreadTS == asked.TS, len(ws.Violations()))
	// Output: Hello. true 0
}
