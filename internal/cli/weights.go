package cli

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/internal/weights"
)

// weightsFolder is where the bot keeps weights, in its data folder.
const weightsFolder = "weights"

// index builds the index of a corpus for a command that answers and ends, from
// weights in this user's cache where they are.
func (env Env) index(c *corpus.Corpus) (*match.Index, error) { return env.indexWith("")(c) }

// indexWith is index with a further folder in which weights may be; "" for none.
func (env Env) indexWith(folder string) func(*corpus.Corpus) (*match.Index, error) {
	return func(c *corpus.Corpus) (*match.Index, error) { return env.learn(c, folder) }
}

func (env Env) learn(c *corpus.Corpus, folder string) (*match.Index, error) {
	// Learning takes a few seconds. A choice: on a slow machine, someone who has
	// waited longer wants to know why.
	const noteAfter = 2 * time.Second
	if isTerminal(env.Stderr) {
		note := time.AfterFunc(noteAfter, func() {
			fmt.Fprintln(env.Stderr, "rolecall: learning the corpus, as after each edit ...")
		})
		defer note.Stop()
	}
	return weights.New(nil, userCache(), folder).Index(c)
}

// servedIndex builds it for the bot, which keeps weights with its data.
func servedIndex(log *slog.Logger, dataDir string) func(*corpus.Corpus) (*match.Index, error) {
	return weights.New(log, filepath.Join(dataDir, weightsFolder), userCache()).Index
}

// userCache is our folder in this user's cache; "" for a user without one, as in
// a container.
func userCache() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "rolecall")
}
