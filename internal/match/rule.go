package match

// Rule is what decided a result, in words for explanations and the log.
type Rule string

// The rules, in the order in which they are tried: those before RuleOtherRole decide
// whatever the scores are, the others by them.
const (
	RuleEmpty     Rule = "no words"
	RuleForeign   Rule = "another language"
	RuleExact     Rule = "exact phrasing" // of an entry or a refusal
	RuleSameTopic Rule = "the thread's question about another role"
	RuleManyRoles Rule = "three roles or more to compare"
	RulePair      Rule = "two roles to compare and no more words"
	RuleSameRole  Rule = "one role named twice"
	RuleRoleOnly  Rule = "a role and no more words"
	RuleGibberish Rule = "mostly unknown words"
	RuleNoEntry   Rule = "no entry about the roles named"
	RuleOtherRole Rule = "a role that is not covered"
	RuleUnlike    Rule = "no role, and unlike the corpus" // choices where the score alone would answer
	RuleKin       Rule = "the best entry is of the role's kin"
	RuleScore     Rule = "by score"
	RuleRole      Rule = "by score, lower since a role is named" // choices below the usual threshold
	RuleRefusal   Rule = "a refusal scores higher"
)
