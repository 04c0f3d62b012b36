// Command mangen writes a manual page for each command of rolecall:
//
//	go run ./internal/cli/mangen VERSION FOLDER
//
// Their date is SOURCE_DATE_EPOCH, in Unix seconds, so that two releases of one commit
// have the same bytes.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"rolecall/internal/cli"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: mangen VERSION FOLDER")
		os.Exit(2)
	}
	if err := write(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func write(version, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root := cli.Commands(cli.Env{Version: version})
	root.SetContext(context.Background())
	prepare(root)
	return doc.GenManTree(root, &doc.GenManHeader{Title: "ROLECALL", Section: "1", Source: "rolecall " + version, Manual: "Rolecall"}, dir)
}

// prepare makes Markdown of the help of a command and of those below it, which is what
// package doc reads.
func prepare(cmd *cobra.Command) {
	cmd.DisableAutoGenTag = true // its line is "auto generated", with the day of the build
	cmd.Long = markdown(cmd.Long)
	for _, sub := range cmd.Commands() {
		prepare(sub)
	}
}

// markdown indents the paragraphs of a help text that are in columns, since Markdown
// would fill their lines.
func markdown(help string) string {
	paragraphs := strings.Split(help, "\n\n")
	for i, p := range paragraphs {
		if strings.Contains(p, "  ") {
			paragraphs[i] = "    " + strings.ReplaceAll(p, "\n", "\n    ")
		}
	}
	return strings.Join(paragraphs, "\n\n")
}
