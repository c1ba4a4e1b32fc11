# SPDX-License-Identifier: Apache-2.0
"""Logins and resets take as long for a user who exists as for one who does not."""

import tempfile
from pathlib import Path

import pytest
from harness.mail_server import MailServer
from harness.rpc import RpcError
from harness.server import Server
from samples import gap_of_medians, p_of_distance, p_of_ranks, take

#: Limits would answer before anything is looked up.
LIMITS_OFF = [
    *("--login-failures-max", "1000000", "--login-failures-per-address-max", "1000000"),
    *("--mails-per-hour-max", "1000000", "--reset-mails-per-hour-max", "1000000"),
]
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
    "login": ("User.login", {"password": "wrong-one"}, -32602, 3),
    "login, a long password": ("User.login", {"password": "x" * 5_000}, -32602, 3),
    "reset asked for": ("User.sendPasswordResetToken", {}, 0, 8),
    "reset, a wrong token": (
        *("User.resetPasswordAndLogin", {"newPassword": "secret", "token": "a" * 24}, -32602, 8),
    ),
}


@pytest.fixture
def memory_folder():
    """For data whose disk, which takes its own time, is none."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder) / "data"


@pytest.fixture
def app(memory_folder):
    """Nobody is logged in; the user alice exists."""
    options = [*LIMITS_OFF, "--log-requests", "off"]
    with Server(memory_folder, options) as server, MailServer() as mail_server:
        mail_server.configure(server)
        with server.new_management() as management:
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


@pytest.mark.parametrize("asked", ASKED)
def test_sec_35_36_83_times_do_not_tell_who_exists(app, is_long, asked, record_property):
    *what, fastest_of = ASKED[asked]
    calls = calls_for_each_name(app, *what)
    take(20, calls)
    seen = []
    for _ in range(RUNS):
        known, unknown = take(2000 if is_long else 300, calls, fastest_of).values()
        if is_long:
            p = min(p_of_ranks(known, unknown), p_of_distance(known, unknown))
            seen.append((p > P_MIN, f"p {p:.3f}"))
        else:
            gap = gap_of_medians(known, unknown)
            seen.append((gap < GAP_MAX, f"medians {gap:.1%} apart"))
        if seen[-1][0]:
            break
    record_property("summary", f"timing, {asked}: {', '.join(text for _, text in seen)}")
    assert seen[-1][0], seen
