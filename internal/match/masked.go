package match

import "strings"

// masked are words for the sentence encoder. It has read much English and knows none
// of our slots, so they become ordinary words; which role was named must not matter to
// it, since it takes one title for another. Words from a measured recipe ("executive"
// in place of the title gave 7 points over the title itself, first right, frozen
// encoder, 2026-11-26); "Europe" for a place is a choice.
func (x *Index) masked(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w
		if plain, ok := maskedAs[w]; ok {
			out[i] = plain
		} else if strings.HasPrefix(w, roleSlot) {
			out[i] = "officer" // the third role that a text names, and further ones
		} else if id, ok := strings.CutPrefix(w, "x"); ok && x.isRole(id) {
			out[i] = x.roles.inWords(id)
		}
	}
	return strings.Join(out, " ")
}

var maskedAs = map[string]string{
	roleSlot: "executive", roleSlot + "2": "manager",
	otherSlot: "executive", companySlot: "company", personSlot: "person", placeSlot: "Europe", techWord: "IT",
}

// inWords is what a role is called in the snapshot that the encoder was tuned on: by its
// letters where they are its id, "CFO", else "chief people officer".
func (r *recogniser) inWords(id string) string {
	if o := r.others[id]; o != nil && strings.EqualFold(o.Letters, id) {
		return o.Letters
	}
	if x := r.roles[id]; x != nil && strings.EqualFold(x.Letters, id) {
		return x.Letters
	}
	return strings.ReplaceAll(id, "-", " ")
}
