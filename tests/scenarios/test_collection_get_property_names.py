# SPDX-License-Identifier: Apache-2.0
import wrong_values
from method_scenario import MethodScenario, required
from scenes import make_collection, make_item, make_items
from wire_text import result_text


class TestCollectionGetPropertyNames(MethodScenario):
    METHOD = "Collection.getPropertyNames"
    PARAMETERS = {
        "_id": required(
            [*wrong_values.COLLECTION_NAME, ("Other", "Collection not found.")], "Must be a string."
        )
    }

    def good(self, management):
        return {"_id": make_collection(management)}

    def test_answers_none_of_an_empty_collection(self, management):
        make_collection(management)
        assert result_text(management, self.METHOD, ["Score"]) == '{"names":[]}'

    def test_answers_the_names_sorted_and_without_system_properties(self, management):
        make_collection(management)
        make_item(management, properties={"b": 1, "a": {"inner": 1}})
        make_item(management, properties={"B": None, "a": 2, "a_1": 0})
        assert result_text(management, self.METHOD, ["Score"]) == '{"names":["B","a","a_1","b"]}'

    def test_looks_at_the_newest_100(self, management):
        make_collection(management)
        make_items(management, "Score", [{"oldest": 1}, {"old": 1}] + [{"a": 1}] * 99)
        assert management.call(self.METHOD, ["Score"]) == {"names": ["a", "old"]}
