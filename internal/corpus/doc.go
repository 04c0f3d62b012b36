// Package corpus holds Rolecall's knowledge as types: entries (a question, its
// answer, the ways people ask it), roles with their comparison cells, guides,
// hiring kits and sources.
//
//	knowledge/ (text files) --Load--> *Corpus --> match, advisor, blockkit
//
// Load parses and checks, and reports every fault at once, each with file, line, what
// is wrong and how to fix it. A Corpus is never changed after Load: it may be shared
// between goroutines, and a reload is a new Corpus.
//
// The package reads only the fs.FS it is given and knows neither Slack nor the matcher.
package corpus
