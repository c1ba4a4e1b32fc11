# SPDX-License-Identifier: Apache-2.0
"""The server's side of HTTP/1.1, for clients of FCM that do not speak HTTP/2."""

REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
           429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
           503: "Service Unavailable"}


class Http1Stream:
    """A request, answered as one over HTTP/2 is."""

    def __init__(self, connection, method, path, headers, body):
        self.connection = connection
        self.headers = headers | {":method": method, ":path": path}
        self.body = body

    def respond(self, status, headers=(), body=b""):
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}"]
        lines += [f"{name}: {value}" for name, value in headers]
        lines.append(f"content-length: {len(body)}\r\n\r\n")
        self.connection.transport.write("\r\n".join(lines).encode() + body)

    def reset(self, _code):
        self.connection.cut()


def take_request(buffer, connection):
    """The first request of `buffer` and how many bytes it took; None while it is not whole. Raises
    ValueError when it is none."""
    head, end, rest = bytes(buffer).partition(b"\r\n\r\n")
    if not end:
        return None
    lines = head.decode("latin-1").split("\r\n")
    pairs = (line.split(":", 1) for line in lines[1:])
    fields = {name.lower(): value.strip() for name, value in pairs}
    if fields.get("transfer-encoding", "").lower() == "chunked":
        chunks = unchunk(rest)
        if chunks is None:
            return None
        body, used = chunks
    else:
        used = int(fields.get("content-length", 0))
        if len(rest) < used:
            return None
        body = rest[:used]
    method, path, _ = lines[0].split(" ", 2)
    return Http1Stream(connection, method, path, fields, body), len(head) + len(end) + used


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
