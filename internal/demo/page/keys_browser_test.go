package page_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// press presses a key wherever the focus is.
func (b *tab) press(key string) {
	b.t.Helper()
	b.run(chromedp.KeyEvent(key))
}

// holds waits until a field has a value.
func (b *tab) holds(selector, value string) {
	b.t.Helper()
	b.run(chromedp.PollFunction[chromedp.Void](fmt.Sprintf(`() => document.querySelector(%q)?.value === %q`, selector, value)))
}

// focused waits until an element has the focus.
func (b *tab) focused(selector string) {
	b.t.Helper()
	b.run(chromedp.PollFunction[chromedp.Void](`(s) => document.activeElement?.matches(s)`, chromedp.WithPollingArgs(selector)))
}

// What was typed and not sent stays, whatever Escape closes and wherever one goes.
func TestBrowserKeepsDrafts(t *testing.T) {
	b := open(t, 1280, 800)
	b.types(compose, "half a question", false)
	b.press(kb.Escape)
	b.holds(compose, "half a question")
	b.button(inMain, "Reply in thread to Tomas Okafor")
	b.types("#panel textarea", "half a reply", false)
	b.press(kb.Escape)
	b.run(chromedp.WaitNotVisible(chromedp.CSS("#panel")))
	b.button(inMain, "Reply in thread to Tomas Okafor")
	b.holds("#panel textarea", "half a reply")
	b.goes("#/general", ".composer")
	b.holds(compose, "")
	b.goes("#/hiring", ".composer")
	b.holds(compose, "half a question")
	b.types(compose, "?\r", false)
	b.sees("#main .message", "half a question?")
	b.goes("#/general", ".composer")
	b.goes("#/hiring", ".composer")
	b.holds(compose, "")

	b.button(inMain, "Curator")
	b.types("#panel input", "waht does a cto", false)
	b.press(kb.Escape)
	b.run(chromedp.WaitNotVisible(chromedp.CSS("#panel")))
	b.button(inMain, "Curator")
	b.holds("#panel input", "waht does a cto")

	b.goes("#/rolecall/home", ".home")
	b.types(".home [role=combobox]", "reports", false)
	b.sees(".home [role=option]", "You typed reports")
	b.press(kb.Escape) // the list
	b.press(kb.Escape)
	b.focused(compose)
	b.goes("#/rolecall/home", ".home")
	b.holds(".home [role=combobox]", "reports")
}

// Escape in a form asks before it throws away what was typed, and asks nothing if there is
// nothing to lose.
func TestBrowserFormAsksBeforeItIsLeft(t *testing.T) {
	b := open(t, 1280, 800)
	form := func() {
		t.Helper()
		b.button(`contains(@class,"message")`, "More actions on the message of Ravi Menon")
		b.run(chromedp.Click(`//*[@role="menuitem" and contains(.,"Ask about this")][not(ancestor::*[@hidden])]`))
		b.sees("dialog[open] h2", "What was wrong?")
	}
	form()
	b.types("dialog[open] textarea", "It says", false)
	b.press(kb.Escape)
	b.sees("dialog[open].small", "Throw away what you typed?")
	b.picture("desk-leave")
	b.press(kb.Escape) // keeps writing
	b.run(chromedp.WaitNotPresent(chromedp.CSS("dialog[open].small")))
	b.press(kb.Escape)
	b.sees("dialog[open].small", "Throw away what you typed?")
	b.press(kb.Enter) // the button that has the focus changes nothing
	b.run(chromedp.WaitNotPresent(chromedp.CSS("dialog[open].small")))
	b.holds("dialog[open] textarea", "It says")
	b.press(kb.Escape)
	b.button(inDialog, "Throw away")
	b.run(chromedp.WaitNotPresent(chromedp.CSS("dialog[open]")))
	form()
	b.press(kb.Escape)
	b.run(chromedp.WaitNotPresent(chromedp.CSS("dialog[open]")))
}

// What took the place of a form that was sent has nothing to lose.
func TestBrowserASentFormIsLeftAtOnce(t *testing.T) {
	b := open(t, 1280, 800)
	b.button(`contains(@class,"message")`, "More actions on the message of Ravi Menon")
	b.run(chromedp.Click(`//*[@role="menuitem" and contains(.,"Ask about this")][not(ancestor::*[@hidden])]`))
	b.sees("dialog[open] h2", "What was wrong?")
	b.types("dialog[open] textarea", "It says", false)
	form, ok := b.ws.Modal("maya")
	if !ok {
		t.Fatal("no form is open")
	}
	sent := `{"type":"modal","title":{"type":"plain_text","text":"Sent"},"blocks":[{"type":"divider"}]}`
	response, err := http.PostForm(b.ws.APIURL()+"views.update", url.Values{"token": {b.ws.BotToken()}, "view_id": {form.ID}, "view": {sent}})
	check(t, err)
	check(t, response.Body.Close())
	b.sees("dialog[open] h2", "Sent")
	b.press(kb.Escape)
	b.run(chromedp.WaitNotPresent(chromedp.CSS("dialog[open]")))
}

// Wherever one is, Escape, twice at most, leads to the field where one types; the line below
// the field says so.
func TestBrowserTwoKeysToTheComposer(t *testing.T) {
	b := open(t, 1280, 800)
	b.sees("#foot .keys", "Esc, Esc")
	for _, from := range []struct {
		name string
		goes func()
	}{
		{"a button of a message", func() { b.run(chromedp.Focus(chromedp.CSS("#main .tools button"))) }},
		{"a menu", func() { b.button(inMain, "Shortcuts") }},
		{"a thread", func() { b.button(inMain, "Reply in thread to Tomas Okafor") }},
		{"the curator's panel", func() { b.button(inMain, "Curator") }},
		{"the list of channels", func() { b.run(chromedp.Focus(chromedp.CSS(".side a"))) }},
		{"the Home tab", func() {
			b.goes("#/rolecall/home", ".home")
			b.run(chromedp.Focus(chromedp.CSS(".home [role=combobox]")))
		}},
		{"a form", func() {
			b.button(inMain, "Shortcuts")
			b.run(chromedp.Click(`//*[@role="menuitem" and contains(.,"Ask Rolecall")][not(ancestor::*[@hidden])]`))
			b.sees("dialog[open] h2", "What was wrong?")
		}},
	} {
		b.goes("#/hiring", compose)
		from.goes()
		b.press(kb.Escape)
		b.run(chromedp.PollFunction[chromedp.Void](`() => !document.querySelector('dialog[open]')`))
		b.press(kb.Escape)
		if _, err := chromedp.Run(b.ctx, chromedp.PollFunction[chromedp.Void](`(s) => document.activeElement?.matches(s)`, chromedp.WithPollingArgs(compose), chromedp.WithPollingTimeout(pollingLimit))); err != nil {
			t.Errorf("from %s: %v, the focus is on %s", from.name, err, fmt.Sprint(chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.activeElement.outerHTML.slice(0, 200)`))))
		}
	}
}
