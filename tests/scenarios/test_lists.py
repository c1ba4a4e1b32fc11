# SPDX-License-Identifier: Apache-2.0
"""Pages and orders of lists, for items and users alike."""

import itertools
import json

import pytest
from scenes import make_collection, make_index, make_items
from wire_text import Raw, reply_text, result_text

#: In ascending order; the entries of one inner list rank alike.
RANKS = [
    [None, "null"],
    ["false"],
    ["true"],
    ["-1e300", "-1.0e300"],
    ["-2.5"],
    ["-0", "0", "0.0"],
    ["0.1"],
    ["1", "1.0", "10e-1"],
    ["9007199254740992"],
    ["9007199254740993"],
    ["12345678901234567890"],
    ['""'],
    ['"A"', r'"\u0041"'],
    ['"B"'],
    ['"a"'],
    ['"é"'],
    ['"\uffff"'],
    ['"𝒳"'],
    ["[]", "{}", "[1]", '{"a":1}', '["z"]'],
]


@pytest.fixture
def mixed(management):
    """A collection with a value of every rank, and for each item its rank."""
    make_collection(management)
    ranked = [(text, rank) for rank, texts in enumerate(RANKS) for text in texts]
    # Neither in order nor the other way round.
    ranked = ranked[1::2] + ranked[::2]
    for number, (text, _) in enumerate(ranked):
        value = "" if text is None else f',"a":{text},"o":{{"p":{text}}}'
        reply_text(management, "CollectionItem.create", ["Score", Raw(f'{{"n":{number}{value}}}')])
    return management, [rank for _, rank in ranked]


def numbers(management, **params):
    answer = management.call("CollectionItem.list", {"collectionName": "Score", **params})
    return [each["n"] for each in answer["items"]]


@pytest.mark.parametrize("name", ["a", "o.p"])
@pytest.mark.parametrize("has_index", [False, True])
def test_sorts_across_types_with_the_newest_first_among_equals(mixed, name, has_index):
    management, ranks = mixed
    if has_index:
        make_index(management, [name])
    every = range(len(ranks))
    ascending = sorted(every, key=lambda n: (ranks[n], -n))
    descending = sorted(every, key=lambda n: (-ranks[n], -n))
    assert numbers(management, sortProperty=name) == ascending
    assert numbers(management, sortProperty=name, sortOrder="asc") == ascending
    assert numbers(management, sortProperty=name, sortOrder="desc") == descending
    for size in (1, 7):
        for order, expected in (("asc", ascending), ("desc", descending)):
            pages = [
                numbers(management, sortProperty=name, sortOrder=order, page=page, itemsInPage=size)
                for page in range(1, len(ranks) // size + 2)
            ]
            assert list(itertools.chain(*pages)) == expected


def test_a_property_that_nobody_has_changes_nothing(mixed):
    management, ranks = mixed
    newest_first = list(range(len(ranks)))[::-1]
    assert numbers(management) == newest_first
    assert numbers(management, sortProperty="zzz") == newest_first
    assert numbers(management, sortProperty="zzz", sortOrder="desc") == newest_first


def test_pages_at_their_limits(management):
    make_collection(management)
    make_items(management, "Score", [{"n": n} for n in range(25)])
    assert numbers(management, itemsInPage=10_000) == list(range(25))[::-1]
    assert numbers(management, itemsInPage=1) == [24]
    assert numbers(management, itemsInPage=10, page=3) == [4, 3, 2, 1, 0]
    for page in ("4", "1000000000", "9223372036854775807"):
        for size in (10, 10_000):
            params = {"collectionName": "Score", "page": Raw(page), "itemsInPage": size}
            if int(page) * size > 25 + size:
                text = result_text(management, "CollectionItem.list", params)
                assert text == '{"items":[],"totalItems":25}'


def test_the_total_is_that_of_the_filter(management):
    make_collection(management)
    make_items(management, "Score", [{"n": n, "a": n % 5} for n in range(50)])
    for params, total in (
        ({}, 50),
        ({"criteria": "a == 1"}, 10),
        ({"criteria": "a == 1", "page": 3, "itemsInPage": 4}, 10),
        ({"criteria": "a == 1", "page": 9, "sortProperty": "n"}, 10),
        ({"criteria": "a == 9"}, 0),
    ):
        answer = management.call("CollectionItem.list", {"collectionName": "Score", **params})
        assert answer["totalItems"] == total, params


def test_users_sort_across_types_too(management):
    for number, text in enumerate(("true", '"x"', "5", "null", "[]", "-1")):
        properties = Raw(f'{{"a":{text},"n":{number}}}')
        reply_text(management, "User.create", [f"user{number}", "secret", properties])
    for order, expected in (("asc", [3, 0, 5, 2, 1, 4]), ("desc", [4, 1, 2, 5, 0, 3])):
        text = result_text(management, "User.list", {"sortProperty": "a", "sortOrder": order})
        assert [each["n"] for each in json.loads(text)["items"]] == expected
