-- What mails are made of, and who wants one to reset a password.

CREATE TABLE mail_templates (
    name TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    sender TEXT NOT NULL,                -- empty: the mail server's
    bcc TEXT NOT NULL,                   -- empty: none
    body TEXT NOT NULL,
    use INTEGER NOT NULL,                -- 0 apps, 1 resets, 2 nobody
    updated_at INTEGER NOT NULL          -- milliseconds since 1970
) STRICT, WITHOUT ROWID;

-- One row for each request, whether or not there is such a user; gone when it is answered. No number
-- is used twice: what is said of a request that is gone is not taken for another's.
CREATE TABLE mail_requests (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    due_at INTEGER NOT NULL,             -- when it is tried, or its claim runs out
    attempts INTEGER NOT NULL,
    requested_at INTEGER NOT NULL,
    username TEXT NOT NULL,              -- as given
    template TEXT NOT NULL,
    property TEXT NOT NULL,
    message_id BLOB,                     -- 16 bytes; this and the next two NULL until a mail is made
    token_box BLOB,                      -- sealed with the folder's secrets.key
    token_made_at INTEGER
) STRICT;

CREATE INDEX mail_requests_due ON mail_requests (due_at);
