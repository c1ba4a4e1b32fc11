# SPDX-License-Identifier: Apache-2.0
"""What pages do besides: ask first, since their request is none that a form could send; try the
management API."""

import json

import pytest

POST = """(url, headers, body) => fetch(url, {method: 'POST', headers, body})
    .then((reply) => reply.json(), (error) => error.name)"""


@pytest.fixture
def post(page, origin):
    """Posts JSON by `fetch` from a page; gives the reply, or the error's name."""
    page.open(origin.page("client.html"))
    return lambda url, headers, envelope: page.run(POST, url, headers, json.dumps(envelope))


def validate(management):
    params = {"__api_key": management.app_key, "__device": "phone", "username": "bob"}
    return {"jsonrpc": "2.0", "id": 7, "method": "User.validate", "params": params}


HEADERS = {"Content-Type": "application/json", "X-App-Version": "3"}


def test_a_request_that_needs_a_preflight_gets_through(page, post, address, management):
    assert post(address, HEADERS, validate(management)) == {"jsonrpc": "2.0", "id": 7, "result": "OK"}
    assert sorted(verb for verb, _ in page.requests(address)) == ["OPTIONS", "POST"]


def test_from_an_origin_that_is_not_allowed_it_is_not_even_sent(page, post, address, management, allow):
    allow("https://app.example")
    assert post(address, HEADERS, validate(management)) == "TypeError"
    assert page.wait_for_cors_error() == "PreflightMissingAllowOriginHeader"


def test_the_management_api_is_for_no_page(page, post, server, management):
    url = f"http://{server.host}:{server.port}/manage/json-rpc/{management.backend_id}"
    create = {"jsonrpc": "2.0", "id": 1, "method": "Collection.create", "params": {"_id": "Made"}}
    key = {"X-Monaca-Backend-Management-API-Key": management.key}
    assert post(url, key, create) == "TypeError"
    assert page.wait_for_cors_error() in ("PreflightInvalidStatus", "PreflightMissingAllowOriginHeader")
    assert management.call("Collection.list")["items"] == []
