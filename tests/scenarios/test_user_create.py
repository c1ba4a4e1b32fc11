# SPDX-License-Identifier: Apache-2.0
import json
import re

import wrong_values
from method_scenario import MethodScenario, optional, required
from scenes import USER_ID, UUID_7, get_user, make_user
from wire_text import Raw, reply_text, result_text, wrong_data

USERNAME = wrong_values.STRING + [
    ("", "Must have at least 3 characters."),
    ("ab", "Must have at least 3 characters."),
    ("é" * 2, "Must have at least 3 characters."),
    ("x" * 256, "Must have at most 255 characters."),
    ("a b c", "Must not contain white space (U+0020)."),
    ("abc\n", "Must not contain white space (U+000A)."),
    ("abc\x00", "Must not contain control characters (U+0000)."),
]
PASSWORD = wrong_values.STRING + [
    ("", "Must have at least 4 characters."),
    ("abc", "Must have at least 4 characters."),
    ("x" * 81, "Must have at most 80 characters."),
    ("a b c", "Must not contain white space."),
    ("    ", "Must not contain white space."),
    ("abcd\u3000", "Must not contain white space."),
]


class TestUserCreate(MethodScenario):
    METHOD = "User.create"
    PARAMETERS = {
        "username": required(USERNAME, "Must be a string."),
        "password": required(PASSWORD, "Must be a string."),
        "properties": optional(
            wrong_values.NEW_PROPERTIES
            + [({"_username": "x"}, 'The system property "_username" cannot be set.')]
            + [({"_password": None}, 'The system property "_password" cannot be set.')]
        ),
    }
    WRITES = True

    def good(self, management):
        return {"username": "John", "password": "secret", "properties": {"age": 20}}

    def test_answers_the_user_without_the_password(self, management):
        params = ["John", "secret", Raw('{"b":1.10,"a":null}')]
        assert re.fullmatch(
            rf'\{{"user":\{{"_id":"u{UUID_7}","_username":"John","_createdAt":(\d{{13}}),'
            r'"_updatedAt":\1,"b":1\.10,"a":null\}\}',
            result_text(management, self.METHOD, params),
        )

    def test_answers_what_get_answers(self, management):
        user = management.call(self.METHOD, self.good(management))["user"]
        assert USER_ID.fullmatch(user["_id"])
        assert get_user(management, user["_id"]) == user

    def test_takes_names_and_passwords_at_the_limits(self, management):
        for name, password in (("abc", "abcd"), ("x" * 255, "x" * 80), ("𝒳é字", "é字🙂ü")):
            assert management.call(self.METHOD, [name, password])["user"]["_username"] == name

    def test_refuses_a_name_that_is_taken(self, management):
        make_user(management, "John")
        for name in ("John", "john", "JOHN", "Ｊohn"):
            data = wrong_data(management, self.METHOD, [name, "secret"])
            assert data == {"username": "This username is taken."}
        assert management.call("User.list")["totalItems"] == 1

    def test_makes_one_when_a_batch_asks_twice(self, management):
        results = management.batch([(self.METHOD, [name, "secret"]) for name in ("John", "john")])
        assert results[0]["user"]["_username"] == "John"
        assert results[1].data == {"username": "This username is taken."}

    def test_a_name_is_free_again_after_deletion_and_gets_another_id(self, management):
        first = make_user(management)
        management.call("User.delete", [[first]])
        assert make_user(management) != first

    def test_the_lengths_are_the_backends(self, management, shared_server):
        shared_server.cli(
            "backend", "set", management.backend_id, "usernameLengthMin=5", "passwordLengthMin=8"
        )
        data = wrong_data(management, self.METHOD, ["abcd", "1234567"])
        assert data == {
            "username": "Must have at least 5 characters.",
            "password": "Must have at least 8 characters.",
        }
        management.call(self.METHOD, ["abcde", "12345678"])
        shared_server.cli("backend", "set", management.backend_id, "usernameLengthMin=1")
        management.call(self.METHOD, ["a", "12345678"])

    def test_the_password_is_in_no_answer(self, management):
        canary = "canary-5f2c9e"
        user = make_user(management, password=canary, properties={"a": 1})
        answers = [
            reply_text(management, method, params)
            for method, params in (
                ("User.get", [user]),
                ("User.list", {}),
                ("User.list", {"propertyNames": ["_password", "password", "_passwordHash"]}),
                ("User.update", [user, {"_password": canary + "2"}]),
                ("User.get", [user]),
                ("User.getPropertyNames", []),
            )
        ]
        assert not [text for text in answers if canary in text or "argon2" in text]
        assert set(json.loads(answers[0])["result"]["user"]) == {
            *("_id", "_username", "_createdAt", "_updatedAt", "a")
        }
