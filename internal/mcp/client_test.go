package mcp

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOfficialClient: the TypeScript client lists the tools of the built program and asks a
// question with typing errors, one that is not for it, and a follow-up.
func TestOfficialClient(t *testing.T) {
	const folder = "testdata/client"
	if _, err := os.Stat(folder + "/node_modules/@modelcontextprotocol/sdk/package.json"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the client is missing: run npm ci in internal/mcp/%s (%v)", folder, err)
		}
		t.Skipf("the client is missing: run npm ci in internal/mcp/%s", folder)
	}
	program := filepath.Join(t.TempDir(), "rolecall")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "rolecall/cmd/rolecall").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.CommandContext(t.Context(), "node", "ask.mjs", program)
	cmd.Dir, cmd.Env = folder, append(os.Environ(), "ROLECALL_DATA_DIR="+t.TempDir(), "ROLECALL_KNOWLEDGE_DIR=")
	cmd.Stderr = t.Output()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node ask.mjs: %v\n%s", err, out)
	}
	var got struct {
		Tools []struct {
			Name        string
			Annotations struct{ ReadOnlyHint bool }
		}
		Answers []struct {
			StructuredContent Answer
			Content           []struct{ Text string }
		}
		Entry        struct{ Contents []struct{ Text string } }
		Instructions string
	}
	check(t, json.Unmarshal(out, &got))
	var names []string
	for _, tool := range got.Tools {
		names = append(names, tool.Name)
		if !tool.Annotations.ReadOnlyHint {
			t.Errorf("%s is not said to read only", tool.Name)
		}
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"ask", "compare", "kit", "search"}) {
		t.Errorf("the tools are %q", names)
	}
	for i, want := range []struct{ outcome, entry, says string }{
		{"answer", "ciso.responsibilities", "Sources to cite:"},
		{"none", "", ""},
		{"answer", "ciso.salary", "Sources to cite:"},
	} {
		a := got.Answers[i]
		if p := a.StructuredContent; p.Outcome != want.outcome || p.Entry != want.entry || !strings.Contains(a.Content[0].Text, want.says) ||
			want.entry != "" && (p.Reviewed == "" || len(p.Sources) == 0) {
			t.Errorf("question %d: %+v\n%s", i+1, p, a.Content[0].Text)
		}
	}
	if len(got.Entry.Contents) != 1 || !strings.Contains(got.Entry.Contents[0].Text, "CTO · Pay") || got.Instructions == "" {
		t.Errorf("entry %+v, instructions %q", got.Entry, got.Instructions)
	}
}
