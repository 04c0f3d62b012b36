package payload

import (
	"encoding/json"
	"testing"

	"rolecall/internal/bot/install"
)

// TestOrigin: the forms are those of Slack's pages "Sample event payload" and "Slack
// Connect", and of the tests of its framework Bolt.
func TestOrigin(t *testing.T) {
	for _, test := range []struct {
		name, payload string
		into          interface{ Origin() install.Origin }
		want          install.Origin
	}{
		{"a mention in a workspace", `{"team_id":"T1","event":{"type":"app_mention","user":"U1","team":"T1"},"authorizations":[{"enterprise_id":null,"team_id":"T1"}]}`,
			&Event{}, install.Origin{Team: "T1"}},
		{"a mention in an organisation", `{"team_id":"T2","enterprise_id":"E1","context_team_id":"T2","context_enterprise_id":"E1","event":{"user":"W1","team":"T2"},"authorizations":[{"enterprise_id":"E1","team_id":null,"is_enterprise_install":true}]}`,
			&Event{}, install.Origin{Team: "T2", Organisation: "E1"}},
		{"the Home tab, which names no team", `{"team_id":"T2","enterprise_id":"E1","event":{"type":"app_home_opened","user":"W1"}}`,
			&Event{}, install.Origin{Team: "T2", Organisation: "E1"}},
		{"null everywhere", `{"team_id":null,"enterprise_id":"E1","event":{"type":"app_home_opened","user":"W1","team":null}}`,
			&Event{}, install.Origin{}},
		{"a channel that workspaces of the organisation share", `{"team_id":"T2","enterprise_id":"E1","is_ext_shared_channel":false,"event":{"user":"W1","team":"T2","user_team":"E1","source_team":"E1"}}`,
			&Event{}, install.Origin{Team: "E1"}},

		{"another company's message", `{"team_id":"T9","enterprise_id":"E9","context_team_id":"T1","context_enterprise_id":"E1","is_ext_shared_channel":true,"event":{"user":"U9","team":"T9"}}`,
			&Event{}, install.Origin{Team: "T9", Organisation: "E9", Shared: true}},
		{"another company's mention", `{"team_id":"T1","enterprise_id":"E1","is_ext_shared_channel":true,"event":{"type":"app_mention","user":"W9","team":"T1","user_team":"E9","source_team":"E9"}}`,
			&Event{}, install.Origin{Team: "E9", Shared: true}},
		{"a mention from a workspace that is in no organisation", `{"team_id":"T1","enterprise_id":"E1","is_ext_shared_channel":true,"event":{"user":"U9","team":"T1","user_team":"T9","source_team":"T9"}}`,
			&Event{}, install.Origin{Team: "T9", Shared: true}},
		{"our own, in a channel shared with another company", `{"team_id":"T9","context_team_id":"T2","context_enterprise_id":"E1","is_ext_shared_channel":true,"event":{"user":"W1","team":"T2"}}`,
			&Event{}, install.Origin{Team: "T2", Organisation: "E1", Shared: true}},
		{"not said, in a channel shared with another company", `{"team_id":"T1","enterprise_id":"E1","is_ext_shared_channel":true,"event":{"user":"U9"}}`,
			&Event{}, install.Origin{Shared: true}},

		{"a command in a workspace", `{"team_id":"T1","is_enterprise_install":"false"}`, &Command{}, install.Origin{Team: "T1"}},
		{"a command in an organisation", `{"team_id":"T2","enterprise_id":"E1","enterprise_name":"Acme","is_enterprise_install":"true"}`, &Command{}, install.Origin{Team: "T2", Organisation: "E1"}},

		{"a press in a workspace", `{"user":{"id":"U1","team_id":"T1"},"team":{"id":"T1","domain":"acme"},"enterprise":null,"is_enterprise_install":false}`,
			&Interaction{}, install.Origin{Team: "T1"}},
		{"a press in a workspace of an organisation", `{"user":{"id":"W1","team_id":"T1"},"team":{"id":"T1","enterprise_id":"E1"},"enterprise":{"id":"E1","name":"Acme"}}`,
			&Interaction{}, install.Origin{Team: "T1", Organisation: "E1"}},
		{"a null team", `{"user":{"id":"W1","team_id":"T2"},"team":null,"enterprise":{"id":"E1","name":"Acme"},"is_enterprise_install":true}`,
			&Interaction{}, install.Origin{Team: "T2"}},
		{"a null team, and the person's is the organisation", `{"user":{"id":"W1","team_id":"E1"},"team":null,"enterprise":{"id":"E1"},"is_enterprise_install":true}`,
			&Interaction{}, install.Origin{Team: "E1"}},
		{"another company's press", `{"user":{"id":"U9","team_id":"T9"},"team":{"id":"T1","enterprise_id":"E1"},"enterprise":{"id":"E1"}}`,
			&Interaction{}, install.Origin{Team: "T9"}},
		{"another company's form", `{"user":{"id":"U9","team_id":"T9"},"team":{"id":"T9","enterprise_id":"E9"},"enterprise":{"id":"E1"},"view":{"app_installed_team_id":"T1"}}`,
			&Interaction{}, install.Origin{Team: "T9", Organisation: "E9"}},
		{"a person without a team", `{"user":{"id":"W1"},"team":{"id":"T2","enterprise_id":"E1"}}`, &Interaction{}, install.Origin{Team: "T2", Organisation: "E1"}},
		{"only the organisation", `{"user":{"id":"W1"},"team":null,"enterprise":"E1"}`, &Interaction{}, install.Origin{Organisation: "E1"}},
		{"a team of another form", `{"team_id":"T1","event":{"type":"message","team":7,"user_team":{"T1":true}}}`, &Event{}, install.Origin{Team: "T1"}},
		{"nothing", `{"user":{"id":"U1"},"enterprise":7}`, &Interaction{}, install.Origin{}},
	} {
		if err := json.Unmarshal([]byte(test.payload), test.into); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if got := test.into.Origin(); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}
