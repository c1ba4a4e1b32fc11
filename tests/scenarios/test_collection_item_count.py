# SPDX-License-Identifier: Apache-2.0
import wrong_values
from method_scenario import MethodScenario, optional, required
from scenes import make_collection, make_items
from wire_text import result_text, wrong_data


class TestCollectionItemCount(MethodScenario):
    METHOD = "CollectionItem.count"
    PARAMETERS = {
        "collectionName": required(
            [*wrong_values.COLLECTION_NAME, ("Other", "Collection not found.")], "Must be a string."
        ),
        "criteria": optional([case for case in wrong_values.QUERY if case[0] != ""]),
        "bindParams": optional(
            [*wrong_values.BIND, ([], "The query has 1 place holder, but 0 values were given.")]
        ),
    }

    def good(self, management):
        make_collection(management)
        return {"collectionName": "Score", "criteria": "a == ?", "bindParams": [1]}

    def test_takes_null_for_what_may_be_left_out(self, management):
        make_collection(management)
        params = {"collectionName": "Score", "criteria": None, "bindParams": None}
        assert management.call(self.METHOD, params) == {"totalItems": 0}

    def test_answers_the_number(self, management):
        make_collection(management)
        assert result_text(management, self.METHOD, ["Score"]) == '{"totalItems":0}'
        make_items(management, "Score", [{"a": number % 3} for number in range(30)])
        assert result_text(management, self.METHOD, ["Score"]) == '{"totalItems":30}'
        assert result_text(management, self.METHOD, ["Score", ""]) == '{"totalItems":30}'
        assert result_text(management, self.METHOD, ["Score", "a == 1"]) == '{"totalItems":10}'
        assert result_text(management, self.METHOD, ["Score", "a > ?", [0]]) == '{"totalItems":20}'
        assert result_text(management, self.METHOD, ["Score", "a == null"]) == '{"totalItems":0}'

    def test_needs_as_many_values_as_place_holders(self, management):
        make_collection(management)
        data = wrong_data(management, self.METHOD, {"collectionName": "Score", "bindParams": [1]})
        assert data == {"bindParams": "The query has 0 place holders, but 1 value was given."}
