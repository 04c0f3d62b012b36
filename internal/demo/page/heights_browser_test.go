package page_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/knowledge"
)

// lato skips the test, or in CI fails it, where the browser does not have the typeface of
// Slack: in a wider one every answer is some lines longer than people see it.
func (b *tab) lato() {
	b.t.Helper()
	if b.counts(`(() => { const c = document.createElement('canvas').getContext('2d'), wide = (f) => { c.font = '20px ' + f; return c.measureText('Responsibilities').width; };
		return wide('Lato, monospace') === wide('monospace') ? 0 : 1; })()`) == 1 {
		return
	}
	if os.Getenv("CI") == "true" {
		b.t.Fatal("no typeface Lato: install Debian's fonts-lato")
	}
	b.t.Skip("no typeface Lato: install Debian's fonts-lato")
}

// TestAnswersFitAPhone: the median answer takes at most one screen of a phone, with its
// name, its sources, its buttons and the rating; what only one person sees also with the page's
// line above it, which says so.
func TestAnswersFitAPhone(t *testing.T) {
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	check(t, err)
	x, err := match.New(c)
	check(t, err)
	a := advisor.New(c, x)
	b := open(t, phoneWidth, phoneHeight)
	b.lato()
	measure := func(name, only string, v blockkit.View) (median int) {
		t.Helper()
		var list []json.RawMessage
		for _, e := range c.Entries {
			blocks, err := json.Marshal(blockkit.Render(a.Show(e.ID), v).Blocks)
			check(t, err)
			list = append(list, blocks)
		}
		got := b.heights(list, only)
		for i, h := range got {
			if h < 100 { // even a title and a rating are higher
				t.Errorf("%s is %d pixels high: it was not drawn", c.Entries[i].ID, h)
			}
		}
		slices.Sort(got)
		over, _ := slices.BinarySearch(got, phoneHeight+1)
		median = got[len(got)/2]
		t.Logf("%s: median %d pixels, highest %d; %d of %d within %d", name, median, got[len(got)-1], over, len(got), phoneHeight)
		return median
	}
	v := blockkit.View{Now: time.Now(), ReplyID: "0123456789abcdef"}
	private := v
	private.Private = true
	for _, shown := range []struct {
		name, only string
		view       blockkit.View
	}{{"for everyone", "", v}, {"for one person", "U0MAYA", private}} {
		if median := measure(shown.name, shown.only, shown.view); median > phoneHeight {
			t.Errorf("%s the median answer is %d pixels high, more than a phone's %d", shown.name, median, phoneHeight)
		}
	}
}
