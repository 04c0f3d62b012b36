package fusion

import "encoding/json"

// Both are the weights of the evidence without the second opinion, and of all of it.
type Both struct{ Words, All Weights }

// file is the form of a file of weights: each by the name of its evidence.
type file struct {
	Words, Both struct{ Candidate, None map[string]float64 }
}

// Read reads weights from a file. Evidence without a weight counts nothing, so that a fit
// can begin with a file from before it.
func Read(data []byte, candidate, none []string) (b Both, err error) {
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return b, err
	}
	read := func(names []string, from map[string]float64) []float64 {
		out := make([]float64, len(names))
		for i, name := range names {
			out[i] = from[name]
		}
		return out
	}
	b.Words = Weights{read(candidate, f.Words.Candidate), read(none, f.Words.None)}
	b.All = Weights{read(candidate, f.Both.Candidate), read(none, f.Both.None)}
	return b, nil
}

// File is the content of the file that Read reads.
func (b Both) File(candidate, none []string) ([]byte, error) {
	named := func(names []string, w []float64) map[string]float64 {
		out := map[string]float64{}
		for i, name := range names {
			out[name] = w[i]
		}
		return out
	}
	var f file
	f.Words.Candidate, f.Words.None = named(candidate, b.Words.Candidate), named(none, b.Words.None)
	f.Both.Candidate, f.Both.None = named(candidate, b.All.Candidate), named(none, b.All.None)
	data, err := json.MarshalIndent(f, "", "  ")
	return append(data, '\n'), err
}
