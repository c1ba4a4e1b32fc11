# SPDX-License-Identifier: Apache-2.0
import re

from method_scenario import MethodScenario
from scenes import make_collection, make_index, make_item
from wire_text import result_text


class TestCollectionList(MethodScenario):
    METHOD = "Collection.list"
    PARAMETERS = {}

    def good(self, management):
        make_collection(management)
        return {}

    def test_answers_nothing_of_an_empty_backend(self, management):
        assert result_text(management, self.METHOD) == '{"items":[]}'

    def test_answers_a_definition(self, management):
        make_collection(management)
        assert re.fullmatch(
            r'\{"items":\[\{"_id":"Score","isInsertable":false,"defaultPublicPermission":"",'
            r'"itemCount":0,"_createdAt":(\d{13}),"_updatedAt":\1,"indexes":\[\]\}\]\}',
            result_text(management, self.METHOD),
        )

    def test_answers_what_get_config_answers(self, management):
        for name in ("b", "A", "a-b", "Z"):
            make_collection(management, name, isInsertable=name == "A")
        make_item(management, "b")
        make_index(management, ["x"], "Z")
        listed = management.call(self.METHOD)["items"]
        assert {each["_id"] for each in listed} == {"b", "A", "a-b", "Z"}
        for each in listed:
            assert management.call("Collection.getConfig", [each["_id"]])["config"] == each

    def test_has_the_same_order_each_time(self, management):
        for number in range(20):
            make_collection(management, f"c{number * 7 % 20}")
        first = [each["_id"] for each in management.call(self.METHOD)["items"]]
        make_item(management, "c5")
        management.call("Collection.setConfig", ["c9", True])
        assert [each["_id"] for each in management.call(self.METHOD)["items"]] == first
