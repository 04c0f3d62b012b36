// Package config reads Rolecall's settings from the environment and checks
// them. It reports all mistakes at once.
//
// Every setting is read as text through envconfig and checked here, since
// envconfig itself stops at the first field that it cannot decode.
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

	DataDir      string        // absolute folder of the store's file and the admin socket; not created here
	Store        StoreURL      // of a database; empty means a file in DataDir
	KnowledgeDir string        // absolute folder of a company's own knowledge; empty means none
	Keep         feedback.Keep // which question text is stored
	Retention    time.Duration // how long the text of a miss is kept

	Command         string       // the slash command with its slash, as in help texts
	Workers         int          // questions answered at the same time
	ThreadHistory   bool         // follow-ups in a thread need no mention
	AgentView       bool         // the app was made from manifest.agent.yaml
	WatchChannels   []string     // channel ids, sorted, each once
	Curators        []string     // user ids, sorted, each once
	CuratorsChannel string       // channel id; empty means none
	Digest          bool         // post the weekly digest; only with a CuratorsChannel
	DigestDay       time.Weekday // its day, when Digest is set

	AdminAddr string // host:port for health and metrics, in addition to the socket in DataDir; empty means none
	Profiles  bool   // serve Go's profiles over the socket

	LogLevel  slog.Level
	LogFormat string // "text" or "json"

	// Warnings are about settings that are probably a mistake, such as a misspelt
	// name. They contain names of variables, never tokens.
	Warnings []Problem
}

// SocketName is the file of the admin socket in the data folder.
const SocketName = "admin.sock"

// Socket returns the path of the admin socket.
func (c Config) Socket() string { return filepath.Join(c.DataDir, SocketName) }

// Load reads and checks the settings for serve. The error joins a Problem for
// every mistake. With an error, the Config has only Warnings, LogLevel and
// LogFormat, so that the error can be logged as the settings say.
func Load() (Config, error) { return load(true) }

// LoadLocal is Load for commands that do not connect to Slack: it does not check
// the tokens and leaves them empty.
func LoadLocal() (Config, error) { return load(false) }

// KnowledgeDir returns ROLECALL_KNOWLEDGE_DIR unchecked, for commands that need
// no other setting and report faults of the folder themselves.
func KnowledgeDir() string {
	var r raw
	_ = envconfig.Process("", &r) // fails only for a field that is not text, and there is none
	return r.KnowledgeDir
}

func load(slack bool) (Config, error) {
	var r raw
	if err := envconfig.Process("", &r); err != nil {
		return Config{}, fmt.Errorf("read the environment: %w", err)
	}
	r.fillDefaults()
	c := &checker{env: os.Getenv}
	cfg := c.config(r, slack)
	cfg.Warnings = slices.Concat(c.warnings, unknownSettings(os.Environ()))
	if len(c.problems) > 0 {
		return Config{Warnings: cfg.Warnings, LogLevel: cfg.LogLevel, LogFormat: cfg.LogFormat}, errors.Join(c.problems...)
	}
	return cfg, nil
}

// String returns the settings on one line, without tokens.
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

// GoString keeps the tokens out of %#v.
func (c Config) GoString() string { return "config.Config{" + c.String() + "}" }

// LogValue keeps the tokens out of logs.
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
		slog.String("store", c.Store.String()),
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
