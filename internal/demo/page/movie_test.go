package page_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// maxMovie is how large the moving picture may be, in bytes. A choice: a README that many
// people open should not weigh more than a web page.
const maxMovie = 1_500_000

// camera takes the frames of a moving picture.
type camera struct {
	b      *tab
	frames []image.Image
	delays []int // of each frame, in hundredths of a second
}

// take takes a frame, which is shown for some hundredths of a second.
func (c *camera) take(hundredths int) {
	c.b.t.Helper()
	data, err := chromedp.Run(c.b.ctx, chromedp.CaptureScreenshot())
	check(c.b.t, err)
	frame, err := png.Decode(bytes.NewReader(data))
	check(c.b.t, err)
	c.b.picture(fmt.Sprintf("movie-%02d", len(c.frames)))
	c.frames, c.delays = append(c.frames, frame), append(c.delays, hundredths)
}

// types types into the message field while the camera runs, then sends.
func (c *camera) types(text string) {
	c.b.t.Helper()
	// Choices: four letters in a tenth of a second are read along easily, and keep the
	// picture small; then a moment to read the whole.
	const letters, pace, pause = 4, 10, 30
	for len(text) > 0 {
		n := min(letters, len(text))
		c.b.types(compose, text[:n], false)
		text = text[n:]
		c.take(pace)
	}
	c.take(pause)
	c.b.press(kb.Enter)
}

// TestMovie makes the moving picture of the README from the real bot: README_PICTURES
// names the folder, as for TestPictures.
func TestMovie(t *testing.T) {
	dir := os.Getenv("README_PICTURES")
	if dir == "" {
		t.Skip("README_PICTURES names no folder")
	}
	program := build(t)
	for _, look := range []string{"light", "dark"} {
		// Narrow enough that the thread has the page for itself, and that the text can be
		// read at the width of a README.
		b := runDemo(t, program, 760, 620)
		b.run(chromedp.EmulateViewport(760, 620, chromedp.EmulateScale(1.5))) // sharp where the README shows it
		if look == "dark" {
			b.dark()
		}
		b.run(chromedp.Evaluate[chromedp.Void](`(() => { const s = new CSSStyleSheet(); s.replaceSync('.tools, .dismiss, #try { display: none } * { caret-color: transparent; transition: none !important } .message:hover, .message:focus-within { background: none }');
			document.adoptedStyleSheets = [s]; })()`))
		c := &camera{b: b}
		answered := func(below, text string) {
			t.Helper()
			b.sees(last(below), text)
			b.run(settled)
		}
		c.take(40)
		c.types("@rolecall whats a cto do all day")
		answered("#panel", "CTO")
		c.take(240)
		b.press(kb.Escape)
		c.types("/compare-roles cto cio")
		answered("#main", "CIO")
		c.take(200)
		c.types("/rolecall kit cto")
		answered("#main", "Hiring kit")
		c.take(130)
		// Where the kit has sections to unfold, one is.
		if b.counts(`(() => { const s = document.querySelector('#main .messages > li:last-child details:not([open]) > summary'); s?.click(); return s ? 1 : 0; })()`) == 1 {
			b.run(settled)
		}
		c.take(200)
		data := movie(t, c.frames, c.delays)
		check(t, os.WriteFile(filepath.Join("../../..", dir, "demo-"+look+".gif"), data, 0o644))
		if len(data) > maxMovie {
			t.Errorf("the moving picture has %d bytes, more than %d", len(data), maxMovie)
		}
		length := 0
		for _, d := range c.delays {
			length += d
		}
		t.Logf("%s: %d frames, %d.%d s, %d bytes", look, len(c.frames), length/100, length/10%10, len(data))
	}
}

// settled waits until what the page has drawn can be seen.
var settled = chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
	_, err := chromedp.Run(ctx, chromedp.Evaluate[int](`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))`, chromedp.EvalAwaitPromise))
	return err
})

// movie makes an animated GIF. Of each frame it holds only what differs from the one
// before, which makes typing nearly free.
func movie(t *testing.T, frames []image.Image, delays []int) []byte {
	t.Helper()
	colours := append(palette(frames, 255), color.Transparent)
	clear := uint8(len(colours) - 1)
	index := map[color.Color]uint8{}
	out := &gif.GIF{Delay: delays}
	var before *image.Paletted
	for _, frame := range frames {
		area := frame.Bounds()
		now := image.NewPaletted(area, colours)
		for y := area.Min.Y; y < area.Max.Y; y++ {
			for x := area.Min.X; x < area.Max.X; x++ {
				c := color.RGBAModel.Convert(frame.At(x, y))
				i, known := index[c]
				if !known {
					i = uint8(colours[:clear].Index(c))
					index[c] = i
				}
				now.SetColorIndex(x, y, i)
			}
		}
		out.Image = append(out.Image, changes(before, now, clear))
		out.Disposal = append(out.Disposal, gif.DisposalNone)
		before = now
	}
	var data bytes.Buffer
	check(t, gif.EncodeAll(&data, out))
	return data.Bytes()
}

// changes returns the part of a frame that differs from the one before, in which pixels
// that are the same are clear.
func changes(before, now *image.Paletted, clear uint8) *image.Paletted {
	if before == nil {
		return now
	}
	area := now.Bounds()
	differs := image.Rectangle{}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if before.ColorIndexAt(x, y) != now.ColorIndexAt(x, y) {
				differs = differs.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if differs.Empty() {
		differs = image.Rect(0, 0, 1, 1) // a frame must have a size
	}
	part := image.NewPaletted(differs, now.Palette)
	for y := differs.Min.Y; y < differs.Max.Y; y++ {
		for x := differs.Min.X; x < differs.Max.X; x++ {
			part.SetColorIndex(x, y, now.ColorIndexAt(x, y))
			if before.ColorIndexAt(x, y) == now.ColorIndexAt(x, y) {
				part.SetColorIndex(x, y, clear)
			}
		}
	}
	return part
}

// Played one after another, the parts give the frames again.
func TestMovieShowsItsFrames(t *testing.T) {
	white, black, red := color.RGBA{255, 255, 255, 255}, color.RGBA{0, 0, 0, 255}, color.RGBA{200, 0, 0, 255}
	paint := func(spots map[image.Point]color.Color) image.Image {
		m := image.NewRGBA(image.Rect(0, 0, 20, 10))
		draw.Draw(m, m.Bounds(), image.NewUniform(white), image.Point{}, draw.Src)
		for p, c := range spots {
			m.Set(p.X, p.Y, c)
		}
		return m
	}
	frames := []image.Image{paint(nil), paint(map[image.Point]color.Color{{3, 4}: black, {7, 8}: red}), paint(map[image.Point]color.Color{{3, 4}: black, {7, 8}: red}), paint(map[image.Point]color.Color{{7, 8}: black})}
	got, err := gif.DecodeAll(bytes.NewReader(movie(t, frames, []int{1, 2, 3, 4})))
	check(t, err)
	screen := image.NewRGBA(frames[0].Bounds())
	for i, part := range got.Image {
		draw.Draw(screen, part.Bounds(), part, part.Bounds().Min, draw.Over)
		for y := range 10 {
			for x := range 20 {
				if want := color.RGBAModel.Convert(frames[i].At(x, y)); screen.At(x, y) != want {
					t.Fatalf("frame %d at %d,%d is %v, want %v", i, x, y, screen.At(x, y), want)
				}
			}
		}
	}
	if area := got.Image[1].Bounds(); area != image.Rect(3, 4, 8, 9) {
		t.Errorf("the second part is %v, more or less than what has changed", area)
	}
}
