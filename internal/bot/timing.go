package bot

import (
	"time"

	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/socket"
)

// timing is how long things may take. Tests make it shorter.
type timing struct {
	socket   socket.Timing
	answerBy time.Duration // for an answer that travels in the acknowledgement
	drain    time.Duration // to finish replies under way at shutdown
	stuck    time.Duration // all workers busy with none done, after which we are not ready
}

// usualTiming is what a bot waits for in service. drain is nearly twice what a
// call to Slack may take (12 s in the outbox), so that a reply whose first call
// has just begun can make one more, within the 30 s that the README gives a
// container. stuck: no call to Slack takes longer than that.
func usualTiming() timing {
	return timing{socket: socket.DefaultTiming(), answerBy: socket.AnswerBy, drain: 20 * time.Second, stuck: outbox.CallTimeout}
}
