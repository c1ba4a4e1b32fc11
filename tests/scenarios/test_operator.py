# SPDX-License-Identifier: Apache-2.0
"""The command line as operators and their scripts use it, beside a running server and alone."""

import re
import time
from datetime import datetime, timezone

import pytest
from harness.server import CommandFailed, Server
from scenes import make_collection, make_item, wait_until
from wire_text import KEY_REFUSED, call_text

LIST = call_text("Collection.list")
HEX_24 = re.compile("[0-9a-f]{24}")
KEY = re.compile("[0-9A-Za-z_-]{43,}")
NOBODY = "0" * 24


def test_backend_create_prints_what_scripts_read(folder):
    made = folder.create_backend("Games 🎲")
    assert list(made) == ["backendId", "name", "appKey", "pushProjectId"]
    assert made["name"] == "Games 🎲"
    assert HEX_24.fullmatch(made["backendId"]) and HEX_24.fullmatch(made["pushProjectId"])
    assert re.fullmatch("[0-9a-f]{64}", made["appKey"])
    text = folder.run("backend", "create", "Other").stdout
    assert "Other" in text and HEX_24.search(text)


#: What a new backend has for its apps.
APP_SETTINGS = {
    "autoLogin": "on",
    "autoLoginMinutes": 43_200,
    "resetTokenMinutes": 15,
    "sessionIdleMinutes": 1_440,
    "sessionMaxMinutes": 43_200,
    "allowedOrigins": "*",
    "validateSilent": "off",
    "emailProperties": "_username,email",
}


def test_backend_list_and_get(folder):
    assert folder.cli("backend", "list") == []
    made = [folder.create_backend(name) for name in ("One", "Two")]
    listed = folder.cli("backend", "list")
    for each, entry in zip(made, sorted(listed, key=lambda entry: entry["name"])):
        assert {name: entry[name] for name in each} == each
        assert abs(entry["createdAt"] - time.time() * 1000) < 3_600_000
        assert entry["settings"] == {
            "managementApi": "on",
            "passwordLengthMin": 4,
            "usernameLengthMin": 3,
            **APP_SETTINGS,
        }
        assert folder.cli("backend", "get", each["backendId"]) == entry


def test_backend_set_and_get(folder):
    backend = folder.create_backend()["backendId"]
    assignments = ["managementApi=off", "passwordLengthMin=80", "usernameLengthMin=255"]
    changed = folder.cli("backend", "set", backend, *assignments)
    lengths = {"passwordLengthMin": 80, "usernameLengthMin": 255}
    assert changed == {"managementApi": "off", **lengths, **APP_SETTINGS}
    assert folder.cli("backend", "get", backend)["settings"] == changed
    folder.cli("backend", "set", backend, "managementApi=on")
    settings = folder.cli("backend", "get", backend)["settings"]
    assert settings == {**changed, "managementApi": "on"}
    assert folder.run("backend", "get", backend, "passwordLengthMin").stdout == "80\n"
    assert folder.cli("backend", "get", backend, "usernameLengthMin") == {"usernameLengthMin": 255}
    done = folder.run("backend", "get", backend, "passwordLengthmin")
    assert (done.returncode, done.stderr) == (1, "There is no setting passwordLengthmin.\n")


def test_app_settings_outlive_a_restart(server):
    backend = server.create_backend()["backendId"]
    chosen = {
        "autoLogin": "off",
        "autoLoginMinutes": 1,
        "resetTokenMinutes": 2,
        "sessionIdleMinutes": 5,
        "sessionMaxMinutes": 6,
        "allowedOrigins": "https://app.example,file://,null",
        "validateSilent": "on",
        "emailProperties": "email",
    }
    changed = server.cli(
        "backend", "set", backend, *(f"{name}={value}" for name, value in chosen.items())
    )
    assert chosen.items() <= changed.items()
    server.kill()
    server.start()
    assert server.cli("backend", "get", backend)["settings"] == changed


@pytest.mark.parametrize(
    ("assignments", "sentence"),
    [
        (["managementApi=maybe"], 'managementApi: Must be "on" or "off".'),
        (["managementApi="], 'managementApi: Must be "on" or "off".'),
        (["managementAPI=on"], 'managementAPI: Unknown setting. Did you mean "managementApi"?'),
        (["passwordLengthMin=0"], "passwordLengthMin: Must be a whole number from 1 to 80."),
        (["passwordLengthMin=81"], "passwordLengthMin: Must be a whole number from 1 to 80."),
        (["usernameLengthMin=256"], "usernameLengthMin: Must be a whole number from 1 to 255."),
        (["usernameLengthMin=x"], "usernameLengthMin: Must be a whole number from 1 to 255."),
        (["sessionIdleMinutes=4"], "sessionIdleMinutes: Must be a whole number from 5 to 527040."),
        (["allowedOrigins=app.example"], "allowedOrigins: Must be * or origins as browsers send"),
        (["emailProperties=_id"], "emailProperties: Must be property names"),
        (["usernameLengthMin=9", "passwordLengthMin=-1"], "passwordLengthMin: Must be a whole"),
    ],
)
def test_backend_set_refuses_by_name(shared_server, assignments, sentence):
    backend = shared_server.create_backend()["backendId"]
    before = shared_server.cli("backend", "get", backend)
    done = shared_server.run("backend", "set", backend, *assignments)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert shared_server.cli("backend", "get", backend) == before


def test_backend_rename(folder):
    backend = folder.create_backend("Old")["backendId"]
    folder.cli("backend", "rename", backend, "New")
    assert folder.cli("backend", "get", backend)["name"] == "New"
    for name in ("", "x" * 101):
        done = folder.run("backend", "rename", backend, name)
        assert (done.returncode, done.stderr) == (
            1,
            "name: A backend's name has 1 to 100 characters.\n",
        )
    assert folder.cli("backend", "get", backend)["name"] == "New"


def test_backend_delete_removes_its_files(server):
    kept, gone = (server.create_backend(name)["backendId"] for name in ("Kept", "Gone"))
    client = server.management(gone, server.create_key(gone)["key"])
    make_collection(client)
    make_item(client, properties={"a": "canary-in-a-deleted-file"})
    assert client.raw(LIST)[0] == 200
    server.cli("backend", "delete", gone)
    assert (client.raw(LIST)[0], client.raw(LIST)[2]) == (401, KEY_REFUSED)
    assert [each["backendId"] for each in server.cli("backend", "list")] == [kept]
    wait_until(lambda: not [each for each in server.data.rglob("*") if gone in str(each)])
    for path in server.data.rglob("*"):
        assert not path.is_file() or b"canary-in-a-deleted-file" not in path.read_bytes()


def test_backend_delete_without_a_server():
    server = Server()
    backend = server.create_backend()["backendId"]
    server.cli("backend", "delete", backend)
    assert server.cli("backend", "list") == []
    assert not [each for each in server.data.rglob("*") if backend in str(each)]
    server.close()


def test_key_create_prints_what_scripts_read(folder):
    backend = folder.create_backend()["backendId"]
    made = folder.create_key(backend, "--ip", "10.0.0.0/8", "--ip", "2001:DB8:0::7", "--name", "CI")
    assert list(made) == ["keyId", "key", "ipRanges"]
    assert made["ipRanges"] == ["10.0.0.0/8", "2001:db8::7"]
    assert KEY.fullmatch(made["key"])
    (listed,) = folder.cli("key", "list", "--backend", backend)
    assert (listed["keyId"], listed["name"]) == (made["keyId"], "CI")
    assert listed["ipRanges"] == made["ipRanges"]
    assert listed["expiresAt"] is listed["revokedAt"] is listed["lastUsedAt"] is None


def test_a_key_is_shown_once_and_stored_nowhere(server):
    backend = server.create_backend()["backendId"]
    made = [server.create_key(backend) for _ in range(3)]
    client = server.management(backend, made[0]["key"])
    assert client.raw(LIST)[0] == 200
    for arguments in (["key", "list", "--backend", backend], ["backend", "get", backend]):
        for more in ([], ["--json"]):
            text = server.run(*arguments, *more).stdout
            assert not [each for each in made if each["key"] in text]
    server.stop()
    for path in server.data.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [each for each in made if each["key"].encode() in data], path
    assert len({each["key"] for each in made}) == 3


def test_revocation_is_obeyed_at_once_on_an_open_connection(server):
    backend = server.create_backend()["backendId"]
    made = server.create_key(backend)
    with server.management(backend, made["key"]) as client:
        assert client.raw(LIST)[0] == 200
        connection = client._connection.sock
        server.cli("key", "revoke", "--backend", backend, made["keyId"])
        status, _, body = client.raw(LIST)
        assert (status, body) == (401, KEY_REFUSED)
        assert connection is not None
    listed = server.cli("key", "list", "--backend", backend)
    assert listed == [] or listed[0]["revokedAt"] is not None
    server.stop()
    server.start()
    assert server.management(backend, made["key"]).raw(LIST)[0] == 401


def test_what_was_made_without_a_server_is_there_when_it_starts():
    server = Server()
    backend = server.create_backend()["backendId"]
    good, revoked = server.create_key(backend), server.create_key(backend)
    server.cli("key", "revoke", "--backend", backend, revoked["keyId"])
    server.start()
    assert server.management(backend, good["key"]).raw(LIST)[0] == 200
    assert server.management(backend, revoked["key"]).raw(LIST)[0] == 401
    server.close()


def test_settings_are_obeyed_at_once(server):
    client = server.new_management()
    for value, status in (("off", 401), ("on", 200)):
        server.cli("backend", "set", client.backend_id, f"managementApi={value}")
        assert client.raw(LIST)[0] == status


def test_last_use_is_remembered(server):
    backend = server.create_backend()["backendId"]
    key = server.create_key(backend)["key"]
    begin = int(time.time() * 1000) - 1
    server.management(backend, key).raw(LIST)
    server.stop()
    (listed,) = server.cli("key", "list", "--backend", backend)
    assert begin <= listed["lastUsedAt"] <= int(time.time() * 1000) + 1


def test_expiry_in_days_and_as_a_date(shared_server):
    backend = shared_server.create_backend()["backendId"]
    day = 86_400_000
    for text, expected in (
        ("90d", time.time() * 1000 + 90 * day),
        ("1d", time.time() * 1000 + day),
        ("2099-01-31T12:00:00Z", _millis(2099, 1, 31, 12)),
        ("2099-01-31T12:00:00+09:00", _millis(2099, 1, 31, 3)),
        ("2096-02-29t23:59:59.5z", _millis(2096, 2, 29, 23, 59, 59) + 500),
    ):
        made = shared_server.create_key(backend, "--expires", text)
        listed = shared_server.cli("key", "list", "--backend", backend)
        (expires,) = [each["expiresAt"] for each in listed if each["keyId"] == made["keyId"]]
        assert abs(expires - expected) < 60_000, text


def _millis(*parts):
    return datetime(*parts, tzinfo=timezone.utc).timestamp() * 1000


@pytest.mark.parametrize(
    "text",
    [
        *("tomorrow", "", "0d", "-1d", "d", "1.5d", "90", "90 d", "90D", "9999999d", "2099-01-31"),
        *("2099-02-30T00:00:00Z", "2099-13-01T00:00:00Z", "2099-01-31T24:00:00Z"),
        *("2020-01-01T00:00:00Z", "2099-01-31T12:00:00", "2099-01-31 12:00", "1"),
    ],
)
def test_expiries_that_are_none(shared_server, text):
    backend = shared_server.create_backend()["backendId"]
    done = shared_server.run("key", "create", "--backend", backend, "--expires", text)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--expires" in done.stderr
    assert shared_server.cli("key", "list", "--backend", backend) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("1.2.3.4-1.2.3.9", "CIDR"),
        ("1.2.3.4-9", "CIDR"),
        ("0.0.0.0/0", "prefix length of 0"),
        ("::/0", "prefix length of 0"),
        ("10.0.0.1/8", "10.0.0.0/8"),
        ("2001:db8::1/32", "2001:db8::/32"),
        *((each, "address") for each in ("010.0.0.1", "127.1", "0x7f.0.0.1", "2130706433")),
        (" 1.2.3.4", "address"),
        *((each, "") for each in ("1.2.3.4/33", "::1/129", "1.2.3.4/", "1.2.3.4/-1", "1.2.3.4/08")),
        *((each, "") for each in ("", "localhost", "*", "fe80::1%eth0", "1.2.3.4,5.6.7.8")),
        ("[::1]", ""),
    ],
)
def test_ranges_that_are_none(shared_server, text, word):
    backend = shared_server.create_backend()["backendId"]
    done = shared_server.run("key", "create", "--backend", backend, "--ip", text)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--ip" in done.stderr and word in done.stderr
    assert shared_server.cli("key", "list", "--backend", backend) == []


def test_who_does_not_exist(folder):
    backend = folder.create_backend()["backendId"]
    for arguments in (
        ["backend", "get", NOBODY],
        ["backend", "rename", NOBODY, "x"],
        ["backend", "delete", NOBODY],
        ["backend", "set", NOBODY, "managementApi=on"],
        ["key", "create", "--backend", NOBODY],
        ["key", "list", "--backend", NOBODY],
        ["key", "revoke", "--backend", backend, "k0123456789abcdef"],
        ["key", "revoke", "--backend", backend, "nonsense"],
    ):
        with pytest.raises(CommandFailed) as failed:
            folder.cli(*arguments)
        assert failed.value.code == 1
        assert "not found" in failed.value.stderr
