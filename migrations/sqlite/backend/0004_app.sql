-- Apps: their devices, which need not have registered for push, and who is logged in on them.

CREATE TABLE app_devices (
    number INTEGER PRIMARY KEY,
    device_id TEXT NOT NULL UNIQUE,      -- as the app names itself
    platform INTEGER,                    -- 0 android, 1 ios; NULL: never registered for push
    build_type INTEGER,                  -- 0 debug, 1 release, 2 adhoc; NULL: never registered
    token TEXT,                          -- NULL: never registered, given back, moved to another device, or dead
    known_environment INTEGER,           -- where APNs took a push: 0 development, 1 production
    registered_at INTEGER,               -- NULL: never
    user_seq INTEGER,                    -- users.seq of who is logged in; NULL: nobody
    app_version TEXT NOT NULL,
    env TEXT NOT NULL,
    is_custom TEXT NOT NULL,
    package_name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    properties TEXT NOT NULL             -- canonical JSON object
) STRICT;

INSERT INTO app_devices
SELECT number, device_id, platform, build_type, token, known_environment, registered_at, user_seq,
       app_version, env, is_custom, package_name, registered_at, '{}'
FROM devices;

DROP TABLE devices;
ALTER TABLE app_devices RENAME TO devices;

CREATE UNIQUE INDEX devices_by_token ON devices (token, platform) WHERE token IS NOT NULL;
CREATE INDEX devices_by_user ON devices (user_seq) WHERE user_seq IS NOT NULL;
CREATE INDEX devices_by_build ON devices (platform, build_type) WHERE token IS NOT NULL;

-- Hashes are SHA-256. A user is users.seq and users.id_tail; its rows here go when it does.
CREATE TABLE login_tokens (
    hash BLOB PRIMARY KEY,
    user_seq INTEGER NOT NULL,
    user_tail INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,         -- when the password was shown
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_tokens_by_user ON login_tokens (user_seq, used_at);
CREATE INDEX login_tokens_by_use ON login_tokens (used_at);
CREATE INDEX login_tokens_by_age ON login_tokens (created_at);

CREATE TABLE sessions (
    hash BLOB PRIMARY KEY,
    user_seq INTEGER NOT NULL,
    user_tail INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    login_token BLOB NOT NULL,           -- login_tokens.hash; the token may be gone by its age
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL             -- written about once a minute
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_user ON sessions (user_seq, seen_at);
CREATE INDEX sessions_by_login ON sessions (login_token);
CREATE INDEX sessions_by_seen ON sessions (seen_at);
CREATE INDEX sessions_by_age ON sessions (created_at);

-- The one reset token that a user may have.
CREATE TABLE reset_tokens (
    user_seq INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX reset_tokens_by_age ON reset_tokens (created_at);
