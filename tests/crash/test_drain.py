# SPDX-License-Identifier: Apache-2.0
"""SIGTERM: what was accepted is answered, nothing new is taken, and then the server ends."""

import json
import socket
import time

from harness.rpc import KEY_HEADER
from harness.server import Server
from harness.wire import Closed, Wire
from ledger import Book, Clients, create_collection, wait_indexes

DRAIN_SECONDS_MAX = 10
# The server looks at its deadlines a few times a second; a busy machine does so later.
GRACE_SECONDS = 2


def wait_refused(server):
    """Returns when nobody listens any more."""
    while True:
        try:
            socket.create_connection((server.host, server.port), timeout=5).close()
        except ConnectionRefusedError:
            return
        except ConnectionResetError:
            pass  # The listener closed while this one waited to be accepted.


def half_sent(server, management, body):
    """A connection whose request was accepted, and whose body is still to be sent."""
    wire = Wire(server.host, server.port)
    wire.send(
        f"POST {management.path} HTTP/1.1\r\nHost: test\r\n{KEY_HEADER}: {management.key}\r\n"
        f"Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    assert wire.reply().status == 100
    return wire


def creation(number):
    return {
        "jsonrpc": "2.0",
        "id": number,
        "method": "CollectionItem.create",
        "params": {"collectionName": "Drain", "item": {"number": number}},
    }


def test_accepted_requests_are_answered_and_kept(server, management):
    management.call("Collection.create", {"_id": "Drain"})
    body = json.dumps([creation(number) for number in range(500)])
    wires = [half_sent(server, management, body) for _ in range(3)]

    server.terminate()
    wait_refused(server)
    for wire in wires:
        wire.send(body)
    for wire in wires:
        reply = wire.reply()
        assert reply.status == 200
        assert reply.headers["connection"] == "close"
        assert [one["id"] for one in json.loads(reply.body)] == list(range(500))
        assert wire.rest() == b""
        wire.close()

    assert server.wait_end(DRAIN_SECONDS_MAX) == 0
    server.start()
    management.close()
    assert management.call("CollectionItem.count", ["Drain"]) == {"totalItems": 1500}


def test_idle_connections_do_not_hold_it_up(server, management):
    management.call("Collection.list")
    with Wire(server.host, server.port) as silent:
        begin = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - begin < DRAIN_SECONDS_MAX / 2
        assert silent.rest() == b""


def test_a_request_that_never_comes_whole_ends_with_the_drain(server, management):
    with half_sent(server, management, "x" * 100) as wire:
        begin = time.monotonic()
        server.terminate()
        assert server.wait_end(DRAIN_SECONDS_MAX + GRACE_SECONDS) == 0
        assert time.monotonic() - begin <= DRAIN_SECONDS_MAX + GRACE_SECONDS
        try:
            assert wire.reply().status == 503
        except Closed as closed:
            raise AssertionError("closed without a word") from closed


def test_nothing_acknowledged_is_lost_when_it_stops_under_load(ledgers):
    book = Book(ledgers)
    with Server(options=["--log-requests", "off"]) as server:
        management = server.new_management()
        with Clients(ledgers, management) as clients:
            for number in range(3):
                collection = f"Ledger{number}"
                create_collection(management, collection)
                clients.run(collection)
                wait_written(management, collection)
                begin = time.monotonic()
                assert server.stop() == 0
                assert time.monotonic() - begin <= DRAIN_SECONDS_MAX
                clients.wait_stopped()
                server.start()
                management.close()
                wait_indexes(management, collection)
                book.settle(management, collection)
    # A request on an open connection may come too late, and is told so.
    others = [error for error in book.errors if "-32603" not in error]
    assert not others, others[:10]


def wait_written(management, collection):
    """Returns when the clients are at work."""
    while management.call("CollectionItem.count", [collection])["totalItems"] < 200:
        pass
