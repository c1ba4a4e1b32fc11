-- Single values about the database itself:
--   username_key_version   the rule that users.username_key was made by; no row: not known

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
