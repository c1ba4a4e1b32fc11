# SPDX-License-Identifier: Apache-2.0
import re

import wrong_values
from method_scenario import MethodScenario, required
from scenes import get_item, make_collection, make_item
from wire_text import Raw, result_text, wrong_data


class TestCollectionItemGet(MethodScenario):
    METHOD = "CollectionItem.get"
    PARAMETERS = {
        "collectionName": required(
            [*wrong_values.COLLECTION_NAME, ("Other", "Collection not found.")], "Must be a string."
        ),
        "_id": required(wrong_values.ITEM_ID, "Must be a string."),
    }

    def good(self, management):
        make_collection(management)
        return {"collectionName": "Score", "_id": make_item(management, properties={"a": 1})}

    def test_answers_the_item_as_it_was_sent(self, management):
        make_collection(management, defaultPublicPermission="r")
        item = make_item(management, properties={"z": "\u2028é", "a": {"_x": 1}})
        text = result_text(management, self.METHOD, {"collectionName": "Score", "_id": item})
        assert re.fullmatch(
            rf'\{{"item":\{{"_id":"{item}","_createdAt":(\d{{13}}),"_updatedAt":\1,'
            r'"_ownerUserOid":null,"_permission":\{"public":"r"\},"z":".é","a":\{"_x":1\}\}\}',
            text,
        ), text

    def test_answers_in_a_batch_what_the_batch_wrote(self, management):
        make_collection(management)
        item = make_item(management)
        read = ("CollectionItem.get", ["Score", item])
        write = ("CollectionItem.update", ["Score", item, {"a": 1}])
        results = management.batch([read, write, read])
        assert "a" not in results[0]["item"]
        assert results[2]["item"]["a"] == 1

    def test_an_item_is_in_its_own_collection_only(self, management):
        make_collection(management)
        make_collection(management, "Other")
        item = make_item(management)
        assert wrong_data(management, self.METHOD, ["Other", item]) == {"_id": "Item not found."}

    def test_an_item_is_in_its_own_backend_only(self, management, shared_server):
        make_collection(management)
        item = make_item(management)
        with shared_server.new_management() as other:
            make_collection(other)
            assert wrong_data(other, self.METHOD, ["Score", item]) == {"_id": "Item not found."}
        assert get_item(management, item)["_id"] == item

    def test_an_id_is_text_and_no_pattern(self, management):
        make_collection(management)
        item = make_item(management)
        for pattern in (item[:-1] + "%", item[:-1] + "_", item[:-1] + "*", item + "' OR '1'='1"):
            data = wrong_data(management, self.METHOD, ["Score", pattern])
            assert data == {"_id": "Item not found."}

    def test_no_more_than_one_collection_can_be_named(self, management):
        make_collection(management)
        item = make_item(management)
        data = wrong_data(
            management, self.METHOD, Raw(f'{{"collectionName":["Score","Other"],"_id":"{item}"}}')
        )
        assert data == {"collectionName": "Must be a string."}
