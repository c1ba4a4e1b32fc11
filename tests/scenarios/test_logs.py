# SPDX-License-Identifier: Apache-2.0
"""The log has a line for each request, and no secret in any."""

import itertools
import json
import re
import secrets

import pytest
from harness.rpc import KEY_HEADER
from harness.server import CommandFailed
from raw_http import connect, head_of
from scenes import make_collection, make_items, make_user, post_form, push_params
from wire_text import call_text

LEVELS = ["debug", "info", "warning", "error"]


class Workload:
    """Calls of all kinds, good and bad, full of texts that must not show."""

    def __init__(self, server):
        self.server = server
        self.canaries = []
        backend = server.create_backend()
        self.backend = backend["backendId"]
        made = server.create_key(self.backend)
        self.canaries.append(made["key"])
        self.client = server.management(
            self.backend, made["key"], push_project=backend["pushProjectId"]
        )

    def canary(self):
        text = "canary" + secrets.token_hex(12)
        self.canaries.append(text)
        return text

    def run(self):
        client = self.client
        make_collection(client)
        user = make_user(client, self.canary(), self.canary(), {"secret": self.canary()})
        client.call("User.update", [user, {"_password": self.canary(), "a": self.canary()}])
        make_items(client, "Score", [{"a": self.canary()} for _ in range(20)])
        for method, params in (
            ("CollectionItem.count", ["Score", f'a == "{self.canary()}"']),
            ("CollectionItem.count", ["Score", "a != ?", [self.canary()]]),
            ("CollectionItem.count", ["Score", f"a = '{self.canary()}'"]),
            ("User.list", {"nameFilter": self.canary()}),
            ("User.create", [self.canary(), self.canary() + " "]),
            ("User.create", {self.canary(): self.canary()}),
            ("CollectionItem.create", ["Score", {"1" + self.canary(): self.canary()}]),
            ("CollectionItem.create", ["Score", {}, None, {self.canary(): self.canary()}]),
            ("CollectionItem.create", [self.canary(), {"a": self.canary()}]),
            ("CollectionItem.get", ["Score", self.canary()]),
            (self.canary(), {}),
        ):
            client.raw(call_text(method, params, self.canary()))
        client.raw('{"a": "%s"' % self.canary())
        client.raw("[%s,1]" % call_text("User.create", ["x", self.canary()], None))
        for name in ("Authorization", "Cookie", KEY_HEADER):
            client.raw("{}", headers={name: self.canary()})
        client.raw("{}", path=f"{client.path}?key={self.canary()}")
        with connect(client) as wire:
            wire.send(head_of(client, f"X-A: {self.canary()}\0"))
            wire.rest()
        self.run_push()
        client.close()
        revoked = self.server.create_key(self.backend)
        self.canaries.append(revoked["key"])
        self.server.cli("key", "revoke", "--backend", self.backend, revoked["keyId"])

    def run_push(self):
        """Devices, which prove themselves by their id, and credentials that are none."""
        client = self.client
        path = f"/v1/push/register/{client.push_project}"
        for fields in (
            {"platform": "android", "deviceId": self.canary(), "registrationId": self.canary()},
            {"platform": "ios", "deviceId": self.canary(), "deviceToken": self.canary()},
        ):
            fields |= {"buildType": "release", "version": "1.0", "packageName": self.canary()}
            post_form(client, path, fields, "127.0.0.1")
        message = {"message": self.canary(), "extra_json": {"a": self.canary()}}
        client.call("Push.send", push_params(client, title=self.canary(), **message))
        client.raw(call_text("Push.send", push_params(client, deviceIdList=[self.canary(), 5]), 1))
        file = self.server.folder / "key.p8"
        file.write_text(f"-----BEGIN PRIVATE KEY-----\n{self.canary()}\n-----END PRIVATE KEY-----\n")
        options = ("--key-id", "ABCDE12345", "--team-id", "ABCDE12345", "--topic", "org.example")
        with pytest.raises(CommandFailed):
            self.server.cli(
                "push", "configure", "--backend", self.backend, "--apns-key", str(file), *options
            )


@pytest.mark.parametrize(("level", "form"), itertools.product(LEVELS, ["text", "json"]))
def test_no_secret_is_in_the_log(start_server, level, form):
    server = start_server(
        *("--log-level", level, "--log-format", form, "--slow-query-ms", "1"),
    )
    work = Workload(server)
    work.run()
    assert server.stop() == 0
    log = server.log.read_text()
    assert not [each for each in work.canaries if each in log]
    assert not [each for each in work.canaries if each[-20:] in log]
    if level in ("debug", "info"):
        assert "CollectionItem.count" in log


def _requests(server):
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    return [line for line in lines if line["event"] == "request"]


def test_one_line_for_each_request_with_the_id_of_its_reply(start_server):
    server = start_server("--log-format", "json")
    client = server.new_management()
    bodies = [call_text("Collection.list"), "{", "[]", call_text("Collection.create", ["A"], None)]
    bodies.append(f"[{call_text('Collection.list')},{call_text('Collection.drop', ['B'])}]")
    ids = [client.raw(body)[1]["X-Request-Id"] for body in bodies]
    ids.append(client.raw("{}", headers={KEY_HEADER: "x"})[1]["X-Request-Id"])
    ids.append(client.raw("", method="GET", path="/nothing")[1]["X-Request-Id"])
    client.close()
    assert server.stop() == 0
    lines = {line["request"]: line for line in _requests(server)}
    logged = [lines[each] for each in ids]
    assert [line["status"] for line in logged] == [200, 200, 200, 204, 200, 401, 404]
    assert [line["called"] for line in logged][:5] == [
        *("Collection.list", "-", "-", "Collection.create", "batch of 2"),
    ]
    assert [line["code"] for line in logged][:5] == [0, -32700, -32600, 0, -32602]
    for line in logged:
        assert line["level"] == "info"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
        assert line["client"] == "127.0.0.1"
        assert line["milliseconds"] >= 0
    every = [line["request"] for line in _requests(server)]
    assert all(every.count(each) == 1 for each in ids)


def test_request_lines_can_be_switched_off(start_server):
    server = start_server("--log-format", "json", "--log-requests", "off")
    client = server.new_management()
    client.call("Collection.list")
    client.raw("{}", headers={KEY_HEADER: "x"})
    server.stop()
    assert _requests(server) == []


def test_the_log_tells_refusals_apart_that_look_alike_outside(start_server):
    server = start_server("--log-format", "json")
    backend = server.create_backend()["backendId"]
    outside = server.create_key(backend, "--ip", "192.0.2.1")
    client = server.management(backend, outside["key"])
    client.raw("{}")
    client.raw("{}", headers={KEY_HEADER: "x"})
    client.raw("{}", path="/manage/json-rpc/" + "0" * 24)
    other = server.new_management()
    server.cli("backend", "set", other.backend_id, "managementApi=off")
    other.raw("{}")
    server.stop()
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    reasons = [line["reason"] for line in lines if line["event"] == "key refused"]
    assert len(reasons) == len(set(reasons)) == 4, reasons


@pytest.mark.parametrize("form", ["text", "json"])
def test_nobody_writes_lines_of_its_own(start_server, form):
    server = start_server("--log-format", form)
    client = server.new_management()
    forged = "2026-01-01T00:00:00.000Z error forged"
    breaks = ["\n", "\r", "\r\n", "\x00", "\x1b[2J", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"]
    for each in breaks:
        text = f"a{each}{forged}"
        client.raw(call_text(text, {text: 1}, text))
        make = call_text("Collection.create", [text])
        client.raw(make)
        if "\0" not in text:
            server.run("backend", "create", text)
    for path in ("/a%0a" + forged.replace(" ", "%20"), "/" + "x" * 8000, '/"a"=b'):
        client.raw("", method="GET", path=path)
    for raw in (f"GET /a\n{forged} HTTP/1.1\r\n\r\n", f"GE\rT {forged}\r\n\r\n", f"\n{forged}\n\n"):
        with connect(client) as wire:
            wire.send(raw)
            wire.end()
            wire.rest()
    client.close()
    assert server.stop() == 0
    log = server.log.read_bytes().decode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", log)
    for line in log.split("\n")[:-1]:
        assert not line.startswith(forged)
        if form == "json":
            assert {"time", "level", "event"} <= set(json.loads(line))
        else:
            assert re.match(r"\d{4}-\d\d-\d\dT[\d:.]{12}Z (debug|info|warning|error) ", line)


def test_slow_queries_are_logged_with_their_plan_and_without_their_values(start_server):
    server = start_server("--log-format", "json", "--slow-query-ms", "1")
    client = server.new_management()
    make_collection(client)
    make_items(client, "Score", [{"a": f"text {n}", "pad": "x" * 2000} for n in range(1900)])
    call = call_text("CollectionItem.count", ["Score", 'a == "hidden-value"'])
    identity = client.raw(call)[1]["X-Request-Id"]
    server.stop()
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    slow = [line for line in lines if "slow" in line["event"]]
    assert slow, "no slow query was logged"
    assert all("plan" in line for line in slow)
    assert "hidden-value" not in server.log.read_text()
    assert identity
