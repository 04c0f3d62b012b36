package match_test

import (
	"rolecall/internal/match"
	"rolecall/internal/weights"
)

// The weights that are compiled in are those that learning gives, as a test of package
// weights shows; each process that fuzzes would learn them again, for seconds.
func init() { match.NewTestIndex = weights.New(nil).Index }
