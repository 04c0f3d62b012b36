package cli

import (
	"log/slog"
	"time"

	"rolecall/internal/admin"
	"rolecall/internal/advisor"
	"rolecall/internal/bot"
)

// live is the knowledge in service.
type live struct{ current *advisor.Advisor }

func newLive(env Env, _ *slog.Logger) (*live, error) {
	adv, _, err := newAdvisor(env)
	return &live{current: adv}, err
}

func (l *live) advisor() *advisor.Advisor { return l.current }

// status is what the admin socket says of the knowledge and the connection.
func (l *live) status(b *bot.Bot, started time.Time) func() admin.Status {
	return func() admin.Status {
		c := l.advisor().Corpus()
		s := admin.Status{Corpus: c.Version, Entries: len(c.Entries), Started: started}
		if b.Connected() {
			s.Connections = 1
		}
		return s
	}
}
