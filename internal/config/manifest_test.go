package config_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// manifest is the part of Slack's app manifest that the tests look at.
type manifest struct {
	Metadata struct {
		Major int `yaml:"major_version"`
	} `yaml:"_metadata"`
	Display struct {
		Name, Description string
		Background        string `yaml:"background_color"`
		Long              string `yaml:"long_description"`
	} `yaml:"display_information"`
	Features struct {
		Home  map[string]bool `yaml:"app_home"`
		Agent *struct {
			Prompts []struct{ Title, Message string } `yaml:"suggested_prompts"`
		} `yaml:"agent_view"`
		Shortcuts []struct {
			Name, Type, Description string
			Callback                string `yaml:"callback_id"`
		}
		Commands []struct {
			Command, Description string
			Escape               *bool `yaml:"should_escape"`
		} `yaml:"slash_commands"`
	}
	OAuth struct {
		Scopes map[string][]string
	} `yaml:"oauth_config"`
	Settings struct {
		Socket   bool `yaml:"socket_mode_enabled"`
		Rotation bool `yaml:"token_rotation_enabled"`
		Events   struct {
			Bot []string `yaml:"bot_events"`
		} `yaml:"event_subscriptions"`
	}
}

var files = []string{"manifest.yaml", "manifest.agent.yaml", "manifest.grid.yaml", "manifest.workflow.yaml"}

func read(t *testing.T, name string) (text string, m manifest) {
	t.Helper()
	data, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return string(data), m
}

// schemaDomain is the only pattern of Slack's schema that Go's regexp does not
// support, since it has a lookahead: a domain must not begin with a dot or a
// hyphen. goDomain matches the same texts. If a newer schema has another such
// pattern, it does not compile and this test fails.
const (
	schemaDomain = `^(?![\.\-])([-a-z0-9\.])+([a-z0-9])$`
	goDomain     = `^[a-z0-9][-a-z0-9.]*[a-z0-9]$`
)

func regexpEngine(pattern string) (jsonschema.Regexp, error) {
	if pattern == schemaDomain {
		pattern = goDomain
	}
	return regexp.Compile(pattern)
}

// TestGoDomainMatchesTheSameTexts compares both patterns on all texts of up to
// five characters, one of each kind that the patterns distinguish. The lookahead
// is tested with HasPrefix.
func TestGoDomainMatchesTheSameTexts(t *testing.T) {
	rest := regexp.MustCompile(`^([-a-z0-9\.])+([a-z0-9])$`)
	ours := regexp.MustCompile(goDomain)
	var try func(s string)
	try = func(s string) {
		lookahead := !strings.HasPrefix(s, ".") && !strings.HasPrefix(s, "-")
		if want := lookahead && rest.MatchString(s); ours.MatchString(s) != want {
			t.Errorf("%q: %v, want %v", s, !want, want)
		}
		for _, c := range "a0.-A\n" {
			if len(s) < 5 {
				try(s + string(c))
			}
		}
	}
	try("")
}

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.UseRegexpEngine(regexpEngine)
	s, err := c.Compile("testdata/manifest.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate checks YAML text against the schema, after turning it into JSON.
func validate(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	js, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(js)))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

func TestManifestsAreValid(t *testing.T) {
	s := schema(t)
	for _, name := range files {
		text, _ := read(t, name)
		if err := validate(t, s, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTheSchemaRefusesFaults shows that the schema can fail a manifest.
func TestTheSchemaRefusesFaults(t *testing.T) {
	s := schema(t)
	text, _ := read(t, "manifest.yaml")
	for old, fault := range map[string]string{
		"name: Ask Rolecall about this": "name: Ask Rolecall about this one",
		"socket_mode_enabled: true":     "socket_mode: true",
		"command: /rolecall":            "command: rolecall",
		"type: global":                  "type: everywhere",
	} {
		broken := strings.Replace(text, old, fault, 1)
		if broken == text {
			t.Fatalf("nothing to break at %q", old)
		}
		if validate(t, s, broken) == nil {
			t.Errorf("the schema accepts %q", fault)
		}
	}
}

// TestManifestsKeepRulesThatTheSchemaLacks, or has under a key that validators
// ignore.
func TestManifestsKeepRulesThatTheSchemaLacks(t *testing.T) {
	for _, name := range files {
		t.Run(name, func(t *testing.T) {
			_, m := read(t, name)
			if m.Metadata.Major != 2 {
				t.Error("without major_version 2 Slack treats it as an old manifest")
			}
			if !regexp.MustCompile(`^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$`).MatchString(m.Display.Background) {
				t.Errorf("background_color %q", m.Display.Background)
			}
			if n := utf8.RuneCountInString(m.Display.Long); n < 175 || n > 4000 {
				t.Errorf("long_description has %d characters, not 175 to 4000", n)
			}
			if n := utf8.RuneCountInString(m.Display.Description); n > 140 {
				t.Errorf("description has %d characters, over 140", n)
			}
			if readOnly, set := m.Features.Home["messages_tab_read_only_enabled"]; readOnly || !set {
				t.Error("messages_tab_read_only_enabled: false must be written out")
			}
			if !m.Settings.Socket || m.Settings.Rotation {
				t.Error("Socket Mode on, token rotation off: the tokens are read once at the start")
			}
			optional := map[string][]string{"bot": m.OAuth.Scopes["bot"], "bot_optional": {"canvases:write"}}
			if name == "manifest.grid.yaml" {
				delete(optional, "bot_optional") // canvases.create names no workspace of an organisation
			}
			if !maps.EqualFunc(m.OAuth.Scopes, optional, slices.Equal) {
				t.Errorf("scopes of the bot, and the optional one: Rolecall needs no user token; got %v", m.OAuth.Scopes)
			}
			for _, s := range m.Features.Shortcuts {
				if n := utf8.RuneCountInString(s.Name); n > 24 {
					t.Errorf("shortcut %q has %d characters, over 24", s.Name, n)
				}
			}
			for _, list := range [][]string{m.OAuth.Scopes["bot"], m.Settings.Events.Bot} {
				if !slices.IsSorted(list) {
					t.Errorf("not sorted: %q", list)
				}
			}
		})
	}
}

// TestManifestNamesAndScopes: the bot and people's scripts rely on the names, and
// the scopes are the minimum.
func TestManifestNamesAndScopes(t *testing.T) {
	_, m := read(t, "manifest.yaml")
	var got []string
	for _, c := range m.Features.Commands {
		got = append(got, c.Command)
		if c.Escape == nil || *c.Escape {
			t.Errorf("%s: should_escape: false must be written out; the bot reads what was typed", c.Command)
		}
	}
	for _, s := range m.Features.Shortcuts {
		got = append(got, fmt.Sprintf("%s %s %q", s.Type, s.Callback, s.Name))
	}
	got = append(got, m.OAuth.Scopes["bot"]...)
	got = append(got, m.Settings.Events.Bot...)
	want := []string{
		"/rolecall", "/compare-roles",
		`global ask_role "Ask Rolecall"`, `message explain_message "Ask Rolecall about this"`,
		"app_mentions:read", "chat:write", "commands", "im:history",
		"app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if m.Features.Agent != nil {
		t.Error("manifest.yaml must not have an agent view: guests could not use the bot")
	}
}

func TestAgentManifestOnlyAddsTheAgentView(t *testing.T) {
	_, plain := read(t, "manifest.yaml")
	_, agent := read(t, "manifest.agent.yaml")
	if agent.Features.Agent == nil || len(agent.Features.Agent.Prompts) == 0 || len(agent.Features.Agent.Prompts) > 4 {
		t.Fatal("an agent view with one to four prompts is missing")
	}
	more := func(list, than []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(than, s) })
	}
	if got := more(agent.OAuth.Scopes["bot"], plain.OAuth.Scopes["bot"]); !slices.Equal(got, []string{"assistant:write"}) {
		t.Errorf("scopes added: %q", got)
	}
	want := []string{"agent_session_stopped", "agent_session_title_changed"}
	if got := more(agent.Settings.Events.Bot, plain.Settings.Events.Bot); !slices.Equal(got, want) {
		t.Errorf("events added: %q", got)
	}
	sameRest(t, "manifest.agent.yaml", func(m map[string]any) {
		delete(m["features"].(map[string]any), "agent_view")
		delete(m["oauth_config"].(map[string]any)["scopes"].(map[string]any), "bot")
		delete(m["settings"].(map[string]any), "event_subscriptions")
	})
}

// sameRest compares a manifest with the plain one, without what takeOut removes from both.
func sameRest(t *testing.T, name string, takeOut func(map[string]any)) {
	t.Helper()
	rest := func(name string) map[string]any {
		v := parsed(t, name)
		takeOut(v)
		return v
	}
	equal := func(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }
	if a, b := rest("manifest.yaml"), rest(name); !maps.EqualFunc(a, b, equal) {
		t.Errorf("the rest differs:\n%v\n%v", a, b)
	}
}

// parsed is a manifest with all its keys.
func parsed(t *testing.T, name string) (v map[string]any) {
	t.Helper()
	text, _ := read(t, name)
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestGridManifestOnlyDiffersInTheInstallation(t *testing.T) {
	plain, grid := parsed(t, "manifest.yaml"), parsed(t, "manifest.grid.yaml")
	if plain["settings"].(map[string]any)["org_deploy_enabled"] != false || grid["settings"].(map[string]any)["org_deploy_enabled"] != true {
		t.Error("only manifest.grid.yaml is for a whole organisation")
	}
	for _, v := range []map[string]any{plain, grid} {
		delete(v["oauth_config"].(map[string]any)["scopes"].(map[string]any), "bot_optional")
		delete(v["settings"].(map[string]any), "org_deploy_enabled")
	}
	if fmt.Sprint(plain) != fmt.Sprint(grid) {
		t.Errorf("the rest differs:\n%v\n%v", plain, grid)
	}
}
