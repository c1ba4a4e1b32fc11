# SPDX-License-Identifier: Apache-2.0
"""Requests as text, for values that no JSON writer would write, and replies as they stand."""

import itertools
import json
import random

from harness.rpc import KEY_HEADER


class Raw(str):
    """JSON text that stands in a request as it is."""


def json_text(value):
    """Compact JSON; Raw values as they are."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{%s}" % ",".join(f"{json_text(k)}:{json_text(v)}" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return "[%s]" % ",".join(map(json_text, value))
    return json.dumps(value, ensure_ascii=False)


def call_text(method, params=None, call_id=1):
    """One request; without an id when `call_id` is None, without params when `params` is."""
    call = {"jsonrpc": "2.0"}
    if call_id is not None:
        call["id"] = call_id
    call["method"] = method
    if params is not None:
        call["params"] = params
    return json_text(call)


def reply_text(management, method, params=None, call_id=1):
    """The reply's text to one call that HTTP has no objection to."""
    status, headers, body = management.raw(call_text(method, params, call_id))
    assert (status, headers["Content-Type"]) == (200, "application/json"), (status, body)
    return body.decode()


def result_text(management, method, params=None):
    """The text of the result alone."""
    text = reply_text(management, method, params)
    begin = '{"jsonrpc":"2.0","id":1,"result":'
    assert text.startswith(begin) and text.endswith("}"), text
    return text[len(begin) : -1]


def wrong_data(management, method, params=None):
    """The `data` of a call that is answered with -32602, whose reply has exactly this form."""
    text = reply_text(management, method, params)
    begin = '{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Invalid params","data":'
    assert text.startswith(begin) and text.endswith("}}"), text
    return json.loads(text[len(begin) : -2])


KEY_REFUSED = b'{"jsonrpc":"2.0","id":null,"error":{"code":4,"message":"API key invalid"}}'

_addresses = itertools.count(random.randrange(1 << 16) << 8)


def new_address():
    """An address of 10.0.0.0/8 that has shown no wrong key yet."""
    number = next(_addresses)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def raw_from(management, address, body, key=None, **options):
    """Sends `body` as if from `address`, through the trusted proxy that the test is."""
    headers = {"X-Forwarded-For": address, **options.pop("headers", {})}
    if key is not None:
        headers[KEY_HEADER] = key
    return management.raw(body, headers=headers, **options)
