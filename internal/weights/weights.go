// Package weights finds what the matcher learned from a corpus, so that it is
// learned once and not at every start: compiled into the program, in a folder, or
// else learned and put into that folder. Weights are known by the fingerprint of
// everything they were learned from; there is nothing to invalidate.
//
// A folder is a mere cache. One that cannot be read or written, a damaged file,
// two processes at once: none of them costs more than learning again.
package weights

import (
	"embed"
	"io/fs"
	"log/slog"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
)

//go:generate go run ./weightsgen built/corpus.weights

// built holds the weights of the built-in corpus in images and releases, and
// nothing but a text in a fresh checkout.
//
//go:embed built
var built embed.FS

// builtFile is where weightsgen writes.
const builtFile = "built/corpus.weights"

// Store finds weights, or learns and keeps them. It may be used from many
// goroutines.
type Store struct {
	built   fs.FS
	folders []string
	log     *slog.Logger
}

// New makes a store that looks into folders, in their order, and keeps what is
// newly learned in the first; "" is no folder. What happens is logged at debug
// level; log may be nil.
func New(log *slog.Logger, folders ...string) *Store {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Store{built: built, folders: folders, log: log}
}

// Index builds the index of a corpus. It fails only where match.New does.
func (s *Store) Index(c *corpus.Corpus) (*match.Index, error) {
	began := time.Now()
	if c == nil || len(c.Entries) == 0 {
		return match.New(c) // it says what is wrong
	}
	fingerprint := match.Fingerprint(c)
	x, from := s.find(c, fingerprint)
	if x == nil {
		var err error
		if x, err = match.New(c); err != nil {
			return nil, err
		}
		from = "learned"
		s.keep(fingerprint, x.Weights())
	}
	s.log.Debug("the matcher is ready", "weights", from, "took", time.Since(began).Round(time.Millisecond))
	return x, nil
}

// find returns the index from weights at hand, and where they were; nil when
// there are none.
func (s *Store) find(c *corpus.Corpus, fingerprint string) (x *match.Index, from string) {
	if data, err := fs.ReadFile(s.built, builtFile); err == nil {
		if x := s.open(c, fingerprint, data, "built in"); x != nil {
			return x, "built in"
		}
	}
	for _, dir := range s.folders {
		if dir == "" {
			continue
		}
		file := pathOf(dir, fingerprint)
		data, err := read(file)
		if err != nil {
			s.log.Debug("no weights are kept there", "error", err)
			continue
		}
		if x := s.open(c, fingerprint, data, file); x != nil {
			return x, file
		}
	}
	return nil, ""
}

// open builds an index from a file's content; nil when it is damaged or was
// learned from something else.
func (s *Store) open(c *corpus.Corpus, fingerprint string, file []byte, name string) *match.Index {
	data, err := unpack(fingerprint, file)
	if err == nil {
		var x *match.Index
		if x, err = match.Restore(c, data); err == nil {
			return x
		}
	}
	s.log.Debug("weights are not used", "file", name, "error", err)
	return nil
}

// keep writes weights into the first folder there is.
func (s *Store) keep(fingerprint string, weights []byte) {
	for _, dir := range s.folders {
		if dir == "" {
			continue
		}
		if err := write(dir, fingerprint, Pack(fingerprint, weights)); err != nil {
			s.log.Debug("weights could not be kept: they are learned again at the next start", "error", err)
		}
		return
	}
}
