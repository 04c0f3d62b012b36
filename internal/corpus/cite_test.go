package corpus

import (
	"testing"
	"time"
)

func TestPlainIsTheWholeAnswer(t *testing.T) {
	c := load(t, small(t))
	got := c.Plain(c.Entry("cto.definition"), today)
	want := `One of several chiefs. The executive who answers for technology (Alpha 2021).

• Looks outwards as well as inwards (Alpha 2021).
• In a survey of 100 British firms in 2021 40% sat on the board (Beta 2025).
• Rarely writes code (our reading).

Sources disagree: some place the job under the CIO (Beta 2025; Delta 2024).

Next: ask which of the jobs is meant.`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestPayAges(t *testing.T) {
	c := load(t, small(t))
	tests := []struct {
		ids  []string
		now  string
		want string
	}{
		{[]string{"BETA"}, "2025-03-01", ""}, // of March 2025
		{[]string{"BETA"}, "2026-09-01", ""}, // 18 months to the day
		{[]string{"BETA"}, "2026-09-02", "old"},
		{[]string{"BETA"}, "2028-03-01", "old"}, // 36 months to the day
		{[]string{"BETA"}, "2028-03-02", "very old"},
		{[]string{"ALPHA"}, "2023-06-01", ""}, // a bare year counts as its December
		{[]string{"ALPHA"}, "2023-06-02", "old"},
		{[]string{"ALPHA"}, "2024-12-02", "very old"},
		{[]string{"ALPHA", "BETA"}, "2026-01-01", ""}, // the newest decides
		{[]string{"GAMMA"}, "2030-01-01", ""},         // no date, no age
		{[]string{"NONE"}, "2030-01-01", ""},
	}
	for _, tt := range tests {
		now, _ := time.Parse(time.DateOnly, tt.now)
		if got := c.PayAge(&Entry{Kind: KindPay}, tt.ids, now); got != tt.want {
			t.Errorf("PayAge(%v) on %s is %q, want %q", tt.ids, tt.now, got, tt.want)
		}
	}
	now := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	if got, want := c.Citer(c.Entry("compare.cto-cio"), now)([]string{"BETA"}), "(Beta 2025, old)"; got != want {
		t.Errorf("a pay entry cites %q, want %q", got, want)
	}
	if got, want := c.Citer(c.Entry("cto.definition"), now)([]string{"BETA"}), "(Beta 2025)"; got != want {
		t.Errorf("another entry cites %q, want %q", got, want)
	}
	if got, want := c.Citer(nil, now)([]string{"ALPHA", "NONE", "BETA"}), "(Alpha 2021; Beta 2025)"; got != want {
		t.Errorf("without an entry: %q, want %q", got, want)
	}
}

func TestStaleByKind(t *testing.T) {
	for kind, months := range map[Kind]int{KindGeneral: 24, KindPay: 12, KindContract: 12, KindLaw: 6} {
		e := Entry{Kind: kind, Reviewed: time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)}
		last := e.Reviewed.AddDate(0, months, 0)
		if e.Stale(last) || !e.Stale(last.Add(time.Hour)) {
			t.Errorf("%s is to be stale after %d months", kind, months)
		}
		if kind.Careful() != (kind != KindGeneral) {
			t.Errorf("%s: Careful is %v", kind, kind.Careful())
		}
	}
}

// What was announced for a day makes an answer stale on that day, until someone
// looks at it again.
func TestStaleOnTheDayWatchedFor(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tt := range []struct{ watch, reviewed, due string }{
		{"2026-03-01", "2026-01-15", "2026-03-01"},
		{"2026-03-01", "2026-03-01", "2026-09-01"}, // looked at on the day
		{"2026-12-01", "2026-01-15", "2026-07-15"}, // the shelf life ends before
	} {
		e := Entry{Kind: KindLaw, Watch: day(tt.watch), Reviewed: day(tt.reviewed)}
		if due := day(tt.due); !e.Due().Equal(due) || e.Stale(due) || !e.Stale(due.Add(time.Hour)) {
			t.Errorf("watched for %s and reviewed on %s it is due on %s, want %s", tt.watch, tt.reviewed, e.Due().Format(time.DateOnly), tt.due)
		}
	}
}
