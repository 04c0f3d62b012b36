package socket

import "time"

// AckDeadline is Slack's three-second rule: an envelope that is not acknowledged
// within three seconds is delivered again (events) or shown to the person as a
// failure (slash commands, buttons, forms, typeaheads). Slack says so on its
// pages "Using Socket Mode" (Acknowledge events), "Handling user interaction"
// (Acknowledgment response) and "Implementing slash commands" (Confirming
// receipt). Everything here that has to do with it is derived from this constant.
const AckDeadline = 3 * time.Second

// AnswerBy is when an answer that travels in an acknowledgement has to be ready:
// a second before the deadline, for the way to Slack and for a busy machine.
const AnswerBy = AckDeadline - time.Second

// Timing is how long a connection waits for things. Tests make it shorter.
type Timing struct {
	ShortLife    time.Duration // a connection that ends sooner counts as failed
	FirstPause   time.Duration // before the next session; doubles with every storm
	LongestPause time.Duration
	AckWrite     time.Duration // to write one acknowledgement
	Silence      time.Duration // without a byte from Slack, after which a connection counts as dead
	TokenCheck   time.Duration // between two looks at whether the bot token still works
	TokenSure    time.Duration // before a second look at a token that was refused
}

// UsualTiming is what a connection waits for in service.
//
// ShortLife is the step by which Slack's own Node client (@slack/socket-mode,
// clientPingTimeout) waits longer after every failure; FirstPause makes the first
// storm's pause 4 s, just below that step. LongestPause keeps a night's storm to
// some 500 connections. AckWrite is for one that is sent at once, as
// all are but answers; it too leaves a second of the deadline. Silence: Slack pings within the 30 s that its Node
// client and slack-go wait for a ping, so a connection that is well is never
// quiet for 35. TokenCheck: a token that is revoked while nobody asks anything is
// noticed within five minutes, at a cost of 12 calls an hour (Slack's page "Rate
// limits" allows auth.test hundreds a minute). TokenSure: one refusal may be a
// slip of one of Slack's machines, and ending for good is not taken back; 2 s are
// enough for the second look to reach another one, and nobody waits for it.
func UsualTiming() Timing {
	return Timing{ShortLife: 5 * time.Second, FirstPause: 2 * time.Second, LongestPause: time.Minute,
		AckWrite: AnswerBy, Silence: 35 * time.Second, TokenCheck: 5 * time.Minute, TokenSure: 2 * time.Second}
}
