# SPDX-License-Identifier: Apache-2.0
"""What both simulators share: the clock, faults, the journal, and the door for tests (plain HTTP)."""

import asyncio
import collections
import json
import random
import time
from urllib.parse import parse_qs, urlsplit


class VirtualClock:
    """The machine's time and what a test added to it."""

    def __init__(self):
        self.offset = 0.0

    def now(self):
        return time.time() + self.offset


class Journal:
    """What was received, in order, each entry with its number."""

    def __init__(self):
        self.entries = []
        self.counts = collections.Counter()  # by (what, status)

    def add(self, entry):
        entry["n"] = len(self.entries)
        self.counts[entry.get("what", "send"), entry["status"]] += 1
        self.entries.append(entry)
        return entry

    def clear(self):
        self.entries.clear()
        self.counts.clear()

    def read(self, since=0, limit=None, fields=None):
        """`fields`: their names with commas between; all when None."""
        until = None if limit is None else int(since) + int(limit)
        entries = self.entries[int(since):until]
        if fields is None:
            return entries
        return [{name: entry[name] for name in fields.split(",")} for entry in entries]

    def duplicates(self, by):
        """The entries, by what they have in common, of all that was taken more than once."""
        groups = collections.defaultdict(list)
        for entry in self.entries:
            if entry["status"] == 200 and entry[by] is not None:
                groups[entry[by]].append(entry)
        return {name: entries for name, entries in groups.items() if len(entries) > 1}


class Connections:
    """Those that are open, and when each came and went."""

    def __init__(self, clock):
        self.clock = clock
        self.open = set()
        self.log = []
        self.pings = 0
        self.violations = []

    def connected(self, connection, **facts):
        connection.number = len(self.log) + 1
        connection.entry = {"number": connection.number, **facts,
                            "opened_at": self.clock.now(), "lost_at": None}
        self.log.append(connection.entry)
        self.open.add(connection)

    def lost(self, connection):
        self.open.discard(connection)
        if connection.entry is not None:
            connection.entry["lost_at"] = self.clock.now()

    def violated(self, connection, what):
        self.violations.append({"connection": connection.number, "what": what})

    def forget(self):
        for connection in list(self.open):
            connection.cut()
        self.log.clear()
        self.violations.clear()
        self.pings = 0

    def stats(self):
        return {"connections_opened": len(self.log), "connections": len(self.open),
                "pings": self.pings, "violations": self.violations}


class Faults:
    """Each is {"kind": ..., "match": {field: value}, "after": n, "every": n, "count": n,
    "probability": p}: of the requests that match, the first `after` are spared, then every n-th is
    hit, until `count` were; with `probability`, by a seeded coin."""

    def __init__(self, kinds):
        self.kinds = kinds
        self.active = []
        self.coin = random.Random(1)

    def set(self, faults):
        for fault in faults:
            if fault["kind"] not in self.kinds:
                raise ValueError(f"no such fault: {fault['kind']}")
            if fault["kind"] == "answer" and not isinstance(fault.get("status"), int):
                raise ValueError("an answer needs a status")
        self.active = [dict(fault, seen=0, hits=0) for fault in faults]

    def pick(self, facts):
        for fault in self.active:
            match = fault.get("match", {})
            if any(facts.get(name) != value for name, value in match.items()):
                continue
            fault["seen"] += 1
            if "count" in fault and fault["hits"] >= fault["count"]:
                continue
            late = fault["seen"] - fault.get("after", 0)
            if late <= 0 or late % fault.get("every", 1):
                continue
            if "probability" in fault and self.coin.random() >= fault["probability"]:
                continue
            fault["hits"] += 1
            return fault
        return None


class Control(asyncio.Protocol):
    """HTTP/1.1 with JSON bodies. `routes` maps (method, path) to a function of (query, body)."""

    def __init__(self, routes):
        self.routes = routes
        self.buffer = b""
        self.transport = None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, rest = self.buffer.split(b"\r\n\r\n", 1)
            lines = head.decode("latin-1").split("\r\n")
            fields = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
            length = int(fields.get("content-length", 0))
            if len(rest) < length:
                return
            self.buffer = rest[length:]
            method, target, _ = lines[0].split(" ", 2)
            self.answer(method, target, rest[:length])

    def answer(self, method, target, body):
        url = urlsplit(target)
        route = self.routes.get((method, url.path))
        status, result = "404 Not Found", {"error": "no such route"}
        if route is not None:
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            try:
                result = route(query, json.loads(body) if body else None)
                status = "200 OK"
            except (KeyError, TypeError, ValueError) as error:
                status, result = "400 Bad Request", {"error": repr(error)}
        text = json.dumps(result).encode()
        self.transport.write(
            f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(text)}\r\n\r\n".encode() + text
        )


def shared_routes(simulator):
    """What both simulators can be told and asked."""

    def advance(_, body):
        simulator.clock.offset += body["seconds"]
        return {"now": simulator.clock.now()}

    def forget(_query, _body):
        simulator.journal.clear()
        simulator.faults.set([])
        simulator.clock.offset = 0.0
        simulator.forget()
        return {}

    def configure(_, body):
        unknown = set(body) - simulator.settings
        if unknown:
            raise ValueError(f"no such setting: {unknown}")
        simulator.configure(body)
        return {}

    return {
        ("GET", "/journal"): lambda query, body: {"entries": simulator.journal.read(**query)},
        ("GET", "/duplicates"): lambda query, body: simulator.journal.duplicates(query["by"]),
        ("GET", "/connections"): lambda query, body: {"connections": simulator.connections.log},
        ("GET", "/stats"): lambda query, body: simulator.stats(),
        ("POST", "/faults"): lambda query, body: simulator.faults.set(body) or {},
        ("POST", "/clock"): advance,
        ("POST", "/forget"): forget,
        ("POST", "/devices"): lambda query, body: simulator.change_devices(body) or {},
        ("POST", "/configure"): configure,
    }


def run(main):
    """Runs on uvloop where Debian's package is there."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(main)
    else:
        uvloop.install()
        asyncio.run(main)
