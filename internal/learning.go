// Package internal holds the source of the code that learning runs.
package internal

import "embed"

// Learning is the source of package match and of every package of this project that it
// imports. It is part of the fingerprint of learned weights, so that those that other
// code learned are not used, and nobody has to remember to raise a number. It is here
// since files can be embedded only from above, and has all folders below these, so that
// a new package is not forgotten. It has source alone: of the sentence encoder's
// megabytes the source has the hashes.
//
//go:embed corpus/*.go corpus/*/*.go hint/*.go match/*.go match/*/*.go mrkdwn/*.go
var Learning embed.FS
