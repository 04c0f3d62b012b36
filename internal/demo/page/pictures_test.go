package page_test

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPictures takes the pictures of the README from the real bot:
// README_PICTURES=.github/assets names the folder, from the root.
func TestPictures(t *testing.T) {
	dir := os.Getenv("README_PICTURES")
	if dir == "" {
		t.Skip("README_PICTURES names no folder")
	}
	dir = filepath.Join("../../..", dir)
	program := build(t)
	for _, dark := range []bool{false, true} {
		suffix := "-light.png"
		// Narrow enough that the thread has the page for itself, tall enough
		// that nothing has to be scrolled.
		b := runDemo(t, program, 760, 1600)
		if dark {
			b.dark()
			suffix = "-dark.png"
		}
		b.run(chromedp.Evaluate[chromedp.Void](`(() => { const s = new CSSStyleSheet(); s.replaceSync('.tools, .dismiss, .hidden { display: none } .message:hover, .message:focus-within { background: none }');
			document.adoptedStyleSheets = [s]; })()`))
		take := func(name, selector string) {
			t.Helper()
			data, err := chromedp.Run(b.ctx, chromedp.ScreenshotScale(chromedp.CSS(selector), 1.12))
			check(t, err)
			check(t, os.WriteFile(filepath.Join(dir, name+suffix), smaller(t, data), 0o644))
		}
		b.types(compose, "@rolecall whats a cto do all day", true)
		b.sees("#panel .from-bot .b-context", "Sources:")
		b.run(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
		take("answer", "#panel ol.messages")
		b.button(inPanel, "Close the panel")
		b.types(compose, "/compare-roles cto cio", true)
		b.sees("#main .ephemeral th", "CIO")
		b.run(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
		take("comparison", "#main .ephemeral")
		b.goes("#/rolecall/home", ".home")
		b.sees(".home", "By hiring stage")
		b.run(chromedp.EmulateViewport(760, 820))
		take("home", "#scroll")
		b.run(chromedp.EmulateViewport(760, 1600))
		b.goes("#/rolecall-curators", "#main .messages > li")
		b.sees("#main .messages", "It means…")
		b.run(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll('#main .messages > li')].findLast((m) => m.textContent.includes("It means…")).id = 'card'`))
		take("curating", "#card")
	}
}

// smaller writes a picture again with at most 256 colours.
func smaller(t *testing.T, data []byte) []byte {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(data))
	check(t, err)
	small := image.NewPaletted(picture.Bounds(), palette([]image.Image{picture}, 256))
	draw.Draw(small, small.Bounds(), picture, small.Bounds().Min, draw.Src)
	var out bytes.Buffer
	check(t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, small))
	return out.Bytes()
}

// palette returns the most frequent colours of pictures that an eye can tell apart, at
// most n.
func palette(pictures []image.Image, n int) color.Palette {
	seen := map[color.Color]int{}
	for _, picture := range pictures {
		area := picture.Bounds()
		for y := area.Min.Y; y < area.Max.Y; y++ {
			for x := area.Min.X; x < area.Max.X; x++ {
				seen[color.RGBAModel.Convert(picture.At(x, y))]++
			}
		}
	}
	colours := slices.SortedFunc(maps.Keys(seen), func(a, b color.Color) int {
		p, q := a.(color.RGBA), b.(color.RGBA)
		return cmp.Or(seen[b]-seen[a], int(p.R)-int(q.R), int(p.G)-int(q.G), int(p.B)-int(q.B))
	})
	var kept color.Palette
	for _, c := range colours {
		if near := kept.Convert(c); len(kept) < n && (near == nil || apart(c.(color.RGBA), near.(color.RGBA))) {
			kept = append(kept, c)
		}
	}
	return kept
}

// apart says whether two colours differ visibly.
func apart(a, b color.RGBA) bool {
	const visible = 5 // of 255, in a channel
	far := func(x, y uint8) bool { return max(x, y)-min(x, y) >= visible }
	return far(a.R, b.R) || far(a.G, b.G) || far(a.B, b.B)
}
