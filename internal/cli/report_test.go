package cli

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// logged is a line of a report with JSON logs.
type logged struct{ Level, Msg, Hint string }

// reported runs a command line with JSON logs and returns what it reported on standard
// error, and its standard output.
func reported(t *testing.T, code int, args ...string) (list []logged, out string) {
	t.Helper()
	t.Setenv("ROLECALL_LOG_FORMAT", "json")
	var stdout, stderr bytes.Buffer
	if got := Run(t.Context(), args, Env{Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Now: time.Now}); got != code {
		t.Errorf("%q: status %d, want %d", args, got, code)
	}
	for line := range strings.Lines(stderr.String()) {
		var l logged
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatalf("%q: not a log message: %s", args, line)
		}
		list = append(list, l)
	}
	return list, stdout.String()
}

// knowledgeWithFaults sets a folder of knowledge with n files that are left out.
func knowledgeWithFaults(t *testing.T, n int) {
	t.Helper()
	dir := filepath.Join(bare(t), "own")
	for i := range n {
		write(t, filepath.Join(dir, "entries/cto", string(rune('a'+i))+".md"), "no front matter\n")
	}
	t.Setenv("ROLECALL_KNOWLEDGE_DIR", dir)
}

// TestEveryFileLeftOutIsReportedByItself, with its own hint, in text and in JSON.
func TestEveryFileLeftOutIsReportedByItself(t *testing.T) {
	knowledgeWithFaults(t, 2)
	list, _ := reported(t, 0, "ask", "what is a cto")
	if len(list) != 3 {
		t.Errorf("%d warnings, want one for the folder and one for each file: %q", len(list), list)
	}
	for i, l := range list {
		if l.Level != "WARN" || l.Hint == "" || strings.Contains(l.Msg+l.Hint, "\n") || strings.Contains(l.Msg, "hint:") {
			t.Errorf("warning %d is %q", i, l)
		}
		if name := []string{"ROLECALL_KNOWLEDGE_DIR", "a.md:1: has no front matter", "b.md:1: has no front matter"}[min(i, 2)]; !strings.Contains(l.Msg, name) {
			t.Errorf("warning %d is %q, and not of %s", i, l.Msg, name)
		}
	}
	t.Setenv("ROLECALL_LOG_FORMAT", "text")
	var stdout, stderr bytes.Buffer
	Run(t.Context(), []string{"ask", "what is a cto"}, Env{Stdout: &stdout, Stderr: &stderr, Now: time.Now})
	n := 0
	for line := range strings.Lines(stderr.String()) {
		if want := []string{"warning: ", "hint: "}[n%2]; !strings.HasPrefix(line, want) {
			t.Errorf("line %d does not begin with %q: %s", n, want, line)
		}
		n++
	}
	if n != 6 {
		t.Errorf("%d lines, want 6:\n%s", n, stderr.String())
	}
}

// TestManyFilesLeftOutAreCounted rather than all listed.
func TestManyFilesLeftOutAreCounted(t *testing.T) {
	knowledgeWithFaults(t, 13)
	list, _ := reported(t, 0, "ask", "what is a cto")
	if len(list) != 12 || !strings.Contains(list[11].Msg, "3 more") || list[11].Hint == "" {
		t.Errorf("%d warnings, want the folder, ten files and a count: %q", len(list), list)
	}
}

// TestTheLogLevelHidesNoReport: it is about the log of a running bot; what a command
// has to say about its own run is always said.
func TestTheLogLevelHidesNoReport(t *testing.T) {
	knowledgeWithFaults(t, 1)
	t.Setenv("ROLECALL_LOG_LEVEL", "error")
	if list, _ := reported(t, 0, "ask", "what is a cto"); len(list) == 0 {
		t.Error("no warning about the file that is left out")
	}
}

// fullDisk is an output that takes no more than so many bytes.
type fullDisk struct{ left int }

func (f *fullDisk) Write(p []byte) (int, error) {
	if len(p) > f.left {
		return 0, &fs.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}
	}
	f.left -= len(p)
	return len(p), nil
}

// TestOutputThatCannotBeWritten fails every command with a hint, also one that does not
// look at what its prints return, and is reported once.
func TestOutputThatCannotBeWritten(t *testing.T) {
	bare(t)
	for _, args := range []string{"--help", "ask --help", "--version", "ask what is a cto", "ask --json what is a cto", "compare cto cio", "compare --json cto",
		"knowledge lint", "knowledge eval testdata/none.tsv", "knowledge stale", "doctor", "doctor --json"} {
		var stderr bytes.Buffer
		code := Run(t.Context(), strings.Fields(args), Env{Stdin: strings.NewReader(""), Stdout: &fullDisk{10}, Stderr: &stderr, Now: time.Now, Version: "a version"})
		want := "error: cannot write the output: write /dev/stdout: no space left on device\nhint: "
		if code != 1 || strings.Count(stderr.String(), "error: ") != 1 || !strings.HasPrefix(stderr.String(), want) {
			t.Errorf("%s: status %d, and\n%s", args, code, stderr.String())
		}
	}
}

// TestSkippedQuestionsAreNamed by file and line, so that a typing error in a label does
// not quietly leave the score.
func TestSkippedQuestionsAreNamed(t *testing.T) {
	file := write(t, filepath.Join(bare(t), "q.tsv"), "# ids\nwhat is a CTO\tcto.definition\n\nwhat is a CTO\tcto.defnition,cto.def\nwhat is a CIO\tcio.definiton\n")
	for _, args := range [][]string{{"knowledge", "eval", "--json", file}, {"knowledge", "eval", file}} {
		list, out := reported(t, 0, args...)
		if !strings.Contains(out, `"skipped":2`) && !strings.Contains(out, "skipped 2") {
			t.Errorf("%q: %s", args, out)
		}
		if len(list) != 2 {
			t.Fatalf("%q: %d warnings, want 2: %q", args, len(list), list)
		}
		for i, want := range []string{file + ":4: is skipped: no entry has the id cto.defnition or cto.def", file + ":5: is skipped: no entry has the id cio.definiton"} {
			if list[i].Msg != want || list[i].Level != "WARN" || list[i].Hint == "" {
				t.Errorf("%q: warning %q, want %q", args, list[i], want)
			}
		}
	}
}
