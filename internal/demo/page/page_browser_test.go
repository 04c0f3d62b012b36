package page_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	inMain   = `@id="main"`
	inPanel  = `@id="panel"`
	inDialog = `self::dialog[@open]`
	compose  = "#foot textarea"
)

func TestBrowserConversation(t *testing.T) {
	b := open(t, 1280, 800)
	b.picture("desk-hiring")

	// What to ask is offered; a mention is answered in a thread, which opens by
	// itself; every block is drawn.
	if got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.querySelector('#foot textarea').placeholder`)); err != nil || got != "Try: @rolecall what does a CTO do" {
		t.Errorf("the empty field says %q, %v", got, err)
	}
	b.button(inMain, "@rolecall what does a CTO do")
	b.sees("#main .replies", "1 reply")
	b.run(chromedp.WaitVisible(chromedp.CSS("#panel textarea")), chromedp.WaitNotPresent(chromedp.CSS("#try")))
	if got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.querySelector('#foot textarea').placeholder`)); err != nil || got != "Message #hiring" {
		t.Errorf("after a question the empty field says %q, %v", got, err)
	}
	for selector, text := range map[string]string{
		"#panel .b-header": "What does a CTO do?", "#panel .b-rich_text b": "which technology", "#panel .b-rich_text li": "Below 50 people", "#panel blockquote": "Sources disagree",
		"#panel .b-section a": "a source", "#panel .b-section": "<b>not markup</b>", "#panel .fields": "Usually the CEO", "#panel .b-context": "reviewed 2026-09-30", "#panel .b-actions": "Open a form",
	} {
		b.sees(selector, text)
	}
	if b.counts(`document.querySelectorAll('a[href^="javascript:"]').length`) != 0 {
		t.Error("a javascript: address became a link")
	}
	b.picture("desk-thread")
	b.dark()
	b.picture("desk-thread-dark")

	// Feedback: a good verdict is thanked for privately, a bad one opens a
	// form, which may be sent back.
	b.button(inPanel, "Helpful")
	b.sees(".ephemeral", "You chose up")
	b.sees(".ephemeral", "Only visible to you")
	b.sees("#live", "Rolecall, only visible to you: You chose up")
	// The pressed button keeps its focus, and is marked once the workspace has taken the press.
	b.run(chromedp.PollFunction[chromedp.Void](`() => document.activeElement.textContent === 'Helpful' && document.activeElement.ariaPressed === 'true'`))
	b.button(inPanel, "Not helpful")
	b.sees("dialog[open] h2", "What was wrong?")
	b.button(inDialog, "Send")
	b.sees("dialog[open] .error", "Please complete this field")
	b.run(chromedp.Click(chromedp.CSS(`dialog[open] input[type=radio][value=old]`)))
	b.types("dialog[open] textarea", "bad", false)
	b.button(inDialog, "Send")
	b.sees("dialog[open] .error", "Say a little more")
	b.picture("desk-modal")
	b.types("dialog[open] textarea", " enough", false)
	b.button(inDialog, "Send")
	b.run(chromedp.WaitNotPresent(chromedp.CSS("dialog[open]")))

	// A follow-up in the thread, and a slash command there, which Slack
	// refuses.
	b.types("#panel textarea", "/rolecall help", true)
	b.sees("#panel .hint", "not supported in threads")
	b.goes("#/rolecall", ".tabs")
	b.sees("#main .message", "Noted: old")
}

// A thread that opens by itself disturbs nobody who is busy: what is being
// typed keeps the focus, and the curator's panel stays.
func TestBrowserThreadOpensWithoutDisturbing(t *testing.T) {
	b := open(t, 1280, 800)
	b.types(compose, "@rolecall one", true)
	b.sees("#panel .b-header", "What does a CTO do?")
	b.button(inPanel, "Close the panel")
	b.run(chromedp.Click(`(//*[contains(@class,"replies")])[last()]`))
	b.sees("#panel .b-header", "What does a CTO do?")
	b.types("#panel textarea", "half a reply", false)
	b.types(compose, "@rolecall two", true)
	b.run(chromedp.PollFunction[chromedp.Void](`() => document.querySelectorAll('#main .replies').length === 3`)) // one is in the seed
	if got := b.counts(`document.querySelector('#panel textarea').value === 'half a reply' ? 1 : 0`); got != 1 {
		t.Error("another thread took the place of the one with a half-written reply")
	}
	b.button(inPanel, "Close the panel")
	b.button(inMain, "Curator")
	b.types(compose, "@rolecall three", true)
	b.run(chromedp.PollFunction[chromedp.Void](`() => document.querySelectorAll('#main .replies').length === 4`))
	b.sees("#panel h2", "Curator")
}

func TestBrowserSlashCommand(t *testing.T) {
	b := open(t, 1280, 800)
	b.types(compose, "/com", false)
	b.sees("#foot [role=option]", "/compare-roles")
	b.types(compose, kb.Tab, false)
	b.sees("#foot .hint", "cto cio")
	b.types(compose, "cto cio", true)
	b.sees("#main .ephemeral th", "CTO")
	b.sees("#main .ephemeral td", "CEO, CFO or COO")
	b.picture("desk-compare")
	b.button(inMain, "Share")
	b.sees("#main .message:not(.ephemeral)", "Shared")
	b.types(compose, "/nonsense", true)
	b.sees("#foot .hint", "not a valid command")
}

func TestBrowserMenusAndShortcuts(t *testing.T) {
	b := open(t, 1280, 800)
	b.button(`contains(@class,"message")`, "More actions on the message of Ravi Menon")
	b.run(chromedp.Click(`//*[@role="menuitem" and contains(.,"Ask about this")][not(ancestor::*[@hidden])]`))
	b.sees("dialog[open] h2", "What was wrong?")
	b.types(`dialog[open] [role=combobox]`, "ct", false)
	b.sees("dialog[open] [role=option]", "You typed ct")
	b.picture("desk-typeahead")
	b.types(`dialog[open] [role=combobox]`, kb.ArrowDown+kb.Enter, false)
	b.button(inDialog, "Close")
	b.run(chromedp.WaitNotPresent(chromedp.CSS("dialog[open]")))
	b.button(inMain, "Shortcuts")
	b.run(chromedp.Click(`//*[@role="menuitem" and contains(.,"Ask Rolecall")][not(ancestor::*[@hidden])]`))
	b.sees("dialog[open] h2", "What was wrong?")
	b.run(chromedp.KeyEvent(kb.Escape), chromedp.WaitNotPresent(chromedp.CSS("dialog[open]")))
}

func TestBrowserHome(t *testing.T) {
	b := open(t, 1280, 800)
	b.goes("#/rolecall/home", ".home")
	b.sees(".home .b-header", "Ask about a role")
	b.types(".home [role=combobox]", "cto", false)
	b.sees(".home [role=option]", "What does a CTO do?")
	b.picture("desk-home")
	b.types(".home [role=combobox]", kb.ArrowDown+kb.Enter, false)
	b.run(chromedp.Click(chromedp.CSS(".home input[value=long]")))
	b.goes("#/rolecall", ".messages")
	b.sees("#main .message", "You chose cto.responsibilities")
	b.sees("#main .message", "You chose long")
	b.types(compose, "echo <b>hi</b> & *bold* <!channel>", true)
	b.sees("#main .from-bot .prose b", "bold")
	b.sees("#main .from-bot .prose", "<b>hi</b> & bold <!channel>")
}

func TestBrowserCurator(t *testing.T) {
	b := open(t, 1280, 800)
	b.button(inMain, "Curator")
	b.types("#panel input", "waht does a cto do", true)
	b.sees("#panel .verdict", "confidence 87 %")
	b.sees("#panel .candidates", "nearest phrasing: duties of a cto")
	b.sees("#panel .curator dl", "word for word")
	b.sees("#panel .curator dl", "second opinion: most like cto.responsibilities")
	b.sees("#panel .candidates .score", "87 %")
	b.picture("desk-curator")
	b.button(`contains(@class,"candidates")`, "cto.definition")
	b.sees("#panel .error", "no entry like that")

	// An answer is found by its question, looked at, and edited; a fault stands at its field,
	// or above the button where the form has none.
	b.types("#panel [role=combobox]", "what does", false)
	b.sees("#panel [role=option]", "What does a CTO do?")
	b.types("#panel [role=combobox]", kb.ArrowDown+kb.Enter, false)
	b.sees("#panel h3", "This answer")
	b.button(inPanel, "Edit")
	b.run(chromedp.WaitVisible(chromedp.CSS(field)))
	b.types(field, " broken", false)
	b.button(inPanel, "Misses")
	b.sees("#panel .candidates", "chief happiness officer")
	b.button(inPanel, "Answers")
	b.holds(field, "An answer, as shipped. broken")
	b.button(inPanel, "Save")
	b.sees("#panel .b-input .error", "a number without a source: name one")
	b.sees("#panel [role=status] .error", "too long")
	b.focused(field)
	b.picture("desk-curator-error")
	b.button(inPanel, "Back")
	b.sees("dialog[open].small", "Throw away what you typed?")
	b.press(kb.Escape)
	b.run(chromedp.WaitNotPresent(chromedp.CSS("dialog[open].small")))
	b.press(kb.Escape) // closes the panel, and keeps what was typed
	b.run(chromedp.WaitNotVisible(chromedp.CSS("#panel")))
	b.button(inMain, "Curator")
	b.holds(field, "An answer, as shipped. broken")
	b.run(chromedp.SetValue(chromedp.CSS(field), "Our own answer."))
	b.button(inPanel, "Preview")
	b.sees("#panel .preview", "Preview of Our own answer.")
	b.button(inPanel, "Save")
	b.sees("#panel .good", "in service after 0.1 s")
	b.sees("#panel .notes", "It has no points.")
	b.sees("#panel .b-section", "Our own answer.")
	b.button(inPanel, "Ask “waht does a cto do” again")
	b.sees("#panel .plain-answer", "Our own answer.")
	b.button(inPanel, "Answers")
	b.button(inPanel, "History")
	b.sees("#panel .b-actions", "Back to the built-in answer")
	b.button(inPanel, "Back to this version")
	b.sees("#panel .good", "in service")
	b.button(inPanel, "Why this answer") // the last of that name is under the answer
	b.sees("#panel dl", "word for word")

	// A miss and the drafts have the buttons that they have in Slack.
	b.button(inPanel, "Misses")
	b.button(inPanel, "Write an answer")
	b.holds("#panel [data-action=cur_question]", "what is a chief happiness officer")
	b.button(inPanel, "Back")
	b.run(chromedp.WaitVisible(`//*[@id="panel"]//button[.="It means…"]`))
	b.button(inPanel, "Drafts")
	b.sees("#panel .candidates", "from answers.csv, row 2")
	b.button(inPanel, "Accept all")
	b.sees("#panel .good", "in service")
	b.button(inPanel, "Answers")
	b.button(inPanel, "Back")
	b.button(inPanel, "New entry")
	b.sees("#panel h3", "Write an answer")
}

const field = "#panel [data-action=cur_short]"

func TestBrowserPhone(t *testing.T) {
	b := open(t, 390, 844)
	b.picture("phone-hiring")
	b.types(compose, "@rolecall what does a CTO do?", true)
	b.sees("#panel .b-header", "What does a CTO do?")
	b.focused("#panel h2") // in a field, the phone's keyboard would cover the answer
	b.picture("phone-thread")
	if wide := b.counts(`Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll('.scroll')].map((e) => e.scrollWidth)) - innerWidth`); wide > 0 {
		t.Errorf("the page is %d pixels wider than the phone", wide)
	}
	b.button(inPanel, "Close the panel")
	b.types(compose, "/compare-roles cto cio", true)
	b.sees("#main .ephemeral th", "CTO")
	b.picture("phone-compare")
	b.dark()
	b.picture("phone-compare-dark")
	b.button(inMain, "All channels")
	b.run(chromedp.WaitVisible(chromedp.CSS(".side a")))
	b.picture("phone-list")
	b.run(chromedp.Evaluate[chromedp.Void](`location.href = '/'`), chromedp.WaitVisible(chromedp.CSS(compose)))
	b.sees("#bar h1", "# hiring")
}

func TestBrowserDrawsTheUnknown(t *testing.T) {
	b := open(t, 1280, 800)
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`import('/blocks.js').then(({ blocks }) => blocks([
		{ type: 'hologram' }, { type: 'actions', elements: [{ type: 'dial', action_id: 'x' }] }, { type: 'input', label: { text: 'Turn' }, element: { type: 'dial' } },
		{ type: 'rich_text', elements: [{ type: 'rich_text_song' }] }], { names: {}, level: 2, target: {} }).map((n) => n.textContent))`, chromedp.EvalAwaitPromise))
	check(t, err)
	for i, want := range []string{"hologram", "dial", "dial”: Turn", "rich_text_song"} {
		if i >= len(got) || !strings.Contains(got[i], want) {
			t.Errorf("block %d is drawn as %q; want it to say %q", i, got, want)
		}
	}
}

func TestBrowserFirstPaint(t *testing.T) {
	b := open(t, 1280, 800)
	kinds := b.counts(`performance.getEntriesByType('resource').filter((e) => !e.name.startsWith(location.origin)).length`)
	if kinds != 0 {
		t.Errorf("%d files came from elsewhere", kinds)
	}
	t.Logf("first paint after %d ms", b.counts(`Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1)`))
}

func TestBrowserSuggestedPrompts(t *testing.T) {
	b := open(t, 1280, 800)
	b.goes("#/rolecall", ".composer")
	dm, err := b.ws.Channel("maya")
	check(t, err)
	prompts := `[{"title":"CTO or CIO?","message":"echo do we need a CTO or a CIO?"}]`
	response, err := http.PostForm(b.ws.APIURL()+"assistant.threads.setSuggestedPrompts", url.Values{"token": {b.ws.BotToken()}, "channel_id": {dm.ID}, "prompts": {prompts}})
	check(t, err)
	check(t, response.Body.Close())
	b.button(inMain, "CTO or CIO?")
	b.sees("#main .from-bot", "echo do we need a CTO or a CIO?")
}
