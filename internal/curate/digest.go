package curate

import (
	"context"
	"fmt"
	"strings"
	"time"

	"rolecall/internal/feedback"
)

// Digest is the weekly letter to the curators as plain text: the last seven
// days against the seven before, what was missed and disliked most, what is due
// for review, what the overlay's faults are. It holds scrubbed questions:
// show it as plain text, never as markup.
func Digest(ctx context.Context, src feedback.Source, l *Live, now time.Time) (string, error) {
	day := now.UTC().Truncate(24 * time.Hour)
	week := feedback.Window{Since: day.AddDate(0, 0, -7), Until: day}
	this, err := src.Stats(ctx, week)
	if err != nil {
		return "", err
	}
	before, err := src.Stats(ctx, feedback.Window{Since: day.AddDate(0, 0, -14), Until: day.AddDate(0, 0, -7)})
	if err != nil {
		return "", err
	}
	s := l.State()
	misses, err := GroupMisses(ctx, src, s.Index, week)
	if err != nil {
		return "", err
	}
	suggestions, err := Suggest(ctx, src, s, week)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Rolecall, the week to %s\n", day.AddDate(0, 0, -1).Format("2 January 2006"))
	fmt.Fprintf(&b, "%d questions (%d the week before), %d answered outright, %d missed; %d found an answer helpful, %d not.\n",
		this.Asked, before.Asked, this.Answered, this.Missed, this.Liked, this.Disliked)
	section := func(title string, n int, line func(i int) string) {
		// Four sections of five lines stay below the 4,000 characters of a
		// message in Slack, however long the questions and file names are.
		const most, maxLine = 5, 160
		if n == 0 {
			return
		}
		b.WriteString("\n" + title + "\n")
		for i := range min(n, most) {
			b.WriteString("• " + short(line(i), maxLine) + "\n")
		}
		if n > most {
			fmt.Fprintf(&b, "… and %d more\n", n-most)
		}
	}
	open := misses.Groups
	for i, m := range open {
		if m.Now != "" {
			open = open[:i]
			break
		}
	}
	section("Questions without an answer", len(open), func(i int) string { return fmt.Sprintf("%d× %s", open[i].N, open[i].Text) })
	var disliked []feedback.Group
	for _, g := range this.Entries {
		if g.Disliked > g.Liked {
			disliked = append(disliked, g)
		}
	}
	section("Disliked more than liked", len(disliked), func(i int) string {
		return fmt.Sprintf("%s: %d of %d not helpful", disliked[i].Name, disliked[i].Disliked, disliked[i].Liked+disliked[i].Disliked)
	})
	due := Stale(s.Corpus, now, 0)
	section("Due for review", len(due), func(i int) string {
		return fmt.Sprintf("%s (%s), since %s", due[i].Entry, due[i].Owner, due[i].Due.Format(time.DateOnly))
	})
	problems := l.Problems()
	section("Files that are not in service", len(problems), func(i int) string { return problems[i] })
	if len(suggestions) > 0 {
		fmt.Fprintf(&b, "\n%d phrasings are ready to add: rolecall feedback suggest\n", len(suggestions))
	}
	return b.String(), nil
}

// digestHour is when the digest goes out, in the clock's own zone: at the
// beginning of a day's work. It is due for that hour, so that a bot that was
// down does not send a late one at night.
const digestHour = 9

// Digests sends the digest once a week.
type Digests struct {
	Day   time.Weekday
	Now   func() time.Time
	Store interface { // remembers that a digest went out, over a restart too
		Thread(ctx context.Context, key string) (feedback.Thread, error)
		UpdateThread(ctx context.Context, key string, change func(*feedback.Thread)) error
	}
	Send func(context.Context) error // makes the text and posts it, and logs what fails
}

// Run looks every ten minutes whether the digest is due, so that one that
// cannot be sent is tried again up to five times in its hour; until ctx ends.
func (d *Digests) Run(ctx context.Context) {
	tick := time.NewTicker(10 * time.Minute)
	defer tick.Stop()
	for {
		d.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// look sends the digest if it is due and was not sent. It is noted when it was
// sent: a crash on the way sends it twice rather than not at all.
func (d *Digests) look(ctx context.Context) {
	now := d.Now()
	if now.Weekday() != d.Day || now.Hour() != digestHour {
		return
	}
	key := "digest " + now.Format(time.DateOnly)
	if before, err := d.Store.Thread(ctx, key); err != nil || before.Entry != "" || d.Send(ctx) != nil {
		return
	}
	// It fails only with a store that is closed, which ends this as well: on a
	// disk that is full the store remembers in memory.
	_ = d.Store.UpdateThread(ctx, key, func(t *feedback.Thread) { t.Entry = "sent" })
}
