# SPDX-License-Identifier: Apache-2.0
import wrong_values
from method_scenario import MethodScenario, required
from scenes import indexes_of, make_collection, make_index
from wire_text import reply_text, wrong_data

NO_INDEX = "There is no index over these properties."


class TestCollectionDropIndex(MethodScenario):
    METHOD = "Collection.dropIndex"
    PARAMETERS = {
        "_id": required(
            [*wrong_values.COLLECTION_NAME, ("Other", "Collection not found.")], "Must be a string."
        ),
        "properties": required(
            [
                case
                for case in wrong_values.index_properties()
                # These name no index either; which of the two is said does not matter.
                if case[0] not in ([], ["a", "b", "a"])
            ]
            + [(names, NO_INDEX) for names in (["b"], ["a"], ["b", "a"], ["a", "b.c"])],
            "Must be an array of strings.",
        ),
    }
    WRITES = True

    def good(self, management):
        make_collection(management)
        make_index(management, ["a", "b"])
        return {"_id": "Score", "properties": ["a", "b"]}

    def test_answers_ok(self, management):
        text = reply_text(management, self.METHOD, self.good(management))
        assert text == '{"jsonrpc":"2.0","id":1,"result":"OK"}'

    def test_drops_exactly_this_one(self, management):
        make_collection(management)
        for properties in (["a"], ["a", "b"], ["b"]):
            make_index(management, properties)
        management.call(self.METHOD, ["Score", ["a"]])
        assert [each["properties"] for each in indexes_of(management)] == [["a", "b"], ["b"]]

    def test_happens_once(self, management):
        management.call(self.METHOD, self.good(management))
        data = wrong_data(management, self.METHOD, {"_id": "Score", "properties": ["a", "b"]})
        assert data == {"properties": NO_INDEX}

    def test_one_that_is_being_built_can_be_dropped(self, management):
        make_collection(management)
        management.batch(
            [("Collection.createIndex", ["Score", ["x"]]), (self.METHOD, ["Score", ["x"]])]
        )
        assert indexes_of(management) == []
