// Package slacktest is a stand-in for Slack on loopback, for testing and trying out bots that speak Socket Mode.
//
// [Start] listens on a port of 127.0.0.1 of its own and serves the Web API, response URLs and Socket Mode on the wire, so a bot
// written with any client library can be pointed at it:
//
//	ws, err := slacktest.Start(ctx, slacktest.Options{})
//	defer ws.Close()
//	// give the bot ws.APIURL(), ws.BotToken(), ws.AppToken() as SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_APP_TOKEN
//	err = ws.WaitConnected(ctx, 1)
//	sent, err := ws.Mention(ctx, "hiring", "maya", "what does a CTO do?")
//	answer, err := ws.WaitAnswer(ctx, sent)
//	pressed, err := ws.Click(ctx, "maya", answer.Ref(), slacktest.Press{Text: "Helpful"})
//
// People act through [Workspace.Mention], [Workspace.DM], [Workspace.Slash], [Workspace.Click], [Workspace.Suggest],
// [Workspace.Submit], [Workspace.Shortcut], [Workspace.MessageShortcut] and [Workspace.OpenHome]. Users and channels are given by
// name or by id. Every one of them is an envelope on the socket.
//
// What people would see is an [Event]: a message, an ephemeral message, an update, a deletion, a modal, the Home tab, the options
// of a menu, a status, or the error Slack shows when a bot fails to acknowledge. [Workspace.Wait] waits for one without polling.
// An event says by which road it came (chat.postMessage, response_url, ack ...); a test need not know which the bot takes.
//
// What went over the wire is kept too: [Workspace.Calls], [Workspace.Acks] (latency and size) and [Workspace.Violations] (a second
// acknowledgement, one that is too large or too late ...).
//
// Trouble comes on request: [Workspace.Fault] (429, 5xx, an error code, a delay, a cut connection), [Workspace.Disconnect],
// [Workspace.Drop], [Workspace.Redeliver], [Workspace.Send] and [Workspace.SendFrame] (any envelope, any bytes).
//
// # How close to Slack it is
//
// Tokens are checked; socket tickets work once; the server pings; an acknowledgement over 20,480 bytes closes the socket with 1009;
// an unacknowledged event is sent again at once, after one minute and after five; a trigger_id works once and for three seconds; a
// response_url five times in thirty minutes; views have a hash, a stack of three and a state; Block Kit is held to its documented
// limits. It is not Slack: there is no OAuth, no files, no search; rate limits exist only as faults; scopes are checked only when
// Options.Scopes names some.
//
// Nothing is kept in package variables: any number of workspaces run side by side. Time comes from Options.Clock, so a test can let
// five minutes pass at once with [ManualClock].
package slacktest
