package feedbacktest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rolecall/internal/feedback"
)

// documentTests are the tests of what people write. They open the store under test
// themselves, since some move its clock.
func documentTests() map[string]func(*testing.T, Open) {
	return map[string]func(*testing.T, Open){
		"documents are kept as they are":                   kept,
		"a change of documents is of all or of none":       atomically,
		"of concurrent changes with a condition one works": oneOfMany,
		"a document expires, and its remains later":        expires,
		"forget removes what is about a person":            forgetDocuments,
		"a purge leaves edits, and messages to be emptied": purgeDocuments,
		"what an asker typed is scrubbed as the text is":   scrubbed,
		"a closed store refuses documents":                 closedDocuments,
	}
}

const (
	edit    = feedback.DocumentEdit
	draft   = feedback.DocumentDraft
	card    = feedback.DocumentCard
	remains = feedback.DocumentRemains
)

// put returns the change that saves a document.
func put(d feedback.Document) feedback.DocumentChange { return feedback.DocumentChange{Put: &d} }

// remove returns the change that removes a document.
func remove(kind feedback.DocumentKind, id string) feedback.DocumentChange {
	return feedback.DocumentChange{Remove: &feedback.Document{Kind: kind, ID: id}}
}

// body returns a document's body.
func body(text string) json.RawMessage {
	data, err := json.Marshal(map[string]string{"text": text})
	if err != nil {
		panic(err)
	}
	return data
}

// listed returns the ids of the documents of a kind, with their authors.
func listed(t *testing.T, s feedback.Store, kind feedback.DocumentKind) string {
	t.Helper()
	list, err := s.Documents(context.Background(), kind)
	must(t, err)
	var out []string
	for _, d := range list {
		out = append(out, strings.TrimSuffix(d.ID+" by "+d.By, " by "))
	}
	return strings.Join(out, ", ")
}

// kept checks that documents come back as they were saved, over a restart too: ids may
// hold any byte but zero, kinds do not mix, ids are in order, callers share nothing.
func kept(t *testing.T, open Open) {
	ctx := context.Background()
	s := open(t, feedback.KeepNone, noon)
	every := make([]byte, 0, 255)
	for b := 1; b < 256; b++ {
		every = append(every, byte(b))
	}
	var want []feedback.Document
	for i, id := range []string{"\x01", "cto.coding", "cto.coding/0002", "cto/é", string(every[2:]), "\xff\xfe"} {
		d := feedback.Document{Kind: edit, ID: id, By: "U1", Saved: noon().Add(time.Duration(i) * time.Hour), Until: noon().AddDate(1, 0, 0),
			Remains: "C1:1.1", Body: body("<b> & \"é\" " + fmt.Sprint(i))}
		want = append(want, d)
	}
	slices.SortFunc(want, func(a, b feedback.Document) int { return strings.Compare(a.ID, b.ID) })
	for _, i := range []int{3, 1, 0, 5, 4, 2} {
		d := want[i]
		d.People, d.Body = []string{"U2"}, slices.Clone(d.Body)
		must(t, s.Change(ctx, put(d)))
		d.Body[0] = 'x' // the store has a copy
	}
	must(t, s.Change(ctx, put(feedback.Document{Kind: "edi", ID: "t"}), put(feedback.Document{Kind: "edit2", ID: "x"}), put(feedback.Document{Kind: draft, ID: "cto.coding"})))
	for range 2 {
		got, err := s.Documents(ctx, edit)
		must(t, err)
		if !same(got, want) {
			t.Errorf("documents are\n%+v\nwant\n%+v", got, want)
		}
		for _, w := range want {
			d, ok, err := s.Document(ctx, edit, w.ID)
			must(t, err)
			if !ok || !same([]feedback.Document{d}, []feedback.Document{w}) {
				t.Errorf("document %q is %+v, %v; want %+v", w.ID, d, ok, w)
			}
			d.Body[0] = 'x'
		}
		if d, ok, err := s.Document(ctx, draft, "cto.coding"); err != nil || !ok || !d.Saved.Equal(noon()) || len(d.Body) != 0 {
			t.Errorf("a draft without a time is %+v, %v, %v; want it saved now", d, ok, err)
		}
		if _, ok, err := s.Document(ctx, draft, "cto.coding/0002"); ok || err != nil {
			t.Errorf("a document of another kind was found: %v", err)
		}
		if got := listed(t, s, "edi") + "; " + listed(t, s, "edit2") + "; " + listed(t, s, card); got != "t; x; " {
			t.Errorf("other kinds have %q", got)
		}
		must(t, s.Close())
		s = open(t, feedback.KeepNone, noon)
	}
	must(t, s.Change(ctx, remove(edit, "cto.coding"), remove(edit, "not there")))
	if _, ok, err := s.Document(ctx, edit, "cto.coding"); ok || err != nil {
		t.Errorf("a removed document was found, %v", err)
	}
	if list, err := s.Documents(ctx, edit); err != nil || len(list) != len(want)-1 {
		t.Errorf("%d edits are left, %v; want all but one", len(list), err)
	}
	if got := listed(t, s, remains); got != "" {
		t.Errorf("a change left the remains %s", got)
	}
}

// same compares documents; their bodies may be written in different ways.
func same(a, b []feedback.Document) bool {
	return slices.EqualFunc(a, b, func(x, y feedback.Document) bool {
		var xb, yb any
		if (json.Unmarshal(x.Body, &xb) == nil) != (json.Unmarshal(y.Body, &yb) == nil) || !reflect.DeepEqual(xb, yb) {
			return false
		}
		return x.Kind == y.Kind && x.ID == y.ID && x.By == y.By && x.Saved.Equal(y.Saved) && x.Until.Equal(y.Until) && x.Remains == y.Remains &&
			len(x.People) == 0 && len(y.People) == 0
	})
}

// atomically checks that a change that cannot be made changes nothing.
func atomically(t *testing.T, open Open) {
	ctx := context.Background()
	s := open(t, feedback.KeepNone, noon)
	defer func() { s.Close() }()
	must(t, s.Change(ctx))
	must(t, s.Change(ctx, put(feedback.Document{Kind: draft, ID: "there", Body: body("first")})))
	with := func(c feedback.DocumentChange, isNew, must bool) feedback.DocumentChange {
		c.New, c.Must = isNew, must
		return c
	}
	fresh, there := feedback.Document{Kind: draft, ID: "fresh"}, feedback.Document{Kind: draft, ID: "there", Body: body("second")}
	ended, end := context.WithCancel(ctx)
	end()
	for name, tt := range map[string]struct {
		ctx    context.Context
		last   feedback.DocumentChange
		reason error
	}{
		"new, and there":           {ctx, with(put(there), true, false), feedback.ErrChanged},
		"replaced, and not there":  {ctx, with(put(feedback.Document{Kind: draft, ID: "lost"}), false, true), feedback.ErrChanged},
		"removed, and not there":   {ctx, with(remove(draft, "lost"), false, true), feedback.ErrChanged},
		"of another kind":          {ctx, with(remove(edit, "there"), false, true), feedback.ErrChanged},
		"new twice":                {ctx, with(put(fresh), true, false), feedback.ErrChanged},
		"nothing":                  {ctx, feedback.DocumentChange{}, feedback.ErrRequest},
		"saved and removed":        {ctx, feedback.DocumentChange{Put: &there, Remove: &there}, feedback.ErrRequest},
		"without a kind":           {ctx, put(feedback.Document{ID: "x"}), feedback.ErrRequest},
		"without an id":            {ctx, remove(draft, ""), feedback.ErrRequest},
		"a zero byte in the id":    {ctx, put(feedback.Document{Kind: draft, ID: "a\x00b"}), feedback.ErrRequest},
		"a long id":                {ctx, put(feedback.Document{Kind: draft, ID: strings.Repeat("x", 2000)}), feedback.ErrRequest},
		"a body that is not JSON":  {ctx, put(feedback.Document{Kind: draft, ID: "x", Body: json.RawMessage("text")}), feedback.ErrRequest},
		"a body that is too large": {ctx, put(feedback.Document{Kind: draft, ID: "x", Body: body(strings.Repeat("x", 1<<20))}), feedback.ErrRequest},
		"a caller that has left":   {ended, put(fresh), context.Canceled},
	} {
		if err := s.Change(tt.ctx, put(fresh), put(there), remove(draft, "there"), put(there), tt.last); !errors.Is(err, tt.reason) {
			t.Errorf("%s: %v, want %v", name, err, tt.reason)
		}
		d, ok, err := s.Document(ctx, draft, "there")
		if got := listed(t, s, draft); err != nil || !ok || got != "there" || !same([]feedback.Document{d}, []feedback.Document{{Kind: draft, ID: "there", Saved: noon(), Body: body("first")}}) {
			t.Errorf("%s: the drafts are %q, and %+v", name, got, d)
		}
	}
	must(t, s.Change(ctx, with(put(fresh), true, false), with(put(there), false, true), with(remove(draft, "fresh"), false, true)))
	must(t, s.Close())
	s = open(t, feedback.KeepNone, noon)
	if d, ok, err := s.Document(ctx, draft, "there"); err != nil || !ok || string(d.Body) == string(body("first")) || listed(t, s, draft) != "there" {
		t.Errorf("after the change: %+v, %v, %v", d, ok, err)
	}
}

// oneOfMany checks that of many people who press the same button at once one succeeds.
func oneOfMany(t *testing.T, open Open) {
	ctx := context.Background()
	s := open(t, feedback.KeepNone, noon)
	defer s.Close()
	at := func(change feedback.DocumentChange) (worked int) {
		var wg sync.WaitGroup
		errs := make([]error, 16)
		for i := range errs {
			wg.Go(func() { errs[i] = s.Change(ctx, change, put(feedback.Document{Kind: card, ID: fmt.Sprint(i)})) })
		}
		wg.Wait()
		for _, err := range errs {
			if err == nil {
				worked++
			} else if !errors.Is(err, feedback.ErrChanged) {
				t.Error(err)
			}
		}
		return worked
	}
	taken, ended := put(feedback.Document{Kind: draft, ID: "x"}), remove(draft, "x")
	taken.New, ended.Must = true, true
	if n := at(taken); n != 1 {
		t.Errorf("%d of 16 were first", n)
	}
	if n := at(ended); n != 1 {
		t.Errorf("%d of 16 ended it", n)
	}
	if got := listed(t, s, card); strings.Count(got, ",") > 1 {
		t.Errorf("of the changes that failed something was saved: %s", got)
	}
}

// scrubbed checks that Scrubbed follows the setting, as the text of a question does.
func scrubbed(t *testing.T, open Open) {
	for keep, want := range map[feedback.Keep]string{feedback.KeepNone: "", feedback.KeepMisses: "ask [name]", feedback.KeepAll: "ask [name]"} {
		s := open(t, keep, noon)
		if got := s.Scrubbed("ask <@U123456>"); got != want {
			t.Errorf("keep %s: %q, want %q", keep, got, want)
		}
		must(t, s.Close())
	}
}

func closedDocuments(t *testing.T, open Open) {
	ctx := context.Background()
	s := open(t, feedback.KeepNone, noon)
	must(t, s.Close())
	if err := s.Change(ctx, put(feedback.Document{Kind: draft, ID: "x"})); err == nil {
		t.Error("a document was taken by a closed store")
	}
	if _, err := s.Documents(ctx, draft); err == nil {
		t.Error("a closed store returned documents")
	}
	if _, _, err := s.Document(ctx, draft, "x"); err == nil {
		t.Error("a closed store returned a document")
	}
}
