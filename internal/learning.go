// Package internal holds the source of the code that learning runs.
package internal

import "embed"

// Learning is the source of package match and of every package of this project that it
// imports. It is part of the fingerprint of learned weights, so that those that other
// code learned are not used, and nobody has to remember to raise a number. It is here
// since files can be embedded only from above, and has whole folders, so that a new
// package in one of them is not forgotten either.
//
//go:embed corpus hint match mrkdwn
var Learning embed.FS
