package feedback

import "time"

// Retention says how long data is kept. Zero means the default, a negative duration
// forever. Daily counts are kept forever: they hold nothing about a person.
type Retention struct {
	Questions time.Duration // records with or without question text; default 90 days
	Verdicts  time.Duration // single verdicts, after which only their counts are left; default two years
	Recent    time.Duration // events seen and threads; kept at least as long, default 12 h
}

// WithDefaults returns r with the default for each zero field. All three are choices:
// 90 days, the default of ROLECALL_RETENTION_DAYS; two years, so that a year can be
// compared with the one before; twelve hours, longer than a conversation in a working
// day, and than the six minutes within which Slack delivers an event again.
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

// Before returns the times before which questions and verdicts are too old; zero for
// what is kept forever.
func (r Retention) Before(now time.Time) (questions, verdicts time.Time) {
	before := func(keep time.Duration) time.Time {
		if keep < 0 {
			return time.Time{}
		}
		return now.Add(-keep)
	}
	return before(r.Questions), before(r.Verdicts)
}
