package socket_test

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"rolecall/internal/bot/socket"
	"rolecall/internal/slacktest"
)

// TestCheckSaysWhatKindOfInstallationItIs: the answers are those of the pages "auth.test"
// and "auth.teams.list".
func TestCheckSaysWhatKindOfInstallationItIs(t *testing.T) {
	const teams, list = `{"ok":true,"teams":[{"id":"T1","name":"Hiring"},{"id":"T2","name":"Sales"}],"response_metadata":{"next_cursor":""}}`, "auth.teams.list"
	for _, test := range []struct {
		name, who, teams string
		want             string
		whole, wrong     bool
	}{
		{"a workspace", `{"ok":true,"team":"Acme","team_id":"T1","user":"rolecall","user_id":"U1"}`, "", "installed in one workspace (T1)", false, false},
		{"a workspace of an organisation", `{"ok":true,"team":"Acme","team_id":"T1","enterprise_id":"E1","user":"rolecall","user_id":"U1","is_enterprise_install":false}`, "",
			"installed in one workspace (T1) of an Enterprise organisation (E1)", false, false},
		{"an organisation", `{"ok":true,"team_id":null,"enterprise_id":"E1","user":"rolecall","user_id":"W1","is_enterprise_install":true}`, teams,
			"installed for a whole Enterprise organisation (E1), in Hiring, Sales", true, false},
		{"an organisation as the team", `{"ok":true,"team":"Acme","team_id":"E1","enterprise_id":"E1","user":"rolecall","user_id":"W1","is_enterprise_install":true}`,
			strings.Replace(teams, `"next_cursor":""`, `"next_cursor":"more"`, 1), "(E1), in Hiring, Sales and more", true, false},
		{"an organisation that is not listed", `{"ok":true,"enterprise_id":"E1","user":"rolecall","user_id":"W1"}`, `{"ok":false,"error":"ratelimited"}`, "does not say in which workspaces: ratelimited", true, false},
		{"an organisation without a workspace", `{"ok":true,"enterprise_id":"E1","user":"rolecall","user_id":"W1"}`, `{"ok":true,"teams":[]}`, "in none of its workspaces hint: an admin", true, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := prepare(t, slacktest.Options{})
			l.ws.Fault("auth.test", slacktest.Fault{Body: test.who})
			if test.teams != "" {
				l.ws.Fault(list, slacktest.Fault{Body: test.teams})
			}
			api := slack.New(l.ws.BotToken(), slack.OptionAppLevelToken(l.ws.AppToken()), slack.OptionAPIURL(l.ws.APIURL()))
			c := socket.Check(l.ctx, api, nil, nil)
			said := c.Installed
			if c.BotToken != nil {
				said = strings.ReplaceAll(printed(c.BotToken), "\n", " ")
			}
			contains(t, said, test.want)
			if c.Whole != test.whole || (c.BotToken != nil) != test.wrong || c.Team == "" {
				t.Errorf("whole %v, team %q, error %v", c.Whole, c.Team, c.BotToken)
			}
		})
	}
}
