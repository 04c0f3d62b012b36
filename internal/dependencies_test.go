package internal_test

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// required are the modules that go.mod asks for by name: libraries that are
// imported and tools that are run. What those need themselves is not among them.
func required(t *testing.T) (libraries, tools []string) {
	t.Helper()
	out, err := exec.Command("go", "mod", "edit", "-json", "../go.mod").Output()
	if err != nil {
		t.Fatal(err)
	}
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
		Tool []struct{ Path string }
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Require {
		runs := func(tool struct{ Path string }) bool { return within(tool.Path, r.Path) }
		switch {
		case slices.ContainsFunc(mod.Tool, runs):
			tools = append(tools, r.Path)
		case !r.Indirect:
			libraries = append(libraries, r.Path)
		}
	}
	if len(libraries) == 0 || len(tools) == 0 {
		t.Fatal("go.mod was not understood")
	}
	return libraries, tools
}

// TestDependenciesAreUsed: a library that nothing imports goes.
func TestDependenciesAreUsed(t *testing.T) {
	libraries, _ := required(t)
	used := map[string]bool{}
	for _, s := range read(t, "..") {
		for _, imported := range s.imports {
			used[imported] = true
		}
	}
	imports := slices.Collect(maps.Keys(used))
	for _, l := range libraries {
		if !slices.ContainsFunc(imports, func(imported string) bool { return within(imported, l) }) {
			t.Errorf("nothing imports %s: take it out of go.mod", l)
		}
	}
	for dir, allowed := range mayImport {
		for _, a := range allowed {
			library := strings.Contains(strings.SplitN(a, "/", 2)[0], ".")
			if library && !slices.ContainsFunc(libraries, func(l string) bool { return within(a, l) }) {
				t.Errorf("%s may import %s, which go.mod does not ask for", dir, a)
			}
		}
	}
}

// TestDependenciesAreExplained: for each there is a line that says what it serves,
// and no line is left of one that is gone.
func TestDependenciesAreExplained(t *testing.T) {
	data, err := os.ReadFile("../.github/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(data), "\n## What we depend on\n")
	section, _, _ = strings.Cut(section, "\n## ")
	if !ok {
		t.Fatal("CONTRIBUTING has no section on what we depend on")
	}
	var explained []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| .{20,} \\|$").FindAllStringSubmatch(section, -1) {
		explained = append(explained, m[1])
	}
	libraries, tools := required(t)
	modules := slices.Concat(libraries, tools)
	for _, m := range modules {
		if !slices.Contains(explained, m) {
			t.Errorf("CONTRIBUTING does not say what %s serves", m)
		}
	}
	for _, e := range explained {
		if !slices.Contains(modules, e) {
			t.Errorf("CONTRIBUTING explains %s, which go.mod does not ask for", e)
		}
	}
}

// TestSettingsAreReadInOnePlace: a setting that is read in two has two meanings
// one day.
func TestSettingsAreReadInOnePlace(t *testing.T) {
	reads := regexp.MustCompile(`\bos\.(Getenv|LookupEnv|Environ|ExpandEnv)\b`)
	found := false
	for _, s := range read(t, "..") {
		data, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(s.file)))
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case s.test || !reads.Match(data):
		case path.Dir(s.file) == "internal/config":
			found = true
		case s.file == "internal/cli/doctor.go": // the proxy, which is the network library's setting and not ours
		case s.file == "internal/browsertest/browsertest.go": // where a browser is, which only tests ask
		case s.file == "internal/feedback/postgres/pgtest/pgtest.go": // whether a missing server is a fault, which only tests ask
		default:
			t.Errorf("%s reads the environment: let internal/config do it", s.file)
		}
	}
	if !found {
		t.Error("internal/config does not read the environment: the test looks for the wrong thing")
	}
}
