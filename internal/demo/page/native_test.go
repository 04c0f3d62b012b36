package page_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"rolecall/internal/slacktest"
)

// posts posts the messages of testdata/native.json in a channel, as the bot would.
func (b *tab) posts(channel string) {
	b.t.Helper()
	data, err := os.ReadFile("testdata/native.json")
	check(b.t, err)
	var messages []struct {
		Text   string
		Blocks json.RawMessage
	}
	check(b.t, json.Unmarshal(data, &messages))
	c, err := b.ws.Channel(channel)
	check(b.t, err)
	for _, m := range messages {
		response, err := http.PostForm(b.ws.APIURL()+"chat.postMessage", url.Values{"token": {b.ws.BotToken()}, "channel": {c.ID}, "text": {m.Text}, "blocks": {string(m.Blocks)}})
		check(b.t, err)
		var answer struct {
			OK     bool
			Error  string
			Errors []string
		}
		check(b.t, json.NewDecoder(response.Body).Decode(&answer))
		check(b.t, response.Body.Close())
		if !answer.OK {
			b.t.Fatalf("%s: %s %q", m.Text, answer.Error, answer.Errors)
		}
	}
}

// shown brings the last element of a selector to the top of the messages, and takes a picture.
func (b *tab) shown(selector, picture string) {
	b.t.Helper()
	b.run(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`[...document.querySelectorAll(%q)].at(-1).closest('.message').scrollIntoView({ block: 'start' })`, selector)))
	b.picture(picture)
}

func TestBrowserNativePieces(t *testing.T) {
	for _, test := range []struct {
		name          string
		width, height int64
	}{{"desk", 1280, 900}, {"phone", 390, 844}} {
		t.Run(test.name, func(t *testing.T) {
			b := open(t, test.width, test.height)
			b.posts("general")
			b.goes("#/general", ".b-carousel")
			for selector, text := range map[string]string{
				"details.b-container[open] summary": "Questions to ask", "details.b-container summary .quiet b": "three", "details.b-container:not([open]) summary": "What to look for",
				"div.b-container .ruled": "Scoresheet", ".b-data_table caption": "Four roles, side by side", ".b-data_table tbody th": "Looks",
				".b-data_visualization figcaption": "Questions by week", ".b-data_visualization .figures caption": "Line chart: Questions by week, Questions", ".figures tbody tr": "7 Sep1293",
				".chart text": "Week of", ".legend": "Answered", ".pie .legend": "Duties: 45 (45 %)", ".b-card .strong": "CTO", ".b-carousel .card": "Owns the technology that the company runs on",
			} {
				b.sees("#main "+selector, text)
			}
			b.run(chromedp.PollFunction[chromedp.Void](`() => document.querySelectorAll('.chart svg').length === 4`)) // charts draw themselves once they have a width
			// Everything stays within the page, whatever the width.
			if wide := b.counts(`document.querySelector('#scroll').scrollWidth - innerWidth`); wide > 0 {
				t.Errorf("the messages are %d pixels wider than the page", wide)
			}
			if cut := b.counts(`[...document.querySelectorAll('.chart svg')].filter((s) => [...s.querySelectorAll('text')].some((e) => { const a = e.getBoundingClientRect(), p = s.getBoundingClientRect(); return a.left < p.left - 1 || a.right > p.right + 1 || a.bottom > p.bottom + 1; })).length`); cut != 0 {
				t.Errorf("%d charts have a label that is cut off", cut)
			}
			for _, dark := range []string{"", "-dark"} {
				if dark != "" {
					b.dark()
				}
				b.shown("details.b-container", test.name+"-native-container"+dark)
				b.shown(".b-data_table", test.name+"-native-table"+dark)
				b.shown(".chart .line", test.name+"-native-line"+dark)
				b.shown(".pie", test.name+"-native-pie"+dark)
				b.shown(".b-carousel", test.name+"-native-carousel"+dark)
			}
		})
	}
}

// TestBrowserCountsHaveNoHalves: two questions have the marks 0, 1 and 2 next to them, shares
// may have more.
func TestBrowserCountsHaveNoHalves(t *testing.T) {
	b := open(t, 1280, 800)
	for whole, want := range map[bool]string{true: "0,1,2", false: "0,0.5,1,1.5,2"} {
		got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf(`import('/chart.js').then(({ ticks }) => ticks(0, 2, %v).join())`, whole), chromedp.EvalAwaitPromise))
		check(t, err)
		if got != want {
			t.Errorf("the marks up to 2, whole %v, are %s, want %s", whole, got, want)
		}
	}
}

// A data table is sorted by its heads and turned over page by page, with the keyboard alone.
func TestBrowserDataTable(t *testing.T) {
	b := open(t, 1280, 800)
	b.posts("general")
	b.goes("#/general", ".b-data_table")
	b.sees(".b-data_table [role=status]", "1 to 3 of 4 rows")
	first := func(want string) {
		t.Helper()
		b.run(chromedp.PollFunction[chromedp.Void](`(want) => document.querySelector('.b-data_table tbody').innerText.startsWith(want)`, chromedp.WithPollingArgs(want)))
	}
	first("Looks")
	b.run(chromedp.Focus(chromedp.CSS(`.b-data_table [aria-label="Next rows"]`)), chromedp.KeyEvent(kb.Enter))
	first("Answers for")
	b.sees(".b-data_table [role=status]", "4 to 4 of 4 rows")
	if b.counts(`document.activeElement.ariaLabel === 'Previous rows' ? 1 : 0`) != 1 {
		t.Error("on the last page the focus is lost")
	}
	b.run(chromedp.Focus(chromedp.CSS(`.b-data_table .sort`)), chromedp.KeyEvent(kb.Enter))
	first("Answers for")
	b.sees(".b-data_table [aria-sort=ascending]", "What")
	b.run(chromedp.KeyEvent(kb.Enter))
	first("Reports to")
	b.sees(".b-data_table [aria-sort=descending]", "What")

	// Numbers sort as numbers, as they are written or not; what Slack has no other place for is drawn too.
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`import('/blocks.js').then(({ blocks }) => {
		const n = (value, text) => ({ type: 'raw_number', value, text }), s = (text) => ({ type: 'raw_text', text });
		const [node] = blocks([{ type: 'data_table', caption: 'Figures', rows: [[s('Role'), s('Pay')], [s('a'), n(1200)], [s('b'), n(90, '90 or so')], [s('c'), n(9.5)]] }], { names: {}, level: 2, target: {} });
		node.querySelectorAll('.sort')[1].click();
		return [...node.querySelectorAll('tbody tr')].map((r) => r.textContent).join(' ');
	})`, chromedp.EvalAwaitPromise))
	check(t, err)
	if want := "c9.5 b90 or so a1,200"; got != want {
		t.Errorf("sorted by pay: %q, want %q", got, want)
	}
}

// On a phone a table shows at which side there is more of it, and no more than that.
func TestBrowserTableShowsThatItScrolls(t *testing.T) {
	b := open(t, 390, 844)
	b.posts("general")
	b.goes("#/general", ".b-data_table")
	const sides = `(() => { const s = document.querySelector('.b-data_table .scrolls').classList; return s.contains('more-before') + 2 * s.contains('more-after'); })()`
	at := func(left string, want int) {
		t.Helper()
		b.run(chromedp.Evaluate[chromedp.Void](`document.querySelector('.b-data_table .sideways').scrollLeft = `+left),
			chromedp.PollFunction[chromedp.Void](`(want) => `+sides+` === want`, chromedp.WithPollingArgs(want)))
	}
	at("0", 2)
	at("60", 3)
	at("9999", 1)
	b.run(chromedp.EmulateViewport(1280, 844))
	at("0", 0)
}

func TestBrowserCarousel(t *testing.T) {
	b := open(t, 390, 844)
	b.posts("general")
	b.goes("#/general", ".b-carousel")
	b.button(`contains(@class,"b-carousel")`, "Next card")
	b.run(chromedp.PollFunction[chromedp.Void](`() => document.querySelector('.b-carousel .sideways').scrollLeft > 100`))
	b.button(`contains(@class,"b-carousel")`, "Previous card")
	b.run(chromedp.PollFunction[chromedp.Void](`() => document.querySelector('.b-carousel .sideways').scrollLeft === 0`))
	b.button(`contains(@class,"b-carousel")`, "Read about the CIO")
	b.goes("#/general", ".ephemeral")
	b.sees("#main .ephemeral", "You chose cio")
}

// What someone unfolded or sorted stays so when the message is drawn again: because of a
// reply to it, or because the bot changed it.
func TestBrowserKeepsWhatIsUnfolded(t *testing.T) {
	b := open(t, 1280, 800)
	b.posts("general")
	b.goes("#/general", "details.b-container")
	b.run(chromedp.Click(`//summary[contains(.,"What to look for")]`), chromedp.Click(chromedp.CSS(`.b-data_table [aria-label="Next rows"]`)))
	messages := b.ws.Messages("general", "")
	for _, m := range messages[len(messages)-5 : len(messages)-3] { // the kit, and the table
		_, err := b.ws.Post(b.ctx, "general", "tomas", "Thanks.", slacktest.InThread(m.TS))
		check(t, err)
	}
	b.run(chromedp.PollFunction[chromedp.Void](`() => document.querySelectorAll('#main .replies').length === 2`))
	kit := messages[len(messages)-5]
	response, err := http.PostForm(b.ws.APIURL()+"chat.update", url.Values{"token": {b.ws.BotToken()}, "channel": {kit.Channel}, "ts": {kit.TS}, "text": {"The kit, saved"},
		"blocks": {strings.ReplaceAll(string(kit.Blocks), "Scoresheet", "Saved scoresheet")}})
	check(t, err)
	check(t, response.Body.Close())
	b.sees("#main .b-container", "Saved scoresheet")
	if n := b.counts(`document.querySelectorAll('#main details[open]').length`); n != 2 {
		t.Errorf("%d sections are unfolded, want both", n)
	}
	b.sees("#main .b-data_table [role=status]", "4 to 4 of 4 rows")
}

// TestBrowserCollectsFromSeveralSearches: a menu that takes several starts with its first
// options, adds one from each search, and lets go of each.
func TestBrowserCollectsFromSeveralSearches(t *testing.T) {
	b := open(t, 390, 844)
	b.run(chromedp.Evaluate[chromedp.Void](`import('/elements.js').then(({ control }) => {
		const option = (value) => ({ text: { type: 'plain_text', text: 'Source ' + value }, value });
		window.trial = control({ type: 'multi_external_select', action_id: 'sources', min_query_length: 1, initial_options: [option('a')] }, 'Sources',
			{ act: async (d) => ({ options: { options: [option('a'), option(d.value)] } }), target: {} }, { block_id: 'sources' });
		trial.node.id = 'trial';
		document.getElementById('main').prepend(trial.node);
	})`, chromedp.EvalAwaitPromise))
	holds := func(want string) {
		t.Helper()
		b.run(chromedp.PollFunction[chromedp.Void](fmt.Sprintf(`() => trial.get().join() === %q`, want)))
	}
	holds("a")
	for _, typed := range []string{"b", "c"} {
		b.types("#trial [role=combobox]", typed, false)
		b.sees("#trial [role=option]:last-child", "Source "+typed)
		b.types("#trial [role=combobox]", kb.ArrowDown+kb.ArrowDown+kb.Enter, false)
	}
	holds("a,b,c")
	b.picture("phone-collected")
	b.run(chromedp.Click(chromedp.CSS(`#trial [aria-label="Remove Source b"]`)))
	holds("a,c")
	// A form that is drawn again gets back what was picked.
	b.run(chromedp.Evaluate[chromedp.Void](`trial.set(['b'])`))
	holds("b")
	b.sees("#trial li", "Source b")
}

// TestBrowserSendsWhatWasEmptied: a field that is emptied is sent empty, not as it was.
func TestBrowserSendsWhatWasEmptied(t *testing.T) {
	b := open(t, 390, 844)
	b.run(chromedp.Click(`//button[contains(@aria-label,"More actions on the message of Ravi Menon")]`),
		chromedp.Click(`//*[@role="menuitem" and contains(.,"Ask about this")][not(ancestor::*[@hidden])]`))
	b.run(chromedp.Click(chromedp.CSS(`dialog[open] input[type=radio][value=old]`)))
	b.types("dialog[open] textarea", "bad", false)
	b.button(inDialog, "Send")
	b.sees("dialog[open] .error", "Say a little more")
	b.run(chromedp.Evaluate[chromedp.Void](`document.querySelector('dialog[open] textarea').value = ''`))
	b.button(inDialog, "Send")
	b.run(chromedp.WaitNotPresent(chromedp.CSS("dialog[open]")))
}

// TestBrowserShowsAnOwner: a form shows the channel that it starts with.
func TestBrowserShowsAnOwner(t *testing.T) {
	b := open(t, 390, 844)
	c, err := b.ws.Channel("hiring")
	check(t, err)
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf(`import('/elements.js').then(({ control }) => control(
		{ type: 'conversations_select', initial_conversation: %q }, 'Owner', { names: { channels: () => [{ id: 'C1', name: 'x' }, { id: %[1]q, name: 'hiring' }] } }, {}).get())`, c.ID), chromedp.EvalAwaitPromise))
	check(t, err)
	if got != c.ID {
		t.Errorf("the menu starts with %q, want %q", got, c.ID)
	}
}
