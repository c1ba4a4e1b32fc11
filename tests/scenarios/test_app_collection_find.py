# SPDX-License-Identifier: Apache-2.0
"""Collection.find of the app API: an app finds what it may read, as if there were nothing else."""

import pytest
from app_scenes import find, insert, log_in, make_open_collection, refusal
from scenes import make_item, make_items


@pytest.fixture
def alice(management):
    make_open_collection(management)
    return log_in(management, "Alice")[0]


@pytest.fixture
def bob(management):
    return log_in(management, "Bob")[0]


def test_gives_items_without_their_permission(management, alice):
    item = insert(alice, {"title": "a", "n": 1.50})
    found = alice.call("Collection.find", collectionName="Note", criteria="")
    assert found["totalItems"] == 1
    (only,) = found["items"]
    assert list(only)[:4] == ["_id", "_createdAt", "_updatedAt", "_ownerUserOid"]
    assert (only["_id"], only["title"], len(only)) == (item, "a", 6)
    assert isinstance(only["_createdAt"], int)


def test_finds_only_what_may_be_read(management, alice, bob):
    own = insert(alice)
    shared = insert(alice, permission={"public": "r"})
    insert(alice, permission={"public": "w"})
    granted = insert(bob, permission={"Bobs-friend": "rw"})
    assert find(bob) == ([granted, shared], 2)
    assert find(management.app("stranger")) == ([shared], 1)
    assert len(find(alice)[0]) == 3 and own in find(alice)[0]


def test_an_item_that_may_not_be_read_is_one_that_is_not_there(management, alice, bob):
    secret = insert(alice, {"pin": 4711})
    nothing = ([], 0)
    for criteria, bind in [
        ("_id == ?", [secret]),
        ("pin == ?", [4711]),
        ("pin != ?", [4711]),
        ("!(pin == ?)", [4711]),
        ("pin == null", []),
        ("_id == ? || pin > 0", [secret]),
        ("_createdAt > 0", []),
        ("!(!(pin IN ?))", [[4711]]),
    ]:
        assert find(bob, criteria, *bind) == nothing, criteria
    for order in ("pin", "pin DESC", ["_createdAt", "pin"]):
        assert find(bob, "", orderBy=order) == nothing
        assert find(bob, "", orderBy=order, options={"page": 1, "limit": 1}) == nothing


def test_counts_and_pages_as_if_there_were_nothing_else(management, alice, bob):
    mine = []
    for n in range(6):
        insert(alice, {"n": n})
        mine.insert(0, insert(bob, {"n": n}))
    assert find(bob, options={"limit": 4}) == (mine[:4], 6)
    assert find(bob, options={"limit": 4, "page": 2}) == (mine[4:], 6)
    assert find(bob, "n > 1", orderBy="n", options={"limit": 2, "page": 2}) == (mine[1::-1], 4)


@pytest.mark.parametrize("order", ["n", "n ASC", "n asc", " n  Asc ", ["n ASC"], ["n", "_id DESC"]])
def test_sorts_by_a_property(management, alice, order):
    ids = [insert(alice, {"n": n}) for n in (3, 1, 2)]
    assert find(alice, orderBy=order) == ([ids[1], ids[2], ids[0]], 3)


def test_sorts_by_several_properties(management, alice):
    values = [("b", 1), ("a", 1), ("a", 2), ("b", 2)]
    ids = {each: insert(alice, {"s": each[0], "n": each[1]}) for each in values}
    expected = [ids["a", 2], ids["a", 1], ids["b", 2], ids["b", 1]]
    assert find(alice, orderBy=["s", "n DESC"]) == (expected, 4)
    assert find(alice, orderBy=["s DESC", "n ASC"])[0] == expected[::-1]


@pytest.mark.parametrize("order", ["", None, " ", [], [""]])
def test_without_an_order_the_newest_is_first(management, alice, order):
    ids = [insert(alice, {"n": n}) for n in (3, 1, 2)]
    assert find(alice, orderBy=order)[0] == ids[::-1]


def test_refuses_an_order_that_is_none(management, alice):
    hidden = ("_permission", "_ownerDeviceOid", "_password")
    for order in ("n DOWN", "n ASC x", "a b c", "a'--", *hidden):
        code, data = refusal(alice, "Collection.find", orderBy=order)
        assert (code, list(data)) == (-32602, ["orderBy"]), order
    for order in (1, {}, [1], ["n"] * 9):
        assert refusal(alice, "Collection.find", orderBy=order)[0] == -32602


def test_refuses_what_is_hidden_at_every_depth(management, alice):
    for name in ("_permission", "_owner", "_password", "_passwordHash", "_loginToken", "_device"):
        deep = f"!(a == 1 && ({name} != null || b == 1))"
        for criteria in (f"{name} == 1", deep, f"{name}.a == 1"):
            code, data = refusal(alice, "Collection.find", criteria=criteria)
            assert (code, list(data)) == (-32602, ["criteria"]), criteria


@pytest.mark.parametrize("nothing", ["", None])
def test_takes_nothing_for_criteria_options_and_bind_parameters(management, alice, nothing):
    insert(alice)
    params = {"criteria": nothing, "bindParams": None, "orderBy": nothing, "options": None}
    assert alice.call("Collection.find", {"collectionName": "Note", **params})["totalItems"] == 1
    assert alice.call("Collection.find", collectionName="Note")["totalItems"] == 1


def test_gives_a_thousand_items_without_a_limit(management, alice):
    make_items(management, "Note", [{"n": n} for n in range(1_001)])
    assert find(alice) == ([], 0)
    management.call("Collection.create", {"_id": "Open", "defaultPublicPermission": "r"})
    make_items(management, "Open", [{"n": n} for n in range(1_001)])
    ids, total = find(alice, collection="Open")
    assert (len(ids), total) == (1_000, 1_001)
    assert len(find(alice, collection="Open", options={"limit": 10_000})[0]) == 1_001
    for limit in (0, 10_001, -1, "5", 1.5):
        code, data = refusal(alice, "Collection.find", options={"limit": limit})
        assert (code, list(data)) == (-32602, ["options"])


def test_shows_the_properties_that_are_named(management, alice):
    insert(alice, {"a": 1, "b": 2, "c": 3})
    for names in (["a", "c"], "a,c"):
        found = alice.call(
            "Collection.find", collectionName="Note", options={"propertyNames": names}
        )
        assert sorted(found["items"][0])[-2:] == ["a", "c"] and len(found["items"][0]) == 6


def test_members_of_the_options_that_are_unknown_are_passed_over(management, alice):
    assert find(alice, options={"explain": True, "limit": None, "hint": "x"}) == ([], 0)


def test_an_unknown_collection_is_told(management, alice):
    for name in ("Missing", "note", "_User", "sqlite_master"):
        code, data = refusal(alice, "Collection.find", collectionName=name)
        assert (code, list(data)) == (-32602, ["collectionName"]), name


class TestFindMine:
    """As upstream's SDK asks for it."""

    def test_finds_the_items_of_the_user_on_every_device(self, management, alice, bob):
        mine = insert(alice)
        insert(bob, permission={"public": "rw"})
        elsewhere, user = log_in(management, "Alice", "Alice-pad")
        assert find(elsewhere, "(_ownerUserOid == ?)", user) == ([mine], 1)
        assert find(bob, "_ownerUserOid == ?", user) == ([], 0)

    def test_finds_the_items_of_the_device(self, management, alice):
        guest = management.app("guest")
        mine = insert(guest, {"n": 1})
        other = insert(management.app("other"), {"n": 1}, {"public": "r"})
        assert find(guest) == ([other, mine], 2)
        assert find(guest, "(n == 1) && (_ownerDeviceOid == ?)", "guest") == ([mine], 1)
        assert find(guest, "_ownerDeviceOid != ?", "guest") == ([other], 1)

    def test_who_is_logged_in_is_still_the_device(self, management, alice):
        guest = management.app("shared")
        before = insert(guest)
        user, _ = log_in(management, "Dora", "shared")
        after = insert(user)
        assert find(user) == ([after, before], 2)
        assert find(guest) == ([before], 1)

    @pytest.mark.parametrize("op", ["==", "!=", ">", ">=", "<", "<=", "CONTAINS"])
    def test_another_device_is_never_found_by_its_id(self, management, alice, op):
        for device in ("a", "m", "z"):
            insert(management.app(device), permission={"public": "r"})
        guest = management.app("m")
        for value in ("a", "z", "", None, 1):
            for criteria in (f"_ownerDeviceOid {op} ?", f"!(_ownerDeviceOid {op} ?)"):
                assert find(guest, criteria, value) == ([], 0), criteria
                assert find(guest, f"!(!({criteria}))", value) == ([], 0), criteria

    def test_the_order_of_devices_is_not_told(self, management, alice):
        for device in ("a", "z"):
            insert(management.app(device), permission={"public": "r"})
        for op in ("<", ">", "<=", ">="):
            assert find(management.app("m"), f"_ownerDeviceOid {op} ?", "m") == ([], 0)
            assert find(management.app("m"), f"!(_ownerDeviceOid {op} ?)", "m") == ([], 0)


def test_reads_what_was_just_written(management, alice):
    for n in range(20):
        item = insert(alice, {"n": n})
        assert find(alice, "_id == ?", item) == ([item], 1)
        assert find(alice, '_id=="' + item + '"') == ([item], 1)


def test_management_opens_and_closes_items(management, alice):
    item = make_item(management, "Note")
    assert find(alice) == ([], 0)
    for right, seen in (("r", True), ("w", False), ("rw", True), ("", False)):
        management.call("CollectionItem.setPermission", ["Note", item, {"public": right}])
        assert find(alice)[1] == int(seen), right


def test_a_user_who_is_made_anew_gets_nothing_of_the_old_one(management, alice):
    owner, old = log_in(management, "Eve")
    insert(owner)
    shared = insert(alice, permission={old: "rw"})
    assert find(owner)[1] == 2
    management.call("User.delete", [[old]])
    again, new = log_in(management, "Eve")
    assert new != old and find(again) == ([], 0)
    assert find(alice, "_id == ?", shared)[1] == 1
