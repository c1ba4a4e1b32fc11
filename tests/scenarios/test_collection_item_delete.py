# SPDX-License-Identifier: Apache-2.0
import wrong_values
from method_scenario import MethodScenario, required
from scenes import get_item, make_collection, make_item, make_items
from wire_text import reply_text, wrong_data


class TestCollectionItemDelete(MethodScenario):
    METHOD = "CollectionItem.delete"
    PARAMETERS = {
        "collectionName": required(
            [*wrong_values.COLLECTION_NAME, ("Other", "Collection not found.")], "Must be a string."
        ),
        "idList": required(wrong_values.ID_LIST, "Must be an array of strings.", "_idList"),
    }
    WRITES = True

    def good(self, management):
        make_collection(management)
        return {"collectionName": "Score", "idList": [make_item(management)]}

    def test_answers_ok(self, management):
        text = reply_text(management, self.METHOD, self.good(management))
        assert text == '{"jsonrpc":"2.0","id":1,"result":"OK"}'

    def test_deletes_exactly_these(self, management):
        make_collection(management)
        ids = make_items(management, "Score", [{"n": n} for n in range(5)])
        management.call(self.METHOD, ["Score", [ids[1], ids[3], ids[1]]])
        for number, item in enumerate(ids):
            if number in (1, 3):
                data = wrong_data(management, "CollectionItem.get", ["Score", item])
                assert data == {"_id": "Item not found."}
            else:
                assert get_item(management, item)["n"] == number
        assert management.call("CollectionItem.count", ["Score"]) == {"totalItems": 3}
        assert management.call("CollectionItem.list", ["Score"])["totalItems"] == 3

    def test_passes_over_what_does_not_exist(self, management):
        make_collection(management)
        item = make_item(management)
        strange = ["", "x", "i" + wrong_values.UUID, "u" + wrong_values.UUID, "%", "\x00", "é"]
        assert management.call(self.METHOD, ["Score", strange]) == "OK"
        assert management.call("CollectionItem.count", ["Score"]) == {"totalItems": 1}
        assert management.call(self.METHOD, ["Score", [*strange, item]]) == "OK"
        assert management.call("CollectionItem.count", ["Score"]) == {"totalItems": 0}

    def test_takes_none_and_takes_10000(self, management):
        make_collection(management)
        item = make_item(management)
        assert management.call(self.METHOD, ["Score", []]) == "OK"
        assert management.call("CollectionItem.count", ["Score"]) == {"totalItems": 1}
        assert management.call(self.METHOD, ["Score", ["x"] * 9999 + [item]]) == "OK"
        assert management.call("CollectionItem.count", ["Score"]) == {"totalItems": 0}

    def test_leaves_items_of_other_collections(self, management):
        make_collection(management)
        make_collection(management, "Other")
        item = make_item(management, "Other")
        management.call(self.METHOD, ["Score", [item]])
        assert get_item(management, item, "Other")["_id"] == item
