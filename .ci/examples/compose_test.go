package examples

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// project reads a compose file as docker compose does, with the schema of the format.
// The settings next to it, which each operator writes, are not read.
func project(file string) (*types.Project, error) {
	o, err := cli.NewProjectOptions([]string{file}, cli.WithoutEnvironmentResolution, cli.WithName("rolecall"))
	if err != nil {
		return nil, err
	}
	return o.LoadProject(context.Background())
}

func TestCompose(t *testing.T) {
	p, err := project(filepath.Join(folder, "compose.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	bot, err := p.GetService("rolecall")
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if bot.Build == nil || bot.Build.Context != root {
		t.Errorf("it builds %+v, want the top of the project", bot.Build)
	}
	if !bot.ReadOnly || len(bot.CapDrop) != 1 || bot.Restart != "unless-stopped" || bot.StopGracePeriod == nil || len(bot.Volumes) != 1 || bot.Volumes[0].Target != "/data" {
		t.Errorf("the service may do more than it needs, or lacks its volume: %+v", bot)
	}
	if _, ok := p.Volumes["data"]; !ok {
		t.Error("its volume is not declared")
	}
}

func TestTheComposeSchemaBites(t *testing.T) {
	file := filepath.Join(t.TempDir(), "compose.yaml")
	for _, broken := range []string{"services: {rolecall: {image: rolecall, readonly: true}}", "services: {rolecall: {image: rolecall, stop_grace_period: long}}"} {
		if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := project(file); err == nil {
			t.Errorf("%s was taken", broken)
		}
	}
}
