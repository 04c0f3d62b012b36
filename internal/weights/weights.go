// Package weights caches what the matcher learns from a corpus, so that it is not
// learned again at every start. It looks for weights compiled into the program, then in
// folders; if there are none, it learns them and writes them into a folder. The key is
// a fingerprint of everything that learning depends on, so nothing needs to be
// invalidated.
//
// Faults of the cache (a folder that cannot be read or written, a damaged file, two
// processes at once) cost no more than learning again.
package weights

import (
	"log/slog"
	"os"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/internal/match/fingerprint"
)

//go:generate go run ./weightsgen built/corpus.weights built.go

// built is the weights file of the built-in corpus in images and releases, and empty in a
// fresh checkout: weightsgen writes the file and built.go, which embeds it. It is a string
// since that is used where the program has it; to read from an embed.FS is to copy.
var built string

// Store finds weights, or learns and saves them. It is safe for concurrent use.
type Store struct {
	built   string
	folders []string
	log     *slog.Logger
	vectors vectors
}

// New returns a store that looks into folders in their order and saves newly learned
// weights into the first that can be written; empty names are skipped. It logs at debug level; log may be
// nil.
func New(log *slog.Logger, folders ...string) *Store {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Store{built: built, folders: folders, log: log}
}

// Index builds the index of a corpus. Its only errors are those of match.New.
func (s *Store) Index(c *corpus.Corpus) (*match.Index, error) {
	began := time.Now()
	if c == nil || len(c.Entries) == 0 {
		return match.New(c) // returns the error
	}
	fingerprint := fingerprint.Of(c)
	x, from := s.find(c, fingerprint)
	if x == nil {
		var err error
		if x, err = match.Learn(c, s.remembered()); err != nil {
			return nil, err
		}
		from = "learned"
		s.save(fingerprint, x.Weights())
		s.saveVectors()
	}
	s.log.Debug("the matcher is ready", "weights", from, "took", time.Since(began).Round(time.Millisecond))
	return x, nil
}

// find returns an index restored from stored weights, and where they were found; nil
// when there are none.
func (s *Store) find(c *corpus.Corpus, fingerprint string) (x *match.Index, from string) {
	if s.built != "" {
		if x := s.restore(c, fingerprint, s.built, "built in"); x != nil {
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
			s.log.Debug("no weights are stored there", "error", err)
			continue
		}
		if x := s.restore(c, fingerprint, data, file); x != nil {
			now := time.Now()
			if err := os.Chtimes(file, now, now); err != nil { // so that prune keeps it
				s.log.Debug("the use of weights is not recorded", "error", err)
			}
			return x, file
		}
	}
	return nil, ""
}

// restore builds an index from a file's content; nil when the file is damaged or was
// learned from something else.
func (s *Store) restore(c *corpus.Corpus, fingerprint, file, name string) *match.Index {
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

// save writes weights into the first folder that can be written.
func (s *Store) save(fingerprint string, weights []byte) {
	for _, dir := range s.folders {
		if dir == "" {
			continue
		}
		if err := write(dir, fingerprint, Pack(fingerprint, weights)); err != nil {
			s.log.Debug("weights could not be saved there", "error", err)
			continue
		}
		if err := prune(dir); err != nil {
			s.log.Debug("old weights could not be removed", "error", err)
		}
		return
	}
}
