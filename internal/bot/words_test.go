package bot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/knowledge"
)

// The advisor and the store do not import each other. These tests check that they
// use the same words with the same meaning.

func TestStoreKnowsEveryOutcome(t *testing.T) {
	known := constants(t, "../feedback", "Outcome")
	decided := constants(t, "../advisor", "Outcome")
	slices.Sort(known)
	slices.Sort(decided)
	if !slices.Equal(known, decided) {
		t.Errorf("the advisor decides %q, the store knows %q", decided, known)
	}
	for outcome, missed := range map[advisor.Outcome]bool{advisor.Answer: false, advisor.Help: false,
		advisor.Choices: true, advisor.None: true, advisor.BadCompare: true} {
		if feedback.Outcome(outcome).Missed() != missed {
			t.Errorf("%s: a miss: %v, want %v", outcome, !missed, missed)
		}
	}
}

// TestEveryReasonIsAMissOrARefusal: a question without an answer is either one that
// the curators can write an entry for, or one that was understood and refused.
func TestEveryReasonIsAMissOrARefusal(t *testing.T) {
	ours := map[advisor.Reason]bool{ // whether an entry would help
		advisor.ReasonNothing: true, advisor.ReasonNoKit: true,

		advisor.ReasonNotEnglish: false, advisor.ReasonOtherRole: false, advisor.ReasonThanks: false, advisor.ReasonNamed: false, advisor.ReasonDistress: false, advisor.ReasonMisconduct: false,
		advisor.ReasonGreeting: false, advisor.ReasonSmallTalk: false, advisor.ReasonGone: false,

		// These come with an answer.
		advisor.ReasonExact: false, advisor.ReasonConfident: false, advisor.ReasonAmbiguous: false, advisor.ReasonRoleOnly: false,
		advisor.ReasonAsked: false, advisor.ReasonTopics: false, advisor.ReasonTwoReadings: false,
	}
	for _, reason := range constants(t, "../advisor", "Reason") {
		want, known := ours[advisor.Reason(reason)]
		q := feedback.Question{Outcome: feedback.OutcomeNone, Reason: feedback.Reason(reason)}
		if !known || q.Refused() == want {
			t.Errorf("%s: say here whether an entry would help with it; the store thinks %v", reason, !q.Refused())
		}
	}
}

// TestReasonsOfTheStoreExist: for two of them the text is never kept, so they must not
// be renamed in one package only.
func TestReasonsOfTheStoreExist(t *testing.T) {
	c, _, err := corpus.Load(corpus.Layer{FS: knowledge.FS})
	if err != nil {
		t.Fatal(err)
	}
	for _, reason := range []feedback.Reason{feedback.ReasonNamed, feedback.ReasonDistress, feedback.ReasonMisconduct} {
		if c.Refusal(string(reason)) == nil {
			t.Errorf("the corpus has no refusal %q: what it is about would be kept", reason)
		}
	}
	decided := constants(t, "../advisor", "Reason")
	for _, reason := range constants(t, "../feedback", "Reason") {
		if !slices.Contains(decided, reason) {
			t.Errorf("no package decides %q, which the store knows", reason)
		}
	}
}

func TestEveryComplaintIsOfferedAndKept(t *testing.T) {
	var offered []feedback.Complaint
	for _, c := range complaints() {
		offered = append(offered, feedback.Complaint(c.ID))
		if v := (feedback.Policy{}).Verdict(feedback.Verdict{Reason: feedback.Complaint(c.ID)}); string(v.Reason) != c.ID {
			t.Errorf("%q is kept as %q", c.ID, v.Reason)
		}
	}
	known := constants(t, "../feedback", "Complaint")
	if len(offered) != len(known) {
		t.Errorf("offered are %q, known are %q", offered, known)
	}
}

// constants are the values of a package's constants of one type.
func constants(t *testing.T, dir, typed string) (values []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != typed {
				return true
			}
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					text, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					values = append(values, text)
				}
			}
			return true
		})
	}
	if len(values) == 0 {
		t.Fatalf("%s has no constants of type %s: the test looks in the wrong place", dir, typed)
	}
	return values
}
