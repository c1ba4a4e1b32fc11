# SPDX-License-Identifier: Apache-2.0
from method_scenario import MethodScenario
from scenes import make_user
from wire_text import result_text


class TestUserGetPropertyNames(MethodScenario):
    METHOD = "User.getPropertyNames"
    PARAMETERS = {}

    def good(self, management):
        make_user(management)
        return {}

    def test_answers_none_when_nobody_has_any(self, management):
        assert result_text(management, self.METHOD) == '{"names":[]}'
        make_user(management)
        assert result_text(management, self.METHOD) == '{"names":[]}'

    def test_answers_the_names_sorted_and_without_system_properties(self, management):
        make_user(management, "one", properties={"b": 1, "a": {"inner": 1}})
        make_user(management, "two", properties={"B": None, "a": 2})
        assert result_text(management, self.METHOD) == '{"names":["B","a","b"]}'

    def test_looks_at_the_newest_100(self, management):
        names = ["oldest", "old"] + ["a"] * 99
        calls = [
            ("User.create", [f"user{number}", "secret", {name: 1}])
            for number, name in enumerate(names)
        ]
        management.batch(calls)
        assert management.call(self.METHOD) == {"names": ["a", "old"]}
