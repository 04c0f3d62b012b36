// Package slacktest is a stand-in for Slack on this machine, for testing and
// trying out bots that speak Socket Mode. It does for a Slack bot what
// net/http/httptest does for an HTTP client: the bot runs unchanged, over real
// HTTP and a real websocket, and the test acts as the people and checks what they see.
// It needs no token, no network and no knowledge of the bot, which may be written in
// any language.
//
// # A first test
//
// [Start] listens on a free port of 127.0.0.1. Give the bot the address and the
// tokens instead of Slack's, then act as a person and wait for the answer:
//
//	ws, err := slacktest.Start(ctx, slacktest.Options{})
//	defer ws.Close()
//	startMyBot(ws.APIURL(), ws.BotToken(), ws.AppToken()) // SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_APP_TOKEN
//	err = ws.WaitConnected(ctx, 1)
//
//	asked, err := ws.Mention(ctx, "random", "maya", "are you there?")
//	answer, err := ws.WaitAnswer(ctx, asked)
//	pressed, err := ws.Click(ctx, "maya", answer.Ref(), slacktest.Press{Text: "Helpful"})
//	thanks, err := ws.WaitAnswer(ctx, pressed)
//
// No test has to sleep: everything to wait for is an event, and a wait ends with its
// context. The example below is a whole conversation.
//
// # What people do
//
// [Workspace.Mention], [Workspace.DM], [Workspace.Post], [Workspace.Slash],
// [Workspace.Click], [Workspace.Suggest] (typing into a menu that asks the bot
// for its options), [Workspace.Submit], [Workspace.CloseModal],
// [Workspace.Shortcut], [Workspace.MessageShortcut] and [Workspace.OpenHome].
// People and channels are passed by name or by id; [DefaultUsers] and
// [DefaultChannels] exist unless [Options] names others. Each method returns a
// [Delivery], to wait for its answer.
//
// # What people see
//
// An [Event] is a message, an ephemeral message, a change, a deletion, a modal,
// the Home tab, the options of a menu, a status, or the error that Slack shows
// when a bot does not acknowledge in time. [Workspace.WaitAnswer] waits for the
// first one that answers a delivery, [Workspace.Wait] for any. Event.Via says how it
// came (chat.postMessage, response_url, ack), for tests to which that matters.
//
// # What went over the wire
//
// [Workspace.Calls] returns the requests, [Workspace.Acks] the acknowledgements with
// their latency and size, and [Workspace.Violations] what the bot did wrong without an
// error from Slack: acknowledging twice, too late or with too much. A test should end
// by checking that there are none.
//
// # Faults
//
// [Workspace.Fault] makes a method answer with 429, 5xx or an error code, late or not
// at all, or refuse a type of block; [Workspace.Disconnect] and [Workspace.Drop] end sockets, with and without a
// close frame; [Workspace.Redeliver] sends an event again, [Workspace.Send] any
// envelope and [Workspace.SendFrame] any bytes. [Options] holds the clock; with a
// [ManualClock] five minutes pass at once.
//
// # How close to Slack it is
//
// Tokens are checked, and scopes if Options.Scopes names them. A socket's
// ticket works once; the server pings; an acknowledgement over 20,480 bytes
// closes the socket with 1009. An event that is not acknowledged is sent again
// at once, after one minute and after five. A trigger_id works once and for
// three seconds, a response_url five times in thirty minutes. Views have a
// hash, a stack of three and a state. Block Kit is checked against its documented
// limits, which the package blocks below this one lists with their pages. The tests of
// the package fidelity run Slack's own framework for Node against it.
//
// It is not Slack: there is no OAuth, there are no files and no search, and
// rate limits exist only as faults. An unknown method answers unknown_method.
//
// There is no package state: any number of workspaces can run at the same time, and
// tests may be parallel.
package slacktest
