# SPDX-License-Identifier: Apache-2.0
"""One connection's worth of writes, and the ledger of what it meant to write and what the server
acknowledged.

A ledger has one JSON array a line, on disk before the next step is taken:
    ["intent", KIND, TOKEN, STATE]   before the request is sent; STATE null: to be deleted
    ["ack", KIND, TOKEN, ID]         after the reply that says it was done
    ["error", KIND, TOKEN, TEXT]     after a reply that says it was not
    ["busy", KIND, TOKEN, TEXT]      after a reply that says it was not even begun
KIND is the collection, `user` or `session`. A token has one writer, and one write under way at a time.
"""

import http.client
import json
import os
import random
from pathlib import Path

from harness.rpc import Management, RpcError

USER = "user"
SESSION = "session"
BATCH_CALLS = 100
_BUSY = 9999


def item_properties(token, state, padding):
    """What an item of that state is. Each property tells whether the others are of the same write."""
    value = state["value"]
    return {
        "token": token,
        "writer": token.split("-")[0],
        "value": value,
        "twin": str(value),
        "score": value * 7919 % 1000,
        "padding": chr(97 + value % 26) * padding,
    }


def item_permission(state):
    return {"public": "r", f"generation-{state['generation']}": "rw"}


class Ledger:
    """One writer's file."""

    def __init__(self, path):
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def write(self, *entries):
        lines = "".join(json.dumps(entry) + "\n" for entry in entries)
        os.write(self._file, lines.encode())
        os.fsync(self._file)


class Writer:
    """One connection's worth of writes."""

    def __init__(self, name, settings):
        self.name = name
        self.padding = settings["padding"]
        self.random = random.Random(f"{settings['seed']}-{name}")
        self.ledger = Ledger(Path(settings["folder"]) / f"{name}.ledger")
        self.management = Management(
            settings["host"], settings["port"], settings["backend"], settings["key"], timeout=30
        )
        self.collection = None
        self.count = 0
        # What is certain: token -> (id, state). Whatever is under way is taken out, and put back
        # when it was acknowledged.
        self.items = {}
        self.users = {}

    def run(self, collection):
        if collection != self.collection:
            self.items = {}
        self.collection = collection
        try:
            while True:
                self.step()
        except (RpcError, OSError, http.client.HTTPException, json.JSONDecodeError):
            # A half reply is no reply: it is not JSON, or the connection says so.
            self.close()

    def close(self):
        """What was under way is not known any more."""
        self.management.close()

    def step(self):
        choice = self.random.randrange(1000)
        if choice < 400 or not self.items:
            self.create_item()
        elif choice < 700:
            self.change_item("value")
        elif choice < 820:
            self.change_item("generation")
        elif choice < 940:
            self.delete(self.items, self.collection)
        elif choice < 980:
            self.create_batch()
        elif choice < 992 or not self.users:
            self.create_user()
        else:
            self.delete(self.users, USER)

    def new_token(self):
        self.count += 1
        return f"{self.name}-{self.count}"

    def call(self, method, params):
        return self.management.call(method, params)

    def write(self, kind, token, state, method, params):
        """Makes one write; returns the id in its result. None when it was not begun."""
        return self.write_all([(kind, token, state)], method, params)

    def write_all(self, changes, method, params):
        """The same for one call that changes several things, of which the first gets the id."""
        self.ledger.write(*(["intent", *change] for change in changes))
        try:
            result = self.call(method, params)
        except RpcError as error:
            event = "busy" if error.code == _BUSY else "error"
            self.ledger.write(*([event, kind, token, str(error)] for kind, token, _ in changes))
            if event == "busy":
                return None
            raise
        made = result.get("item") or result.get("user") if isinstance(result, dict) else None
        new_id = made["_id"] if made else None
        (kind, token, _), *others = changes
        acks = [["ack", kind, token, new_id]]
        self.ledger.write(*acks, *(["ack", kind, token, None] for kind, token, _ in others))
        return new_id

    def creation_method(self):
        return "CollectionItem.create"

    def creation(self, token, state):
        return {
            "collectionName": self.collection,
            "item": item_properties(token, state, self.padding),
            "permission": item_permission(state),
        }

    def create_item(self):
        token, state = self.new_token(), {"value": self.random.randrange(1000), "generation": 0}
        new_id = self.write(
            self.collection, token, state, self.creation_method(), self.creation(token, state)
        )
        self.items[token] = (new_id, state)

    def change_item(self, what):
        token = self.random.choice(list(self.items))
        item_id, state = self.items.pop(token)
        state = {**state, what: state[what] + 1}
        method, params = self.changing(what, item_id, token, state)
        self.write(self.collection, token, state, method, params)
        self.items[token] = (item_id, state)

    def changing(self, what, item_id, token, state):
        """The call that changes an item to this state."""
        params = {"collectionName": self.collection, "_id": item_id}
        if what == "value":
            item = item_properties(token, state, self.padding)
            return "CollectionItem.update", {**params, "item": item}
        return "CollectionItem.setPermission", {**params, "permission": item_permission(state)}

    def delete(self, things, kind):
        token = self.random.choice(list(things))
        thing_id, _ = things.pop(token)
        self.write(kind, token, None, *self.deletion(kind, thing_id))

    def deletion(self, kind, thing_id):
        """The call that deletes a user or an item."""
        if kind == USER:
            return "User.delete", {"idList": [thing_id]}
        return "CollectionItem.delete", {"collectionName": kind, "idList": [thing_id]}

    def create_user(self):
        token, state = self.new_token(), {"value": self.random.randrange(1000)}
        params = {"username": token, "password": "secret", "properties": state}
        if new_id := self.write(USER, token, state, "User.create", params):
            self.users[token] = (new_id, state)

    def create_batch(self):
        states = {
            self.new_token(): {"value": self.random.randrange(1000), "generation": 0}
            for _ in range(BATCH_CALLS)
        }
        kind = self.collection
        self.ledger.write(*(["intent", kind, token, state] for token, state in states.items()))
        results = self.management.batch(
            [("CollectionItem.create", self.creation(*one)) for one in states.items()]
        )
        refused = None
        entries = []
        for (token, state), result in zip(states.items(), results, strict=True):
            if isinstance(result, RpcError):
                refused = result
                entries.append(["error", kind, token, str(result)])
            else:
                entries.append(["ack", kind, token, result["item"]["_id"]])
                self.items[token] = (result["item"]["_id"], state)
        self.ledger.write(*entries)
        if refused:
            raise refused
