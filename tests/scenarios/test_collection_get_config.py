# SPDX-License-Identifier: Apache-2.0
import re

import wrong_values
from method_scenario import MethodScenario, required
from scenes import make_collection, make_index, make_item
from wire_text import result_text


class TestCollectionGetConfig(MethodScenario):
    METHOD = "Collection.getConfig"
    PARAMETERS = {
        "_id": required(
            [*wrong_values.COLLECTION_NAME, ("score", "Collection not found.")], "Must be a string."
        )
    }

    def good(self, management):
        return {"_id": make_collection(management)}

    def test_answers_the_definition(self, management):
        make_collection(management, "Score-1_b", isInsertable=True, defaultPublicPermission="r")
        text = result_text(management, self.METHOD, {"_id": "Score-1_b"})
        assert re.fullmatch(
            r'\{"config":\{"_id":"Score-1_b","isInsertable":true,"defaultPublicPermission":"r",'
            r'"itemCount":0,"_createdAt":(\d{13}),"_updatedAt":\1,"indexes":\[\]\}\}',
            text,
        ), text

    def test_counts_the_items(self, management):
        make_collection(management)
        ids = [make_item(management) for _ in range(3)]
        management.call("CollectionItem.delete", ["Score", ids[:1]])
        assert management.call(self.METHOD, ["Score"])["config"]["itemCount"] == 2

    def test_shows_the_indexes(self, management):
        make_collection(management)
        make_index(management, ["a", "b.c"])
        assert management.call(self.METHOD, ["Score"])["config"]["indexes"] == [
            {"properties": ["a", "b.c"], "state": "ready", "automatic": False}
        ]
