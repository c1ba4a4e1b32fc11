# SPDX-License-Identifier: Apache-2.0
# Also puts this folder on the path, so that tests import `harness`.

import os

import pytest

from harness.server import Server

_failed = pytest.StashKey()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    outcome = yield
    if outcome.get_result().failed:
        item.stash[_failed] = True


def pytest_terminal_summary(terminalreporter):
    """Shows the lines that tests recorded as `summary`, also of other processes."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, line in getattr(report, "user_properties", []):
                if name == "summary" and report.when == "call":
                    terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def is_long():
    """Whether this is the long run."""
    return bool(os.environ.get("HAKO_TEST_LONG"))


@pytest.fixture
def server(request):
    """A running server of this test's own."""
    server = Server()
    try:
        server.start()
    except BaseException:
        server.close(keep=True)
        raise
    yield server
    server.close(keep=request.node.stash.get(_failed, False))


@pytest.fixture
def management(server):
    """A client of a new backend on that server."""
    with server.new_management() as client:
        yield client
