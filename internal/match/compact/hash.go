package compact

// Parameters of the 64-bit FNV-1a hash (Noll, www.isthe.com/chongo/tech/comp/fnv).
const (
	Offset = 0xcbf29ce484222325
	Prime  = 0x100000001b3
)

// Hash goes on with a hash, which begins as Offset, over a text.
func Hash(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * Prime
	}
	return h
}
