// Package fingerprint tells whether what was learned before is still what would be learned.
package fingerprint

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"strconv"
	"strings"

	"rolecall/internal"
	"rolecall/internal/corpus"
	"rolecall/internal/match/spell"
)

// stemmer is the library that stems, as go.mod requires it.
const stemmer = "github.com/kljensen/snowball v0.10.0"

// Of is a hash, in hexadecimal, of everything that learning depends on: the
// texts of the corpus, the code (package internal), the stemmer, and the standard
// library with its tables of letters. Corpora with the same one share their weights.
func Of(c *corpus.Corpus) string {
	h := sha256.New()
	err := fs.WalkDir(internal.Learning, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(p) != ".go" || strings.HasSuffix(p, "_test.go") {
			return err
		}
		data, err := internal.Learning.ReadFile(p)
		h.Write(data)
		return err
	})
	if err != nil {
		panic(err) // cannot happen: the files are compiled in
	}
	fmt.Fprintln(h, stemmer, runtime.Version(), OfCorpus(c))
	return hex.EncodeToString(h.Sum(nil))
}

// OfCorpus is a hash of everything that learning reads from a corpus.
func OfCorpus(c *corpus.Corpus) string {
	h := sha256.New()
	var b []byte // so that each list is hashed at once
	put := func(list ...string) {
		b = b[:0]
		for _, s := range list {
			b = append(append(strconv.AppendInt(b, int64(len(s)), 10), ':'), s...)
		}
		h.Write(append(b, ';'))
	}
	put(spell.English())
	for _, list := range corpus.Lists() {
		put(c.Words(list)...)
	}
	for _, e := range c.Entries {
		put(e.ID)
		put(e.Roles...)
		put(e.Texts()...)
		put(fmt.Sprint(e.AnswersFor)) // fmt sorts a map by its keys
	}
	for _, f := range c.Facets {
		put(f.Name, f.Without, fmt.Sprint(f.AnswersFor))
	}
	for _, r := range c.Roles {
		put(r.ID, r.Name, r.Letters, r.Plural)
		put(r.Titles...)
		put(r.Abbreviations...)
		put(r.Misspellings...)
		put(r.VariantOf, r.VariantWord, r.Kin, strconv.FormatBool(r.Boss))
		put(r.Fields...)
	}
	for _, o := range c.Others {
		put(o.ID, o.Name)
		put(o.Titles...)
		put(o.Abbreviations...)
		put(o.Misspellings...)
	}
	put(c.Covered...)
	for _, l := range c.Letters {
		put(l.Letters)
		put(l.Readings...)
	}
	for _, r := range c.Refusals {
		put(r.ID)
		put(r.Phrasings...)
	}
	return string(h.Sum(nil))
}
