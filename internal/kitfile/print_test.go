package kitfile

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"rolecall/internal/browsertest"
)

// TestScoresheetsPrintOnePageARound prints the scoresheets of every kit on both papers.
func TestScoresheetsPrintOnePageARound(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	alloc, stop := chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browsertest.Chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU)...)
	defer stop()
	tab, stop := chromedp.NewContext(alloc)
	defer stop()
	// A page of the PDF is an object of its own; "/Pages" is their list.
	object := regexp.MustCompile(`/Type\s*/Page\b`)
	for _, d := range shipped(t) {
		file := filepath.Join(t.TempDir(), "kit.html")
		if err := os.WriteFile(file, []byte(printed(t, d)), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, paper := range []struct {
			name          string
			width, height float64 // in inches
		}{{"A4", 8.27, 11.69}, {"Letter", 8.5, 11}} {
			err := chromedp.Do(tab, chromedp.Navigate("file://"+file),
				chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("body > :not(#scoresheet)").forEach((e) => e.remove())`))
			if err != nil {
				t.Fatal(err)
			}
			pdf, err := chromedp.Run(tab, func(ctx context.Context, target *chromedp.Target) ([]byte, error) {
				out, err := cdp.Call(ctx, target, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: paper.width, PaperHeight: paper.height})
				return out.Data, err
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := len(object.FindAll(pdf, -1)); got != len(Rounds(d.Kit)) {
				t.Errorf("%s on %s: %d pages for %d rounds", d.Role.ID, paper.name, got, len(Rounds(d.Kit)))
			}
		}
	}
}
