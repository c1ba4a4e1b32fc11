# SPDX-License-Identifier: Apache-2.0
"""What who runs the server looks at: health and metrics."""

import http.client
import json

import openmetrics
import pytest
from harness.ports import Port
from harness.server import Server
from raw_http import connect, post
from scenes import make_collection, make_index, make_item, wait_until
from wire_text import call_text, new_address, raw_from


def get(server, path, method="GET", port=None):
    connection = http.client.HTTPConnection(server.host, port or server.port, timeout=20)
    connection.request(method, path)
    reply = connection.getresponse()
    body = reply.read().decode()
    connection.close()
    return reply.status, reply.headers["Content-Type"], body


def metrics(server, port=None):
    status, kind, body = get(server, "/metrics", port=port)
    assert status == 200
    assert kind == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    return openmetrics.read(body)


def test_health(server):
    assert get(server, "/health/live") == (200, "application/json", '{"status":"live"}')
    assert get(server, "/health/ready") == (200, "application/json", '{"status":"ready"}')
    for path in ("/health/live", "/health/ready", "/metrics"):
        assert get(server, path, "HEAD")[0] == 200
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            assert get(server, path, method)[0] == 405
    for path in ("/health", "/health/", "/health/live/", "/metrics/", "/Metrics"):
        assert get(server, path)[0] == 404


def test_not_ready_while_draining(server):
    management = server.new_management()
    users = [call_text("User.create", [f"user{n}", "secret"], n) for n in range(40)]
    with connect(management) as busy, connect(management) as asking:
        asking.send("GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n")
        assert asking.reply().status == 200
        busy.send(post(management, f"[{','.join(users)}]"))
        server.terminate()
        assert busy.reply().status == 200
    assert server.health() in (None, 503)
    assert server.wait_end() == 0


def test_metrics_count_calls_by_method_and_outcome(server):
    management = server.new_management()
    make_collection(management)
    before = metrics(server)
    for _ in range(3):
        make_item(management, properties={"a": 1})
    management.raw(call_text("CollectionItem.get", ["Score", "x"]))
    management.raw(call_text("No.such"))
    management.raw("[]")
    management.raw("{")
    management.notify("CollectionItem.create", ["Score", {}])
    after = metrics(server)

    def rise(method, outcome):
        key = f'hako_calls_total{{front="management",method="{method}",outcome="{outcome}"}}'
        return after.get(key, 0) - before.get(key, 0)

    assert rise("CollectionItem.create", "ok") == 4
    assert rise("CollectionItem.get", "-32602") == 1
    assert rise("none", "-32601") == 1
    assert rise("none", "-32600") == 1
    assert rise("none", "-32700") == 1
    seconds = 'hako_call_seconds_count{front="management",method="CollectionItem.create"}'
    assert after[seconds] - before.get(seconds, 0) == 4
    for name in ("hako_http_requests_total", "hako_http_received_bytes_total"):
        assert after[name] > before[name]
    assert after["hako_commit_group_size_sum"] - before["hako_commit_group_size_sum"] == 4
    assert after["hako_commit_seconds_count"] > before["hako_commit_seconds_count"]
    assert after["hako_http_sent_bytes_total"] > before["hako_http_sent_bytes_total"]


def test_metrics_tell_refusals_apart_that_look_alike_outside(start_server):
    server = start_server("--trusted-proxy", "127.0.0.1")
    backend = server.create_backend()["backendId"]
    made = server.create_key(backend, "--ip", "192.0.2.0/24")
    client = server.management(backend, made["key"])
    body = call_text("Collection.list")
    raw_from(client, new_address(), body)
    raw_from(client, new_address(), body, "wrong")
    server.cli("key", "revoke", "--backend", backend, made["keyId"])
    raw_from(client, "192.0.2.1", body)
    raw_from(client, new_address(), body, path="/manage/json-rpc/" + "0" * 24)
    seen = metrics(server)
    reasons = {key: number for key, number in seen.items() if "hako_key_refusals_total" in key}
    assert len(reasons) == 4 and set(reasons.values()) == {1}, reasons


def test_metrics_of_the_data(server):
    management = server.new_management()
    make_collection(management)
    make_item(management, properties={"a": 1})
    make_index(management, ["a"])
    wait_until(lambda: metrics(server)["hako_index_builds_total"] == 1)
    seen = metrics(server)
    assert seen["hako_backends"] == 1
    assert seen["hako_database_bytes"] > 0
    assert seen["hako_indexes_building"] == 0
    for name in ("hako_write_queue_depth", "hako_scan_queue_depth", "hako_password_queue_depth"):
        assert seen[name] == 0
    assert seen["hako_commit_failures_total"] == 0


def test_labels_are_never_the_callers(server):
    management = server.new_management()
    for text in ('a"b', "a\nb", "a\\b", "x" * 1000, 'x",method="y'):
        management.raw(call_text(text, {text: 1}))
        management.raw("", path="/" + "x" * 50)
    names = {key.partition('method="')[2].partition('"')[0] for key in metrics(server)}
    apps = json.loads(server.run("openrpc", "--api", "app", data=False).stdout)
    documents = (management.call("rpc.discover"), apps)
    known = {method["name"] for document in documents for method in document["methods"]}
    assert names <= known | {"none", ""}


@pytest.fixture
def port():
    port = Port()
    yield port.number
    port.release()


def test_a_listener_of_their_own(port):
    apart = Server(options=["--metrics-listen", f"127.0.0.1:{port}"])
    apart.spawn()
    try:

        def is_ready():
            try:
                return get(apart, "/health/ready", port=port)[0] == 200
            except OSError:
                return False

        wait_until(is_ready)
        assert metrics(apart, port)["hako_backends"] == 0
        for path in ("/health/live", "/health/ready", "/metrics"):
            assert get(apart, path)[0] == 404
        management = apart.new_management()
        assert management.call("Collection.list") == {"items": []}
        status = get(apart, management.path, "POST", port)[0]
        assert status == 404
    finally:
        apart.close()
