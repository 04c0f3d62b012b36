package blockkit

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
)

func TestDifference(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want float64
	}{
		{"Makes technology serve the strategy", "Makes technology serve the strategy", 0},
		{"Hiring, delivery", "Budget, suppliers", 1},
		{"Hiring, delivery", "hiring and the budget of all suppliers", 0.5},
		{"CEO", "CEO or COO", 0},    // short, but in capitals
		{"the of and", "Budget", 0}, // no word that says something
		{"", "Budget", 0},
		{"Économie, hiring", "économie", 0},
	} {
		for _, got := range []float64{apart(tt.a, tt.b), apart(tt.b, tt.a)} {
			if got != tt.want {
				t.Errorf("%q and %q: %v, want %v", tt.a, tt.b, got, tt.want)
			}
		}
	}
}

// TestTheRowsThatDifferMostComeFirst, in every form and in the plain text; rows that differ
// as much stay in the usual order, and one with an empty cell comes last.
func TestTheRowsThatDifferMostComeFirst(t *testing.T) {
	cells := func(purpose, faces, owns, shares string) map[string]corpus.Cell {
		return map[string]corpus.Cell{"purpose": {Text: purpose}, "faces": {Text: faces}, "owns": {Text: owns}, "shares": {Text: shares}}
	}
	a := &corpus.Role{ID: "a", Letters: "A", Cells: cells("Builds software", "Outwards", "Budget, people", "")}
	b := &corpus.Role{ID: "b", Letters: "B", Cells: cells("Builds hardware", "Inwards", "Suppliers, contracts", "Nothing")}
	c := &advisor.Comparison{Roles: []*corpus.Role{a, b}, Short: "They differ."}
	r := advisor.Reply{Outcome: advisor.Compared, Corpus: &corpus.Corpus{}, Comparison: c}
	want := []string{"Looks towards", "Decides alone", "Purpose", "Shares with"}
	for _, without := range []Pieces{0, DataTable, DataTable | Table} {
		m := Render(r, View{Without: without})
		data, err := json.Marshal(m.Blocks)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{string(data), m.Text} {
			at := make([]int, len(want))
			for i, label := range want {
				at[i] = strings.Index(text, label)
			}
			if at[0] < 0 || !slices.IsSorted(at) {
				t.Errorf("without %b: the rows %q stand at %v in:\n%s", without, want, at, text)
			}
			if short := strings.Index(text, c.Short); short < 0 || short > at[0] {
				t.Errorf("without %b: the difference does not come first:\n%s", without, text)
			}
		}
	}
}

// TestEveryRowOfATableIsInSight: a data_table shows five rows unless told how many.
func TestEveryRowOfATableIsInSight(t *testing.T) {
	k := shipped()
	for _, all := range []bool{false, true} {
		r := k.a.Compare("cto cio")
		m := Render(r, View{Now: today, All: all})
		i := slices.IndexFunc(m.Blocks, func(b slack.Block) bool { return b.BlockType() == slack.MBTDataTable })
		if i < 0 {
			t.Fatalf("no data_table among %q", kinds(m))
		}
		table := m.Blocks[i].(*slack.DataTableBlock)
		if rows := len(table.Rows) - 1; rows != len(r.Comparison.Rows(all)) || table.PageSize < rows || table.Caption == "" {
			t.Errorf("%d rows, %d on a page, caption %q", rows, table.PageSize, table.Caption)
		}
		if more := len(buttons(m, ActionCompareAll)) == 1; more == all {
			t.Errorf("all rows: %v, a button for all: %v", all, more)
		}
	}
}

// TestThreeAndFourRolesAreLines, since a phone has no room for as many columns.
func TestThreeAndFourRolesAreLines(t *testing.T) {
	k := shipped()
	for _, roles := range []string{"cto cio ciso", "cto cio ciso vpe"} {
		r := k.a.Compare(roles)
		for _, v := range []View{{}, {Modal: true, Private: true}, {Without: AllPieces}} {
			m := Render(r, v)
			for _, kind := range kinds(m) {
				if kind == "table" || kind == "data_table" {
					t.Errorf("%s are drawn as a %s", roles, kind)
				}
			}
			data, err := json.Marshal(m.Blocks)
			if err != nil {
				t.Fatal(err)
			}
			for _, role := range r.Comparison.Roles {
				if got, want := strings.Count(string(data), `"`+role.Letters+`: "`), len(r.Comparison.Rows(false)); got != want {
					t.Errorf("%s: %d lines for the %s, want %d", roles, got, role.Letters, want)
				}
			}
		}
	}
}
