# SPDX-License-Identifier: Apache-2.0
import wrong_values
from method_scenario import MethodScenario, required
from scenes import make_collection, make_item
from wire_text import result_text


class TestCollectionItemGetPermission(MethodScenario):
    METHOD = "CollectionItem.getPermission"
    PARAMETERS = {
        "collectionName": required(
            [*wrong_values.COLLECTION_NAME, ("Other", "Collection not found.")], "Must be a string."
        ),
        "_id": required(wrong_values.ITEM_ID, "Must be a string."),
    }

    def good(self, management):
        make_collection(management)
        return {"collectionName": "Score", "_id": make_item(management)}

    def test_answers_public_first(self, management):
        make_collection(management)
        item = make_item(management, permission={"b": "rw", "a": "", "public": "r"})
        text = result_text(management, self.METHOD, {"collectionName": "Score", "_id": item})
        assert text == '{"permission":{"public":"r","a":"","b":"rw"}}'

    def test_answers_what_stands_in_the_item(self, management):
        params = self.good(management)
        item = management.call("CollectionItem.get", params)["item"]
        assert management.call(self.METHOD, params) == {"permission": item["_permission"]}
