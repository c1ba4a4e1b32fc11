# SPDX-License-Identifier: Apache-2.0
"""Indexes change how fast an answer comes and never what it is; scans keep nobody waiting."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.rpc import RpcError
from raw_http import connect, post
from scenes import get_item, indexes_of, make_collection, make_index, make_items, wait_until
from wire_text import call_text, reply_text

QUERIES = [
    {"criteria": "a == 5"},
    {"criteria": "a == null"},
    {"criteria": "a != 5", "sortProperty": "a"},
    {"criteria": "a > 3 && b == 1", "sortProperty": "a", "sortOrder": "desc"},
    {"criteria": 'a >= "x" || a == true', "sortProperty": "b"},
    {"criteria": "a IN [1, null, \"x1\"]"},
    {"criteria": "o.p == 7", "sortProperty": "o.p"},
    {"sortProperty": "a", "page": 7},
    {"sortProperty": "a", "sortOrder": "desc", "itemsInPage": 333, "page": 2},
    {"sortProperty": "b", "criteria": "a < 9"},
]


def _properties(number):
    values = [number % 10, f"x{number % 7}", True, None, number / 4, [number % 3], False]
    properties = {"n": number, "b": number % 5, "o": {"p": number % 13}}
    if number % 11:
        properties["a"] = values[number % 7]
    return properties


def _answers(management):
    answers = []
    for query in QUERIES:
        listed = management.call("CollectionItem.list", {"collectionName": "Score", **query})
        answers.append(([each["n"] for each in listed["items"]], listed["totalItems"]))
    return answers


@pytest.fixture
def scored(management):
    make_collection(management)
    return management


def test_answers_are_the_same_without_with_and_after_an_index(scored):
    make_items(scored, "Score", [_properties(number) for number in range(1500)])
    before = _answers(scored)
    assert [total for _, total in before][:2] == [
        sum(_properties(n).get("a") == 5 and _properties(n)["a"] is not True for n in range(1500)),
        sum(_properties(n).get("a") is None for n in range(1500)),
    ]
    for properties in (["a"], ["b", "a"], ["o.p"], ["a", "b"]):
        make_index(scored, properties)
        assert _answers(scored) == before
    for properties in (["a"], ["b", "a"]):
        scored.call("Collection.dropIndex", ["Score", properties])
        assert _answers(scored) == before


def test_an_index_follows_writes(scored):
    make_index(scored, ["a"])
    ids = make_items(scored, "Score", [{"n": n, "a": n % 4} for n in range(40)])
    scored.call("CollectionItem.update", ["Score", ids[0], {"a": "moved"}])
    scored.call("CollectionItem.update", ["Score", ids[4], {"a": None}])
    scored.call("CollectionItem.delete", ["Score", ids[8:12]])

    def total(query):
        return scored.call("CollectionItem.count", ["Score", query])["totalItems"]

    assert total("a == 0") == 10 - 3
    assert total('a == "moved"') == 1
    assert total("a == null") == 1
    assert total("a >= 0") == 40 - 2 - 4


def test_an_index_is_used_while_others_write(scored):
    make_items(scored, "Score", [{"n": n, "a": n % 10} for n in range(3000)])
    scored.call("Collection.createIndex", ["Score", ["a"]])
    make_items(scored, "Score", [{"n": n, "a": n % 10} for n in range(3000, 6000)])
    assert scored.call("CollectionItem.count", ["Score", "a == 3"]) == {"totalItems": 600}
    make_index(scored, ["a"])
    assert scored.call("CollectionItem.count", ["Score", "a == 3"]) == {"totalItems": 600}


def test_an_index_comes_by_itself(scored):
    make_items(scored, "Score", [_properties(number) for number in range(2100)])
    assert indexes_of(scored) == []
    first = _answers(scored)

    def built():
        assert _answers(scored) == first
        found = {tuple(each["properties"]): each for each in indexes_of(scored)}
        single = [found.get((name,)) for name in ("a", "b")]
        return [each for each in single if each and each["state"] == "ready"]

    automatic = wait_until(built)
    assert all(each["automatic"] is True for each in automatic)
    assert _answers(scored) == first
    name = automatic[0]["properties"]
    scored.call("Collection.dropIndex", ["Score", name])
    assert _answers(scored) == first


def test_small_collections_need_none(scored):
    make_items(scored, "Score", [_properties(number) for number in range(500)])
    for _ in range(5):
        _answers(scored)
    assert indexes_of(scored) == []


def test_indexes_outlive_a_restart(server):
    management = server.new_management()
    make_collection(management)
    make_items(management, "Score", [_properties(number) for number in range(3000)])
    before = _answers(management)
    management.call("Collection.createIndex", ["Score", ["a", "b"]])
    server.kill()
    management.close()
    server.start()
    states = wait_until(
        lambda: [e for e in indexes_of(management) if e["properties"] == ["a", "b"]]
    )
    assert len(states) == 1
    make_index(management, ["a", "b"])
    assert _answers(management) == before


def test_a_scan_keeps_nobody_waiting(start_server):
    """One thread for connections: whoever computed on it would hold all the others up."""
    server = start_server("--io-threads", "1")
    management = server.new_management()
    make_collection(management)
    pad = "x" * 3000
    ids = make_items(management, "Score", [{"n": n, "pad": pad} for n in range(12_000)])
    order = []
    # Properties that no index is over; each is asked for once.
    scans = [
        call_text("CollectionItem.count", ["Score", f'pad != "x" && z{n} == null'], f"scan {n}")
        for n in range(4)
    ]
    with connect(management) as slow:
        slow.send(b"".join(post(management, scan) for scan in scans))

        def read_scans():
            for _ in scans:
                reply = json.loads(slow.reply().body)
                assert reply["result"] == {"totalItems": 12_000}
                order.append(reply["id"])

        reader = threading.Thread(target=read_scans)
        reader.start()
        for number in range(20):
            assert get_item(management, ids[number])["n"] == number
            order.append("get")
            management.call("CollectionItem.update", ["Score", ids[number], {"n": number}])
            order.append("write")
        reader.join()
    last_scan = max(index for index, each in enumerate(order) if each.startswith("scan"))
    quick = [index for index, each in enumerate(order) if not each.startswith("scan")]
    assert sum(index < last_scan for index in quick) >= 10, order


def test_a_scan_that_takes_too_long_is_given_up(start_server):
    server = start_server("--scan-seconds-max", "1")
    management = server.new_management()
    make_collection(management)
    make_items(management, "Score", [{"n": n, "t": ["y" * 20] * 500} for n in range(2000)])
    # Hundreds of comparisons with hundreds of elements, for each of thousands of items.
    query = " || ".join(f't CONTAINS "y{n}"' for n in range(700))
    with pytest.raises(RpcError) as refused:
        management.call("CollectionItem.count", ["Score", query])
    assert refused.value.code == -32603
    assert refused.value.data == {
        "criteria": "The query took longer than 1 seconds and was stopped. "
        "Collection.createIndex on the properties it filters and sorts by makes it quick."
    }
    assert management.call("CollectionItem.count", ["Score"]) == {"totalItems": 2000}
    assert '"result"' in reply_text(management, "CollectionItem.list", ["Score", 1, 1])


def test_the_time_limit_counts_the_wait_for_a_thread(start_server):
    """As many long queries as would keep the two threads busy for a dozen limits."""
    server = start_server("--scan-seconds-max", "1")
    management = server.new_management()
    make_collection(management)
    make_items(management, "Score", [{"n": n, "t": ["y" * 20] * 500} for n in range(2000)])
    query = " || ".join(f't CONTAINS "y{n}"' for n in range(150))
    callers = [management.another() for _ in range(24)]

    def refused_after(caller):
        begun = time.monotonic()
        with pytest.raises(RpcError, match="The query took longer than 1 seconds"):
            caller.call("CollectionItem.count", ["Score", query])
        caller.close()
        return time.monotonic() - begun

    with ThreadPoolExecutor(len(callers)) as pool:
        longest = max(pool.map(refused_after, callers))
    assert longest < 10  # One after the other on two threads: at least 12.
