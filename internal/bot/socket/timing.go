package socket

import "time"

// AckDeadline is Slack's three-second rule: an envelope that is not acknowledged
// within three seconds is delivered again (events) or shown to the person as a
// failure (slash commands, buttons, forms, typeaheads). Slack says so on its
// pages "Using Socket Mode" (Acknowledge events), "Handling user interaction"
// (Acknowledgment response) and "Implementing slash commands" (Confirming
// receipt). Every other time that depends on this rule is derived from it.
const AckDeadline = 3 * time.Second

// AnswerBy is how long after an envelope arrived an answer that is part of its
// acknowledgement must be ready. A choice: it leaves one second of the deadline
// for the network and for a busy machine.
const AnswerBy = AckDeadline - time.Second

// Timing holds the timeouts and intervals of a connection. Tests shorten them.
type Timing struct {
	MinLifetime        time.Duration // a connection that ends sooner counts as failed
	FirstPause         time.Duration // before reconnecting; doubles while connections keep failing
	MaxPause           time.Duration
	AckWriteTimeout    time.Duration // for one acknowledgement
	MaxSilence         time.Duration // without a byte from Slack, before a connection counts as dead
	TokenCheckInterval time.Duration // between two checks of the bot token
	TokenRecheckDelay  time.Duration // before a refused token is checked a second time
}

// DefaultTiming returns the timing of a running bot.
//
//   - MinLifetime: Slack's own Node client (@slack/socket-mode, clientPingTimeout)
//     waits 5 s longer after every failure.
//   - FirstPause makes the first pause 4 s, just below that step.
//   - MaxPause: a choice. One connection a minute is about 500 in a night.
//   - AckWriteTimeout: as for AnswerBy, one second of the deadline is left.
//   - MaxSilence: Slack's Node client and slack-go both expect a ping every 30 s, so
//     a working connection is never silent for 35 s.
//   - TokenCheckInterval: a choice. A token that is revoked while nobody asks
//     anything is noticed within five minutes, at a cost of 12 calls an hour;
//     Slack's page "Rate limits" allows auth.test hundreds a minute.
//   - TokenRecheckDelay: a choice. One refusal may be an error of one of Slack's
//     servers, and the bot ends for good when a token is refused; after 2 s the
//     second check probably reaches another server, and nobody waits for it.
func DefaultTiming() Timing {
	return Timing{MinLifetime: 5 * time.Second, FirstPause: 2 * time.Second, MaxPause: time.Minute,
		AckWriteTimeout: AnswerBy, MaxSilence: 35 * time.Second, TokenCheckInterval: 5 * time.Minute, TokenRecheckDelay: 2 * time.Second}
}
