package corpus

import "testing"

// TestRelationsOfARoleAreChecked: faults in what a role file says about other roles
// are reported with their line.
func TestRelationsOfARoleAreChecked(t *testing.T) {
	const r = "k/roles/cto.yaml:"
	more := func(name, fields string, want ...string) fault {
		return one(name, ctoRole, "reviewed: 2026-06-01", "reviewed: 2026-06-01\n"+fields, want...)
	}
	refuse(t, []fault{
		more("kin", "kin: cio"),
		more("variant", "variant_of: cio\nvariant_word: fractional"),
		more("boss", "boss: true"),
		more("fields", "fields: [technology, tech]"),
		more("unknown kin", "kin: cdo", r+`22: unknown role "cdo"`),
		more("its own kin", "kin: cto", r+`22: kin is the role itself`),
		more("variant of an unknown role", "variant_of: cdo\nvariant_word: fractional", r+`22: unknown role "cdo"`),
		more("variant of itself", "variant_of: cto\nvariant_word: fractional", r+`22: variant_of is the role itself`),
		more("variant without its word", "variant_of: cio", r+`22: variant_of has no variant_word`),
		more("variant with two words", "variant_of: cio\nvariant_word: part time", r+`23: variant_word "part time" is not one word in small letters`),
		more("word of no variant", "\nvariant_word: fractional", r+`23: variant_word without variant_of`),
		{"variant of a variant", []edit{
			{ctoRole, "reviewed: 2026-06-01", "reviewed: 2026-06-01\nvariant_of: cio\nvariant_word: fractional"},
			{"roles/cio.yaml", "reviewed: 2026-06-01", "reviewed: 2026-06-01\nvariant_of: ceo\nvariant_word: virtual"},
		}, []string{r + `22: variant_of "cio", which is a variant itself`}},
		more("boss that is no yes or no", "boss: always", r+"22: expected true or false"),
		more("field of two words", "fields: [technology,\n  high tech]", r+`23: field "high tech" is not one word in small letters`),
		{"field of two roles", []edit{
			{ctoRole, "reviewed: 2026-06-01", "reviewed: 2026-06-01\nfields: [technology]"},
			{"roles/cio.yaml", "reviewed: 2026-06-01", "reviewed: 2026-06-01\nfields: [it, technology]"},
		}, []string{r + `22: field "technology" of cto belongs to cio too`}},
	})
}

// TestWhatARefusalOffers: a refusal may offer facets of the role that was named.
func TestWhatARefusalOffers(t *testing.T) {
	const r = "k/refusals.yaml:"
	more := func(name, fields string, want ...string) fault {
		return one(name, "refusals.yaml", "  reply: I know", fields+"\n  reply: I know", want...)
	}
	refuse(t, []fault{
		more("facets and role", "  facets: [definition]\n  role: cto"),
		more("unknown facet", "  facets: [definition,\n    scorecart]", r+`3: no role has an entry on the facet "scorecart"`),
		more("unknown role", "  role: cdo", r+`2: unknown role "cdo"`),
	})
}
