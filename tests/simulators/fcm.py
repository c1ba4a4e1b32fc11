#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A simulator of Google's token server and FCM HTTP v1, over HTTP/2 and HTTP/1.1. See README.md.

Prints one line of JSON when it is ready: its ports, and the files that clients need."""

import argparse
import asyncio
import email.utils
import json
import re
import tempfile
from pathlib import Path
from urllib.parse import parse_qsl

import control
import fcm_rules
from certificates import Authority, new_service_account
from fcm_rules import Refused, refuse
from http2_server import REFUSED_STREAM, Http2Connection

PROJECT = "hako-test"
SEND = re.compile(r"/v1/projects/([^/]+)/messages:send")
TOKEN_PATHS = ("/token", "/o/oauth2/token")
DEVICE_TOKEN = re.compile(r"[A-Za-z0-9_:%-]{20,4096}")
HTML_502 = b"<html><head><title>502 Server Error</title></head><body>Please try again</body></html>"
JSON_TYPE = [("content-type", "application/json; charset=UTF-8")]
REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
           429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
           503: "Service Unavailable"}


class Http1Stream:
    """A request over HTTP/1.1, answered as one over HTTP/2 is."""

    def __init__(self, connection, method, path, headers, body):
        self.connection = connection
        self.headers = headers | {":method": method, ":path": path}
        self.body = body
        self.id = 1

    def respond(self, status, headers=(), body=b""):
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}"]
        lines += [f"{name}: {value}" for name, value in headers]
        lines.append(f"content-length: {len(body)}\r\n\r\n")
        self.connection.transport.write("\r\n".join(lines).encode() + body)

    def reset(self, _code):
        self.connection.cut()


class FcmConnection(Http2Connection):
    def __init__(self, simulator):
        super().__init__(simulator, simulator.streams_max)
        self.speaks_http1 = False
        self.number = 0

    def connection_made(self, transport):
        tls = transport.get_extra_info("ssl_object")
        self.speaks_http1 = tls.selected_alpn_protocol() != "h2"
        if self.speaks_http1:
            self.transport = transport
            self.application.connected(self)
        else:
            super().connection_made(transport)

    def data_received(self, data):
        if not self.speaks_http1:
            super().data_received(data)
            return
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, rest = bytes(self.buffer).split(b"\r\n\r\n", 1)
            lines = head.decode("latin-1").split("\r\n")
            fields = {name.lower(): value for name, value in
                      (line.split(": ", 1) for line in lines[1:] if ": " in line)}
            if fields.get("transfer-encoding", "").lower() == "chunked":
                body = unchunk(rest)
                if body is None:
                    return
                body, used = body
            else:
                used = int(fields.get("content-length", 0))
                if len(rest) < used:
                    return
                body = rest[:used]
            self.buffer = bytearray(rest[used:])
            method, path, _ = lines[0].split(" ", 2)
            self.application.request(Http1Stream(self, method, path, fields, body))


def unchunk(data):
    """The body and how many bytes it took; None while it is not whole."""
    body, at = b"", 0
    while True:
        end = data.find(b"\r\n", at)
        if end < 0:
            return None
        size = int(data[at:end].split(b";")[0], 16)
        if len(data) < end + 2 + size + 2:
            return None
        body += data[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
        if size == 0:
            return body, at


class Fcm:
    """The application of all connections."""

    def __init__(self):
        self.clock = control.VirtualClock()
        self.journal = control.Journal()
        self.faults = control.Faults()
        self.oauth = fcm_rules.TokenServer(self.clock)
        self.projects = set()
        self.devices = {}
        self.connections = set()
        self.opened = self.pings = self.sent = 0
        self.reset_settings()

    def reset_settings(self):
        self.accept_unknown = True
        self.streams_max = 100
        self.quota_per_minute = None
        self.retry_after_form = "seconds"
        self.bucket = 0.0
        self.bucket_at = self.clock.now()
        self.oauth.lifetime = fcm_rules.TOKEN_SECONDS

    # --- connections ---

    def connected(self, connection):
        self.opened += 1
        connection.number = self.opened
        self.connections.add(connection)

    def lost(self, connection):
        self.connections.discard(connection)

    def pinged(self, connection):
        self.pings += 1

    # --- requests ---

    def request(self, stream):
        path = stream.headers.get(":path", "")
        facts = {"what": "token" if path in TOKEN_PATHS else "send"}
        if self.faults.active:
            facts["token"] = device_token_of(stream.body)
        fault = self.faults.pick(facts) if self.faults.active else None
        if fault is None:
            self.answer(stream)
        elif "delay_ms" in fault:
            loop = asyncio.get_running_loop()
            loop.call_later(fault["delay_ms"] / 1000, self.inflict, stream, fault)
        else:
            self.inflict(stream, fault)

    def inflict(self, stream, fault):
        kind = fault["kind"]
        if kind == "delay":
            self.answer(stream)
        elif kind == "answer":
            body = fault.get("body", "")
            body = json.dumps(body) if isinstance(body, (dict, list)) else body
            headers = [(name, self.retry_date(value) if name == "retry-after" else value)
                       for name, value in fault.get("headers", {}).items()]
            self.journal.add(self.entry(stream, fault["status"], body, fault=kind))
            stream.respond(fault["status"], headers, body.encode())
        elif kind == "html_502":
            self.journal.add(self.entry(stream, 502, None, fault=kind))
            stream.respond(502, [("content-type", "text/html")], HTML_502)
        elif kind == "refuse":
            self.journal.add(self.entry(stream, 0, None, fault=kind))
            stream.reset(REFUSED_STREAM)
        elif kind == "goaway":
            connection = stream.connection
            for number in sorted(connection.streams):
                if number >= stream.id:
                    self.journal.add(self.entry(connection.streams[number], 0, None, fault=kind))
            connection.goaway(stream.id - 2)
        else:  # hang, cut, reset
            self.take(stream, fault)
            if kind == "cut":
                stream.connection.cut()
            elif kind == "reset":
                stream.reset(fault.get("code", 2))

    def take(self, stream, fault):
        status = 0
        if fault.get("processed"):
            try:
                self.check(stream)
                status = 200
            except Refused as refused:
                status = refused.status
        self.journal.add(self.entry(stream, status, None, fault=fault["kind"], answered=False))

    def retry_date(self, value):
        """`date+N`: N seconds from now as a date of HTTP's."""
        if not str(value).startswith("date+"):
            return str(value)
        return email.utils.formatdate(self.clock.now() + float(value[5:]), usegmt=True)

    def answer(self, stream):
        try:
            result = self.check(stream)
        except Refused as refused:
            self.journal.add(self.entry(stream, refused.status, refused.body))
            stream.respond(refused.status, JSON_TYPE + refused.headers, json.dumps(refused.body).encode())
            return
        self.journal.add(self.entry(stream, 200, result))
        stream.respond(200, JSON_TYPE, json.dumps(result).encode())

    def check(self, stream):
        headers = stream.headers
        path = headers.get(":path", "")
        if path in TOKEN_PATHS and headers[":method"] == "POST":
            _, result = self.oauth.exchange(dict(parse_qsl(stream.body.decode("latin-1"))))
            return result
        match = SEND.fullmatch(path)
        if match is None or headers[":method"] != "POST":
            raise refuse(404, "Requested entity was not found.")
        project = match[1]
        self.oauth.check(headers.get("authorization"), project)
        if project not in self.projects:
            raise refuse(404, "Requested entity was not found.")
        self.check_quota()
        message = fcm_rules.check_message(stream.body)
        self.check_device(message.get("token", ""))
        self.sent += 1
        return {"name": f"projects/{project}/messages/0:{self.sent}%{self.sent:x}"}

    def check_quota(self):
        if self.quota_per_minute is None:
            return
        now = self.clock.now()
        rate = self.quota_per_minute / 60
        self.bucket = min(self.bucket + (now - self.bucket_at) * rate, self.quota_per_minute)
        self.bucket_at = now
        if self.bucket < 1:
            wish = "60" if self.retry_after_form == "seconds" else self.retry_date("date+60")
            raise refuse(429, "Quota exceeded for quota metric 'messages' and limit 'messages per "
                              "minute per project'", "QUOTA_EXCEEDED", headers=[("retry-after", wish)])
        self.bucket -= 1

    def check_device(self, token):
        device = self.devices.get(token)
        if not DEVICE_TOKEN.fullmatch(token) or (device is None and not self.accept_unknown):
            raise refuse(400, "The registration token is not a valid FCM registration token",
                         "INVALID_ARGUMENT")
        if device is None:
            return
        if device.get("state") == "unregistered":
            raise refuse(404, "Requested entity was not found.", "UNREGISTERED")
        if device.get("state") == "other_sender":
            raise refuse(403, "SenderId mismatch", "SENDER_ID_MISMATCH")

    def entry(self, stream, status, result, fault=None, answered=True):
        path = stream.headers.get(":path", "")
        return {
            "what": "token" if path in TOKEN_PATHS else "send",
            "path": path,
            "protocol": "http/1.1" if stream.connection.speaks_http1 else "h2",
            "scheme": stream.headers.get(":scheme"),
            "connection": stream.connection.number,
            "token": device_token_of(stream.body),
            "status": status,
            "result": result,
            "answered": answered,
            "fault": fault,
            "at": self.clock.now(),
            "authorization": stream.headers.get("authorization"),
            "body": stream.body.decode("utf-8", "replace"),
        }

    # --- for tests ---

    def stats(self):
        sends = [entry for entry in self.journal.entries if entry["what"] == "send"]
        return {
            "requests": len(sends),
            "accepted": sum(entry["status"] == 200 for entry in sends),
            "token_requests": len(self.journal.entries) - len(sends),
            "connections_opened": self.opened,
            "connections": len(self.connections),
            "pings": self.pings,
        }

    def forget(self):
        self.devices.clear()
        self.oauth.tokens.clear()
        self.reset_settings()
        self.opened = self.pings = 0
        for connection in list(self.connections):
            connection.cut()

    def change_devices(self, changes):
        """{token: {"state": "registered" | "unregistered" | "other_sender"} or null}"""
        for token, device in changes.items():
            if device is None:
                self.devices.pop(token, None)
            else:
                self.devices[token] = device

    def configure(self, body):
        for name in ("accept_unknown", "streams_max", "quota_per_minute", "retry_after_form"):
            if name in body:
                setattr(self, name, body[name])
        if "bucket" in body:
            self.bucket, self.bucket_at = body["bucket"], self.clock.now()
        if "token_lifetime" in body:
            self.oauth.lifetime = body["token_lifetime"]
        if body.get("revoke_tokens"):
            self.oauth.tokens.clear()
        if "remove_project" in body:
            self.projects.discard(body["remove_project"])
        self.projects.update(body.get("projects", []))
        for account in body.get("accounts", []):
            self.oauth.add_account(account["email"], account["public_pem"], account["project"])
        self.oauth.audiences.update(body.get("audiences", []))


def device_token_of(body):
    match = re.search(rb'"token"\s*:\s*"([^"]*)"', body)
    return match[1].decode("latin-1") if match else None


async def serve(arguments):
    loop = asyncio.get_running_loop()
    simulator = Fcm()
    folder = Path(arguments.folder or tempfile.mkdtemp(prefix="fcm-simulator-"))
    authority = Authority(folder)
    context = authority.server_context(["h2", "http/1.1"])
    server = await loop.create_server(
        lambda: FcmConnection(simulator), arguments.host, arguments.port, ssl=context, backlog=128)
    port = server.sockets[0].getsockname()[1]
    token_uri = f"https://127.0.0.1:{port}/token"
    path, public_pem, address = new_service_account(folder, PROJECT, token_uri)
    simulator.configure({
        "projects": [PROJECT],
        "accounts": [{"email": address, "public_pem": public_pem, "project": PROJECT}],
        "audiences": [token_uri, f"https://localhost:{port}/token", "https://oauth2.googleapis.com/token",
                      "https://accounts.google.com/o/oauth2/token"],
    })
    door = await loop.create_server(
        lambda: control.Control(control.shared_routes(simulator)), "127.0.0.1", arguments.control)
    print(json.dumps({
        "port": port,
        "control": door.sockets[0].getsockname()[1],
        "ca": str(authority.path),
        "service_account": str(path),
        "project": PROJECT,
    }), flush=True)
    await asyncio.Event().wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--control", type=int, default=0, metavar="PORT")
    parser.add_argument("--folder", help="where keys and certificates are made")
    control.run(serve(parser.parse_args()))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
