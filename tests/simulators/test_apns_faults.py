# SPDX-License-Identifier: Apache-2.0
"""How many streams the simulator of APNs allows, its faults, and what of HTTP/2 it insists on."""

import json
import ssl
import struct
import time

import pytest

from http2_client import Http2Client, Reset, told
from http2_server import (
    COMPRESSION_ERROR, CONTINUATION, DATA, FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, GOAWAY, HEADERS,
    PRIORITY, PROTOCOL_ERROR, REFUSED_STREAM, frame)

DEVICE, OTHER = "a" * 64, "b" * 64
GOOD = (200, None)


def force(client, streams):
    """Makes python3-h2 forget what the server allows."""
    client.h2.remote_settings[3] = streams
    client.h2.remote_settings.acknowledge()


# --- streams ---


def test_one_stream_is_allowed_until_a_token_was_good(client, headers):
    assert client.wait_settings() == 1
    assert told(client.ask(headers(authorization="bearer x"), b"{}")) == (403, "InvalidProviderToken")
    assert client.wait_settings() == 1
    assert told(client.ask(headers(), b"{}")) == GOOD
    assert client.wait_settings() == 1_000


def test_a_second_stream_before_that_is_refused(apns, client, headers):
    apns.post("/faults", [{"kind": "delay", "delay_ms": 50, "match": {"token": DEVICE}}])
    force(client, 100)
    first, second = client.open_both(headers(), headers(OTHER))
    assert client.wait(second) == Reset(REFUSED_STREAM)
    assert told(client.wait(first)) == (400, "PayloadEmpty")
    assert [entry["token"] for entry in apns.journal()] == [DEVICE]


def test_the_limit_changes_at_run_time(apns, client, headers):
    assert told(client.ask(headers(), b"{}")) == GOOD
    apns.post("/configure", {"streams_max": 2, "streams_max_now": True})
    while client.h2.remote_settings.max_concurrent_streams != 2:
        client.receive()
    apns.post("/faults", [{"kind": "hang"}])
    force(client, 100)
    streams = [client.open(headers(), b"{}") for _ in range(3)]
    assert client.wait(streams[2]) == Reset(REFUSED_STREAM)
    [violation] = apns.get("/stats")["violations"]
    assert violation["what"] == "a stream too many"


def test_a_client_without_h2_is_turned_away(apns, connect):
    for protocols in (("http/1.1",), ("spdy/3",)):
        try:
            client = Http2Client(apns.facts["production"], apns.facts["ca"], protocols=protocols)
            assert client.wait_closed() is None
            client.socket.close()
        except (ConnectionError, ssl.SSLError):
            pass
    assert apns.get("/stats")["connections_opened"] == 0
    connect()
    assert apns.get("/stats")["connections_opened"] == 1


# --- faults ---


@pytest.fixture
def fault(apns, client, headers):
    """A connection that has shown its token, and a fault for what comes next."""
    assert told(client.ask(headers(), b"{}")) == GOOD

    def begin(kind, **more):
        apns.post("/faults", [{"kind": kind, "count": 1} | more])

    return begin


def test_goaway_names_the_last_stream_that_was_taken(apns, client, headers, fault):
    apns.post("/faults", [{"kind": "hang", "match": {"token": DEVICE}},
                          {"kind": "goaway", "reason": "Shutdown", "match": {"token": OTHER}}])
    kept = client.open(headers(), b"{}")
    client.open(headers(OTHER), b"{}")
    while client.goaway is None:
        client.receive()
    last, code, data = client.goaway
    assert (last, code, json.loads(data)) == (kept, 0, {"reason": "Shutdown"})
    assert [entry["reason"] for entry in apns.journal(since=2)] == ["GOAWAY"]


def test_goaway_for_the_first_stream_says_that_none_was_taken(apns, client, headers):
    apns.post("/faults", [{"kind": "goaway", "reason": "BadCertificate"}])
    client.open(headers(), b"{}")
    assert client.wait_closed() == (0, 0, b'{"reason": "BadCertificate"}')
    assert apns.get("/stats")["accepted"] == 0


def test_goaway_after_processing_is_answered(apns, client, headers, fault):
    fault("goaway", processed=True)
    number = client.open(headers(), b"{}")
    # python3-h2 takes nothing after GOAWAY.
    raw = b""
    while data := client.socket.recv(65_536):
        raw += data
    told_away = raw.index(struct.pack(">BBIII", GOAWAY, 0, 0, number, 0))
    assert raw.index(struct.pack(">BBI", HEADERS, 5, number) + b"\x88") > told_away
    assert apns.get("/stats")["accepted"] == 2


def test_a_refused_stream_was_not_processed(apns, client, headers, fault):
    fault("refuse")
    assert client.ask(headers(), b"{}") == Reset(REFUSED_STREAM)
    assert apns.get("/stats")["accepted"] == 1


@pytest.mark.parametrize("processed, accepted", [(False, 1), (True, 2)])
@pytest.mark.parametrize("kind", ["cut", "reset"])
def test_a_cut_and_a_reset_come_before_or_after_processing(apns, client, headers, fault, kind, processed, accepted):
    fault(kind, processed=processed)
    number = client.open(headers(), b"{}")
    if kind == "cut":
        assert client.wait_closed() is None
    else:
        assert client.wait(number) == Reset(2)
    assert apns.get("/stats")["accepted"] == accepted
    assert apns.journal()[-1]["answered"] is False


def test_silence_is_about_one_stream(apns, client, headers, fault):
    fault("hang")
    silent = client.open(headers(), b"{}")
    assert told(client.ask(headers(OTHER), b"{}")) == GOOD
    assert silent not in client.replies


@pytest.mark.parametrize("status, reason", [
    (429, "TooManyRequests"), (500, "InternalServerError"), (503, "ServiceUnavailable"), (418, "Surprise")])
def test_an_answer_may_be_any(client, headers, fault, status, reason):
    fault("answer", status=status, reason=reason, headers={"retry-after": "7"})
    reply = client.ask(headers(apns_id="0192a000-0000-7000-8000-00000000000a"), b"{}")
    assert told(reply) == (status, reason)
    assert reply.headers["retry-after"] == "7"
    assert reply.headers["apns-id"] == "0192a000-0000-7000-8000-00000000000a"


@pytest.mark.parametrize("body", ["", '{"reason":', "<html>"])
def test_a_body_may_be_empty_or_broken(client, headers, fault, body):
    fault("answer", status=400, body=body)
    assert client.ask(headers(), b"{}").body == body


def test_a_header_may_come_in_upper_case(client, headers, fault):
    fault("upper_header")
    assert "Apns-Id" in client.ask(headers(), b"{}").headers


def test_faults_are_mixed_by_chance_and_by_number(apns, client, headers, fault):
    apns.post("/faults", [
        {"kind": "answer", "status": 503, "reason": "x", "after": 2, "every": 3, "count": 2}])
    statuses = [client.ask(headers(), b"{}").status for _ in range(14)]
    assert statuses == [200, 200, 200, 200, 503, 200, 200, 503, *[200] * 6]
    apns.post("/faults", [{"kind": "answer", "status": 500, "reason": "x", "probability": 0.5}])
    statuses = {client.ask(headers(), b"{}").status for _ in range(50)}
    assert statuses == {200, 500}


def test_a_slow_window_lets_a_body_through_in_pieces(apns, connect, headers):
    apns.post("/configure", {"initial_window": 1_000, "window_delay_ms": 30})
    client = connect()
    began = time.monotonic()
    assert told(client.ask(headers(), b"x" * 4_096)) == GOOD
    assert time.monotonic() - began > 0.1
    assert apns.get("/stats")["violations"] == []
    assert len(apns.journal()[0]["payload"]) == 4_096


# --- what HTTP/2 forbids ---


@pytest.mark.parametrize("raw, code", [
    (frame(DATA, 0, 3, b"x" * 16_385), FRAME_SIZE_ERROR),
    (frame(HEADERS, 4, 3, b"\xff\xff\xff\xff\xff"), COMPRESSION_ERROR),
    (frame(HEADERS, 5, 2, b"\x83"), PROTOCOL_ERROR),
    (frame(HEADERS, 5, 1, b"\x83"), PROTOCOL_ERROR),
    (frame(CONTINUATION, 4, 3, b"\x83"), PROTOCOL_ERROR),
    (frame(HEADERS, 1, 3, b"\x83") + frame(HEADERS, 5, 5, b"\x83"), PROTOCOL_ERROR),
])
def test_a_breach_of_the_protocol_ends_the_connection(apns, client, headers, raw, code):
    assert told(client.ask(headers(), b"{}")) == GOOD
    client.write(raw)
    assert client.wait_closed()[:2] == (1, code)
    assert len(apns.get("/stats")["violations"]) == 1


def test_more_than_the_window_ends_the_connection(apns, connect, headers):
    apns.post("/configure", {"initial_window": 1_000, "window_delay_ms": 10_000})
    client = connect()
    assert told(client.ask(headers(), None)) == (400, "PayloadEmpty")
    client.write(frame(HEADERS, 4, 3, client.h2.encoder.encode(headers())))
    client.write(frame(DATA, 0, 3, b"x" * 1_001))
    assert client.wait_closed()[1] == FLOW_CONTROL_ERROR


@pytest.mark.parametrize("wrong", [
    [("Apns-Collapse-Id", "x")], [("connection", "close")], [("transfer-encoding", "chunked")]])
def test_malformed_headers_reset_the_stream(apns, client, headers, wrong):
    assert client.ask([*headers(), *wrong], b"{}") == Reset(PROTOCOL_ERROR)
    assert client.ask([pair for pair in headers() if pair[0] != ":path"], b"{}") == Reset(PROTOCOL_ERROR)
    assert apns.journal() == []
    assert len(apns.get("/stats")["violations"]) == 2


def test_priorities_are_told_and_ignored(apns, client, headers):
    client.write(frame(PRIORITY, 0, 1, struct.pack(">IB", 0, 15)))
    assert told(client.ask(headers(), b"{}")) == GOOD
    assert "PRIORITY" in apns.get("/stats")["violations"][0]["what"]


def test_pings_are_answered_and_counted(apns, client):
    client.h2.ping(b"12345678")
    client.flush()
    while client.pongs == 0:
        client.receive()
    assert apns.get("/stats")["pings"] == 1
