package page_test

import (
	"context"
	"strings"
	"sync"
	"time"

	"rolecall/internal/demo/page"
)

// curator is a Curator with one entry.
type curator struct {
	mu     sync.Mutex
	source string
}

func (c *curator) Explain(_ context.Context, text string) (page.Explanation, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return page.Explanation{Question: text, Outcome: "answer", Entry: "cto.responsibilities", Confidence: 0.87, Reason: "exact", Why: []string{"nearest: “duties of a cto” of cto.responsibilities", "second opinion: most like cto.responsibilities (0.71)"}, Normal: "what does a {cto} do",
		Corrections: []page.Correction{{From: "waht", To: "what"}}, Roles: []string{"cto"}, Text: c.source,
		Candidates: []page.Candidate{{Entry: "cto.responsibilities", Question: "What does a CTO do?", Chance: 0.87, Score: 1.21, Matched: "duties of a cto", Features: []page.Feature{{Text: "roles", Weight: 0.8}, {Text: "do", Weight: -0.2}}},
			{Entry: "cto.definition", Question: "What is a CTO?", Chance: 0.06, Score: 0.4}}}, nil
}

func (c *curator) Entry(_ context.Context, id string) (page.EntryFile, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if id != "" && id != "cto.responsibilities" {
		return page.EntryFile{}, page.ErrNoEntry
	}
	return page.EntryFile{ID: id, Source: c.source, Path: "overlay/cto.responsibilities.md", IDs: []string{"cto.responsibilities"}}, nil
}

func (c *curator) SaveEntry(_ context.Context, _, source string) error {
	if strings.Contains(source, "broken") {
		return &page.Refusal{Problems: []string{"cto.responsibilities.md:3: no question; write one", "cto.responsibilities.md:9: an unknown source"}}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.source = source
	return nil
}

func (c *curator) Misses(context.Context) ([]page.Miss, error) {
	return []page.Miss{{Text: "what is a chief happiness officer", Count: 3, Last: time.Unix(1_760_000_000, 0), Nearest: []page.Candidate{{Entry: "cpo.definition"}}}}, nil
}
