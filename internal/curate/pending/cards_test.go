package pending

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func someCards(t *testing.T) (Cards, *time.Time, feedback.Store) {
	t.Helper()
	at := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	store, err := bolt.Open(filepath.Join(t.TempDir(), "feedback.db"), bolt.Options{Now: now})
	must(t, err)
	t.Cleanup(func() { must(t, store.Close()) })
	return Cards{Store: store, Retention: 90 * 24 * time.Hour, Now: now}, &at, store
}

func TestTheFirstWhoDealsWithACardIsNoted(t *testing.T) {
	ctx := t.Context()
	c, _, _ := someCards(t)
	card := Card{ID: "q1", CardBody: CardBody{Questions: []string{"q1", "q2"}}}
	must(t, c.Close(ctx, card, CardDone, Deed{By: "U1", What: "wrote an answer", Entry: "cto.salary"}))
	if err := c.Close(ctx, card, CardNotOurs, Deed{By: "U2", What: "said it is not ours"}); !errors.Is(err, ErrDone) {
		t.Fatalf("the second got %v", err)
	}
	deed, err := c.DoneBy(ctx, "q1")
	must(t, err)
	all, err := c.All(ctx)
	must(t, err)
	if deed.By != "U1" || deed.Entry != "cto.salary" || len(all.Cards) != 1 || all.Cards[0].State != CardDone {
		t.Errorf("%+v dealt with %+v", deed, all)
	}
	must(t, c.Reopen(ctx, all.Cards[0]))
	if all, err = c.All(ctx); err != nil || all.Cards[0].State != CardOpen {
		t.Errorf("reopened: %+v, %v", all, err)
	}
	must(t, c.Close(ctx, card, CardDone, Deed{By: "U2"}))
}

// Whoever dealt with a card is forgotten; that it was dealt with stays.
func TestACardStaysDoneWhenItsCuratorIsForgotten(t *testing.T) {
	ctx := t.Context()
	c, _, store := someCards(t)
	must(t, c.Close(ctx, Card{ID: "q1", CardBody: CardBody{Questions: []string{"q1"}}}, CardNotOurs, Deed{By: "U1", What: "said it is not ours"}))
	_, err := store.Forget(ctx, "U1")
	must(t, err)
	deed, err := c.DoneBy(ctx, "q1")
	must(t, err)
	all, err := c.All(ctx)
	must(t, err)
	if deed.By != "" || len(all.Cards) != 1 || all.Cards[0].State != CardNotOurs {
		t.Errorf("%+v, %+v", deed, all)
	}
}

func TestAGroupThatIsDoneComesBackWhenItIsAskedAgain(t *testing.T) {
	at := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	done := Card{ID: "a", CardBody: CardBody{Questions: []string{"a", "b"}, State: CardDone, Closed: at}}
	never := Card{ID: "n", CardBody: CardBody{Questions: []string{"n"}, State: CardNotOurs, Closed: at}}
	open := Card{ID: "z", CardBody: CardBody{Questions: []string{"z"}, Again: true}}
	for name, test := range map[string]struct {
		all   []Card
		group []string
		last  time.Time
		want  string
		again bool
	}{
		"a new one":                 {[]Card{done, never, open}, []string{"x"}, at, "", false},
		"done":                      {[]Card{done, never}, []string{"x", "b"}, at, "a", false},
		"asked again":               {[]Card{done, never}, []string{"x", "b"}, at.Add(time.Second), "", true},
		"not ours, asked again":     {[]Card{done, never}, []string{"x", "n"}, at.Add(time.Second), "n", false},
		"asked again, with a card":  {[]Card{done, never, open}, []string{"z", "b"}, at.Add(time.Second), "z", true},
		"open, by the id of a card": {[]Card{open}, []string{"z"}, at, "z", true},
	} {
		card, again := NewList(test.all).For(test.group, test.last)
		got := ""
		if card != nil {
			got = card.ID
		}
		if got != test.want || again != test.again {
			t.Errorf("%s: card %q, again %v", name, got, again)
		}
	}
}

func TestACardExpiresWithItsQuestions(t *testing.T) {
	ctx := t.Context()
	c, at, _ := someCards(t)
	must(t, c.Open(ctx, Card{ID: "q1", CardBody: CardBody{Questions: slices.Repeat([]string{"q"}, 900)}}))
	if err := c.Open(ctx, Card{ID: "q1"}); !errors.Is(err, feedback.ErrChanged) {
		t.Errorf("a second card: %v", err)
	}
	all, err := c.All(ctx)
	must(t, err)
	if len(all.Cards) != 1 || len(all.Cards[0].Questions) != maxCardQuestions || strings.Contains(all.Cards[0].ID, "/") {
		t.Errorf("cards %+v", all)
	}
	*at = at.Add(91 * 24 * time.Hour)
	if all, err = c.All(ctx); err != nil || len(all.Cards) != 1 {
		t.Errorf("nobody could say on the card that its question is gone: %d cards, %v", len(all.Cards), err)
	}
	*at = at.Add(feedback.RemainsKept)
	if all, err = c.All(ctx); err != nil || len(all.Cards) != 0 {
		t.Errorf("after the retention: %d cards, %v", len(all.Cards), err)
	}
}
