package page_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"rolecall/internal/browsertest"
)

// build builds the program that people run.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "rolecall")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "rolecall/cmd/rolecall").CombinedOutput(); err != nil {
		t.Fatalf("building rolecall: %v\n%s", err, out)
	}
	return program
}

// unclear returns a question that the bot answers with choices; which ones do depends
// on the matcher.
func unclear(t *testing.T, program string) string {
	t.Helper()
	candidates := []string{"coding", "experience", "interview", "skills", "cost", "compensation", "do we need one", "hiring plan", "budget"}
	cmd := exec.CommandContext(t.Context(), program, "ask", "--json")
	cmd.Stdin = strings.NewReader(strings.Join(candidates, "\n"))
	out, err := cmd.Output()
	check(t, err)
	for i, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		if strings.Contains(line, `"outcome":"choices"`) {
			return candidates[i]
		}
	}
	t.Fatalf("none of %q is answered with choices any more: name another here", candidates)
	return ""
}

// runDemo runs "rolecall demo", the real bot in the real page, and opens it in
// a browser.
func runDemo(t *testing.T, program string, width, height int64) *tab {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, program, "demo", "--addr", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), "TMPDIR="+t.TempDir(), "ROLECALL_KNOWLEDGE_DIR=")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	printed := bufio.NewReader(out)
	ends := sync.OnceValue(func() string {
		_ = cmd.Process.Signal(syscall.SIGINT)
		rest, err := io.ReadAll(printed)
		check(t, err)
		if err := cmd.Wait(); err != nil {
			t.Errorf("rolecall demo did not end cleanly on an interrupt: %v", err)
		}
		return string(rest)
	})
	t.Cleanup(func() { ends() })
	line, err := printed.ReadString('\n')
	check(t, err)
	url := regexp.MustCompile(`http://[0-9.:]+`).FindString(line)
	if url == "" {
		t.Fatalf("rolecall demo printed no address: %q", line)
	}
	b := browse(t, ctx, url, width, height)
	b.ends = ends
	return b
}

// last is a CSS selector for the newest message of a list.
func last(below string) string { return below + " .messages > li:last-child" }

func TestDemo(t *testing.T) {
	browsertest.Chromium(t)
	program := build(t)
	b := runDemo(t, program, 1280, 800)
	const thread = "#panel .messages > li"

	// A mention, misspelt, is answered in its thread; a follow-up is read with
	// what came before.
	b.types(compose, "@rolecall waht does a chief tecnology oficer do?", true)
	b.sees(thread, "Responsibilities")
	b.sees(thread+" .b-context", "Sources:")
	b.picture("demo-thread")
	b.types("#panel textarea", "@rolecall and a CISO?", true)
	b.sees(last("#panel")+".from-bot", "CISO")

	// A verdict with a reason.
	b.button(inPanel, "Not helpful")
	b.sees("dialog[open] h2", "wrong")
	b.picture("demo-reason")
	b.run(chromedp.Click(chromedp.CSS(`dialog[open] input[type=radio]`)), chromedp.Click(chromedp.CSS(`dialog[open] [type=submit]`)), chromedp.WaitNotPresent(chromedp.CSS("dialog[open]")))
	b.button(inPanel, "Close the panel")

	// A comparison by slash command is private until it is shared.
	b.types(compose, "/compare-roles cto ciso", true)
	b.sees("#main .ephemeral th", "CISO")
	b.picture("demo-compare")
	b.button(inMain, "Share in channel")
	b.sees("#main .message:not(.ephemeral) th", "CISO")

	// A kit, saved as a canvas, which a link opens.
	b.types(compose, "/rolecall kit cto", true)
	b.sees("#main .ephemeral summary", "Scorecard")
	b.picture("demo-kit")
	b.button(inMain, "Save as canvas")
	b.sees("dialog[open]", "free plan")
	b.picture("demo-canvas")
	b.button(inDialog, "Save as canvas")
	b.sees("#main .ephemeral a[href^='/docs/']", "Hiring kit")
	b.run(chromedp.Evaluate[chromedp.Void](`fetch(document.querySelector("a[href^='/docs/']").href).then((r) => r.text()).then((text) => { document.body.dataset.canvas = text; })`, chromedp.EvalAwaitPromise))
	if text := b.counts(`document.body.dataset.canvas.indexOf('Scorecard')`); text < 0 {
		t.Error("the link does not lead to the kit")
	}

	// The curators' channel has the digest, with charts.
	b.goes("#/rolecall-curators", "#main .chart svg")
	b.sees("#main .from-bot", "Questions without an answer")
	b.picture("demo-digest")
	b.goes("#/hiring", ".composer")

	// A question that is near to several: choices, and none of these.
	b.types(compose, "/rolecall "+unclear(t, program), true)
	b.sees(last("#main")+" button", "None of these")
	b.picture("demo-choices")
	b.button(inMain, "None of these")
	b.run(chromedp.WaitNotPresent(`//*[@id="main"]//button[contains(.,"None of these")]`))

	// Home with its search; the global and the message shortcut.
	b.goes("#/rolecall/home", ".home")
	b.sees(".home", "Rolecall")
	b.picture("demo-home")
	b.types(`.home [data-action=role_search]`, "repor", false)
	b.sees(".home [role=option]", "report")
	b.types(`.home [data-action=role_search]`, kb.ArrowDown+kb.Enter, false)
	b.sees("dialog[open]", "report")
	b.picture("demo-home-answer")
	b.run(chromedp.KeyEvent(kb.Escape), chromedp.WaitNotPresent(chromedp.CSS("dialog[open]")))

	// A half-typed question stays while something else of the tab is used.
	const field = `.home input[data-action=ask_typed]`
	b.types(field, "half a quest", false)
	b.button(`contains(@class,"home")`, "How to use me")
	b.run(chromedp.WaitVisible(chromedp.CSS("dialog[open]")))
	b.run(chromedp.KeyEvent(kb.Escape), chromedp.WaitNotPresent(chromedp.CSS("dialog[open]")))
	b.goes("#/hiring", ".composer")
	b.goes("#/rolecall/home", field)
	if b.counts("document.querySelector(`"+field+"`).value === 'half a quest' ? 1 : 0") != 1 {
		t.Error("a half-typed question is lost")
	}
	b.goes("#/hiring", ".composer")
	b.button(inMain, "Shortcuts")
	b.run(chromedp.Click(`//*[@role="menuitem" and contains(.,"Ask Rolecall")][not(ancestor::*[@hidden])]`), chromedp.WaitVisible(chromedp.CSS("dialog[open]")))
	b.picture("demo-ask")
	b.run(chromedp.KeyEvent(kb.Escape), chromedp.WaitNotPresent(chromedp.CSS("dialog[open]")))
	b.button(`contains(@class,"message")`, "More actions on the message of Ravi Menon")
	b.run(chromedp.Click(`//*[@role="menuitem" and contains(.,"Ask about this")][not(ancestor::*[@hidden])]`))
	b.run(chromedp.WaitVisible(chromedp.CSS(last("#main") + ".ephemeral button")))
	b.picture("demo-about")

	// A direct message.
	b.goes("#/rolecall", ".composer")
	b.types(compose, "should i hire a cto or a cio first", true)
	b.sees("#main .from-bot", "first")
	b.picture("demo-dm")
}

// serves waits until the panel says that an answer is in service. The bot learns first,
// which takes a machine with much else to do longer than anything else on the page.
func (b *tab) serves(said string) {
	b.t.Helper()
	_, err := chromedp.Run(b.ctx, chromedp.PollFunction[chromedp.Void](`(t) => document.querySelector('#panel .good')?.textContent.includes(t)`, chromedp.WithPollingArgs(said), chromedp.WithPollingTimeout(time.Minute)))
	check(b.t, err)
}

// TestDemoCurator explains a question, edits the answer behind it, with a fault at first,
// sees the answer change and goes back to the built-in one; then writes an answer to a
// question that had none.
func TestDemoCurator(t *testing.T) {
	browsertest.Chromium(t)
	program := build(t)
	b := runDemo(t, program, 1280, 800)
	b.button(inMain, "Curator")
	b.types("#panel input", "does a CTO wriet code", true)
	b.sees("#panel .verdict", "cto.coding")
	b.sees("#panel .candidates", "cto.coding")
	b.sees("#panel dl", "that it is cto.coding")
	b.picture("demo-curator")
	b.button(`contains(@class,"candidates")`, "cto.coding")
	b.sees("#panel h3", "This answer")
	b.picture("demo-curator-entry")
	b.button(inPanel, "Edit")
	b.run(chromedp.WaitVisible(chromedp.CSS(field)))
	b.picture("demo-curator-form")
	write := func(text string) {
		t.Helper()
		b.run(chromedp.SetValue(chromedp.CSS(field), text))
	}
	write("Whatever https://example.com says it is.")
	b.button(inPanel, "Save")
	b.sees("#panel .b-input .error", "An answer shows no links")
	b.focused(field)
	b.picture("demo-curator-error")
	write("Whatever our own company says it is.")
	b.types("#panel [data-action=cur_sources]", "our comp", false)
	b.sees("#panel [role=option]", "Our company")
	b.types("#panel [data-action=cur_sources]", kb.ArrowDown+kb.Enter, false)
	b.sees("#panel .collected", "Our company")
	b.button(inPanel, "Preview")
	b.sees("#panel .preview", "Whatever our own company says it is.")
	b.picture("demo-curator-preview")
	b.button(inPanel, "Save")
	b.serves("Saved, and in service after")
	b.picture("demo-curator-saved")
	b.types(compose, "/rolecall does a CTO write code?", true)
	b.sees("#main .ephemeral", "Whatever our own company says it is.")
	b.button(inPanel, "History")
	b.sees("#panel .b-rich_text", "in service")
	b.picture("demo-curator-history")
	b.button(inPanel, "Back to the built-in answer")
	b.button(inDialog, "Go back")
	b.serves("It is back, and in service after")

	question := unclear(t, program)
	b.types(compose, "/rolecall "+question, true)
	b.sees(last("#main")+" button", "None of these")
	b.button(inMain, "None of these")
	b.run(chromedp.WaitNotPresent(`//*[@id="main"]//button[contains(.,"None of these")]`))
	b.button(inPanel, "Misses")
	b.sees("#panel .candidates", question)
	b.picture("demo-misses")
	b.button(`contains(@class,"candidates")`, "It means…")
	b.sees("#panel h3", "It means…")
	b.picture("demo-means")
	b.button(inPanel, "Back")
	b.run(chromedp.Click(fmt.Sprintf(`//*[@id="panel"]//li[.//b[.=%q]]//button[.="Write an answer"]`, question)))
	b.holds("#panel [data-action=cur_question]", question)
	b.dark()
	b.picture("demo-write-dark")
	write("We keep it in the cellar.")
	b.types("#panel [data-action=cur_sources]", "our comp", false)
	b.sees("#panel [role=option]", "Our company")
	b.types("#panel [data-action=cur_sources]", kb.ArrowDown+kb.Enter, false)
	b.sees("#panel .collected", "Our company")
	b.button(inPanel, "Save")
	b.serves("Saved, and in service after")
	b.picture("demo-written-dark")
	b.button(inPanel, "Drafts")
	b.sees("#panel", "No answer waits")

	// The others of the workspace cannot curate.
	b.run(chromedp.Click(chromedp.CSS(".who")))
	b.picture("demo-be")
	b.run(chromedp.Click(`//*[@id="me"]//button[contains(.,"Be Tomas Okafor")]`), chromedp.WaitVisible(chromedp.CSS("body.live .message")))
	b.sees(".who", "Tomas Okafor")
	if b.counts(`[...document.querySelectorAll('#bar button')].filter((b) => b.textContent === 'Curator').length`) != 0 {
		t.Error("someone else has the curator's panel")
	}

	if rest := b.ends(); !strings.Contains(rest, "Answers that you edited here: 1. They were in a temporary folder and are gone; --data FOLDER keeps them.") {
		t.Errorf("at its end it printed %q", rest)
	}
	b.sees("#bar .offline-note", "What was saved in it is gone")
	b.picture("demo-ended")
}

func TestDemoOnAPhone(t *testing.T) {
	browsertest.Chromium(t)
	b := runDemo(t, build(t), 390, 844)
	b.types(compose, "/compare-roles cto cio ciso", true)
	b.sees("#main .ephemeral li b", "CISO:")
	b.picture("demo-phone-compare")
	b.types(compose, "/compare-roles cto cio", true)
	b.sees("#main .ephemeral th", "CIO")
	if over := b.counts(`(() => { const box = document.querySelector('#main .sideways'); return box.scrollWidth - box.clientWidth; })()`); over > 0 {
		t.Errorf("the table of two roles is %d pixels wider than a phone shows", over)
	}
	b.picture("demo-phone-two-roles")
	b.types(compose, "/rolecall what is a cdo", true)
	b.sees(last("#main"), "None of these")
	b.picture("demo-phone-choices")
	b.types(compose, "/rolecall What does a CTO earn? And who does a CIO report to?", true)
	b.sees(last("#main"), "You also asked:")
	b.picture("demo-phone-two")
	b.button(inMain, "Curator")
	b.button(inPanel, "Answers")
	b.picture("demo-phone-answers")
	b.types("#panel [role=combobox]", "cto code", false)
	b.sees("#panel [role=option]", "Does a CTO have to code?")
	b.types("#panel [role=combobox]", kb.ArrowDown+kb.Enter, false)
	b.sees("#panel h3", "This answer")
	b.button(inPanel, "Edit")
	b.run(chromedp.WaitVisible(chromedp.CSS(field)))
	b.picture("demo-phone-form")
	if wide := b.counts(`document.querySelector('#panel .scroll').scrollWidth - innerWidth`); wide > 0 {
		t.Errorf("the form is %d pixels wider than the phone", wide)
	}
	b.dark()
	b.button(inPanel, "Misses")
	b.sees("#panel .candidates", "It means…")
	b.picture("demo-phone-misses-dark")
	b.press(kb.Escape)
	b.goes("#/rolecall/home", ".home")
	b.sees(".home", "Rolecall")
	b.picture("demo-phone-home")
	for _, box := range []string{".home", "#scroll"} {
		if wide := b.counts(`document.querySelector('` + box + `').scrollWidth - innerWidth`); wide > 0 {
			t.Errorf("%s is %d pixels wider than the phone", box, wide)
		}
	}
	if rest := b.ends(); strings.Contains(rest, "edited") {
		t.Errorf("nothing was edited, and at its end it printed %q", rest)
	}
	b.run(chromedp.WaitVisible(chromedp.CSS("#bar .offline-note")))
	b.picture("demo-phone-ended")
}
