package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Condition is what an operator wants to know about a database that can be used.
type Condition struct {
	Server string        // its version
	TLS    string        // the version of TLS, or "off"
	Ahead  time.Duration // how far its clock is ahead of ours
}

// Condition asks the database about itself.
func (s *Store) Condition(ctx context.Context) (c Condition, err error) {
	err = s.do(ctx, callLimit, func(ctx context.Context, p *pgxpool.Pool) error {
		var now time.Time
		before := s.opt.Now()
		err := p.QueryRow(ctx, `SELECT current_setting('server_version'), clock_timestamp(),
			coalesce((SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl), 'off')`).Scan(&c.Server, &now, &c.TLS)
		after := s.opt.Now()
		c.Ahead = now.Sub(before.Add(after.Sub(before) / 2)) // it was read half way
		return err
	})
	return c, err
}
