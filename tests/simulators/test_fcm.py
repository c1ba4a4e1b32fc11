# SPDX-License-Identifier: Apache-2.0
"""What the simulators of Google's token server and of FCM check. `test_firebase_admin.py` beside it
sees the same through Google's own client."""

import email.utils
import http.client
import json
import ssl
import time
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from certificates import private_pem
from fcm_rules import BAD_REQUEST, FCM_ERROR, GRANT_TYPE
from harness import simulator as harness
from http2_client import Http2Client
from signing import assertion

DEVICE = "device:APA91bExampleExampleExample"


class Sender:
    """Speaks HTTP/1.1 or HTTP/2 to the simulator."""

    def __init__(self, fcm, protocol):
        self.fcm = fcm
        self.protocol = protocol
        self.account = json.loads(fcm.file("service_account"))
        self.client = self.connect()
        self.authorization = None

    def connect(self):
        if self.protocol == "h2":
            return Http2Client(self.fcm.facts["port"], self.fcm.facts["ca"])
        context = ssl.create_default_context(cafile=self.fcm.facts["ca"])
        return http.client.HTTPSConnection("127.0.0.1", self.fcm.facts["port"], context=context, timeout=20)

    def close(self):
        (self.client.socket if self.protocol == "h2" else self.client).close()

    def post(self, path, body, headers=(), method="POST"):
        """The status, the headers and the text."""
        if self.protocol == "h2":
            pseudo = [(":method", method), (":path", path), (":scheme", "https"), (":authority", "localhost")]
            reply = self.client.ask([*pseudo, *headers], body.encode())
            return reply.status, reply.headers, reply.body
        self.client.request(method, path, body.encode(), dict(headers))
        reply = self.client.getresponse()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read().decode()

    def exchange(self, grant=GRANT_TYPE, account=None, **changes):
        """Asks for an access token: the status and what is said."""
        form = {"grant_type": grant, "assertion": assertion(account or self.account, **changes)}
        status, _, text = self.post("/token", urlencode(form))
        return status, json.loads(text)

    def send(self, message, project="hako-test", **more):
        """The status and what is said; an access token is fetched first."""
        if self.authorization is None:
            self.authorization = "Bearer " + self.exchange()[1]["access_token"]
        status, self.headers, text = self.post(
            f"/v1/projects/{project}/messages:send", json.dumps({"message": message} | more),
            [("authorization", self.authorization), ("content-type", "application/json")])
        return status, json.loads(text)


@pytest.fixture
def fcm(running_fcm):
    running_fcm.post("/forget", {})
    return running_fcm


@pytest.fixture(params=["h2", "http/1.1"])
def sender(request, fcm):
    sender = Sender(fcm, request.param)
    yield sender
    sender.close()


def details(body, kind):
    return [detail for detail in body["error"].get("details", []) if detail["@type"] == kind]


# --- access tokens ---


def test_a_signed_assertion_is_exchanged(fcm, sender):
    status, body = sender.exchange()
    assert (status, body["token_type"], body["expires_in"]) == (200, "Bearer", 3_599)
    [entry] = fcm.journal()
    assert (entry["what"], entry["protocol"]) == ("token", sender.protocol)


def test_both_simulators_may_be_trusted_by_one_file(fcm, running_apns, tmp_path):
    both = tmp_path / "ca.pem"
    both.write_text(running_apns.file("ca") + fcm.file("ca"))
    for port in (running_apns.facts["production"], fcm.facts["port"]):
        Http2Client(port, both).socket.close()


def test_an_account_that_names_googles_token_server_is_taken_too(fcm, sender):
    account = json.loads(fcm.file("google_account"))
    assert account["token_uri"] == "https://oauth2.googleapis.com/token"
    assert sender.exchange(account=account)[0] == 200


def test_googles_own_header_without_more_is_taken(sender):
    assert sender.exchange(header={"typ": None, "kid": None})[0] == 200


@pytest.mark.parametrize("changes, error", [
    ({"grant": "password"}, "unsupported_grant_type"),
    ({"header": {"alg": "HS256"}}, "invalid_grant"),
    ({"header": {"kid": "0" * 40}}, "invalid_grant"),
    ({"claims": {"iss": "nobody@example.com"}}, "invalid_grant"),
    ({"claims": {"aud": "https://example.com/token"}}, "invalid_grant"),
    ({"claims": {"scope": "https://www.googleapis.com/auth/drive"}}, "invalid_scope"),
    ({"claims": {"exp": 1_700_000_000}}, "invalid_grant"),
    ({"claims": {"exp": 4_000_000_000}}, "invalid_grant"),
    ({"claims": {"iat": 4_000_000_000, "exp": 4_000_000_100}}, "invalid_grant"),
    ({"claims": {"iat": "now"}}, "invalid_grant"),
    ({"claims": {"scope": None}}, "invalid_grant"),
])
def test_a_wrong_assertion_is_refused(sender, changes, error):
    status, body = sender.exchange(**changes)
    assert (status, body["error"]) == (400, error)


def test_a_foreign_key_and_no_assertion_are_refused(sender):
    foreign = sender.account | {"private_key": private_pem(rsa.generate_private_key(65537, 2048))}
    assert sender.exchange(account=foreign)[1]["error_description"] == "Invalid JWT Signature."
    assert sender.post("/token", urlencode({"grant_type": GRANT_TYPE}))[0] == 400
    assert sender.post("/token", "")[0] == 400


def test_an_access_token_ends(fcm, sender):
    assert sender.send({"token": DEVICE})[0] == 200
    fcm.post("/clock", {"seconds": 3_600})
    status, body = sender.send({"token": DEVICE})
    assert (status, body["error"]["status"]) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("authorization", ["Bearer nonsense", "Basic x", ""])
def test_without_an_access_token_nothing_is_sent(sender, authorization):
    sender.authorization = authorization
    assert sender.send({"token": DEVICE})[0] == 401


# --- messages ---


@pytest.mark.parametrize("message", [
    {"token": DEVICE},
    {"token": DEVICE, "data": {"title": "x" * 4_091}},
    {"token": DEVICE, "notification": {"title": "t", "body": "b"},
     "android": {"collapse_key": "k", "priority": "high", "ttl": "2419200s"}},
    {"token": DEVICE, "android": {"collapseKey": "k", "ttl": "0.5s", "directBootOk": True}},
    {"token": DEVICE, "apns": {"headers": {"apns-priority": "5"}, "payload": {"aps": {}}}},
    {"topic": "news", "fcm_options": {"analytics_label": "x"}},
])
def test_a_good_message_has_a_name(sender, message):
    status, body = sender.send(message)
    assert (status, list(body)) == (200, ["name"])
    assert body["name"].startswith("projects/hako-test/messages/0:")


def test_each_message_has_a_name_of_its_own_unless_it_is_only_validated(fcm, sender):
    names = {sender.send({"token": DEVICE})[1]["name"] for _ in range(5)}
    assert len(names) == 5
    assert "fake" in sender.send({"token": DEVICE}, validate_only=True)[1]["name"]
    assert sender.send({"token": DEVICE}, validate_only="yes")[0] == 400
    assert len(fcm.get("/duplicates", by="token")[DEVICE]) == 6


@pytest.mark.parametrize("message, field", [
    ({"token": DEVICE, "data": {"n": 1}}, "message.data[0].value"),
    ({"token": DEVICE, "data": []}, "message.data"),
    ({"token": DEVICE, "data": {"from": "x"}}, "message.data"),
    ({"token": DEVICE, "data": {"google.x": "x"}}, "message.data"),
    ({"token": DEVICE, "data": {"gcm.x": "x"}}, "message.data"),
    ({"token": DEVICE, "data": {"title": "x" * 4_092}}, "message"),
    ({"token": DEVICE, "data": {"title": "あ" * 1_364}}, "message"),
    ({"topic": "news", "data": {"title": "x" * 2_044}}, "message"),
    ({"topic": "bad topic"}, "message.topic"),
    ({"token": DEVICE, "topic": "news"}, "message"),
    ({"data": {"a": "b"}}, "message"),
    ({"token": 1}, "message.token"),
    ({"token": DEVICE, "surprise": 1}, "message"),
    ({"token": DEVICE, "android": {"ttl": "soon"}}, "message.android.ttl"),
    ({"token": DEVICE, "android": {"ttl": 3600}}, "message.android.ttl"),
    ({"token": DEVICE, "android": {"ttl": "2419201s"}}, "message.android.ttl"),
    ({"token": DEVICE, "android": {"priority": "urgent"}}, "message.android.priority"),
    ({"token": DEVICE, "android": {"notification": {"title": 1}}}, "message.android.notification.title"),
])
def test_what_google_refuses_is_told_by_its_field(sender, message, field):
    status, body = sender.send(message)
    assert (status, body["error"]["status"]) == (400, "INVALID_ARGUMENT")
    [bad] = details(body, BAD_REQUEST)
    assert bad["fieldViolations"][0]["field"] == field


@pytest.mark.parametrize("text", ["", "{", "[]", '{"message":1}', '{"message":{},"surprise":1}'])
def test_a_body_that_is_no_request_is_refused(sender, text):
    sender.send({"token": DEVICE})
    status, _, body = sender.post("/v1/projects/hako-test/messages:send", text,
                                  [("authorization", sender.authorization)])
    assert (status, json.loads(body)["error"]["code"]) == (400, 400)


@pytest.mark.parametrize("state, status, code", [
    ("unregistered", 404, "UNREGISTERED"), ("other_sender", 403, "SENDER_ID_MISMATCH")])
def test_a_device_has_a_state(fcm, sender, state, status, code):
    fcm.post("/devices", {DEVICE: {"state": state}})
    got, body = sender.send({"token": DEVICE})
    assert (got, details(body, FCM_ERROR)) == (status, [{"@type": FCM_ERROR, "errorCode": code}])
    fcm.post("/devices", {DEVICE: {"state": "registered"}})
    assert sender.send({"token": DEVICE})[0] == 200


def test_a_token_that_nobody_has_is_invalid(fcm, sender):
    fcm.post("/configure", {"accept_unknown": False})
    for token in (DEVICE, "nonsense!", ""):
        status, body = sender.send({"token": token})
        assert (status, details(body, FCM_ERROR)[0]["errorCode"]) == (400, "INVALID_ARGUMENT")


def test_another_path_method_or_project_is_not_found_and_blames_no_token(fcm, sender):
    fcm.post("/configure", {"projects": ["foreign"]})
    status, body = sender.send({"token": DEVICE}, project="foreign")
    assert (status, body["error"]["status"]) == (403, "PERMISSION_DENIED")
    headers = [("authorization", sender.authorization)]
    for path, method in (("/v1/projects/hako-test/messages:sendAll", "POST"),
                         ("/v1/projects/hako-test/messages:send", "GET"), ("/fcm/send", "POST")):
        status, _, text = sender.post(path, "{}", headers, method)
        assert (status, details(json.loads(text), FCM_ERROR)) == (404, [])


# --- quota, faults ---


def test_a_quota_fills_up_with_time(fcm, sender):
    fcm.post("/configure", {"quota_per_minute": 60, "bucket": 2})
    statuses = [sender.send({"token": DEVICE})[0] for _ in range(2)]
    assert statuses == [200, 200]
    fcm.post("/configure", {"quota_per_minute": 1, "bucket": 0})
    status, body = sender.send({"token": DEVICE})
    assert (status, body["error"]["status"], sender.headers["retry-after"]) == (429, "RESOURCE_EXHAUSTED", "60")
    assert details(body, FCM_ERROR)[0]["errorCode"] == "QUOTA_EXCEEDED"
    fcm.post("/configure", {"retry_after_form": "date"})
    sender.send({"token": DEVICE})
    date = email.utils.parsedate_to_datetime(sender.headers["retry-after"]).timestamp()
    assert 0 < date - time.time() <= 61
    fcm.post("/clock", {"seconds": 61})
    assert sender.send({"token": DEVICE})[0] == 200


def test_an_answer_may_be_any_and_a_page_of_html(fcm, sender):
    sender.send({"token": DEVICE})
    headers = [("authorization", sender.authorization)]
    fcm.post("/faults", [{"kind": "html_502", "count": 1},
                         {"kind": "answer", "status": 503, "body": "", "headers": {"retry-after": "date+9"}}])
    status, given, text = sender.post("/v1/projects/hako-test/messages:send", "{}", headers)
    assert (status, given["content-type"], text[:6]) == (502, "text/html", "<html>")
    status, given, text = sender.post("/v1/projects/hako-test/messages:send", "{}", headers)
    assert (status, text, given["retry-after"][-3:]) == (503, "", "GMT")


@pytest.mark.parametrize("processed, accepted", [(False, 1), (True, 2)])
def test_a_cut_comes_before_or_after_processing(fcm, sender, processed, accepted):
    sender.send({"token": DEVICE})
    fcm.post("/faults", [{"kind": "cut", "processed": processed}])
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        sender.send({"token": DEVICE})
    assert fcm.get("/stats")["accepted"] == accepted


def test_a_goaway_ends_the_connection_without_an_answer(fcm, sender):
    sender.send({"token": DEVICE})
    fcm.post("/faults", [{"kind": "goaway"}])
    for _ in range(2):
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            sender.send({"token": DEVICE})
        sender.close()
        sender.client = sender.connect()
    assert fcm.get("/stats")["accepted"] == 1
    assert [entry["status"] for entry in fcm.journal() if entry["fault"] == "goaway"] == [0, 0]


@pytest.mark.parametrize("path, body", [
    ("/faults", [{"kind": "upper_header"}]), ("/configure", {"nonsense": 1}), ("/configure", {"accounts": [{}]})])
def test_the_door_refuses_what_it_does_not_know(fcm, path, body):
    with pytest.raises(harness.Refused):
        fcm.post(path, body)
