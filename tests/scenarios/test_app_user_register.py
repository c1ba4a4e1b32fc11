# SPDX-License-Identifier: Apache-2.0
"""User.register, User.validate and User.unregister of the app API."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from app_accounts import (
    LOGIN_REQUIRED,
    TOKEN_PATTERN,
    answer_of,
    is_logged_in,
    logs_in,
    phone,
    register,
)
from scenes import USER_ID, get_user, make_user

TAKEN = (-32602, {"username": "This username is taken."})


class TestRegister:
    def test_makes_a_user_and_logs_it_in(self, management):
        app, answer = register(management, "Alice", age=20, nested={"a": [1, None]})
        user = answer["user"]
        assert USER_ID.fullmatch(user["_id"])
        assert list(user) == ["_id", "_username", "_createdAt", "_updatedAt", "age", "nested"]
        assert (user["_username"], user["age"], user["nested"]) == ("Alice", 20, {"a": [1, None]})
        assert re.fullmatch(TOKEN_PATTERN, answer["loginToken"])
        assert is_logged_in(app)
        assert get_user(management, user["_id"]) == user
        assert logs_in(management, "alice", "secret")

    @pytest.mark.parametrize("password", ["pass", "password", "1234"])
    def test_forbids_no_password_by_name(self, management, password):
        register(management, password=password)

    def test_takes_no_system_properties(self, management):
        system = {"_id": "u1", "_username": "x", "_createdAt": 0, "_expiresAt": None, "_password": "x"}
        params = {"username": "alice", "password": "secret", "properties": {**system, "a": 1}}
        user = phone(management).call("User.register", params)["user"]
        assert user["_username"] == "alice" and user["_id"] != "u1" and user["_createdAt"] > 0
        assert [name for name in user if name not in ("_id", "_username", "_createdAt", "_updatedAt")] == ["a"]
        assert logs_in(management, "alice", "secret") and not logs_in(management, "alice", "x")

    def test_properties_may_be_left_out(self, management):
        for number, params in enumerate(({}, {"properties": None}, {"properties": {}})):
            app = phone(management)
            app.call("User.register", {"username": f"user{number}", "password": "secret", **params})

    def test_refuses_what_the_rules_of_users_refuse(self, management):
        app = phone(management)
        good = {"username": "alice", "password": "secret", "properties": {}}
        for name, wrong in (
            *(("username", value) for value in ("", "ab", "a b", "a\u200bb", "x" * 256, 1, None, [])),
            *(("password", value) for value in ("", "abc", "a b c", "x" * 81, 1, None, {})),
            *(("properties", value) for value in ("", 1, [1], {"1a": 1}, {"a.b": 1}, {"": 1})),
        ):
            code, data = answer_of(app, "User.register", {**good, name: wrong})
            assert (code, list(data)) == (-32602, [name]), (name, wrong)
        code, data = answer_of(app, "User.register", username="a", password="b", properties=1)
        assert (code, list(data)) == (-32602, ["properties", "username", "password"])
        assert management.call("User.list")["totalItems"] == 0
        assert app.session is None

    def test_a_name_is_taken_once_however_it_is_typed(self, management):
        register(management, "Alice")
        for name in ("Alice", "ALICE", "ａｌｉｃｅ"):
            assert answer_of(phone(management), "User.register", username=name, password="secret") == TAKEN

    def test_a_race_for_a_name_has_one_winner(self, management):
        def run(number):
            return answer_of(
                phone(management, f"d{number}"), "User.register", username="alice", password="secret"
            )[0]

        with ThreadPoolExecutor(8) as pool:
            codes = sorted(pool.map(run, range(16)))
        assert codes == [-32602] * 15 + [0]

    def test_an_old_cookie_does_not_hinder(self, management):
        app = phone(management, session="0" * 64)
        app.call("User.register", username="alice", password="secret")
        assert is_logged_in(app)

    def test_lengths_are_the_backends_settings(self, shared_server, management):
        shared_server.cli(
            "backend", "set", management.backend_id, "passwordLengthMin=8", "usernameLengthMin=6"
        )
        code, data = answer_of(phone(management), "User.register", username="alice", password="secret")
        assert (code, set(data)) == (-32602, {"username", "password"})


class TestValidate:
    def test_says_what_register_would_say(self, management):
        make_user(management, "alice")
        app = phone(management)
        assert app.call("User.validate", username="bob", properties={"a": 1}) == "OK"
        assert answer_of(app, "User.validate", username="ALICE") == TAKEN
        for wrong in ("", "ab", "a b", 1, None):
            code, data = answer_of(app, "User.validate", username=wrong)
            assert (code, list(data)) == (-32602, ["username"])
        code, data = answer_of(app, "User.validate", username="bob", properties={"1": 1})
        assert (code, list(data)) == (-32602, ["properties"])

    def test_stores_nothing(self, management):
        phone(management).call("User.validate", username="bob")
        assert management.call("User.list")["totalItems"] == 0

    def test_can_be_made_silent_about_names(self, shared_server, management):
        make_user(management, "alice")
        shared_server.cli("backend", "set", management.backend_id, "validateSilent=on")
        app = phone(management)
        assert app.call("User.validate", username="alice") == "OK"
        assert answer_of(app, "User.validate", username="ab")[0] == -32602
        assert answer_of(app, "User.register", username="alice", password="secret") == TAKEN

    def test_an_old_cookie_does_not_hinder(self, management):
        assert phone(management, session="0" * 64).call("User.validate", username="bob") == "OK"


class TestUnregister:
    def test_deletes_the_user_and_ends_all_its_sessions(self, management):
        app, answer = register(management)
        other = phone(management, "tablet")
        token = other.call("User.login", username="alice", password="secret")["loginToken"]
        assert app.call("User.unregister", password="secret") == "OK"
        assert not is_logged_in(app) and not is_logged_in(other)
        for device, old in (("phone", answer["loginToken"]), ("tablet", token)):
            assert answer_of(phone(management, device), "User.autoLogin", loginToken=old)[0] == -32602
        assert management.call("User.list")["totalItems"] == 0
        assert not logs_in(management, "alice", "secret")

    def test_needs_the_password(self, management):
        app, _ = register(management)
        for wrong in ("wrong", "", "Secret"):
            assert answer_of(app, "User.unregister", password=wrong) == (
                -32602,
                {"password": "This password is wrong."},
            )
        for wrong in (None, 1, [], {}):
            code, data = answer_of(app, "User.unregister", password=wrong)
            assert (code, list(data)) == (-32602, ["password"])
        assert is_logged_in(app)

    def test_wrong_passwords_are_slowed_down(self, management):
        app, _ = register(management)
        for _ in range(5):
            assert answer_of(app, "User.unregister", password="wrong")[0] == -32602
        code, data = answer_of(app, "User.unregister", password="secret")
        assert code == 9999 and data["retryAfterMs"] > 0

    def test_needs_a_login(self, management):
        assert answer_of(phone(management), "User.unregister", password="x") == LOGIN_REQUIRED
        dead = phone(management, session="0" * 64)
        assert answer_of(dead, "User.unregister", password="x") == LOGIN_REQUIRED

    def test_the_name_is_free_for_somebody_else(self, management):
        app, answer = register(management)
        app.call("User.unregister", password="secret")
        _, again = register(management)
        assert again["user"]["_id"] != answer["user"]["_id"]
