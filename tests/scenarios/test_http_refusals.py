# SPDX-License-Identifier: Apache-2.0
"""What can be read in two ways is refused, and the connection ends: nothing that follows it is a
request."""

import pytest
from raw_http import connect, head_of, post, replies_until_end
from wire_text import call_text

_CALL = call_text("Collection.create", ["Smuggled"])
_LENGTH = f"Content-Length: {len(_CALL)}"
_CHUNKED = "Transfer-Encoding: chunked"


def _chunked(size="%x" % len(_CALL), end="\r\n", last="0\r\n\r\n"):
    return f"{size}\r\n{_CALL}{end}{last}"


#: By name: the lines of the head besides Host and the key, and the body.
HEADS = {
    "two framings": ([_LENGTH, _CHUNKED], _CALL),
    "two framings, the other way round": ([_CHUNKED, _LENGTH], _chunked()),
    "length twice, equal": ([_LENGTH, _LENGTH], _CALL),
    "length twice, different": ([_LENGTH, "Content-Length: 0"], _CALL),
    "length as a list": ([f"{_LENGTH}, {len(_CALL)}"], _CALL),
    "length with a sign": ([f"Content-Length: +{len(_CALL)}"], _CALL),
    "length below zero": (["Content-Length: -1"], _CALL),
    "length in hex": (["Content-Length: 0x10"], _CALL),
    "length with a space": (["Content-Length: 1 0"], _CALL),
    "length with a fraction": (["Content-Length: 10.0"], _CALL),
    "length empty": (["Content-Length: "], _CALL),
    "length of letters": (["Content-Length: ten"], _CALL),
    "length past 64 bits": ([f"Content-Length: {1 << 64}"], _CALL),
    "length past 64 bits by far": ([f"Content-Length: {'9' * 100}"], _CALL),
    "coding unknown": (["Transfer-Encoding: xchunked"], _chunked()),
    "coding before chunked": (["Transfer-Encoding: gzip, chunked"], _chunked()),
    "coding after chunked": (["Transfer-Encoding: chunked, gzip"], _chunked()),
    "chunked twice": (["Transfer-Encoding: chunked, chunked"], _chunked()),
    "chunked in two lines": ([_CHUNKED, _CHUNKED], _chunked()),
    "chunked and identity": (["Transfer-Encoding: identity, chunked"], _chunked()),
    "identity": (["Transfer-Encoding: identity", _LENGTH], _CALL),
    "coding empty": (["Transfer-Encoding:"], _chunked()),
    "coding with a comma": (["Transfer-Encoding: chunked,"], _chunked()),
    "coding with a comma in front": (["Transfer-Encoding: ,chunked"], _chunked()),
    "coding in quotes": (['Transfer-Encoding: "chunked"'], _chunked()),
    "coding with a parameter": (["Transfer-Encoding: chunked;a=b"], _chunked()),
    "coding with a vertical tab": (["Transfer-Encoding: \x0bchunked"], _chunked()),
    "coding name with a space behind": (["Transfer-Encoding : chunked"], _chunked()),
    "coding on a folded line": (["Transfer-Encoding:\r\n chunked"], _chunked()),
    "length name with a space behind": ([f"Content-Length : {len(_CALL)}"], _CALL),
    "length name with a tab behind": ([f"Content-Length\t: {len(_CALL)}"], _CALL),
    "length name with a space in front": ([f" Content-Length: {len(_CALL)}"], _CALL),
    "folded line": (["X-A: b\r\n c", _LENGTH], _CALL),
    "folded line with a tab": (["X-A: b\r\n\tc", _LENGTH], _CALL),
    "line without a colon": (["X-A", _LENGTH], _CALL),
    "empty name": ([": b", _LENGTH], _CALL),
    "name with a space": (["X A: b", _LENGTH], _CALL),
    "name with a parenthesis": (["X(A): b", _LENGTH], _CALL),
    "name outside of ASCII": (["X-\xe9: b", _LENGTH], _CALL),
    "name with NUL": (["X-\0A: b", _LENGTH], _CALL),
    "value with NUL": (["X-A: b\0c", _LENGTH], _CALL),
    "value with a lone CR": (["X-A: b\rc", _LENGTH], _CALL),
    "value with a lone LF": (["X-A: b\nX-B: c", _LENGTH], _CALL),
    "value with a control character": (["X-A: b\x01c", _LENGTH], _CALL),
    "value with DEL": (["X-A: b\x7fc", _LENGTH], _CALL),
    "host twice": (["Host: y", _LENGTH], _CALL),
    "expectation unknown": (["Expect: 200-ok", _LENGTH], _CALL),
    "upgrade with a body of its own": (["Upgrade: h2c", "Transfer-Encoding: x", _LENGTH], _CALL),
}
#: By name: the text of a chunked body.
BODIES = {
    "size empty": _chunked(""),
    "size in letters": _chunked("xyz"),
    "size with 0x": _chunked("0x%x" % len(_CALL)),
    "size with a sign": _chunked("+%x" % len(_CALL)),
    "size below zero": _chunked("-1"),
    "size with an underscore": _chunked("0_%x" % len(_CALL)),
    "size with a space in front": _chunked(" %x" % len(_CALL)),
    "size of nine digits": _chunked("0" * 7 + "%x" % len(_CALL)),
    "size past 32 bits": _chunked("100000000"),
    "size past 64 bits": _chunked("f" * 17),
    "size too small": _chunked("%x" % (len(_CALL) - 1)),
    "size too large": _chunked("%x" % (len(_CALL) + 1)),
    "size line ended by LF": _chunked().replace("\r\n", "\n", 1),
    "size line ended by CR": _chunked().replace("\r\n", "\r", 1),
    "data ended by LF": _chunked(end="\n"),
    "data ended by CR": _chunked(end="\r"),
    "data ended by something else": _chunked(end="xy"),
    "data not ended": _chunked(end=""),
    "end ended by LF": _chunked(last="0\n\n"),
    "extension with NUL": _chunked("%x;a\0" % len(_CALL)),
    "extension with a lone LF": _chunked("%x;a\nb" % len(_CALL)),
    "extension with a lone CR": _chunked("%x;a\rb" % len(_CALL)),
    "extensions without end": _chunked("%x;%s" % (len(_CALL), "a" * 300)),
    "trailer without a colon": _chunked(last="0\r\nX\r\n\r\n"),
    "trailer folded": _chunked(last="0\r\nX: a\r\n b\r\n\r\n"),
    "trailer with NUL": _chunked(last="0\r\nX: \0\r\n\r\n"),
    "trailer with a space before the colon": _chunked(last="0\r\nX : a\r\n\r\n"),
}


def _assert_refused(management, request):
    """One reply at most, and nothing carried out of it or of what follows it."""
    with connect(management) as wire:
        wire.send(request + post(management, _CALL))
        replies = replies_until_end(wire)
    assert len(replies) == 1, replies
    assert replies[0].status in (400, 405, 411, 413, 414, 417, 431, 501, 505), replies
    assert b'"code":-32600' in replies[0].body
    assert replies[0].headers["connection"] == "close"
    assert management.call("Collection.list") == {"items": []}


@pytest.mark.parametrize("name", HEADS)
def test_heads(management, name):
    lines, body = HEADS[name]
    _assert_refused(management, head_of(management, *lines) + body.encode())


@pytest.mark.parametrize("name", BODIES)
def test_chunked_bodies(management, name):
    _assert_refused(management, head_of(management, _CHUNKED) + BODIES[name].encode())


@pytest.mark.parametrize(
    "change",
    [
        {"host": None},
        {"host": "Host: "},
        {"host": "Host: a b"},
        {"host": "Host: a/b"},
        {"host": "Host: a@b"},
        {"host": "Host: a, b"},
        {"host": "Host: a:b"},
        {"version": "HTTP/1.2"},
        {"version": "HTTP/2.0"},
        {"version": "HTTP/0.9"},
        {"version": "http/1.1"},
        {"version": "HTTP/1.1 "},
        {"version": "HTTP/1.10"},
        {"version": "HTTP/11"},
        {"version": ""},
        {"method": "PO ST"},
        {"method": "post"},
        {"method": " POST"},
        {"method": "POST\t"},
        {"method": ""},
        {"method": "CONNECT"},
        {"method": "TRACE"},
        {"method": "P\0ST"},
        {"method": "X" * 5000},
    ],
    ids=lambda change: str(change)[:40],
)
def test_first_lines_and_hosts(management, change):
    _assert_refused(management, head_of(management, _LENGTH, **change) + _CALL.encode())


@pytest.mark.parametrize(
    "target",
    [
        *("", "*", "manage", "//", "/a b", "/a\tb", "/\x00", "/\x7f", "/é", "/a\\b", "/%zz", "/%"),
        *("http://other/manage", "http://", "https://x:99999/", "ftp://x/", "/#fragment", "?x"),
        "/" + "a" * 8200,
    ],
    ids=lambda target: repr(target)[:20],
)
def test_targets(management, target):
    head = head_of(management, _LENGTH).replace(management.path.encode(), target.encode())
    with connect(management) as wire:
        wire.send(head + _CALL.encode())
        reply = wire.reply()
    assert reply.status in (400, 404, 414, 505), reply
    assert management.call("Collection.list") == {"items": []}


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_lines_end_with_both(management, end):
    request = head_of(management, _LENGTH).replace(b"\r\n", end.encode()) + _CALL.encode()
    with connect(management) as wire:
        wire.send(request)
        wire.end()
        replies = replies_until_end(wire)
    assert [reply.status for reply in replies] == [400]
    assert management.call("Collection.list") == {"items": []}


def test_nonsense(management):
    for text in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\x00" * 100, b"GET\r\n\r\n"):
        with connect(management) as wire:
            wire.send(text)
            wire.end()
            assert [reply.status for reply in replies_until_end(wire)] == [400], text
    with connect(management) as wire:
        wire.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        assert replies_until_end(wire)[0].status in (400, 501, 505)
