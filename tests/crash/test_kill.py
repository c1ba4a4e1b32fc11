# SPDX-License-Identifier: Apache-2.0
"""The server is killed in the middle of its work, again and again: what it acknowledged is there."""

import random
import time

import pytest
from harness.rpc import RpcError
from harness.server import Server
from ledger import Book, Clients, create_collection, wait_indexes

READY_SECONDS_MAX = 2.0
KILLS_OF_ONE_COLLECTION = 10


def test_what_was_acknowledged_survives_kills(ledgers, is_long, record_property):
    kills = 500 if is_long else 40
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    dice = random.Random(seed)
    starts = []
    book = Book(ledgers)
    with Server(options=["--log-requests", "off"]) as server:
        management = server.new_management()
        with Clients(ledgers, management, seed=seed) as clients:
            for kill in range(kills):
                collection = f"Ledger{kill // KILLS_OF_ONE_COLLECTION}"
                is_first = kill % KILLS_OF_ONE_COLLECTION == 0
                is_last = (kill + 1) % KILLS_OF_ONE_COLLECTION == 0
                if is_first:
                    create_collection(management, collection)
                clients.run(collection)
                time.sleep(dice.uniform(0.2, 1.5))
                server.kill()
                clients.wait_stopped()

                starts.append(server.start())
                management.close()
                wait_indexes(management, collection)
                book.settle(management, collection)
                if is_last:
                    management.call("Collection.drop", [collection])
                    book.forget(collection)
        assert server.stop() == 0
    assert not book.errors, book.errors[:10]
    record_property(
        "summary",
        f"kill -9: {kills} kills, {book.acknowledged} acknowledged writes, 0 lost, "
        f"longest start {max(starts):.3f} s",
    )
    assert max(starts) < READY_SECONDS_MAX


def test_a_dropped_collection_and_a_revoked_key_stay_gone(server):
    management = server.new_management()
    management.call("Collection.create", {"_id": "Gone"})
    management.call("CollectionItem.create", {"collectionName": "Gone", "item": {"a": 1}})
    other = server.create_key(management.backend_id)
    with server.management(management.backend_id, other["key"]) as client:
        assert client.call("Collection.list")["items"]

    server.cli("key", "revoke", other["keyId"], "--backend", management.backend_id)
    management.call("Collection.drop", ["Gone"])
    server.kill()
    server.start()
    management.close()

    assert management.call("Collection.list") == {"items": []}
    with server.management(management.backend_id, other["key"]) as client:
        with pytest.raises(RpcError, match="^4 API key invalid"):
            client.call("Collection.list")


def test_a_kill_right_after_the_first_write_leaves_a_backend_that_works(server):
    """The files of a backend are new then, and so are their names in the folder."""
    for number in range(5):
        management = server.new_management()
        management.call("Collection.create", {"_id": "New"})
        server.kill()
        server.start()
        management.close()
        assert [one["_id"] for one in management.call("Collection.list")["items"]] == ["New"]
        assert len(server.cli("backend", "list")) == number + 1
