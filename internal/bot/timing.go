package bot

import (
	"time"

	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/socket"
)

// timing holds the timeouts of a bot. Tests shorten them.
type timing struct {
	socket           socket.Timing
	answerBy         time.Duration // for an answer that is part of the acknowledgement
	drain            time.Duration // for running requests at shutdown
	drainBusyReplies time.Duration // for replies that the bot is busy, at shutdown
	stuck            time.Duration // without a free worker, before the bot is not ready
	askAgain         time.Duration // which pieces of Block Kit the workspace refuses
}

// defaultTiming returns the timing of a running bot.
//
//   - drain is nearly twice outbox.CallTimeout (12 s), so that a request that has
//     just started a call can make one more, within the 30 s that the README gives
//     a container to stop.
//   - drainBusyReplies: a choice. Such a reply is one call, which usually takes less
//     than a second.
//   - stuck: no call to Slack takes longer than outbox.CallTimeout.
//   - askAgain: a choice. Half of how long the store remembers a refusal, 12 h at
//     least, so that a piece that Slack has added comes back on the day after.
func defaultTiming() timing {
	return timing{socket: socket.DefaultTiming(), answerBy: socket.AnswerBy, drain: 20 * time.Second, drainBusyReplies: 2 * time.Second,
		stuck: outbox.CallTimeout, askAgain: 6 * time.Hour}
}
