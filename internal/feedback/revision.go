package feedback

import "time"

// Revision decides what becomes of a document: what is left of it, or that it is gone.
// Applied to what it has left, it changes nothing.
type Revision func(StoredDocument) (left StoredDocument, gone, changed bool)

// About returns the revision that removes what is stored about a person.
func (p Policy) About(user string) Revision {
	return func(d StoredDocument) (StoredDocument, bool, bool) { return p.Without(d, user) }
}

// Revision returns the revision that removes what a purge removes.
func (p Purge) Revision() Revision {
	return func(d StoredDocument) (StoredDocument, bool, bool) {
		gone := p.Removes(d.Document)
		return d, gone, gone
	}
}

// Expiry returns the revision that removes what has expired, once it is corrected if it
// came from a clock that was ahead.
func Expiry(now time.Time) Revision {
	return func(d StoredDocument) (StoredDocument, bool, bool) {
		d, corrected := d.Restamped(now)
		gone := d.Expired(now)
		return d, gone, gone || corrected
	}
}
