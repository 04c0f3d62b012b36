package curate

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
)

// shared is a store that several processes use: its watchers are told by a test.
type shared struct {
	feedback.Store
	mu       sync.Mutex
	away     bool
	reads    int
	watchers []func()
	watching chan struct{} // receives for each watcher
}

func (s *shared) Documents(ctx context.Context, kind feedback.DocumentKind) ([]feedback.Document, error) {
	s.mu.Lock()
	away := s.away
	s.reads++
	s.mu.Unlock()
	if away {
		return nil, &feedback.Fault{Where: "db.example", What: "cannot be reached", Err: feedback.ErrAway}
	}
	return s.Store.Documents(ctx, kind)
}

func (s *shared) Watch(ctx context.Context, kind feedback.DocumentKind, changed func()) {
	if kind != feedback.DocumentEdit {
		return
	}
	s.mu.Lock()
	s.watchers = append(s.watchers, changed)
	s.mu.Unlock()
	s.watching <- struct{}{}
	<-ctx.Done()
}

func (s *shared) tell() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.watchers {
		f()
	}
}

func (s *shared) goAway(away bool) { s.mu.Lock(); defer s.mu.Unlock(); s.away = away }

// replicas are two rooms of two processes on one store. Each learns what it serves by
// sending on its channel.
func replicas(t *testing.T) (s *shared, rooms [2]*Room, lives [2]*Live, served [2]chan string) {
	t.Helper()
	_, _, store := someRoom(t)
	s = &shared{Store: store, watching: make(chan struct{}, 2)}
	now := func() time.Time { return time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) }
	for i := range rooms {
		served[i] = make(chan string, 100)
		lives[i] = started(t, LiveOptions{Base: small(), Watch: func(ctx context.Context, changed func()) { s.Watch(ctx, feedback.DocumentEdit, changed) },
			Edits: func(ctx context.Context) ([]feedback.Document, error) { return s.Documents(ctx, feedback.DocumentEdit) },
			Index: func(c *corpus.Corpus) (*match.Index, error) { served[i] <- c.Version; return nil, nil }, Every: time.Millisecond})
		rooms[i] = NewRoom(lives[i], s, now)
		<-s.watching
		<-served[i]
	}
	return s, rooms, lives, served
}

func shorten(t *testing.T, r *Room, short string) (Saved, error) {
	t.Helper()
	form, err := r.Form(t.Context(), "cto.salary")
	must(t, err)
	form.Fields.Short = short
	return r.Save(t.Context(), "U1", form.Fields, form.Version, NoteEdited)
}

// TestAnEditOfAnotherProcessGoesIntoService as soon as the store tells of it.
func TestAnEditOfAnotherProcessGoesIntoService(t *testing.T) {
	s, rooms, lives, served := replicas(t)
	_, err := shorten(t, rooms[0], "More than the rest.")
	must(t, err)
	if answerTo(lives[1], "cto.salary") != "Yes." {
		t.Fatal("the other process has it without being told")
	}
	s.tell()
	<-served[1]
	must(t, lives[1].Reload(t.Context())) // Run has put it into service then
	if got := answerTo(lives[1], "cto.salary"); got != "More than the rest." {
		t.Errorf("the other process answers %q", got)
	}
}

// TestNothingIsLearnedWhereNothingChanged: a process is told of its own edits too.
func TestNothingIsLearnedWhereNothingChanged(t *testing.T) {
	s, rooms, lives, served := replicas(t)
	_, err := shorten(t, rooms[0], "More than the rest.")
	must(t, err)
	<-served[0]
	before := lives[0].State()
	for range 3 {
		s.tell()
	}
	s.mu.Lock()
	seen := s.reads
	s.mu.Unlock()
	for { // until Run has looked
		s.mu.Lock()
		n := s.reads
		s.mu.Unlock()
		if n > seen {
			break
		}
		s.tell()
	}
	if lives[0].State() != before {
		t.Error("what did not change was put into service again")
	}
}

// TestEditsAreCaughtUpWithOnceTheStoreIsBack, without another word of it. Until then what
// is in service stays, and no edit is said to have a fault.
func TestEditsAreCaughtUpWithOnceTheStoreIsBack(t *testing.T) {
	s, rooms, lives, served := replicas(t)
	_, err := shorten(t, rooms[0], "More than the rest.")
	must(t, err)
	s.goAway(true)
	s.tell()
	if err := lives[1].Reload(t.Context()); !errors.Is(err, feedback.ErrAway) {
		t.Errorf("a reload meanwhile: %v", err)
	}
	if got := lives[1].Problems(); len(got) > 0 || answerTo(lives[1], "cto.salary") != "Yes." {
		t.Errorf("meanwhile: %q, problems %q", answerTo(lives[1], "cto.salary"), got)
	}
	s.goAway(false)
	<-served[1]
	must(t, lives[1].Reload(t.Context()))
	if got := answerTo(lives[1], "cto.salary"); got != "More than the rest." {
		t.Errorf("afterwards %q", got)
	}
}

// TestAStartWithoutItsEditsFails: the built-in answer may be the one that was corrected.
func TestAStartWithoutItsEditsFails(t *testing.T) {
	l := NewLive(LiveOptions{Base: small(), Index: unlearned, Edits: func(context.Context) ([]feedback.Document, error) {
		return nil, fmt.Errorf("read: %w", feedback.ErrAway)
	}})
	if err := l.Run(t.Context(), nil); !errors.Is(err, feedback.ErrAway) || l.State() != nil {
		t.Errorf("%v, in service %v", err, l.State())
	}
}

// TestTheLaterOfTwoProcessesIsShownBoth texts of an entry, whether or not it has heard of
// the first.
func TestTheLaterOfTwoProcessesIsShownBoth(t *testing.T) {
	_, rooms, lives, _ := replicas(t)
	form, err := rooms[1].Form(t.Context(), "cto.salary") // opened before
	must(t, err)
	_, err = shorten(t, rooms[0], "More than the rest.")
	must(t, err)
	form.Fields.Short = "Less than the rest."
	_, err = rooms[1].Save(t.Context(), "U2", form.Fields, form.Version, NoteEdited)
	c, ok := errors.AsType[*Conflict](err)
	if !ok || c.By != "U1" || c.Version != 1 || c.Theirs.Short != "More than the rest." {
		t.Fatalf("the conflict is %+v (%v)", c, err)
	}
	form.Version = c.Version // seen both, and saved on top
	saved, err := rooms[1].Save(t.Context(), "U2", form.Fields, form.Version, NoteEdited)
	must(t, err)
	if saved.Version != 2 || answerTo(lives[1], "cto.salary") != "Less than the rest." {
		t.Errorf("saved %+v, in service %q", saved, answerTo(lives[1], "cto.salary"))
	}
}

// TestASmallChangeGoesOnTopOfAnotherProcess, and loses none of it.
func TestASmallChangeGoesOnTopOfAnotherProcess(t *testing.T) {
	_, rooms, lives, _ := replicas(t)
	_, err := shorten(t, rooms[0], "More than the rest.")
	must(t, err)
	_, err = rooms[1].AddWording(t.Context(), "U2", "cto.salary", "what does our dragon get")
	must(t, err)
	_, err = rooms[0].Give(t.Context(), "U1", "cto.salary", "U3")
	must(t, err)
	e := lives[0].State().Corpus.Entry("cto.salary")
	if answerTo(lives[0], "cto.salary") != "More than the rest." || e.Owner != "U3" || e.Phrasings[len(e.Phrasings)-1].Text != "what does our dragon get" {
		t.Errorf("%q, owner %q, %v", answerTo(lives[0], "cto.salary"), e.Owner, e.Phrasings)
	}
}

// TestANameJustTaken: a new entry takes another name than one that another process has just saved, although
// what is in service does not know that one yet.
func TestANameJustTaken(t *testing.T) {
	_, rooms, lives, _ := replicas(t)
	form, err := rooms[0].Form(t.Context(), "cto.salary")
	must(t, err)
	fresh := form.Fields
	fresh.ID, fresh.Question, fresh.Phrasings = "", "Does a CTO whistle at work?", nil
	before := lives[1].State()
	first, err := rooms[0].Save(t.Context(), "U1", fresh, 0, NoteNew)
	must(t, err)
	items := []item{{fields: fresh}}
	_, err = rooms[1].check(t.Context(), before, items)
	must(t, err)
	if id, last := items[0].file.ID, items[0].last; id == first.Entry || last != 0 {
		t.Errorf("the second is version %d of %s, and the first is %s", last+1, id, first.Entry)
	}
}

// TestTwoProcessesSaveAtOnce: of edits one is saved and the others are conflicts; of new
// entries with the same name both stay.
func TestTwoProcessesSaveAtOnce(t *testing.T) {
	_, rooms, lives, _ := replicas(t)
	form, err := rooms[0].Form(t.Context(), "cto.salary")
	must(t, err)
	fresh := form.Fields
	fresh.ID, fresh.Question, fresh.Phrasings = "", "Does a CTO whistle at work?", nil
	var errs [2]error
	var entries [2]Saved
	var saving sync.WaitGroup
	for i, r := range rooms {
		saving.Go(func() {
			f, n := form.Fields, fresh
			f.Short, n.Short = fmt.Sprintf("By %d.", i), fmt.Sprintf("New by %d.", i)
			n.Question = fmt.Sprintf("Does a CTO whistle at work? %d", i)
			_, errs[i] = r.Save(t.Context(), "U1", f, form.Version, NoteEdited)
			var err error
			if entries[i], err = r.Save(t.Context(), "U1", n, 0, NoteNew); err != nil {
				t.Error(err)
			}
		})
	}
	saving.Wait()
	conflicts := 0
	for i, err := range errs {
		if err == nil {
			continue
		}
		if _, ok := errors.AsType[*Conflict](err); !ok {
			t.Errorf("process %d: %v", i, err)
		}
		conflicts++
	}
	if conflicts != 1 {
		t.Errorf("%d conflicts, want 1", conflicts)
	}
	for i := range lives {
		must(t, lives[i].Reload(t.Context()))
		for j, e := range entries {
			if got, want := answerTo(lives[i], e.Entry), fmt.Sprintf("New by %d.", j); got != want {
				t.Errorf("process %d answers %s with %q, want %q", i, e.Entry, got, want)
			}
		}
	}
}
