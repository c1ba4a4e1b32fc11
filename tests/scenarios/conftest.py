# SPDX-License-Identifier: Apache-2.0
"""One server for each worker; a backend of its own for each test."""

import sys
from pathlib import Path

import pytest

from harness.mail_server import MailServer
from harness.server import Server
from harness.simulator import Providers

# So that the tests import what stands beside them.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def shared_server():
    """A server that believes X-Forwarded-For from 127.0.0.1: a test chooses its client's address,
    and so the wrong keys of one test do not slow another."""
    server = Server(options=["--trusted-proxy", "127.0.0.1"])
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def providers():
    """Simulators of APNs and FCM."""
    both = Providers()
    yield both
    both.close()


@pytest.fixture(scope="session")
def push_server(providers):
    """A server that takes those for Apple and Google."""
    server = Server(options=["--trusted-proxy", "127.0.0.1", *providers.options()])
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
def management(shared_server):
    """A client of a new backend on the shared server."""
    with shared_server.new_management() as client:
        yield client


@pytest.fixture
def start_server():
    """Starts servers with options of one's own, and ends them after the test."""
    servers = []

    def start(*options, **arguments):
        server = Server(options=options, **arguments)
        servers.append(server)
        server.start()
        return server

    yield start
    for server in servers:
        server.close()


@pytest.fixture(scope="session")
def mail_server():
    """A mail server that takes every mail; for all tests of a worker."""
    with MailServer() as server:
        yield server


@pytest.fixture
def own_mail_server():
    """A mail server of this test's own."""
    with MailServer() as server:
        yield server


@pytest.fixture(params=["beside a server", "without a server"])
def folder(request):
    """A data folder, with a server at work on it or none."""
    server = Server()
    if request.param == "beside a server":
        server.start()
    yield server
    server.close()
