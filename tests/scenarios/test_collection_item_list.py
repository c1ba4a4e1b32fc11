# SPDX-License-Identifier: Apache-2.0
import re

import wrong_values
from method_scenario import MethodScenario, optional, required
from scenes import make_collection, make_item, make_items
from wire_text import Raw, result_text

SYSTEM = {"_id", "_createdAt", "_updatedAt", "_ownerUserOid", "_permission"}


class TestCollectionItemList(MethodScenario):
    METHOD = "CollectionItem.list"
    PARAMETERS = {
        "collectionName": required(
            [*wrong_values.COLLECTION_NAME, ("Other", "Collection not found.")], "Must be a string."
        ),
        "page": optional(wrong_values.PAGE),
        "itemsInPage": optional(wrong_values.ITEMS_IN_PAGE),
        "sortProperty": optional(wrong_values.sort_property("_username", "_permission")),
        "sortOrder": optional(wrong_values.SORT_ORDER),
        "propertyNames": optional(wrong_values.NAMES),
        "criteria": optional(wrong_values.QUERY),
        "bindParams": optional(
            [*wrong_values.BIND, ([1], "The query has 0 place holders, but 1 value was given.")]
        ),
    }

    def good(self, management):
        make_collection(management)
        make_item(management, properties={"a": 1})
        return {
            "collectionName": "Score",
            "page": 1,
            "itemsInPage": 10,
            "sortProperty": "a",
            "sortOrder": "desc",
            "propertyNames": ["a"],
            "criteria": "a == 1",
            "bindParams": [],
        }

    def test_answers_items_and_their_total(self, management):
        make_collection(management)
        assert result_text(management, self.METHOD, ["Score"]) == '{"items":[],"totalItems":0}'
        item = make_item(management, properties={"b": 1, "a": [1]})
        assert re.fullmatch(
            rf'\{{"items":\[\{{"_id":"{item}","_createdAt":(\d{{13}}),"_updatedAt":\1,'
            r'"_ownerUserOid":null,"_permission":\{"public":""\},"b":1,"a":\[1\]\}\],'
            r'"totalItems":1\}',
            result_text(management, self.METHOD, ["Score"]),
        )

    def test_newest_first_100_in_a_page(self, management):
        make_collection(management)
        ids = make_items(management, "Score", [{}] * 150)
        first = management.call(self.METHOD, ["Score"])
        second = management.call(self.METHOD, ["Score", 2])
        assert (first["totalItems"], second["totalItems"]) == (150, 150)
        listed = [each["_id"] for each in first["items"]]
        assert len(listed) == 100
        assert listed + [each["_id"] for each in second["items"]] == ids[::-1]

    def test_sort_order_alone_changes_nothing(self, management):
        make_collection(management)
        ids = make_items(management, "Score", [{"a": n} for n in range(5)])
        for order in ("asc", "desc", None):
            listed = management.call(self.METHOD, {"collectionName": "Score", "sortOrder": order})
            assert [each["_id"] for each in listed["items"]] == ids[::-1]

    def test_sorts_by_system_properties_and_paths(self, management):
        make_collection(management)
        ids = make_items(management, "Score", [{"a": {"b": n % 4}, "n": n} for n in range(8)])

        def order(name, direction):
            params = {"collectionName": "Score", "sortProperty": name, "sortOrder": direction}
            return [each["n"] for each in management.call(self.METHOD, params)["items"]]

        assert order("_id", "asc") == list(range(8))
        assert order("_id", "desc") == list(range(7, -1, -1))
        assert order("a.b", "asc") == [4, 0, 5, 1, 6, 2, 7, 3]
        assert order("a.b", "desc") == [7, 3, 6, 2, 5, 1, 4, 0]
        management.call("CollectionItem.update", ["Score", ids[3], {"x": 1}])
        assert order("_updatedAt", "desc")[0] == 3

    def test_property_names_in_every_form(self, management):
        make_collection(management)
        make_item(management, properties={"a": 1, "b": {"c": 2}, "d": None})
        for given, shown in (
            (None, {"a", "b", "d"}),
            ([], set()),
            ("", set()),
            (",", set()),
            ("a", {"a"}),
            ("a,b", {"a", "b"}),
            (" a , d ", {"a", "d"}),
            ("a,,a", {"a"}),
            (["a", "a"], {"a"}),
            (["b", "x"], {"b"}),
            (["_id"], set()),
            (["_id", "a", "_x", ""], {"a"}),
            (["a,b"], set()),
            (["b.c"], set()),
            (["x"] * 1000, set()),
        ):
            params = {"collectionName": "Score", "propertyNames": given}
            item = management.call(self.METHOD, params)["items"][0]
            assert set(item) == SYSTEM | shown, given

    def test_whole_numbers_may_be_written_in_any_way(self, management):
        make_collection(management)
        make_items(management, "Score", [{}] * 3)
        for text in ("2", "2.0", "2e0", "0.2e1", "20e-1"):
            params = {"collectionName": "Score", "page": Raw(text), "itemsInPage": 1}
            text = result_text(management, self.METHOD, params)
            assert text.endswith('"totalItems":3}') and text.count('"_id"') == 1
