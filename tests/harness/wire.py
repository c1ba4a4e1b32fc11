# SPDX-License-Identifier: Apache-2.0
"""A connection on which a test writes the very bytes, and reads replies apart."""

import socket
from dataclasses import dataclass


@dataclass
class Reply:
    status: int
    headers: dict  # names in lower case; the last of several
    body: bytes


class Closed(Exception):
    """The server closed the connection; `rest` is what came before the end of a whole reply."""

    def __init__(self, rest):
        super().__init__(f"closed after {rest!r}")
        self.rest = rest


class Wire:
    """A plain TCP connection."""

    def __init__(self, host, port, timeout=20):
        self.socket = socket.create_connection((host, port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data.encode() if isinstance(data, str) else data)

    def end(self):
        """No more bytes will be sent; replies still come."""
        self.socket.shutdown(socket.SHUT_WR)

    def reply(self, to_head=False):
        """The next reply, or Closed. `to_head`: the request was HEAD, so there is no body."""
        head = self._until(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        status = int(lines[0].split(" ")[1])
        has_body = not to_head and status >= 200 and status not in (204, 304)
        body = self._take(int(headers.get("content-length", 0))) if has_body else b""
        return Reply(status, headers, body)

    def rest(self):
        """All bytes until the server closes the connection."""
        while self._receive():
            pass
        rest, self._received = self._received, b""
        return rest

    def _until(self, end):
        while end not in self._received:
            if not self._receive():
                raise Closed(self._received)
        head, self._received = self._received.split(end, 1)
        return head

    def _take(self, size):
        while len(self._received) < size:
            if not self._receive():
                raise Closed(self._received)
        body, self._received = self._received[:size], self._received[size:]
        return body

    def _receive(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            data = b""
        self._received += data
        return bool(data)
