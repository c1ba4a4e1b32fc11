# SPDX-License-Identifier: Apache-2.0
"""MonaQL on the wire: what matches, what is refused and where."""

import json

import pytest
from scenes import make_collection, make_items, make_user
from wire_text import Raw, wrong_data

PEOPLE = [
    {"n": 0, "a": 12, "b": 34, "name": "John", "age": 20, "country": "US", "group_id": 1},
    {"n": 1, "a": 12, "c": 56, "name": "Smith", "age": 21, "country": "US", "group_id": 2},
    {"n": 2, "a": 12, "b": 0, "c": 0, "name": "Mary", "age": 30, "country": "UK", "title": "x"},
    {"n": 3, "a": 13, "b": 34, "c": 56, "name": None, "age": "20", "tags": ["a", "b"]},
    {"n": 4, "flag": True, "o": {"p": {"q": 1}}, "age": None, "name": "john"},
    {"n": 5, "flag": False, "tags": [], "list": [1, {"x": 2, "y": 3}], "o": {"p": 5}},
]
EVERY = [0, 1, 2, 3, 4, 5]


def found(management, query, *values):
    params = {"collectionName": "People", "criteria": query, "bindParams": list(values)}
    listed = management.call("CollectionItem.list", params)
    assert listed["totalItems"] == len(listed["items"])
    assert management.call("CollectionItem.count", params) == {"totalItems": listed["totalItems"]}
    return sorted(each["n"] for each in listed["items"])


@pytest.fixture(scope="module")
def people(shared_server):
    with shared_server.new_management() as management:
        make_collection(management, "People")
        make_items(management, "People", PEOPLE)
        yield management


@pytest.mark.parametrize(
    ("query", "values", "expected"),
    [
        # The examples of upstream's reference.
        ("a == 12 && (b == 34 || c == 56)", [], [0, 1]),
        ("a == 12 && !(b == 34 || c == 56)", [], [2]),
        ('name IN ["John", "Smith"]', [], [0, 1]),
        ('name NIN ["John", "Smith"]', [], [2, 3, 4, 5]),
        ("name == ? && age > ?", ["John", 19], [0]),
        ("name IN ?", [["John", "Smith"]], [0, 1]),
        ("group_id == 1", [], [0]),
        ('(title == "x") && (_ownerUserOid == ?)', [None], [2]),
        ('country == "US" && age = 20', [], [0]),
        # Everything.
        ("", [], EVERY),
        (" \t\n ", [], EVERY),
        # Binding.
        ("a == 12 || a == 13 && b == 0", [], [0, 1, 2]),
        ("!(a == 12) && b == 34", [], [3]),
        ("!(!(a == 12))", [], [0, 1, 2]),
        ("((((a == 13))))", [], [3]),
        # Equality.
        ("age == 20", [], [0]),
        ("age == 20.0", [], [0]),
        ("age == 2e1", [], [0]),
        ('age == "20"', [], [3]),
        ("age != 20", [], [1, 2, 3, 4, 5]),
        ("flag == true", [], [4]),
        ("flag != true", [], [0, 1, 2, 3, 5]),
        ('name == "john"', [], [4]),
        # Null and missing.
        ("name == null", [], [3, 5]),
        ("name != null", [], [0, 1, 2, 4]),
        ("name == ?", [None], [3, 5]),
        ("name IN [null, \"Mary\"]", [], [2, 3, 5]),
        ("name NIN [null]", [], [0, 1, 2, 4]),
        ("nowhere == null", [], EVERY),
        ("nowhere != null", [], []),
        ("name > null", [], []),
        ("nowhere <= null", [], []),
        ("name IN []", [], []),
        ("name NIN []", [], EVERY),
        # Order.
        ("age > 20", [], [1, 2]),
        ("age >= 20", [], [0, 1, 2]),
        ("age < 21", [], [0]),
        ('age <= "20"', [], [3]),
        ('name < "a"', [], [0, 1, 2]),
        ("flag > false", [], [4]),
        ("flag >= false", [], [4, 5]),
        ("age > true", [], []),
        # Arrays and objects.
        ('tags == ["a", "b"]', [], [3]),
        ('tags == ["b", "a"]', [], []),
        ("tags == []", [], [5]),
        ("list == ?", [[1, {"y": 3, "x": 2}]], [5]),
        ("o == ?", [{"p": {"q": 1}}], [4]),
        ("o IN ?", [[{"p": 5}, {"p": 6}]], [5]),
        ('tags CONTAINS "a"', [], [3]),
        ('tags CONTAINS "c"', [], []),
        ("list CONTAINS ?", [{"x": 2, "y": 3}], [5]),
        ("name CONTAINS \"J\"", [], []),
        # Paths.
        ("o.p == 5", [], [5]),
        ("o.p.q == 1", [], [4]),
        ("o.p.q == null", [], [0, 1, 2, 3, 5]),
        # System properties.
        ("_createdAt > 0 && _updatedAt > 0", [], EVERY),
        ("_ownerUserOid == null", [], EVERY),
        ('_id == "x"', [], []),
        # Letter case of words, and what is no word.
        ("n in [1] || n Nin [0,1,2,3,4]", [], [1, 5]),
        ("IN == null && CONTAINS == null", [], EVERY),
        # Escapes.
        (r'name == "\u004aohn"', [], [0]),
    ],
)
def test_matches(people, query, values, expected):
    assert found(people, query, *values) == expected


def test_ids_and_owners(management):
    make_collection(management, "People")
    owner = make_user(management)
    create = {"collectionName": "People", "item": {"n": 0}, "ownerUserOid": owner}
    item = management.call("CollectionItem.create", create)["item"]["_id"]
    make_items(management, "People", [{"n": 1}])
    assert found(management, "_id==?", item) == [0]
    assert found(management, "_id IN ?", [item, "x"]) == [0]
    assert found(management, "_id != ?", item) == [1]
    assert found(management, "_ownerUserOid == ?", owner) == [0]
    assert found(management, "_ownerUserOid != null") == [0]


_END = "the end of the query"
_MORE = 'Expected "&&", "||" or the end of the query'


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("a ==", f"Expected a value at character 5, found {_END}."),
        ("a == )", 'Expected a value at character 6, found ")".'),
        ("a", f"Expected an operator at character 2, found {_END}."),
        ("a == 1 &&", f"Expected a property name or a group at character 10, found {_END}."),
        ("&& a == 1", 'Expected a property name or a group at character 1, found "&&".'),
        ("(a == 1", f'Expected "&&", "||" or ")" at character 8, found {_END}.'),
        ("a == 1)", f'{_MORE} at character 7, found ")".'),
        ("a == 1 b", f'{_MORE} at character 8, found "b".'),
        ("a === 1", 'Expected a value at character 5, found "=".'),
        ("a <> 1", 'Expected a value at character 4, found ">".'),
        ('a LIKE "x"', 'Expected an operator at character 3, found "LIKE".'),
        ("!a == 1", 'Expected "(" at character 2, found "a".'),
        ("1 == a", 'Expected a property name or a group at character 1, found "1".'),
        ("a IN 1", 'Expected an array at character 6, found "1".'),
        ("a IN [1", f'Expected "," or "]" at character 8, found {_END}.'),
        ("a == 01", 'Expected a value at character 6, found "01".'),
        ("a == -", 'Expected a value at character 6, found "-".'),
        ("a == {}", 'Expected a value at character 6, found "{".'),
        ("a == nul", 'Expected a value at character 6, found "nul".'),
        ("a == 1 & b == 2", f'{_MORE} at character 8, found "&".'),
        ("a == 1; b", f'{_MORE} at character 7, found ";".'),
        ("a..b == 1", 'Expected an operator at character 2, found ".".'),
        # Characters are code points, not bytes.
        ('a == "é𝒳" x', f'{_MORE} at character 11, found "x".'),
        ("é == 1", 'Expected a property name or a group at character 1, found "é".'),
        (
            "a == 'x'",
            'Expected a value at character 6, found "\'". Strings stand in double quotes.',
        ),
        ('a == "x', f"Expected a closing double quote at character 8, found {_END}."),
        (r'a == "\q"', 'Expected one of JSON\'s escapes at character 8, found "q".'),
        ("a == 1e400", "The number at character 6 is out of the range of a double."),
        ("a == " + "9" * 129, "The number at character 6 has more than 128 characters."),
        ("_password == 1", 'Unknown system property "_password" at character 1.'),
        ("_username == 1", 'Unknown system property "_username" at character 1.'),
        (
            "(a == 1) && !(_secret != 2)",
            'Unknown system property "_secret" at character 15.',
        ),
        ("_id.x == 1", 'The system property "_id" at character 1 has no properties inside.'),
        ("a" * 16_385, "The query is longer than 16384 bytes."),
        ("é" * 8193, "The query is longer than 16384 bytes."),
        (
            "(" * 65 + "a == 1" + ")" * 65,
            "The nesting at character 65 is deeper than 64 levels.",
        ),
        (
            "a IN [" + "1," * 1000 + "1]",
            "The value at character 2007 takes the query's arrays over 1000 elements in all.",
        ),
        (".".join("a" * 17) + " == 1", "The property at character 1 has more than 16 names."),
    ],
)
def test_what_is_wrong_is_said_with_its_place(people, query, message):
    for method in ("CollectionItem.list", "CollectionItem.count"):
        data = wrong_data(people, method, {"collectionName": "People", "criteria": query})
        assert data == {"criteria": message}


@pytest.mark.parametrize("depth", range(1, 21))
def test_hidden_properties_are_refused_at_every_depth(people, depth):
    for name in ("_password", "_passwordHash", "_sessionId", "_loginToken", "__proto__", "_x"):
        query = "!(a == 1 || (" * depth + f"{name} == 1" + "))" * depth
        data = wrong_data(people, "CollectionItem.count", ["People", query])
        position = len("!(a == 1 || (") * depth + 1
        assert data == {"criteria": f'Unknown system property "{name}" at character {position}.'}


def test_limits_are_within_reach(people):
    assert found(people, "n == 0" + " " * (16_384 - 6)) == [0]
    assert found(people, "(" * 64 + "n == 0" + ")" * 64) == [0]
    assert found(people, "n IN [" + ",".join(["1"] * 1000) + "]") == [1]
    assert found(people, "n IN ? || n IN ?", [1] * 500, [2] * 500) == [1, 2]
    assert found(people, ".".join("a" * 16) + " == null") == EVERY
    assert found(people, " || ".join(["n == 1"] * 1500)) == [1]
    assert found(people, " && ".join(["(n == 1)"] * 1300)) == [1]


@pytest.mark.parametrize(
    ("query", "values", "name", "message"),
    [
        ("a == ?", [], "bindParams", "The query has 1 place holder, but 0 values were given."),
        (
            "a == ? && b == ?",
            [1],
            "bindParams",
            "The query has 2 place holders, but 1 value was given.",
        ),
        ("a == 1", [1], "bindParams", "The query has 0 place holders, but 1 value was given."),
        ("", [1], "bindParams", "The query has 0 place holders, but 1 value was given."),
        ('a == "?"', [1], "bindParams", "The query has 0 place holders, but 1 value was given."),
        *(
            (
                "a IN ?",
                [value],
                "criteria",
                f"Expected an array at character 6, found a place holder for {kind}.",
            )
            for value, kind in (
                ({"0": 1, "length": 1}, "an object"),
                (5, "a number"),
                ("x", "a string"),
                (True, "a boolean"),
                (None, "null"),
            )
        ),
        (
            "a IN ?",
            [[1] * 1001],
            "criteria",
            "The value at character 6 takes the query's arrays over 1000 elements in all.",
        ),
    ],
)
def test_bind_parameters(people, query, values, name, message):
    params = {"collectionName": "People", "criteria": query, "bindParams": values}
    assert wrong_data(people, "CollectionItem.list", params) == {name: message}


def test_bound_values_are_values_and_nothing_else(people):
    for value in ("1 || a == 12", '" || a == 12 || "', "?", "null", "%", "*", "a == 12"):
        assert found(people, "name == ?", value) == []
    long_number = Raw("[" + "1" * 129 + "]")
    params = {"collectionName": "People", "criteria": "a == ?", "bindParams": long_number}
    assert list(wrong_data(people, "CollectionItem.list", params)) == ["bindParams"]


def test_users_are_queried_alike(management):
    for number, entry in enumerate(PEOPLE):
        make_user(management, f"user{number}", properties=entry)
    for query, expected in (
        ("a == 12 && (b == 34 || c == 56)", [0, 1]),
        ('_username == "user3"', [3]),
        ("age >= 20 && country != null", [0, 1, 2]),
    ):
        listed = management.call("User.list", {"userQuery": query, "sortProperty": "n"})
        assert [each["n"] for each in listed["items"]] == expected
    data = wrong_data(management, "User.list", {"userQuery": "_ownerUserOid == 1"})
    assert data == {"userQuery": 'Unknown system property "_ownerUserOid" at character 1.'}
    data = wrong_data(management, "User.list", {"userQuery": "a == ?"})
    assert list(data) == ["userQueryBindParams"]
    assert json.dumps(data).count("place holder") == 1
