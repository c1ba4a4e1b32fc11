# SPDX-License-Identifier: Apache-2.0
"""Collection.update and Collection.delete of the app API: both need w on the item itself."""

import pytest
from app_scenes import NO_ITEM, find, insert, log_in, make_open_collection, refusal
from scenes import get_item

MISSING = [NO_ITEM, "", "x", "public", "u01890000-0000-7000-8000-000000000000"]


@pytest.fixture
def alice(management):
    make_open_collection(management)
    return log_in(management, "Alice")[0]


@pytest.fixture
def bob(management, alice):
    return log_in(management, "Bob")


def update(app, item, data):
    return app.call("Collection.update", collectionName="Note", itemOid=item, data=data)


def delete(app, item):
    return app.call("Collection.delete", collectionName="Note", itemOid=item)


def test_the_owner_changes_and_deletes(management, alice):
    item = insert(alice, {"a": 1, "b": 1})
    assert update(alice, item, {"b": 2, "c": None}) == "OK"
    shown = get_item(management, item, "Note")
    assert (shown["a"], shown["b"], shown["c"]) == (1, 2, None)
    assert shown["_updatedAt"] >= shown["_createdAt"]
    assert delete(alice, item) == "OK"
    assert find(alice) == ([], 0)


@pytest.mark.parametrize("right", ["w", "rw"])
def test_who_was_granted_to_write_writes(management, alice, bob, right):
    app, user = bob
    item = insert(alice, {"a": 1}, {user: right})
    assert update(app, item, {"a": 2}) == "OK"
    assert get_item(management, item, "Note")["a"] == 2
    assert delete(app, item) == "OK"


def test_rights_add_up(management, alice, bob):
    app, user = bob
    item = insert(alice, {"a": 1}, {"public": "r", user: "w"})
    assert find(app, "a == 1") == ([item], 1)
    assert update(app, item, {"a": 2}) == "OK"


@pytest.mark.parametrize("permission", [{}, {"public": "r"}, {"public": "r", "friend": "rw"}])
def test_without_w_it_is_as_if_it_were_not_there(management, alice, bob, permission):
    item = insert(alice, {"a": 1}, permission)
    for app in (bob[0], management.app("stranger")):
        for each in [item, *MISSING]:
            assert refusal(app, "Collection.update", itemOid=each, data={"a": 2}) == (14, None)
            assert refusal(app, "Collection.delete", itemOid=each) == (14, None)
    assert get_item(management, item, "Note")["a"] == 1


def test_writing_alone_gives_nothing_back(management, alice):
    item = insert(alice, {"a": 1}, {"public": "w"})
    writer = management.app("writer")
    assert update(writer, item, {"b": 1}) == "OK"
    assert find(writer) == ([], 0)
    assert find(writer, "a == 1 || b == 1 || _id == ?", item) == ([], 0)
    assert refusal(writer, "Collection.getPermission", itemOid=item) == (14, None)
    assert delete(writer, item) == "OK"


def test_system_properties_stay(management, alice):
    item = insert(alice, {"a": 1})
    before = get_item(management, item, "Note")
    system = {"_id": NO_ITEM, "_createdAt": 0, "_ownerUserOid": None, "_ownerDeviceOid": "x"}
    update(alice, item, {**system, "_permission": {"public": "rw"}})
    after = get_item(management, item, "Note")
    assert {**after, "_updatedAt": 0} == {**before, "_updatedAt": 0}


def test_a_right_that_was_taken_away_is_gone_at_once(management, alice, bob):
    app, user = bob
    item = insert(alice, {"a": 1}, {user: "rw"})
    update(app, item, {"a": 2})
    management.call("CollectionItem.setPermission", ["Note", item, {"public": ""}])
    assert refusal(app, "Collection.update", itemOid=item, data={"a": 3}) == (14, None)
    assert find(app) == ([], 0)
    assert get_item(management, item, "Note")["a"] == 2


def test_fields_that_are_written_together_are_all_kept(management, alice):
    item = insert(alice, {})
    params = {"collectionName": "Note", "itemOid": item}
    calls = [("Collection.update", {**params, "data": {f"f{n}": n}}) for n in range(50)]
    assert alice.batch(calls) == ["OK"] * 50
    shown = get_item(management, item, "Note")
    assert all(shown[f"f{n}"] == n for n in range(50))


def test_an_item_does_not_grow_over_its_size(management, alice):
    item = insert(alice, {"a": "x" * 300_000})
    code, data = refusal(alice, "Collection.update", itemOid=item, data={"b": "y" * 300_000})
    assert (code, list(data)) == (-32602, ["data"])


def test_an_unknown_collection_is_told(management, alice):
    for method, more in (("update", {"data": {}}), ("delete", {}), ("getPermission", {})):
        params = {"collectionName": "Missing", "itemOid": NO_ITEM, **more}
        code, data = refusal(alice, f"Collection.{method}", **params)
        assert (code, list(data)) == (-32602, ["collectionName"])
