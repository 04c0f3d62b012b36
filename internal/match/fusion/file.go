package fusion

import "encoding/json"

// Both are the weights of the evidence without the second opinion, and of all of it.
type Both struct{ Words, All Weights }

// Model are the weights for a text at the start of a conversation, and for one in a thread,
// where the same evidence weighs differently: what was just shown explains much.
type Model struct{ Start, Thread Both }

// file is the form of a file of weights: each by the name of its evidence.
type file struct{ Start, Thread struct{ Words, Both byName } }

type byName struct{ Candidate, None map[string]float64 }

// Read reads weights from a file. Evidence without a weight counts nothing, so that a fit
// can begin with a file from before it.
func Read(data []byte, candidate, none []string) (m Model, err error) {
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return m, err
	}
	read := func(names []string, from map[string]float64) []float64 {
		out := make([]float64, len(names))
		for i, name := range names {
			out[i] = from[name]
		}
		return out
	}
	weights := func(from byName) Weights { return Weights{read(candidate, from.Candidate), read(none, from.None)} }
	return Model{Both{weights(f.Start.Words), weights(f.Start.Both)}, Both{weights(f.Thread.Words), weights(f.Thread.Both)}}, nil
}

// File is the content of the file that Read reads.
func (m Model) File(candidate, none []string) ([]byte, error) {
	named := func(names []string, w []float64) map[string]float64 {
		out := map[string]float64{}
		for i, name := range names {
			out[name] = w[i]
		}
		return out
	}
	weights := func(w Weights) byName { return byName{named(candidate, w.Candidate), named(none, w.None)} }
	var f file
	f.Start.Words, f.Start.Both = weights(m.Start.Words), weights(m.Start.All)
	f.Thread.Words, f.Thread.Both = weights(m.Thread.Words), weights(m.Thread.All)
	data, err := json.MarshalIndent(f, "", "  ")
	return append(data, '\n'), err
}
