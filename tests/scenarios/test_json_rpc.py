# SPDX-License-Identifier: Apache-2.0
"""JSON-RPC 2.0 on the wire: the examples of its specification, translated to methods that exist,
and the edges it leaves open."""

import json

import pytest
from scenes import make_collection
from wire_text import call_text, json_text

NOT_FOUND = '"error":{"code":-32601,"message":"Method not found"}}'
INVALID = '"error":{"code":-32600,"message":"Invalid Request"'
PARSE_ERROR = (
    '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error","data":{"body":"'
)


def ask(management, body):
    status, headers, reply = management.raw(body)
    if not reply:
        assert (status, headers["Content-Type"]) == (204, None)
        return None
    assert (status, headers["Content-Type"]) == (200, "application/json")
    json.loads(reply)
    return reply.decode()


def count_call(call_id, params='{"collectionName":"Score"}'):
    return (
        f'{{"jsonrpc":"2.0","method":"CollectionItem.count","params":{params},"id":{call_id}}}'
    )


def count_reply(call_id):
    return f'{{"jsonrpc":"2.0","id":{call_id},"result":{{"totalItems":0}}}}'


@pytest.fixture
def scored(management):
    make_collection(management)
    return management


def test_parameters_by_position_and_by_name_in_any_order(scored):
    for number, params in enumerate(
        ('["Score","a == 1"]', '{"collectionName":"Score","criteria":""}')
        + ('{"criteria":"","collectionName":"Score"}', '["Score"]'),
    ):
        assert ask(scored, count_call(number, params)) == count_reply(number)


def test_a_notification_has_no_reply(scored):
    for body in (
        call_text("Collection.create", ["Made"], None),
        call_text("foobar", None, None),
        call_text("Collection.create", [], None),
        call_text("Collection.create", ["Made"], None),
    ):
        assert ask(scored, body) is None
    assert len(scored.call("Collection.list")["items"]) == 2


def test_an_unknown_method(scored):
    reply = ask(scored, '{"jsonrpc": "2.0", "method": "foobar", "id": "1"}')
    assert reply == '{"jsonrpc":"2.0","id":"1",' + NOT_FOUND


def test_method_names_are_exact(scored):
    for name in (
        *("", "collection.list", "Collection.List", "Collection.list ", " Collection.list"),
        *("Collection", ".list", "constructor", "__proto__", "toString", "Collection\x00.list"),
        *("Collection.list\x00", "rpc.", "x" * 1_000_000, "Push.sends", "User.login", "é"),
    ):
        reply = json.loads(ask(scored, call_text(name, {})))
        assert (reply["error"]["code"], reply["id"]) == (-32601, 1), name[:50]


def test_broken_json(scored):
    for body in (
        '{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]',
        '[{"jsonrpc": "2.0", "method": "sum", "id": "1"},{"jsonrpc": "2.0", "method"]',
    ):
        assert ask(scored, body).startswith(PARSE_ERROR)


def test_requests_of_the_wrong_form(scored):
    for body in (
        '{"jsonrpc": "2.0", "method": 1, "params": "bar"}',
        '{"foo": "boo"}',
        "{}",
        *("1", '"x"', "null", "true", "false", "1.5"),
        '{"method":"Collection.list"}',
        '{"jsonrpc":2.0,"method":"Collection.list"}',
        '{"jsonrpc":"1.0","method":"Collection.list"}',
        '{"jsonrpc":"2.0 ","method":"Collection.list"}',
        '{"jsonrpc":null,"method":"Collection.list"}',
        '{"jsonrpc":"2.0"}',
        *('{"jsonrpc":"2.0","method":%s}' % each for each in ("null", "[]", "{}", "true", "5")),
        *(
            '{"jsonrpc":"2.0","method":"Collection.list","params":%s}' % each
            for each in ("5", '"x"', "true", "false", '""', "0")
        ),
    ):
        reply = ask(scored, body)
        assert reply.startswith('{"jsonrpc":"2.0","id":null,' + INVALID), body


def test_an_invalid_request_echoes_an_id_that_is_legal(scored):
    for call_id in ("1", '"x"', "1.50", "null", "-0"):
        reply = ask(scored, f'{{"jsonrpc":"2.0","method":5,"id":{call_id}}}')
        assert reply.startswith(f'{{"jsonrpc":"2.0","id":{call_id},{INVALID}')


def test_an_id_that_is_no_id(scored):
    for call_id in ("{}", "[]", "[1]", '{"a":1}', "true", "false"):
        reply = ask(scored, count_call(call_id))
        assert reply == (
            '{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request",'
            '"data":{"id":"Must be a string, a number or null."}}}'
        )


@pytest.mark.parametrize(
    "call_id",
    [
        *("0", "-0", "1", "-1", "1.5", "1.50", "1e3", "1E+3", "0.10", "-0.0", "9007199254740993"),
        *("12345678901234567890123", "1" * 128, "1.7976931348623157e308", "null", '""', '"1"'),
        *(r'"\u0041"', r'"\/"', r'"\"\\b\f\n\r\t"', '"é𝒳🙂"', r'"\ud835\udcb3"', '" "'),
        '"' + "x" * 10_000 + '"',
    ],
)
def test_ids_come_back_byte_for_byte(scored, call_id):
    assert ask(scored, count_call(call_id)) == count_reply(call_id)
    assert ask(scored, f"[{count_call(call_id)}]") == f"[{count_reply(call_id)}]"
    reply = ask(scored, f'{{"jsonrpc":"2.0","method":"foobar","id":{call_id}}}')
    assert reply == f'{{"jsonrpc":"2.0","id":{call_id},{NOT_FOUND}'


def test_nothing_given_as_params_is_an_empty_object(scored):
    for params in ("", ',"params":null', ',"params":[]', ',"params":{}', ',"params": { } '):
        body = '{"jsonrpc":"2.0","id":1,"method":"Collection.list"%s}' % params
        assert len(json.loads(ask(scored, body))["result"]["items"]) == 1


def test_other_members_are_ignored(scored):
    body = '{"x":{"a":[1]},"jsonrpc":"2.0","__proto__":5,"id":7,"":0,'
    body += '"method":"CollectionItem.count","params":["Score"],"error":null}'
    assert ask(scored, body) == count_reply(7)


def test_white_space_around_is_fine(scored):
    assert ask(scored, f" \t\r\n{count_call(1)}\n \r\t") == count_reply(1)


@pytest.mark.parametrize(
    ("body", "byte"),
    [
        ("", 1),
        ("  ", 3),
        ("{}{}", 3),
        ("{} x", 4),
        ("[1,]", 4),
        ('{"a":1,}', 8),
        ("{'a':1}", 2),
        ("[01]", 3),
        ("[1e400]", 2),
        ("[-1e400]", 2),
        ("[1e-400]", 2),
        ("NaN", 1),
        ("[Infinity]", 2),
        ("[tru]", 5),
        ('["\t"]', 3),
        ('{"a":1,"a":2}', 8),
        ('{"a":1,"\\u0061":2}', 8),
        ("\ufeff{}", 1),
        ("// x\n{}", 1),
    ],
)
def test_what_is_no_json_is_named_with_its_byte(scored, body, byte):
    reply = ask(scored, body.encode())
    assert reply.startswith(PARSE_ERROR) and reply.endswith(f' at byte {byte}."}}}}}}'), reply


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":"\xff"}',
        b'{"a":"\xc0\xaf"}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"a":"\xf4\x90\x80\x80"}',
        b'{"a":"\xe9"}',
        '{"jsonrpc":"2.0"}'.encode("utf-16"),
        '{"jsonrpc":"2.0"}'.encode("utf-16-le"),
        '{"jsonrpc":"2.0"}'.encode("utf-32"),
        rb'{"a":"\ud800"}',
        rb'{"a":"\udc00"}',
        rb'{"a":"\ud800\ud800"}',
        rb'{"\ud800":1}',
        b"{}\x00",
        b"[" * 65 + b"]" * 65,
        b'{"a":' * 65 + b"1" + b"}" * 65,
        b"[" * 100_000,
    ],
)
def test_what_is_no_json_at_all(scored, body):
    assert ask(scored, body).startswith(PARSE_ERROR)


def test_depth_64_is_fine(scored):
    # The request, its params and the item are three levels.
    item = '{"a":%s}' % ("[" * 61 + "]" * 61)
    body = '{"jsonrpc":"2.0","id":1,"method":"CollectionItem.create","params":["Score",%s]}'
    assert '"result"' in ask(scored, body % item)
    assert ask(scored, body % ('{"a":[%s]}' % ("[" * 61 + "]" * 61))).startswith(PARSE_ERROR)


def test_a_parse_error_anywhere_refuses_the_whole_batch(scored):
    good = call_text("Collection.create", ["Made"])
    for bad in ("1e400", '"\\ud800"', '{"a":1,"a":1}', "tru"):
        assert ask(scored, f"[{good},{bad}]").startswith(PARSE_ERROR)
    assert len(scored.call("Collection.list")["items"]) == 1


def test_an_empty_batch(scored):
    reply = ask(scored, "[]")
    assert reply.startswith('{"jsonrpc":"2.0","id":null,' + INVALID)


def test_a_batch_of_nonsense(scored):
    one = '{"jsonrpc":"2.0","id":null,' + INVALID + ',"data":{"request":"Must be an object."}}}'
    assert ask(scored, "[1]") == f"[{one}]"
    assert ask(scored, "[1,2,3]") == f"[{one},{one},{one}]"
    assert ask(scored, "[[]]") == f"[{one}]"
    assert ask(scored, f"[[{count_call(1)}]]") == f"[{one}]"


def test_the_batch_of_the_specification(scored):
    body = "[" + ",".join(
        [
            count_call('"1"'),
            call_text("Collection.create", ["Hello"], None),
            count_call('"2"', '["Score"]'),
            '{"foo": "boo"}',
            '{"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"}',
            '{"jsonrpc": "2.0", "method": "Collection.list", "id": "9"}',
        ]
    ) + "]"
    replies = json.loads(ask(scored, body))
    assert [each["id"] for each in replies] == ["1", "2", None, "5", "9"]
    codes = [each.get("error", {}).get("code") for each in replies]
    assert codes == [None, None, -32600, -32601, None]
    assert {each["_id"] for each in replies[4]["result"]["items"]} == {"Score", "Hello"}


def test_a_batch_of_notifications_has_no_reply(scored):
    body = json_text([json.loads(call_text("Collection.create", [name], None)) for name in "abc"])
    assert ask(scored, body) is None
    assert len(scored.call("Collection.list")["items"]) == 4


def test_equal_ids_are_each_answered(scored):
    reply = ask(scored, f"[{count_call(1)},{count_call(1)}]")
    assert reply == f"[{count_reply(1)},{count_reply(1)}]"


def test_a_batch_is_carried_out_in_order_and_each_call_fails_alone(scored):
    results = scored.batch(
        [
            ("CollectionItem.create", ["Score", {"n": 1}]),
            ("CollectionItem.count", ["Score"]),
            ("CollectionItem.create", ["Missing", {}]),
            ("CollectionItem.create", ["Score", {"n": 2}]),
            ("CollectionItem.create", ["Score", {"_bad": 2}]),
            ("CollectionItem.count", ["Score"]),
            ("Collection.drop", ["Score"]),
            ("CollectionItem.create", ["Score", {"n": 3}]),
            ("Collection.create", ["Score"]),
            ("CollectionItem.count", ["Score"]),
        ]
    )
    assert [results[each] for each in (1, 5, 6, 8, 9)] == [
        {"totalItems": 1},
        {"totalItems": 2},
        "OK",
        "OK",
        {"totalItems": 0},
    ]
    assert [results[each].code for each in (2, 4, 7)] == [-32602] * 3


def test_a_batch_has_at_most_1000_calls(scored):
    create = call_text("CollectionItem.create", ["Score", {}])
    reply = ask(scored, "[" + ",".join([create] * 1001) + "]")
    assert reply == (
        '{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request",'
        '"data":{"body":"A batch holds at most 1000 calls."}}}'
    )
    assert scored.call("CollectionItem.count", ["Score"]) == {"totalItems": 0}
    assert len(json.loads(ask(scored, "[" + ",".join([create] * 1000) + "]"))) == 1000
    assert scored.call("CollectionItem.count", ["Score"]) == {"totalItems": 1000}
