# SPDX-License-Identifier: Apache-2.0
import wrong_values
from method_scenario import MethodScenario, required
from scenes import indexes_of, make_collection, make_index
from wire_text import reply_text


class TestCollectionCreateIndex(MethodScenario):
    METHOD = "Collection.createIndex"
    PARAMETERS = {
        "_id": required(
            [*wrong_values.COLLECTION_NAME, ("Other", "Collection not found.")], "Must be a string."
        ),
        "properties": required(wrong_values.index_properties(), "Must be an array of strings."),
    }
    WRITES = True

    def good(self, management):
        return {"_id": make_collection(management), "properties": ["a", "b.c", "d"]}

    def test_answers_ok(self, management):
        text = reply_text(management, self.METHOD, self.good(management))
        assert text == '{"jsonrpc":"2.0","id":1,"result":"OK"}'

    def test_the_same_again_is_ok(self, management):
        make_collection(management)
        for _ in range(2):
            assert management.call(self.METHOD, ["Score", ["a"]]) == "OK"
        assert len(indexes_of(management)) == 1

    def test_the_order_of_the_properties_matters(self, management):
        make_collection(management)
        make_index(management, ["a", "b"])
        make_index(management, ["b", "a"])
        assert sorted(each["properties"] for each in indexes_of(management)) == [
            ["a", "b"],
            ["b", "a"],
        ]

    def test_takes_system_properties_and_paths(self, management):
        make_collection(management)
        for name in ("_createdAt", "_updatedAt", "_ownerUserOid", "a.b.c", "a" * 255):
            make_index(management, [name])

    def test_refuses_one_more_than_32(self, management):
        make_collection(management)
        for number in range(32):
            management.call(self.METHOD, ["Score", [f"p{number}"]])
        text = reply_text(management, self.METHOD, ["Score", ["p32"]])
        assert '"error":{"code":13,"message":"Invalid operation"' in text
        assert "A collection has at most 32 indexes that were asked for. Drop one first." in text
        management.call("Collection.dropIndex", ["Score", ["p0"]])
        assert management.call(self.METHOD, ["Score", ["p32"]]) == "OK"
