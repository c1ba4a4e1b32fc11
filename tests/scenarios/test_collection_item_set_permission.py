# SPDX-License-Identifier: Apache-2.0
import itertools

import wrong_values
from method_scenario import MethodScenario, required
from scenes import get_item, make_collection, make_item
from wire_text import reply_text

USER = "u" + wrong_values.UUID


class TestCollectionItemSetPermission(MethodScenario):
    METHOD = "CollectionItem.setPermission"
    PARAMETERS = {
        "collectionName": required(
            [*wrong_values.COLLECTION_NAME, ("Other", "Collection not found.")], "Must be a string."
        ),
        "_id": required(wrong_values.ITEM_ID, "Must be a string."),
        "permission": required(
            wrong_values.PERMISSION, 'Must be an object such as {"public":"r"}.'
        ),
    }
    WRITES = True

    def good(self, management):
        make_collection(management)
        return {
            "collectionName": "Score",
            "_id": make_item(management),
            "permission": {"public": "rw"},
        }

    def test_answers_ok(self, management):
        text = reply_text(management, self.METHOD, self.good(management))
        assert text == '{"jsonrpc":"2.0","id":1,"result":"OK"}'

    def test_replaces_the_whole_permission(self, management):
        make_collection(management, defaultPublicPermission="r")
        item = make_item(management, properties={"a": 1}, permission={"x": "rw"})
        for given, stored in (
            ({"public": "w", USER: "r"}, {"public": "w", USER: "r"}),
            ({"y": "rw"}, {"public": "", "y": "rw"}),
            ({}, {"public": ""}),
        ):
            management.call(self.METHOD, ["Score", item, given])
            after = get_item(management, item)
            assert (after["_permission"], after["a"]) == (stored, 1)

    def test_takes_every_right_for_every_kind_of_key(self, management):
        make_collection(management)
        item = make_item(management)
        for key, right in itertools.product(
            ("public", USER, "a", "9", "-", "A" * 64), ("", "r", "w", "rw")
        ):
            management.call(self.METHOD, ["Score", item, {key: right}])
            assert get_item(management, item)["_permission"] == {"public": "", key: right}

    def test_takes_1000_keys(self, management):
        make_collection(management)
        item = make_item(management)
        permission = {f"k{i:03}": "r" for i in range(999)} | {"public": "w"}
        management.call(self.METHOD, ["Score", item, permission])
        assert get_item(management, item)["_permission"] == permission

    def test_makes_room_for_public_beside_1000_keys(self, management):
        make_collection(management)
        item = make_item(management)
        permission = {f"k{i:03}": "r" for i in range(1000)}
        management.call(self.METHOD, ["Score", item, permission])
        assert get_item(management, item)["_permission"] == permission | {"public": ""}
