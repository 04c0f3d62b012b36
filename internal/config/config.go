// Package config reads Rolecall's settings from the environment and checks
// them, all at once: whoever has two settings wrong hears of both.
//
// Everything arrives as text through envconfig and is judged here, since
// envconfig itself stops at the first field it cannot decode.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/kelseyhightower/envconfig"

	"rolecall/internal/feedback"
)

// Config is the checked configuration.
type Config struct {
	BotToken Token  // xoxb-…; empty after LoadLocal
	AppToken Token  // xapp-…; empty after LoadLocal
	APIURL   string // Web API endpoint with a closing slash; empty means Slack's own

	DataDir      string        // absolute folder of the store and the admin socket; not created here
	KnowledgeDir string        // absolute folder of overlay knowledge; empty means none
	Keep         feedback.Keep // whose question text is stored
	Retention    time.Duration // how long the text of a miss is kept

	Command         string       // the slash command with its slash; the word help texts use
	Workers         int          // questions answered at the same time
	ThreadHistory   bool         // follow-ups in a thread need no mention
	AgentView       bool         // the app was made from manifest.agent.yaml
	WatchChannels   []string     // channel ids, sorted, none twice
	Curators        []string     // user ids, sorted, none twice
	CuratorsChannel string       // channel id; empty means none
	Digest          bool         // post the weekly digest; only with a CuratorsChannel
	DigestDay       time.Weekday // its day, when Digest is set

	AdminAddr string // host:port for health and metrics, beside the socket in DataDir; empty means none
	Profiles  bool   // Go's profiles are served over the socket

	LogLevel  slog.Level
	LogFormat string // "text" or "json"

	// Warnings are settings that are understood but probably not meant, such as
	// a misspelt name. They name variables, never values of tokens.
	Warnings []Problem
}

// SocketName is the file of the admin socket in the data folder.
const SocketName = "admin.sock"

// Socket is where the admin interface listens.
func (c Config) Socket() string { return filepath.Join(c.DataDir, SocketName) }

// Load reads the environment of this process and checks it for serving. The
// error, if any, joins a Problem for every mistake found; how to log it is known
// then all the same, and nothing else.
func Load() (Config, error) { return load(true) }

// LoadLocal is Load for commands that do not speak to Slack: a missing or
// malformed token is no mistake there, and neither token is kept.
func LoadLocal() (Config, error) { return load(false) }

// KnowledgeDir is ROLECALL_KNOWLEDGE_DIR as it is set, for commands that need no
// other setting and report themselves what is wrong with the folder.
func KnowledgeDir() string { return os.Getenv("ROLECALL_KNOWLEDGE_DIR") }

func load(slack bool) (Config, error) {
	var r raw
	if err := envconfig.Process("", &r); err != nil {
		return Config{}, fmt.Errorf("read the environment: %w", err)
	}
	r.fillDefaults()
	c := &checker{env: os.Getenv}
	cfg := c.config(r, slack)
	cfg.Warnings = slices.Concat(c.warnings, strangers(os.Environ()))
	if len(c.problems) > 0 {
		return Config{Warnings: cfg.Warnings, LogLevel: cfg.LogLevel, LogFormat: cfg.LogFormat}, errors.Join(c.problems...)
	}
	return cfg, nil
}

// String shows the settings without tokens, on one line.
func (c Config) String() string {
	var b strings.Builder
	for i, a := range c.attrs() {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(a.Key + "=" + a.Value.String())
	}
	return b.String()
}

// GoString is String: %#v must not show what %v hides.
func (c Config) GoString() string { return "config.Config{" + c.String() + "}" }

// LogValue is String for slog.
func (c Config) LogValue() slog.Value { return slog.GroupValue(c.attrs()...) }

func (c Config) attrs() []slog.Attr {
	digest := "off"
	if c.Digest {
		digest = strings.ToLower(c.DigestDay.String())
	}
	return []slog.Attr{
		slog.String("bot_token", c.BotToken.String()),
		slog.String("app_token", c.AppToken.String()),
		slog.Bool("own_api_url", c.APIURL != ""),
		slog.String("data_dir", c.DataDir),
		slog.String("knowledge_dir", c.KnowledgeDir),
		slog.String("keep_questions", string(c.Keep)),
		slog.Int("retention_days", int(c.Retention/(24*time.Hour))),
		slog.String("command", c.Command),
		slog.Int("workers", c.Workers),
		slog.Bool("thread_history", c.ThreadHistory),
		slog.Bool("agent_view", c.AgentView),
		slog.Int("watch_channels", len(c.WatchChannels)),
		slog.Int("curators", len(c.Curators)),
		slog.Bool("curators_channel", c.CuratorsChannel != ""),
		slog.String("digest", digest),
		slog.String("admin_addr", c.AdminAddr),
		slog.Bool("profiles", c.Profiles),
		slog.String("log_level", c.LogLevel.String()),
		slog.String("log_format", c.LogFormat),
	}
}
