# SPDX-License-Identifier: Apache-2.0
import wrong_values
from method_scenario import MethodScenario, required
from scenes import make_collection, make_index, make_item
from wire_text import reply_text, wrong_data

NOT_FOUND = "Collection not found."


class TestCollectionDrop(MethodScenario):
    METHOD = "Collection.drop"
    PARAMETERS = {
        "_id": required([*wrong_values.COLLECTION_NAME, ("Other", NOT_FOUND)], "Must be a string.")
    }
    WRITES = True

    def good(self, management):
        return {"_id": make_collection(management)}

    def test_answers_ok(self, management):
        make_collection(management)
        text = reply_text(management, self.METHOD, {"_id": "Score"})
        assert text == '{"jsonrpc":"2.0","id":1,"result":"OK"}'

    def test_takes_the_items_and_indexes_along(self, management):
        make_collection(management)
        item = make_item(management)
        make_index(management, ["a"])
        management.call(self.METHOD, ["Score"])
        assert management.call("Collection.list") == {"items": []}
        for method, params in (
            ("CollectionItem.get", ["Score", item]),
            ("CollectionItem.list", ["Score"]),
            ("CollectionItem.update", ["Score", item, {}]),
        ):
            assert wrong_data(management, method, params) == {"collectionName": NOT_FOUND}
        make_collection(management)
        assert wrong_data(management, "CollectionItem.get", ["Score", item]) == {
            "_id": "Item not found."
        }
        config = management.call("Collection.getConfig", ["Score"])["config"]
        assert (config["itemCount"], config["indexes"]) == (0, [])

    def test_leaves_other_collections(self, management):
        make_collection(management)
        make_collection(management, "score")
        item = make_item(management, "score")
        management.call(self.METHOD, ["Score"])
        assert management.call("CollectionItem.get", ["score", item])["item"]["_id"] == item

    def test_happens_once(self, management):
        make_collection(management)
        management.call(self.METHOD, ["Score"])
        assert wrong_data(management, self.METHOD, ["Score"]) == {"_id": NOT_FOUND}
