# SPDX-License-Identifier: Apache-2.0
"""Usernames stand as given and compare by width, case and composition (RFC 8265's order)."""

import pytest
from scenes import get_user, make_user
from wire_text import wrong_data

TAKEN = {"username": "This username is taken."}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("John", "jOHN"),
        ("john", "ＪＯＨＮ"),
        ("ｶﾞｶﾞｶﾞ", "ガガガ"),
        ("Ünal", "U\u0308NAL"),
        ("ÉCLAIR", "e\u0301clair"),
        ("ΌΣΟΣ", "όσος"),
        ("İstanbul", "i\u0307stanbul"),
            ("ＡＢＣ１２３", "abc123"),
        ("Åke", "A\u030ake"),
    ],
)
def test_names_that_are_one(management, first, second):
    user = make_user(management, first)
    assert wrong_data(management, "User.create", [second, "secret"]) == TAKEN
    assert get_user(management, user)["_username"] == first
    other = make_user(management, "somebody")
    data = wrong_data(management, "User.update", [other, {"_username": second}])
    assert data == {"user": "This username is taken."}
    found = management.call("User.list", {"nameFilter": second})
    assert [each["_id"] for each in found["items"]] == [user]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("strasse", "straße"),
        ("ﬁle", "file"),
        ("①②③", "123"),
        ("abc", "аbс"),
        ("istanbul", "ıstanbul"),
    ],
)
def test_names_that_are_two(management, first, second):
    make_user(management, first)
    make_user(management, second)
    assert management.call("User.list")["totalItems"] == 2


@pytest.mark.parametrize(
    "code",
    [
        *(0x20, 0x09, 0x0A, 0x0D, 0x85, 0xA0, 0x1680, 0x2003, 0x2028, 0x2029, 0x202F, 0x205F),
        0x3000,
        *(0x00, 0x01, 0x1F, 0x7F, 0x9F),
        *(0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x202E, 0x2060, 0x2066, 0xFEFF, 0x180E, 0xFE0F),
        0x3164,
        *(0xE000, 0xF8FF, 0xF0000, 0x10FFFD),
        *(0x378, 0x2FE0, 0xFFFE, 0xFFFF, 0x10FFFF, 0xE0001),
    ],
)
def test_characters_that_no_name_has(management, code):
    data = wrong_data(management, "User.create", [f"abc{chr(code)}def", "secret"])
    assert list(data) == ["username"]
    assert data["username"].endswith(f" (U+{code:04X}).")


@pytest.mark.parametrize(
    "name",
    ["john.smith@example.com", "a+b", "田中さん", "ÅÄÖ", "x_y-z", "';--", "𝒳𝒴𝒵", "🙂🙂🙂", "<b>", "%%%"],
)
def test_names_stand_as_given(management, name):
    user = make_user(management, name)
    assert get_user(management, user)["_username"] == name
    found = management.call(
        "User.list", {"userQuery": "_username == ?", "userQueryBindParams": [name]}
    )
    assert [each["_id"] for each in found["items"]] == [user]


def test_characters_are_code_points(management):
    make_user(management, "🙂" * 255)
    data = wrong_data(management, "User.create", ["🙂" * 256, "secret"])
    assert data == {"username": "Must have at most 255 characters."}
    make_user(management, "abc", "é" * 80)
    assert wrong_data(management, "User.create", ["abd", "é" * 81]) == {
        "password": "Must have at most 80 characters."
    }
