package bolt

import (
	"encoding/binary"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// The buckets of a store.
//
//	meta      schema, key of the hashes, when the current generation began, what is
//	          known about the time, whether bytes of removed data are in the file, whether
//	          it is a copy that is not complete
//	records   time+reply hash -> record (JSON): misses and choices; all with KeepAll
//	replies   reply hash -> key in records
//	recent    user hash+time+reply hash -> key in records, only with KeepAll
//	verdicts  reply hash+user hash -> time and verdict
//	days      day, kind, surface, what, entry -> count: all that statistics need
//	seen0/1   key hash -> nothing, or 1 for an event not handled: two generations of events
//	thread0/1 key hash -> Thread (JSON): two generations of conversations
//	documents kind, id -> document (JSON)
var (
	bMeta      = []byte("meta")
	bRecords   = []byte("records")
	bReplies   = []byte("replies")
	bRecent    = []byte("recent")
	bVerdicts  = []byte("verdicts")
	bDays      = []byte("days")
	bSeen      = [2][]byte{[]byte("seen0"), []byte("seen1")}
	bThread    = [2][]byte{[]byte("thread0"), []byte("thread1")}
	bDocuments = []byte("documents")

	kSchema = []byte("schema")
	kKey    = []byte("key")
	kTurned = []byte("turned") // when the current generation began, in Unix seconds
	kTurn   = []byte("turn")   // which generation is the current one: 0 or 1

	kNewest    = []byte("newest")     // the newest time that a trusted clock showed, in Unix seconds
	kSettled   = []byte("settled")    // how long an untrusted clock has run evenly, in seconds
	kSettledAt = []byte("settled at") // what that clock showed then, in Unix seconds
	kRemoved   = []byte("removed")    // 1 if the file may hold bytes of removed data
	kCopying   = []byte("copying")    // 1 while a copy of another store is not complete
)

// migrations returns the migrations: the one at index i leads from schema i+1 to i+2.
func migrations() []func(*bbolt.Tx) error {
	return []func(*bbolt.Tx) error{
		func(tx *bbolt.Tx) error { // what people write
			_, err := tx.CreateBucketIfNotExists(bDocuments)
			return err
		},
	}
}

// buckets returns the buckets that a store of a schema has.
func buckets(schema int) [][]byte {
	all := [][]byte{bMeta, bRecords, bReplies, bRecent, bVerdicts, bDays, bSeen[0], bSeen[1], bThread[0], bThread[1]}
	if schema >= 2 {
		all = append(all, bDocuments)
	}
	return all
}

// initialise returns the transaction that fills a new store.
func initialise(now time.Time, schema int) func(*bbolt.Tx) error {
	return func(tx *bbolt.Tx) error {
		for _, name := range buckets(schema) {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		m := tx.Bucket(bMeta)
		if err := m.Put(kKey, feedback.NewKey()); err != nil {
			return err
		}
		if err := m.Put(kTurned, number(uint64(now.Unix()))); err != nil {
			return err
		}
		if err := m.Put(kTurn, number(0)); err != nil {
			return err
		}
		if err := m.Put(kRemoved, number(0)); err != nil {
			return err
		}
		return m.Put(kSchema, number(uint64(schema)))
	}
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func readNumber(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

// unix encodes a time in Unix seconds, the zero time as 0.
func unix(t time.Time) []byte {
	if t.IsZero() {
		return number(0)
	}
	return number(uint64(t.Unix()))
}

func readTime(b []byte) time.Time {
	n := readNumber(b)
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(int64(n), 0)
}

// schemaOf returns the schema of a store and the one that this program knows. It
// returns a Fault if the store's is newer or missing.
func schemaOf(path string, db *bbolt.DB, steps []func(*bbolt.Tx) error) (have, want int, err error) {
	want = len(steps) + 1
	err = db.View(func(tx *bbolt.Tx) error {
		m := tx.Bucket(bMeta)
		if m == nil || len(m.Get(kKey)) != feedback.KeyLength {
			return damaged(path, "it is a bbolt file, but not a feedback store")
		}
		have = int(readNumber(m.Get(kSchema)))
		return nil
	})
	switch {
	case err != nil:
	case have > want:
		err = &feedback.Fault{Where: path, What: fmt.Sprintf("was written by a newer rolecall (schema %d; this one knows %d)", have, want),
			Hint: "use the newer rolecall, or another ROLECALL_DATA_DIR; nothing was changed", Err: feedback.ErrNewer}
	case have < 1:
		err = damaged(path, "its schema version is missing")
	}
	return have, want, err
}

// migrate brings an open store to the current schema, after it has made a backup copy
// next to it. It returns the path of the copy, "" if no migration was needed.
func migrate(path string, db *bbolt.DB, opt Options) (backup string, err error) {
	have, want, err := schemaOf(path, db, opt.migrations)
	if err != nil || have == want {
		return "", err
	}
	backup = fmt.Sprintf("%s.v%d.bak", path, have)
	if err := copyOut(db, backup, opt); err != nil {
		return "", fmt.Errorf("backup before migration: %w", explain(backup, err))
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for i := have; i < want; i++ {
			if err := opt.migrations[i-1](tx); err != nil {
				return hint.With(fmt.Errorf("migration from schema %d to %d: %w", i, i+1, err),
					"start the version of rolecall that wrote it; the file is unchanged, and "+backup+" is a copy")
			}
		}
		return tx.Bucket(bMeta).Put(kSchema, number(uint64(want)))
	})
	return backup, err
}
