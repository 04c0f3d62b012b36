package weights

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/internal/match/fingerprint"
	"rolecall/knowledge"
)

// small is a corpus that is learned in milliseconds.
func small(t *testing.T) *corpus.Corpus {
	t.Helper()
	c, _, err := corpus.Load(corpus.Layer{Name: "small", FS: os.DirFS("../corpus/testdata/small")})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// start builds an index like a start of the program without built-in weights, and
// returns where the weights came from.
func start(t *testing.T, c *corpus.Corpus, folders ...string) (from string) {
	t.Helper()
	return startWith(t, "", c, folders...)
}

func startWith(t *testing.T, built string, c *corpus.Corpus, folders ...string) (from string) {
	t.Helper()
	s := New(nil, folders...)
	s.built, s.log = built, slog.New(slog.NewTextHandler(log{set: func(line string) {
		if _, rest, ok := strings.Cut(line, "weights="); ok {
			from = strings.Trim(strings.Split(rest, " took=")[0], `"`)
		}
	}}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	x, err := s.Index(c)
	if err != nil {
		t.Fatal(err)
	}
	want, err := match.New(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"what is a cto", "who does the CTO report to", "weather in paris"} {
		if got, want := x.Match(match.Query{Text: text}), want.Match(match.Query{Text: text}); !reflect.DeepEqual(got, want) {
			t.Errorf("from %s, %q: %+v, want %+v", from, text, got, want)
		}
	}
	return from
}

// weightsIn lists what is in a folder besides the vectors of phrasings.
func weightsIn(dir string) ([]os.DirEntry, error) {
	found, err := os.ReadDir(dir)
	return slices.DeleteFunc(found, func(d os.DirEntry) bool { return d.Name() == vectorsFile }), err
}

// log calls set with every line written to it.
type log struct{ set func(string) }

func (l log) Write(p []byte) (int, error) {
	l.set(string(p))
	return len(p), nil
}

func TestLearnedOnce(t *testing.T) {
	dir, c := filepath.Join(t.TempDir(), "not", "there", "yet"), small(t)
	if from := start(t, c, dir); from != "learned" {
		t.Errorf("the first start took weights from %s", from)
	}
	file := pathOf(dir, fingerprint.Of(c))
	for path, want := range map[string]fs.FileMode{file: 0o600, dir: fs.ModeDir | 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v; want mode %v", path, info, err, want)
		}
	}
	if from := start(t, c, dir); from != file {
		t.Errorf("the second start took weights from %s, want %s", from, file)
	}
	c.Entries[0].Question += " then"
	if from := start(t, c, dir); from != "learned" {
		t.Errorf("after an edit, weights are from %s", from)
	}
}

func TestBuiltInThenFoldersInOrder(t *testing.T) {
	own, other, c := t.TempDir(), t.TempDir(), small(t)
	start(t, c, other)
	file := pathOf(other, fingerprint.Of(c))
	if from := start(t, c, "", own, other); from != file {
		t.Errorf("weights are from %s, want the second folder's %s", from, file)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if from := startWith(t, string(data), c, other); from != "built in" {
		t.Errorf("weights are from %s, want those built in", from)
	}
	c.Entries[0].Question += " then"
	start(t, c, "", own, other)
	if _, err := os.Stat(pathOf(own, fingerprint.Of(c))); err != nil {
		t.Errorf("what was learned is not in the first folder: %v", err)
	}
	if _, err := os.Stat(pathOf(other, fingerprint.Of(c))); err == nil {
		t.Error("what was learned is in the second folder too")
	}
}

// TestDamaged: a damaged file, whatever its content, is not used, and is replaced.
func TestDamaged(t *testing.T) {
	c := small(t)
	fingerprint := fingerprint.Of(c)
	x, err := match.New(c)
	if err != nil {
		t.Fatal(err)
	}
	good := Pack(fingerprint, x.Weights())
	flipped := func(i int) []byte {
		bad := slices.Clone(good)
		bad[i] ^= 1
		return bad
	}
	for name, data := range map[string][]byte{
		"empty":                   {},
		"something else":          []byte("hello"),
		"mark alone":              []byte(mark),
		"cut in the fingerprint":  good[:len(mark)+10],
		"cut in the checksum":     good[:len(mark)+len(fingerprint)+10],
		"cut before the weights":  good[:len(mark)+len(fingerprint)+32],
		"cut in the middle":       good[:len(good)/2],
		"cut at the end":          good[:len(good)-1],
		"longer":                  append(slices.Clone(good), 0),
		"a bit of the mark":       flipped(0),
		"a bit of fingerprint":    flipped(len(mark)),
		"a bit of the checksum":   flipped(len(mark) + len(fingerprint)),
		"a bit of the weights":    flipped(len(good) - 1),
		"of another corpus":       Pack(strings.Repeat("0", len(fingerprint)), x.Weights()),
		"a checksum, and nothing": Pack(fingerprint, nil),
		"a checksum, half":        Pack(fingerprint, x.Weights()[:1000]),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := pathOf(dir, fingerprint)
			if err := os.WriteFile(file, data, 0o600); err != nil {
				t.Fatal(err)
			}
			if from := start(t, c, dir); from != "learned" {
				t.Errorf("weights are from %s", from)
			}
			if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, good) {
				t.Errorf("the file was not replaced (%v)", err)
			}
			if from := start(t, c, dir); from != file {
				t.Errorf("then weights are from %s", from)
			}
		})
	}
	t.Run("built in", func(t *testing.T) {
		if from := startWith(t, string(flipped(len(good)-1)), c); from != "learned" {
			t.Errorf("weights are from %s", from)
		}
	})
}

// TestUnusableFolder: a folder that cannot be read or written costs a start no more
// than learning. Tests may run as root, who may write anywhere, so a file and a folder
// are in the way.
func TestUnusableFolder(t *testing.T) {
	c := small(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	taken := t.TempDir()
	if err := os.MkdirAll(filepath.Join(pathOf(taken, fingerprint.Of(c)), "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, folders := range map[string][]string{
		"none at all": nil, "no name": {""}, "a file": {file}, "below a file": {filepath.Join(file, "deeper")}, "a folder in the file's place": {taken},
	} {
		t.Run(name, func(t *testing.T) {
			for range 2 {
				if from := start(t, c, folders...); from != "learned" {
					t.Errorf("weights are from %s", from)
				}
			}
		})
	}
	if left, err := weightsIn(taken); err != nil || len(left) != 1 {
		t.Errorf("incomplete files are left: %v %v", left, err)
	}
}

// TestManyStartsAtOnce: many starts share one folder without weights.
func TestManyStartsAtOnce(t *testing.T) {
	dir, c := t.TempDir(), small(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := New(nil, dir).Index(c); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	file := pathOf(dir, fingerprint.Of(c))
	if from := start(t, c, dir); from != file {
		t.Errorf("weights are from %s, want %s", from, file)
	}
	if left, err := weightsIn(dir); err != nil || len(left) != 1 {
		t.Errorf("incomplete files are left: %v %v", left, err)
	}
}

// TestOldFilesAreRemoved: the newest files stay, incomplete ones are removed like the
// others, and other files stay.
func TestOldFilesAreRemoved(t *testing.T) {
	dir, c := t.TempDir(), small(t)
	old := time.Now().Add(-time.Hour)
	put := func(name string, minutes int) string {
		path := filepath.Join(dir, name)
		at := old.Add(time.Duration(minutes) * time.Minute)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
		return path
	}
	print := func(digit string) string { return strings.Repeat(digit, 64) + ext }
	gone := []string{put(print("0")+".1234", 0), put(print("1"), 1), put(print("2"), 2)}
	stays := []string{put("notes.txt", 0), put("short.weights", 0), put(print("3"), 3), put(print("4"), 4), put(print("5"), 5), put(print("6"), 6)}
	start(t, c, dir)
	stays = append(stays, pathOf(dir, fingerprint.Of(c)))
	for _, path := range gone {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s stays", filepath.Base(path))
		}
	}
	for _, path := range stays {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
}

// TestWhatIsUsedStays: the weights of a corpus that is started often are not the
// oldest, however long ago they were learned.
func TestWhatIsUsedStays(t *testing.T) {
	dir, c := t.TempDir(), small(t)
	start(t, c, dir)
	used := pathOf(dir, fingerprint.Of(c))
	long := time.Now().Add(-100 * time.Hour)
	if err := os.Chtimes(used, long, long); err != nil {
		t.Fatal(err)
	}
	for i := range maxFiles {
		name := filepath.Join(dir, strings.Repeat(string(rune('0'+i)), 64)+ext)
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, long.Add(time.Hour), long.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if from := start(t, c, dir); from != used {
		t.Fatalf("weights are from %s, want %s", from, used)
	}
	other := small(t)
	other.Entries[0].Question += " then"
	start(t, other, dir)
	if _, err := os.Stat(used); err != nil {
		t.Errorf("the weights just used were removed: %v", err)
	}
}

func TestTheNextFolderIsWrittenWhereTheFirstCannotBe(t *testing.T) {
	c, file, dir := small(t), filepath.Join(t.TempDir(), "file"), t.TempDir()
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, c, file, "", dir)
	if from, want := start(t, c, file, "", dir), pathOf(dir, fingerprint.Of(c)); from != want {
		t.Errorf("weights are from %s, want %s", from, want)
	}
}

func TestIndexWithoutACorpusFails(t *testing.T) {
	for name, c := range map[string]*corpus.Corpus{"none": nil, "empty": {}} {
		if x, err := New(nil, t.TempDir()).Index(c); err == nil || x != nil {
			t.Errorf("%s: %v %v", name, x, err)
		}
	}
}

// TestBuiltIn: the weights that go generate wrote are those that learning the corpus
// compiled in gives, bit by bit; the tests of other packages may then use them and need
// not learn. Only CI generates them each time; elsewhere the file may be out of date.
func TestBuiltIn(t *testing.T) {
	if os.Getenv("CI") != "true" {
		t.Skip("go generate ./internal/weights may not have run just now")
	}
	if built == "" {
		t.Fatal("run go generate ./internal/weights first")
	}
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	if err != nil {
		t.Fatal(err)
	}
	got, err := unpack(fingerprint.Of(c), built)
	if err != nil {
		t.Fatal(err)
	}
	x, err := match.New(c)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(x.Weights()) {
		t.Error("learning gives other weights now: it depends on something that the fingerprint does not have")
	}
}

// FuzzUnpack: only what Pack made is accepted.
func FuzzUnpack(f *testing.F) {
	fingerprint := strings.Repeat("ab", 32)
	f.Add([]byte(nil))
	f.Add([]byte(mark))
	f.Add(Pack(fingerprint, []byte("some weights")))
	f.Add(Pack(strings.Repeat("cd", 32), nil))
	f.Fuzz(func(t *testing.T, file []byte) {
		if weights, err := unpack(fingerprint, string(file)); err == nil && !bytes.Equal(Pack(fingerprint, []byte(weights)), file) {
			t.Errorf("%q was unpacked to %q", file, weights)
		}
	})
}
