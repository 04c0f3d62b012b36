package curate

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/knowledge"
)

// TestTheStoreKeepsEveryRoleAfterAName: of the built-in roles, of those that are only
// recognised, and of a role that a company adds while the bot runs.
func TestTheStoreKeepsEveryRoleAfterAName(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	live := started(t, LiveOptions{Base: []corpus.Layer{{Name: "knowledge", FS: knowledge.FS}}, Dir: dir,
		Index: unlearned})
	store, err := bolt.Open(filepath.Join(t.TempDir(), bolt.FileName), bolt.Options{RoleNames: live.RoleNames})
	must(t, err)
	defer store.Close()
	write(t, dir, "others.yaml", "- {id: whisperer, name: Widget Whisperer, letters: WW, titles: [widget whisperer]}\n")
	must(t, live.Reload(ctx))
	var asked []string
	for _, r := range live.State().Corpus.Roles {
		asked = append(asked, r.Letters+" pay range")
	}
	asked = append(asked, "CFO pay range", "hr manager pay range", "widget whisperer pay range")
	for i, q := range asked {
		must(t, store.Asked(ctx, feedback.Asked{Reply: fmt.Sprint(i), User: "U1", Outcome: feedback.OutcomeNone, Question: "@anna " + q}))
	}
	kept := map[string]bool{}
	must(t, store.Questions(ctx, feedback.Window{}, func(q feedback.Question) error { kept[strings.TrimPrefix(q.Text, "[name] ")] = true; return nil }))
	for _, q := range asked {
		if !kept[q] {
			t.Errorf("%q was not stored as it is", q)
		}
	}
}
