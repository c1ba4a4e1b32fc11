# SPDX-License-Identifier: Apache-2.0
"""A client of HTTP/2 over TLS on python3-h2, that sends what it is told, right or wrong. For tests of
the simulators."""

import collections
import json
import socket
import ssl

import h2.config
import h2.connection
import h2.events

Reply = collections.namedtuple("Reply", "status headers body")
Reset = collections.namedtuple("Reset", "code")


def told(reply):
    """The status and the reason of an answer of APNs'."""
    return reply.status, json.loads(reply.body)["reason"] if reply.body else None


class Http2Client:
    """One connection. Each wait ends after 20 seconds without anything."""

    def __init__(self, port, ca, certificate=None, protocols=("h2",)):
        context = ssl.create_default_context(cafile=ca)
        context.set_alpn_protocols(protocols)
        if certificate is not None:
            context.load_cert_chain(certificate)
        plain = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket = context.wrap_socket(plain, server_hostname="localhost")
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(
            header_encoding="utf-8", validate_outbound_headers=False,
            normalize_outbound_headers=False, validate_inbound_headers=False))
        self.replies = {}
        self.partial = {}
        self.goaway = None
        self.pongs = 0
        self.knows_settings = False
        self.h2.initiate_connection()
        self.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def write(self, raw):
        """Bytes as they are, past all rules."""
        self.socket.sendall(raw)

    def open_both(self, first, second):
        """Sends two requests without a body in one piece; gives the numbers of their streams."""
        numbers = []
        for headers in (first, second):
            numbers.append(self.h2.get_next_available_stream_id())
            self.h2.send_headers(numbers[-1], headers, end_stream=True)
        self.flush()
        return numbers

    def open(self, headers, body=b""):
        """Sends a request; gives the number of its stream."""
        number = self.h2.get_next_available_stream_id()
        self.h2.send_headers(number, headers, end_stream=body is None)
        while body:
            room = min(self.h2.local_flow_control_window(number), self.h2.max_outbound_frame_size)
            if room:
                self.h2.send_data(number, body[:room])
                body = body[room:]
            self.flush()
            if body and not room:
                self.receive()
        if body is not None:
            self.h2.end_stream(number)
        self.flush()
        return number

    def wait(self, number):
        """The Reply or the Reset of a stream; ConnectionError when the connection ends before."""
        while number not in self.replies:
            self.receive()
        return self.replies[number]

    def ask(self, headers, body=b""):
        return self.wait(self.open(headers, body))

    def wait_settings(self):
        """The most streams that the server allows, once it said so."""
        while not self.knows_settings:
            self.receive()
        return self.h2.remote_settings.max_concurrent_streams

    def wait_closed(self):
        """The GOAWAY (last stream, code, data) that the connection ended with; None without."""
        try:
            while True:
                self.receive()
        except ConnectionError:
            return self.goaway

    def receive(self):
        data = self.socket.recv(65_536)
        if not data:
            raise ConnectionError("closed")
        for event in self.h2.receive_data(data):
            self.take(event)
        if self.goaway is None:
            self.flush()

    def take(self, event):
        number = getattr(event, "stream_id", None)
        if isinstance(event, h2.events.ResponseReceived):
            self.partial[number] = (dict(event.headers), b"")
        elif isinstance(event, h2.events.DataReceived):
            headers, body = self.partial[number]
            self.partial[number] = (headers, body + event.data)
        elif isinstance(event, h2.events.StreamEnded):
            headers, body = self.partial.pop(number)
            self.replies[number] = Reply(int(headers[":status"]), headers, body.decode())
        elif isinstance(event, h2.events.StreamReset):
            self.replies[number] = Reset(event.error_code)
        elif isinstance(event, h2.events.PingAckReceived):
            self.pongs += 1
        elif isinstance(event, h2.events.RemoteSettingsChanged):
            self.knows_settings = True
        elif isinstance(event, h2.events.ConnectionTerminated):
            self.goaway = (event.last_stream_id, event.error_code, event.additional_data)
