# SPDX-License-Identifier: Apache-2.0
"""How the app API is spoken: where the credentials stand, what comes first of several faults, and
that HTTP never says anything but 200."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from app_accounts import TOKEN_PATTERN, answer_of, phone, register
from harness.rpc import SESSION_HEADER
from harness.server import binary

_ROOT = Path(__file__).resolve().parents[2]


def post(app, envelope, **headers):
    """What any JSON value is answered: headers and JSON."""
    status, replied, body = app.raw(json.dumps(envelope), headers=headers)
    assert status == 200
    return replied, json.loads(body)


def call(method, params, call_id="1"):
    return {"jsonrpc": "2.0", "method": method, "params": params, "id": call_id}


def error_of(app, method, params):
    return post(app, call(method, params))[1]["error"]["code"]


class TestAsTheSdkSendsIt:
    def test_text_of_any_type(self, management):
        app = phone(management)
        own = {"__api_key": management.app_key, "__device": "phone"}
        request = call("Device.getProperties", own)
        for kind in (None, "application/x-www-form-urlencoded", "text/plain", "application/json", "x"):
            _, reply = post(app, request, **{"Content-Type": kind})
            assert reply == {"jsonrpc": "2.0", "id": "1", "result": {"properties": {}}}

    def test_no_reply_has_a_null_result_or_error(self, management):
        app, _ = register(management)
        for method, params in (
            ("User.saveProperties", {"properties": {"a": 1}}),
            ("User.getProperties", {}),
            ("Device.saveProperties", {"properties": {}}),
            ("User.validate", {"username": "somebody"}),
            ("User.logout", {}),
        ):
            _, reply = post(app, call(method, app.params_of(params)))
            assert "error" not in reply and reply["result"] is not None
            if not isinstance(reply["result"], dict):
                assert reply["result"] == "OK"

    def test_what_old_clients_send_besides_is_passed_over(self, management):
        app, _ = register(management)
        assert app.call("User.saveProperties", {"properties": {"a": 1}, "x": 1, "__y": {}}) == "OK"
        assert app.call("User.getProperties", {"options": {"z": 1}})["properties"] == {"a": 1}

    def test_a_session_is_letters_and_digits_and_comes_in_a_header(self, management):
        app = phone(management)
        params = {"username": "alice", "password": "secret", "properties": None}
        headers, reply = post(app, call("User.register", app.params_of(params)))
        assert re.fullmatch(TOKEN_PATTERN, headers[SESSION_HEADER])
        assert headers[SESSION_HEADER] not in json.dumps(reply)
        headers, _ = post(app, call("Device.getProperties", app.params_of({})))
        assert SESSION_HEADER not in headers

    def test_the_last_session_of_a_batch_is_the_one_that_comes(self, management):
        register(management)
        app = phone(management)
        login = ("User.login", {"username": "alice", "password": "secret"})
        first, second = app.batch([login, login])
        assert first["loginToken"] != second["loginToken"]
        assert answer_of(app, "User.logout") == (0, "OK")
        assert answer_of(phone(management), "User.autoLogin", loginToken=first["loginToken"])[0] == 0
        assert (
            answer_of(phone(management), "User.autoLogin", loginToken=second["loginToken"])[0]
            == -32602
        )


class TestTheOrderOfChecks:
    def test_a_wrong_key_comes_first(self, management):
        app = phone(management)
        for key in ({}, {"__api_key": "wrong"}, {"__api_key": management.app_key.upper() + "x"}):
            assert error_of(app, "No.method", key) == 4
        for key in (None, 1, True, [management.app_key], {"a": management.app_key}, ""):
            assert error_of(app, "No.method", {"__api_key": key, "__device": "d"}) == 4
        for params in ([], None, [management.app_key, "d"]):
            assert error_of(app, "User.logout", params) == 4

    def test_then_the_device(self, management):
        app = phone(management)
        own = {"__api_key": management.app_key}
        for device in ({}, {"__device": ""}, {"__device": None}, {"__device": 1}, {"__device": ["d"]}):
            assert error_of(app, "No.method", own | device) == 12
        for device in ("d" * 256, "a\nb", "\x00", "\x7f"):
            assert error_of(app, "No.method", own | {"__device": device}) == 12
        assert answer_of(management.app("d" * 255), "Device.getProperties")[0] == 0
        assert answer_of(management.app("端末-1"), "Device.getProperties")[0] == 0

    def test_then_the_method(self, management):
        app = phone(management, session="not good!")
        for method in ("", "User.Login", "user.login", "constructor", "__proto__", "rpc.discover"):
            assert answer_of(app, method)[0] == -32601

    def test_then_the_session(self, management):
        for session in ("not good!", "", " ", "a-b", "é"):
            app = phone(management, session=session)
            for method in ("User.saveProperties", "User.login", "Device.getProperties"):
                assert answer_of(app, method)[0] == 10
        for session in (None, 1, True, [], {}, ["a"], {"$ne": ""}):
            params = {"__api_key": management.app_key, "__device": "d", "__session": session}
            assert error_of(phone(management), "Device.getProperties", params) == 10
        for method in ("User.saveProperties", "Device.getProperties", "Device.saveProperties"):
            assert answer_of(phone(management, session="0" * 64), method)[0] == 11

    def test_then_the_parameters(self, management):
        app, _ = register(management)
        assert answer_of(app, "User.saveProperties")[0] == -32602
        assert answer_of(app, "User.sendPasswordResetToken") == (
            -32602,
            {"username": "This parameter is required."},
        )

    def test_another_backends_key_is_a_wrong_one(self, shared_server, management):
        with shared_server.new_management() as other:
            app = phone(management)
            app.key = other.app_key
            assert answer_of(app, "Device.getProperties")[0] == 4

    def test_a_backend_that_does_not_exist_is_answered_as_a_wrong_key(self, management):
        app = phone(management)
        for path in ("/json-rpc/", "/json-rpc/x", "/json-rpc/" + "0" * 24, app.path + "/"):
            status, _, body = app.raw(
                json.dumps(call("User.logout", app.params_of({}))), path=path
            )
            assert (status, json.loads(body)["error"]["code"]) == (200, 4)


class TestAlways200:
    @pytest.mark.parametrize("verb", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
    def test_for_other_verbs(self, management, verb):
        app = phone(management)
        status, headers, body = app.raw("", method=verb)
        assert (status, headers["Access-Control-Allow-Origin"]) == (200, "*")
        if verb != "HEAD":
            assert json.loads(body)["error"]["code"] == -32600

    def test_for_what_is_no_json(self, management):
        app = phone(management)
        for body, code in (("", -32700), ("{", -32700), ("[]", -32600), ("1", -32600), ("{}", -32600)):
            status, headers, reply = app.raw(body)
            assert (status, json.loads(reply)["error"]["code"]) == (200, code)
            assert headers["Access-Control-Allow-Origin"] == "*"

    def test_for_a_body_that_is_too_large(self, management):
        app = phone(management)
        status, headers, body = app.raw("", headers={"Content-Length": str(16 * 1024 * 1024 + 1)})
        assert (status, json.loads(body)["error"]["code"]) == (200, 9999)
        assert headers["Access-Control-Allow-Origin"] == "*"

    def test_for_a_notification(self, management):
        app, _ = register(management)
        envelope = call("User.saveProperties", app.params_of({"properties": {"a": 1}}))
        del envelope["id"]
        assert app.raw(json.dumps(envelope))[::2] == (200, b"")
        assert app.call("User.getProperties")["properties"] == {"a": 1}
        # A refused one is not answered either.
        envelope["params"]["__api_key"] = "wrong"
        assert app.raw(json.dumps(envelope))[::2] == (200, b"")


class TestBatches:
    def test_each_call_shows_its_own_credentials(self, management):
        app, _ = register(management)
        good = call("User.getProperties", app.params_of({}), 1)
        calls = [
            good,
            call("User.getProperties", {**app.params_of({}), "__api_key": "x"}, 2),
            call("User.getProperties", {**app.params_of({}), "__device": "other"}, 3),
            call("User.getProperties", {**app.params_of({}), "__session": "!"}, 4),
            call("User.getProperties", {"__api_key": app.key, "__device": "phone"}, 5),
            good | {"id": 6},
        ]
        _, replies = post(app, calls)
        codes = [reply.get("error", {}).get("code", 0) for reply in replies]
        assert codes == [0, 4, 11, 10, 11, 0]

    def test_a_logout_ends_the_rest_of_its_batch(self, management):
        app, _ = register(management)
        save = ("User.saveProperties", {"properties": {"a": 1}})
        results = app.batch([save, ("User.logout", {}), save, ("User.getProperties", {})])
        assert results[:2] == ["OK", "OK"]
        assert [error.code for error in results[2:]] == [11, 11]


class TestOtherOrigins:
    ORIGINS = [
        "null",
        "file://",
        "https://localhost",
        "capacitor://localhost",
        "ionic://localhost",
        "https://app.example",
    ]

    def ask(self, app, origin):
        params = app.params_of({"username": "nobody", "password": "wrong"})
        return post(app, call("User.login", params), Origin=origin)[0]

    def test_any_may_read_by_default(self, management):
        app = phone(management)
        for origin in self.ORIGINS:
            headers = self.ask(app, origin)
            assert headers["Access-Control-Allow-Origin"] == "*"
            assert headers["Access-Control-Expose-Headers"] == SESSION_HEADER
            assert headers["Access-Control-Allow-Credentials"] is None

    def test_only_those_that_the_setting_names(self, shared_server, management):
        allowed = "https://app.example,null,file://,capacitor://localhost"
        shared_server.cli("backend", "set", management.backend_id, f"allowedOrigins={allowed}")
        app = phone(management)
        for origin in self.ORIGINS:
            headers = self.ask(app, origin)
            expected = origin if origin in allowed.split(",") else None
            assert headers["Access-Control-Allow-Origin"] == expected, origin
            assert headers["Vary"] == "Origin"
        for origin in ("https://app.example.evil", "https://APP.example", "http://app.example", "x"):
            assert self.ask(app, origin)["Access-Control-Allow-Origin"] is None

    def test_a_preflight_is_answered(self, management):
        app = phone(management)
        asked = {
            "Origin": "https://app.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type, x-app",
        }
        status, headers, body = app.raw("", headers=asked, method="OPTIONS")
        assert (status, body) == (200, b"")
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Access-Control-Allow-Methods"] == "POST"
        assert headers["Access-Control-Allow-Headers"] == "content-type, x-app"
        asked["Access-Control-Request-Headers"] = "x<script>"
        headers = app.raw("", headers=asked, method="OPTIONS")[1]
        assert headers["Access-Control-Allow-Headers"] == "Content-Type"

    def test_the_management_api_tells_no_browser_anything(self, management):
        headers = management.raw("{}", headers={"Origin": "https://app.example"})[1]
        assert headers["Access-Control-Allow-Origin"] is None


def test_the_committed_contract_is_what_the_command_line_prints():
    done = subprocess.run(
        [binary(), "openrpc", "--api", "app"], capture_output=True, text=True, check=True
    )
    assert done.stdout == (_ROOT / "contract/openrpc-app.json").read_text()
    for method in json.loads(done.stdout)["methods"]:
        assert method["paramStructure"] == "by-name"
        assert {4, 12, 10, 11, 9999} <= {error["code"] for error in method["errors"]}
