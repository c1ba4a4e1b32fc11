# SPDX-License-Identifier: Apache-2.0
"""The disk fills up under the server, and is given room again."""

import time

import pytest
from harness.rpc import RpcError
from harness.server import Server
from ledger import Book, Clients, create_collection, wait_indexes
from volume import MemoryVolume

VOLUME_BYTES = 24 * 1024 * 1024
BALLAST_BYTES = 10 * 1024 * 1024
PADDING = 8_000
RECOVERY_SECONDS_MAX = 10


def write_until_done(management, collection):
    """A write as soon as there is room for one again."""
    deadline = time.monotonic() + RECOVERY_SECONDS_MAX
    params = {"_id": collection, "isInsertable": True}
    while True:
        try:
            return management.call("Collection.setConfig", params)
        except RpcError as error:
            assert error.code == -32603, error
            assert time.monotonic() < deadline, "no write succeeds although there is room"


def test_a_full_disk_refuses_writes_and_nothing_else(ledgers, record_property):
    with MemoryVolume(VOLUME_BYTES) as volume:
        ballast = volume.mount_point / "ballast"
        ballast.write_bytes(bytes(BALLAST_BYTES))
        book = Book(ledgers, padding=PADDING)
        data = volume.mount_point / "data"
        with Server(data=data, options=["--log-requests", "off"]) as server:
            management = server.new_management()
            create_collection(management, "Ledger")
            with Clients(ledgers, management, connections=4, padding=PADDING) as clients:
                clients.run("Ledger")
                clients.wait_stopped()
                book.read()
                assert book.errors and all("-32603" in error for error in book.errors), book.errors

                # Readiness tells, and reads go on.
                with pytest.raises(RpcError) as refused:
                    params = {"collectionName": "Ledger", "item": {"a": "x" * 400_000}}
                    management.call("CollectionItem.create", params)
                assert (refused.value.code, refused.value.message) == (-32603, "Internal error")
                assert server.health() == 503
                assert server.health("/health/live") == 200
                book.settle(management, "Ledger")

                ballast.unlink()
                assert write_until_done(management, "Ledger") == "OK"
                server.wait_health(200)
                wait_indexes(management, "Ledger")
                book.settle(management, "Ledger")

                # As good as new: it fills what it was given.
                before = book.acknowledged
                clients.run("Ledger")
                clients.wait_stopped()
                book.read()
                assert book.acknowledged > before + 100
            server.kill()
            server.start()
            management.close()
            book.settle(management, "Ledger")
    record_property(
        "summary",
        f"disk full: {book.acknowledged} acknowledged writes, 0 lost, {len(book.errors)} refused",
    )
