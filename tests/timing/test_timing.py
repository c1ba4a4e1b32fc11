# SPDX-License-Identifier: Apache-2.0
"""Logins and resets take as long for a user who exists as for one who does not."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from harness.mail_server import MailServer
from harness.rpc import RpcError
from harness.server import LIMITS_OFF, Server
from samples import gap_of_medians, p_of_distance, p_of_ranks, take

#: One who exists and one who does not.
ALICE = "alice@example.jp"
NOBODY = "bobby@example.jp"

GAP_MAX = 0.05
P_MIN = 0.01
#: Other programs on the machine disturb one run or another, by far more than is looked for here. A
#: difference that the server makes is there in every run; one that is not there in the quietest of
#: three is none.
RUNS = 3

#: By what is asked: the call, what it is answered, and of how many in a row the fastest counts: what is
#: over in a moment is disturbed by more than it takes.
ASKED = {
    "login": ("User.login", {"password": "wrong-one"}, -32602, 2),
    "login, a long password": ("User.login", {"password": "x" * 5_000}, -32602, 2),
    "reset asked for": ("User.sendPasswordResetToken", {}, 0, 8),
    "reset, a wrong token": (
        *("User.resetPasswordAndLogin", {"newPassword": "secret", "token": "a" * 24}, -32602, 8),
    ),
}


@contextmanager
def new_app():
    """An app of a new server on which the user alice exists; nobody is logged in. Limits, which would
    answer before anything is looked up, are off; the disk, which takes its own time, is none."""
    memory = Path("/dev/shm")
    with (
        tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder,
        Server(Path(folder) / "data", [*LIMITS_OFF, "--log-requests", "off"]) as server,
        MailServer() as mail_server,
        server.new_management() as management,
    ):
        mail_server.configure(server)
        params = {"username": ALICE, "password": "secret", "properties": {}}
        management.call("User.create", params)
        yield management.app()


def calls_for_each_name(app, method, params, code):
    """By name: a function that makes the call, and minds that the answer is the same."""

    def call(name):
        try:
            app.call(method, {"username": name, **params})
            answer = 0
        except RpcError as error:
            answer = error.code
        assert answer == code, (name, answer)

    return {name: lambda name=name: call(name) for name in (ALICE, NOBODY)}


def judge(is_long, asked):
    """Whether the times look alike, and what was seen."""
    *what, fastest_of = ASKED[asked]
    with new_app() as app:
        calls = calls_for_each_name(app, *what)
        take(20, calls)
        if is_long:
            known, unknown = take(2000, calls).values()
            p = min(p_of_ranks(known, unknown), p_of_distance(known, unknown))
            return p > P_MIN, f"p {p:.3f}"
        known, unknown = take(300, calls, fastest_of).values()
        gap = gap_of_medians(known, unknown)
        return gap < GAP_MAX, f"medians {gap:.1%} apart"


@pytest.mark.parametrize("asked", ASKED)
def test_sec_35_36_83_times_do_not_tell_who_exists(is_long, asked, record_property):
    seen = []
    alike = False
    while not alike and len(seen) < RUNS:
        alike, text = judge(is_long, asked)
        seen.append(text)
    record_property("summary", f"timing, {asked}: {', '.join(seen)}")
    assert alike, seen
