# SPDX-License-Identifier: Apache-2.0
import re

import wrong_values
from method_scenario import MethodScenario, required
from scenes import get_user, make_user
from wire_text import result_text, wrong_data


class TestUserGet(MethodScenario):
    METHOD = "User.get"
    PARAMETERS = {"_id": required(wrong_values.USER_ID, "Must be a string.")}

    def good(self, management):
        return {"_id": make_user(management)}

    def test_answers_the_user(self, management):
        user = make_user(management, "Ｊöhn", properties={"z": [1], "a": "x"})
        assert re.fullmatch(
            rf'\{{"user":\{{"_id":"{user}","_username":"Ｊöhn","_createdAt":(\d{{13}}),'
            r'"_updatedAt":\1,"z":\[1\],"a":"x"\}\}',
            result_text(management, self.METHOD, [user]),
        )

    def test_a_user_is_in_its_own_backend_only(self, management, shared_server):
        user = make_user(management)
        with shared_server.new_management() as other:
            make_user(other)
            assert wrong_data(other, self.METHOD, [user]) == {"_id": "User not found."}
        assert get_user(management, user)["_id"] == user
