# SPDX-License-Identifier: Apache-2.0
"""What peers fell to, tried on items, queries and permissions. Each test has the number of the
attack in the project's collection of attacks."""

import json
import threading

import pytest
from app_scenes import find, insert, log_in, make_open_collection, refusal
from scenes import get_item

INTERNAL = ["_password", "_passwordHash", "_sessionId", "_loginToken", "_resetToken", "_permission"]
OPERATORS = ["==", "!=", "<", "<=", ">", ">=", "IN", "NIN", "CONTAINS"]


@pytest.fixture
def alice(management):
    make_open_collection(management)
    return log_in(management, "Alice")[0]


@pytest.fixture
def bob(management, alice):
    return log_in(management, "Bob")[0]


def refused_criteria(app, criteria, *bind):
    code, data = refusal(app, "Collection.find", criteria=criteria, bindParams=list(bind))
    assert code == -32602, criteria
    return data


def test_sec_01_02_internal_names_are_unknown_under_every_operator(bob):
    for name in [*INTERNAL, "_noSuchThing"]:
        for op in OPERATORS:
            value = ["x"] if op in ("IN", "NIN") else "x"
            told = refused_criteria(bob, f"{name} {op} ?", value)
            assert list(told) == ["criteria"]
            # One that exists is told as one that does not.
            unknown = refused_criteria(bob, f"{'_' * len(name)} {op} ?", value)["criteria"]
            assert told["criteria"].replace(name, "?") == unknown.replace("_" * len(name), "?")


@pytest.mark.parametrize(
    "path", ["_owner.a", "a[0]", 'a."b"', "a\\u002eb", "_id.x", "a..b", ".a", "a."]
)
def test_sec_03_a_path_is_a_path_in_criteria_and_order(bob, path):
    refused_criteria(bob, f"{path} == 1")
    assert refusal(bob, "Collection.find", orderBy=path)[0] == -32602


def test_sec_04_a_hidden_name_is_refused_at_every_depth(bob):
    for depth in range(1, 21):
        refused_criteria(bob, "!(a == 1 && (b == 2 || " * depth + "_password == 1" + "))" * depth)


def test_sec_05_a_bound_value_has_the_type_that_is_needed(bob):
    for value in ({}, {"0": "x", "length": 1}, 1, True, "x", None):
        assert len(refused_criteria(bob, "a IN ?", value)) == 1
    for bind in ({}, {"0": 1}, "x", 1):
        code, _ = refusal(bob, "Collection.find", criteria="a == ?", bindParams=bind)
        assert code == -32602


def test_sec_06_a_change_of_what_is_hidden_moves_nothing(management, alice, bob):
    seen = insert(alice, {"n": 1}, {"public": "r"})
    hidden = insert(alice, {"n": 1})

    def shown():
        params = {"collectionName": "Note", "criteria": "n > 0", "orderBy": "_updatedAt"}
        return bob.call("Collection.find", params)

    before = shown()
    assert [item["_id"] for item in before["items"]] == [seen]
    alice.call("Collection.update", collectionName="Note", itemOid=hidden, data={"n": 2})
    alice.call("Collection.delete", collectionName="Note", itemOid=hidden)
    insert(alice, {"n": 3})
    assert shown() == before


def test_sec_07_asking_for_what_is_of_another_gives_own_rights_only(management, alice, bob):
    _, user = log_in(management, "Alice", "Alice-pad")
    insert(alice, {})
    assert find(bob, "_ownerUserOid == ?", user) == ([], 0)
    assert find(bob, "_ownerUserOid != null") == ([], 0)
    assert find(management.app("x"), "_ownerDeviceOid == ?", "Alice-phone") == ([], 0)


def test_sec_08_the_collection_is_one_text_and_stays_it(bob):
    for name in (["Note"], {"a": 1}, "../Note", "Note/../x", "Note;", "", None, "Note\0"):
        assert refusal(bob, "Collection.find", collectionName=name)[0] == -32602
    twice = (
        '{"jsonrpc":"2.0","id":1,"method":"Collection.find","params":{"collectionName":"Note",'
        '"collectionName":"_users"}}'
    )
    _, _, body = bob.raw(twice)
    assert json.loads(body)["error"]["code"] == -32700


def test_sec_09_no_system_table_is_a_collection(bob):
    ours = ("_users", "users", "sessions", "devices", "items_2", "readers_2")
    for name in ("_User", "_Session", "sqlite_master", "pg_catalog.pg_user", *ours):
        for method, more in (
            ("find", {}),
            ("insert", {"item": {}}),
            ("update", {"itemOid": "x", "data": {}}),
            ("delete", {"itemOid": "x"}),
            ("getPermission", {"itemOid": "x"}),
            ("updatePermission", {"permission": {}}),
        ):
            code, data = refusal(bob, f"Collection.{method}", collectionName=name, **more)
            assert (code, list(data)) == (-32602, ["collectionName"]), (method, name)


def test_sec_10_no_id_is_the_word_public(management, alice):
    item = insert(alice, {"_id": "public", "_ownerUserOid": "public"}, {"public": ""})
    assert item != "public"
    for device in ("public", "*", "u01890000-0000-7000-8000-000000000000"):
        assert find(management.app(device)) == ([], 0)


@pytest.mark.parametrize("value", [{"public": "rw"}, None, 0, "", False])
def test_sec_11_no_system_property_is_set_by_an_app(management, alice, value):
    names = ("_permission", "_owner", "_createdAt", "_token")
    item = insert(alice, dict.fromkeys(names, value))
    before = get_item(management, item, "Note")
    data = {"_permission": value, "_ownerUserOid": value, "_createdAt": value, "_expiresAt": value}
    alice.call("Collection.update", collectionName="Note", itemOid=item, data=data)
    after = get_item(management, item, "Note")
    assert after["_permission"] == {"public": ""}
    assert {**after, "_updatedAt": 0} == {**before, "_updatedAt": 0}


def test_sec_16_callers_at_the_same_time_get_what_is_theirs(management, alice, bob):
    _, user = log_in(management, "Bob", "Bob-pad")
    shared = insert(alice, {"n": 1}, {user: "r"})
    own = insert(alice, {"n": 1})
    golden = {"alice": ([own, shared], 2), "bob": ([shared], 1), "guest": ([], 0)}
    wrong = []

    def ask(name, app):
        for _ in range(50):
            if (got := find(app, "n == 1")) != golden[name]:
                wrong.append((name, got))

    apps = []
    for _ in range(4):
        apps += [("alice", alice.another()), ("bob", bob.another()), ("guest", management.app("g"))]
    threads = [threading.Thread(target=ask, args=each) for each in apps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_sec_17_who_loses_its_right_in_a_batch_has_lost_it_for_the_rest(management, alice, bob):
    _, user = log_in(management, "Bob", "Bob-pad")
    item = insert(alice, {"n": 1}, {user: "rw"})
    by_id = {"collectionName": "Note", "criteria": "_id == ?", "bindParams": [item]}
    results = bob.batch(
        [
            ("Collection.find", by_id),
            ("Collection.updatePermission", {**by_id, "permission": {user: ""}}),
            ("Collection.find", by_id),
            ("Collection.update", {"collectionName": "Note", "itemOid": item, "data": {"n": 2}}),
        ]
    )
    assert results[0]["totalItems"] == 1
    assert results[1] == {"numUpdates": 1}
    assert results[2]["totalItems"] == 0
    assert results[3].code == 14


@pytest.mark.parametrize(
    "name",
    ["a'--", 'a"', "a)", "a'||(select 1)||'", "$.x", "\0", "a;drop table users", "t1.x--"],
)
def test_sec_23_24_53_a_name_is_no_sql(management, bob, name):
    insert(bob, {"a": 1})
    refused_criteria(bob, f"{name} == 1")
    assert refusal(bob, "Collection.find", orderBy=name)[0] == -32602
    found = bob.call(
        "Collection.find", collectionName="Note", options={"propertyNames": [name]}
    )
    assert len(found["items"][0]) == 4


def test_sec_24_a_long_name_is_the_name_of_nothing(bob):
    insert(bob, {"a": 1})
    name = "a" * 10_240
    assert find(bob, f"{name} == 1") == ([], 0)
    assert find(bob, orderBy=name)[1] == 1
    refused_criteria(bob, f"{name * 2} == 1")


@pytest.mark.parametrize(
    "value", ["'; drop table users; --", "%", "_", "*", "(?i)a", "\0", "x'00'"]
)
def test_sec_22_23_a_value_is_a_value(bob, value):
    item = insert(bob, {"a": value})
    insert(bob, {"a": "other"})
    assert find(bob, "a == ?", value) == ([item], 1)


def test_sec_25_numbers_that_are_none_are_refused(bob):
    for number in ("1e999", "NaN", "Infinity", "0x10", "1'1"):
        refused_criteria(bob, f"a == {number}")
    assert find(bob, "a == -0") == ([], 0)


def test_sec_26_no_option_explains(bob):
    insert(bob, {})
    plain = bob.call("Collection.find", collectionName="Note")
    for option in ("explain", "hint", "debug", "includeHidden"):
        options = {option: True}
        assert bob.call("Collection.find", collectionName="Note", options=options) == plain


def test_sec_29_30_what_is_too_deep_or_too_much_is_refused(bob):
    refused_criteria(bob, "(" * 10_000 + "a == 1" + ")" * 10_000)
    refused_criteria(bob, "!(" * 100 + "a == 1" + ")" * 100)
    refused_criteria(bob, " && ".join(["a == 1"] * 10_000))
    refused_criteria(bob, "a IN ?", list(range(10_000)))
    for options in ({"limit": 10**9}, {"limit": 10**30}, {"page": 0}, {"page": -1}):
        assert refusal(bob, "Collection.find", options=options)[0] == -32602
    assert find(bob, options={"page": 10**9}) == ([], 0)
    assert refusal(bob, "Collection.find", orderBy=["a"] * 1_000)[0] == -32602


def test_sec_55_nothing_joins_items_to_users(bob):
    for name in ("_owner.password", "_ownerUserOid.username", "_ownerUserOid._password"):
        refused_criteria(bob, f"{name} == 1")
        assert refusal(bob, "Collection.find", orderBy=name)[0] == -32602


def test_sec_62_rights_are_no_more_than_those_of_that_very_item(management, alice, bob):
    _, user = log_in(management, "Bob", "Bob-pad")
    readable = insert(alice, {"n": 1}, {user: "r"})
    writable = insert(alice, {"n": 1}, {user: "w"})
    assert find(bob) == ([readable], 1)
    assert refusal(bob, "Collection.update", itemOid=readable, data={})[0] == 14
    assert refusal(bob, "Collection.getPermission", itemOid=writable)[0] == 14


def test_sec_63_a_collection_made_anew_has_nothing_of_the_old_one(management, alice, bob):
    item = insert(alice, {"n": 1}, {"public": "rw"})
    management.call("Collection.drop", ["Note"])
    make_open_collection(management)
    assert find(bob) == ([], 0)
    for method, more in (("update", {"data": {}}), ("delete", {}), ("getPermission", {})):
        assert refusal(alice, f"Collection.{method}", itemOid=item, **more)[0] == 14


def test_sec_69_hidden_and_missing_are_one_answer(management, alice, bob):
    hidden = insert(alice, {"n": 1})
    missing = "i01890000-0000-7000-8000-000000000000"
    for method, more in (("update", {"data": {}}), ("delete", {}), ("getPermission", {})):
        answers = {
            json.dumps(
                bob.request(
                    {
                        "jsonrpc": "2.0",
                        "id": 1,
                        "method": f"Collection.{method}",
                        "params": bob.params_of(
                            {"collectionName": "Note", "itemOid": item, **more}
                        ),
                    }
                )
            )
            for item in (hidden, missing, "x")
        }
        assert len(answers) == 1, answers


def test_sec_85_an_insert_writes_over_nothing(management, alice, bob):
    item = insert(alice, {"n": 1})
    again = insert(bob, {"_id": item, "itemOid": item, "n": 2})
    assert again != item and get_item(management, item, "Note")["n"] == 1


def test_sec_86_pages_belong_to_who_asks(alice, bob):
    for n in range(10):
        insert(alice, {"n": n})
    mine = insert(bob, {"n": 1})
    for page in range(1, 12):
        found = find(bob, options={"limit": 1, "page": page})
        assert found == ([mine] if page == 1 else [], 1)


def test_sec_88_writing_needs_w_on_the_item_itself(management, alice, bob):
    make_open_collection(management, "Open", defaultPublicPermission="rw")
    item = insert(alice, {"n": 1}, {"public": "r"})
    for collection in ("Note", "Open"):
        params = {"collectionName": collection, "itemOid": item, "data": {"n": 2}}
        assert refusal(bob, "Collection.update", **params) == (14, None)
    assert get_item(management, item, "Note")["n"] == 1


@pytest.mark.parametrize("criteria", ["n == null", "n != null", "n == 1", "!(n == 1)", "n IN [1]"])
def test_sec_m7_m9_what_may_be_written_and_not_read_answers_no_question(
    management, alice, bob, criteria
):
    """Null matches what is missing: neither tells hidden from missing."""
    _, user = log_in(management, "Bob", "Bob-pad")
    for hidden in ({"n": 1}, {"n": None}, {}):
        insert(alice, hidden, {user: "w"})
        insert(alice, hidden)
        assert find(bob, criteria) == ([], 0)
        params = {"criteria": criteria, "permission": {user: "rw"}}
        changed = bob.call("Collection.updatePermission", {"collectionName": "Note", **params})
        assert changed == {"numUpdates": 0}


@pytest.mark.parametrize("right", ["rwx", "RW", "wr", "x", " r", True, 1, None, ["r"], {"r": "w"}])
def test_sec_m8_a_right_is_one_of_four_words(management, alice, right):
    item = insert(alice)
    for key in ("public", "friend"):
        permission = {key: right}
        for method, more in (
            ("insert", {"item": {}}),
            ("updatePermission", {"criteria": "_id == ?", "bindParams": [item]}),
        ):
            code, data = refusal(alice, f"Collection.{method}", permission=permission, **more)
            assert (code, list(data)) == (-32602, ["permission"])
    assert get_item(management, item, "Note")["_permission"] == {"public": ""}
