-- What pushes are sent with. Boxes are sealed with the folder's secrets.key; without it they are noise.

CREATE TABLE push_credentials (
    backend_id TEXT NOT NULL REFERENCES backends (id) ON DELETE CASCADE,
    slot INTEGER NOT NULL,               -- 0 APNs development, 1 APNs production, 2 FCM
    version INTEGER NOT NULL,            -- another one after each change
    box BLOB NOT NULL,
    configured_at INTEGER NOT NULL,      -- milliseconds since 1970
    PRIMARY KEY (backend_id, slot)
) STRICT, WITHOUT ROWID;

-- The newest APNs provider token of each key. Apple refuses a team that makes new ones too often, so
-- they outlive the process, and also the backend that they were made for.
CREATE TABLE provider_tokens (
    team_id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    fingerprint BLOB NOT NULL,           -- SHA-256 of the public key
    issued_at INTEGER NOT NULL,          -- milliseconds since 1970
    box BLOB NOT NULL,
    PRIMARY KEY (team_id, key_id, fingerprint)
) STRICT, WITHOUT ROWID;
