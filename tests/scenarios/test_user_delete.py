# SPDX-License-Identifier: Apache-2.0
import wrong_values
from method_scenario import MethodScenario, required
from scenes import get_item, get_user, make_collection, make_item, make_user
from wire_text import reply_text, wrong_data


class TestUserDelete(MethodScenario):
    METHOD = "User.delete"
    PARAMETERS = {
        "idList": required(wrong_values.ID_LIST, "Must be an array of strings.", "_idList")
    }
    WRITES = True

    def good(self, management):
        return {"idList": [make_user(management)]}

    def test_answers_ok(self, management):
        text = reply_text(management, self.METHOD, self.good(management))
        assert text == '{"jsonrpc":"2.0","id":1,"result":"OK"}'

    def test_deletes_exactly_these(self, management):
        users = [make_user(management, f"user{number}") for number in range(4)]
        management.call(self.METHOD, [[users[0], users[2], users[0]]])
        for number, user in enumerate(users):
            if number % 2 == 0:
                assert wrong_data(management, "User.get", [user]) == {"_id": "User not found."}
            else:
                assert get_user(management, user)["_username"] == f"user{number}"
        assert management.call("User.list")["totalItems"] == 2

    def test_passes_over_what_does_not_exist(self, management):
        user = make_user(management)
        strange = ["", "x", "u" + wrong_values.UUID, "i" + wrong_values.UUID, "%", "\x00"]
        assert management.call(self.METHOD, [strange]) == "OK"
        assert get_user(management, user)["_id"] == user
        assert management.call(self.METHOD, [["x"] * 9999 + [user]]) == "OK"
        assert management.call("User.list") == {"items": [], "totalItems": 0}

    def test_leaves_the_items_of_the_user(self, management):
        make_collection(management)
        user = make_user(management)
        item = make_item(management, ownerUserOid=user)
        management.call(self.METHOD, [[user]])
        assert get_item(management, item)["_ownerUserOid"] == user
