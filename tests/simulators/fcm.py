#!/usr/bin/python3
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
from http1_server import take_request
from http2_server import REFUSED_STREAM, Http2Connection

PROJECT = "hako-test"
GOOGLE_TOKEN_URI = "https://oauth2.googleapis.com/token"
SEND = re.compile(r"/v1/projects/([^/]+)/messages:send")
TOKEN_PATHS = ("/token", "/o/oauth2/token")
DEVICE_TOKEN = re.compile(r"[A-Za-z0-9_:%-]{20,4096}")
HTML_502 = b"<html><head><title>502 Server Error</title></head><body>Please try again</body></html>"
JSON_TYPE = [("content-type", "application/json; charset=UTF-8")]
FAULTS = {"answer", "html_502", "hang", "cut", "reset", "refuse", "goaway", "delay"}
PLAIN_SETTINGS = ("accept_unknown", "streams_max", "quota_per_minute", "retry_after_form")


class FcmConnection(Http2Connection):
    def __init__(self, simulator):
        super().__init__(simulator, simulator.streams_max)
        self.speaks_http1 = False
        self.number = 0
        self.entry = None

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
        while (taken := self.take_http1()) is not None:
            request, used = taken
            del self.buffer[:used]
            self.application.request(request)

    def take_http1(self):
        try:
            return take_request(self.buffer, self)
        except ValueError:
            self.application.violated(self, "what is no HTTP/1.1")
            self.cut()
            return None


class Fcm:
    """The application of all connections."""

    settings = {*PLAIN_SETTINGS, "bucket", "token_lifetime", "revoke_tokens", "remove_project",
                "projects", "accounts", "audiences"}

    def __init__(self):
        self.clock = control.VirtualClock()
        self.journal = control.Journal()
        self.faults = control.Faults(FAULTS)
        self.connections = control.Connections(self.clock)
        self.oauth = fcm_rules.TokenServer(self.clock)
        self.projects = set()
        self.devices = {}
        self.sent = 0
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
        self.connections.connected(connection, protocol="http/1.1" if connection.speaks_http1 else "h2")

    def lost(self, connection):
        self.connections.lost(connection)

    def pinged(self, _connection):
        self.connections.pings += 1

    def violated(self, connection, what):
        self.connections.violated(connection, what)

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
            self.send_away(stream)
        else:  # hang, cut, reset
            self.take(stream, fault)
            if kind == "cut":
                stream.connection.cut()
            elif kind == "reset":
                stream.reset(fault.get("code", 2))

    def send_away(self, stream):
        """GOAWAY; a connection of HTTP/1.1 is closed without an answer."""
        connection = stream.connection
        if connection.speaks_http1:
            self.journal.add(self.entry(stream, 0, None, fault="goaway"))
            connection.cut()
            return
        for number in sorted(connection.streams):
            if number >= stream.id:
                self.journal.add(self.entry(connection.streams[number], 0, None, fault="goaway"))
        connection.goaway(max(stream.id - 2, 0))

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
        message, only_validate = fcm_rules.check_message(stream.body)
        if "token" in message:
            self.check_device(message["token"])
        if only_validate:
            return {"name": f"projects/{project}/messages/fake_message_id"}
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
        counts = self.journal.counts
        sends = sum(count for (what, _), count in counts.items() if what == "send")
        return {
            "requests": sends,
            "accepted": counts["send", 200],
            "token_requests": len(self.journal.entries) - sends,
            **self.connections.stats(),
        }

    def forget(self):
        self.devices.clear()
        self.oauth.tokens.clear()
        self.sent = 0
        self.reset_settings()
        self.connections.forget()

    def change_devices(self, changes):
        """{token: {"state": "registered" | "unregistered" | "other_sender"} or null}"""
        for token, device in changes.items():
            if device is None:
                self.devices.pop(token, None)
            else:
                self.devices[token] = device

    def configure(self, body):
        for name in PLAIN_SETTINGS:
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
            self.oauth.add_account(account["email"], account["public_pem"], account["project"],
                                   account.get("key_id"))
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
    path, account = new_service_account(folder, PROJECT, token_uri)
    # The same account for clients that take none but Google's token server, and are led here.
    google_path = folder / "google-account.json"
    google_path.write_text(path.read_text().replace(token_uri, GOOGLE_TOKEN_URI))
    simulator.configure({
        "projects": [PROJECT],
        "accounts": [account],
        "audiences": [token_uri, f"https://localhost:{port}/token", GOOGLE_TOKEN_URI,
                      "https://accounts.google.com/o/oauth2/token"],
    })
    door = await loop.create_server(
        lambda: control.Control(control.shared_routes(simulator)), "127.0.0.1", arguments.control)
    print(json.dumps({
        "port": port,
        "control": door.sockets[0].getsockname()[1],
        "ca": str(authority.path),
        "service_account": str(path),
        "google_account": str(google_path),
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
