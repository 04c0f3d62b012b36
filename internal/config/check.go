package config

import (
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"rolecall/internal/feedback"
)

// Limits of settings that are numbers.
const (
	// maxRetentionDays is ten years. A choice: beyond it a number is more likely a
	// mistake than a policy.
	maxRetentionDays = 3650
	// maxWorkers is a choice: the bot waits for Slack most of the time, and Slack's
	// rate limits are reached long before.
	maxWorkers = 256
	// maxValueShown is how much of a wrong value an error quotes, in characters. A
	// choice: enough to find it.
	maxValueShown = 40
)

// checker turns text into settings and collects the mistakes in it.
type checker struct {
	env      func(string) string // for variables of the platform, such as XDG_STATE_HOME
	problems []error             // each a Problem
	warnings []Problem
}

func (c *checker) wrong(name, what, hint string) {
	c.problems = append(c.problems, Problem{name, what, hint})
}

func (c *checker) config(r raw, slack bool) Config {
	var cfg Config
	if slack {
		cfg.BotToken = c.token("SLACK_BOT_TOKEN", r.BotToken, botToken)
		cfg.AppToken = c.token("SLACK_APP_TOKEN", r.AppToken, appToken)
		cfg.APIURL = c.apiURL(r.APIURL)
	}
	cfg.DataDir = c.dataDir(r.DataDir)
	cfg.Store = c.store(r.Store)
	cfg.KnowledgeDir = c.knowledgeDir(r.KnowledgeDir)
	cfg.Keep = feedback.Keep(c.oneOf("ROLECALL_KEEP_QUESTIONS", r.Keep, string(feedback.KeepNone), string(feedback.KeepMisses), string(feedback.KeepAll)))
	cfg.Retention = time.Duration(c.number("ROLECALL_RETENTION_DAYS", r.Retention, 1, maxRetentionDays)) * 24 * time.Hour
	cfg.Curators = c.ids("ROLECALL_CURATORS", r.Curators, userID, "a person's id begins with U or W: profile, three dots, Copy member ID")
	cfg.CuratorsChannel = c.channel("ROLECALL_CURATORS_CHANNEL", r.CuratorsChannel)
	cfg.Digest, cfg.DigestDay = c.digest(r.Digest)
	cfg.Digest = cfg.Digest && cfg.CuratorsChannel != ""
	cfg.WatchChannels = c.ids("ROLECALL_WATCH_CHANNELS", r.WatchChannels, channelID, channelHint)
	cfg.ThreadHistory = c.flag("ROLECALL_THREAD_HISTORY", r.ThreadHistory)
	cfg.AgentView = c.flag("ROLECALL_AGENT_VIEW", r.AgentView)
	cfg.Command = c.command(r.Command)
	cfg.Workers = c.number("ROLECALL_WORKERS", r.Workers, 1, maxWorkers)
	remote := c.flag("ROLECALL_ADMIN_ALLOW_REMOTE", r.AdminRemote)
	cfg.AdminAddr = c.adminAddr(r.AdminAddr, remote)
	cfg.Profiles = c.flag("ROLECALL_PROFILES", r.Profiles)
	cfg.LogLevel = c.level(r.LogLevel)
	cfg.LogFormat = c.oneOf("ROLECALL_LOG_FORMAT", r.LogFormat, "text", "json")
	return cfg
}

// tokenKind describes a kind of token: how it begins and where to find it in
// Slack's settings.
type tokenKind struct{ name, prefix, where string }

var (
	botToken = tokenKind{"bot token", "xoxb-", "Slack app settings, OAuth & Permissions, Bot User OAuth Token; it begins with xoxb-"}
	appToken = tokenKind{"app-level token (app token)", "xapp-",
		"Slack app settings, Basic Information, App-Level Tokens: generate one with the scope connections:write; it begins with xapp-"}
)

// token checks the kind of a token by its prefix. No error quotes it.
func (c *checker) token(name, value string, kind tokenKind) Token {
	value = strings.TrimSpace(value)
	rest, ok := strings.CutPrefix(value, kind.prefix)
	switch {
	case value == "":
		c.wrong(name, "the "+kind.name+" is missing", kind.where)
	case strings.ContainsAny(value, "\"' \t\r\n"):
		c.wrong(name, "the "+kind.name+" contains quotes or white space", "set the token without them; "+kind.where)
	case ok && rest != "":
		return Token{value}
	case kind == appToken && strings.HasPrefix(value, botToken.prefix):
		c.wrong(name, "this is a bot token, not an "+kind.name, "it belongs in SLACK_BOT_TOKEN. This one: "+kind.where)
	case kind == botToken && strings.HasPrefix(value, appToken.prefix):
		c.wrong(name, "this is an app-level token, not a "+kind.name, "it belongs in SLACK_APP_TOKEN. This one: "+kind.where)
	case kind == botToken && strings.HasPrefix(value, "xoxp-"):
		c.wrong(name, "this is a user token, not a "+kind.name, kind.where)
	default:
		c.wrong(name, "this is not the "+kind.name+": it does not begin with "+kind.prefix, kind.where)
	}
	return Token{}
}

func (c *checker) apiURL(value string) string {
	const name = "SLACK_API_URL"
	value = strings.TrimSpace(value)
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	// The parse error would quote the address, which may contain a password.
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		c.wrong(name, "not an http or https address", "leave it unset for Slack itself; for a stand-in write http://127.0.0.1:PORT/api/")
		return ""
	}
	if u.RawQuery != "" || u.Fragment != "" {
		c.wrong(name, "has a query or a fragment", "method names are put after it: end it with the path, as in http://127.0.0.1:PORT/api/")
		return ""
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		c.warnings = append(c.warnings, Problem{name, "http to another machine carries the tokens unencrypted", "use https"})
	}
	return strings.TrimRight(u.String(), "/") + "/"
}

// dataDir falls back to the platform's folder for state: systemd's folder of the
// service, otherwise the user's (XDG Base Directory Specification). It is never
// relative to the working directory: `rolecall feedback`, started elsewhere,
// would open another, empty store.
func (c *checker) dataDir(value string) string {
	if value == "" {
		if value, _ = c.platformDir(); value == "" {
			c.wrong(dataDirName, "not set, and this user has no home folder to fall back to", "set it to a folder this user may write, such as /var/lib/rolecall")
			return ""
		}
	}
	dir := c.absolute(dataDirName, value)
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		c.wrong(dataDirName, shownFolder(value, dir)+" is a file, not a folder", "name a folder; it is created if it does not exist")
	}
	return dir
}

const dataDirName = "ROLECALL_DATA_DIR"

// platformDir is the folder for state where none is set, and the variable that it follows
// from, if any. It is "" for a user without a home.
func (c *checker) platformDir() (dir, from string) {
	// With several StateDirectory folders systemd separates them by colons.
	if dir, _, _ := strings.Cut(c.env("STATE_DIRECTORY"), ":"); dir != "" {
		return dir, "STATE_DIRECTORY"
	}
	if state := c.env("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "rolecall"), "XDG_STATE_HOME"
	}
	if home, err := os.UserHomeDir(); err == nil && filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "state", "rolecall"), ""
	}
	return "", ""
}

// store checks the kind of the address. Its parts are for the adapter, which alone knows
// what the database allows there.
func (c *checker) store(value string) StoreURL {
	const name = "ROLECALL_STORE"
	value = strings.TrimSpace(value)
	scheme, _, ok := strings.Cut(value, "://")
	switch {
	case value == "":
		return StoreURL{}
	case strings.ContainsAny(value, "\"' \t\r\n"): // no error quotes it: it may hold a password
		c.wrong(name, "the address contains quotes or white space", "set it without them; in a password write %20 for a space, %22 and %27 for quotes")
		return StoreURL{}
	case !ok || scheme != "postgres" && scheme != "postgresql":
		c.wrong(name, "not the address of a store", "write postgres://USER@HOST/DATABASE, or leave it unset: then the store is a file in ROLECALL_DATA_DIR")
		return StoreURL{}
	}
	return StoreURL{value}
}

func (c *checker) knowledgeDir(value string) string {
	const name = "ROLECALL_KNOWLEDGE_DIR"
	if value == "" {
		return ""
	}
	dir := c.absolute(name, value)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		c.wrong(name, shownFolder(value, dir)+" is not a folder that can be read", "create it, or unset it to use the built-in knowledge only")
	}
	return dir
}

// shownFolder is dir, or the value it was made of where that may hold a secret, without it.
func shownFolder(value, dir string) string {
	if shown := mask(value); shown != value {
		return shown
	}
	return dir
}

func (c *checker) absolute(name, value string) string {
	dir, err := filepath.Abs(value)
	if err != nil {
		c.wrong(name, "cannot be made an absolute path", "write it from the root, such as /var/lib/rolecall")
		return ""
	}
	return dir
}

// The forms of Slack's ids, and of a slash command: 2 to 32 characters with the
// slash, as Slack's manifest schema says (testdata/manifest.schema.json).
var (
	userID    = regexp.MustCompile(`^[UW][A-Z0-9]{2,}$`)
	channelID = regexp.MustCompile(`^[CG][A-Z0-9]{2,}$`)
	slashName = regexp.MustCompile(`^/[^\s/]{1,31}$`)
)

const channelHint = "a channel's id begins with C or G; it is at the bottom of About in the channel's details, and is not the #name"

// ids reads ids separated by commas or white space, and returns them sorted, each
// once.
func (c *checker) ids(name, value string, form *regexp.Regexp, hint string) []string {
	if shown := mask(value); shown != value { // before it is split: a password may have spaces
		c.wrong(name, "not an id: "+strconv.Quote(shown), hint)
		return nil
	}
	var ids, bad []string
	for _, id := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' }) {
		if form.MatchString(id) {
			ids = append(ids, id)
		} else {
			bad = append(bad, strconv.Quote(redact(id)))
		}
	}
	if len(bad) > 0 {
		c.wrong(name, "not an id: "+strings.Join(bad, ", "), hint)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (c *checker) channel(name, value string) string {
	ids := c.ids(name, value, channelID, channelHint)
	switch len(ids) {
	case 0:
		return ""
	case 1:
		return ids[0]
	}
	c.wrong(name, fmt.Sprintf("%d channels", len(ids)), "name one")
	return ""
}

func (c *checker) digest(value string) (on bool, day time.Weekday) {
	value = strings.ToLower(strings.TrimSpace(value))
	if value == "off" {
		return false, 0
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		if value == strings.ToLower(day.String()) {
			return true, day
		}
	}
	c.wrong("ROLECALL_DIGEST", strconv.Quote(redact(value))+" is not a weekday", "write one in English, such as monday, or off")
	return false, 0
}

func (c *checker) command(value string) string {
	if !slashName.MatchString(value) {
		c.wrong("ROLECALL_COMMAND", strconv.Quote(redact(value))+" is not a slash command", "write it as in the manifest, such as /rolecall: a slash and up to 31 characters without spaces")
		return ""
	}
	return value
}

// adminAddr checks that value is host:port and a loopback address, unless the
// operator allows others (remote).
func (c *checker) adminAddr(value string, remote bool) string {
	const name = "ROLECALL_ADMIN_ADDR"
	if value == "" {
		return ""
	}
	host, port, err := net.SplitHostPort(value)
	if err != nil {
		c.wrong(name, strconv.Quote(redact(value))+" is not host:port", "write 127.0.0.1:9090, or unset it: the socket in the data folder is always there")
		return ""
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		c.wrong(name, strconv.Quote(redact(port))+" is not a port", "a number from 1 to 65535, as in 127.0.0.1:9090")
		return ""
	}
	ip := net.ParseIP(host)
	if loopback := host == "localhost" || ip != nil && ip.IsLoopback(); !loopback && !remote {
		c.wrong(name, "not a loopback address: anyone who reaches it can read the metrics",
			"write 127.0.0.1:"+port+", or set ROLECALL_ADMIN_ALLOW_REMOTE=true if only your monitoring can connect to it")
		return ""
	}
	return value
}

func (c *checker) level(value string) slog.Level {
	var l slog.Level
	if name := c.oneOf("ROLECALL_LOG_LEVEL", value, "debug", "info", "warn", "error"); name != "" {
		_ = l.UnmarshalText([]byte(name)) // cannot fail: slog defines these names
	}
	return l
}

func (c *checker) oneOf(name, value string, allowed ...string) string {
	if v := strings.ToLower(strings.TrimSpace(value)); slices.Contains(allowed, v) {
		return v
	}
	c.wrong(name, strconv.Quote(redact(value))+" is not known", "one of: "+strings.Join(allowed, ", "))
	return ""
}

func (c *checker) number(name, value string, low, high int) int {
	n, err := strconv.Atoi(strings.TrimSpace(value))
	if err != nil || n < low || n > high {
		c.wrong(name, strconv.Quote(redact(value))+" is out of range", fmt.Sprintf("a whole number from %d to %d", low, high))
		return 0
	}
	return n
}

func (c *checker) flag(name, value string) bool {
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "true", "1", "yes", "on":
		return true
	case "false", "0", "no", "off":
		return false
	}
	c.wrong(name, strconv.Quote(redact(value))+" is neither true nor false", "write true or false")
	return false
}

// redact returns a value that an error may quote: short, and never a token that
// was set in the wrong variable.
func redact(value string) string {
	if value = mask(value); value == shownToken {
		return value
	}
	if r := []rune(value); len(r) > maxValueShown {
		return string(r[:maxValueShown]) + "…"
	}
	return value
}

// shownToken is shown in place of a token.
const shownToken = "(a token)"

func holdsToken(value string) bool {
	return strings.Contains(value, "xox") || strings.Contains(value, "xapp-")
}
