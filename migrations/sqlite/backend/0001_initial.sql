-- One backend's database. The rows of collections stand in tables of their own, made at run time:
--   items_N        one for each collection, N is record_sets.number
--   index_N        one for each index, N is indexes.number
-- users are a set of their own with a fixed table.

CREATE TABLE record_sets (
    number INTEGER PRIMARY KEY,          -- never reused: AUTOINCREMENT is not needed, see next_numbers
    kind TEXT NOT NULL,                  -- 'items' or 'users'
    name TEXT,                           -- NULL: dropped, its space is being given back
    is_insertable INTEGER NOT NULL,
    default_public TEXT NOT NULL,        -- '', 'r', 'w', 'rw'
    row_count INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,           -- the greatest row key ever given
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX record_sets_by_name ON record_sets (name) WHERE name IS NOT NULL;

CREATE TABLE indexes (
    number INTEGER PRIMARY KEY,
    record_set INTEGER NOT NULL REFERENCES record_sets (number),
    properties TEXT NOT NULL,            -- paths, one a line: a.b
    is_automatic INTEGER NOT NULL,
    state TEXT NOT NULL,                 -- 'building', 'ready', 'dropped'
    built_to INTEGER NOT NULL            -- while building: rows with a smaller or equal key are in
) STRICT;

-- The next number of each kind, so that the number of something dropped never comes back.
CREATE TABLE next_numbers (
    kind TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO next_numbers (kind, number) VALUES ('record_set', 2), ('index', 1);

-- Set 1 is the users.
INSERT INTO record_sets (number, kind, name, is_insertable, default_public, row_count, last_seq, created_at, updated_at)
VALUES (1, 'users', '_users', 0, '', 0, 0, 0, 0);

CREATE TABLE users (
    seq INTEGER PRIMARY KEY,             -- with id_tail: the user's id (record_id.hpp)
    id_tail INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    username TEXT NOT NULL,              -- as given
    username_key TEXT NOT NULL UNIQUE,   -- as compared
    password_hash TEXT NOT NULL,         -- PHC string
    properties TEXT NOT NULL             -- canonical JSON object
) STRICT;

-- Only the row keys, for pages deep in the newest-first order. Each items_N has one, too.
CREATE INDEX users_by_age ON users (seq);
