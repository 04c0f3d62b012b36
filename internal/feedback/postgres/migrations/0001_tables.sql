-- Everything that a store keeps. What people typed is only in the column data, as JSON in
-- bytes: so no setting of the database (its encoding, its collation) can refuse or change it.
-- People, replies and keys are keyed hashes of 16 bytes.

CREATE TABLE rolecall_meta (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one), -- there is one row
    schema     integer NOT NULL,
    key        bytea NOT NULL, -- of the hashes; never changes
    newest     timestamptz,    -- the newest time that a trusted clock showed
    settled    bigint NOT NULL DEFAULT 0, -- how long an untrusted clock has run evenly, in seconds
    settled_at timestamptz,    -- what that clock showed then
    copying    boolean NOT NULL DEFAULT false -- a copy of another store is not complete
);

-- What was asked: misses and choices; everything where all questions are kept.
CREATE TABLE rolecall_records (
    reply  bytea PRIMARY KEY,
    at     timestamptz NOT NULL,
    person bytea NOT NULL,
    recent boolean NOT NULL, -- shown to the person as one of their own questions
    missed boolean NOT NULL, -- without an answer
    data   bytea NOT NULL
);
CREATE INDEX rolecall_records_at ON rolecall_records (at, reply); -- reports and retention
CREATE INDEX rolecall_records_missed ON rolecall_records (at, reply) WHERE missed; -- where all questions are kept, one in six
CREATE INDEX rolecall_records_person ON rolecall_records (person, at, reply); -- "forget me", and one's own questions

CREATE TABLE rolecall_votes (
    reply   bytea NOT NULL,
    person  bytea NOT NULL,
    at      timestamptz NOT NULL,
    helpful boolean NOT NULL,
    data    bytea NOT NULL,
    PRIMARY KEY (reply, person)
);
CREATE INDEX rolecall_votes_person ON rolecall_votes (person);
CREATE INDEX rolecall_votes_at ON rolecall_votes (at);

-- Daily counts, which hold nothing about a person; in the order of bytes.
CREATE TABLE rolecall_counts (
    day     text COLLATE "C" NOT NULL,
    kind    text COLLATE "C" NOT NULL,
    surface text COLLATE "C" NOT NULL,
    what    text COLLATE "C" NOT NULL,
    entry   text COLLATE "C" NOT NULL,
    n       bigint NOT NULL,
    PRIMARY KEY (day, kind, surface, what, entry)
);

-- Events seen, and what is done once.
CREATE TABLE rolecall_seen (
    key bytea PRIMARY KEY,
    at  timestamptz NOT NULL
);
CREATE INDEX rolecall_seen_at ON rolecall_seen (at);

-- Events that are being handled: a handful, unless processes die.
CREATE TABLE rolecall_open (
    key bytea PRIMARY KEY,
    at  timestamptz NOT NULL
);

CREATE TABLE rolecall_threads (
    key  bytea PRIMARY KEY,
    at   timestamptz NOT NULL,
    data bytea NOT NULL
);
CREATE INDEX rolecall_threads_at ON rolecall_threads (at);

-- Who presses what, where, so that it is done once.
CREATE TABLE rolecall_claims (
    place bytea PRIMARY KEY,
    what  bytea NOT NULL,
    until timestamptz NOT NULL
);

-- What people wrote. saved, until and people only help to find rows: what counts is in data.
CREATE TABLE rolecall_documents (
    kind   text COLLATE "C" NOT NULL,
    id     bytea NOT NULL,
    saved  timestamptz NOT NULL,
    until  timestamptz,
    people bytea[] NOT NULL, -- its author, and others it is about
    data   bytea NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX rolecall_documents_until ON rolecall_documents (until) WHERE until IS NOT NULL;

-- How often the documents of a kind have changed, so that other processes see that they have.
CREATE TABLE rolecall_versions (
    kind    text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL
);

-- Who was forgotten in the last hours: another process may have buffered records of theirs.
CREATE TABLE rolecall_forgotten (
    person bytea PRIMARY KEY,
    at     timestamptz NOT NULL
);
