package page_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"rolecall/internal/browsertest"
	"rolecall/internal/demo"
	"rolecall/internal/demo/page"
	"rolecall/internal/slacktest"
	"rolecall/internal/slacktest/scripted"
)

// pollingLimit is how long a test waits for what a page is to show. A choice: far more than
// it takes, and less than the limit of run.
const pollingLimit = 8 * time.Second

// tab is a page of the demo workspace in a browser.
type tab struct {
	t    *testing.T
	ctx  context.Context
	stop context.CancelFunc
	ws   *slacktest.Workspace // nil behind a program
	ends func() string        // ends the program, and returns what it printed since; nil without one
}

// open starts a workspace, the scripted bot and a browser, and opens the page.
func open(t *testing.T, width, height int64) *tab {
	t.Helper()
	browsertest.Chromium(t)
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	t.Cleanup(cancel)
	ws, err := slacktest.Start(ctx, demo.Workspace())
	check(t, err)
	t.Cleanup(func() { _ = ws.Close() })
	check(t, demo.Seed(ctx, ws))
	scripted.Run(t, ctx, ws, scripted.Rich(t))
	p, err := page.New(ws, page.Options{Try: demo.Try(), Curator: &curator{source: "An answer, as shipped."}})
	check(t, err)
	server := httptest.NewServer(p)
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	b := browse(t, ctx, server.URL, width, height)
	b.ws = ws
	return b
}

// browse opens a page at an address in a browser of its own.
func browse(t *testing.T, ctx context.Context, url string, width, height int64) *tab {
	t.Helper()
	alloc, stop := chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browsertest.Chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("lang", "en-GB"))...)
	t.Cleanup(stop)
	browser, stop := chromedp.NewContext(alloc)
	b := &tab{t: t, ctx: browser, stop: stop}
	b.watch() // starts the browser, which lives as long as its context
	b.run(chromedp.EmulateViewport(width, height), chromedp.Navigate(url+"/#/hiring"), chromedp.WaitVisible(chromedp.CSS("body.live .message")))
	return b
}

// watch fails the test when the page throws, logs an error or breaks its
// Content-Security-Policy.
func (b *tab) watch() {
	thrown, logged := chromedp.Events(b.ctx, runtime.ExceptionThrown), chromedp.Events(b.ctx, log.EntryAdded)
	var done sync.WaitGroup
	done.Go(func() {
		for e, err := range thrown {
			if err != nil {
				return
			}
			b.t.Errorf("the page threw: %s", e.ExceptionDetails.Text)
		}
	})
	done.Go(func() {
		for e, err := range logged {
			if err != nil {
				return
			}
			// The browser logs every answer of 4xx, which is how the page is
			// told that an action was refused.
			if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
				b.t.Errorf("the page logged: %s %s", e.Entry.Text, e.Entry.URL)
			}
		}
	})
	b.t.Cleanup(func() { b.stop(); done.Wait() })
}

func (b *tab) run(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 10*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.picture("failed")
		b.t.Fatalf("in the browser: %v", err)
	}
}

// dark changes the browser to dark colours.
func (b *tab) dark() {
	b.t.Helper()
	b.run(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
		return err
	}))
}

// button presses the last visible button with that label below a selector.
func (b *tab) button(below, label string) {
	b.t.Helper()
	b.run(chromedp.Click(fmt.Sprintf(`(//*[%s]//*[(self::button or self::a) and not(ancestor::*[@hidden]) and (normalize-space(.)=%q or @aria-label=%q)])[last()]`, below, label, label)))
}

// sees waits until a text, which may not be empty, stands somewhere below a CSS
// selector.
func (b *tab) sees(selector, text string) {
	b.t.Helper()
	b.run(chromedp.PollFunction[chromedp.Void](`(s, t) => [...document.querySelectorAll(s)].some((e) => e.textContent.includes(t))`, chromedp.WithPollingArgs(selector, text), chromedp.WithPollingTimeout(pollingLimit)))
}

// types writes into a field and presses Enter if send.
func (b *tab) types(selector, text string, send bool) {
	b.t.Helper()
	if send {
		text += "\r"
	}
	b.run(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// counts evaluates JavaScript that gives a whole number.
func (b *tab) counts(script string) int {
	b.t.Helper()
	n, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](script))
	check(b.t, err)
	return n
}

func (b *tab) goes(hash, wait string) {
	b.t.Helper()
	b.run(chromedp.Evaluate[chromedp.Void]("location.hash="+fmt.Sprintf("%q", hash)), chromedp.WaitVisible(chromedp.CSS(wait)))
}

// picture writes a screenshot to the folder SCREENSHOTS, if that is set.
func (b *tab) picture(name string) {
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Logf("no picture: %v", err)
		return
	}
	check(b.t, os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600))
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
