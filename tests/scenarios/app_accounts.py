# SPDX-License-Identifier: Apache-2.0
"""Accounts as apps see them: logins, tokens, and what a call is refused with."""

import hashlib
import sqlite3
import time

from harness.rpc import RpcError
from wire_text import new_address

#: What a session and a login token look like.
TOKEN_PATTERN = "[0-9a-f]{64}"

WRONG_LOGIN = (-32602, {"username": "The username or the password is wrong."})
LOGIN_REQUIRED = (11, None)


def phone(management, device="phone", session=None):
    """An app on a device, as if from an address of its own: wrong tries of one test do not slow
    another. The shared server believes the header."""
    app = management.app(device, session)
    app.headers["X-Forwarded-For"] = new_address()
    return app


def with_session(app, session):
    """The same app with another session, on a connection of its own."""
    other = app.another()
    other.headers = dict(app.headers)
    other.session = session
    return other


def register(management, username="alice", password="secret", device="phone", **properties):
    """An app in which a new user is logged in, and what the registration answered."""
    app = phone(management, device)
    answer = app.call(
        "User.register", username=username, password=password, properties=properties
    )
    return app, answer


def answer_of(app, method, params=None, /, **named):
    """(0, result), or the code and data of the refusal."""
    try:
        return 0, app.call(method, named if params is None else params)
    except RpcError as error:
        assert error.status == 200
        return error.code, error.data


def is_logged_in(app):
    code, _ = answer_of(app, "User.getProperties")
    assert code in (0, 11), code
    return code == 0


def logs_in(management, username, password, device="prober"):
    code, _ = answer_of(phone(management, device), "User.login", username=username, password=password)
    assert code in (0, -32602), code
    return code == 0


def database_of(server, management):
    return server.data / "backends" / f"{management.backend_id}.db"


def give_reset_token(server, management, username, token, age_seconds=0):
    """Stores a reset token as the worker that sends the mail does, without the mail."""
    created = int((time.time() - age_seconds) * 1000)
    with sqlite3.connect(database_of(server, management), timeout=30) as database:
        database.execute(
            "INSERT OR REPLACE INTO reset_tokens SELECT seq, ?, ? FROM users WHERE username = ?",
            (hashlib.sha256(token.encode()).digest(), created, username),
        )
    database.close()
    let_readers_look(management)


def let_readers_look(management):
    """Returns when the server sees what was written past it: its readers look again once something
    was written."""
    management.call("Collection.create", {"_id": f"Seen{time.monotonic_ns()}"})
