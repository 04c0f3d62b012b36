package curate

import (
	"context"
	"errors"
	"testing"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
)

// Building the overlay's index takes seconds; people who ask meanwhile are
// answered from the compiled-in corpus.
func TestTheBaseAnswersWhileTheOverlayIsBuilt(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "entries/cto/garden.md", entryFile("Does a CTO garden?", "cto gardening"))
	build, joined := make(chan struct{}), make(chan *State, 1)
	live, err := NewLive(context.Background(), LiveOptions{Base: small(), Dir: dir, Later: true,
		Changed: func(s *State) { joined <- s },
		index: func(c *corpus.Corpus) (*match.Index, error) {
			if c.Entry("cto.garden") != nil {
				<-build
			}
			return match.New(c)
		}})
	must(t, err)
	if s := live.State(); s.Corpus.Entry("cto.coding") == nil || s.Corpus.Entry("cto.garden") != nil {
		t.Error("the base is not in service by itself")
	}
	close(build)
	if s := <-joined; s.Corpus.Entry("cto.garden") == nil || live.State() != s {
		t.Error("the overlay did not join")
	}
}

func TestAnOverlayWhoseIndexFailsLeavesTheBase(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "entries/cto/garden.md", entryFile("Does a CTO garden?", "cto gardening"))
	tried := make(chan struct{})
	live, err := NewLive(context.Background(), LiveOptions{Base: small(), Dir: dir, Later: true,
		index: func(c *corpus.Corpus) (*match.Index, error) {
			if c.Entry("cto.garden") != nil {
				defer close(tried)
				return nil, errors.New("no index today")
			}
			return match.New(c)
		}})
	must(t, err)
	<-tried
	live.mu.Lock() // join has ended
	defer live.mu.Unlock()
	if live.State().Corpus.Entry("cto.coding") == nil || live.State().Corpus.Entry("cto.garden") != nil {
		t.Error("the base is not in service")
	}
}
