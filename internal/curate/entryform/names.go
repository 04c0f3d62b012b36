package entryform

import (
	"fmt"
	"hash/fnv"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rolecall/internal/corpus"
)

// plain are words that say little about a question, which ids and labels leave out.
const plain = " a an and are at be by can do does did for from have has how i in is it its me my of on or our should that the their there they this to us was we what when where which who why will with would you your "

// General is the folder of entries of a company that are about no role in particular.
const General = "company"

// maxID is how long the last part of a new id may be, in bytes. A choice: the longest
// built-in one has thirty.
const maxID = 30

// newID returns an id for a new entry that no entry has: "cto.parking".
func newID(c *corpus.Corpus, role, question string) string {
	family := role
	if family == "" {
		family = General
	}
	slug := ""
	for _, w := range telling(c, question) {
		w = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, w)
		if w == "" || len(slug)+1+len(w) > maxID {
			continue
		}
		if slug != "" {
			slug += "-"
		}
		slug += w
	}
	if slug == "" { // no letter that a file name has everywhere
		slug = "question"
	}
	id := family + "." + slug
	for n := 2; c.Entry(id) != nil; n++ {
		id = fmt.Sprintf("%s.%s-%d", family, slug, n)
	}
	return id
}

// Rename gives the file of a new entry another id while taken holds: several are saved
// together.
func (f *File) Rename(taken func(id string) bool) {
	first, path := f.ID, f.Path
	for n := 2; taken(f.ID); n++ {
		f.ID = fmt.Sprintf("%s-%d", first, n)
		f.Path = strings.TrimSuffix(path, ".md") + fmt.Sprintf("-%d.md", n)
	}
}

// telling are the words of a question that say what it is about, in lower case.
func telling(c *corpus.Corpus, question string) (out []string) {
	names := map[string]bool{}
	for _, r := range c.Roles {
		for _, n := range append(append([]string{r.Letters, r.Plural}, r.Titles...), r.Abbreviations...) {
			for w := range strings.FieldsSeq(strings.ToLower(n)) {
				names[w] = true
			}
		}
	}
	words := strings.FieldsFunc(strings.ToLower(question), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, w := range words {
		if !strings.Contains(plain, " "+w+" ") && !names[w] && utf8.RuneCountInString(w) > 1 {
			out = append(out, w)
		}
	}
	return out
}

// labelOf returns a label for a question: its first telling words, as many as fit.
func labelOf(c *corpus.Corpus, question string) string {
	label := ""
	for _, w := range telling(c, question) {
		if utf8.RuneCountInString(label)+1+utf8.RuneCountInString(w) > corpus.MaxLabel {
			break
		}
		label = strings.TrimSpace(label + " " + w)
	}
	if label == "" {
		return "Our answer"
	}
	r, n := utf8.DecodeRuneInString(label)
	return string(unicode.ToUpper(r)) + label[n:]
}

// sourceID returns an id for a source that the corpus does not have: the name of its
// site, or the start of its title, and a number made of both.
func sourceID(c *corpus.Corpus, title, at string) string {
	name := title
	if u, err := url.Parse(at); err == nil && u.Host != "" {
		name = strings.TrimPrefix(u.Hostname(), "www.")
		name, _, _ = strings.Cut(name, ".")
	}
	name = strings.Map(func(r rune) rune {
		if r = unicode.ToUpper(r); r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, name)
	name = name[:min(len(name), 8)]
	h := fnv.New32a()
	fmt.Fprintf(h, "%s %s", title, at)
	for n := h.Sum32() % 1000; ; n++ {
		id := fmt.Sprintf("X%s%03d", name, n%1000)
		if !slices.ContainsFunc(c.Sources, func(s *corpus.Source) bool { return s.ID == id }) {
			return id
		}
	}
}

// cut shortens a text to n characters, at a space where it can.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	s = string(r[:n-1])
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		s = s[:i]
	}
	return s + "…"
}
