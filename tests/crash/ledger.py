# SPDX-License-Identifier: Apache-2.0
"""Holds what a server has against what it acknowledged."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from ledger_app import ALIVE, is_alive
from ledger_writer import SESSION, USER, item_permission, item_properties

_CLIENT = Path(__file__).with_name("ledger_client.py")
_PAGE = 10_000
_LISTED_IN_A_FAILURE = 20


class Clients:
    """Processes that write until their server is gone; each with several connections, of which a
    quarter are apps."""

    def __init__(self, folder, management, processes=3, connections=8, seed=1, padding=40):
        settings = {
            "folder": str(folder),
            "host": management.host,
            "port": management.port,
            "backend": management.backend_id,
            "key": management.key,
            "app_key": management.app_key,
            "connections": connections,
            "seed": seed,
            "padding": padding,
        }
        self._processes = [
            subprocess.Popen(
                [sys.executable, _CLIENT, json.dumps({**settings, "name": f"c{i}"})],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for i in range(processes)
        ]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self._processes:
            process.kill()
            process.communicate()

    def run(self, collection):
        """Begins a round: all connections write."""
        for process in self._processes:
            process.stdin.write(f"run {collection}\n")
            process.stdin.flush()

    def wait_stopped(self):
        """Returns when every connection has met an error, or the end."""
        for process in self._processes:
            assert process.stdout.readline() == "stopped\n", "a ledger client died"


@dataclass
class Thing:
    """An item, a user or a session: the states it may be in, of which the last is what its newest write makes
    of it. None: it does not exist."""

    states: list = field(default_factory=lambda: [None])
    id: str | None = None


class Book:
    """What all ledgers of a folder say."""

    def __init__(self, folder, padding=40):
        self._folder = Path(folder)
        self._padding = padding
        self._offsets = {}
        self._things = {}
        self._is_cut = False
        self.acknowledged = 0
        self.errors = []

    def cut(self):
        """The power fails now: nobody can see what is acknowledged from here to `settle`, so it may
        be there or not."""
        self.read()
        self._is_cut = True

    def read(self):
        """Takes in what was written into the ledgers since the last time."""
        for path in sorted(self._folder.glob("*.ledger")):
            with open(path, "rb") as file:
                file.seek(self._offsets.get(path, 0))
                text = file.read()
            self._offsets[path] = self._offsets.get(path, 0) + len(text)
            for line in text.splitlines():
                self._enter(*json.loads(line))

    def settle(self, management, collection):
        """Compares all that the server has with what it may have. From then on it must keep it."""
        self.read()
        self._is_cut = False
        self._settle(USER, self._read_users(management))
        items = read_all(management, "CollectionItem.list", collectionName=collection)
        self._settle(collection, self._states_of(items))
        check_counts_and_indexes(management, collection, items)
        self._settle(SESSION, self._live_sessions(management))

    def forget(self, kind):
        """The collection was dropped. Sessions of its time are not looked at any more either: there
        would be more with every round."""
        self._things.pop(kind, None)
        self._things.pop(SESSION, None)

    def _enter(self, event, kind, token, what):
        thing = self._things.setdefault(kind, {}).setdefault(token, Thing())
        if event == "intent":
            thing.states.append(what)
        elif event == "busy":
            thing.states.pop()
        elif event == "error":
            # Not acknowledged: it may be there or not, as long as it stays so.
            self.errors.append(f"{token}: {what}")
        elif not self._is_cut:
            del thing.states[:-1]
            thing.id = what or thing.id
            self.acknowledged += 1

    def _settle(self, kind, observed):
        wrong = []
        things = self._things.setdefault(kind, {})
        for token in observed.keys() - things.keys():
            wrong.append(f"{token}: nobody wrote it: {observed[token]}")
        for token, thing in things.items():
            found_id, found = observed.get(token, (None, None))
            if found not in thing.states:
                wrong.append(f"{token}: {found}, may be {thing.states}")
            elif found and thing.id and thing.id != found_id:
                wrong.append(f"{token}: has the id {found_id}, not {thing.id}")
            thing.states, thing.id = [found], found_id or thing.id
        assert not wrong, f"{len(wrong)} of kind {kind}:\n" + "\n".join(
            wrong[:_LISTED_IN_A_FAILURE]
        )

    def _states_of(self, items):
        states = {}
        for item in items:
            token = item["token"]
            generations = [key for key in item["_permission"] if key.startswith("generation-")]
            state = {
                "value": item["value"],
                "generation": int(generations[0].removeprefix("generation-")),
            }
            assert item["_permission"] == item_permission(state), item
            whole = item_properties(token, state, self._padding)
            assert {name: item[name] for name in whole} == whole, f"half a write: {item}"
            assert token not in states, f"{token} is there twice"
            states[token] = (item["_id"], state)
        return states

    def _live_sessions(self, management):
        """Those of the ledgers that still let somebody in."""
        known = self._things.get(SESSION, {})
        return {token: (None, ALIVE) for token in known if is_alive(management, token)}

    @staticmethod
    def _read_users(management):
        users = read_all(management, "User.list")
        return {user["_username"]: (user["_id"], {"value": user["value"]}) for user in users}


def read_all(management, method, **params):
    """All items of a list, page by page, each of which must count them alike."""
    items = []
    page = 1
    while True:
        got = management.call(method, {**params, "page": page, "itemsInPage": _PAGE})
        items += got["items"]
        if len(got["items"]) < _PAGE:
            break
        page += 1
    assert got["totalItems"] == len(items), f"{got['totalItems']} counted, {len(items)} there"
    assert len({item["_id"] for item in items}) == len(items), "an item is listed twice"
    return items


def check_counts_and_indexes(management, collection, items):
    """`items`, as read without any index, must be what counts and indexes know."""

    def ids(some):
        return [item["_id"] for item in some]

    assert management.call("CollectionItem.count", [collection])["totalItems"] == len(items)
    listed = {one["_id"]: one for one in management.call("Collection.list")["items"]}
    assert listed[collection]["itemCount"] == len(items)
    assert ids(items) == sorted(ids(items), reverse=True), "not newest first"

    newest_first = sorted(items, key=lambda item: item["_id"], reverse=True)
    by_score = read_all(
        management, "CollectionItem.list", collectionName=collection, sortProperty="score"
    )
    assert ids(by_score) == ids(sorted(newest_first, key=lambda item: item["score"]))
    for writer in sorted({item["writer"] for item in items})[:4]:
        filtered = read_all(
            management,
            "CollectionItem.list",
            collectionName=collection,
            criteria="writer == ? && score >= 500",
            bindParams=[writer],
        )
        expected = [
            item for item in newest_first if item["writer"] == writer and item["score"] >= 500
        ]
        assert ids(filtered) == ids(expected), f"the index knows other items of {writer}"


def create_collection(management, name):
    """A collection with the indexes that check_counts_and_indexes reads."""
    management.call("Collection.create", {"_id": name, "isInsertable": True})
    for properties in (["score"], ["writer", "score"]):
        management.call("Collection.createIndex", {"_id": name, "properties": properties})


def wait_indexes(management, collection):
    """Returns when the indexes that were asked for are built."""
    while True:
        indexes = management.call("Collection.listIndexes", [collection])["indexes"]
        asked = [one["properties"] for one in indexes if not one["automatic"]]
        assert sorted(asked) == [["score"], ["writer", "score"]], indexes
        if all(one["state"] == "ready" for one in indexes):
            return
