-- What `hako backend set` changes for apps.

ALTER TABLE backends ADD COLUMN auto_login INTEGER NOT NULL DEFAULT 1;             -- 0 off, 1 on
ALTER TABLE backends ADD COLUMN auto_login_minutes INTEGER NOT NULL DEFAULT 43200;
ALTER TABLE backends ADD COLUMN reset_token_minutes INTEGER NOT NULL DEFAULT 15;
ALTER TABLE backends ADD COLUMN session_idle_minutes INTEGER NOT NULL DEFAULT 1440;
ALTER TABLE backends ADD COLUMN session_max_minutes INTEGER NOT NULL DEFAULT 43200;
ALTER TABLE backends ADD COLUMN allowed_origins TEXT NOT NULL DEFAULT '*';         -- comma-separated
ALTER TABLE backends ADD COLUMN validate_silent INTEGER NOT NULL DEFAULT 0;        -- 0 off, 1 on
ALTER TABLE backends ADD COLUMN email_properties TEXT NOT NULL DEFAULT '_username,email';
