// Command weightsgen learns the built-in corpus and writes its weights to a file:
//
//	go run ./internal/weights/weightsgen FILE
//
// go generate ./internal/weights runs it for images and releases.
package main

import (
	"fmt"
	"os"

	"rolecall/internal/corpus"
	"rolecall/internal/hint"
	"rolecall/internal/match"
	"rolecall/internal/weights"
	"rolecall/knowledge"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		hint.Print(os.Stderr, "weightsgen", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return hint.New("no file to write is named", "name one file")
	}
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	if err != nil {
		return hint.With(fmt.Errorf("the corpus has faults: %w", err), "`rolecall knowledge lint` lists them")
	}
	x, err := match.New(c)
	if err != nil {
		return err
	}
	return os.WriteFile(args[0], weights.Pack(match.Fingerprint(c), x.Weights()), 0o644)
}
