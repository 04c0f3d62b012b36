package feedback

import "time"

// Retention says how long what is kept. Zero means the default, a negative
// duration for ever. Counts a day have no end: they hold nothing of anybody.
type Retention struct {
	Questions time.Duration // records with or without question text; default 90 days
	Verdicts  time.Duration // single verdicts, after which only their count is left; default two years
	Recent    time.Duration // events seen and conversations; default 12 h; kept between once and twice as long
}

// WithDefaults is r with what is zero set: 90 days, the default of
// ROLECALL_RETENTION_DAYS; two years, so that a year can be compared with the one
// before; twelve hours, a working day of a conversation, and far more than the
// six minutes within which Slack delivers an event again.
func (r Retention) WithDefaults() Retention {
	const day = 24 * time.Hour
	for _, d := range []struct {
		v *time.Duration
		d time.Duration
	}{{&r.Questions, 90 * day}, {&r.Verdicts, 730 * day}, {&r.Recent, 12 * time.Hour}} {
		if *d.v == 0 {
			*d.v = d.d
		}
	}
	return r
}

// Before are the times before which a question and a verdict are too old; zero
// for what is kept for ever.
func (r Retention) Before(now time.Time) (questions, verdicts time.Time) {
	before := func(keep time.Duration) time.Time {
		if keep < 0 {
			return time.Time{}
		}
		return now.Add(-keep)
	}
	return before(r.Questions), before(r.Verdicts)
}
