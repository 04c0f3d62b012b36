package page_test

import (
	"os"
	"testing"

	"github.com/chromedp/chromedp"
)

const axeFile = "node_modules/axe-core/axe.min.js"

// TestBrowserAccessibility runs axe-core over every surface, in light and dark,
// at desk and at phone width.
func TestBrowserAccessibility(t *testing.T) {
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("axe-core is missing: run npm ci in internal/demo/page (%v)", err)
		}
		t.Skip("axe-core is missing: run npm ci in internal/demo/page")
	}
	for _, width := range []int64{1280, 390} {
		b := open(t, width, 800)
		b.run(chromedp.Evaluate[chromedp.Void](string(axe) + ";0"))
		look := func(where string) {
			t.Helper()
			found, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((r) => r.violations.map((v) => v.id + ': ' + v.help + ' ' + v.nodes.map((n) => n.target + ' ' + n.failureSummary).join(' | ')))`, chromedp.EvalAwaitPromise))
			check(t, err)
			for _, v := range found {
				t.Errorf("%s at %d: %s", where, width, v)
			}
		}
		look("channel with suggestions")
		b.types(compose, "/compare-roles cto cio", true)
		b.sees("#main .ephemeral th", "CTO")
		look("channel")
		b.types(compose, "@rolecall what does a CTO do?", true)
		b.sees("#panel .b-header", "What does a CTO do?")
		look("thread")
		b.posts("general")
		b.goes("#/general", ".b-carousel")
		look("native pieces")
		b.dark()
		look("native pieces in the dark")
		b.goes("#/hiring", ".b-table")
		b.run(chromedp.Click(`(//*[contains(@class,"replies")])[last()]`))
		b.sees("#panel .b-header", "What does a CTO do?")
		look("thread in the dark")
		b.button(inPanel, "Not helpful")
		b.sees("dialog[open] h2", "What was wrong?")
		b.button(inDialog, "Send")
		look("modal in the dark")
		b.button(inDialog, "Cancel")
		b.run(chromedp.WaitNotPresent(chromedp.CSS("dialog[open]")))
		b.goes("#/rolecall/home", ".home")
		b.sees(".home .b-header", "Ask about a role")
		look("home in the dark")
		b.button(inMain, "Curator")
		b.types("#panel input", "waht does a cto do", true)
		b.sees("#panel .verdict", "confidence 87 %")
		look("curator in the dark")
		b.button(inPanel, "Misses")
		look("misses in the dark")
		b.button(inPanel, "Write an answer")
		b.types(field, "broken", false)
		b.button(inPanel, "Save")
		b.sees("#panel .b-input .error", "a number without a source")
		look("form in the dark")
		b.button(inPanel, "Answers")
		look("answers in the dark")
		b.button(inPanel, "Drafts")
		look("drafts in the dark")
	}
}
