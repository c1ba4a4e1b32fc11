# SPDX-License-Identifier: Apache-2.0
import re

import wrong_values
from method_scenario import MethodScenario, optional
from scenes import make_user
from wire_text import result_text


class TestUserList(MethodScenario):
    METHOD = "User.list"
    PARAMETERS = {
        "page": optional(wrong_values.PAGE),
        "itemsInPage": optional(wrong_values.ITEMS_IN_PAGE),
        "sortProperty": optional(
            wrong_values.sort_property("_ownerUserOid", "_permission"), "sortPropery"
        ),
        "sortOrder": optional(wrong_values.SORT_ORDER),
        "propertyNames": optional(wrong_values.NAMES),
        "nameFilter": optional(wrong_values.STRING),
        "userQuery": optional(wrong_values.QUERY),
        "userQueryBindParams": optional(
            [*wrong_values.BIND, ([1], "The query has 0 place holders, but 1 value was given.")]
        ),
    }

    def good(self, management):
        make_user(management, properties={"age": 20})
        return {
            "page": 1,
            "itemsInPage": 10,
            "sortProperty": "age",
            "sortOrder": "desc",
            "propertyNames": ["age"],
            "nameFilter": "jo",
            "userQuery": "age == 20",
            "userQueryBindParams": [],
        }

    def names(self, management, **params):
        answer = management.call(self.METHOD, params)
        assert answer["totalItems"] == len(answer["items"])
        return [each["_username"] for each in answer["items"]]

    def test_answers_users_and_their_total(self, management):
        assert result_text(management, self.METHOD) == '{"items":[],"totalItems":0}'
        user = make_user(management, properties={"b": 1})
        assert re.fullmatch(
            rf'\{{"items":\[\{{"_id":"{user}","_username":"John","_createdAt":(\d{{13}}),'
            r'"_updatedAt":\1,"b":1\}\],"totalItems":1\}',
            result_text(management, self.METHOD),
        )

    def test_name_filter_is_part_of_the_name_or_of_the_id(self, management):
        john = make_user(management, "John")
        make_user(management, "Johanna")
        make_user(management, "Mary_50%")
        for part, found in (
            ("", ["Mary_50%", "Johanna", "John"]),
            ("jo", ["Johanna", "John"]),
            ("OHN", ["John"]),
            ("ＪＯＨＮ", ["John"]),
            ("_", ["Mary_50%"]),
            ("%", ["Mary_50%"]),
            ("*", []),
            ("[a-z]", []),
            ("'", []),
            (john, ["John"]),
            (john[5:], ["John"]),
            ("n J", []),
        ):
            assert self.names(management, nameFilter=part) == found, part

    def test_filters_combine_with_and(self, management):
        make_user(management, "John", properties={"age": 20})
        make_user(management, "Johanna", properties={"age": 30})
        make_user(management, "Mary", properties={"age": 30})
        query = {"userQuery": "age >= ? && age != null", "userQueryBindParams": [30]}
        assert self.names(management, **query) == ["Mary", "Johanna"]
        assert self.names(management, nameFilter="joh", **query) == ["Johanna"]

    def test_queries_on_system_properties(self, management):
        john = make_user(management, "John")
        mary = make_user(management, "Mary")
        for query, values, found in (
            ("_id == ?", [mary], ["Mary"]),
            ("_id IN ?", [[john, mary]], ["Mary", "John"]),
            ('_username == "John"', [], ["John"]),
            ('_username != "John"', [], ["Mary"]),
            ("_createdAt > 0 && _updatedAt > 0", [], ["Mary", "John"]),
        ):
            params = {"userQuery": query, "userQueryBindParams": values}
            assert self.names(management, **params) == found, query

    def test_sorts_by_name_and_by_property(self, management):
        for name, age in (("Bob", 3), ("Alice", 5), ("carol", 4)):
            make_user(management, name, properties={"age": age})
        assert self.names(management, sortProperty="_username") == ["Alice", "Bob", "carol"]
        oldest_first = self.names(management, sortPropery="age", sortOrder="desc")
        assert oldest_first == ["Alice", "carol", "Bob"]

    def test_shows_the_properties_asked_for(self, management):
        make_user(management, properties={"a": 1, "b": 2})
        system = {"_id", "_username", "_createdAt", "_updatedAt"}
        for given, shown in (("a", {"a"}), ([], set()), (None, {"a", "b"}), (["_password"], set())):
            item = management.call(self.METHOD, {"propertyNames": given})["items"][0]
            assert set(item) == system | shown

    def test_pages(self, management):
        for number in range(5):
            make_user(management, f"user{number}")
        page = management.call(self.METHOD, {"page": 2, "itemsInPage": 2})
        assert [each["_username"] for each in page["items"]] == ["user2", "user1"]
        assert page["totalItems"] == 5
