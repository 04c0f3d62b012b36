// Command weightsgen writes the matcher's weights for the corpus of this
// repository. It runs under go generate ./internal/match, in that folder.
package main

import (
	"fmt"
	"os"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/knowledge"
)

func main() {
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	if err != nil {
		fmt.Fprintln(os.Stderr, "weightsgen: the corpus has faults:", err)
		os.Exit(1)
	}
	if err := os.WriteFile("weights.bin", match.Weights(c), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "weightsgen:", err)
		os.Exit(1)
	}
}
