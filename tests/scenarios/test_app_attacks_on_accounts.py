# SPDX-License-Identifier: Apache-2.0
"""Attacks on users, sessions and tokens that peers fell to, each named after its number in the
project's collection of attacks."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from app_accounts import (
    LOGIN_REQUIRED,
    WRONG_LOGIN,
    answer_of,
    database_of,
    give_reset_token,
    is_logged_in,
    logs_in,
    phone,
    register,
    with_session,
)
from harness.rpc import SESSION_HEADER
from scenes import get_user
from wire_text import new_address

TOKEN = "abcdefghijklmnopqrstuvwx"
CANARY = "canary-5f1c2a"


def test_sec_11_57_no_call_sets_what_is_the_systems(management):
    app, answer = register(management)
    before = get_user(management, answer["user"]["_id"])
    for value in (1, None, 0, "", False, {}):
        names = ["_expiresAt", "_token", "_owner", "_createdAt", "_updatedAt", "_permission", "_id"]
        system = {name: value for name in [*names, "_password", "_username", "_passwordHash"]}
        assert app.call("User.saveProperties", properties=system) == "OK"
        assert app.call("Device.saveProperties", properties=system) == "OK"
        name = f"user-{value!r}".replace(" ", "")
        _, made = register(management, name, **system)
        made = get_user(management, made["user"]["_id"])
        assert set(made) == set(before) and made["_username"] == name
    after = get_user(management, before["_id"])
    assert {**after, "_updatedAt": 0} == {**before, "_updatedAt": 0}
    assert app.call("Device.getProperties") == {"properties": {}}
    assert logs_in(management, "alice", "secret")


def test_sec_12_nobody_reaches_anothers_session_or_device(management):
    alice, _ = register(management, device="alices-phone")
    alice.call("Device.saveProperties", properties={"secret": 1})
    mallory, _ = register(management, "mallory", device="mallorys-phone")
    stolen = with_session(alice, mallory.session)
    assert answer_of(stolen, "User.logout") == LOGIN_REQUIRED
    assert answer_of(stolen, "Device.getProperties") == LOGIN_REQUIRED
    assert mallory.call("Device.getProperties", device="alices-phone") == {"properties": {}}
    assert is_logged_in(alice) and is_logged_in(mallory)


def test_sec_13_67_what_ends_is_refused_on_open_connections(management):
    for end in ("logout", "delete", "password"):
        app, answer = register(management, f"user-{end}")
        assert is_logged_in(app)
        if end == "logout":
            with_session(app, app.session).call("User.logout")
        elif end == "delete":
            management.call("User.delete", [[answer["user"]["_id"]]])
        else:
            management.call("User.update", [answer["user"]["_id"], {"_password": "other"}])
        assert not is_logged_in(app), end


def test_sec_15_52_replies_show_a_user_and_nothing_else(management):
    app, answer = register(management, a=1)
    shown = {"_id", "_username", "_createdAt", "_updatedAt", "a"}
    assert set(answer["user"]) == shown
    login = phone(management).call("User.login", username="alice", password="secret")
    assert set(login["user"]) == shown
    auto = phone(management).call("User.autoLogin", loginToken=answer["loginToken"])
    assert set(auto["user"]) == shown
    for query in ("_password == 1", "_password_hash != null", "_loginToken == 1", "_session > 1"):
        code, data = answer_of(management, "User.list", userQuery=query)
        assert (code, list(data)) == (-32602, ["userQuery"])
    app.close()


@pytest.mark.parametrize("name", ["username", "password", "newPassword", "token", "loginToken"])
def test_sec_21_credentials_of_another_type_are_never_coerced(management, name):
    register(management, "12345", "12345")
    methods = {
        "username": ["User.login", "User.register", "User.resetPasswordAndLogin"],
        "password": ["User.login", "User.register"],
        "newPassword": ["User.resetPasswordAndLogin"],
        "token": ["User.resetPasswordAndLogin"],
        "loginToken": ["User.autoLogin"],
    }[name]
    good = {"username": "12345", "password": "12345", "newPassword": "12345", "token": "12345"}
    for method in methods:
        for wrong in (12345, 12345.0, True, None, ["12345"], {"$ne": ""}, {"toString": "12345"}):
            code, data = answer_of(phone(management), method, {**good, name: wrong})
            assert code == -32602 and name in data, (method, wrong)


def test_sec_21_nor_are_huge_ones_or_those_with_nul(management):
    register(management)
    for text in ("x" * 1_000_000, "alice\x00", "\x00", "\u202ealice"):
        for params in (
            {"username": text, "password": "secret"},
            {"username": "alice", "password": text},
        ):
            assert answer_of(phone(management), "User.login", params) == WRONG_LOGIN
        assert answer_of(phone(management), "User.autoLogin", loginToken=text)[0] == -32602


@pytest.mark.parametrize("pattern", ["%", "_____", "*", "a*", "(?i)alice", "alice' OR '1'='1", "?"])
def test_sec_22_names_and_tokens_are_compared_not_matched(management, pattern):
    register(management)
    app = phone(management)
    assert answer_of(app, "User.login", username=pattern, password="secret") == WRONG_LOGIN
    assert answer_of(app, "User.login", username="alice", password=pattern) == WRONG_LOGIN
    assert answer_of(app, "User.autoLogin", loginToken=pattern)[0] == -32602


def test_sec_31_nothing_that_proves_a_caller_is_looked_for_by_a_scan(shared_server, management):
    import sqlite3

    register(management)
    with sqlite3.connect(database_of(shared_server, management)) as database:
        for query in (
            "SELECT 1 FROM sessions WHERE hash = x'00'",
            "SELECT 1 FROM login_tokens WHERE hash = x'00'",
            "SELECT 1 FROM users WHERE username_key = 'a'",
            "SELECT 1 FROM devices WHERE device_id = 'a'",
            "SELECT 1 FROM users AS u JOIN reset_tokens AS r ON r.user_seq = u.seq "
            "WHERE u.username_key = 'a'",
            "DELETE FROM sessions WHERE user_seq = 1",
            "DELETE FROM login_tokens WHERE user_seq = 1",
            "DELETE FROM sessions WHERE login_token = x'00'",
        ):
            plan = " ".join(row[3] for row in database.execute("EXPLAIN QUERY PLAN " + query))
            assert "SEARCH" in plan and "SCAN" not in plan, plan
    database.close()


def test_sec_32_a_batch_of_logins_counts_each(management):
    register(management)
    app = phone(management)
    guesses = [("User.login", {"username": "alice", "password": f"guess-{n}"}) for n in range(200)]
    codes = [error.code for error in app.batch(guesses)]
    assert codes.count(-32602) == 5 and codes.count(9999) == 195


def race_for_a_token(server, management, number):
    """How many of 64 uses of one reset token at once succeed."""
    name = f"racer{number}"
    register(management, name)
    token = f"{TOKEN[:16]}{number:08}"
    give_reset_token(server, management, name, token)

    def use(runner):
        app = phone(management, f"d{runner}")
        params = {"username": name, "newPassword": f"new-{runner}", "token": token}
        code, _ = answer_of(app, "User.resetPasswordAndLogin", params)
        app.close()
        return code, runner

    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(use, range(64)))
    won = [runner for code, runner in answers if code == 0]
    assert {code for code, _ in answers} <= {0, -32602, 9999}
    return won, name


def test_sec_33_a_reset_token_is_used_once_however_many_try(shared_server, management):
    for number in range(5):
        won, name = race_for_a_token(shared_server, management, number)
        assert len(won) == 1
        assert logs_in(management, name, f"new-{won[0]}")


def test_sec_34_a_used_token_stays_used_over_a_kill(server):
    with server.new_management() as management:
        app, answer = register(management)
        give_reset_token(server, management, "alice", TOKEN)
        params = {"username": "alice", "newPassword": "other-1", "token": TOKEN}
        reset = phone(management)
        reset.call("User.resetPasswordAndLogin", params)
        reset.call("User.logout")
        server.kill()
        server.start()
        for client in (app, reset):
            client.close()
        assert answer_of(phone(management), "User.resetPasswordAndLogin", params)[0] == -32602
        assert not is_logged_in(app) and not is_logged_in(reset)
        assert answer_of(phone(management), "User.autoLogin", loginToken=answer["loginToken"])[0] == -32602
        assert logs_in(management, "alice", "other-1")


def test_sec_37_no_account_without_a_password(management):
    for password in ({}, {"password": ""}, {"password": None}, {"password": "    "}):
        code, data = answer_of(phone(management), "User.register", {"username": "alice", **password})
        assert (code, list(data)) == (-32602, ["password"])
    assert management.call("User.list")["totalItems"] == 0


def test_sec_38_no_password_is_set_without_the_old_one_or_a_token(management):
    app, _ = register(management)
    register(management, "bobby")
    for params in (
        {"newPassword": "other"},
        {"oldPassword": None, "newPassword": "other"},
        {"oldPassword": "", "newPassword": "other", "username": "bobby"},
    ):
        assert answer_of(app, "User.updatePassword", params)[0] == -32602
    assert answer_of(app, "User.resetPasswordAndLogin", username="bobby", newPassword="other")[0] == -32602
    assert logs_in(management, "alice", "secret") and logs_in(management, "bobby", "secret")


def test_sec_39_56_65_no_credential_is_stored_or_logged(start_server):
    server = start_server("--log-level", "debug")
    with server.new_management() as management:
        app, answer = register(management, password=CANARY)
        other = phone(management)
        login = other.call("User.login", username="alice", password=CANARY)
        answer_of(other, "User.login", username="alice", password=CANARY + "x")
        answer_of(other, "User.register", username="alice", password=CANARY)
        app.call("User.updatePassword", oldPassword=CANARY, newPassword=CANARY + "2")
        secrets = [CANARY, app.session, other.session, answer["loginToken"], login["loginToken"]]
        server.stop()
        for file in server.folder.rglob("*"):
            if file.is_file():
                content = file.read_bytes()
                for secret in secrets:
                    assert secret.encode() not in content, (file, secret)
                    assert not _has_hex(content, secret), (file, secret)


def _has_hex(content, secret):
    try:
        return bytes.fromhex(secret) in content
    except ValueError:
        return False


def test_sec_44_only_methods_that_are_listed_can_be_called(management):
    app, _ = register(management)
    for method in ("constructor", "__proto__", "toString", "", "user.login", "User.login\x00"):
        assert answer_of(app, method)[0] == -32601, method
    assert answer_of(app, "x" * 1_000_000)[0] == -32601


def test_sec_58_one_account_has_one_counter_however_it_is_typed(management):
    register(management, "Alice")
    names = ["alice", "ALICE", "Ａｌｉｃｅ", "aLICE", "Alice"]
    for name in names:
        assert answer_of(phone(management), "User.login", username=name, password="x") == WRONG_LOGIN
    for name in names:
        assert answer_of(phone(management), "User.login", username=name, password="x")[0] == 9999


def test_sec_61_76_what_is_wrong_is_never_nobody(management):
    app, _ = register(management)
    app.call("Device.saveProperties", properties={"a": 1})
    ended = app.session
    app.call("User.logout")
    for session, code in ((ended, 11), ("0" * 64, 11), ("-", 10), ("", 10)):
        for method in ("Device.getProperties", "Device.saveProperties", "User.getProperties"):
            assert answer_of(with_session(app, session), method, properties={})[0] == code
    app.key = "0" * len(app.key)
    app.session = None
    assert answer_of(app, "Device.getProperties")[0] == 4


def test_sec_63_a_name_that_is_used_again_inherits_nothing(management):
    app, answer = register(management)
    app.call("User.unregister", password="secret")
    again, new = register(management, device="another")
    assert new["user"]["_id"] != answer["user"]["_id"]
    assert not is_logged_in(app)
    assert answer_of(phone(management), "User.autoLogin", loginToken=answer["loginToken"])[0] == -32602
    assert is_logged_in(again)


def test_sec_66_credentials_are_read_nowhere_but_in_the_params(management):
    app, _ = register(management)
    session = app.session
    app.session = None
    envelope = json.dumps(app._envelope("User.getProperties", {}))
    for headers in (
        {SESSION_HEADER: session},
        {"Cookie": f"monaca_cloud_session={session}"},
        {"Authorization": f"Bearer {session}"},
    ):
        reply = json.loads(app.raw(envelope, headers=headers)[2])
        assert reply["error"]["code"] == 11
    reply = json.loads(app.raw(envelope, path=f"{app.path}?__session={session}")[2])
    assert reply["error"]["code"] == 11


def test_sec_77_a_session_ends_with_the_token_it_came_from(management):
    app, answer = register(management)
    derived = phone(management)
    derived.call("User.autoLogin", loginToken=answer["loginToken"])
    app.call("User.logout")
    assert not is_logged_in(derived)


def test_sec_87_each_call_is_judged_anew(management):
    app, answer = register(management)
    for _ in range(3):
        assert is_logged_in(app)
    management.call("User.update", [answer["user"]["_id"], {"_password": "other"}])
    assert not is_logged_in(app)
    assert answer_of(phone(management), "User.login", username="alice", password="secret") == WRONG_LOGIN


def test_sec_20_a_forged_address_does_not_start_a_new_count(start_server):
    server = start_server("--login-failures-per-address-max", "3")
    with server.new_management() as management:
        for number in range(3):
            assert answer_of(
                phone(management), "User.login", username=f"user{number}", password="x"
            ) == WRONG_LOGIN
        app = phone(management)
        app.headers["X-Forwarded-For"] = new_address()
        assert answer_of(app, "User.login", username="another", password="x")[0] == 9999
