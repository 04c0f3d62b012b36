package feedbacktest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"rolecall/internal/feedback"
)

// Place is where one store is, open for one use at a time.
type Place struct {
	Open        Open
	Origin      func(t *testing.T) feedback.Origin
	Destination func(t *testing.T) feedback.Destination
	// Refuses returns the error of opening the store as a bot does, nil if it opens.
	Refuses func() error
}

// Copies runs the tests of copying a store from one kind of place to another.
func Copies(t *testing.T, from, to func(t *testing.T) Place) {
	for name, test := range map[string]func(t *testing.T, from, to Place){
		"a copy reports, and forgets, what its original does": copied,
		"a copy that is cut off is begun again":               cutOff,
		"a store with data of its own takes no copy":          occupied,
		"a copy is not made twice":                            twice,
		"what is known about the time is copied":              timed,
	} {
		t.Run(name, func(t *testing.T) { test(t, from(t), to(t)) })
	}
}

// furnish fills a store with all kinds of things, of two people.
func furnish(t *testing.T, p Place) {
	t.Helper()
	ctx := context.Background()
	s := p.Open(t, feedback.KeepAll, noon)
	for i := range 60 {
		user, reply, at := fmt.Sprint("U", i%2+1), fmt.Sprint("r", i), noon().AddDate(0, 0, -i).Add(1234567*time.Nanosecond)
		a := feedback.Asked{Reply: reply, User: user, Surface: feedback.SurfaceDM, Outcome: feedback.OutcomeAnswer, Entry: "cto.coding", Confidence: .7,
			Question: fmt.Sprint("zebra é ", i), Rule: "answer: by score", Time: at}
		switch i % 4 {
		case 1:
			a.Outcome, a.Entry, a.Reason, a.Nearest = feedback.OutcomeNone, "", feedback.ReasonNothingNear, []feedback.Near{{Entry: "cto.pay", Score: .3}}
		case 2:
			a.Outcome, a.Entry = feedback.OutcomeChoices, ""
		}
		must(t, s.Asked(ctx, a))
		switch i % 4 {
		case 0:
			must(t, s.Verdict(ctx, feedback.Verdict{Reply: reply, User: user, Entry: "cto.coding", Helpful: i%8 == 0, Reason: feedback.ComplaintWrong, Note: "a note", Surface: feedback.SurfaceDM, Time: at}))
		case 2:
			must(t, s.Choice(ctx, feedback.Choice{Reply: reply, User: user, Entry: "cto.pay", Surface: feedback.SurfaceDM, Time: at}))
		}
	}
	must(t, s.LeaveForCurators(ctx, "r1", "U2"))
	written(t, s)
	_, err := s.Seen(ctx, "Ev1", "C1:1.1")
	must(t, err)
	_, err = s.Seen(ctx, "Ev2")
	must(t, err)
	must(t, s.Handled(ctx, "Ev1"))
	must(t, s.Once(ctx, "digest", func(context.Context) error { return nil }))
	must(t, s.UpdateThread(ctx, "C1:1.1", func(t *feedback.Thread) { t.Entry, t.Shown = "cto.coding", map[string]string{"cto.coding": "1.2"} }))
	must(t, s.Close())
	s = p.Open(t, feedback.KeepMisses, noon) // its text is kept, and not shown to the person as their own
	must(t, s.Asked(ctx, feedback.Asked{Reply: "miss", User: "U1", Outcome: feedback.OutcomeNone, Question: "only a miss", Time: noon()}))
	must(t, s.Close())
}

// told returns all that a store shows, as text.
func told(t *testing.T, s feedback.Store) string {
	t.Helper()
	ctx := context.Background()
	var b bytes.Buffer
	show := func(what string, v any, err error) {
		t.Helper()
		must(t, err)
		fmt.Fprintf(&b, "%s: %+v\n", what, v)
	}
	for _, w := range []feedback.Window{{}, {Since: noon().AddDate(0, 0, -20), Until: noon().AddDate(0, 0, -3)}} {
		sum, err := s.Stats(ctx, w)
		show("stats", sum, err)
		show("questions", questions(t, s, w), nil)
		must(t, s.Export(ctx, &b, feedback.CSV, w))
	}
	for _, user := range []string{"U1", "U2", "U3"} {
		own, err := s.Recent(ctx, user, 50)
		show("recent", own, err)
	}
	most, err := s.Top(ctx, 30, 5)
	show("top", most, err)
	for _, kind := range []feedback.DocumentKind{edit, draft, card, remains} {
		list, err := s.Documents(ctx, kind)
		must(t, err)
		for _, d := range list {
			show("document", fmt.Sprintln(d.Kind, d.ID, d.By, d.Saved.UTC(), d.Until.UTC(), d.Remains, string(d.Body)), nil)
		}
	}
	return b.String()
}

// lately returns what a store knows of the last hours.
func lately(t *testing.T, s feedback.Store) string {
	t.Helper()
	ctx := context.Background()
	var out []string
	for _, key := range []string{"Ev1", "C1:1.1", "Ev2", "Ev3"} {
		known, err := s.Seen(ctx, key)
		must(t, err)
		out = append(out, fmt.Sprint(key, " ", known))
	}
	done := true
	must(t, s.Once(ctx, "digest", func(context.Context) error { done = false; return nil }))
	thread, err := s.Thread(ctx, "C1:1.1")
	must(t, err)
	return fmt.Sprintln(out, done, thread)
}

// moved copies one store into another.
func moved(t *testing.T, from, to Place) (feedback.Copied, error) {
	t.Helper()
	o, d := from.Origin(t), to.Destination(t)
	out, err := feedback.Copy(context.Background(), o, d, func(feedback.Totals) {})
	must(t, errors.Join(o.Close(), d.Close()))
	return out, err
}

func copied(t *testing.T, from, to Place) {
	ctx := context.Background()
	furnish(t, from)
	out, err := moved(t, from, to)
	must(t, err)
	if want := (feedback.Totals{Records: 61, Verdicts: 15, Counts: out.From.Counts, Counted: 91, Documents: 7}); out.From != want || out.To != want || out.Before || out.Unreadable != 0 {
		t.Errorf("copied %+v, want %+v", out, want)
	}
	same := func(what string, f func(*testing.T, feedback.Store) string, keep feedback.Keep, now func() time.Time) {
		t.Helper()
		var have [2]string
		for i, p := range []Place{from, to} {
			s := p.Open(t, keep, now)
			have[i] = f(t, s)
			must(t, s.Close())
		}
		if have[0] != have[1] {
			t.Errorf("%s: the original says\n%s\nthe copy says\n%s", what, have[0], have[1])
		}
	}
	same("reports", told, feedback.KeepAll, noon)
	later := func() time.Time { return noon().Add(10 * time.Minute) }
	same("unhandled", func(t *testing.T, s feedback.Store) string {
		n, err := s.Unhandled(ctx)
		return fmt.Sprint(n, err)
	}, feedback.KeepAll, later)
	same("the last hours", lately, feedback.KeepAll, noon)
	same("forget me", func(t *testing.T, s feedback.Store) string {
		f, err := s.Forget(ctx, "U1")
		must(t, err)
		if f.Records < 35 {
			t.Errorf("of a person, %d things were found", f.Records)
		}
		return fmt.Sprint(f.Records, told(t, s))
	}, feedback.KeepAll, noon)
	same("the other one too", func(t *testing.T, s feedback.Store) string {
		n, err := s.Purge(ctx, feedback.Purge{User: "U2"})
		return fmt.Sprint(n, err, told(t, s))
	}, feedback.KeepAll, noon)
}

// failing is a destination that fails after some calls.
type failing struct {
	feedback.Destination
	left int
}

var errCut = errors.New("cut off")

func (f *failing) Add(ctx context.Context, r feedback.Rows) error {
	if f.left--; f.left < 0 {
		return errCut
	}
	return f.Destination.Add(ctx, r)
}

func (f *failing) EndCopy(ctx context.Context) error {
	if f.left--; f.left < 0 {
		return errCut
	}
	return f.Destination.EndCopy(ctx)
}

// cutOff checks that a copy which stops anywhere cannot be used, and that the next one has
// what the original has then, and nothing of what it had before.
func cutOff(t *testing.T, from, to Place) {
	ctx := context.Background()
	furnish(t, from)
	cuts := 0
	for ; ; cuts++ {
		o, d := from.Origin(t), to.Destination(t)
		_, err := feedback.Copy(ctx, o, &failing{d, cuts}, func(feedback.Totals) {})
		must(t, errors.Join(o.Close(), d.Close()))
		if err == nil {
			break
		}
		if !errors.Is(err, errCut) {
			t.Fatalf("cut off after %d: %v", cuts, err)
		}
		if err := to.Refuses(); !errors.Is(err, feedback.ErrUnfinished) {
			t.Fatalf("cut off after %d, the copy opens: %v", cuts, err)
		}
		// The original lives on between the attempts.
		s := from.Open(t, feedback.KeepAll, noon)
		must(t, s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("since", cuts), User: "U1", Outcome: feedback.OutcomeNone, Question: "since", Time: noon()}))
		_, err = s.Purge(ctx, feedback.Purge{OlderThan: noon().AddDate(0, 0, cuts-50)})
		must(t, err)
		must(t, s.Close())
	}
	if cuts < 2 {
		t.Fatalf("the copy was cut off %d times", cuts)
	}
	var have [2]string
	for i, p := range []Place{from, to} {
		s := p.Open(t, feedback.KeepAll, noon)
		have[i] = told(t, s)
		must(t, s.Close())
	}
	if have[0] != have[1] {
		t.Errorf("the original says\n%s\nthe copy says\n%s", have[0], have[1])
	}
}

func occupied(t *testing.T, from, to Place) {
	furnish(t, from)
	s := to.Open(t, feedback.KeepAll, noon)
	must(t, s.Change(context.Background(), put(feedback.Document{Kind: edit, ID: "of its own", By: "U1"})))
	before := told(t, s)
	must(t, s.Close())
	if _, err := moved(t, from, to); !errors.Is(err, feedback.ErrOccupied) {
		t.Errorf("a store with a document of its own took a copy: %v", err)
	}
	s = to.Open(t, feedback.KeepAll, noon)
	if after := told(t, s); after != before {
		t.Errorf("it had\n%s\nand has\n%s", before, after)
	}
	_, err := s.Purge(context.Background(), feedback.Purge{User: "U1"})
	must(t, err)
	must(t, s.Change(context.Background(), remove(edit, "of its own")))
	must(t, s.Close())
	if _, err := moved(t, from, to); err != nil { // it has been used, and has no data
		t.Error(err)
	}
}

func twice(t *testing.T, from, to Place) {
	ctx := context.Background()
	furnish(t, from)
	first, err := moved(t, from, to)
	must(t, err)
	again, err := moved(t, from, to)
	first.Before = true
	if err != nil || !reflect.DeepEqual(again, first) {
		t.Errorf("again: %+v, %v; want %+v", again, err, first)
	}
	s := to.Open(t, feedback.KeepAll, noon)
	must(t, s.Asked(ctx, feedback.Asked{Reply: "new", User: "U1", Outcome: feedback.OutcomeNone, Question: "asked since", Time: noon()}))
	must(t, s.Close())
	if _, err := moved(t, from, to); !errors.Is(err, feedback.ErrDiffers) {
		t.Errorf("a copy that has been used since gave %v", err)
	}
	s = to.Open(t, feedback.KeepAll, noon)
	defer s.Close()
	if got := told(t, s); !strings.Contains(got, "asked since") {
		t.Error("what was asked since is lost")
	}
}

func timed(t *testing.T, from, to Place) {
	ctx := context.Background()
	d, key := from.Destination(t), feedback.NewKey()
	want := feedback.KnownTime{Newest: noon(), Settled: 5 * time.Hour, SettledAt: noon().Add(time.Hour)}
	_, err := d.StartCopy(ctx, key, want)
	must(t, errors.Join(err, d.EndCopy(ctx), d.Close()))
	_, err = moved(t, from, to)
	must(t, err)
	o := to.Origin(t)
	defer o.Close()
	copied, got := o.Identity()
	if !bytes.Equal(copied, key) || !got.Newest.Equal(want.Newest) || got.Settled != want.Settled || !got.SettledAt.Equal(want.SettledAt) {
		t.Errorf("the copy knows %+v with key %x, want %+v with %x", got, copied, want, key)
	}
}
