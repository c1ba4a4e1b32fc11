# SPDX-License-Identifier: Apache-2.0
"""HTTP written by hand."""

from harness.rpc import KEY_HEADER
from harness.wire import Closed, Wire


def head_of(management, *lines, method="POST", version="HTTP/1.1", host="Host: x"):
    """A request's head; `lines` are the headers besides Host and the key."""
    first = f"{method} {management.path} {version}"
    fixed = [first, *([host] if host else []), f"{KEY_HEADER}: {management.key}"]
    return ("\r\n".join([*fixed, *lines]) + "\r\n\r\n").encode("latin-1")


def post(management, body, *lines):
    """A whole request; its length is among the headers."""
    data = body.encode() if isinstance(body, str) else body
    return head_of(management, f"Content-Length: {len(data)}", *lines) + data


def connect(management):
    return Wire(management.host, management.port)


def replies_until_end(wire):
    """All replies until the server closes the connection."""
    replies = []
    while True:
        try:
            replies.append(wire.reply())
        except Closed as closed:
            assert closed.rest == b"", closed.rest
            return replies
