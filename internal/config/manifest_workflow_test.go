package config_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestWorkflowManifestOnlyAddsTheStep, with the names that the bot reads and writes
// (internal/bot/step.go).
func TestWorkflowManifestOnlyAddsTheStep(t *testing.T) {
	const name = "manifest.workflow.yaml"
	text, m := read(t, name)
	var added struct {
		Functions map[string]struct {
			In  struct{ Properties map[string]any } `yaml:"input_parameters"`
			Out struct{ Properties map[string]any } `yaml:"output_parameters"`
		}
		Settings struct {
			Org     bool   `yaml:"org_deploy_enabled"`
			Runtime string `yaml:"function_runtime"`
		}
	}
	if err := yaml.Unmarshal([]byte(text), &added); err != nil {
		t.Fatal(err)
	}
	if !added.Settings.Org || added.Settings.Runtime != "remote" || !slices.Contains(m.Settings.Events.Bot, "function_executed") {
		t.Errorf("Slack would not send the step to us: %+v, %q", added.Settings, m.Settings.Events.Bot)
	}
	code, err := os.ReadFile("../bot/step.go")
	if err != nil {
		t.Fatal(err)
	}
	var used, declared []string
	for _, found := range regexp.MustCompile(`(?m)^\tStep\w+\s+= "(\w+)"`).FindAllSubmatch(code, -1) {
		used = append(used, string(found[1]))
	}
	for id, f := range added.Functions {
		declared = slices.Concat(declared, []string{id}, slices.Collect(maps.Keys(f.In.Properties)), slices.Collect(maps.Keys(f.Out.Properties)))
	}
	slices.Sort(used)
	slices.Sort(declared)
	if len(used) == 0 || !slices.Equal(used, declared) {
		t.Errorf("the bot uses %q, the manifest declares %q", used, declared)
	}
	sameRest(t, name, func(m map[string]any) {
		delete(m, "functions")
		settings := m["settings"].(map[string]any)
		for _, added := range []string{"org_deploy_enabled", "function_runtime", "event_subscriptions"} {
			delete(settings, added)
		}
	})
}
