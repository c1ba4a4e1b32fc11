# SPDX-License-Identifier: Apache-2.0
"""The server's side of HTTP/2, as small and as obedient as a simulator needs it.

It is written by hand so that a simulator can do what a library forbids: answer after GOAWAY, cut in
the middle, send headers in upper case. What a client must not do is answered as RFC 9113 says, and
told to the application; only `:scheme: https:`, which firebase-admin sends, is let pass.
"""

import asyncio
import struct

import hpack

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, ACK, END_HEADERS, PADDED, HAS_PRIORITY = 1, 1, 4, 8, 32
NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR = 0, 1, 2, 3
FRAME_SIZE_ERROR, REFUSED_STREAM, CANCEL, COMPRESSION_ERROR = 6, 7, 8, 9
MAX_CONCURRENT_STREAMS, INITIAL_WINDOW_SIZE = 3, 4
# Where the statuses stand in HPACK's static table.
STATIC_STATUS = {200: 8, 204: 9, 206: 10, 304: 11, 400: 12, 404: 13, 500: 14}
WINDOW, FRAME_MAX = 65_535, 16_384
# Headers that belong to a connection of HTTP/1.1, and those that each request has.
FORBIDDEN = {"connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade"}
PSEUDO = (":method", ":path", ":scheme")


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def integer(value, prefix_bits, first):
    limit = (1 << prefix_bits) - 1
    if value < limit:
        return bytes([first | value])
    out = bytearray([first | limit])
    value -= limit
    while value >= 128:
        out.append(value % 128 + 128)
        value //= 128
    out.append(value)
    return bytes(out)


def literal(text):
    raw = text.encode("latin-1") if isinstance(text, str) else text
    return integer(len(raw), 7, 0) + raw


def header_block(status, headers):
    """Without the compression table, so that blocks can be made in any order."""
    if status in STATIC_STATUS:
        block = bytes([0x80 | STATIC_STATUS[status]])
    else:
        block = b"\x08" + literal(str(status))
    return block + b"".join(b"\x00" + literal(name) + literal(value) for name, value in headers)


class Stream:
    """A request, and the way to answer it."""

    __slots__ = ("body", "connection", "fields", "headers", "id", "unread", "window")

    def __init__(self, connection, number, fields):
        self.connection = connection
        self.id = number
        self.fields = fields
        self.headers = dict(fields)
        self.body = b""
        self.unread = 0
        # Until the client has our settings, it goes by the protocol's.
        self.window = connection.initial_window if connection.knows_settings else max(WINDOW, connection.initial_window)

    def is_malformed(self):
        if any(name not in self.headers for name in PSEUDO):
            return True
        return any(name in FORBIDDEN or name != name.lower() for name in self.headers)

    def respond(self, status, headers=(), body=b""):
        connection = self.connection
        if self.id not in connection.streams:
            return
        head = frame(HEADERS, END_HEADERS | (0 if body else END_STREAM), self.id, header_block(status, headers))
        connection.write(head + (frame(DATA, END_STREAM, self.id, body) if body else b""))
        connection.ended(self)

    def reset(self, code):
        self.connection.write(frame(RST_STREAM, 0, self.id, struct.pack(">I", code)))
        self.connection.ended(self)


class Http2Connection(asyncio.Protocol):
    """One connection. `application` has connected(connection), request(stream), pinged(connection),
    violated(connection, what) and lost(connection). With `window_delay_ms`, what was received makes
    room for more only after that time."""

    def __init__(self, application, streams_max, initial_window=WINDOW, window_delay_ms=0):
        self.application = application
        self.streams_max = streams_max
        self.streams_allowed = streams_max
        self.settings_sent = []
        self.knows_settings = False
        self.initial_window = initial_window
        self.window_delay_ms = window_delay_ms
        self.unread = 0
        self.streams = {}
        self.transport = None
        self.decoder = hpack.Decoder()
        self.decoder.max_header_list_size = 1 << 20
        self.buffer = bytearray()
        self.has_preface = False
        self.last_stream = 0
        self.goaway_at = None
        self.partial = None
        self.pending = []
        self.will_flush = False

    # --- asyncio ---

    def connection_made(self, transport):
        self.transport = transport
        self.application.connected(self)
        self.streams_allowed = self.streams_max
        more = struct.pack(">HI", INITIAL_WINDOW_SIZE, self.initial_window)
        self.send_settings(more if self.initial_window != WINDOW else b"")

    def connection_lost(self, error):
        self.streams.clear()
        self.application.lost(self)

    def data_received(self, data):
        self.buffer += data
        if not self.has_preface:
            if len(self.buffer) < len(PREFACE):
                return
            if not self.buffer.startswith(PREFACE):
                self.cut()
                return
            del self.buffer[: len(PREFACE)]
            self.has_preface = True
        at = 0
        buffer = self.buffer
        while len(buffer) - at >= 9:
            length = buffer[at] << 16 | buffer[at + 1] << 8 | buffer[at + 2]
            if length > FRAME_MAX:
                self.violation(f"a frame of {length} bytes", FRAME_SIZE_ERROR)
                return
            if len(buffer) - at < 9 + length:
                break
            number = int.from_bytes(buffer[at + 5 : at + 9], "big") & 0x7FFFFFFF
            self.frame(buffer[at + 3], buffer[at + 4], number, bytes(buffer[at + 9 : at + 9 + length]))
            at += 9 + length
        del buffer[:at]

    # --- what comes in ---

    def frame(self, kind, flags, number, payload):
        if (self.partial is None) == (kind == CONTINUATION):
            self.violation("CONTINUATION, or none, out of place", PROTOCOL_ERROR)
        elif kind == HEADERS or kind == CONTINUATION:
            if kind == HEADERS:
                if flags & PADDED:
                    payload = payload[1 : len(payload) - payload[0]]
                if flags & HAS_PRIORITY:
                    payload = payload[5:]
                self.partial = (number, flags & END_STREAM, b"")
            number, ends, before = self.partial
            self.partial = (number, ends, before + payload)
            if flags & END_HEADERS:
                self.partial = None
                self.open(number, ends, before + payload)
        elif kind == DATA:
            self.data(flags, number, payload)
        elif kind == SETTINGS and not flags & ACK:
            self.write(frame(SETTINGS, ACK, 0))
        elif kind == SETTINGS and self.settings_sent:
            self.knows_settings = True
            self.streams_allowed = self.settings_sent.pop(0)
        elif kind == PING and not flags & ACK:
            self.application.pinged(self)
            self.write(frame(PING, ACK, 0, payload))
        elif kind == RST_STREAM:
            self.streams.pop(number, None)
        elif kind == PRIORITY:
            self.application.violated(self, "PRIORITY, which nobody reads")

    def open(self, number, ends, block):
        try:
            fields = [
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in self.decoder.decode(block, raw=True)
            ]
        except hpack.HPACKError:
            self.violation("headers that are no HPACK", COMPRESSION_ERROR)
            return
        if number % 2 == 0 or number <= self.last_stream:
            self.violation(f"stream {number} after {self.last_stream}", PROTOCOL_ERROR)
            return
        self.last_stream = number
        if self.goaway_at is not None and number > self.goaway_at:
            return
        stream = Stream(self, number, fields)
        if len(self.streams) >= max(self.streams_allowed, *self.settings_sent, self.streams_max):
            # One that did not know better is refused all the same.
            if self.knows_settings:
                self.application.violated(self, "a stream too many")
            stream.reset(REFUSED_STREAM)
            return
        if stream.is_malformed():
            self.application.violated(self, f"malformed headers: {fields}")
            stream.reset(PROTOCOL_ERROR)
            return
        self.streams[number] = stream
        if ends:
            self.application.request(stream)

    def data(self, flags, number, payload):
        size = len(payload)
        stream = self.streams.get(number)
        self.unread += size
        if stream is not None:
            stream.unread += size
        if self.unread > WINDOW or (stream is not None and stream.unread > stream.window):
            self.violation(f"stream {number}: more than the window holds", FLOW_CONTROL_ERROR)
            return
        if size and self.window_delay_ms:
            loop = asyncio.get_running_loop()
            loop.call_later(self.window_delay_ms / 1000, self.make_room, number, size)
        elif size:
            self.make_room(number, size, ends=flags & END_STREAM)
        if flags & PADDED:
            payload = payload[1 : size - payload[0]]
        if stream is not None:
            stream.body += payload
            if flags & END_STREAM:
                self.application.request(stream)

    def make_room(self, number, size, ends=False):
        self.unread -= size
        update = struct.pack(">I", size)
        self.write(frame(WINDOW_UPDATE, 0, 0, update))
        stream = self.streams.get(number)
        if stream is not None and not ends:
            stream.unread -= size
            self.write(frame(WINDOW_UPDATE, 0, number, update))

    def violation(self, what, code):
        """What ends a connection: it is told, and nothing more is read."""
        self.application.violated(self, what)
        self.streams.clear()
        self.buffer.clear()
        self.goaway(self.last_stream, code)

    # --- what goes out ---

    def write(self, data):
        """Once for each turn of the loop: a TLS record costs more than a frame."""
        self.pending.append(data)
        if not self.will_flush:
            self.will_flush = True
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self):
        self.will_flush = False
        if self.pending and not self.transport.is_closing():
            self.transport.write(b"".join(self.pending))
        self.pending.clear()

    def set_streams_max(self, streams_max):
        """Less than before holds once the client has said that it knows."""
        self.streams_max = streams_max
        self.send_settings()

    def send_settings(self, more=b""):
        self.settings_sent.append(self.streams_max)
        self.write(frame(SETTINGS, 0, 0, struct.pack(">HI", MAX_CONCURRENT_STREAMS, self.streams_max) + more))

    def goaway(self, last_stream, code=NO_ERROR, data=b""):
        """Streams above `last_stream` are forgotten; the others are still answered, then it closes."""
        last_stream = max(last_stream, 0)  # 0: none was looked at
        self.goaway_at = last_stream
        self.write(frame(GOAWAY, 0, 0, struct.pack(">II", last_stream, code) + data))
        for number in [number for number in self.streams if number > last_stream]:
            del self.streams[number]
        self.close_when_done()

    def ended(self, stream):
        self.streams.pop(stream.id, None)
        self.close_when_done()

    def close_when_done(self):
        if self.goaway_at is not None and not self.streams:
            self.flush()
            self.transport.close()

    def cut(self):
        """As a cable that is pulled: what was not sent is never sent."""
        self.pending.clear()
        self.streams.clear()
        self.transport.abort()
