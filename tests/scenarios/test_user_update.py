# SPDX-License-Identifier: Apache-2.0
import wrong_values
from method_scenario import MethodScenario, required
from scenes import get_user, make_user
from wire_text import reply_text, wrong_data

USER = (
    wrong_values.PROPERTIES
    + [
        ({f"_{name}": value}, f'The "_{name}" must be a string.')
        for name in ("username", "password")
        for value in (None, 5, True, {}, [], ["abcd"])
    ]
    + [
        ({"_username": "ab"}, 'The "_username" is wrong. Must have at least 3 characters.'),
        ({"_username": "x" * 256}, 'The "_username" is wrong. Must have at most 255 characters.'),
        ({"_username": "a b"}, 'The "_username" is wrong. Must not contain white space (U+0020).'),
        ({"_username": "mARY"}, "This username is taken."),
        ({"_password": "abc"}, 'The "_password" is wrong. Must have at least 4 characters.'),
        ({"_password": "x" * 81}, 'The "_password" is wrong. Must have at most 80 characters.'),
        ({"_password": "a b c"}, 'The "_password" is wrong. Must not contain white space.'),
    ]
)


class TestUserUpdate(MethodScenario):
    METHOD = "User.update"
    PARAMETERS = {
        "_id": required(wrong_values.USER_ID, "Must be a string."),
        "user": required(USER, "Must be an object."),
    }
    WRITES = True

    def good(self, management):
        make_user(management, "Mary")
        return {
            "_id": make_user(management),
            "user": {"age": 20, "_username": "Johnny", "_password": "another"},
        }

    def test_answers_ok(self, management):
        text = reply_text(management, self.METHOD, self.good(management))
        assert text == '{"jsonrpc":"2.0","id":1,"result":"OK"}'

    def test_adds_and_changes_and_never_removes(self, management):
        user = make_user(management, properties={"a": 1, "b": {"x": 1}, "c": 3})
        management.call(self.METHOD, [user, {"b": {"y": 2}, "d": None}])
        after = get_user(management, user)
        assert {name: after[name] for name in "abcd"} == {"a": 1, "b": {"y": 2}, "c": 3, "d": None}

    def test_renames(self, management):
        user = make_user(management)
        make_user(management, "Mary")
        management.call(self.METHOD, [user, {"_username": "Johnny"}])
        assert get_user(management, user)["_username"] == "Johnny"
        make_user(management, "John")
        assert wrong_data(management, "User.create", ["johnny", "secret"]) == {
            "username": "This username is taken."
        }

    def test_a_user_may_write_its_own_name_otherwise(self, management):
        user = make_user(management)
        for name in ("JOHN", "john", "John"):
            management.call(self.METHOD, [user, {"_username": name}])
            assert get_user(management, user)["_username"] == name

    def test_refused_changes_change_nothing_at_all(self, management):
        user = make_user(management, properties={"a": 1})
        make_user(management, "Mary")
        before = get_user(management, user)
        for change in ({"_username": "mary"}, {"_password": "x", "_username": "Joe"}):
            change["a"] = 2
            wrong_data(management, self.METHOD, [user, change])
        assert get_user(management, user) == before

    def test_ignores_other_system_properties(self, management):
        user = make_user(management, properties={"a": 1})
        before = get_user(management, user)
        for value in ("x", None, 0, "", False, {}):
            names = ("_id", "_createdAt", "_passwordHash", "_x", "__proto__")
            management.call(self.METHOD, [user, {name: value for name in names}])
        after = get_user(management, user)
        assert after | {"_updatedAt": 0} == before | {"_updatedAt": 0}

    def test_get_edit_update_goes_round(self, management):
        user = make_user(management, properties={"a": 1, "b": {"_x": 1}})
        edited = get_user(management, user) | {"a": 2}
        management.call(self.METHOD, [user, edited])
        after = get_user(management, user)
        assert after | {"_updatedAt": 0} == edited | {"_updatedAt": 0}

    def test_keeps_the_limit_after_the_merge(self, management):
        user = make_user(management, properties={"a": "x" * 256_000})
        fits = 512_000 - 256_000 - 15
        management.call(self.METHOD, [user, {"b": "y" * fits}])
        assert wrong_data(management, self.METHOD, [user, {"b": "y" * (fits + 1)}]) == {
            "user": "The properties are 512001 bytes of JSON; at most 512000 are allowed."
        }

    def test_two_renames_of_a_batch_do_not_meet(self, management):
        users = [make_user(management, name) for name in ("one", "two")]
        change = {"_username": "Three"}
        results = management.batch([(self.METHOD, [user, change]) for user in users])
        assert results[0] == "OK"
        assert results[1].data == {"user": "This username is taken."}
