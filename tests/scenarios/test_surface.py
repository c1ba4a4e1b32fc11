# SPDX-License-Identifier: Apache-2.0
"""The list of methods is the server's own: none lacks its scenarios, and none answers a caller who
must be refused."""

import importlib
import json
import re
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest
from harness.rpc import KEY_HEADER
from method_scenario import MethodScenario
from scenes import wait_until
from wire_text import KEY_REFUSED, call_text, json_text, new_address, raw_from

_FOLDER = Path(__file__).parent
_INSIDE = "192.0.2.77"


def _methods(management):
    return management.call("rpc.discover")["methods"]


def _scenario_of(method_name):
    """The scenario class in the file that has the method's name."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", method_name.replace(".", "_")).lower()
    module = importlib.import_module(f"test_{words}")
    classes = [
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, MethodScenario) and each.METHOD
    ]
    assert len(classes) == 1, module
    return classes[0]


def test_each_method_has_its_scenarios(management):
    for method in _methods(management):
        scenario = _scenario_of(method["name"])
        assert scenario.METHOD == method["name"]
        declared = [
            (each["name"], each["required"], tuple(each.get("x-hako-aliases", ())))
            for each in method["params"]
        ]
        assert declared == [
            (name, each.required, each.aliases) for name, each in scenario.PARAMETERS.items()
        ]
        own = [name for name in vars(scenario) if name.startswith("test_answers")]
        assert own, f"{scenario.METHOD}: no test shows what a good call answers"


def test_each_scenario_has_its_method(management):
    known = {method["name"] for method in _methods(management)}
    tested = set()
    for path in _FOLDER.glob("test_*.py"):
        found = re.search(r'^    METHOD = "(.*)"$', path.read_text(), re.MULTILINE)
        if found:
            tested.add(found.group(1))
    assert tested == known


class Keyring:
    """Two backends on one server, and keys for which the door stays shut."""

    def __init__(self, server):
        self.server = server
        self.backend = server.create_backend("One")["backendId"]
        self.other = server.create_backend("Two")["backendId"]
        self.off = server.create_backend("Off")["backendId"]
        self.key = server.create_key(self.backend)["key"]
        ranges = ["--ip", "192.0.2.0/24", "--ip", "2001:db8::/32"]
        self.ranged = server.create_key(self.backend, *ranges)
        self.other_key = server.create_key(self.other)["key"]
        revoked = server.create_key(self.backend)
        server.cli("key", "revoke", "--backend", self.backend, revoked["keyId"])
        self.revoked = revoked["key"]
        self.off_key = server.create_key(self.off)["key"]
        server.cli("backend", "set", self.off, "managementApi=off")
        self.expired = self._make_expired()

    def _make_expired(self):
        soon = datetime.fromtimestamp(int(time.time()) + 2, timezone.utc)
        text = soon.strftime("%Y-%m-%dT%H:%M:%SZ")
        key = self.server.create_key(self.backend, "--expires", text)["key"]
        with self.server.management(self.backend, key) as client:
            wait_until(lambda: client.raw(call_text("Collection.list"))[0] == 401)
        return key

    def callers(self):
        """By name: the backend in the path, the headers."""
        key, mine = KEY_HEADER, self.backend
        from_outside = {"X-Forwarded-For": "198.51.100.7"}
        unknown = "0123456789abcdef01234567"
        callers = {
            "no key": (mine, {}),
            "empty key": (mine, {key: ""}),
            "wrong key": (mine, {key: self.key[:-1] + ("0" if self.key[-1] != "0" else "1")}),
            "long key": (mine, {key: "k" * 4000}),
            "key in the wrong header": (mine, {"Authorization": f"Bearer {self.key}"}),
            "key of another backend": (mine, {key: self.other_key}),
            "revoked key": (mine, {key: self.revoked}),
            "expired key": (mine, {key: self.expired}),
            "address outside the ranges": (mine, {key: self.ranged["key"], **from_outside}),
            "no address is read": (
                mine,
                {key: self.ranged["key"], "X-Forwarded-For": f"{_INSIDE}, unknown"},
            ),
            "API switched off": (self.off, {key: self.off_key}),
            "unknown backend": (unknown, {key: self.key}),
        }
        forms = ["", mine[:-1], mine + "0", mine.upper(), "g" * 24, f"{mine}/", f"../{mine}", "%00"]
        for form in forms:
            callers[f"backend id {form!r}"] = (form, {key: self.key})
        return callers


@pytest.fixture(scope="module")
def keyring(shared_server):
    return Keyring(shared_server)


def _send(client, caller, body):
    backend, headers = caller
    headers = {KEY_HEADER: None, "X-Forwarded-For": new_address(), **headers}
    path = f"/manage/json-rpc/{backend}"
    status, reply_headers, reply = client.raw(body, headers=headers, path=path)
    # A body that is still under way is not waited for: the connection ends instead.
    differ = ("X-Request-Id", "Connection")
    seen = {name: value for name, value in reply_headers.items() if name not in differ}
    return status, seen, reply


def test_every_method_gives_every_refused_caller_the_same_answer(keyring):
    with keyring.server.management(keyring.backend, keyring.key) as client:
        methods = [method["name"] for method in _methods(client)]
        bodies = [call_text(name, {}) for name in methods]
        bodies += [f"[{','.join(bodies)}]", call_text("No.such", {}), "[]", "{broken", "", "\xff"]
        bodies += [call_text("Collection.create", ["Trespass"], None)]
        first = _send(client, (keyring.backend, {}), "[]")
        assert (first[0], first[2]) == (401, KEY_REFUSED)
        for name, caller in keyring.callers().items():
            for body in bodies:
                assert _send(client, caller, body) == first, (name, body[:80])
        assert client.call("Collection.list") == {"items": []}


def test_a_key_with_ranges_is_good_inside_of_them(keyring):
    client = keyring.server.management(keyring.backend, keyring.ranged["key"])
    for address, status in (
        (_INSIDE, 200),
        ("192.0.2.0", 200),
        ("192.0.2.255", 200),
        ("192.0.3.0", 401),
        ("192.0.1.255", 401),
        ("::ffff:192.0.2.1", 200),
        ("2001:db8::1", 200),
        ("[2001:db8:ffff::1]:4711", 200),
        ("192.0.2.9:4711", 200),
        ("2001:db9::1", 401),
        (f"{_INSIDE}, 198.51.100.1", 401),
        (f"198.51.100.1, {_INSIDE}", 200),
        (f"198.51.100.1, {_INSIDE}, 127.0.0.1", 200),
        ("192.0.2.010", 401),
        ("", 401),
    ):
        assert raw_from(client, address, call_text("Collection.list"))[0] == status, address


def test_each_request_of_a_connection_is_judged_by_its_own_headers(keyring):
    client = keyring.server.management(keyring.backend, keyring.ranged["key"])
    for address, status in ((_INSIDE, 200), ("198.51.100.1", 401), (_INSIDE, 200)):
        assert raw_from(client, address, call_text("Collection.list"))[0] == status


_SPOOFS = [
    *("X-Forwarded-For", "x-forwarded-for", "X-FORWARDED-FOR", "Forwarded", "X-Real-IP"),
    *("True-Client-IP", "CF-Connecting-IP", "X-Client-IP", "X-Forwarded", "Via", "Client-IP"),
    *("X-Originating-IP", "X-Remote-IP", "X-Remote-Addr", "X-Cluster-Client-IP", "X-Host"),
]


def test_nobody_spoofs_an_address_without_a_trusted_proxy(server):
    backend = server.create_backend()["backendId"]
    ranged = server.management(backend, server.create_key(backend, "--ip", "192.0.2.0/24")["key"])
    local = server.management(backend, server.create_key(backend, "--ip", "127.0.0.1")["key"])
    body = call_text("Collection.list")
    for name in _SPOOFS:
        for value in ("192.0.2.1", "for=192.0.2.1"):
            status, _, reply = ranged.raw(body, headers={name: value})
            assert (status, reply) == (401, KEY_REFUSED), name
        assert local.raw(body, headers={name: "198.51.100.1"})[0] == 200


def test_a_trusted_proxy_names_addresses_by_one_header_only(keyring):
    client = keyring.server.management(keyring.backend, keyring.ranged["key"])
    body = call_text("Collection.list")
    for name in _SPOOFS:
        if name.lower() != "x-forwarded-for":
            assert client.raw(body, headers={name: _INSIDE})[0] == 401, name


def test_effects_of_refused_calls_are_none(keyring):
    with keyring.server.management(keyring.backend, keyring.key) as client:
        client.call("Collection.create", ["Kept"])
        drop = json_text([json.loads(call_text("Collection.drop", ["Kept"]))] * 3)
        for caller in keyring.callers().values():
            _send(client, caller, drop)
        assert [each["_id"] for each in client.call("Collection.list")["items"]] == ["Kept"]
        client.call("Collection.drop", ["Kept"])
