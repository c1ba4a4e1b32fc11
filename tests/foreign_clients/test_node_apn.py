# SPDX-License-Identifier: Apache-2.0
"""@parse/node-apn sees of our APNs what its documentation promises of Apple's."""

import time

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

DEVICE, OTHER = "a" * 64, "b" * 64


def key_pem():
    """A key that no team has."""
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


@pytest.fixture
def provider(apns, node_apn):
    """Begins with a new provider that holds the team's key; options of node-apn may be given."""

    def begin(environment="production", **options):
        facts = apns.facts
        token = {"key": apns.file("key"), "keyId": facts["key_id"], "teamId": facts["team_id"]}
        node_apn.ask({"provider": {"token": token, "address": "127.0.0.1", "port": facts[environment],
                                   "ca": [apns.file("ca")]} | options})

    begin()
    return begin


@pytest.fixture
def send(apns, node_apn, provider):
    """Sends to devices: the tokens that were taken, and the status and response of each other."""

    def to(*tokens, **more):
        note = {"alert": "こんにちは", "topic": apns.facts["topic"], "pushType": "alert"} | more
        result = node_apn.ask({"send": note, "to": tokens})
        failed = {failure["device"]: (failure.get("status"), failure.get("response"))
                  for failure in result["failed"]}
        return [sent["device"] for sent in result["sent"]], failed

    return to


def refused(status, reason, **more):
    return [], {DEVICE: (status, {"reason": reason, **more})}


def test_a_notification_is_sent_and_arrives_as_it_was_made(apns, send):
    assert send(DEVICE, badge=3, payload={"i": "q1"}, expiry=1_900_000_000, priority=5,
                collapseId="news", id="0192a000-0000-7000-8000-00000000000a") == ([DEVICE], {})
    [entry] = apns.journal()
    assert entry["token"] == DEVICE
    assert entry["payload"] == '{"i":"q1","aps":{"alert":"こんにちは","badge":3}}'
    assert entry["headers"] == {
        "apns-id": "0192a000-0000-7000-8000-00000000000a", "apns-topic": "com.example.app",
        "apns-push-type": "alert", "apns-priority": "5", "apns-expiration": "1900000000",
        "apns-collapse-id": "news"}


def test_many_go_over_one_connection_and_one_token(apns, send):
    tokens = [f"{number:064x}" for number in range(300)]
    assert send(DEVICE) == ([DEVICE], {})
    sent, failed = send(*tokens)
    assert (sorted(sent), failed) == (tokens, {})
    stats = apns.get("/stats")
    assert (stats["connections_opened"], len(stats["provider_tokens"])) == (1, 1)
    assert stats["violations"] == []


def test_what_is_opened_beside_the_first_one_is_refused(apns, send):
    apns.post("/faults", [{"kind": "delay", "delay_ms": 300, "match": {"token": DEVICE}}])
    sent, failed = send(DEVICE, OTHER)
    # This client does not wait for the settings, and tells a refused stream as an error.
    assert (sent, failed) == ([DEVICE], {OTHER: (None, None)})
    assert [entry["token"] for entry in apns.journal()] == [DEVICE]


def test_the_development_environment_is_another_server(apns, provider, send):
    apns.post("/devices", {DEVICE: {"environment": "development"}})
    assert send(DEVICE) == refused(400, "BadDeviceToken")
    provider(environment="development")
    # A new provider makes a new token, within 20 minutes of the first.
    apns.post("/clock", {"seconds": 1_201})
    assert send(DEVICE) == ([DEVICE], {})


def test_a_certificate_speaks_without_a_token(apns, provider, send):
    pem = apns.file("certificate")
    provider(token=None, cert=pem, key=pem)
    assert send(DEVICE) == ([DEVICE], {})
    apns.post("/configure", {"certificate_environments": {apns.facts["topic"]: ["development"]}})
    assert send(DEVICE) == refused(403, "BadCertificateEnvironment")


@pytest.mark.parametrize("token", ["zz", "a" * 63, "nonsense"])
def test_a_malformed_token_is_a_bad_one(send, token):
    assert send(token) == ([], {token: (400, {"reason": "BadDeviceToken"})})


def test_a_token_that_nobody_has_is_a_bad_one(apns, send):
    apns.post("/configure", {"accept_unknown": False})
    assert send(DEVICE) == refused(400, "BadDeviceToken")


def test_a_token_of_another_app_is_not_for_this_topic(apns, send):
    apns.post("/devices", {DEVICE: {"topic": "com.example.other"}})
    assert send(DEVICE) == refused(400, "DeviceTokenNotForTopic")


def test_an_uninstalled_app_is_unregistered_since_then_until_it_is_back(apns, send):
    assert send(DEVICE) == ([DEVICE], {})
    apns.post("/devices", {DEVICE: {"gone_at": 1_780_000_000_123}})
    sent, failed = send(DEVICE, OTHER)
    assert sent == [OTHER]
    assert failed == {DEVICE: (410, {"reason": "Unregistered", "timestamp": 1_780_000_000_123})}
    apns.post("/devices", {DEVICE: {"gone_at": "now"}})
    [entry] = send(DEVICE)[1].values()
    assert abs(entry[1]["timestamp"] / 1_000 - time.time()) < 300
    apns.post("/devices", {DEVICE: {"gone_at": 1, "reason": "ExpiredToken"}})
    assert send(DEVICE) == refused(410, "ExpiredToken", timestamp=1)
    apns.post("/devices", {DEVICE: {}})
    assert send(DEVICE) == ([DEVICE], {})


def test_a_payload_too_large_is_refused_by_one_byte(send):
    empty = len('{"aps":{"alert":""}}')
    assert send(DEVICE, alert="x" * (4_096 - empty)) == ([DEVICE], {})
    assert send(DEVICE, alert="x" * (4_097 - empty)) == refused(413, "PayloadTooLarge")


def test_a_topic_of_another_team_is_disallowed(send):
    assert send(DEVICE, topic="com.example.other") == refused(400, "TopicDisallowed")


def test_no_topic_is_missed(send):
    assert send(DEVICE, topic=None) == refused(400, "MissingTopic")


@pytest.mark.parametrize("wrong, reason", [
    ({"collapseId": "x" * 65}, "BadCollapseId"),
    ({"priority": 7}, "BadPriority"),
    ({"pushType": "background", "priority": 10}, "BadPriority"),
    ({"pushType": "nonsense"}, "InvalidPushType"),
    ({"id": "nonsense"}, "BadMessageId"),
])
def test_a_wrong_header_is_told_by_name(send, wrong, reason):
    assert send(DEVICE, **wrong) == refused(400, reason)


def test_an_old_provider_token_has_expired(apns, send):
    assert send(DEVICE) == ([DEVICE], {})
    apns.post("/clock", {"seconds": 3_700})
    sent, failed = send(DEVICE)
    # It signs anew and repeats by itself, but its clock stays behind.
    assert (sent, list(failed)) == ([], [DEVICE])
    reasons = {(entry["status"], entry["reason"]) for entry in apns.journal(since=1)}
    assert reasons == {(403, "ExpiredProviderToken")}


def test_a_new_token_too_soon_is_one_too_many(apns, provider, send):
    assert send(DEVICE) == ([DEVICE], {})
    provider(connectionRetryLimit=0)
    assert send(DEVICE)[0] == []
    assert apns.journal(since=1, fields="status,reason") == [
        {"status": 429, "reason": "TooManyProviderTokenUpdates"}]


@pytest.mark.parametrize("wrong", ["key", "keyId", "teamId"])
def test_a_wrong_key_or_id_makes_an_invalid_provider_token(apns, provider, send, wrong):
    token = {"key": apns.file("key"), "keyId": apns.facts["key_id"], "teamId": apns.facts["team_id"]}
    provider(token=token | {wrong: key_pem() if wrong == "key" else "NONSENSE00"})
    assert send(DEVICE) == refused(403, "InvalidProviderToken")


def test_a_key_for_the_other_environment_is_told(apns, provider, send):
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption()).decode()
    team = apns.facts["team_id"]
    apns.post("/configure", {"keys": [
        {"key_id": "SANDBOX001", "team_id": team, "public_pem": public, "environment": "development"}]})
    provider(token={"key": private, "keyId": "SANDBOX001", "teamId": team})
    assert send(DEVICE) == refused(403, "BadEnvironmentKeyInToken")


@pytest.mark.parametrize("status, reason", [
    (429, "TooManyRequests"), (503, "ServiceUnavailable"), (503, "Shutdown")])
def test_what_passes_is_repeated_and_then_told(apns, provider, send, status, reason):
    provider(connectionRetryLimit=2)
    assert send(OTHER) == ([OTHER], {})
    apns.post("/faults", [{"kind": "answer", "status": status, "reason": reason, "match": {"token": DEVICE}}])
    sent, failed = send(DEVICE, OTHER)
    assert (sent, list(failed)) == ([OTHER], [DEVICE])
    tries = [entry for entry in apns.journal() if entry["token"] == DEVICE]
    assert {(entry["status"], entry["reason"]) for entry in tries} == {(status, reason)}
    assert len(tries) > 1
    apns.post("/faults", [{"kind": "answer", "status": status, "reason": reason, "count": 1}])
    assert send(DEVICE) == ([DEVICE], {}), "the second try is taken"


def test_a_goaway_a_refusal_and_a_cut_are_survived(apns, send):
    assert send(DEVICE) == ([DEVICE], {})
    for fault in ({"kind": "goaway", "reason": "Shutdown"}, {"kind": "refuse"}, {"kind": "cut"}):
        apns.post("/faults", [fault | {"count": 1}])
        send(DEVICE)
        apns.post("/faults", [])
        assert send(OTHER) == ([OTHER], {}), fault


def test_silence_ends_with_the_clients_patience(apns, provider, send):
    provider(requestTimeout=200, connectionRetryLimit=0)
    apns.post("/faults", [{"kind": "hang", "match": {"token": DEVICE}}])
    assert send(DEVICE)[0] == []
    [entry] = apns.journal()
    assert (entry["answered"], entry["reason"]) == (False, "not processed")


def test_a_server_of_another_authority_is_not_spoken_to(apns, provider, send):
    provider(ca=[], connectionRetryLimit=0)
    assert send(DEVICE)[0] == []
    assert apns.journal() == []
