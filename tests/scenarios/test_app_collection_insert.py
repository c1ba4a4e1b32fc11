# SPDX-License-Identifier: Apache-2.0
"""Collection.insert of the app API."""

import pytest
from app_scenes import NO_ITEM, find, log_in, make_open_collection, refusal
from scenes import ITEM_ID, get_item, make_collection


@pytest.fixture
def guest(management):
    make_open_collection(management)
    return management.app("guest")


def insert_whole(app, **params):
    params = {"collectionName": "Note", "item": {}, "permission": {}, **params}
    return app.call("Collection.insert", params)["item"]


def test_gives_the_item_back(management, guest):
    item = insert_whole(guest, item={"title": "a", "price": 1})
    assert ITEM_ID.fullmatch(item["_id"])
    assert list(item) == ["_id", "_createdAt", "_updatedAt", "_ownerUserOid", "title", "price"]
    assert item["_createdAt"] == item["_updatedAt"]


def test_it_belongs_to_the_user_or_else_to_the_device(management, guest):
    of_device = insert_whole(guest)
    assert of_device["_ownerUserOid"] is None
    alice, user = log_in(management, "Alice", "guest")
    of_user = insert_whole(alice)
    assert of_user["_ownerUserOid"] == user
    assert find(guest)[0] == [of_device["_id"]]
    assert get_item(management, of_user["_id"], "Note")["_ownerUserOid"] == user
    assert get_item(management, of_device["_id"], "Note")["_ownerUserOid"] is None


@pytest.mark.parametrize("permission", [None, {}, {"u-friend": "r"}])
def test_what_is_not_said_is_the_collections(management, permission):
    make_open_collection(management, "Open", defaultPublicPermission="r")
    item = insert_whole(management.app("a"), collectionName="Open", permission=permission)
    shown = get_item(management, item["_id"], "Open")["_permission"]
    assert shown == {"public": "r", **(permission or {})}
    assert find(management.app("b"), collection="Open") == ([item["_id"]], 1)


def test_takes_no_system_properties(management, guest):
    system = {"_id": NO_ITEM, "_createdAt": 1, "_ownerUserOid": "me"}
    system |= {"_permission": {"public": "rw"}, "_ownerDeviceOid": "x", "_x": None}
    item = insert_whole(guest, item={**system, "a": 1})
    assert item["_id"] != system["_id"] and item["_createdAt"] > 1 and item["_ownerUserOid"] is None
    assert [name for name in item if name[0] != "_"] == ["a"]
    shown = get_item(management, item["_id"], "Note")
    assert shown["_permission"] == {"public": ""} and "_x" not in shown


def test_an_id_of_an_existing_item_changes_nothing_of_it(management, guest):
    first = insert_whole(guest, item={"a": 1})
    again = insert_whole(management.app("b"), item={"_id": first["_id"], "a": 2})
    assert again["_id"] != first["_id"]
    assert get_item(management, first["_id"], "Note")["a"] == 1


def test_apps_insert_only_where_they_may(management, guest):
    make_collection(management, "Closed", defaultPublicPermission="rw")
    for app in (guest, log_in(management, "Alice")[0]):
        assert refusal(app, "Collection.insert", collectionName="Closed", item={}) == (14, None)
    assert find(guest, collection="Closed") == ([], 0)
    management.call("Collection.setConfig", ["Closed", True])
    insert_whole(guest, collectionName="Closed")


def test_refuses_what_is_no_item_or_permission(management, guest):
    for item in ("x", 1, [], {"1a": 1}):
        code, data = refusal(guest, "Collection.insert", item=item)
        assert (code, list(data)) == (-32602, ["item"])
    keys = ({"__proto__": "r"}, {"*": "r"}, {"a b": "r"}, {"": "r"})
    for permission in ("r", [1], {"public": "rwx"}, {"public": True}, *keys):
        code, data = refusal(guest, "Collection.insert", item={}, permission=permission)
        assert (code, list(data)) == (-32602, ["permission"]), permission
    many = {f"k{n}": "r" for n in range(1_001)}
    assert refusal(guest, "Collection.insert", item={}, permission=many)[0] == -32602
    assert find(guest) == ([], 0)


def test_the_word_public_and_other_ids_are_no_owners(management, guest):
    item = insert_whole(guest, permission={"friend": "rw", "public": ""})
    assert find(management.app("friend")) == ([], 0)
    assert find(management.app("public")) == ([], 0)
    assert find(guest)[0] == [item["_id"]]
