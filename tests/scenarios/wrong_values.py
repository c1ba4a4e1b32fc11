# SPDX-License-Identifier: Apache-2.0
"""For each type of parameter: values that it refuses, and what it says about them."""

from wire_text import Raw


def _all(message, *values):
    return [(value, message) for value in values]


LONG_NUMBER = (Raw("1" + "0" * 128), "A number may have at most 128 characters.")

STRING = _all("Must be a string.", 5, 1.5, True, False, {}, [], ["a"])

_NAME_FORM = (
    'A collection name starts with a letter, then come letters, digits, "_" or "-" '
    "(letters are A to Z and a to z)."
)
COLLECTION_NAME = (
    STRING
    + _all(_NAME_FORM, "1a", "_a", "-a", "a b", "a.b", " a", "a\n", "é", "../a", 'a"', "a\x00")
    + _all("A collection name must not be empty.", "")
    + _all("A collection name has at most 64 characters.", "a" * 65)
)

UUID = "01a20b2c-a911-7000-8136-2292461ca006"
_NO_IDS = ["", "x", "i", UUID, "I" + UUID, f"i{UUID} ", f" i{UUID}", f"i{UUID.upper()}"]
_NO_IDS.append("i" * 99_999)
ITEM_ID = STRING + _all("Item not found.", "i" + UUID, "u" + UUID, *_NO_IDS)
USER_ID = STRING + _all("User not found.", "u" + UUID, "i" + UUID, *_NO_IDS)
OWNER_ID = STRING + _all('Must be a user\'s id: "u" and a UUID.', "i" + UUID, *_NO_IDS)

BOOLEAN = _all("Must be true or false.", "true", "", 0, 1, {}, [])
RIGHT = _all(
    'Must be "", "r", "w" or "rw".', "x", "wr", "RW", "r ", "rwx", 0, 1, True, False, {}, [], ["r"]
)

PAGE = _all(
    "Must be a whole number from 1.",
    *[0, -1, 1.5, "1", "", True, {}, [], [1]],
    *[Raw("9223372036854775808"), Raw("1e19"), Raw("1e-1"), Raw("-0")],
)
ITEMS_IN_PAGE = _all(
    "Must be a whole number from 1 to 10000.",
    *[0, -1, 10001, 1.5, "10", True, {}, [], Raw("1e5"), Raw("10000.5")],
)
SORT_ORDER = _all('Must be "asc" or "desc".', "", "ASC", "up", 1, True, {}, [], ["asc"])
NAMES = (
    _all("Must be an array of strings.", 5, True, {}, {"a": 1})
    + _all("Element 2 must be a string.", ["a", 5], ["a", None], ["a", ["b"]])
    + _all("At most 1000 names may be given.", ["a"] * 1001, ",".join(["a"] * 1001))
)


def sort_property(*hidden):
    """`hidden`: system properties that others have."""
    no_names = ["", " ", "a b", "a.", ".a", "a..b", "a[0]", 'a"', "a'--", "$.a", "a)", "é", "1a"]
    no_names += ["_password", "_passwordHash", "_x", *hidden, ".".join(["a"] * 17)]
    return STRING + [(name, f'"{name}" is not a property to sort by.') for name in no_names]


QUERY = STRING + [
    ("a ==", "Expected a value at character 5, found the end of the query."),
    ("_password == 1", 'Unknown system property "_password" at character 1.'),
    ("a" * 16385, "The query is longer than 16384 bytes."),
]
BIND = _all("Must be an array.", 5, "x", True, {}, {"0": 1})

ID_LIST = (
    _all("Must be an array of strings.", "i" + UUID, "", 5, True, {})
    + _all("Element 1 must be a string.", [5], [None], [["i" + UUID]], [{}])
    + _all("At most 10000 ids may be given.", ["x"] * 10001)
)

_PERMISSION_KEY = ' must be "public", or 1 to 64 of letters, digits and "-".'
_PERMISSION_VALUE = ' must have the value "", "r", "w" or "rw".'
PERMISSION = (
    _all('Must be an object such as {"public":"r"}.', 5, "r", True, [], ["r"])
    + [({key: "r"}, f'The key "{key}"{_PERMISSION_KEY}') for key in ("", "a b", "_a", "*", "é")]
    + [({"a" * 65: "r"}, f'The key "{"a" * 64}…"{_PERMISSION_KEY}')]
    + [({"__proto__": "r"}, f'The key "__proto__"{_PERMISSION_KEY}')]
    + [
        ({"public": value}, f'The key "public"{_PERMISSION_VALUE}')
        for value in ("x", "RW", "rwx", None, True, 1, {}, [])
    ]
    + [
        (
            {"a b": "r", "public": "x", "ok": "rw"},
            f'The key "a b"{_PERMISSION_KEY} The key "public"{_PERMISSION_VALUE}',
        ),
        ({f"k{i}": "r" for i in range(1001)}, "Must have at most 1000 keys."),
    ]
)

OBJECT = _all("Must be an object.", 5, "x", "", True, False, [], [{"a": 1}])


def _bad_name(name):
    return (
        f'The property name "{name}" is not allowed: a name starts with a letter, then come '
        'letters, digits or "_" (letters are A to Z and a to z).'
    )


#: What create and update both refuse.
PROPERTIES = (
    OBJECT
    + [({name: 1}, _bad_name(name)) for name in ("1a", "a-b", "a b", "a.b", "é", "a$", " a", "*")]
    + [
        ({"": 1}, "A property name must not be empty."),
        (
            {"a" * 256: 1},
            f'The property name "{"a" * 64}…" is too long: a name has at most 255 characters.',
        ),
        (
            {"a": "x" * (512_001 - 8)},
            "The properties are 512001 bytes of JSON; at most 512000 are allowed.",
        ),
    ]
)
#: What create refuses besides: system properties, whatever their value.
NEW_PROPERTIES = PROPERTIES + [
    ({name: value}, f'The system property "{name}" cannot be set.')
    for name in ("_id", "_createdAt", "_permission", "_ownerUserOid", "_x", "_", "__proto__")
    for value in ("x", None, 0, "", False)
]


def index_properties():
    form = _all("Must be an array of strings.", 5, "a", True, {})
    form += _all("Element 2 must be a string.", ["a", 1], ["a", None])
    form += _all("An index is over 1 to 3 properties.", [])
    form += _all("At most 3 properties may be given.", ["a", "b", "c", "d"])
    form += _all('The property "a" is named twice.', ["a", "b", "a"])
    names = ("", "_x", "_password", "a b", "a..b", "a'--", "é", "a" * 16385)
    return form + [([name], f'"{_shown(name)}" is not the name of a property.') for name in names]


def _shown(name):
    return name if len(name) <= 64 else name[:64] + "…"


PUSH_PROJECT = STRING + _all("Push project not found.", "", "x", "0" * 24, "g" * 24, "x" * 9_999)
_NO_PUSHES = ["", "x", "q", UUID, "Q" + UUID, f"q{UUID} ", f"q{UUID.upper()}", "q" * 99_999]
QUEUE_ID = STRING + _all("Push not found.", "q" + UUID, "i" + UUID, *_NO_PUSHES)
WHOLE_NUMBER = _all(
    "Must be a whole number.", 1.5, "1", "", True, {}, [], [1], Raw("9223372036854775808")
)
