# SPDX-License-Identifier: Apache-2.0
# This folder is on the path, so that tests import what stands in it.

import pytest

from harness.simulator import Simulator
from http2_client import Http2Client, told
from signing import provider_token


class Apns(Simulator):
    def __init__(self):
        super().__init__("apns.py")

    def provider_token(self, **changes):
        """One of the team's; `changes` as `signing.provider_token` takes them."""
        return provider_token(self.file("key"), self.facts["key_id"], self.facts["team_id"], **changes)


@pytest.fixture(scope="module")
def running_apns():
    simulator = Apns()
    yield simulator
    simulator.close()


@pytest.fixture(scope="module")
def running_fcm():
    simulator = Simulator("fcm.py")
    yield simulator
    simulator.close()


@pytest.fixture
def apns(running_apns):
    running_apns.post("/forget", {})
    return running_apns


@pytest.fixture
def connect(apns):
    clients = []

    def new(environment="production", **options):
        clients.append(Http2Client(apns.facts[environment], apns.facts["ca"], **options))
        clients[-1].wait_settings()
        return clients[-1]

    yield new
    for client in clients:
        client.socket.close()


@pytest.fixture
def client(connect):
    return connect()


@pytest.fixture
def token(apns):
    return apns.provider_token()


@pytest.fixture
def headers(token):
    """The headers of a good request and what changes; None leaves one out."""

    def make(device="a" * 64, method="POST", path=None, **changes):
        good = {
            ":method": method, ":path": path or f"/3/device/{device}", ":scheme": "https",
            ":authority": "localhost", "authorization": f"bearer {token}",
            "apns-topic": "com.example.app", "apns-push-type": "alert"}
        wanted = good | {name.replace("_", "-"): value for name, value in changes.items()}
        return [(name, value) for name, value in wanted.items() if value is not None]

    return make


@pytest.fixture
def send(client, headers):
    def ask(body=b"{}", **changes):
        return told(client.ask(headers(**changes), body))

    return ask
