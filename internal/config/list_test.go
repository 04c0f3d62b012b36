package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestListHasEverySetting: one that is added to raw is listed by itself.
func TestListHasEverySetting(t *testing.T) {
	setenv(t, "ROLECALL_WORKERS=8", "ROLECALL_COMMAND=")
	l := List()
	var names, want []string
	for _, s := range l.Settings {
		names = append(names, s.Name)
	}
	for _, v := range Variables() {
		want = append(want, v.Name)
	}
	if !slices.Equal(names, want) {
		t.Errorf("settings\n got %q\nwant %q", names, want)
	}
	for _, want := range []Setting{
		{"SLACK_BOT_TOKEN", "(set)", "environment"},
		{"SLACK_API_URL", "", "default"},
		{"ROLECALL_DATA_DIR", "/var/lib/rolecall", "environment"},
		{"ROLECALL_WORKERS", "8", "environment"},
		{"ROLECALL_COMMAND", "/rolecall", "default"}, // set, but empty
		{"ROLECALL_KEEP_QUESTIONS", "misses", "default"},
	} {
		if !slices.Contains(l.Settings, want) {
			t.Errorf("no %+v in %+v", want, l.Settings)
		}
	}
	if len(l.Problems) > 0 || len(l.Warnings) > 0 {
		t.Errorf("problems %q, warnings %q", l.Problems, l.Warnings)
	}
}

// TestListSaysWhereTheDataFolderIs, which depends on the platform where it is not set.
func TestListSaysWhereTheDataFolderIs(t *testing.T) {
	for _, tt := range []struct {
		env  []string
		want Setting
	}{
		{[]string{"HOME=/home/ana"}, Setting{"ROLECALL_DATA_DIR", "/home/ana/.local/state/rolecall", "default"}},
		{[]string{"HOME=/home/ana", "XDG_STATE_HOME=/s"}, Setting{"ROLECALL_DATA_DIR", "/s/rolecall", "XDG_STATE_HOME"}},
		{[]string{"STATE_DIRECTORY=/var/lib/rolecall"}, Setting{"ROLECALL_DATA_DIR", "/var/lib/rolecall", "STATE_DIRECTORY"}},
		{[]string{"HOME="}, Setting{"ROLECALL_DATA_DIR", "", "default"}},
	} {
		setenv(t, append(tt.env, "ROLECALL_DATA_DIR=")...)
		if l := List(); !slices.Contains(l.Settings, tt.want) {
			t.Errorf("%q: no %+v in %+v", tt.env, tt.want, l.Settings)
		}
	}
}

func TestListHasProblemsAndWarnings(t *testing.T) {
	setenv(t, "SLACK_APP_TOKEN=", "ROLECALL_WORKERS=many", "ROLECALL_KEEP_QUESTION=all")
	l := List()
	got := fmt.Sprint(l.Problems, l.Warnings)
	if len(l.Problems) != 2 || len(l.Warnings) != 1 || !strings.Contains(got, `"many" is out of range`) || l.Warnings[0].Hint != "did you mean ROLECALL_KEEP_QUESTIONS?" {
		t.Errorf("problems %q, warnings %q", l.Problems, l.Warnings)
	}
}

// TestListShowsNoSecret, in whatever variable it was set.
func TestListShowsNoSecret(t *testing.T) {
	for _, secret := range []string{
		"xoxb-canary", "xapp-canary", "xoxp-canary", `"xoxb-canary"`,
		"postgres://ana:canary@db.example/rolecall", "postgres://ana:ca/nar@canary@db.example/rolecall",
		"postgres://ana:%zzcanary@db.example/rolecall", "postgres://db.example/rolecall?user=ana&password=canary&sslmode=require",
		"host=db.example password=canary dbname=rolecall", "host=db.example password = 'ca nary \\' canary' dbname=x", "https://:canary@proxy.example/api/",
		"https://proxy.example/api?token=canary",
	} {
		for _, v := range Variables() {
			setenv(t, v.Name+"="+secret)
			if got := fmt.Sprintf("%+v", List()); strings.Contains(got, "nary") {
				t.Errorf("%s=%s shows in %s", v.Name, secret, got)
			}
		}
	}
}

func TestMaskLeavesTheRest(t *testing.T) {
	for value, want := range map[string]string{
		"postgres://ana:secret@db.example:5432/rolecall?sslmode=require": "postgres://ana:…@db.example:5432/rolecall?sslmode=require",
		"postgres://ana@db.example/rolecall":                             "postgres://ana@db.example/rolecall",
		"postgres:///rolecall?password=secret&host=/run/postgresql":      "postgres:///rolecall?password=…&host=/run/postgresql",
		"host=db.example password='a b' user=ana":                        "host=db.example password=… user=ana",
		"127.0.0.1:9090": "127.0.0.1:9090",
		"U02, W01":       "U02, W01",
		"xoxb-1":         "(a token)",
	} {
		if got := mask(value); got != want {
			t.Errorf("mask(%q) = %q, want %q", value, got, want)
		}
	}
}
