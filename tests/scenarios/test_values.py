# SPDX-License-Identifier: Apache-2.0
"""Values go in and come out as they are: numbers to the last digit, text, names, sizes."""

import json

import pytest
from naughty_strings import NAUGHTY
from scenes import get_item, make_collection, make_item, make_items, make_user
from wire_text import Raw, json_text, reply_text, result_text, wrong_data

NUMBERS = [
    *("0", "-0", "1.10", "1.0", "1.00", "100", "1e2", "1E2", "1e+2", "1E-2", "0.1", "0.10", "-0.0"),
    *("12345678901234567890", "9007199254740993", "-9223372036854775809", "0e0", "0.0e-5"),
    *("123456789012345678901234567890.123456789012345678901234567890", "1e308", "2.5e-308"),
    *("1.7976931348623157e308", "4.9e-324", "1" * 128, "0." + "1" * 126, "-" + "9" * 127),
]


@pytest.fixture
def scored(management):
    make_collection(management)
    return management


def stored_text(management, value_text):
    """What {"a": value} reads back as, after create, get, list and update."""
    properties = Raw('{"a":%s}' % value_text)
    created = result_text(management, "CollectionItem.create", ["Score", properties])
    item = json.loads(created)["item"]["_id"]
    answers = [created, result_text(management, "CollectionItem.get", ["Score", item])]
    answers.append(result_text(management, "CollectionItem.list", ["Score", 1, 1]))
    reply_text(management, "CollectionItem.update", ["Score", item, Raw('{"a":0}')])
    reply_text(management, "CollectionItem.update", ["Score", item, properties])
    answers.append(result_text(management, "CollectionItem.get", ["Score", item]))
    texts = {text.partition(',"a":')[2].partition("}")[0] for text in answers}
    assert len(texts) == 1, texts
    return texts.pop()


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_keep_their_text(scored, number):
    assert stored_text(scored, number) == number
    assert stored_text(scored, f"[[{number}]]") == f"[[{number}]]"


def test_numbers_that_a_double_cannot_hold_are_no_json(scored):
    for number in ("1e400", "-1e400", "1e309", "1e-400", "1" + "0" * 400, "1e999999999999999999"):
        properties = Raw('{"a":%s}' % number)
        reply = json.loads(reply_text(scored, "CollectionItem.create", ["Score", properties]))
        assert (reply["error"]["code"], reply["id"]) == (-32700, None), number
    assert scored.call("CollectionItem.count", ["Score"]) == {"totalItems": 0}


def test_a_number_has_at_most_128_characters(scored):
    for number in ("1" * 129, "0." + "1" * 127, "-" + "1" * 128, "1." + "0" * 127):
        for value in (number, f"[{number}]", '{"x":{"y":%s}}' % number):
            data = wrong_data(scored, "CollectionItem.create", ["Score", Raw('{"a":%s}' % value)])
            assert data == {"item": "A number may have at most 128 characters."}


def test_numbers_compare_by_value_and_exactly(scored):
    texts = ["1", "1.0", "1e0", "9007199254740992", "9007199254740993", "9007199254740993.0", "0.1"]
    texts += ["0.10", "0.1000000000000000055511151231257827", "-0", "0"]
    for number, text in enumerate(texts):
        reply_text(scored, "CollectionItem.create", ["Score", Raw(f'{{"n":{number},"a":{text}}}')])

    def found(query):
        items = scored.call("CollectionItem.list", {"collectionName": "Score", "criteria": query})
        return sorted(each["n"] for each in items["items"])

    assert found("a == 1") == found("a == 1.000") == found("a == 10e-1") == [0, 1, 2]
    assert found("a == 9007199254740993") == [4, 5]
    assert found("a > 9007199254740992") == [4, 5]
    assert found("a == 0.1") == [6, 7]
    assert found("a > 0.1 && a < 0.2") == [8]
    assert found("a == 0") == [9, 10]


def test_names_inside_values_are_free(scored):
    names = ["", "_x", "_id", "__proto__", "constructor", "a.b", "a b", "é", "\x00", "$", "1", '"']
    value = {name: {name: [1]} for name in names}
    item = make_item(scored, properties={"a": value, "constructor": 1, "toString": None})
    assert get_item(scored, item)["a"] == value
    names = scored.call("Collection.getPropertyNames", ["Score"])["names"]
    assert names == ["a", "constructor", "toString"]


def test_white_space_goes_and_order_stays(scored):
    sent = '{ "z" : [ 1 , { "y" : null , "b" : true } ] ,\n\t"a" : { } , "m" : [ ] }'
    text = result_text(scored, "CollectionItem.create", ["Score", Raw(sent)])
    assert text.endswith('"z":[1,{"y":null,"b":true}],"a":{},"m":[]}}')


def test_escapes_mean_characters(scored):
    sent = r'{"a":"\u0041\u00e9\ud83d\ude42\/\b\f\n\r\t\"\\\u0000\u001f\u2028"}'
    created = scored.raw(
        '{"jsonrpc":"2.0","id":1,"method":"CollectionItem.create","params":["Score",%s]}' % sent
    )[2]
    expected = "Aé🙂/\b\f\n\r\t\"\\\0\x1f\u2028"
    item = json.loads(created)["result"]["item"]
    assert item["a"] == expected
    criteria = {"collectionName": "Score", "criteria": "a == ?", "bindParams": [expected]}
    assert scored.call("CollectionItem.count", criteria) == {"totalItems": 1}


def test_512000_bytes_are_the_limit(scored):
    # {"a":"..."} is 8 bytes besides the text, and an é is two.
    for text in ("x" * (512_000 - 8), "é" * ((512_000 - 8) // 2)):
        spaced = Raw('{ "a" : %s }' % json_text(text))
        item = json.loads(result_text(scored, "CollectionItem.create", ["Score", spaced]))["item"]
        assert get_item(scored, item["_id"])["a"] == text
        data = wrong_data(scored, "CollectionItem.create", ["Score", {"a": text + "x"}])
        assert data == {
            "item": "The properties are 512001 bytes of JSON; at most 512000 are allowed."
        }
    user = make_user(scored, properties={"a": "x" * (512_000 - 8)})
    assert len(scored.call("User.get", [user])["user"]["a"]) == 512_000 - 8
    data = wrong_data(scored, "User.create", ["Mary", "secret", {"a": "x" * (512_000 - 7)}])
    assert list(data) == ["properties"]


def test_naughty_strings_go_round_as_values(scored):
    ids = make_items(scored, "Score", [{"a": text, "b": [text, {text: text}]} for text in NAUGHTY])
    for item, text in zip(ids, NAUGHTY):
        found = get_item(scored, item)
        assert (found["a"], found["b"]) == (text, [text, {text: text}])
    for text in NAUGHTY:
        bound = scored.call("CollectionItem.count", ["Score", "a == ?", [text]])
        assert bound == {"totalItems": 1}, text
        if len(text) < 2000:
            written = scored.call("CollectionItem.count", ["Score", f"a == {json.dumps(text)}"])
            assert written == {"totalItems": 1}, text


_STRING_PARAMETERS = [
    ("User.list", "sortProperty", {}),
    ("User.list", "sortOrder", {}),
    ("User.list", "propertyNames", {}),
    ("User.list", "nameFilter", {}),
    ("User.list", "userQuery", {}),
    ("User.create", "username", {"password": "abcd"}),
    ("User.create", "password", {"username": "x"}),
    ("User.get", "_id", {}),
    ("User.update", "_id", {"user": {}}),
    ("Collection.create", "_id", {"isInsertable": 5}),
    ("Collection.create", "defaultPublicPermission", {"_id": ""}),
    ("Collection.drop", "_id", {}),
    ("Collection.setConfig", "_id", {}),
    ("Collection.getConfig", "_id", {}),
    ("Collection.getPropertyNames", "_id", {}),
    ("Collection.listIndexes", "_id", {}),
    ("CollectionItem.list", "collectionName", {}),
    ("CollectionItem.list", "sortProperty", {"collectionName": "Score"}),
    ("CollectionItem.list", "propertyNames", {"collectionName": "Score"}),
    ("CollectionItem.list", "criteria", {"collectionName": "Score"}),
    ("CollectionItem.count", "criteria", {"collectionName": "Score"}),
    ("CollectionItem.get", "_id", {"collectionName": "Score"}),
    ("CollectionItem.create", "ownerUserOid", {"collectionName": "Score", "item": {}}),
]
_LIST_PARAMETERS = [
    ("User.delete", "idList", {}),
    ("CollectionItem.delete", "idList", {"collectionName": "Score"}),
    ("Collection.dropIndex", "properties", {"_id": "Score"}),
    ("Collection.createIndex", "properties", {"_id": "Missing"}),
    ("CollectionItem.list", "propertyNames", {"collectionName": "Score"}),
]


def test_naughty_strings_are_answered_or_refused_and_no_more(scored):
    cases = [
        (method, {**others, name: text})
        for method, name, others in _STRING_PARAMETERS
        for text in NAUGHTY
    ]
    cases += [
        (method, {**others, name: [text]})
        for method, name, others in _LIST_PARAMETERS
        for text in NAUGHTY
    ]
    cases += [("CollectionItem.create", ["Score", {text: 1}]) for text in NAUGHTY]
    cases += [("CollectionItem.create", ["Score", {}, None, {text: "r"}]) for text in NAUGHTY]
    cases += [("User.getPropertyNames", {text: 1}) for text in NAUGHTY]
    # A batch of fewer shows which one it was.
    for begin in range(0, len(cases), 200):
        part = cases[begin : begin + 200]
        for case, result in zip(part, scored.batch(part)):
            code = getattr(result, "code", 0)
            assert code in (0, -32602), (case, result)
    assert [each["_id"] for each in scored.call("Collection.list")["items"]] == ["Score"]


def test_naughty_methods_and_ids(scored):
    for text in NAUGHTY:
        call = {"jsonrpc": "2.0", "id": text, "method": text}
        reply = scored.request(call)
        assert (reply["id"], reply["error"]["code"]) == (text, -32601)
