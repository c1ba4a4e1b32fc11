# SPDX-License-Identifier: Apache-2.0
"""Many who use one reset token at the same moment: one of them may, also when the server is killed
in the middle of it."""

import http.client
import json
import random
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import pytest
from harness.mail_server import MailServer
from harness.rpc import RpcError
from harness.server import LIMITS_OFF, Server

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scenarios"))

from mail_scenes import token_in  # noqa: E402

RACERS = 64
WON = "won"
AT_ANY_TIME = "at any time"
#: Rounds go through these: whether the server is killed, and when.
KILLS = [None, AT_ANY_TIME, WON, AT_ANY_TIME, None]
#: The first hash is done, and its token used, somewhere in this time.
FIRST_HASH_SECONDS = 0.2


class Race:
    """64 phones that know the token of one user."""

    def __init__(self, management):
        self._apps = [management.app(f"phone-{number}") for number in range(RACERS)]
        self._pool = ThreadPoolExecutor(RACERS)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._pool.shutdown()
        for app in self._apps:
            app.close()

    def run(self, username, token, on_win=None):
        """The devices that were told they had reset the password."""
        gate = threading.Barrier(RACERS)
        uses = {self._pool.submit(self._use, app, gate, username, token): app for app in self._apps}
        winners = []
        for use in as_completed(uses):
            if use.result() == WON:
                winners.append(uses[use].device)
                if on_win:
                    on_win()
        return winners

    @staticmethod
    def _use(app, gate, username, token):
        gate.wait()
        params = {"username": username, "newPassword": f"new-{app.device}", "token": token}
        try:
            app.call("User.resetPasswordAndLogin", params)
            return WON
        except RpcError as error:
            # A token that was used, or too many who wait for a hash.
            assert error.code in (-32602, 9999), error
            return error.code
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            return None  # The server was killed.


def run_and_kill(race, server, username, token, when, dice):
    """The same, with a server that is killed meanwhile and started again."""
    if when == WON:
        winners = race.run(username, token, on_win=server.kill)
    else:
        killer = threading.Timer(dice.uniform(0, FIRST_HASH_SECONDS), server.kill)
        killer.start()
        winners = race.run(username, token)
        killer.join()
    server.start()
    return winners


@pytest.fixture
def mail_server():
    with MailServer() as mail_server:
        yield mail_server


def logs_in(management, username, password):
    with management.app("prober") as app:
        try:
            return bool(app.call("User.login", username=username, password=password))
        except RpcError as error:
            assert error.code == -32602, error
            return False


def token_by_mail(management, mail_server, username):
    """A new user's reset token, as it comes to the user."""
    management.call("User.create", {"username": username, "password": "secret", "properties": {}})
    with management.app("asker") as app:
        app.call("User.sendPasswordResetToken", username=username)
    [mail] = mail_server.wait_for(username)
    mail_server.forget()
    return token_in(mail)


def test_sec_33_34_83_racing_uses_of_one_token_have_one_winner_over_kills(
    mail_server, is_long, record_property
):
    rounds = 1000 if is_long else 50
    kills = too_soon = unheard = 0
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    dice = random.Random(seed)
    with Server(options=[*LIMITS_OFF, "--log-requests", "off"]) as server:
        management = server.new_management()
        mail_server.configure(server)
        with Race(management) as race:
            for number in range(rounds):
                username = f"racer{number}@example.jp"
                token = token_by_mail(management, mail_server, username)
                when = KILLS[number % len(KILLS)]
                if when:
                    winners = run_and_kill(race, server, username, token, when, dice)
                    management.close()
                    kills += 1
                else:
                    winners = race.run(username, token)
                # All try again: one may win whose server was killed too soon, and nobody else.
                later = race.run(username, token)
                assert len(winners + later) <= 1, (number, winners, later)
                assert not later or when, (number, later)
                too_soon += len(later)
                assert not logs_in(management, username, "secret"), number
                if winners + later:
                    assert logs_in(management, username, f"new-{(winners + later)[0]}"), number
                else:
                    # Used up by one whom the killed server could not tell.
                    assert when, number
                    unheard += 1
    record_property(
        "summary",
        f"reset tokens: {rounds} races of {RACERS}, one winner each; {kills} kills: {too_soon} before "
        f"there was one, {unheard} before it was told",
    )
