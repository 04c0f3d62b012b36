package page_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// phoneWidth and phoneHeight are the screen that a reply should fit on, in CSS pixels: that
// of a common phone (an iPhone 14).
const phoneWidth, phoneHeight = 390, 844

// heights draws lists of blocks, each as one reply of the bot with its head, and returns how
// tall each is in CSS pixels at the page's width. only is the user who alone sees them; "" is
// everyone; their messages have times of their own, since the page draws one of the same time
// again only if it looks different. Hundreds take a second: nothing is sent.
func (b *tab) heights(replies []json.RawMessage, only string) []int {
	b.t.Helper()
	list, err := json.Marshal(replies)
	check(b.t, err)
	tall, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]int](`Promise.all([import('/app.js'), import('/messages.js')]).then(([{ state }, { message }]) => {
		const list = document.querySelector('#content .messages');
		return `+string(list)+`.map((blocks, i) => {
			const reply = message({ channel: 'C0HEIGHT', ts: '`+only+`' ? String(1e6 + i) : String(1 + i), user: state.bot.id, for: '`+only+`', text: '', blocks }, false, true);
			list.append(reply);
			const tall = Math.ceil(reply.getBoundingClientRect().height);
			reply.remove();
			return tall;
		});
	})`, chromedp.EvalAwaitPromise))
	check(b.t, err)
	if len(tall) != len(replies) {
		b.t.Fatalf("%d replies have %d heights", len(replies), len(tall))
	}
	return tall
}

func TestBrowserHeights(t *testing.T) {
	b := open(t, phoneWidth, phoneHeight)
	line := func(n int) json.RawMessage {
		text, err := json.Marshal(strings.Repeat("a word\n", n) + "a word")
		check(t, err)
		return json.RawMessage(`[{"type":"section","expand":true,"text":{"type":"plain_text","text":` + string(text) + `}}]`)
	}
	data, err := os.ReadFile("testdata/native.json")
	check(t, err)
	var native []struct{ Blocks json.RawMessage }
	check(t, json.Unmarshal(data, &native))
	replies := []json.RawMessage{line(0), line(1), line(20)}
	for _, m := range native {
		replies = append(replies, m.Blocks)
	}
	got := b.heights(replies, "")
	t.Logf("one line, two, 21; then those of native.json: %d pixels at a width of %d", got, phoneWidth)
	// The height of a line is not a whole number of pixels, and heights are rounded up.
	if one, twenty := got[1]-got[0], got[2]-got[0]; one <= 0 || twenty <= 20*(one-1) || twenty > 20*one {
		t.Errorf("replies of 1, 2 and 21 lines are %d, %d and %d pixels tall: want as much for each line", got[0], got[1], got[2])
	}

	// What is measured is what is seen, charts included, which draw themselves later.
	b.posts("general")
	b.goes("#/general", ".chart svg")
	for i := range native {
		script := `Math.ceil([...document.querySelectorAll('#main .from-bot')][` + string(rune('0'+i)) + `].getBoundingClientRect().height)`
		if seen := b.counts(script); seen != got[3+i] {
			t.Errorf("message %d of native.json is %d pixels tall, and was measured as %d", i, seen, got[3+i])
		}
	}
}
