# SPDX-License-Identifier: Apache-2.0
import itertools

import wrong_values
from method_scenario import MethodScenario, optional, required
from scenes import make_collection, make_item
from wire_text import reply_text


class TestCollectionSetConfig(MethodScenario):
    METHOD = "Collection.setConfig"
    PARAMETERS = {
        "_id": required(
            [*wrong_values.COLLECTION_NAME, ("Other", "Collection not found.")], "Must be a string."
        ),
        "isInsertable": optional(wrong_values.BOOLEAN),
        "defaultPublicPermission": optional(wrong_values.RIGHT),
    }
    WRITES = True

    def good(self, management):
        return {
            "_id": make_collection(management),
            "isInsertable": True,
            "defaultPublicPermission": "r",
        }

    def test_answers_ok(self, management):
        text = reply_text(management, self.METHOD, self.good(management))
        assert text == '{"jsonrpc":"2.0","id":1,"result":"OK"}'

    def test_changes_what_is_given_and_leaves_the_rest(self, management):
        make_collection(management)
        known = {"isInsertable": False, "defaultPublicPermission": ""}
        for change in (
            {"isInsertable": True},
            {"defaultPublicPermission": "rw"},
            {"isInsertable": None, "defaultPublicPermission": "w"},
            {"isInsertable": False, "defaultPublicPermission": None},
            {},
        ):
            management.call(self.METHOD, {"_id": "Score", **change})
            known |= {name: value for name, value in change.items() if value is not None}
            config = management.call("Collection.getConfig", ["Score"])["config"]
            assert {name: config[name] for name in known} == known

    def test_takes_every_value(self, management):
        make_collection(management)
        for insertable, right in itertools.product((True, False), ("", "r", "w", "rw")):
            management.call(self.METHOD, ["Score", insertable, right])
            config = management.call("Collection.getConfig", ["Score"])["config"]
            assert config["isInsertable"] == insertable
            assert config["defaultPublicPermission"] == right

    def test_moves_the_time_of_change_only(self, management):
        make_collection(management)
        before = management.call("Collection.getConfig", ["Score"])["config"]
        management.call(self.METHOD, ["Score", True])
        after = management.call("Collection.getConfig", ["Score"])["config"]
        assert after["_createdAt"] == before["_createdAt"]
        assert after["_updatedAt"] >= before["_updatedAt"]

    def test_does_not_touch_the_permissions_of_items_that_exist(self, management):
        make_collection(management)
        old = make_item(management)
        management.call(self.METHOD, {"_id": "Score", "defaultPublicPermission": "r"})
        new = make_item(management)
        permissions = [
            management.call("CollectionItem.getPermission", ["Score", each])["permission"]
            for each in (old, new)
        ]
        assert permissions == [{"public": ""}, {"public": "r"}]
