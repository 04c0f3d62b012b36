package cli

import (
	"log/slog"

	"rolecall/internal/advisor"
)

// live is the knowledge in service.
type live struct{ current *advisor.Advisor }

func newLive(env Env, _ *slog.Logger) (*live, error) {
	adv, _, err := newAdvisor(env)
	return &live{current: adv}, err
}

func (l *live) advisor() *advisor.Advisor { return l.current }
