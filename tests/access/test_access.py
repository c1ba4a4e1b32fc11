# SPDX-License-Identifier: Apache-2.0
"""Random callers do random things to items: each answer must be the model's."""

import os
import random

import pytest
from access.model import Caller, Item, Model

CALLS_OF_COLLECTION = 400
ITEMS_MAX = 60
RIGHTS = ("", "r", "w", "rw")
ORDERED = {"n": ("==", "!=", ">", "<="), "id": ("==", "!="), "user": ("==", "!=")}
PROPERTY = {"n": "n", "id": "_id", "user": "_ownerUserOid", "device": "_ownerDeviceOid"}


def cases_wanted():
    if asked := os.environ.get("HAKO_TEST_CASES"):
        return int(asked)
    return 1_000_000 if os.environ.get("HAKO_TEST_LONG") else 20_000


def text_of(criteria, bind):
    """The criteria as MonaQL; what is bound is appended to `bind`."""
    kind, *rest = criteria
    if kind == "all":
        return ""
    if kind == "not":
        return f"!({text_of(rest[0], bind)})"
    if kind == "and":
        return " && ".join(f"({text_of(term, bind)})" for term in rest)
    bind.append(rest[1])
    return f"{PROPERTY[kind]} {rest[0]} ?"


class Scene:
    """The callers, and one collection after the other with its model."""

    def __init__(self, management, seed):
        self.management = management
        self.random = random.Random(seed)
        self.apps = {}
        for device in ("phone", "pad"):
            self._enter(device, None)
            for name in ("Alice", "Bob", "Carol"):
                self._enter(device, name)
        self.users = sorted({caller.user for caller in self.apps if caller.user})
        self.count = 0

    def _enter(self, device, name):
        app = self.management.app(device)
        user = None
        if name:
            login = {"username": name, "password": "secret"}
            method = "User.login" if device == "pad" else "User.register"
            user = app.call(method, login if device == "pad" else {**login, "properties": {}})
            user = user["user"]["_id"]
        self.apps[Caller(device, user)] = app

    def begin(self):
        """A new collection, of random settings and sometimes with an index."""
        self.count += 1
        self.name = f"C{self.count}"
        insertable = self.random.random() < 0.9
        self.default_public = self.random.choice(RIGHTS)
        self.model = Model(insertable, self.default_public)
        config = {"isInsertable": insertable, "defaultPublicPermission": self.default_public}
        self.management.call("Collection.create", {"_id": self.name, **config})
        if self.random.random() < 0.5:
            self.management.call("Collection.createIndex", [self.name, ["n"]])

    def end(self):
        self.management.call("Collection.drop", [self.name])

    # What the management does to the same items.

    def manage(self):
        """Makes items of any owner, closes and opens others."""
        for _ in range(4):
            owner = self.random.choice([None, *self.users])
            params = {"item": {"n": self.number()}, "permission": self.permission()}
            made = self._item("create", ownerUserOid=owner, **params)["item"]
            self.model.items[made["_id"]] = Item(
                made["_id"], ("user", owner) if owner else None, made["_permission"], made["n"]
            )
        for item in self.random.sample(list(self.model.items.values()), 3):
            item.permission = {"public": "", **self.permission()}
            self._item("setPermission", _id=item.id, permission=item.permission)
        while len(self.model.items) > ITEMS_MAX:
            self._item("delete", idList=[first := next(iter(self.model.items))])
            del self.model.items[first]

    def _item(self, method, **params):
        params = {"collectionName": self.name, **params}
        return self.management.call(f"CollectionItem.{method}", params)

    # What is random.

    def number(self):
        return self.random.randrange(5)

    def user(self):
        return self.random.choice(self.users)

    def permission(self):
        keys = self.random.sample([*self.users, "place-holder"], self.random.randrange(3))
        if self.random.random() < 0.7:
            keys.append("public")
        return {key: self.random.choice(RIGHTS) for key in keys}

    def item_id(self):
        """Mostly of an item that there is."""
        if not self.model.items or self.random.random() < 0.1:
            return self.random.choice(["i01890000-0000-7000-8000-000000000000", "", "public"])
        return self.random.choice(list(self.model.items))

    def criteria(self, depth=2):
        kind = self.random.choice(["all", "n", "n", "id", "user", "device", "not", "and", "and"])
        if kind in ("not", "and") and depth == 0 or kind == "all" and depth < 2:
            kind = "n"
        if kind == "all":
            return (kind,)
        if kind == "not":
            return kind, self.criteria(depth - 1)
        if kind == "and":
            return kind, self.criteria(depth - 1), self.criteria(depth - 1)
        if kind == "device":
            device = self.random.choice(["phone", "pad", "x"])
            return kind, self.random.choice(["==", "!=", ">"]), device
        value = {"n": self.number, "id": self.item_id, "user": self.user}[kind]()
        return kind, self.random.choice(ORDERED[kind]), value

    def call(self):
        """A caller, a method's name and parameters, and what to ask of the model."""
        caller = self.random.choice(list(self.apps))
        method = self.random.choice(
            ["find"] * 5
            + ["insert"] * 2
            + ["update", "delete", "getPermission", "updatePermission"]
        )
        params, ask = getattr(self, f"_{method}")(caller)
        return caller, f"Collection.{method}", {"collectionName": self.name, **params}, ask

    def _find(self, caller):
        criteria, bind = self.criteria(), []
        sort = self.random.choice([None, "ASC", "DESC"])
        limit, page = self.random.choice([(1000, 1), (5, 1), (5, 2), (1, 3)])
        params = {"criteria": text_of(criteria, bind), "bindParams": bind}
        params["orderBy"] = f"n {sort}" if sort else self.random.choice(["", None])
        params["options"] = {"limit": limit, "page": page}

        def ask(reply):
            expected = self.model.find(caller, criteria, sort, limit, page)
            assert all("_permission" not in item for item in reply["items"])
            for item in reply["items"]:
                known = self.model.items[item["_id"]]
                user = known.owner[1] if known.owner and known.owner[0] == "user" else None
                assert (item["n"], item["_ownerUserOid"]) == (known.n, user)
            return ([item["_id"] for item in reply["items"]], reply["totalItems"]), expected

        return params, ask

    def _insert(self, caller):
        n, permission = self.number(), self.permission()

        def ask(reply):
            made = reply["item"]["_id"] if isinstance(reply, dict) else None
            refused = self.model.insert(caller, made, permission, n)
            return reply if refused else None, refused

        return {"item": {"n": n, "_ownerUserOid": "me"}, "permission": permission}, ask

    def _update(self, caller):
        item, n = self.item_id(), self.number()
        data = {"n": n, "_permission": {"public": "rw"}}
        params = {"itemOid": item, "data": data}
        return params, lambda got: (got, self.model.update(caller, item, n))

    def _delete(self, caller):
        item = self.item_id()
        return {"itemOid": item}, lambda got: (got, self.model.delete(caller, item))

    def _getPermission(self, caller):  # pylint: disable=invalid-name
        item = self.item_id()

        def ask(reply):
            got = reply["permission"] if isinstance(reply, dict) else reply
            return got, self.model.get_permission(caller, item)

        return {"itemOid": item}, ask

    def _updatePermission(self, caller):  # pylint: disable=invalid-name
        criteria, bind = self.criteria(), []
        permission, overwrite = self.permission(), self.random.random() < 0.5
        params = {"criteria": text_of(criteria, bind), "bindParams": bind, "permission": permission}
        params["options"] = {"forceOverwrite": overwrite}

        def ask(reply):
            got = reply["numUpdates"] if isinstance(reply, dict) else reply
            return got, self.model.update_permission(caller, criteria, permission, overwrite)

        return params, ask

    def play(self, count):
        """Sends calls alone or in one batch with those of other callers, and compares."""
        calls = [self.call() for _ in range(count)]
        envelopes = []
        for number, (caller, method, params, _) in enumerate(calls):
            params = self.apps[caller].params_of(params)
            envelope = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
            envelopes.append(envelope)
        door = self.random.choice(list(self.apps.values()))
        replies = door.request(envelopes if count > 1 else envelopes[0])
        for call, reply in zip(calls, replies if count > 1 else [replies], strict=True):
            _, method, params, ask = call
            answer = reply["result"] if "result" in reply else reply["error"]["code"]
            got, expected = ask(answer)
            assert got == expected, (call[0], method, params, reply)


@pytest.mark.parametrize("part", range(4))
def test_every_answer_is_the_models(management, part):
    seed = int(os.environ.get("HAKO_TEST_SEED", "1")) * 1000 + part
    print("seed", seed)
    scene = Scene(management, seed)
    left = cases_wanted() // 4
    while left > 0:
        scene.begin()
        played = 0
        while played < min(CALLS_OF_COLLECTION, left):
            scene.manage()
            for count in (1, 1, scene.random.randrange(2, 40)):
                scene.play(count)
                played += count
        left -= played
        scene.end()
