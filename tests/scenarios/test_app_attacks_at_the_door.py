# SPDX-License-Identifier: Apache-2.0
"""What peers fell to before any rule of theirs was asked: forms, depths, ids, and what errors and
fresh servers tell. Each test has the number of the attack (docs/decisions/0011-attacks.md)."""

import json
import os
import re
import sqlite3
from pathlib import Path

import pytest
from app_accounts import LOGIN_REQUIRED, answer_of, database_of, phone, register
from app_scenes import find, insert, make_open_collection, refusal
from wire_text import Raw, call_text

_SOURCES = Path(__file__).resolve().parents[2] / "src"
_FORGED_IDS = [
    *("../users", "..%2fusers", "", "*", "%", "public", "u", "u01890000-0000-7000-8000-00000000000"),
    *("u01890000-0000-7000-8000-0000000000000", "U01890000-0000-7000-8000-000000000000", "x\0y"),
    "{u01890000-0000-7000-8000-000000000000}",
]


def cpu_seconds(server):
    """What the server's process has computed so far."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def error_code(body):
    return json.loads(body)["error"]["code"]


def test_sec_13_the_rest_of_a_batch_belongs_to_nobody_once_its_user_is_gone(management):
    app, _ = register(management)
    save = ("User.saveProperties", {"properties": {"a": 1}})
    results = app.batch([save, ("User.unregister", {"password": "secret"}), save, save])
    assert results[:2] == ["OK", "OK"]
    assert [(error.code, error.data) for error in results[2:]] == [LOGIN_REQUIRED] * 2


def test_sec_15_27_72_a_broken_database_tells_its_callers_nothing(server):
    """Nor is a row shown that could not be read again. The process lives on, and says so."""
    with server.new_management() as management:
        app = management.app()
        params = {"username": "alice", "password": "secret", "properties": {"a": 1}}
        app.call("User.register", params)
        make_open_collection(management)
        item = insert(app, {"n": 1})
        server.stop()
        with sqlite3.connect(database_of(server, management)) as database:
            for column in ("users.properties", "items_2.properties", "devices.properties"):
                table, name = column.split(".")
                database.execute(f"ALTER TABLE {table} RENAME COLUMN {name} TO canary_of_{table}")
            database.execute("DROP TABLE mail_templates")
        database.close()
        server.start()
        app.close()
        by_id = {"collectionName": "Note", "itemOid": item}
        login = {"username": "alice", "password": "secret"}
        for method, more in (
            ("User.getProperties", {}),
            ("User.saveProperties", {"properties": {"a": 2}}),
            ("User.login", login),
            ("User.register", {**login, "username": "bobby"}),
            ("Device.getProperties", {}),
            ("Device.saveProperties", {"properties": {"a": 2}}),
            ("Collection.find", {"collectionName": "Note"}),
            ("Collection.insert", {"collectionName": "Note", "item": {}}),
            ("Collection.update", {**by_id, "data": {"n": 2}}),
        ):
            status, headers, body = app.raw(json.dumps(app._envelope(method, more)))
            assert status == 200 and headers["X-Request-Id"], method
            error = json.loads(body)["error"]
            assert error == {"code": -32603, "message": "Internal error"}, method
        assert (server.health("/health/ready"), server.health("/health/live")) == (503, 200)


def test_sec_28_no_regular_expression_reads_what_callers_send(server):
    for source in (*_SOURCES.rglob("*.cpp"), *_SOURCES.rglob("*.hpp")):
        assert not re.search(r"#\s*include\s*<(boost/)?(x?regex|pcre|re2)", source.read_text()), source
    with server.new_management() as management:
        app = management.app()
        body = call_text("User.validate", app.params_of({"username": "nobody"}))
        before, rounds = cpu_seconds(server), 0
        for bait in ("1." * 5_000, " " * 10_000, "a" * 10_000 + "!", "," * 10_000, "((" * 5_000):
            for name in ("Origin", "Cookie", "Access-Control-Request-Headers", "X-Forwarded-For"):
                status, _, _ = app.raw(body, headers={name: bait})
                assert status == 200
                rounds += 1
        # A head of 10 kB that is looked at again for each of its bytes would take far longer.
        assert (cpu_seconds(server) - before) / rounds < 0.05


@pytest.mark.parametrize("shape", ["arrays", "objects", "in a batch"])
def test_sec_29_json_that_is_too_deep_costs_nothing(server, shape):
    deep = "[" * 100_000 + "]" * 100_000
    if shape == "objects":
        deep = '{"a":' * 100_000 + "1" + "}" * 100_000
    text = call_text("Device.saveProperties", {"properties": Raw(deep)})
    with server.new_management() as management:
        app = management.app()
        before, rounds = cpu_seconds(server), 20
        for _ in range(rounds):
            status, _, body = app.raw(f"[{text}]" if shape == "in a batch" else text)
            assert (status, error_code(body)) == (200, -32700)
        assert (cpu_seconds(server) - before) / rounds < 0.05
        assert app.call("Device.getProperties") == {"properties": {}}


def test_sec_29_46_what_is_too_wide_is_refused_with_its_limit(management):
    app, _ = register(management)
    wide = {f"p{number}": 1 for number in range(100_000)}
    assert answer_of(app, "User.saveProperties", properties=wide)[0] == -32602
    assert answer_of(app, "Device.saveProperties", properties=wide)[0] == -32602
    permission = dict.fromkeys(wide, "r")
    make_open_collection(management)
    assert refusal(app, "Collection.insert", item={}, permission=permission)[0] == -32602
    assert app.call("User.getProperties") == {"properties": {}}


@pytest.mark.parametrize("bad", ["a b", "a.b", "$where", "1a", "", "é", "a\0"])
def test_sec_46_a_bad_name_is_found_wherever_it_stands(management, bad):
    make_open_collection(management)
    app, _ = register(management)
    for place in range(12):
        names = [f"good{number}" for number in range(11)]
        names.insert(place, bad)
        properties = {name: {"nested": [{bad: 1}]} for name in names}
        for method, parameter in (
            ("User.saveProperties", "properties"),
            ("Device.saveProperties", "properties"),
            ("Collection.insert", "item"),
        ):
            code, data = refusal(app, method, **{parameter: properties})
            assert (code, list(data)) == (-32602, [parameter]), (method, place)
    assert app.call("User.getProperties") == {"properties": {}}
    assert find(app) == ([], 0)


@pytest.mark.parametrize("name", ["__proto__", "constructor", "prototype", "hasOwnProperty"])
def test_sec_45_names_that_javascript_knows_are_data_or_nothing(management, name):
    make_open_collection(management)
    app, _ = register(management)
    value = {"isAdmin": True, name: {"rights": "rw"}}
    shown = {} if name.startswith("_") else {name: value}
    app.call("User.saveProperties", properties={name: value})
    assert app.call("User.getProperties") == {"properties": shown}
    # Inside of a value it comes back as it was.
    insert(app, {name: value, "inside": value})
    [item] = app.call("Collection.find", collectionName="Note")["items"]
    assert item["inside"] == value
    assert (name in item) == bool(shown)
    assert refusal(app, "Collection.insert", item={}, permission={"__proto__": "rw"})[0] == -32602


def test_sec_70_a_fresh_server_has_no_account_and_no_secret_but_its_own(start_server):
    made = []
    for _ in range(2):
        server = start_server()
        assert server.cli("backend", "list") == []
        for path in ("/json-rpc/", "/json-rpc/test", "/manage/json-rpc/test"):
            with server.management("test", "test") as guess:
                body = guess.raw(call_text("Collection.list", {"__api_key": "test"}), path=path)[2]
                assert error_code(body) in (4, -32600), path
        backend = server.create_backend()
        key = server.create_key(backend["backendId"])["key"]
        made += [backend["appKey"], backend["backendId"], key, backend["pushProjectId"]]
        made += [file.read_bytes() for file in server.data.rglob("secrets.key")]
    assert len(set(made)) == 10


def test_sec_75_no_key_makes_changes_or_lists_keys(management):
    methods = [method["name"] for method in management.call("rpc.discover")["methods"]]
    kinds = {name.partition(".")[0] for name in methods}
    assert kinds == {"Collection", "CollectionItem", "Push", "User", "rpc"}
    for name in ("Key.create", "Key.list", "Backend.set", "Backend.create", "Backend.get"):
        assert answer_of(management, name)[0] == -32601
        assert answer_of(phone(management), name)[0] == -32601


@pytest.mark.parametrize("forged", _FORGED_IDS)
def test_sec_81_an_id_is_compared_whole_and_leads_nowhere(management, forged):
    make_open_collection(management)
    app, _ = register(management)
    item = insert(app, {"n": 1})
    for wrong in (forged, f"{item}/../{forged}", f"{item}\0", item.upper()):
        for method, more in (("update", {"data": {"n": 2}}), ("delete", {}), ("getPermission", {})):
            assert refusal(app, f"Collection.{method}", itemOid=wrong, **more)[0] == 14
        assert find(app, "_id == ?", wrong) == ([], 0)
        assert answer_of(management, "User.get", [wrong])[0] == -32602
    assert find(app, "n == 1") == ([item], 1)


def test_sec_82_no_time_of_a_session_can_be_text(shared_server, management):
    register(management)
    with sqlite3.connect(database_of(shared_server, management), timeout=30) as database:
        for table, name in (
            ("sessions", "created_at"),
            ("sessions", "seen_at"),
            ("login_tokens", "created_at"),
            ("login_tokens", "used_at"),
            ("reset_tokens", "created_at"),
        ):
            kinds = {row[1]: row[2] for row in database.execute(f"PRAGMA table_info({table})")}
            assert kinds[name] == "INTEGER"
        with pytest.raises(sqlite3.IntegrityError):
            database.execute("UPDATE sessions SET created_at = 'never'")
    database.close()


def test_sec_89_a_proxy_range_of_every_address_is_refused(server):
    for everyone in ("0.0.0.0/0", "::/0"):
        done = server.run("serve", "--trusted-proxy", everyone)
        assert done.returncode == 2 and "every address" in done.stderr
