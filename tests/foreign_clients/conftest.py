# SPDX-License-Identifier: Apache-2.0

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.simulator import Simulator

FOLDER = Path(__file__).parent


class Client:
    """One of the drivers in this folder, under Node. `extra` is added to its environment."""

    def __init__(self, driver, extra, *options):
        keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self._process = subprocess.Popen(
            [shutil.which("node"), *options, FOLDER / driver], cwd=FOLDER, env=keep | extra,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, command):
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the client ended: {command}"
        return json.loads(line)

    def close(self):
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()


@pytest.fixture(scope="module")
def apns():
    simulator = Simulator("apns.py")
    yield simulator
    simulator.close()


@pytest.fixture(scope="module")
def fcm():
    simulator = Simulator("fcm.py")
    yield simulator
    simulator.close()


@pytest.fixture
def node_apn(apns):
    """@parse/node-apn with nothing set."""
    apns.post("/forget", {})
    client = Client("node_apn.cjs", {})
    yield client
    client.close()


@pytest.fixture
def firebase_admin(fcm):
    """firebase-admin, whose way to Google ends at the simulator, with nothing set."""
    fcm.post("/forget", {})
    hosts = ("fcm.googleapis.com", "oauth2.googleapis.com", "accounts.google.com")
    client = Client(
        "firebase_admin.cjs",
        {"NODE_EXTRA_CA_CERTS": fcm.facts["ca"],
         "ROUTES": json.dumps({host: fcm.facts["port"] for host in hosts})},
        "--require", FOLDER / "routes.cjs")
    yield client
    client.close()
