# SPDX-License-Identifier: Apache-2.0
"""A push to very many devices is filled in bit by bit: after a kill it goes on, and meanwhile other
writers wait for a bit at most."""

import re
import sqlite3
import threading
import time
from pathlib import Path

from harness.server import Server

#: Far more than a busy machine needs; what was measured is in the summary.
WAIT_SECONDS_MAX = 0.5
SECONDS_MAX = 600


def test_others_write_while_a_large_audience_is_filled_in(is_long, record_property):
    devices = 1_000_000 if is_long else 100_000
    with Server(options=["--log-requests", "off"]) as server:
        management = server.new_management()
        management.call("Collection.create", {"_id": "Other"})
        server.stop()
        insert_devices(server, management.backend_id, devices)
        server.start()
        management.close()
        before = memory_mib(server)
        with Writer(management.another()) as writer:
            queue = send(management)
            wait_targets(management, queue, devices // 3)
            server.kill()
            server.start()
            management.close()
            wait_targets(management, queue, devices)
        grown = memory_mib(server) - before
    record_property(
        "summary",
        f"push to {devices} devices: {len(writer.seconds)} writes of another meanwhile, longest "
        f"{max(writer.seconds) * 1000:.0f} ms; memory grew by {grown:.0f} MiB",
    )
    assert max(writer.seconds) < WAIT_SECONDS_MAX
    assert grown < 150


class Writer:
    """Creates items, one after another, and keeps how long each took."""

    def __init__(self, client):
        self.client = client
        self.seconds = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()
        self.client.close()

    def _run(self):
        while not self._over.is_set():
            begun = time.monotonic()
            try:
                self.client.call("CollectionItem.create", {"collectionName": "Other", "item": {}})
            except OSError:
                continue  # The server was killed.
            self.seconds.append(time.monotonic() - begun)


def insert_devices(server, backend, count):
    """Registering so many would take a quarter of an hour: the limit for a push project."""
    path = server.data / "backends" / f"{backend}.db"
    with sqlite3.connect(path) as database:
        database.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO devices (device_id, platform, build_type, token, registered_at, "
            "app_version, env, is_custom, package_name, created_at, properties) "
            "SELECT 'phone-' || i, 1, 1, printf('%064x', i), 1, '1', 'prod', '', '', 1, '{}' FROM n",
            (count,),
        )
    database.close()


def send(management):
    answer = management.call(
        "Push.send",
        {
            "pushProjectId": management.push_project,
            "platform": "ios",
            "target": "app",
            "buildType": "release",
            "message": "Hi",
            "sendAt": int(time.time() * 1000) + 3_600_000,
        },
    )
    return answer["queueIdList"][0]


def wait_targets(management, queue, count):
    deadline = time.monotonic() + SECONDS_MAX
    while True:
        status = management.call("Push.status", [management.push_project, queue])
        if status["numTarget"] >= count:
            return
        assert time.monotonic() < deadline, status
        time.sleep(0.05)


def memory_mib(server):
    """The most it ever had."""
    text = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", text)[1]) / 1024
