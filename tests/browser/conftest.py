# SPDX-License-Identifier: Apache-2.0

from pathlib import Path

import pytest
from chromium import Chromium
from web_server import WebServer

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def chromium():
    browser = Chromium()
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def web():
    """Serves the whole tree, so that pages find the libraries and the client where they are."""
    server = WebServer(_ROOT)
    yield server
    server.close()


@pytest.fixture
def page(chromium):
    page = chromium.new_page()
    yield page
    page.close()


@pytest.fixture(params=["http", "file"])
def origin(request, web):
    """What pages come from: another host than Hako's, or the device itself."""
    return Origin(web.origin, web.origin) if request.param == "http" else Origin(_ROOT.as_uri(), "null")


class Origin:
    def __init__(self, base, name):
        """`name`: as the browser tells it in the header Origin."""
        self.name = name
        self._base = base

    def page(self, file):
        return f"{self._base}/tests/browser/pages/{file}"


@pytest.fixture
def allow(server, management):
    """Sets the origins that the backend lets read its replies."""
    return lambda *origins: server.cli(
        "backend", "set", management.backend_id, f"allowedOrigins={','.join(origins)}")


@pytest.fixture
def address(server, management):
    """Where the app API of the backend is."""
    return f"http://{server.host}:{server.port}/json-rpc/{management.backend_id}"
