// Command weightsgen learns the built-in corpus and writes its weights to a file:
//
//	go run ./internal/weights/weightsgen FILE
//
// go generate ./internal/weights runs it for images and releases.
package main

import (
	"errors"
	"fmt"
	"os"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/internal/weights"
	"rolecall/knowledge"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "weightsgen:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("name the file to write")
	}
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	if err != nil {
		return fmt.Errorf("the corpus has faults (rolecall knowledge lint lists them): %w", err)
	}
	x, err := match.New(c)
	if err != nil {
		return err
	}
	return os.WriteFile(args[0], weights.Pack(match.Fingerprint(c), x.Weights()), 0o644)
}
