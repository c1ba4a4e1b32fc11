# SPDX-License-Identifier: Apache-2.0
"""A push from Push.send to the provider and back, with what the ledger says of it."""

import base64
import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from scenes import android_fields, head_count, ios_fields, push_params, register, wait_until


@pytest.fixture
def client(push_server, providers):
    """A client of a backend that may send to both platforms."""
    with push_server.new_management() as client:
        configure(push_server, client, *providers.new_key())
        configure(push_server, client, "--fcm", providers.service_account())
        yield client


def configure(server, client, *credential):
    server.cli("push", "configure", "--backend", client.backend_id, *credential)


def new_iphone(client, device="phone", **more):
    """The token of a device that registers."""
    token = secrets.token_hex(32)
    register(client, ios_fields(device, token, **more))
    return token


def new_android(client):
    token = f"device:{secrets.token_urlsafe(100)}"
    register(client, android_fields("robot", token))
    return token


def send(client, **more):
    """The queue id of a push that begins now."""
    return client.call("Push.send", push_params(client, **more))["queueIdList"][0]


def finished(client, queue):
    """The status of the push once every device has its outcome."""

    def status():
        seen = client.call("Push.status", [client.push_project, queue])
        return seen if seen["status"] == "finish" else None

    return wait_until(status, seconds=60)


def only_device(client, queue):
    """What the ledger says of the one device of a push."""
    ledger = client.call("Push.devices", [client.push_project, queue])
    assert ledger["totalItems"] == 1
    return ledger["items"][0]


def test_a_push_reaches_an_iphone(client, providers):
    token = new_iphone(client)
    expires = int(time.time() * 1000) + 3_600_000
    queue = send(client, message="こんにちは", badge=3, extra_json={"a": 1}, expiresAt=expires)
    status = finished(client, queue)
    assert (status["numTarget"], status["numPushed"], status["numFailed"]) == (1, 1, 0)
    assert status["createdAt"] <= status["pushStartedAt"] <= status["pushFinishedAt"]
    [entry] = providers.apns.received(token=token)
    assert (entry["status"], entry["environment"]) == (200, "production")
    payload = json.loads(entry["payload"])
    assert payload["aps"] == {"alert": "こんにちは", "badge": 3}
    assert payload["i"] == client.push_project
    assert payload["j"] == {"a": 1}
    assert entry["headers"]["apns-expiration"] == str(expires // 1000)
    device = only_device(client, queue)
    assert (device["state"], device["status"], device["attempts"]) == ("accepted", 200, 1)


def test_a_push_reaches_an_android_device(client, providers):
    token = new_android(client)
    more = {"platform": "android", "title": "News", "extra_json": {"a": 1}}
    status = finished(client, send(client, expiresAt=int(time.time() * 1000) + 90_000, **more))
    assert (status["numPushed"], status["numFailed"]) == (1, 0)
    [entry] = providers.fcm.received(token=token)
    message = json.loads(entry["body"])["message"]
    assert message["token"] == token
    assert message["data"] == {
        "title": "News",
        "message": "Hi",
        "push_project_id": client.push_project,
        "extra_json": '{"a":1}',
    }
    assert message["android"]["ttl"] in ("90s", "89s", "88s", "87s")


@pytest.mark.parametrize("nothing", [{}, {"extra_json": None}, {"extra_json": "{}"}])
def test_quirk_18_no_extra_json_is_an_empty_object_and_never_null(client, providers, nothing):
    """Apps paste it into a script."""
    android, iphone = new_android(client), new_iphone(client)
    for platform in ("android", "ios"):
        finished(client, send(client, platform=platform, **nothing))
    [message] = providers.fcm.received(token=android)
    assert json.loads(message["body"])["message"]["data"].get("extra_json", "{}") == "{}"
    [message] = providers.apns.received(token=iphone)
    assert json.loads(message["payload"]).get("j", {}) == {}


def test_a_dead_token_is_forgotten(client, providers):
    token = new_iphone(client)
    gone = {"environment": "production", "gone_at": int(time.time() * 1000) + 60_000}
    providers.apns.post("/devices", {token: gone})
    queue = send(client)
    assert finished(client, queue)["numFailed"] == 1
    device = only_device(client, queue)
    assert (device["status"], device["reason"]) == (410, "Unregistered")
    assert "removed" in device["explanation"] or "app" in device["explanation"]
    assert head_count(client) == 0


def test_a_token_that_was_registered_again_is_kept(client, providers):
    token = new_iphone(client)
    gone = {"environment": "production", "gone_at": int(time.time() * 1000) - 60_000}
    providers.apns.post("/devices", {token: gone})
    assert finished(client, send(client))["numFailed"] == 1
    assert head_count(client) == 1


def test_the_other_environment_is_tried_once_and_remembered(client, providers):
    token = new_iphone(client)
    providers.apns.post("/devices", {token: {"environment": "development"}})
    for _ in range(2):
        assert finished(client, send(client))["numPushed"] == 1
    seen = [(entry["environment"], entry["status"]) for entry in providers.apns.received(token=token)]
    assert seen == [("production", 400), ("development", 200), ("development", 200)]


def test_a_token_that_is_known_nowhere_is_tried_in_both_environments_and_forgotten(client, providers):
    token = new_iphone(client)
    providers.apns.post("/devices", {token: {"environment": "none"}})
    queue = send(client)
    assert finished(client, queue)["numFailed"] == 1
    assert only_device(client, queue)["reason"] == "BadDeviceToken"
    assert len(providers.apns.received(token=token)) == 2
    assert head_count(client) == 0


def test_what_was_not_answered_is_sent_again_under_the_same_id(client, providers):
    token = new_iphone(client)
    cut = {"kind": "cut", "processed": True, "match": {"token": token}, "count": 1}
    providers.apns.post("/faults", [cut])
    queue = send(client)
    assert finished(client, queue)["numPushed"] == 1
    first, second = providers.apns.received(token=token)
    assert first["apns_id"] == second["apns_id"]
    assert only_device(client, queue)["attempts"] == 2


def test_a_backend_without_a_credential_sends_nothing(push_server, providers):
    with push_server.new_management() as client:
        token = new_iphone(client)
        queue = send(client)
        assert finished(client, queue)["numFailed"] == 1
        device = only_device(client, queue)
        assert (device["status"], device["reason"]) == (None, "NoCredential")
        assert "push configure" in device["explanation"]
        assert providers.apns.received(token=token) == []


def test_a_push_that_expires_first_is_given_up(client, providers):
    token = new_iphone(client)
    busy = {"kind": "answer", "status": 503, "reason": "ServiceUnavailable"}
    providers.apns.post("/faults", [{**busy, "match": {"token": token}}])
    queue = send(client, expiresAt=int(time.time() * 1000) + 2_000)
    assert finished(client, queue)["numFailed"] == 1
    assert only_device(client, queue)["state"] == "failed"


def test_a_push_waits_for_its_time_and_is_cancelled(client, providers):
    token = new_iphone(client)
    queue = send(client, sendAt=int(time.time() * 1000) + 3_600_000)
    assert client.call("Push.cancel", [client.push_project, queue]) == "OK"

    def is_over():
        status = client.call("Push.status", [client.push_project, queue])
        return status["status"] == "cancel" and status["numFailed"] == 1

    wait_until(is_over)
    assert only_device(client, queue)["reason"] == "Cancelled"
    assert providers.apns.received(token=token) == []


def test_one_provider_token_serves_restarts(start_server, providers):
    credential = providers.new_key()
    team = credential[credential.index("--team-id") + 1]
    server = start_server("--trusted-proxy", "127.0.0.1", *providers.options())
    first = server.new_management()
    configure(server, first, *credential)
    new_iphone(first)
    for _ in range(2):
        with first.another() as client:
            assert finished(client, send(client))["numPushed"] == 1
        assert server.stop() == 0
        server.start()
    tokens = providers.apns.get("/stats")["provider_tokens"]
    assert len([token for token in tokens if token["team"] == team]) == 1


def test_two_backends_that_send_at_once_use_what_is_theirs(push_server, providers):
    """Neither the other's credential, nor its tokens or users."""
    with ThreadPoolExecutor(2) as pool:
        sides = list(pool.map(lambda _: send_ten_times(push_server, providers), range(2)))
    for side in sides:
        entries = [each for token in side["tokens"] for each in providers.apns.received(token=token)]
        assert len(entries) == 10 * len(side["tokens"])
        for entry in entries:
            assert team_of(entry["authorization"]) == side["team"]
            assert json.loads(entry["payload"])["i"] == side["project"]


def send_ten_times(server, providers):
    """Sends to the phones of a new backend; both backends name their devices alike."""
    with server.new_management() as client:
        credential = providers.new_key()
        configure(server, client, *credential)
        tokens = [new_iphone(client, f"phone-{number}") for number in range(20)]
        queues = [send(client) for _ in range(10)]
        for queue in queues:
            assert finished(client, queue)["numPushed"] == len(tokens)
            listed = client.call("Push.devices", [client.push_project, queue])
            assert listed["totalItems"] == len(tokens)
        return {
            "tokens": tokens,
            "team": credential[credential.index("--team-id") + 1],
            "project": client.push_project,
        }


def team_of(authorization):
    """Whose provider token it is."""
    claims = authorization.removeprefix("bearer ").split(".")[1]
    return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["iss"]
