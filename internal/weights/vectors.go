package weights

import (
	"path/filepath"
	"sync"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/internal/match/fingerprint"
)

// vectorsFile has the vectors of a company's own phrasings, beside the weights. With 800 of
// them, computing all took 5 of the 8 CPU seconds of learning again after an edit.
const vectorsFile = "phrasings.vectors"

// vectors are those that the last learning used. They outlive a restart, after which weights
// are found, and the first edit must not wait for them.
type vectors struct {
	read   sync.Once
	memory match.Memory
}

// vectorsFingerprint changes with the code that computes them.
func vectorsFingerprint() string { return fingerprint.Of(&corpus.Corpus{}) }

// remembered returns the vectors that were computed before.
func (s *Store) remembered() *match.Memory {
	s.vectors.read.Do(func() {
		for _, dir := range s.folders {
			if dir == "" {
				continue
			}
			data, err := read(filepath.Join(dir, vectorsFile))
			if err == nil {
				data, err = unpack(vectorsFingerprint(), data)
			}
			if err == nil {
				s.vectors.memory.Read(data)
				return
			}
			s.log.Debug("no vectors are stored there", "error", err)
		}
	})
	return &s.vectors.memory
}

// saveVectors writes the vectors into the first folder that can be written.
func (s *Store) saveVectors() {
	data := s.vectors.memory.Bytes()
	if len(data) == 0 {
		return
	}
	fingerprint := vectorsFingerprint()
	for _, dir := range s.folders {
		if dir == "" {
			continue
		}
		err := writeFile(filepath.Join(dir, vectorsFile), Pack(fingerprint, data))
		if err == nil {
			return
		}
		s.log.Debug("vectors could not be saved there", "error", err)
	}
}
