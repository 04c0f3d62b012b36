package encoder

import (
	"crypto/sha256"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"rolecall/internal/hint"
)

func open(t testing.TB) *Encoder {
	t.Helper()
	e, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func cosine(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// golden reads testdata/golden.tsv, which build.py writes: a text, its pieces' rows,
// and its vector by the same network in floats, in thousandths.
func golden(t testing.TB) (texts []string, ids [][]int32, vectors [][]float32) {
	t.Helper()
	b, err := os.ReadFile("testdata/golden.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if len(cells) != 3 {
			t.Fatalf("%d cells in %q", len(cells), line)
		}
		var row []int32
		for _, f := range strings.Fields(cells[1]) {
			row = append(row, int32(number(t, f)))
		}
		var vector []float32
		for _, f := range strings.Fields(cells[2]) {
			vector = append(vector, float32(number(t, f))/1000)
		}
		texts, ids, vectors = append(texts, cells[0]), append(ids, row), append(vectors, vector)
	}
	return texts, ids, vectors
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestGoldenVectors(t *testing.T) {
	e := open(t)
	texts, ids, vectors := golden(t)
	if len(texts) < 15 {
		t.Fatalf("only %d golden texts", len(texts))
	}
	for i, text := range texts {
		if got := e.tokens(text); !equal(got, ids[i]) {
			t.Errorf("tokens(%q) = %v, want %v", text, got, ids[i])
		}
		if c := cosine(e.Vector(text), vectors[i]); c < 0.99 { // int8 and whole activations: 0.9922, of "hello", is the lowest; 0.9953 before the last tuning
			t.Errorf("%q: cosine %.4f to the vector in floats", text, c)
		}
	}
}

func equal(a, b []int32) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// TestSameOnEveryMachine compares all bits with those that amd64 computes.
func TestSameOnEveryMachine(t *testing.T) {
	e := open(t)
	texts, _, _ := golden(t)
	var vectors [][]float32
	for _, text := range texts {
		vectors = append(vectors, e.Vector(text))
	}
	const want = 0x48f4c695e51881ba
	if got := hashOf(vectors...); got != want {
		t.Errorf("the vectors' hash is %#x, want %#x: if encoder.bin or the arithmetic changed, this changes too", got, uint64(want))
	}
}

func hashOf(vectors ...[]float32) uint64 {
	var bits strings.Builder
	for _, v := range vectors {
		for _, x := range v {
			bits.WriteString(strconv.FormatUint(uint64(math.Float32bits(x)), 16))
		}
	}
	return hash(bits.String())
}

func TestKnownIsClose(t *testing.T) {
	e := open(t)
	texts, _, _ := golden(t)
	n := 0
	for _, text := range texts {
		v, ok := e.Known(text)
		if !ok {
			continue
		}
		n++
		if c := cosine(v, e.Vector(text)); c < 0.985 { // 0.994 on average
			t.Errorf("%q: the known vector has cosine %.4f", text, c)
		}
	}
	if n < 8 {
		t.Errorf("only %d golden texts are known", n)
	}
	if _, ok := e.Known("a text that nobody has written down before"); ok {
		t.Error("an unknown text is known")
	}
}

func TestAlike(t *testing.T) {
	e := open(t)
	asked := e.Vector("how much does an executive earn")
	near, far := cosine(asked, e.Vector("what is the salary of an executive")), cosine(asked, e.Vector("who does the executive report to"))
	if near < far+0.1 {
		t.Errorf("salary is %.2f from pay, reporting %.2f", near, far)
	}
}

func TestUnitLength(t *testing.T) {
	e := open(t)
	for _, text := range []string{"", " ", "a", "日本語", "\xff\xfe", strings.Repeat("word ", 500), strings.Repeat("x", 5000), "▁▁"} {
		checkUnit(t, e, text)
	}
}

func checkUnit(t *testing.T, e *Encoder, text string) {
	t.Helper()
	v := e.Vector(text)
	if len(v) != Dim {
		t.Fatalf("%q: %d numbers", text, len(v))
	}
	// Rounding moves each number by half a step at most, and so the length by the half
	// step times the root of Dim, its square by twice that.
	if squared := cosine(v, v); math.Abs(squared-1) > math.Sqrt(Dim)/steps {
		t.Errorf("%q: squared length %v", text, squared)
	}
}

func TestManyAtOnce(t *testing.T) {
	e := open(t)
	texts, _, _ := golden(t)
	want := make([][]float32, len(texts))
	for i, text := range texts {
		want[i] = e.Vector(text)
	}
	var wg sync.WaitGroup
	for k := range 4 {
		wg.Go(func() {
			for i := range texts {
				i = (i + 5*k) % len(texts)
				for j, v := range e.Vector(texts[i]) {
					if v != want[i][j] {
						t.Errorf("%q differs where others compute too", texts[i])
						break
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestTokens(t *testing.T) {
	e := open(t)
	pieces := map[int32]string{0: "?"}
	for text, p := range e.vocabulary {
		pieces[p.id] = text
	}
	for text, want := range map[string]string{
		"":                          "?",
		"salary":                    "▁salary",
		"  the   salary ":           "▁the ▁salary",
		"what does an executive do": "▁what ▁does ▁an ▁executive ▁do",
		"日本 salary":                 "▁ ? ▁salary", // unknown ones in a row count once
		"kubernetes":                "▁k ub er net es",
		"the\tsalary\nof a manager": "▁the ▁salary ▁of ▁a ▁manager",
	} {
		var got []string
		for _, id := range e.tokens(text) {
			got = append(got, pieces[id])
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("tokens(%q) = %s, want %s", text, s, want)
		}
	}
	if n := len(e.tokens(strings.Repeat("salary ", 100))); n != maxTokens {
		t.Errorf("%d tokens of a long text, want %d", n, maxTokens)
	}
}

func TestDamaged(t *testing.T) {
	for name, b := range map[string][]byte{
		"empty":     nil,
		"other":     []byte("something else that is long enough"),
		"cut":       weightsAsset[:len(weightsAsset)/2],
		"cut late":  weightsAsset[:len(weightsAsset)-1],
		"too long":  append(weightsAsset[:len(weightsAsset):len(weightsAsset)], 0),
		"only name": []byte(magic),
	} {
		if _, err := readWeights(b); err == nil || hint.Of(err) == "" {
			t.Errorf("%s: error %v, hint %q", name, err, hint.Of(err))
		}
	}
	for name, b := range map[string][]byte{"empty": nil, "cut": knownAsset[:len(knownAsset)-1], "only name": []byte(knownMagic)} {
		if _, err := readKnown(b); err == nil || hint.Of(err) == "" {
			t.Errorf("known %s: error %v, hint %q", name, err, hint.Of(err))
		}
	}
	many := append([]byte(magic), 255, 255, 255, 255) // rows
	if _, err := readWeights(many); err == nil {
		t.Error("no error for four billion rows")
	}
}

// TestSums: the source names the assets that it goes with, so that weights learned with
// others are not used.
func TestSums(t *testing.T) {
	for name, of := range map[string]struct {
		asset []byte
		sum   string
	}{"weightsSum": {weightsAsset, weightsSum}, "knownSum": {knownAsset, knownSum}} {
		if got := fmt.Sprintf("%x", sha256.Sum256(of.asset)); got != of.sum {
			t.Errorf("the asset has the SHA-256 %s: set %s to that", got, name)
		}
	}
}

func TestTanh(t *testing.T) {
	for x := -30.0; x <= 30; x += 0.37 {
		if got, want := tanh(float32(x)), float32(math.Tanh(float64(float32(x)))); math.Abs(float64(got-want)) > 1e-7 {
			t.Errorf("tanh(%v) = %v, want %v", x, got, want)
		}
	}
}

func FuzzVector(f *testing.F) {
	for _, s := range []string{"", "what does an executive earn", "日本語", "\xff", "▁a ▁b", "  ", "C"} {
		f.Add(s)
	}
	e := open(f)
	f.Fuzz(func(t *testing.T, text string) {
		if n := len(e.tokens(text)); n < 1 || n > maxTokens {
			t.Errorf("%d tokens", n)
		}
		checkUnit(t, e, text)
		e.Known(text)
	})
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		open(b)
	}
}

func BenchmarkVector(b *testing.B) {
	e := open(b)
	for _, n := range []int{6, 9, 12, 24} {
		text := strings.TrimSpace(strings.Repeat("salary ", n))
		if got := len(e.tokens(text)); got != n {
			b.Fatalf("%d tokens, want %d", got, n)
		}
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e.Vector(text)
			}
		})
	}
}

func BenchmarkKnown(b *testing.B) {
	e := open(b)
	texts, _, _ := golden(b)
	for b.Loop() {
		if _, ok := e.Known(texts[0]); !ok {
			b.Fatalf("%q is not known", texts[0])
		}
	}
}
