-- How mail servers are reached. Boxes are sealed with the folder's secrets.key; without it they are noise.

CREATE TABLE smtp_servers (
    backend_id TEXT UNIQUE REFERENCES backends (id) ON DELETE CASCADE, -- NULL: for all without their own
    box BLOB NOT NULL,
    configured_at INTEGER NOT NULL       -- milliseconds since 1970
) STRICT;
