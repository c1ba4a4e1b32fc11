# SPDX-License-Identifier: Apache-2.0
"""User.updatePassword and User.resetPasswordAndLogin of the app API."""

from concurrent.futures import ThreadPoolExecutor

from app_accounts import (
    LOGIN_REQUIRED,
    answer_of,
    give_reset_token,
    is_logged_in,
    logs_in,
    phone,
    register,
    with_session,
)
from scenes import get_user

WRONG_OLD = (-32602, {"oldPassword": "This password is wrong."})
WRONG_RESET = (-32602, {"token": "This token is wrong, was used, or is too old."})
TOKEN = "abcdefghijklmnopqrstuvwx"


class TestUpdatePassword:
    def test_sets_it_and_ends_all_other_logins_only(self, management):
        app, answer = register(management)
        other = phone(management, "tablet")
        other_token = other.call("User.login", username="alice", password="secret")["loginToken"]
        same_device = phone(management)
        same_token = same_device.call("User.login", username="alice", password="secret")["loginToken"]
        params = {"oldPassword": "secret", "newPassword": "other-1"}
        assert app.call("User.updatePassword", params) == "OK"
        assert is_logged_in(app)
        assert not is_logged_in(other) and not is_logged_in(same_device)
        for device, token, code in (
            ("tablet", other_token, -32602),
            ("phone", same_token, -32602),
            ("phone", answer["loginToken"], 0),
        ):
            assert answer_of(phone(management, device), "User.autoLogin", loginToken=token)[0] == code
        assert logs_in(management, "alice", "other-1") and not logs_in(management, "alice", "secret")

    def test_needs_the_old_one(self, management):
        app, _ = register(management)
        for old in ("wrong", "", "SECRET"):
            assert answer_of(app, "User.updatePassword", oldPassword=old, newPassword="other") == WRONG_OLD
        assert logs_in(management, "alice", "secret")

    def test_refuses_a_new_one_that_the_rules_refuse(self, management):
        app, _ = register(management)
        for new in ("", "abc", "a b c d", "x" * 81, 1, None, []):
            code, data = answer_of(app, "User.updatePassword", oldPassword="secret", newPassword=new)
            assert (code, list(data)) == (-32602, ["newPassword"]), new
        code, data = answer_of(app, "User.updatePassword")
        assert (code, set(data)) == (-32602, {"oldPassword", "newPassword"})

    def test_needs_a_login(self, management):
        params = {"oldPassword": "secret", "newPassword": "other"}
        assert answer_of(phone(management), "User.updatePassword", params) == LOGIN_REQUIRED

    def test_a_race_has_one_winner(self, management):
        app, _ = register(management)

        def run(number):
            racer = with_session(app, app.session)
            params = {"oldPassword": "secret", "newPassword": f"other-{number}"}
            return answer_of(racer, "User.updatePassword", params)[0], number

        with ThreadPoolExecutor(5) as pool:
            answers = list(pool.map(run, range(5)))
        won = [number for code, number in answers if code == 0]
        assert len(won) == 1, answers
        assert logs_in(management, "alice", f"other-{won[0]}")


class TestResetPasswordAndLogin:
    def reset(self, management, token=TOKEN, username="alice", password="other-1", app=None):
        params = {"username": username, "newPassword": password, "token": token}
        return answer_of(app or phone(management), "User.resetPasswordAndLogin", params)

    def test_sets_the_password_once_and_logs_in(self, shared_server, management):
        old, answer = register(management, a=1)
        give_reset_token(shared_server, management, "alice", TOKEN)
        app = phone(management, "tablet")
        code, reset = self.reset(management, app=app)
        assert code == 0 and list(reset) == ["user", "loginToken"]
        assert reset["user"] == get_user(management, answer["user"]["_id"])
        assert is_logged_in(app)
        assert not is_logged_in(old)
        assert answer_of(phone(management), "User.autoLogin", loginToken=answer["loginToken"])[0] == -32602
        assert answer_of(phone(management, "tablet"), "User.autoLogin", loginToken=reset["loginToken"])[0] == 0
        assert logs_in(management, "alice", "other-1") and not logs_in(management, "alice", "secret")
        assert self.reset(management, password="other-2") == WRONG_RESET

    def test_a_wrong_try_does_not_use_it_up(self, shared_server, management):
        register(management)
        register(management, "bobby")
        give_reset_token(shared_server, management, "alice", TOKEN)
        for token, username in (
            ("", "alice"),
            (TOKEN.upper(), "alice"),
            (TOKEN[:-1], "alice"),
            (TOKEN, "bobby"),
            (TOKEN, "nobody"),
        ):
            assert self.reset(management, token, username) == WRONG_RESET
        code, data = self.reset(management, password="abc")
        assert (code, list(data)) == (-32602, ["newPassword"])
        assert self.reset(management)[0] == 0

    def test_refuses_what_is_no_text(self, management):
        for name in ("username", "newPassword", "token"):
            for wrong in (None, 1, True, [], {}, [TOKEN]):
                params = {"username": "alice", "newPassword": "secret", "token": TOKEN, name: wrong}
                code, data = answer_of(phone(management), "User.resetPasswordAndLogin", params)
                assert (code, list(data)) == (-32602, [name])

    def test_it_is_too_old_after_the_backends_minutes(self, shared_server, management):
        register(management)
        give_reset_token(shared_server, management, "alice", TOKEN, age_seconds=15 * 60)
        assert self.reset(management) == WRONG_RESET
        shared_server.cli("backend", "set", management.backend_id, "resetTokenMinutes=16")
        assert self.reset(management)[0] == 0

    def test_a_newer_one_replaces_it(self, shared_server, management):
        register(management)
        give_reset_token(shared_server, management, "alice", TOKEN)
        give_reset_token(shared_server, management, "alice", "another" + TOKEN)
        assert self.reset(management) == WRONG_RESET
        assert self.reset(management, "another" + TOKEN)[0] == 0

    def test_wrong_tries_are_slowed_down(self, shared_server, management):
        register(management)
        give_reset_token(shared_server, management, "alice", TOKEN)
        for number in range(5):
            assert self.reset(management, f"x{number}") == WRONG_RESET
        code, data = self.reset(management)
        assert code == 9999 and data["retryAfterMs"] > 0

    def test_a_password_that_is_changed_ends_it(self, shared_server, management):
        app, answer = register(management)
        for change in (
            lambda: app.call("User.updatePassword", oldPassword="secret", newPassword="other-1"),
            lambda: management.call("User.update", [answer["user"]["_id"], {"_password": "other-2"}]),
        ):
            give_reset_token(shared_server, management, "alice", TOKEN)
            change()
            assert self.reset(management) == WRONG_RESET

    def test_an_old_cookie_does_not_hinder(self, shared_server, management):
        register(management)
        give_reset_token(shared_server, management, "alice", TOKEN)
        app = phone(management, session="0" * 64)
        assert self.reset(management, app=app)[0] == 0
        assert is_logged_in(app)
