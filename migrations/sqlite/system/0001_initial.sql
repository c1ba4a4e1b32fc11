-- hako.db: what is not inside one backend. One row each; everything is small.

CREATE TABLE backends (
    id TEXT PRIMARY KEY,                 -- 24 lower-case hex digits
    name TEXT NOT NULL,
    app_key TEXT NOT NULL UNIQUE,        -- public
    push_project_id TEXT NOT NULL UNIQUE,-- public
    created_at INTEGER NOT NULL,         -- milliseconds since 1970
    management_api INTEGER NOT NULL,     -- 0 off, 1 on
    password_length_min INTEGER NOT NULL,
    username_length_min INTEGER NOT NULL
) STRICT;

-- Backends whose rows are gone and whose files still have to be removed.
CREATE TABLE erased_backends (
    id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE management_keys (
    id TEXT PRIMARY KEY,
    backend_id TEXT NOT NULL REFERENCES backends (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,           -- SHA-256 of the key; the key itself is nowhere
    ranges TEXT NOT NULL,                -- one range a line; empty: every address
    created_at INTEGER NOT NULL,
    expires_at INTEGER,                  -- NULL: never
    last_used_at INTEGER,                -- NULL: never; written at most once a minute
    revoked_at INTEGER                   -- NULL: valid
) STRICT;

CREATE INDEX management_keys_of_backend ON management_keys (backend_id);
