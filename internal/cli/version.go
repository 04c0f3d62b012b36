package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// build says what this program is. Scripts rely on the field names.
type build struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

// thisBuild takes the commit from the release, or else from what the Go command notes
// where it builds in a checkout.
func thisBuild(env Env) build {
	b := build{Version: cmp.Or(env.Version, "devel"), Commit: env.Commit, Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok && b.Commit == "" {
		changed := ""
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				b.Commit = s.Value
			case s.Key == "vcs.modified" && s.Value == "true":
				changed = "-dirty" // as git describe says it
			}
		}
		if b.Commit != "" {
			b.Commit += changed
		}
	}
	b.Commit = cmp.Or(b.Commit, "unknown")
	return b
}

func versionCmd(env Env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version [--json]",
		Short: "which rolecall this is: version, commit, Go, system",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			b := thisBuild(env)
			if asJSON {
				return writeJSON(env.Stdout, b)
			}
			_, err := fmt.Fprintf(env.Stdout, "rolecall %s (commit %s, %s, %s/%s)\n", b.Version, b.Commit, b.Go, b.OS, b.Arch)
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}
