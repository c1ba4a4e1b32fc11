# SPDX-License-Identifier: Apache-2.0
import wrong_values
from method_scenario import MethodScenario, optional, required
from wire_text import call_text, reply_text, wrong_data


class TestCollectionCreate(MethodScenario):
    METHOD = "Collection.create"
    PARAMETERS = {
        "_id": required(wrong_values.COLLECTION_NAME, "Must be a string."),
        "isInsertable": optional(wrong_values.BOOLEAN),
        "defaultPublicPermission": optional(wrong_values.RIGHT),
    }
    WRITES = True

    def good(self, management):
        return {"_id": "Score", "isInsertable": True, "defaultPublicPermission": "rw"}

    def test_answers_ok(self, management):
        text = reply_text(management, self.METHOD, {"_id": "Score"})
        assert text == '{"jsonrpc":"2.0","id":1,"result":"OK"}'

    def test_stands_as_given(self, management):
        management.call(self.METHOD, self.good(management))
        config = management.call("Collection.getConfig", ["Score"])["config"]
        assert (config["isInsertable"], config["defaultPublicPermission"]) == (True, "rw")

    def test_defaults_to_what_is_safest(self, management):
        management.call(self.METHOD, {"_id": "Score"})
        config = management.call("Collection.getConfig", ["Score"])["config"]
        assert (config["isInsertable"], config["defaultPublicPermission"]) == (False, "")
        assert (config["itemCount"], config["indexes"]) == (0, [])

    def test_takes_names_at_the_limits(self, management):
        names = ["a", "Z9", "a" * 64, "a-b_c-", "SCORE", "Score", "score", "sqlite_master"]
        for name in names:
            management.call(self.METHOD, {"_id": name})
        listed = management.call("Collection.list")["items"]
        assert sorted(each["_id"] for each in listed) == sorted(names)

    def test_refuses_a_name_that_is_taken(self, management):
        management.call(self.METHOD, ["Score", True, "r"])
        data = wrong_data(management, self.METHOD, ["Score"])
        assert data == {"_id": "A collection of this name exists already."}
        assert management.call("Collection.getConfig", ["Score"])["config"]["isInsertable"] is True

    def test_makes_one_when_a_batch_asks_twice(self, management):
        results = management.batch([(self.METHOD, ["Score"]), (self.METHOD, ["Score"])])
        assert results[0] == "OK"
        assert results[1].code == -32602

    def test_is_of_one_backend_only(self, management, shared_server):
        management.call(self.METHOD, ["Score"])
        with shared_server.new_management() as other:
            assert other.call("Collection.list") == {"items": []}
            status, _, body = other.raw(call_text(self.METHOD, ["Score"]))
            assert (status, body) == (200, b'{"jsonrpc":"2.0","id":1,"result":"OK"}')
