package payload

import (
	"cmp"
	"encoding/json"

	"rolecall/internal/bot/install"
)

// team is a workspace or an organisation. Slack sends an object or only its id, and null.
type team struct {
	ID         string `json:"id"`
	Enterprise string `json:"enterprise_id"` // the organisation of a workspace
}

// UnmarshalJSON never fails: a payload in a form that is not known is answered too.
func (t *team) UnmarshalJSON(data []byte) error {
	type object team // without this method
	if json.Unmarshal(data, &t.ID) != nil {
		_ = json.Unmarshal(data, (*object)(t))
	}
	return nil
}

// Origin returns where the person who caused an event is from. In a channel that is shared
// with another company, team_id may be theirs or ours: only what the message itself says
// counts, and in the mention of an organisation's person that is the organisation.
func (p *Event) Origin() install.Origin {
	from := install.Origin{Team: cmp.Or(p.Event.UserTeam.ID, p.Event.Team.ID), Shared: p.Shared}
	if from.Team == "" && !p.Shared {
		from.Team = p.Team
	}
	switch from.Team {
	case "":
	case p.Team:
		from.Organisation = p.Enterprise
	case p.ContextTeam:
		from.Organisation = p.ContextEnterprise
	}
	return from
}

// Origin returns where the person who gave a command is from.
func (c *Command) Origin() install.Origin {
	return install.Origin{Team: c.Team, Organisation: c.Enterprise}
}

// Origin returns where the person who pressed or submitted something is from. The payload's
// enterprise is not what tells: it is the one that the bot is installed in, and in a channel
// shared with another company their people press our buttons.
func (i *Interaction) Origin() install.Origin {
	from := install.Origin{Team: cmp.Or(i.User.Team, i.Team.ID)}
	switch from.Team {
	case "":
		from.Organisation = i.Enterprise.ID
	case i.Team.ID:
		from.Organisation = i.Team.Enterprise
	}
	return from
}
