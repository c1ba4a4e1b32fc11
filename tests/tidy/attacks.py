# SPDX-License-Identifier: Apache-2.0
"""The house rule that holds the table of attacks to the tests."""

import re

TABLE = "docs/decisions/0011-attacks.md"
#: 90 that peers fell to, and those of our own wire.
ATTACKS = [f"{number:02}" for number in range(1, 91)] + [f"M{number}" for number in range(1, 12)]
_ROW = re.compile(r"\| (\d\d|M\d+) \| .* \| (.*) \|$")
_NAMED = re.compile(r"`(test_\w+|[A-Z]\w+\.\w+)`")
_PYTHON_TEST = re.compile(r"^ *def (test_\w+)\(", re.MULTILINE)
_CPP_TEST = re.compile(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", re.MULTILINE)
_NUMBERS = re.compile(r"test_sec((?:_(?:\d\d|m\d+)(?=_))+)")
_REASON = "Not here: "


def _tests(tree):
    """The names of all tests, each with its file."""
    for name in tree.files:
        if name.startswith("tests/") and name.endswith(".py"):
            for test in _PYTHON_TEST.findall(tree.text(name)):
                yield test, name
        elif name.endswith("_test.cpp"):
            for suite, test in _CPP_TEST.findall(tree.text(name)):
                yield f"{suite}.{test}", name


def _rows(tree):
    """By the number of the attack: the line, the tests that are named, and the text."""
    rows = {}
    for line, text in tree.lines(TABLE):
        if match := _ROW.match(text):
            rows.setdefault(match[1], []).append((line, _NAMED.findall(match[2]), match[2]))
    return rows


def attacks_have_their_tests(tree):
    if TABLE not in tree.files:
        return
    rows, tests = _rows(tree), dict(_tests(tree))
    for number in ATTACKS:
        if len(rows.get(number, [])) != 1:
            yield f"{TABLE}:1: attack {number} needs exactly one row"
    for number, found in rows.items():
        for line, named, text in found:
            if number not in ATTACKS:
                yield f"{TABLE}:{line}: there is no attack {number}"
            if not named and not text.startswith(_REASON):
                yield f"{TABLE}:{line}: attack {number} has neither a test nor '{_REASON}why'"
            for test in named:
                if test not in tests:
                    yield f"{TABLE}:{line}: there is no test {test}"
    for test, file in tests.items():
        if match := _NUMBERS.match(test):
            for number in match[1].upper().strip("_").split("_"):
                if not any(test in named for _, named, _ in rows.get(number, [])):
                    yield f"{file}:1: {test} is not in row {number} of {TABLE}"
