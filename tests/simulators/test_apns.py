# SPDX-License-Identifier: Apache-2.0
"""What the simulator of APNs checks, and in which order."""

import json
import time
import uuid

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from certificates import private_pem, public_pem
from harness import simulator as harness
from http2_client import told
from signing import encoded, load, provider_token, unsigned

DEVICE, OTHER = "a" * 64, "b" * 64

GOOD = (200, None)


# --- requests ---


def test_a_good_request_is_taken_and_its_id_comes_back(client, headers):
    name = str(uuid.uuid4())
    reply = client.ask(headers(apns_id=name), b"{}")
    assert (reply.status, reply.headers["apns-id"], reply.body) == (200, name, "")
    assert "apns-unique-id" not in reply.headers
    assert uuid.UUID(client.ask(headers(), b"{}").headers["apns-id"])


def test_the_sandbox_gives_an_id_of_its_own(connect, headers):
    assert uuid.UUID(connect("development").ask(headers(), b"{}").headers["apns-unique-id"])


@pytest.mark.parametrize("changes", [
    {"apns_priority": "5"}, {"apns_priority": "1"}, {"apns_push_type": "background", "apns_priority": "5"},
    {"apns_expiration": "0"}, {"apns_collapse_id": "x" * 64}, {"apns_topic": "com.example.app.voip",
                                                              "apns_push_type": "voip"},
    {"device": "A" * 64}, {"device": "a" * 160},
])
def test_what_apple_allows_is_taken(send, changes):
    assert send(**changes) == GOOD


@pytest.mark.parametrize("changes, refusal", [
    ({"apns_id": "nonsense"}, (400, "BadMessageId")),
    ({"apns_id": "0192A000-0000-7000-8000-00000000000A"}, (400, "BadMessageId")),
    ({"method": "GET"}, (405, "MethodNotAllowed")),
    ({"apns_topic": None}, (400, "MissingTopic")),
    ({"apns_topic": "com example"}, (400, "BadTopic")),
    ({"apns_topic": "com.example.foreign"}, (400, "TopicDisallowed")),
    ({"apns_collapse_id": "x" * 65}, (400, "BadCollapseId")),
    ({"apns_priority": "7"}, (400, "BadPriority")),
    ({"apns_push_type": "background", "apns_priority": "10"}, (400, "BadPriority")),
    ({"apns_expiration": "soon"}, (400, "BadExpirationDate")),
    ({"apns_push_type": "nonsense"}, (400, "InvalidPushType")),
    ({"path": "/2/device/x"}, (404, "BadPath")),
    ({"device": ""}, (400, "MissingDeviceToken")),
    ({"device": "xyz"}, (400, "BadDeviceToken")),
    ({"authorization": None}, (403, "MissingProviderToken")),
    ({"authorization": "basic x"}, (403, "MissingProviderToken")),
    ({"authorization": "bearer x"}, (403, "InvalidProviderToken")),
    ({"body": b""}, (400, "PayloadEmpty")),
    ({"body": b"x" * 4097}, (413, "PayloadTooLarge")),
    ({"body": b"x" * 5121, "apns_push_type": "voip"}, (413, "PayloadTooLarge")),
])
def test_what_apple_refuses_is_told_by_name(apns, send, changes, refusal):
    assert send(**changes) == refusal
    assert apns.get("/stats")["accepted"] == 0


def test_a_voip_payload_may_be_larger(send):
    assert send(b"x" * 4096) == GOOD
    assert send(b"x" * 5120, apns_push_type="voip") == GOOD


def test_a_header_given_twice_is_refused(client, headers):
    twice = [*headers(), ("apns-topic", "com.example.app")]
    assert told(client.ask(twice, b"{}")) == (400, "DuplicateHeaders")


def test_the_checks_have_an_order(send):
    wrong = [
        ({"apns_id": "x"}, "BadMessageId"), ({"method": "PUT"}, "MethodNotAllowed"),
        ({"apns_topic": None}, "MissingTopic"), ({"apns_collapse_id": "x" * 65}, "BadCollapseId"),
        ({"apns_priority": "7"}, "BadPriority"), ({"apns_push_type": "x"}, "InvalidPushType"),
        ({"device": "xyz"}, "BadDeviceToken"), ({"authorization": None}, "MissingProviderToken"),
        ({"body": b""}, "PayloadEmpty"),
    ]
    for at, (_, reason) in enumerate(wrong):
        together = {}
        for changes, _ in wrong[at:]:
            together |= changes
        assert send(**together)[1] == reason


# --- devices ---


def test_a_device_has_an_environment_a_topic_and_an_end(apns, send):
    apns.post("/configure", {"accept_unknown": False})
    assert send() == (400, "BadDeviceToken")
    apns.post("/devices", {DEVICE.upper(): {"environment": "development"}})
    assert send() == (400, "BadDeviceToken")
    apns.post("/devices", {DEVICE: {"topic": "com.example.other"}})
    assert send() == (400, "DeviceTokenNotForTopic")
    apns.post("/devices", {DEVICE: {"gone_at": 5}})
    assert send() == (410, "Unregistered")
    apns.post("/devices", {DEVICE: {}})
    assert send() == GOOD
    apns.post("/devices", {DEVICE: None})
    assert send() == (400, "BadDeviceToken")


def test_an_uninstalled_app_is_gone_since_now_by_the_virtual_clock(apns, client, headers):
    now = apns.post("/clock", {"seconds": -1_000})["now"]
    apns.post("/devices", {DEVICE: {"gone_at": "now", "reason": "ExpiredToken"}})
    body = json.loads(client.ask(headers(authorization=f"bearer {apns.provider_token(iat=now)}"), b"{}").body)
    assert body["reason"] == "ExpiredToken"
    assert abs(body["timestamp"] / 1_000 - now) < 300


# --- provider tokens ---


@pytest.mark.parametrize("changes", [
    {"header": {"alg": "HS256"}}, {"header": {"kid": "NONSENSE00"}}, {"claims": {"iss": "NONSENSE00"}},
    {"claims": {"iat": None}}, {"claims": {"iat": "1700000000"}},
])
def test_a_token_that_says_something_wrong_is_invalid(apns, send, changes):
    assert send(authorization="bearer " + apns.provider_token(**changes)) == (403, "InvalidProviderToken")


def test_a_token_signed_by_another_key_or_as_der_is_invalid(apns, send):
    facts = apns.facts
    foreign = private_pem(ec.generate_private_key(ec.SECP256R1()))
    text = provider_token(foreign, facts["key_id"], facts["team_id"])
    assert send(authorization=f"bearer {text}") == (403, "InvalidProviderToken")
    text = unsigned({"alg": "ES256", "kid": facts["key_id"]}, {"iss": facts["team_id"], "iat": int(time.time())})
    der = load(apns.file("key")).sign(text.encode(), ec.ECDSA(hashes.SHA256()))
    assert send(authorization=f"bearer {text}.{encoded(der)}") == (403, "InvalidProviderToken")


def test_a_token_lives_for_an_hour(apns, send):
    assert send() == GOOD
    apns.post("/clock", {"seconds": 3_590})
    assert send() == GOOD
    apns.post("/clock", {"seconds": 20})
    assert send() == (403, "ExpiredProviderToken")


def test_a_token_of_the_future_is_invalid(apns, send):
    assert send(authorization="bearer " + apns.provider_token(iat=time.time() + 900)) == (
        403, "InvalidProviderToken")


def test_a_team_may_have_a_new_token_every_20_minutes_over_all_connections(apns, send, connect, headers):
    assert send() == GOOD
    second = f"bearer {apns.provider_token()}"
    other = connect()
    assert told(other.ask(headers(authorization=second), b"{}")) == (429, "TooManyProviderTokenUpdates")
    assert told(other.ask(headers(), b"{}")) == (429, "TooManyProviderTokenUpdates"), "it is spoilt for a while"
    assert send() == GOOD, "others are not"
    apns.post("/clock", {"seconds": 1_201})
    assert told(other.ask(headers(authorization=second), b"{}")) == GOOD
    assert send() == GOOD, "the first is good to its end"
    assert len(apns.get("/stats")["provider_tokens"]) == 2


def new_key(apns, key_id, team_id, environment=None):
    key = ec.generate_private_key(ec.SECP256R1())
    apns.post("/configure", {"keys": [{"key_id": key_id, "team_id": team_id, "public_pem": public_pem(key),
                                       "environment": environment}],
                             "topics": {team_id: ["com.example.app"]}})
    return "bearer " + provider_token(private_pem(key), key_id, team_id)


def test_a_connection_is_for_one_team_and_one_key(apns, send, connect, headers):
    assert send() == GOOD
    team = new_key(apns, "OTHERTEAM1", "TEAM000001")
    assert send(authorization=team) == (403, "InvalidProviderToken")
    assert told(connect().ask(headers(authorization=team), b"{}")) == GOOD
    apns.post("/clock", {"seconds": 1_201})
    key = new_key(apns, "OTHERKEY01", apns.facts["team_id"])
    assert send(authorization=key) == (403, "UnrelatedKeyIdInToken")
    assert told(connect().ask(headers(authorization=key), b"{}")) == GOOD


def test_a_key_may_be_for_one_environment(apns, connect, headers):
    key = new_key(apns, "SANDBOX001", apns.facts["team_id"], "development")
    assert told(connect().ask(headers(authorization=key), b"{}")) == (403, "BadEnvironmentKeyInToken")
    assert told(connect("development").ask(headers(authorization=key), b"{}")) == GOOD


# --- certificates ---


def test_a_certificate_has_a_topic_and_environments(apns, connect, headers):
    client = connect(certificate=apns.facts["certificate"])
    assert client.h2.remote_settings.max_concurrent_streams > 1
    assert told(client.ask(headers(authorization=None, apns_topic=None), b"{}")) == GOOD
    assert told(client.ask(headers(apns_topic="com.example.foreign"), b"{}")) == (400, "TopicDisallowed")
    apns.post("/configure", {"certificate_environments": {"com.example.app": ["development"]}})
    assert told(client.ask(headers(), b"{}")) == (403, "BadCertificateEnvironment")


# --- the door ---


@pytest.mark.parametrize("path, body", [
    ("/faults", [{"kind": "nonsense"}]), ("/faults", [{"kind": "answer"}]), ("/faults", [{}]),
    ("/configure", {"nonsense": 1}), ("/clock", {}), ("/nonsense", {}),
])
def test_the_door_refuses_what_it_does_not_know(apns, path, body):
    with pytest.raises(harness.Refused):
        apns.post(path, body)


def test_the_journal_tells_what_was_taken_twice(apns, client, headers):
    name = str(uuid.uuid4())
    for _ in range(2):
        client.ask(headers(apns_id=name), b"{}")
    client.ask(headers(OTHER), b"{}")
    assert [entry["times"] for entry in apns.journal(limit=2)] == [1, 2]
    assert apns.journal(since=2, fields="token,status") == [{"token": OTHER, "status": 200}]
    assert list(apns.get("/duplicates", by="apns_id")) == [name]
    assert list(apns.get("/duplicates", by="token")) == [DEVICE]
    client.socket.close()
    [connection] = apns.get("/connections")["connections"]
    assert connection["environment"] == "production"
