# SPDX-License-Identifier: Apache-2.0
"""User.login, User.autoLogin and User.logout of the app API."""

import re
from concurrent.futures import ThreadPoolExecutor

from app_accounts import (
    LOGIN_REQUIRED,
    TOKEN_PATTERN,
    WRONG_LOGIN,
    answer_of,
    is_logged_in,
    phone,
    register,
    with_session,
)
from scenes import get_user, make_user

WRONG_TOKEN = (-32602, {"loginToken": "This login token is not valid any more."})


def log_in(management, device="phone", username="alice", password="secret"):
    app = phone(management, device)
    return app, app.call("User.login", username=username, password=password)


class TestLogin:
    def test_a_user_made_by_management_logs_in(self, management):
        user = make_user(management, "alice", properties={"a": 1.10})
        app, answer = log_in(management)
        assert list(answer) == ["user", "loginToken"]
        assert answer["user"] == get_user(management, user)
        assert re.fullmatch(TOKEN_PATTERN, answer["loginToken"])
        assert re.fullmatch(TOKEN_PATTERN, app.session)
        assert is_logged_in(app)

    def test_names_compare_as_people_type_them(self, management):
        make_user(management, "Alice")
        for name in ("alice", "ALICE", "Ａｌｉｃｅ"):
            assert log_in(management, username=name)[1]["user"]["_username"] == "Alice"

    def test_a_wrong_password_and_an_unknown_user_are_one_answer(self, management):
        make_user(management, "alice")
        app = phone(management)
        for username, password in (
            ("alice", "wrong"),
            ("alice", "Secret"),
            ("alice", "secret "),
            ("alice", ""),
            ("nobody", "secret"),
            ("", "secret"),
            ("a" * 300, "secret"),
            ("alic_", "secret"),
            ("%", "secret"),
            (" alice", "secret"),
            ("nobody", "x" * 100_000),
        ):
            app = phone(management)
            answer = answer_of(app, "User.login", username=username, password=password)
            assert answer == WRONG_LOGIN, username
            assert app.session is None

    def test_refuses_what_is_no_text(self, management):
        make_user(management, "alice")
        app = phone(management)
        for wrong in (None, 1, True, [], {}, ["alice"], {"$gt": ""}):
            for name in ("username", "password"):
                params = {"username": "alice", "password": "secret", name: wrong}
                code, data = answer_of(app, "User.login", params)
                assert (code, list(data)) == (-32602, [name])
        assert answer_of(app, "User.login")[1] == {
            "username": "This parameter is required.",
            "password": "This parameter is required.",
        }

    def test_three_in_a_row_do_not_end_each_other(self, management):
        make_user(management, "alice")
        logins = [log_in(management) for _ in range(3)]
        for app, answer in logins:
            assert is_logged_in(app)
            assert answer_of(phone(management), "User.autoLogin", loginToken=answer["loginToken"])[0] == 0

    def test_several_at_once(self, management):
        make_user(management, "alice")
        with ThreadPoolExecutor(8) as pool:
            logins = list(pool.map(lambda _: log_in(management), range(16)))
        assert all(is_logged_in(app) for app, _ in logins)
        assert len({app.session for app, _ in logins}) == 16

    def test_an_old_cookie_does_not_hinder(self, management):
        make_user(management, "alice")
        app = phone(management, session="0" * 64)
        app.call("User.login", username="alice", password="secret")
        assert is_logged_in(app)

    def test_one_user_takes_over_from_another_on_a_device(self, management):
        alice, _ = register(management, "alice")
        bob = with_session(alice, alice.session)
        answer = register(management, "bob")[1]
        bob.call("User.login", username="bob", password="secret")
        assert answer["user"]["_username"] == "bob"
        assert is_logged_in(bob) and is_logged_in(alice)

    def test_each_backend_has_its_own(self, shared_server, management):
        app, answer = register(management)
        with shared_server.new_management() as other:
            stranger = phone(other, session=app.session)
            assert answer_of(stranger, "User.getProperties") == LOGIN_REQUIRED
            assert answer_of(stranger, "User.autoLogin", loginToken=answer["loginToken"]) == WRONG_TOKEN
            assert answer_of(stranger, "User.login", username="alice", password="secret") == WRONG_LOGIN


class TestSlowedDown:
    def guess(self, management, username="alice", app=None):
        app = app or phone(management)
        return answer_of(app, "User.login", username=username, password="wrong")

    def test_an_account_after_five_wrong_passwords_from_anywhere(self, management):
        make_user(management, "alice")
        for _ in range(5):
            assert self.guess(management) == WRONG_LOGIN
        code, data = self.guess(management)
        assert code == 9999 and 0 < data["retryAfterMs"] <= 1000
        # The right password has to wait as well, or the answer would tell which one it is.
        code, data = answer_of(phone(management), "User.login", username="ALICE", password="secret")
        assert code == 9999 and 0 < data["retryAfterMs"] <= 1000

    def test_also_one_that_does_not_exist(self, management):
        for _ in range(5):
            assert self.guess(management, "nobody") == WRONG_LOGIN
        assert self.guess(management, "nobody")[0] == 9999

    def test_each_call_of_a_batch_counts(self, management):
        make_user(management, "alice")
        app = phone(management)
        guess = ("User.login", {"username": "alice", "password": "wrong"})
        codes = [error.code for error in app.batch([guess] * 50)]
        assert codes == [-32602] * 5 + [9999] * 45

    def test_a_right_password_makes_it_good(self, management):
        make_user(management, "alice")
        for _ in range(3):
            for _ in range(4):
                assert self.guess(management) == WRONG_LOGIN
            log_in(management)

    def test_an_address_that_tries_many_accounts(self, start_server):
        server = start_server("--login-failures-per-address-max", "10", "--trusted-proxy", "127.0.0.1")
        with server.new_management() as management:
            app = phone(management)
            for number in range(10):
                assert self.guess(management, f"user{number}", app) == WRONG_LOGIN
            assert self.guess(management, "another", app)[0] == 9999
            assert self.guess(management, "another") == WRONG_LOGIN


class TestAutoLogin:
    def test_the_same_token_comes_back_however_often(self, management):
        _, answer = register(management, a=1)
        sessions = set()
        for _ in range(5):
            app = phone(management)
            again = app.call("User.autoLogin", loginToken=answer["loginToken"])
            assert again == answer
            assert is_logged_in(app)
            sessions.add(app.session)
        assert len(sessions) == 5

    def test_only_on_its_device(self, management):
        _, answer = register(management)
        for device in ("another", "Phone", "phone2"):
            app = phone(management, device)
            assert answer_of(app, "User.autoLogin", loginToken=answer["loginToken"]) == WRONG_TOKEN
            assert app.session is None

    def test_refuses_what_is_no_token(self, management):
        app, answer = register(management)
        token = answer["loginToken"]
        for wrong in ("", "x", "0" * 64, token.upper(), token[:-1], token + "0", app.session, "%"):
            assert answer_of(phone(management), "User.autoLogin", loginToken=wrong) == WRONG_TOKEN
        for wrong in (None, 1, [], {}, [token]):
            code, data = answer_of(phone(management), "User.autoLogin", loginToken=wrong)
            assert (code, list(data)) == (-32602, ["loginToken"])

    def test_can_be_switched_off(self, shared_server, management):
        _, answer = register(management)
        shared_server.cli("backend", "set", management.backend_id, "autoLogin=off")
        app = phone(management)
        assert answer_of(app, "User.autoLogin", loginToken=answer["loginToken"]) == (13, None)
        shared_server.cli("backend", "set", management.backend_id, "autoLogin=on")
        assert answer_of(app, "User.autoLogin", loginToken=answer["loginToken"])[0] == 0

    def test_an_old_cookie_does_not_hinder(self, management):
        _, answer = register(management)
        app = phone(management, session="f" * 64)
        assert answer_of(app, "User.autoLogin", loginToken=answer["loginToken"])[0] == 0


class TestLogout:
    def test_ends_the_session_and_its_token(self, management):
        app, answer = register(management)
        assert app.call("User.logout") == "OK"
        assert not is_logged_in(app)
        assert answer_of(app, "User.logout") == LOGIN_REQUIRED
        app.session = None
        assert answer_of(app, "User.autoLogin", loginToken=answer["loginToken"]) == WRONG_TOKEN

    def test_leaves_other_logins_of_the_user(self, management):
        first, _ = register(management)
        second, answer = log_in(management)
        elsewhere, _ = log_in(management, "tablet")
        first.call("User.logout")
        assert is_logged_in(second) and is_logged_in(elsewhere)
        assert answer_of(phone(management), "User.autoLogin", loginToken=answer["loginToken"])[0] == 0

    def test_ends_every_session_of_its_token(self, management):
        app, answer = register(management)
        other = phone(management)
        other.call("User.autoLogin", loginToken=answer["loginToken"])
        other.call("User.logout")
        assert not is_logged_in(app)

    def test_needs_a_login(self, management):
        assert answer_of(phone(management), "User.logout") == LOGIN_REQUIRED
        assert answer_of(phone(management, session="0" * 64), "User.logout") == LOGIN_REQUIRED


class TestSessions:
    def test_are_bound_to_their_device(self, management):
        app, _ = register(management)
        stranger = phone(management, "another", app.session)
        assert answer_of(stranger, "User.getProperties") == LOGIN_REQUIRED
        assert answer_of(stranger, "Device.getProperties") == LOGIN_REQUIRED
        assert answer_of(stranger, "User.logout") == LOGIN_REQUIRED
        assert is_logged_in(app)

    def test_end_at_once_when_management_deletes_the_user(self, management):
        app, answer = register(management)
        management.call("User.delete", [[answer["user"]["_id"]]])
        assert not is_logged_in(app)
        again, new = register(management)
        assert new["user"]["_id"] != answer["user"]["_id"]
        assert not is_logged_in(app) and is_logged_in(again)
        assert answer_of(phone(management), "User.autoLogin", loginToken=answer["loginToken"]) == WRONG_TOKEN

    def test_end_at_once_when_management_sets_the_password(self, management):
        app, answer = register(management)
        management.call("User.update", [answer["user"]["_id"], {"_password": "other"}])
        assert not is_logged_in(app)
        assert answer_of(phone(management), "User.autoLogin", loginToken=answer["loginToken"]) == WRONG_TOKEN
        assert answer_of(phone(management), "User.login", username="alice", password="secret") == WRONG_LOGIN
        log_in(management, password="other")

    def test_stay_when_management_changes_anything_else(self, management):
        app, answer = register(management)
        management.call("User.update", [answer["user"]["_id"], {"_username": "alicia", "a": 1}])
        assert is_logged_in(app)

    def test_outlive_a_kill(self, server):
        with server.new_management() as management:
            app, answer = register(management)
            ended, ended_answer = register(management, "bob")
            ended.call("User.logout")
            server.kill()
            server.start()
            for client in (app, ended):
                client.close()
            assert is_logged_in(app)
            assert not is_logged_in(ended)
            ended.session = None
            assert answer_of(ended, "User.autoLogin", loginToken=ended_answer["loginToken"]) == WRONG_TOKEN
            assert answer_of(app, "User.autoLogin", loginToken=answer["loginToken"])[0] == 0
