-- Devices that registered for push, the pushes, and one delivery for each device of a push.
-- Rows of these tables are not deleted, so their numbers are never used again.

CREATE TABLE devices (
    number INTEGER PRIMARY KEY,
    device_id TEXT NOT NULL UNIQUE,      -- as the app names itself
    platform INTEGER NOT NULL,           -- 0 android, 1 ios
    build_type INTEGER NOT NULL,         -- 0 debug, 1 release, 2 adhoc
    token TEXT,                          -- NULL: given back, moved to another device, or dead
    known_environment INTEGER,           -- where APNs took a push: 0 development, 1 production
    registered_at INTEGER NOT NULL,
    user_seq INTEGER,                    -- users.seq of who is logged in; NULL: nobody
    app_version TEXT NOT NULL,
    env TEXT NOT NULL,
    is_custom TEXT NOT NULL,
    package_name TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX devices_by_token ON devices (token, platform) WHERE token IS NOT NULL;
CREATE INDEX devices_by_user ON devices (user_seq) WHERE user_seq IS NOT NULL;
-- Everybody of a platform and build type, in the order of their numbers.
CREATE INDEX devices_by_build ON devices (platform, build_type) WHERE token IS NOT NULL;

CREATE TABLE pushes (
    number INTEGER PRIMARY KEY,
    id_seq INTEGER NOT NULL UNIQUE,      -- with id_tail: the id (record_id.hpp)
    id_tail INTEGER NOT NULL,
    platform INTEGER NOT NULL,
    build_type INTEGER NOT NULL,
    state INTEGER NOT NULL,              -- 0 wait, 1 push, 2 finish, 3 cancel
    due_at INTEGER,                      -- when there is something to do for it; NULL: never again
    target_count INTEGER NOT NULL,
    pushed_count INTEGER NOT NULL,
    failed_count INTEGER NOT NULL,       -- cancelled ones included
    created_at INTEGER NOT NULL,
    send_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    spread_millis INTEGER NOT NULL,
    expires_at INTEGER,
    is_filled INTEGER NOT NULL,          -- whether all its deliveries are there
    filled_to INTEGER NOT NULL,          -- while it is not: devices up to this number are looked at
    device_max INTEGER NOT NULL          -- devices with greater numbers came after it
) STRICT;

CREATE INDEX pushes_due ON pushes (state, due_at) WHERE due_at IS NOT NULL;

-- What is read once for a push, not at each change of its counts.
CREATE TABLE push_contents (
    push INTEGER PRIMARY KEY REFERENCES pushes (number),
    title TEXT NOT NULL,
    message TEXT NOT NULL,
    payload TEXT NOT NULL,               -- JSON, as push::Payload
    apns_headers TEXT NOT NULL,          -- JSON array of [name, value]
    audience_kind INTEGER NOT NULL,      -- of an unfilled push: 0 all, 1 users, 2 users that match, 3 devices
    audience TEXT NOT NULL               -- JSON: 1 an array of users.seq, 2 [query, bind parameters], 3 an array of device ids
) STRICT;

CREATE TABLE deliveries (
    push INTEGER NOT NULL,
    device INTEGER NOT NULL,
    state INTEGER NOT NULL,              -- 0 waiting, 1 sending, 2 accepted, 3 failed, 4 cancelled
    due INTEGER,                         -- milliseconds after pushes.started_at: the next attempt, or the end of the lease; NULL: final
    attempts INTEGER NOT NULL,
    environment INTEGER,                 -- which the next attempt tries; NULL: the device's own
    tried_other INTEGER NOT NULL,
    status INTEGER NOT NULL,             -- HTTP; 0: no answer
    reason TEXT NOT NULL,
    user_seq INTEGER,                    -- users.seq of who was logged in
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (push, device)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_due ON deliveries (push, due) WHERE due IS NOT NULL;

CREATE TABLE push_keys (
    key TEXT PRIMARY KEY,                -- the caller's idempotencyKey
    request BLOB NOT NULL,               -- SHA-256 of what was asked for
    push INTEGER NOT NULL REFERENCES pushes (number),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX push_keys_by_age ON push_keys (created_at);
