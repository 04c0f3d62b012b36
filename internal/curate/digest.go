package curate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
)

// The digest's text stays below 4,000 characters, the length Slack advises for a
// message (docs.slack.dev, chat.postMessage), however long the questions and file names
// are: four sections of these lines have 2,600, the figures 700.
const (
	digestLines      = 5   // lines of a section
	digestLineLength = 130 // characters of a line
)

// Digest returns the curators' weekly report: the last seven days compared with the
// seven before, the weeks before as figures, what was missed and disliked most, what is
// due for review, and the faults of the folder and the edits. It has no text that an asker
// typed: "forget me" and the end of its retention do not reach a message in a channel.
func Digest(ctx context.Context, src feedback.Source, l *Live, now time.Time) (feedback.Report, error) {
	day := now.UTC().Truncate(24 * time.Hour)
	week := feedback.Window{Since: day.AddDate(0, 0, -7), Until: day}
	this, err := src.Stats(ctx, week)
	if err != nil {
		return feedback.Report{}, err
	}
	weeks, err := feedback.LastWeeks(ctx, src.Stats, day, feedback.ReportWeeks)
	if err != nil {
		return feedback.Report{}, err
	}
	s := l.State()
	misses, err := GroupMisses(ctx, src, s, week)
	if err != nil {
		return feedback.Report{}, err
	}
	suggestions, err := Suggest(ctx, src, s, week)
	if err != nil {
		return feedback.Report{}, err
	}
	r := feedback.Report{Title: "Rolecall, the week to " + day.AddDate(0, 0, -1).Format("2 January 2006"),
		Summary: fmt.Sprintf("%s (%d the week before), %s", feedback.Number(this.Asked, "question"), weeks[len(weeks)-2].Asked, this.InWords())}
	r.Add(feedback.ByWeek(weeks))
	r.Add(feedback.ByReason(this.Unanswered))
	section := func(title string, n int, line func(i int) string) {
		if n == 0 {
			return
		}
		part := feedback.Section{Title: title, More: max(0, n-digestLines)}
		for i := range min(n, digestLines) {
			part.Lines = append(part.Lines, short(line(i), digestLineLength))
		}
		r.Sections = append(r.Sections, part)
	}
	open := byNearest(s.Corpus, misses)
	section("Questions without an answer, by the nearest one", len(open), func(i int) string { return fmt.Sprintf("%d× %s", open[i].n, open[i].name) })
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
		r.Note = fmt.Sprintf("Ready to add: %s (rolecall feedback suggest)", feedback.Number(len(suggestions), "phrasing"))
	}
	return r, nil
}

// near is how many questions without an answer are nearest to the same entry.
type near struct {
	n    int
	name string
}

// byNearest counts the questions that have no answer today by what is offered for them,
// most asked first.
func byNearest(c *corpus.Corpus, m Misses) (list []near) {
	counts := map[string]int{}
	for _, g := range m.Groups {
		if g.Now != "" {
			continue
		}
		name := "nothing near"
		if e := c.Entry(g.offered); e != nil {
			name = "nearest: " + title(c, e)
		}
		counts[name] += g.N
	}
	if m.Textless > 0 {
		counts["text not kept"] = m.Textless
	}
	for name, n := range counts {
		list = append(list, near{n, name})
	}
	slices.SortFunc(list, func(a, b near) int { return cmp.Or(b.n-a.n, cmp.Compare(a.name, b.name)) })
	return list
}

// title is the heading of an entry as people know it from its answer: "CTO · Pay".
func title(c *corpus.Corpus, e *corpus.Entry) string {
	var letters []string
	for _, id := range e.Roles {
		if r := c.Role(id); r != nil {
			letters = append(letters, r.Letters)
		}
	}
	if len(letters) == 0 {
		return e.Label
	}
	return strings.Join(letters, " and ") + " · " + e.Label
}

const (
	// digestHour is the hour in which the digest is due, in the clock's own time
	// zone. A choice: the start of a working day. A bot that was down for the
	// whole hour skips it, rather than post a late one at night.
	digestHour = 9
	// digestInterval is the time between two attempts. A choice: six attempts in
	// the hour outlast a short outage of Slack.
	digestInterval = 10 * time.Minute
)

// Digests sends the digest once a week.
type Digests struct {
	Day   time.Weekday
	Now   func() time.Time
	Store interface { // remembers across restarts that a digest was sent
		Once(ctx context.Context, key string, do func(context.Context) error) error
	}
	Send func(context.Context) error // makes the text, posts it, and logs a failure
}

// Run checks every digestInterval whether the digest is due and sends it, until
// ctx ends. A digest that cannot be sent is retried within its hour.
func (d *Digests) Run(ctx context.Context) {
	tick := time.NewTicker(digestInterval)
	defer tick.Stop()
	for {
		d.sendIfDue(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// sendIfDue sends the digest if it is due and was not sent yet. It is marked as
// sent after sending, so a crash in between sends it twice rather than never.
func (d *Digests) sendIfDue(ctx context.Context) {
	now := d.Now()
	if now.Weekday() != d.Day || now.Hour() != digestHour {
		return
	}
	key := "digest " + now.Format(time.DateOnly)
	// Its errors are those of Send, which logs them, and those of a store that is
	// closed, when Run ends too, or cannot be read: then the next attempt is soon.
	_ = d.Store.Once(ctx, key, d.Send)
}
