# SPDX-License-Identifier: Apache-2.0
"""The power fails: what was acknowledged was on the disk."""

import os
import random
import shutil
import subprocess
import time

import pytest
from harness.server import Server
from ledger import Book, Clients, create_collection, wait_indexes
from volume import DiskVolume

VOLUME_BYTES = 192 * 1024 * 1024


def cut_all(volume, server, clients):
    """The whole machine stops: what the server has not said by then, it never says."""
    server.freeze()
    volume.cut()
    server.kill()
    clients.wait_stopped()


def cut_disk(volume, server, clients, book):
    """Only the disk is gone: the server runs on, and every connection must be told that nothing is
    stored any more.

    One group of writes is an exception that the server cannot know of: when the file system is
    shut down while an fsync of a file that grows is under way, Linux returns success although the
    data is lost. No real power cut lets a program see that.
    """
    book.cut()
    volume.cut()
    clients.wait_stopped()
    server.wait_health(503)
    server.kill()


def test_what_was_acknowledged_survives_power_cuts(ledgers, is_long, record_property):
    cuts = 20 if is_long else 2
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    dice = random.Random(seed)
    book = Book(ledgers)
    with DiskVolume(VOLUME_BYTES) as volume:
        server = Server(data=volume.mount_point / "data", options=["--log-requests", "off"])
        with server:
            management = server.new_management()
            with Clients(ledgers, management, seed=seed) as clients:
                for number in range(cuts):
                    collection = f"Ledger{number}"
                    create_collection(management, collection)
                    clients.run(collection)
                    time.sleep(dice.uniform(0.3, 1.5))
                    if number % 2 == 0:
                        cut_all(volume, server, clients)
                    else:
                        cut_disk(volume, server, clients, book)

                    volume.power_on()
                    server.start()
                    management.close()
                    wait_indexes(management, collection)
                    book.settle(management, collection)
                    management.call("Collection.drop", [collection])
                    book.forget(collection)
    others = [error for error in book.errors if "-32603" not in error]
    assert not others, others[:10]
    record_property(
        "summary",
        f"power cut: {cuts} cuts, {book.acknowledged} acknowledged writes, 0 lost, "
        f"{len(book.errors)} refused without power",
    )


# A disk that says it stored what it only holds in memory.
LYING_FSYNC = """
int fsync(int file) { (void)file; return 0; }
int fdatasync(int file) { (void)file; return 0; }
"""


@pytest.fixture
def lying_disk(tmp_path):
    """The environment of a program whose fsync does nothing."""
    if shutil.which("cc") is None:
        pytest.skip("needs a C compiler")
    source, library = tmp_path / "lying.c", tmp_path / "lying.so"
    source.write_text(LYING_FSYNC)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    # A sanitized program wants its own library to come first.
    return {"LD_PRELOAD": str(library), "ASAN_OPTIONS": "verify_asan_link_order=0"}


def test_a_cut_does_lose_what_was_not_stored(lying_disk):
    """Or the test above would find nothing in a server that does not wait for the disk."""
    with DiskVolume(VOLUME_BYTES) as volume:
        with Server(data=volume.mount_point / "data") as server:
            management = server.new_management()
            management.call("Collection.create", {"_id": "Before"})
            assert server.stop() == 0
            # What was written so far is on the disk for good.
            os.sync()

            server.environment = lying_disk
            server.start()
            management.close()
            management.call("Collection.create", {"_id": "After"})
            volume.cut()
            server.kill()
            volume.power_on()
            server.environment = {}
            server.start()
            management.close()
            assert [one["_id"] for one in management.call("Collection.list")["items"]] == ["Before"]
