package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/cli/complete"
	"rolecall/internal/hint"
	"rolecall/internal/match"
)

func compareCmd(env Env) *cobra.Command {
	var asJSON, noEdits bool
	cmd := &cobra.Command{
		Use:   "compare [--json] [--no-edits] TEXT...",
		Short: "two to four roles side by side",
		Long: `Compares the roles named in TEXT as the slash command does: "cto cio",
"CTO vs. CISO", "vp eng, cto and chief architect", misspelt or spelled out.

With --json, prints {"outcome": "comparison" or "error", "roles", "error",
"unknown", "text"}; error is no-roles, one-role, same-role, unknown-role or
too-many-roles. The exit status is 1 if there is nothing to compare; without
--json, standard error then says why.`,
		Example: `  rolecall compare cto cio
  rolecall compare --json cheif tecnology oficer vs cio`,
		ValidArgsFunction: complete.Roles,
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := servedAdvisor(cmd.Context(), env, noEdits)
			if err != nil {
				return err
			}
			r := a.Compare(strings.Join(args, " "))
			text := blockkit.Plain(r, blockkit.View{Now: env.Now(), All: true})
			bad := r.Outcome == advisor.BadCompare
			switch {
			case asJSON:
				if err := writeJSON(env.Stdout, compareJSON(r, text)); err != nil {
					return err
				}
				if bad {
					return exitError{1}
				}
				return nil
			case bad:
				return compareError(r)
			}
			_, err = fmt.Fprintln(env.Stdout, text)
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	noEditsFlag(cmd, &noEdits)
	return cmd
}

// compareError says why roles cannot be compared. The reply's own text is for people in
// Slack.
func compareError(r advisor.Reply) error {
	const example = ", as in `rolecall compare cto cio`"
	named := r.Context.Roles
	switch r.CompareError {
	case match.ErrOneRole:
		return hint.New("only one role was named: "+named[0], "name a second one"+example)
	case match.ErrSameRole:
		return hint.New("all that was named is one role: "+named[0], "name a second one"+example)
	case match.ErrUnknownRole:
		var ids []string
		for _, role := range r.Corpus.Roles {
			ids = append(ids, role.ID)
		}
		what := "unknown role "
		if len(r.Unknown) > 1 {
			what = "unknown roles "
		}
		return hint.New(what+quoted(r.Unknown), "the roles are "+strings.Join(ids, ", "))
	case match.ErrTooManyRoles:
		return hint.New(fmt.Sprintf("%d roles were named, and at most %d can be compared", len(named), match.MaxCompared), "leave some out"+example)
	}
	return hint.New("no roles were named", "name two to four roles"+example)
}

// quoted lists what someone typed: "a", "b".
func quoted(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strconv.Quote(w)
	}
	return strings.Join(out, ", ")
}

// compareLine is the output of `compare --json`. Scripts rely on the field names.
type compareLine struct {
	Outcome advisor.Outcome `json:"outcome"`
	Roles   []string        `json:"roles"`
	Error   string          `json:"error"`
	Unknown []string        `json:"unknown"`
	Text    string          `json:"text"`
}

func compareJSON(r advisor.Reply, text string) compareLine {
	l := compareLine{Outcome: r.Outcome, Roles: r.Context.Roles, Error: r.CompareError, Unknown: r.Unknown, Text: text}
	if l.Roles == nil {
		l.Roles = []string{}
	}
	if l.Unknown == nil {
		l.Unknown = []string{}
	}
	return l
}
