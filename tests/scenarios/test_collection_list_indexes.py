# SPDX-License-Identifier: Apache-2.0
import wrong_values
from method_scenario import MethodScenario, required
from scenes import make_collection, make_index
from wire_text import result_text


class TestCollectionListIndexes(MethodScenario):
    METHOD = "Collection.listIndexes"
    PARAMETERS = {
        "_id": required(
            [*wrong_values.COLLECTION_NAME, ("Other", "Collection not found.")], "Must be a string."
        )
    }

    def good(self, management):
        return {"_id": make_collection(management)}

    def test_answers_none(self, management):
        make_collection(management)
        assert result_text(management, self.METHOD, ["Score"]) == '{"indexes":[]}'

    def test_answers_each_with_its_properties_in_order(self, management):
        make_collection(management)
        make_index(management, ["b", "a.x"])
        text = result_text(management, self.METHOD, ["Score"])
        assert text == (
            '{"indexes":[{"properties":["b","a.x"],"state":"ready","automatic":false}]}'
        )

    def test_tells_of_the_collection_asked_for_only(self, management):
        make_collection(management)
        make_collection(management, "Other")
        make_index(management, ["a"], "Other")
        assert management.call(self.METHOD, ["Score"]) == {"indexes": []}
