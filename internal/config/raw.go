package config

import "reflect"

// raw is the environment as text. Its tags are the only list of settings: the
// reader, the check for misspelt names, the help text and the list of values use it. A
// value tagged secret is never shown; of others only what looks like a secret is not (mask).
//
// The defaults are choices. Of questions only misses are stored, for 90 days, since
// curators need them and nothing else. 32 workers answer more questions than
// Slack's rate limits let the bot post. Whatever needs more scopes or reaches other
// machines is off.
type raw struct {
	BotToken        string `envconfig:"SLACK_BOT_TOKEN" desc:"bot token, xoxb-…" secret:"true"`
	AppToken        string `envconfig:"SLACK_APP_TOKEN" desc:"app-level token with connections:write, xapp-…" secret:"true"`
	APIURL          string `envconfig:"SLACK_API_URL" desc:"another Web API endpoint, for tests and proxies"`
	DataDir         string `envconfig:"ROLECALL_DATA_DIR" desc:"folder of the store's file, the admin socket and what was learned"`
	Store           string `envconfig:"ROLECALL_STORE" desc:"postgres://… for several machines; unset: a file in the data folder"`
	KnowledgeDir    string `envconfig:"ROLECALL_KNOWLEDGE_DIR" desc:"folder with entries, roles and sources of your own"`
	Keep            string `envconfig:"ROLECALL_KEEP_QUESTIONS" default:"misses" desc:"which question text is stored: none, misses or all"`
	Retention       string `envconfig:"ROLECALL_RETENTION_DAYS" default:"90" desc:"days the text of a question is kept, 1 to 3650"`
	Curators        string `envconfig:"ROLECALL_CURATORS" desc:"ids of users who write the answers in Slack and see why one was chosen, comma-separated"`
	CuratorsChannel string `envconfig:"ROLECALL_CURATORS_CHANNEL" desc:"channel id for cards about questions without an answer, the digest, statistics and refused knowledge files"`
	Digest          string `envconfig:"ROLECALL_DIGEST" default:"monday" desc:"weekday of the digest to the curators' channel, or off"`
	WatchChannels   string `envconfig:"ROLECALL_WATCH_CHANNELS" desc:"ids of channels where a question gets a private offer, comma-separated"`
	ThreadHistory   string `envconfig:"ROLECALL_THREAD_HISTORY" default:"false" desc:"answer follow-ups in a thread without a mention"`
	AgentView       string `envconfig:"ROLECALL_AGENT_VIEW" default:"false" desc:"the app was made from manifest.agent.yaml"`
	Command         string `envconfig:"ROLECALL_COMMAND" default:"/rolecall" desc:"name of the slash command"`
	Workers         string `envconfig:"ROLECALL_WORKERS" default:"32" desc:"questions answered at the same time, 1 to 256"`
	AdminAddr       string `envconfig:"ROLECALL_ADMIN_ADDR" desc:"host:port for health and metrics, in addition to the socket"`
	AdminRemote     string `envconfig:"ROLECALL_ADMIN_ALLOW_REMOTE" default:"false" desc:"allow an admin address that is not loopback"`
	Profiles        string `envconfig:"ROLECALL_PROFILES" default:"false" desc:"serve Go's profiles over the admin socket"`
	LogLevel        string `envconfig:"ROLECALL_LOG_LEVEL" default:"info" desc:"debug, info, warn or error"`
	LogFormat       string `envconfig:"ROLECALL_LOG_FORMAT" default:"text" desc:"text or json"`
}

// Variable is one setting, for help texts.
type Variable struct{ Name, Default, Description string }

// Variables returns all settings in the order of the help text.
func Variables() []Variable {
	t := reflect.TypeFor[raw]()
	var all []Variable
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		all = append(all, Variable{tag.Get("envconfig"), tag.Get("default"), tag.Get("desc")})
	}
	return all
}

// fillDefaults sets empty variables to their defaults. envconfig does so for
// absent ones only, but compose files and systemd units also pass empty ones.
func (r *raw) fillDefaults() {
	v := reflect.ValueOf(r).Elem()
	for i := range v.NumField() {
		if v.Field(i).String() == "" {
			v.Field(i).SetString(v.Type().Field(i).Tag.Get("default"))
		}
	}
}
