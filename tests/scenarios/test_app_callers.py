# SPDX-License-Identifier: Apache-2.0
"""Every method of the app API, called by everybody who must be refused, and with everything that it
must refuse. A method that is not in the table fails a test."""

import hashlib
import json
import sqlite3
from pathlib import Path

import pytest
from app_accounts import (
    answer_of,
    database_of,
    let_readers_look,
    phone,
    register,
    with_session,
)
from app_scenes import NO_ITEM, insert, make_open_collection

_CONTRACT = Path(__file__).resolve().parents[2] / "contract/openrpc-app.json"

_ITEM = {"collectionName": "Note", "itemOid": NO_ITEM}
_LOGIN = {"username": "alice", "password": "secret"}

#: By method: parameters that are good by themselves.
METHODS = {
    "User.register": {**_LOGIN, "properties": {}},
    "User.validate": {"username": "somebody", "properties": {}},
    "User.unregister": {"password": "wrong"},
    "User.login": _LOGIN,
    "User.autoLogin": {"loginToken": "0" * 64},
    "User.logout": {},
    "User.updatePassword": {"oldPassword": "wrong", "newPassword": "secret"},
    "User.sendPasswordResetToken": {"username": "alice", "options": {}},
    "User.resetPasswordAndLogin": {"username": "nobody", "newPassword": "secret", "token": "a" * 24},
    "User.getProperties": {"names": []},
    "User.saveProperties": {"properties": {}},
    "Collection.find": {
        **{"collectionName": "Note", "criteria": "", "bindParams": []},
        **{"orderBy": "", "options": {}},
    },
    "Collection.insert": {"collectionName": "Note", "item": {}, "permission": {}},
    "Collection.update": {**_ITEM, "data": {}},
    "Collection.getPermission": _ITEM,
    "Collection.updatePermission": {
        **{"collectionName": "Note", "criteria": "", "bindParams": []},
        **{"permission": {}, "options": {}},
    },
    "Collection.delete": _ITEM,
    "Device.getProperties": {"names": []},
    "Device.saveProperties": {"properties": {}},
    "Mailer.sendMail": {
        **{"userOid": "u", "templateName": "welcome"},
        **{"substituteParams": {}, "options": {}},
    },
}
#: For these a session that is over is one that is absent: upstream's SDK sends its old one for ever.
FORGIVING = {
    *("User.register", "User.validate", "User.login", "User.autoLogin"),
    *("User.sendPasswordResetToken", "User.resetPasswordAndLogin"),
}
#: These are for who is logged in.
LOGGED_IN = {
    *("User.unregister", "User.logout", "User.updatePassword", "User.getProperties"),
    *("User.saveProperties", "Mailer.sendMail"),
}
#: What is of no type that any parameter of that name has.
WRONG = {"names": 5, "properties": "a", "item": "a", "data": "a", "permission": "a"}
WRONG |= {"options": "a", "bindParams": "a", "substituteParams": "a"}
_OTHERWISE_WRONG = [{"a": 1}]

every_method = pytest.mark.parametrize("method", METHODS)


class World:
    """Two backends with the user alice on her phone, and sessions of hers that are no good."""

    def __init__(self, server):
        self.management = server.new_management()
        self.foreign = server.new_management()
        make_open_collection(self.management)
        self.alice, _ = register(self.management)
        elsewhere, _ = register(self.foreign)
        self.dead = {"unknown": "0" * 64, "short": "a", "foreign": elsewhere.session}
        self.dead["expired"] = self.logged_in("phone").session
        self.dead["of another device"] = self.logged_in("tablet").session
        revoked = self.logged_in("phone")
        self.dead["revoked"] = revoked.session
        revoked.call("User.logout")
        self._age(server, self.dead["expired"])

    def logged_in(self, device):
        app = phone(self.management, device)
        app.call("User.login", _LOGIN)
        return app

    def _age(self, server, session):
        """As if this session had not been seen for longer than any may live."""
        with sqlite3.connect(database_of(server, self.management), timeout=30) as database:
            stored = hashlib.sha256(session.encode()).digest()
            changed = database.execute(
                "UPDATE sessions SET seen_at = 1, created_at = 1 WHERE hash = ?", (stored,)
            )
            assert changed.rowcount == 1
        database.close()
        let_readers_look(self.management)


@pytest.fixture(scope="module")
def world(shared_server):
    return World(shared_server)


def test_the_table_has_every_method_with_every_parameter():
    contract = json.loads(_CONTRACT.read_text())["methods"]
    described = {each["name"]: [one["name"] for one in each["params"]] for each in contract}
    assert described == {method: list(params) for method, params in METHODS.items()}


@every_method
def test_sec_50_a_wrong_key_is_4(world, method):
    foreign = world.foreign.app_key
    for key in ("", "wrong", world.management.key, foreign, world.management.app_key + "0"):
        app = world.alice.another()
        app.key = key
        # Whatever else is wrong comes later.
        app.device = None
        assert answer_of(app, method, METHODS[method]) == (4, None)


@every_method
def test_no_device_is_12(world, method):
    for device in ("", None, 1, ["phone"], "d" * 256):
        app = world.alice.another()
        app.device, app.session = device, "-"
        assert answer_of(app, method, METHODS[method]) == (12, None)


@every_method
def test_a_session_of_other_characters_is_10(world, method):
    for session in ("", "-", f"{world.alice.session}=", "é", 5, ["a"], {"$gt": ""}):
        assert answer_of(with_session(world.alice, session), method, METHODS[method]) == (10, None)


@every_method
def test_sec_61_a_dead_session_is_11_or_else_absent(world, method):
    def code(session, account):
        params = dict(METHODS[method])
        if method == "User.resetPasswordAndLogin":
            # Wrong tries for one account would be slowed down.
            params["username"] = account.replace(" ", "-")
        return answer_of(phone(world.management, session=session), method, params)[0]

    absent = code(None, "nobody") if method in FORGIVING else 11
    assert {kind: code(session, kind) for kind, session in world.dead.items()} == dict.fromkeys(
        world.dead, absent
    )
    assert (absent == 11) == (method not in FORGIVING)


@every_method
def test_nobody_is_11_where_a_login_is_needed(world, method):
    code, _ = answer_of(phone(world.management), method, METHODS[method])
    assert (code == 11) == (method in LOGGED_IN)


@every_method
def test_each_wrong_parameter_is_minus_32602_by_its_name(world, method):
    app = world.alice if method in LOGGED_IN else phone(world.management)
    described = {each["name"]: each["params"] for each in json.loads(_CONTRACT.read_text())["methods"]}
    for parameter in described[method]:
        name = parameter["name"]
        wrong = WRONG.get(name, _OTHERWISE_WRONG)
        code, data = answer_of(app, method, {**METHODS[method], name: wrong})
        assert (code, list(data)) == (-32602, [name])
        if parameter["required"]:
            fewer = {other: value for other, value in METHODS[method].items() if other != name}
            told = {name: "This parameter is required."}
            assert answer_of(app, method, fewer) == (-32602, told)


@pytest.mark.parametrize("method", ["Collection.update", "Collection.delete", "Collection.getPermission"])
def test_another_ones_item_is_14_and_so_is_none(world, method):
    hidden = insert(world.alice)
    stranger = phone(world.management, "strangers-phone")
    for item in (hidden, NO_ITEM):
        params = {**METHODS[method], "itemOid": item}
        assert answer_of(stranger, method, params) == (14, None)


def test_other_rights_that_are_missing_are_14(world):
    hidden = insert(world.alice)
    stranger = phone(world.management, "strangers-phone")
    params = METHODS["Collection.updatePermission"]
    for item in (hidden, NO_ITEM):
        by_id = {**params, "criteria": "_id == ?", "bindParams": [item]}
        assert answer_of(stranger, "Collection.updatePermission", by_id) == (14, None)
    world.management.call("Collection.create", {"_id": "Closed", "isInsertable": False})
    params = {**METHODS["Collection.insert"], "collectionName": "Closed"}
    assert answer_of(world.alice, "Collection.insert", params) == (14, None)
