# SPDX-License-Identifier: Apache-2.0
"""A client of the management API that adds nothing and hides nothing."""

import http.client
import itertools
import json
import socket

KEY_HEADER = "X-Monaca-Backend-Management-API-Key"


class RpcError(Exception):
    """An error reply."""

    def __init__(self, code, message, data=None, status=200):
        super().__init__(f"{code} {message} {json.dumps(data)}")
        self.code = code
        self.message = message
        self.data = data
        self.status = status


class Management:
    """One keep-alive connection to one backend's management API. Not for several threads.

    It never sends a request twice: when the connection breaks, OSError or http.client.HTTPException
    says so, and the next call connects anew.
    """

    def __init__(self, host, port, backend_id, key, timeout=60, push_project=None):
        """`push_project`: the backend's, when the caller is to know it."""
        self.push_project = push_project
        self.host = host
        self.port = port
        self.backend_id = backend_id
        self.key = key
        self.timeout = timeout
        self.path = f"/manage/json-rpc/{backend_id}"
        self._ids = itertools.count(1)
        self._connection = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def another(self):
        """A client like this one, on a connection of its own."""
        return Management(
            self.host, self.port, self.backend_id, self.key, self.timeout, self.push_project
        )

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def call(self, method, params=None, /, **named):
        """The result of one call, whose parameters are `params` (a dict, or a list by position) or
        `named`. Raises RpcError."""
        status, reply = self._send(self._envelope(method, named if params is None else params))
        return self._result(reply, status)

    def batch(self, calls):
        """The results of [(method, params), ...] in one body; an RpcError stands for an error."""
        envelopes = [self._envelope(method, params) for method, params in calls]
        status, replies = self._send(envelopes)
        if isinstance(replies, dict):
            return self._result(replies, status)
        assert [reply["id"] for reply in replies] == [call["id"] for call in envelopes]
        results = []
        for reply in replies:
            try:
                results.append(self._result(reply, status))
            except RpcError as error:
                results.append(error)
        return results

    def notify(self, method, params=None):
        """Sends a call without an id; the reply has no body."""
        envelope = self._envelope(method, params or {})
        del envelope["id"]
        status, _, body = self.raw(json.dumps(envelope))
        assert (status, body) == (204, b""), (status, body)

    def request(self, envelope):
        """Sends any JSON value; returns the reply's JSON."""
        return self._send(envelope)[1]

    def raw(self, body, headers=None, method="POST", path=None):
        """Sends `body` (bytes or text) as it is; returns (status, headers, body bytes). A header
        that is None is left out."""
        if isinstance(body, str):
            body = body.encode()
        sent = {KEY_HEADER: self.key, "Content-Type": "application/json", **(headers or {})}
        sent = {name: value for name, value in sent.items() if value is not None}
        try:
            connection = self._connected()
            connection.request(method, path or self.path, body, sent)
            reply = connection.getresponse()
            return reply.status, reply.headers, reply.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def _connected(self):
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
        if self._connection.sock is None:
            self._connection.connect()
            # A head and a body in two packets would wait for each other's acknowledgement.
            self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._connection

    def _envelope(self, method, params):
        return {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": params}

    def _send(self, envelope):
        status, _, body = self.raw(json.dumps(envelope, ensure_ascii=False))
        return status, json.loads(body)

    @staticmethod
    def _result(reply, status):
        if "error" in reply:
            error = reply["error"]
            raise RpcError(error["code"], error["message"], error.get("data"), status)
        return reply["result"]
