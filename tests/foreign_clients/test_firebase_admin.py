# SPDX-License-Identifier: Apache-2.0
"""firebase-admin sees of our FCM what its documentation promises of Google's."""

import json
import time

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

DEVICE, OTHER = "device:APA91bExampleExampleExample", "other:APA91bExampleExampleExample"


@pytest.fixture(params=[False, True], ids=["http2", "http1"])
def admin(request, fcm, firebase_admin):
    """The client as an app of the project, over HTTP/2 and over HTTP/1.1."""
    account = json.loads(fcm.file("google_account"))

    def begin(**changes):
        firebase_admin.ask({"account": account | changes, "legacy": request.param})

    def send(*messages, **more):
        return firebase_admin.ask({"send": messages, **more})

    begin()
    send.begin = begin
    send.protocol = "http/1.1" if request.param else "h2"
    return send


def message(token=DEVICE, **more):
    return {"token": token, "data": {"title": "こんにちは"}} | more


def codes(results):
    return [result.get("code", "sent") for result in results]


def sends(fcm):
    return [entry for entry in fcm.journal() if entry["what"] == "send"]


def test_a_message_is_sent_and_arrives_as_it_was_made(fcm, admin):
    [result] = admin(message(android={"ttl": 3_600_000, "priority": "high", "collapseKey": "news"}))
    assert result["name"].startswith("projects/hako-test/messages/0:")
    [entry] = sends(fcm)
    assert (entry["protocol"], entry["status"]) == (admin.protocol, 200)
    assert json.loads(entry["body"]) == {"message": {
        "token": DEVICE, "data": {"title": "こんにちは"},
        "android": {"ttl": "3600s", "priority": "high", "collapse_key": "news"}}}


def test_many_share_an_access_token(fcm, admin):
    results = admin(*[message(f"{number:04d}:{DEVICE}") for number in range(200)])
    assert codes(results) == ["sent"] * 200
    assert len({result["name"] for result in results}) == 200
    assert fcm.get("/stats")["token_requests"] == 1
    assert fcm.get("/stats")["violations"] == []


def test_a_dry_run_is_validated_and_reaches_nobody(fcm, admin):
    fcm.post("/devices", {OTHER: {"state": "unregistered"}})
    results = admin(message(), message(OTHER), dryRun=True)
    assert codes(results) == ["sent", "messaging/registration-token-not-registered"]
    assert results[0]["name"] == "projects/hako-test/messages/fake_message_id"


def test_an_uninstalled_app_is_not_registered_until_it_is_back(fcm, admin):
    fcm.post("/devices", {DEVICE: {"state": "unregistered"}})
    assert codes(admin(message(), message(OTHER))) == [
        "messaging/registration-token-not-registered", "sent"]
    fcm.post("/devices", {DEVICE: {"state": "registered"}})
    assert codes(admin(message())) == ["sent"]


def test_a_token_of_another_sender_is_a_mismatch(fcm, admin):
    fcm.post("/devices", {DEVICE: {"state": "other_sender"}})
    assert codes(admin(message())) == ["messaging/mismatched-credential"]


@pytest.mark.parametrize("wrong", [
    {"token": "nonsense!"},
    {"data": {"from": "x"}},
    {"data": {"google.x": "x"}},
    {"data": {"t": "x" * 4_096}},
    {"android": {"ttl": 2_419_201_000}},
])
def test_an_invalid_argument_is_told(fcm, admin, wrong):
    assert codes(admin(message(**wrong))) == ["messaging/invalid-argument"]
    [entry] = sends(fcm)
    assert (entry["status"], entry["result"]["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_a_quota_that_is_used_up_is_told_with_retry_after(fcm, admin):
    fcm.post("/configure", {"quota_per_minute": 1, "bucket": 1})
    assert codes(admin(message())) == ["sent"]
    assert codes(admin(message())) == ["messaging/message-rate-exceeded"]
    entry = sends(fcm)[-1]
    assert (entry["status"], entry["result"]["error"]["status"]) == (429, "RESOURCE_EXHAUSTED")
    fcm.post("/clock", {"seconds": 60})
    assert codes(admin(message())) == ["sent"]


@pytest.mark.parametrize("wish", ["1", "date+2"])
def test_a_retry_after_is_waited_for_in_both_forms(fcm, admin, wish):
    fcm.post("/faults", [{"kind": "answer", "match": {"what": "send"}, "count": 1, "status": 503,
                          "headers": {"retry-after": wish}, "body": {"error": {"status": "UNAVAILABLE"}}}])
    began = time.monotonic()
    assert codes(admin(message())) == ["sent"]
    assert time.monotonic() - began > 0.9
    assert [entry["status"] for entry in sends(fcm)] == [503, 200]


def test_an_access_token_that_ended_is_unauthenticated(fcm, admin):
    assert codes(admin(message())) == ["sent"]
    fcm.post("/configure", {"revoke_tokens": True})
    assert codes(admin(message())) == ["messaging/third-party-auth-error"]
    entry = sends(fcm)[-1]
    assert (entry["status"], entry["result"]["error"]["status"]) == (401, "UNAUTHENTICATED")


def test_another_project_is_forbidden(fcm, admin):
    fcm.post("/configure", {"projects": ["foreign"]})
    admin.begin(project_id="foreign")
    [result] = admin(message())
    assert sends(fcm)[-1]["result"]["error"]["status"] == "PERMISSION_DENIED"
    assert "denied" in result["message"]


def test_a_project_that_is_not_there_is_not_found_but_no_token_is_blamed(fcm, admin):
    fcm.post("/configure", {"remove_project": "hako-test"})
    try:
        [result] = admin(message())
    finally:
        fcm.post("/configure", {"projects": ["hako-test"]})
    assert sends(fcm)[-1]["result"]["error"] == {
        "code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}
    assert "name" not in result


@pytest.mark.parametrize("wrong", ["key", "account"])
def test_a_wrong_service_account_gets_no_access_token(fcm, admin, wrong):
    if wrong == "key":
        key = rsa.generate_private_key(65537, 2048).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        admin.begin(private_key=key.decode())
    else:
        admin.begin(client_email="nobody@hako-test.iam.gserviceaccount.com")
    result = admin(message())
    assert "invalid_grant" in json.dumps(result)
    assert sends(fcm) == []
    assert {entry["status"] for entry in fcm.journal()} == {400}


def test_a_page_of_html_is_an_unknown_error(fcm, admin):
    fcm.post("/faults", [{"kind": "html_502", "match": {"what": "send"}, "count": 1}])
    [result] = admin(message())
    assert "name" not in result
    assert codes(admin(message())) == ["sent"]
