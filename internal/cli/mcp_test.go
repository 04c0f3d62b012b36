package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rolecall/knowledge"
)

// TestMCPHasTheEditsInForce, those of the start and later ones. Only the protocol is on
// standard output, and on standard error nothing that was asked.
func TestMCPHasTheEditsInForce(t *testing.T) {
	dir := bare(t)
	t.Setenv("ROLECALL_DATA_DIR", filepath.Join(dir, "data"))
	t.Setenv("ROLECALL_LOG_LEVEL", "debug")
	var clock atomic.Int64
	now := func() time.Time { return time.Unix(clock.Load(), 0) }
	clock.Store(time.Now().Unix())
	edit := func(short string) { // by hand: an import of changed text only, which nobody has to learn
		t.Helper()
		builtIn, err := fs.ReadFile(knowledge.FS, "entries/cto/definition.md")
		must(t, err)
		front, rest, _ := strings.Cut(string(builtIn), "short: >-\n")
		_, rest, _ = strings.Cut(rest, "phrasings:\n")
		write(t, filepath.Join(dir, "own", "entries/cto/definition.md"), front+"short: "+short+"\nphrasings:\n"+rest)
		if status := Run(t.Context(), []string{"knowledge", "import", filepath.Join(dir, "own")}, Env{Stdout: io.Discard, Stderr: t.Output(), Now: now}); status != 0 {
			t.Fatalf("the import ended with status %d", status)
		}
	}
	edit("The one with the keys.")

	in, client := io.Pipe()
	server, out := io.Pipe()
	var stderr bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- Run(t.Context(), []string{"mcp"}, Env{Stdin: in, Stdout: out, Stderr: &stderr, Now: now})
		out.Close()
	}()
	lines, id := bufio.NewScanner(server), 0
	lines.Buffer(nil, maxLine)
	request := func(method, params string) string {
		t.Helper()
		id++
		if _, err := fmt.Fprintf(client, `{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`+"\n", id, method, params); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() {
			var m struct{ ID int }
			if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
				t.Fatalf("no protocol: %s", lines.Text())
			}
			if m.ID == id { // others are notifications
				return lines.Text()
			}
		}
		t.Fatalf("%s was not answered: %v", method, lines.Err())
		return ""
	}
	answer := func() string {
		t.Helper()
		return request("tools/call", `{"name":"ask","arguments":{"question":"What is a CTO?","context":["canary salary"]}}`)
	}
	request("initialize", `{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}`)
	fmt.Fprintln(client, `{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	if got := answer(); !strings.Contains(got, "The one with the keys.") {
		t.Errorf("without the first edit: %s", got)
	}
	edit("The one with the map.")
	clock.Add(60)
	for !strings.Contains(answer(), "The one with the map.") { // soon: a slow machine answers with the last knowledge first
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
	}
	client.Close()
	for lines.Scan() {
	}
	if status := <-ended; status != 0 {
		t.Errorf("status %d", status)
	}
	if said := stderr.String(); !strings.Contains(said, "with 1 edit from ") || strings.Contains(said, "canary") {
		t.Errorf("standard error: %s", said)
	}
}

// TestMCPSaysWhatItCannotRead, and ends.
func TestMCPSaysWhatItCannotRead(t *testing.T) {
	bare(t)
	var stdout, stderr bytes.Buffer
	status := Run(t.Context(), []string{"mcp"}, Env{Stdin: strings.NewReader("canary\n"), Stdout: &stdout, Stderr: &stderr, Now: time.Now})
	if said := stderr.String(); status != 1 || stdout.Len() > 0 || !strings.Contains(said, "\nhint: one JSON-RPC message a line") || strings.Contains(said, "canary") {
		t.Errorf("status %d, %q, %s", status, stdout.String(), said)
	}
}
