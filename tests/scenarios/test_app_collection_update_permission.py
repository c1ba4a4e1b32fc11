# SPDX-License-Identifier: Apache-2.0
"""Collection.getPermission and Collection.updatePermission of the app API."""

import pytest
from app_scenes import NO_ITEM, find, insert, log_in, make_open_collection, refusal
from scenes import get_item


@pytest.fixture
def alice(management):
    make_open_collection(management)
    return log_in(management, "Alice")[0]


@pytest.fixture
def bob(management, alice):
    return log_in(management, "Bob")


def permission_of(management, item):
    return get_item(management, item, "Note")["_permission"]


def change(app, permission, criteria="", *bind, **options):
    params = {"collectionName": "Note", "criteria": criteria, "bindParams": list(bind)}
    params |= {"permission": permission, "options": options}
    return app.call("Collection.updatePermission", params)["numUpdates"]


def test_the_owner_sees_the_whole_permission(management, alice, bob):
    item = insert(alice, {}, {bob[1]: "r", "friend": ""})
    got = alice.call("Collection.getPermission", collectionName="Note", itemOid=item)
    assert got == {"permission": {"public": "", bob[1]: "r", "friend": ""}}


@pytest.mark.parametrize("right", ["", "r", "w"])
def test_others_see_no_permission_and_no_ids(management, alice, bob, right):
    app, user = bob
    item = insert(alice, {}, {user: right, "friend": "rw"})
    for each in (item, NO_ITEM, "", "x"):
        assert refusal(app, "Collection.getPermission", itemOid=each) == (14, None)
    found = app.call("Collection.find", collectionName="Note")["items"]
    assert all("_permission" not in each for each in found)


@pytest.mark.parametrize("permission", [{"public": "rw"}, {"public": "r", "me": "w"}, {"me": "rw"}])
def test_who_reads_and_writes_is_as_the_owner(management, alice, bob, permission):
    app, user = bob
    given = {user if key == "me" else key: right for key, right in permission.items()}
    item = insert(alice, {}, given)
    got = app.call("Collection.getPermission", collectionName="Note", itemOid=item)
    assert got["permission"] == {"public": "", **given}
    assert change(app, {"friend": "r"}, "_id == ?", item) == 1
    assert permission_of(management, item)["friend"] == "r"


def test_keys_are_merged_unless_all_is_overwritten(management, alice):
    item = insert(alice, {}, {"public": "r", "a": "w", "b": "r"})
    assert change(alice, {"b": "", "c": "rw"}) == 1
    merged = {"public": "r", "a": "w", "b": "", "c": "rw"}
    assert permission_of(management, item) == merged
    assert change(alice, {"c": "r"}, forceOverwrite=True) == 1
    assert permission_of(management, item) == {"public": "", "c": "r"}
    assert change(alice, {}) == 1
    assert permission_of(management, item) == {"public": "", "c": "r"}


def test_changes_only_what_the_caller_reads_and_writes(management, alice, bob):
    app, user = bob
    rights = {"": 0, "r": 0, "w": 0, "rw": 1}
    items = {right: insert(alice, {"n": 1}, {user: right}) for right in rights}
    own = insert(app, {"n": 1})
    assert change(app, {"friend": "r"}, "n == 1") == 2
    for right, item in items.items():
        assert ("friend" in permission_of(management, item)) == (right == "rw")
    assert "friend" in permission_of(management, own)


def test_one_item_that_may_not_be_changed_is_refused_as_a_missing_one(management, alice, bob):
    app, _ = bob
    item = insert(alice, {"n": 1}, {"public": "r"})
    for criteria, bind in (
        ("_id == ?", [item]),
        ("_id==?", [NO_ITEM]),
        (f'_id == "{item}"', []),
        ("(_id == ?)", [item]),
        ("_id == 5", []),
    ):
        params = {"criteria": criteria, "bindParams": bind, "permission": {"public": "rw"}}
        assert refusal(app, "Collection.updatePermission", **params) == (14, None), criteria
    for criteria, bind in (("_id IN ?", [[item]]), ("n == 1", []), ("_id == ? && n == 1", [item])):
        assert change(app, {"public": "rw"}, criteria, *bind) == 0
    assert permission_of(management, item) == {"public": "r"}


def test_the_count_tells_nothing_of_what_is_hidden(management, alice, bob):
    insert(alice, {"pin": 4711}, {"public": "w"})
    for criteria in ("pin == 4711", "pin != 4711", "pin == null", "!(pin > 0)", ""):
        assert change(bob[0], {"public": "rw"}, criteria) == 0


def test_a_change_is_in_force_at_once_in_one_batch(management, alice, bob):
    app, user = bob
    item = insert(alice, {"n": 1})
    params = {"collectionName": "Note"}
    by_id = {**params, "criteria": "_id == ?", "bindParams": [item]}
    opened, closed = alice.batch(
        [
            ("Collection.updatePermission", {**by_id, "permission": {user: "rw"}}),
            ("Collection.updatePermission", {**by_id, "permission": {user: ""}}),
        ]
    )
    assert (opened, closed) == ({"numUpdates": 1}, {"numUpdates": 1})
    assert find(app) == ([], 0)
    inserted, changed = alice.batch(
        [
            ("Collection.insert", {**params, "item": {"late": 1}}),
            (
                "Collection.updatePermission",
                {**params, "criteria": "late == 1", "permission": {"public": "r"}},
            ),
        ]
    )
    assert changed == {"numUpdates": 1}
    assert find(app) == ([inserted["item"]["_id"]], 1)


def test_changes_more_items_than_one_transaction_holds(management, alice):
    calls = [("Collection.insert", {"collectionName": "Note", "item": {"n": 1}})] * 600
    for _ in range(4):
        alice.batch(calls)
    assert change(alice, {"public": "r"}, "n == 1") == 2_400
    assert find(management.app("reader"), options={"limit": 1})[1] == 2_400


def test_an_item_gets_no_more_than_a_thousand_keys(management, alice):
    item = insert(alice, {}, {f"k{n}": "r" for n in range(999)})
    params = {"criteria": "", "permission": {"one": "r", "more": "r"}}
    code, data = refusal(alice, "Collection.updatePermission", **params)
    assert (code, list(data)) == (-32602, ["permission"])
    assert len(permission_of(management, item)) == 1_000


def test_who_gives_its_right_away_has_it_no_more(management, alice, bob):
    app, user = bob
    item = insert(alice, {}, {user: "rw"})
    assert change(app, {user: "r"}, "_id == ?", item) == 1
    params = {"criteria": "_id == ?", "bindParams": [item], "permission": {user: "rw"}}
    assert refusal(app, "Collection.updatePermission", **params) == (14, None)


def test_refuses_what_is_no_permission(management, alice):
    for permission in (None, "r", {"public": "RW"}, {"a b": "r"}, {"": "r"}):
        code, data = refusal(alice, "Collection.updatePermission", permission=permission)
        assert (code, list(data)) == (-32602, ["permission"])
    code, data = refusal(
        alice, "Collection.updatePermission", permission={}, options={"forceOverwrite": "yes"}
    )
    assert (code, list(data)) == (-32602, ["options"])
