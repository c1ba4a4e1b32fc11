# SPDX-License-Identifier: Apache-2.0
import wrong_values
from method_scenario import MethodScenario, required
from scenes import get_item, make_collection, make_item, make_user
from wire_text import Raw, reply_text, wrong_data

TOO_LARGE = "The properties are 512001 bytes of JSON; at most 512000 are allowed."


class TestCollectionItemUpdate(MethodScenario):
    METHOD = "CollectionItem.update"
    PARAMETERS = {
        "collectionName": required(
            [*wrong_values.COLLECTION_NAME, ("Other", "Collection not found.")], "Must be a string."
        ),
        "_id": required(wrong_values.ITEM_ID, "Must be a string."),
        "item": required(wrong_values.PROPERTIES, "Must be an object."),
    }
    WRITES = True

    def good(self, management):
        make_collection(management)
        item = make_item(management, properties={"a": 1})
        return {"collectionName": "Score", "_id": item, "item": {"b": 2}}

    def test_answers_ok(self, management):
        text = reply_text(management, self.METHOD, self.good(management))
        assert text == '{"jsonrpc":"2.0","id":1,"result":"OK"}'

    def test_adds_and_changes_and_never_removes(self, management):
        make_collection(management)
        item = make_item(management, properties={"a": 1, "b": {"x": 1, "y": 2}, "c": [1, 2]})
        before = get_item(management, item)
        management.call(self.METHOD, ["Score", item, {"b": {"x": 3}, "d": None, "a": 1}])
        after = get_item(management, item)
        assert {name: after[name] for name in "abcd"} == {
            "a": 1,
            "b": {"x": 3},
            "c": [1, 2],
            "d": None,
        }
        for name in ("_id", "_createdAt", "_ownerUserOid", "_permission"):
            assert after[name] == before[name]
        assert after["_updatedAt"] >= before["_updatedAt"]

    def test_ignores_system_properties(self, management):
        make_collection(management)
        item = make_item(management, properties={"a": 1}, ownerUserOid=make_user(management))
        before = get_item(management, item)
        system = {
            name: value
            for value in ("x",)
            for name in ("_id", "_createdAt", "_ownerUserOid", "_permission", "_x", "_")
        }
        for value in ("x", None, 0, "", False, {}, [1]):
            changes = {name: value for name in system}
            management.call(self.METHOD, ["Score", item, {**changes, "_updatedAt": 5}])
        after = get_item(management, item)
        assert after["_updatedAt"] >= before.pop("_updatedAt")
        del after["_updatedAt"]
        assert after == before

    def test_get_edit_update_goes_round(self, management):
        make_collection(management)
        item = make_item(management, properties={"a": 1, "b": "x"}, permission={"k": "r"})
        edited = get_item(management, item)
        edited["a"] = 2
        management.call(self.METHOD, ["Score", item, edited])
        after = get_item(management, item)
        edited["_updatedAt"] = after["_updatedAt"]
        assert after == edited

    def test_keeps_the_limit_after_the_merge(self, management):
        make_collection(management)
        half = "x" * 256_000
        item = make_item(management, properties={"a": half})
        # {"a":"...","b":"..."} is 15 bytes besides the two texts.
        fits = 512_000 - 256_000 - 15
        management.call(self.METHOD, ["Score", item, {"b": "y" * fits}])
        data = wrong_data(management, self.METHOD, ["Score", item, {"b": "z" * (fits + 1)}])
        assert data == {"item": TOO_LARGE}
        assert get_item(management, item)["b"] == "y" * fits
        management.call(self.METHOD, ["Score", item, {"a": "", "b": "z" * (fits + 1)}])

    def test_updates_of_a_batch_follow_one_another(self, management):
        make_collection(management)
        item = make_item(management)
        management.batch([(self.METHOD, ["Score", item, {"n": n, f"p{n}": n}]) for n in range(50)])
        after = get_item(management, item)
        assert after["n"] == 49
        assert all(after[f"p{n}"] == n for n in range(50))

    def test_a_number_that_is_too_long_is_named(self, management):
        params = self.good(management)
        params["item"] = Raw('{"a":[{"b":%s}]}' % ("1" * 129))
        data = wrong_data(management, self.METHOD, params)
        assert data == {"item": "A number may have at most 128 characters."}
