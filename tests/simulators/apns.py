#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A simulator of APNs: both environments, with a journal and faults. See README.md.

Prints one line of JSON when it is ready: its ports, and the files that clients need."""

import argparse
import asyncio
import json
import tempfile
import uuid
from pathlib import Path

import apns_rules
import control
from apns_rules import Refused, bundle_id
from certificates import Authority, new_apns_key
from http2_server import REFUSED_STREAM, WINDOW, Http2Connection

TEAM, KEY_ID, TOPIC = "TEAM456789", "ABC123DEFG", "com.example.app"


FAULTS = {"answer", "hang", "cut", "reset", "refuse", "goaway", "delay", "upper_header"}
PLAIN_SETTINGS = ("accept_unknown", "one_stream_first", "streams_max", "initial_window", "window_delay_ms")


class ApnsConnection(Http2Connection):
    def __init__(self, simulator, environment):
        super().__init__(simulator, simulator.streams_max, simulator.initial_window, simulator.window_delay_ms)
        self.environment = environment
        self.team_id = None
        self.key_id = None
        self.spoilt_until = 0.0
        self.number = 0
        self.entry = None
        self.certificate = None

    def connection_made(self, transport):
        tls = transport.get_extra_info("ssl_object")
        if tls.selected_alpn_protocol() != "h2":
            self.transport = transport
            self.application.violated(self, "no h2 in ALPN")
            self.cut()
            return
        self.certificate = certificate_facts(tls.getpeercert())
        # Who has yet to show a token may ask one thing at a time.
        if self.certificate is None and self.application.one_stream_first:
            self.streams_max = 1
        super().connection_made(transport)


def certificate_facts(certificate):
    if not certificate:
        return None
    subject = {name: value for part in certificate["subject"] for name, value in part}
    return {"topic": subject.get("userId") or subject.get("UID")}


class Apns:
    """The application of all connections."""

    settings = {*PLAIN_SETTINGS, "streams_max_now", "topics", "keys", "certificate_environments"}

    def __init__(self):
        self.clock = control.VirtualClock()
        self.journal = control.Journal()
        self.faults = control.Faults(FAULTS)
        self.connections = control.Connections(self.clock)
        self.tokens = apns_rules.ProviderTokens(self.clock)
        self.topics = {TEAM: [TOPIC]}
        self.devices = {}
        self.certificate_environments = {}
        self.seen = {}
        self.reset_settings()

    def reset_settings(self):
        self.accept_unknown = True
        self.one_stream_first = True
        self.streams_max = 1000
        self.initial_window = WINDOW
        self.window_delay_ms = 0

    # --- connections ---

    def connected(self, connection):
        self.connections.connected(connection, environment=connection.environment)

    def lost(self, connection):
        self.connections.lost(connection)

    def pinged(self, _connection):
        self.connections.pings += 1

    def violated(self, connection, what):
        self.connections.violated(connection, what)

    # --- requests ---

    def request(self, stream):
        headers = stream.headers
        facts = {
            "token": headers.get(":path", "").rsplit("/", 1)[-1],
            "environment": stream.connection.environment,
        }
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
        connection = stream.connection
        if kind == "delay":
            self.answer(stream)
        elif kind == "answer":
            self.journal.add(self.entry(stream, fault["status"], fault.get("reason"), fault=kind))
            body = fault.get("body")
            if body is None:
                body = json.dumps(
                    {"reason": fault["reason"]} | ({"timestamp": fault["timestamp"]} if "timestamp" in fault else {})
                )
            headers = [("apns-id", self.id_of(stream)), *fault.get("headers", {}).items()]
            stream.respond(fault["status"], headers, body.encode())
        elif kind == "upper_header":
            self.answer(stream, id_header="Apns-Id")
        elif kind == "hang":
            self.take(stream, fault)
        elif kind == "cut":
            self.take(stream, fault)
            connection.cut()
        elif kind == "refuse":
            self.journal.add(self.entry(stream, 0, "REFUSED_STREAM", fault=kind))
            stream.reset(REFUSED_STREAM)
        elif kind == "reset":
            self.take(stream, fault)
            stream.reset(fault.get("code", 2))
        elif kind == "goaway":
            last = stream.id if fault.get("processed") else max(stream.id - 2, 0)
            for number in sorted(connection.streams):
                if number > last:
                    self.journal.add(self.entry(connection.streams[number], 0, "GOAWAY", fault=kind))
            data = json.dumps({"reason": fault["reason"]}).encode() if "reason" in fault else b""
            connection.goaway(last, fault.get("code", 0), data)
            if fault.get("processed"):
                self.answer(stream)

    def take(self, stream, fault):
        """Processes it without a word, or does not even do that."""
        status, reason = 0, "not processed"
        if fault.get("processed"):
            try:
                self.check(stream)
                status, reason = 200, None
            except Refused as refused:
                status, reason = refused.status, refused.reason
        self.journal.add(self.entry(stream, status, reason, fault=fault["kind"], answered=False))

    def id_of(self, stream):
        """The message's id: the client's, or one that is made here."""
        return stream.headers.get("apns-id", "00000000-0000-0000-0000-%012x" % len(self.journal.entries))

    def answer(self, stream, id_header="apns-id"):
        apns_id = self.id_of(stream)
        try:
            self.check(stream)
        except Refused as refused:
            self.journal.add(self.entry(stream, refused.status, refused.reason))
            body = {"reason": refused.reason}
            if refused.timestamp is not None:
                body["timestamp"] = refused.timestamp
            stream.respond(refused.status, [(id_header, apns_id)], json.dumps(body).encode())
            return
        self.journal.add(self.entry(stream, 200, None))
        headers = [(id_header, apns_id)]
        if stream.connection.environment == "development":
            headers.append(("apns-unique-id", str(uuid.uuid4())))
        stream.respond(200, headers)
        connection = stream.connection
        if connection.streams_max != self.streams_max:
            connection.set_streams_max(self.streams_max)

    def check(self, stream):
        headers, connection = stream.headers, stream.connection
        certificate = connection.certificate
        apns_rules.check_head(stream, needs_topic=certificate is None)
        token = apns_rules.device_token(headers[":path"])
        topic = headers.get("apns-topic") or certificate["topic"]
        if certificate is None:
            team = self.tokens.check(connection, headers.get("authorization"), connection.environment)
            allowed = self.topics.get(team, [])
        else:
            allowed = [certificate["topic"]]
            environments = self.certificate_environments.get(certificate["topic"])
            if environments is not None and connection.environment not in environments:
                raise Refused(403, "BadCertificateEnvironment")
        apns_rules.check_payload(stream.body, headers.get("apns-push-type"))
        if bundle_id(topic) not in allowed:
            raise Refused(400, "TopicDisallowed")
        self.check_device(token, bundle_id(topic), connection.environment)

    def check_device(self, token, topic, environment):
        device = self.devices.get(token)
        if device is None:
            if not self.accept_unknown:
                raise Refused(400, "BadDeviceToken")
            return
        if device.get("environment", environment) != environment:
            raise Refused(400, "BadDeviceToken")
        if device.get("topic", topic) != topic:
            raise Refused(400, "DeviceTokenNotForTopic")
        if "gone_at" in device:
            raise Refused(410, device.get("reason", "Unregistered"), device["gone_at"])

    def entry(self, stream, status, reason, fault=None, answered=True):
        headers = stream.headers
        apns_id = headers.get("apns-id")
        times = self.seen[apns_id] = self.seen.get(apns_id, 0) + 1
        return {
            "apns_id": apns_id,
            "times": times,
            "token": headers.get(":path", "").rsplit("/", 1)[-1],
            "environment": stream.connection.environment,
            "connection": stream.connection.number,
            "status": status,
            "reason": reason,
            "answered": answered,
            "fault": fault,
            "at": self.clock.now(),
            "headers": {name: value for name, value in headers.items() if name.startswith("apns-")},
            "authorization": headers.get("authorization"),
            "payload": stream.body.decode("utf-8", "replace"),
        }

    # --- for tests ---

    def stats(self):
        return {
            "requests": len(self.journal.entries),
            "accepted": self.journal.counts["send", 200],
            "provider_tokens": self.tokens.accepted,
            **self.connections.stats(),
        }

    def forget(self):
        self.seen.clear()
        self.devices.clear()
        self.tokens.verified.clear()
        self.tokens.newest.clear()
        self.tokens.accepted.clear()
        self.reset_settings()
        self.certificate_environments.clear()
        self.connections.forget()

    def change_devices(self, changes):
        """{token: {"environment": ..., "topic": ..., "gone_at": ms or "now", "reason": ...} or null}:
        without `gone_at` the app is installed there (again)."""
        for token, device in changes.items():
            if device is None:
                self.devices.pop(token.lower(), None)
            else:
                now = {"gone_at": int(self.clock.now() * 1000)} if device.get("gone_at") == "now" else {}
                self.devices[token.lower()] = device | now

    def configure(self, body):
        for name in PLAIN_SETTINGS:
            if name in body:
                setattr(self, name, body[name])
        self.topics.update(body.get("topics", {}))
        self.certificate_environments.update(body.get("certificate_environments", {}))
        for key in body.get("keys", []):
            self.tokens.add_key(key["key_id"], key["team_id"], key["public_pem"], key.get("environment"))
        if body.get("streams_max_now"):
            for connection in self.connections.open:
                connection.set_streams_max(self.streams_max)


async def serve(arguments):
    loop = asyncio.get_running_loop()
    simulator = Apns()
    folder = Path(arguments.folder or tempfile.mkdtemp(prefix="apns-simulator-"))
    authority = Authority(folder)
    key_path, key_pem = new_apns_key(folder, KEY_ID)
    simulator.tokens.add_key(KEY_ID, TEAM, key_pem)
    certificate = authority.push_certificate("push-certificate.pem", TOPIC)
    # The second protocol is offered so that a client without h2 is seen, and turned away.
    context = authority.server_context(["h2", "http/1.1"], wants_client_certificate=True)
    ports = {}
    for environment in ("production", "development"):
        server = await loop.create_server(
            lambda environment=environment: ApnsConnection(simulator, environment),
            arguments.host, getattr(arguments, environment), ssl=context, backlog=128)
        ports[environment] = server.sockets[0].getsockname()[1]
    door = await loop.create_server(
        lambda: control.Control(control.shared_routes(simulator)), "127.0.0.1", arguments.control)
    print(json.dumps({
        **ports,
        "control": door.sockets[0].getsockname()[1],
        "ca": str(authority.path),
        "key": str(key_path),
        "key_id": KEY_ID,
        "team_id": TEAM,
        "topic": TOPIC,
        "certificate": str(certificate),
    }), flush=True)
    await asyncio.Event().wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--production", type=int, default=0, metavar="PORT")
    parser.add_argument("--development", type=int, default=0, metavar="PORT")
    parser.add_argument("--control", type=int, default=0, metavar="PORT")
    parser.add_argument("--folder", help="where keys and certificates are made")
    control.run(serve(parser.parse_args()))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
