# SPDX-License-Identifier: Apache-2.0
import json
import re

import pytest
import wrong_values
from method_scenario import MethodScenario, optional, required
from scenes import ITEM_ID, UUID_7, get_item, make_collection, make_user
from wire_text import Raw, reply_text, result_text, wrong_data

PLACE = "u" + wrong_values.UUID


class TestCollectionItemCreate(MethodScenario):
    METHOD = "CollectionItem.create"
    PARAMETERS = {
        "collectionName": required(
            [*wrong_values.COLLECTION_NAME, ("Other", "Collection not found.")], "Must be a string."
        ),
        "item": required(wrong_values.NEW_PROPERTIES, "Must be an object."),
        "ownerUserOid": optional(wrong_values.OWNER_ID),
        "permission": optional(wrong_values.PERMISSION),
    }
    WRITES = True

    def good(self, management):
        make_collection(management)
        return {
            "collectionName": "Score",
            "item": {"a": 1},
            "ownerUserOid": make_user(management),
            "permission": {"public": "r", "x-1": "rw"},
        }

    def test_answers_the_item(self, management):
        make_collection(management)
        item = Raw('{ "b" : 1.10 , "a" : [ null, { "" : "é" } ] }')
        text = result_text(management, self.METHOD, {"collectionName": "Score", "item": item})
        assert re.fullmatch(
            rf'\{{"item":\{{"_id":"i{UUID_7}","_createdAt":(\d{{13}}),"_updatedAt":\1,'
            r'"_ownerUserOid":null,"_permission":\{"public":""\},'
            r'"b":1\.10,"a":\[null,\{"":"é"\}\]\}\}',
            text,
        ), text

    def test_answers_what_get_answers(self, management):
        item = management.call(self.METHOD, self.good(management))["item"]
        assert ITEM_ID.fullmatch(item["_id"])
        assert get_item(management, item["_id"]) == item
        assert item["_permission"] == {"public": "r", "x-1": "rw"}

    def test_an_owner_need_not_exist(self, management):
        make_collection(management)
        item = management.call(self.METHOD, ["Score", {}, PLACE])["item"]
        assert item["_ownerUserOid"] == PLACE

    @pytest.mark.parametrize("right", ["", "r", "w", "rw"])
    def test_public_comes_from_the_collection_when_it_is_not_given(self, management, right):
        make_collection(management, defaultPublicPermission=right)
        for permission, expected in (
            (None, {"public": right}),
            ({}, {"public": right}),
            ({"a": "r"}, {"public": right, "a": "r"}),
            ({"public": "w"}, {"public": "w"}),
            ({"public": ""}, {"public": ""}),
        ):
            params = {"collectionName": "Score", "item": {}, "permission": permission}
            assert management.call(self.METHOD, params)["item"]["_permission"] == expected

    def test_takes_permissions_at_the_limits(self, management):
        make_collection(management)
        permission = {"public": "", **{f"k{i}": "r" for i in range(998)}, "a" * 64: "rw"}
        params = {"collectionName": "Score", "item": {}, "permission": permission}
        assert management.call(self.METHOD, params)["item"]["_permission"] == permission

    def test_takes_names_at_the_limits(self, management):
        make_collection(management)
        names = ["a", "Z", "a_", "a1", "group_id", "a" * 255]
        item = management.call(self.METHOD, ["Score", {name: name for name in names}])["item"]
        assert [item[name] for name in names] == names

    def test_ids_are_new_and_in_order_of_time(self, management):
        make_collection(management)
        batch = [(self.METHOD, ["Score", {}])] * 100
        ids = [result["item"]["_id"] for _ in range(2) for result in management.batch(batch)]
        assert len(set(ids)) == 200
        assert ids == sorted(ids)

    def test_a_duplicate_name_anywhere_is_no_json_to_us(self, management):
        make_collection(management)
        before = management.call("CollectionItem.count", ["Score"])
        for item in ('{"a":1,"a":2}', '{"a":{"b":1,"b":1}}', r'{"a":1,"\u0061":2}'):
            reply = json.loads(reply_text(management, self.METHOD, ["Score", Raw(item)]))
            assert (reply["error"]["code"], reply["id"]) == (-32700, None)
        assert management.call("CollectionItem.count", ["Score"]) == before

    def test_no_reserved_collections_exist(self, management):
        for name in ("User", "users", "sqlite_master", "items", "Session", "pg_catalog"):
            assert wrong_data(management, self.METHOD, [name, {}]) == {
                "collectionName": "Collection not found."
            }
