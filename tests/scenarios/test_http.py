# SPDX-License-Identifier: Apache-2.0
"""HTTP/1.1 as callers use it, and each of its limits one over."""

import http.client
import json
import re
import socket

import pytest
from harness.ports import Port
from harness.rpc import KEY_HEADER
from harness.wire import Wire
from raw_http import connect, head_of, post, replies_until_end
from scenes import make_collection
from wire_text import call_text, json_text, raw_from

LIST = call_text("Collection.list")
BODY_MAX = 16 * 1024 * 1024


def test_a_connection_is_kept(management):
    with connect(management) as wire:
        for number in range(20):
            wire.send(post(management, call_text("Collection.list", None, number)))
            assert json.loads(wire.reply().body)["id"] == number


def test_requests_sent_ahead_are_answered_in_their_order(management):
    make_collection(management)
    calls = []
    for number in range(50):
        # Slow ones and quick ones, so that the order does not come by itself.
        method, params = ("CollectionItem.count", ["Score"])
        if number % 10 == 0:
            method, params = ("User.create", [f"user{number}", "secret"])
        elif number % 3 == 0:
            method, params = ("CollectionItem.create", ["Score", {"n": number}])
        calls.append(post(management, call_text(method, params, number)))
    with connect(management) as wire:
        wire.send(b"".join(calls))
        assert [json.loads(wire.reply().body)["id"] for _ in calls] == list(range(50))


def test_bytes_may_come_one_by_one(management):
    with connect(management) as wire:
        for byte in post(management, LIST):
            wire.send(bytes([byte]))
        assert wire.reply().status == 200


def test_chunked_bodies(management):
    expected = management.raw(LIST)[2]
    head = head_of(management, "Transfer-Encoding: chunked")
    half = len(LIST) // 2
    texts = [
        "%x\r\n%s\r\n0\r\n\r\n" % (len(LIST), LIST),
        "%X\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (half, LIST[:half], len(LIST) - half, LIST[half:]),
        "".join(f"1\r\n{each}\r\n" for each in LIST) + "0\r\n\r\n",
        "%08x\r\n%s\r\n0000\r\n\r\n" % (len(LIST), LIST),
        '%x;a=b;c="d"\r\n%s\r\n0;x\r\nX-Trailer: y\r\n\r\n' % (len(LIST), LIST),
    ]
    with connect(management) as wire:
        for text in texts:
            wire.send(head + text.encode())
            assert wire.reply().body == expected


def test_a_trailer_is_no_header(management):
    head = head_of(management, "Transfer-Encoding: chunked").decode()
    head = head.replace(f"{KEY_HEADER}: {management.key}\r\n", "")
    trailer = f"{KEY_HEADER}: {management.key}"
    with connect(management) as wire:
        wire.send(f"{head}{len(LIST):x}\r\n{LIST}\r\n0\r\n{trailer}\r\n\r\n")
        assert wire.reply().status == 401


def test_expect_100_continue(management):
    with connect(management) as wire:
        wire.send(head_of(management, f"Content-Length: {len(LIST)}", "Expect: 100-continue"))
        assert wire.reply().status == 100
        wire.send(LIST)
        assert wire.reply().status == 200
    with connect(management) as wire:
        wire.send(head_of(management, f"Content-Length: {BODY_MAX + 1}", "Expect: 100-continue"))
        assert [reply.status for reply in replies_until_end(wire)] == [413]


def test_a_refused_caller_need_not_send_its_body(management):
    head = head_of(management, "Content-Length: 1000000", "Expect: 100-continue")
    head = head.replace(management.key.encode(), b"x" * 64)
    with connect(management) as wire:
        wire.send(head)
        assert [reply.status for reply in replies_until_end(wire)] == [401]


def test_the_other_methods(management):
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"):
        status, headers, body = management.raw("", method=method)
        assert (status, headers["Allow"]) == (405, "POST")
        if method != "HEAD":
            assert json.loads(body)["error"]["code"] == -32600
    with connect(management) as wire:
        wire.send(head_of(management, "Content-Length: 0", method="BREW"))
        assert [reply.status for reply in replies_until_end(wire)] == [501]


def test_nothing_else_is_served(management):
    for path in ("/", "/manage", "/manage/json-rpc", "/manage/json-rpcx/a", "/admin", "/.git/HEAD"):
        for method in ("GET", "POST"):
            status, _, body = management.raw("", method=method, path=path)
            assert (status, json.loads(body)["error"]["code"]) == (404, -32600)


def test_pages_of_other_origins_are_not_helped(management):
    preflight = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    for method, body in (("OPTIONS", ""), ("POST", LIST), ("POST", "[]")):
        _, headers, _ = management.raw(body, headers=preflight, method=method)
        assert not [name for name in headers if name.lower().startswith("access-control")]


def test_the_content_type_is_not_looked_at(management):
    for kind in (None, "application/x-www-form-urlencoded", "text/plain", "", "nonsense; a"):
        status, headers, _ = management.raw(LIST, headers={"Content-Type": kind})
        assert (status, headers["Content-Type"]) == (200, "application/json")


def test_every_reply_has_an_id_and_is_not_stored(management):
    ids = set()
    for path, method, body in (
        (None, "POST", LIST),
        (None, "POST", "{"),
        (None, "GET", ""),
        ("/nothing", "GET", ""),
        ("/health/live", "GET", ""),
    ):
        _, headers, _ = management.raw(body, method=method, path=path)
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert re.fullmatch("[0-9a-f]{16}", headers["X-Request-Id"])
        ids.add(headers["X-Request-Id"])
    assert len(ids) == 5


def test_a_callers_request_id_is_not_taken_over(management):
    _, headers, _ = management.raw(LIST, headers={"X-Request-Id": "0000000000000000"})
    assert headers["X-Request-Id"] != "0000000000000000"


def test_http_1_0(management):
    head = head_of(management, f"Content-Length: {len(LIST)}", version="HTTP/1.0")
    with connect(management) as wire:
        wire.send((head + LIST.encode()) * 2)
        assert [reply.status for reply in replies_until_end(wire)] == [200]


def test_connection_close(management):
    with connect(management) as wire:
        wire.send(post(management, LIST, "Connection: close") + post(management, LIST))
        replies = replies_until_end(wire)
    assert [(each.status, each.headers["connection"]) for each in replies] == [(200, "close")]


def test_whoever_has_sent_its_last_request_still_gets_the_reply(management):
    with connect(management) as wire:
        wire.send(post(management, LIST) * 3)
        wire.end()
        assert [reply.status for reply in replies_until_end(wire)] == [200] * 3


def test_a_body_of_16_mib(management):
    body = LIST + " " * (BODY_MAX - len(LIST))
    assert management.raw(body)[0] == 200
    for request in (
        head_of(management, f"Content-Length: {BODY_MAX + 1}"),
        head_of(management, "Transfer-Encoding: chunked") + b"%x\r\n" % (BODY_MAX + 1),
        head_of(management, "Transfer-Encoding: chunked")
        + (b"400000\r\n" + b" " * 0x400000 + b"\r\n") * 4
        + b"1\r\n",
    ):
        with connect(management) as wire:
            wire.send(request)
            replies = replies_until_end(wire)
        assert [reply.status for reply in replies] == [413]
        assert json.loads(replies[0].body)["error"]["code"] == -32600


def test_a_head_of_16_kib_and_100_lines(management):
    def status(*lines):
        with connect(management) as wire:
            wire.send(post(management, LIST, *lines))
            return wire.reply().status

    bare = len(head_of(management, f"Content-Length: {len(LIST)}", "X: "))
    assert status("X: " + "a" * (16 * 1024 - bare)) == 200
    assert status("X: " + "a" * (16 * 1024 - bare + 1)) == 431
    # Host, the key and the length are three.
    assert status(*[f"X-{number}: a" for number in range(97)]) == 200
    assert status(*[f"X-{number}: a" for number in range(98)]) == 431


def test_wrong_keys_are_slowed_and_right_ones_are_not(management):
    address = "203.0.113.5"
    statuses = [raw_from(management, address, LIST, f"wrong{number}")[0] for number in range(60)]
    assert statuses == [401] * 60
    status, headers, body = raw_from(management, address, LIST, "wrong")
    assert (status, json.loads(body)["error"]["code"]) == (429, 9999)
    assert 1 <= int(headers["Retry-After"]) <= 60
    assert raw_from(management, address, LIST)[0] == 200
    assert raw_from(management, "203.0.113.6", LIST, "wrong")[0] == 401
    assert raw_from(management, address, LIST)[0] == 200


def test_wrong_keys_of_one_ipv6_network_count_together(management):
    for number in range(60):
        raw_from(management, f"2001:db8:5:6:{number:x}::1", LIST, "wrong")
    assert raw_from(management, "2001:db8:5:6:ffff::2", LIST, "wrong")[0] == 429
    assert raw_from(management, "2001:db8:5:7::1", LIST, "wrong")[0] == 401


def test_connections_of_one_address_are_limited(start_server):
    server = start_server("--connections-per-address-max", "3")
    management = server.new_management()
    wires = []
    for _ in range(3):
        wires.append(connect(management))
        wires[-1].send(post(management, LIST))
        assert wires[-1].reply().status == 200
    with connect(management) as fourth:
        fourth.send(post(management, LIST))
        refused = replies_until_end(fourth)
    assert [each.status for each in refused] == [429]
    assert json.loads(refused[0].body)["error"]["code"] == 9999
    wires.pop().close()
    wires[0].send(post(management, LIST))
    assert wires[0].reply().status == 200
    statuses = set()
    while 200 not in statuses:
        with connect(management) as again:
            again.send(post(management, LIST))
            statuses.add(again.reply().status)


def test_connections_in_all_are_limited(start_server):
    server = start_server("--connections-max", "2", "--trusted-proxy", "127.0.0.1")
    management = server.new_management()
    wires = [connect(management), connect(management)]
    for wire in wires:
        wire.send(post(management, LIST))
        assert wire.reply().status == 200
    with connect(management) as third:
        assert replies_until_end(third)[0].status in (429, 503)


def test_a_trusted_proxy_has_as_many_connections_as_it_needs(start_server):
    server = start_server("--connections-per-address-max", "2", "--trusted-proxy", "127.0.0.1")
    management = server.new_management()
    wires = [connect(management) for _ in range(8)]
    for wire in wires:
        wire.send(post(management, LIST))
    assert [wire.reply().status for wire in wires] == [200] * 8


@pytest.fixture
def ipv6_port():
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    port = Port()
    yield port.number
    port.release()


def test_ipv6(start_server, ipv6_port):
    server = start_server("--listen", f"[::1]:{ipv6_port}")
    backend = server.create_backend()["backendId"]
    key = server.create_key(backend, "--ip", "::1")["key"]
    client = http.client.HTTPConnection("::1", ipv6_port, timeout=20)
    client.request("POST", f"/manage/json-rpc/{backend}", LIST, {KEY_HEADER: key})
    assert client.getresponse().status == 200
    assert server.management(backend, key).raw(LIST)[0] == 401


def test_replies_larger_than_any_buffer(management):
    make_collection(management)
    text = "x" * 400_000
    management.batch([("CollectionItem.create", ["Score", {"a": text}])] * 20)
    items = management.call("CollectionItem.list", ["Score"])["items"]
    assert [each["a"] for each in items] == [text] * 20
    body = json_text([json.loads(call_text("CollectionItem.list", ["Score"]))] * 4)
    assert len(management.raw(body)[2]) > 32_000_000


def test_sigterm_answers_what_was_accepted(server):
    management = server.new_management()
    users = [call_text("User.create", [f"user{n}", "secret"], n) for n in range(30)]
    with connect(management) as wire, connect(management) as idle:
        idle.send(post(management, LIST))
        idle.reply()
        wire.send(post(management, f"[{','.join(users)}]"))
        # The server has begun with the batch when a reply to what came later shows it is at work.
        with Wire(server.host, server.port) as other:
            other.send("GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n")
            assert other.reply().status == 200
        server.terminate()
        assert [each["id"] for each in json.loads(wire.reply().body)] == list(range(30))
        assert wire.rest() == idle.rest() == b""
    assert server.wait_end() == 0
    server.start()
    assert management.call("User.list")["totalItems"] == 30
