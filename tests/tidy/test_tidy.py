# SPDX-License-Identifier: Apache-2.0
"""Each house rule refuses what it is there for, and lets a clean tree pass."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import attacks  # noqa: E402
import rooms  # noqa: E402
import tidy  # noqa: E402

SPDX = f"// {tidy.SPDX}\n"


def breaches(tmp_path, rule, files):
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return list(rule(tidy.Tree(tmp_path)))


def including(*targets):
    return SPDX + "".join(f"#include {target}\n" for target in targets)


ALLOWED = {
    "src/json/a.cpp": '"base/b.hpp"',
    "src/monaql/a.cpp": '"json/b.hpp"',
    "src/domain/items/a.cpp": '"domain/collections/b.hpp"',
    "src/domain/backend_storage.hpp": '"domain/items/b.hpp"',
    "src/domain/users/a.cpp": '"domain/b.hpp"',
    "src/rpc/a.cpp": '"json/b.hpp"',
    "src/api/management/a.cpp": '"rpc/b.hpp"',
    "src/storage/sqlite/a.cpp": '"domain/users/b.hpp"',
    "src/server/a.cpp": '"storage/sqlite/b.hpp"',
    "src/domain/items/a_test.cpp": '"domain/testing/b.hpp"',
    "src/api/management/test_world.hpp": '"storage/sqlite/b.hpp"',
}
FORBIDDEN = {
    "src/base/a.cpp": '"json/b.hpp"',
    "src/json/a.cpp": '"monaql/b.hpp"',
    "src/domain/collections/a.cpp": '"domain/items/b.hpp"',
    "src/domain/list_query.hpp": '"domain/items/b.hpp"',
    "src/domain/users/a.cpp": '"rpc/b.hpp"',
    "src/rpc/a.cpp": '"http/b.hpp"',
    "src/http/a.cpp": '"rpc/b.hpp"',
    "src/rpc/b.cpp": '"domain/users/b.hpp"',
    "src/api/management/a.cpp": '"storage/sqlite/b.hpp"',
    "src/api/app/a.cpp": '"api/management/b.hpp"',
    "src/storage/sqlite/a.cpp": '"storage/postgres/b.hpp"',
    "src/storage/sqlite/b.cpp": '"rpc/b.hpp"',
    "src/domain/items/a.cpp": '"server/b.hpp"',
    "src/domain/users/b.cpp": '"domain/testing/b.hpp"',
    "src/domain/users/a_test.cpp": '"storage/sqlite/b.hpp"',
}


@pytest.mark.parametrize("name,target", ALLOWED.items())
def test_an_include_downwards_is_allowed(tmp_path, name, target):
    files = {name: including(target), "src/" + target.strip('"'): SPDX}
    assert breaches(tmp_path, tidy.rooms_know_only_what_is_below, files) == []


@pytest.mark.parametrize("name,target", FORBIDDEN.items())
def test_an_include_upwards_or_sideways_is_refused(tmp_path, name, target):
    files = {name: including(target), "src/" + target.strip('"'): SPDX}
    found = breaches(tmp_path, tidy.rooms_know_only_what_is_below, files)
    assert len(found) == 1
    assert found[0].startswith(f"{name}:2: ")
    assert "must not include" in found[0]


def test_a_room_that_is_not_in_the_table_is_refused(tmp_path):
    found = breaches(tmp_path, tidy.rooms_know_only_what_is_below, {"src/cellar/a.cpp": SPDX})
    assert found == ["src/cellar/a.cpp:1: no room 'cellar' in tests/tidy/rooms.py"]


@pytest.mark.parametrize("target", ['"b.hpp"', '"base/missing.hpp"'])
def test_an_include_that_is_not_named_from_src_is_refused(tmp_path, target):
    files = {"src/base/a.cpp": including(target), "src/base/b.hpp": SPDX}
    assert len(breaches(tmp_path, tidy.rooms_know_only_what_is_below, files)) == 1


def test_a_circle_of_includes_is_refused(tmp_path):
    files = {
        "src/base/a.hpp": including('"base/b.hpp"'),
        "src/base/b.hpp": including('"base/c.hpp"'),
        "src/base/c.hpp": including('"base/b.hpp"'),
    }
    found = breaches(tmp_path, tidy.includes_make_no_circle, files)
    assert found == ["src/base/b.hpp:1: includes itself by way of base/b.hpp > base/c.hpp"]
    files["src/base/c.hpp"] = SPDX
    assert breaches(tmp_path, tidy.includes_make_no_circle, files) == []


@pytest.mark.parametrize("library", rooms.LIBRARIES)
def test_a_library_outside_of_its_room_is_refused(tmp_path, library):
    header = library + "x.h" if library.endswith("/") else library
    files = {
        "src/monaql/a.cpp": including(f"<{header}>"),
        f"src/{rooms.LIBRARIES[library][0]}/a.cpp": including(f"<{header}>"),
    }
    found = breaches(tmp_path, tidy.libraries_stay_in_their_rooms, files)
    assert len(found) == 1
    assert found[0].startswith("src/monaql/a.cpp:2: ")


def test_the_test_library_is_for_tests(tmp_path):
    files = {
        "src/base/a.cpp": including("<gtest/gtest.h>"),
        "src/base/a_test.cpp": including("<gtest/gtest.h>"),
    }
    found = breaches(tmp_path, tidy.libraries_stay_in_their_rooms, files)
    assert found == ["src/base/a.cpp:2: <gtest/gtest.h> is for tests"]


@pytest.mark.parametrize("folder", sorted(tidy.BANNED_FOLDERS))
def test_a_folder_without_a_name_is_refused(tmp_path, folder):
    found = breaches(tmp_path, tidy.folders_have_a_name, {f"src/{folder}/a.cpp": SPDX})
    assert len(found) == 1


def test_a_long_file_is_refused_unless_it_is_listed_and_does_not_grow(tmp_path):
    files = {"src/base/a.cpp": "x\n" * 401, "src/base/b.cpp": "x\n" * 400}
    rule = tidy.files_fit_a_sitting
    assert breaches(tmp_path, rule, files) == ["src/base/a.cpp:401: more than 400 lines"]
    listed = {"tests/tidy/longer_files.txt": "# why\nsrc/base/a.cpp 401 a table\n"}
    assert breaches(tmp_path, rule, listed) == []
    assert len(breaches(tmp_path, rule, {"src/base/a.cpp": "x\n" * 402})) == 1
    listed = {"tests/tidy/longer_files.txt": "src/base/gone.cpp 402\n"}
    assert len(breaches(tmp_path, rule, {**listed, "src/base/a.cpp": ""})) == 2


@pytest.mark.parametrize("name", ["src/base/a.hpp", "tests/wire/a.py", "dev", ".ci/run"])
def test_a_file_without_its_licence_is_refused(tmp_path, name):
    assert len(breaches(tmp_path, tidy.files_name_their_licence, {name: "x\n"})) == 1
    late = {name: "x\nx\n" + SPDX}
    assert len(breaches(tmp_path, tidy.files_name_their_licence, late)) == 1
    assert breaches(tmp_path, tidy.files_name_their_licence, {name: "#!/bin/sh\n" + SPDX}) == []


def test_a_room_without_a_readme_is_refused(tmp_path):
    files = {"src/base/a.hpp": SPDX, "src/json/a.hpp": SPDX, "src/json/README.md": "# json\n"}
    found = breaches(tmp_path, tidy.rooms_have_a_readme, files)
    assert found == ["src/base/README.md:1: the room has no README.md"]
    long = {"src/base/README.md": "x\n" * 51}
    assert len(breaches(tmp_path, tidy.rooms_have_a_readme, long)) == 1


def test_a_path_that_does_not_exist_is_refused_in_documents(tmp_path):
    files = {
        "README.md": "`src/base/` `dev` `docs/gone.md` `a/b/` `build/x.md` `word` `/etc/x.toml`\n",
        "src/base/README.md": "`a.hpp` `base/a.hpp` `gone.hpp`\n",
        "src/base/a.hpp": SPDX,
        "docs/other.md": "`gone.md`\n",
    }
    assert breaches(tmp_path, tidy.documents_name_files_that_exist, files) == [
        "README.md:1: `docs/gone.md` does not exist",
        "README.md:1: `a/b/` does not exist",
        "src/base/README.md:1: `gone.hpp` does not exist",
    ]


@pytest.mark.parametrize(
    "text", ["see /" + "work/x", "see ../" + "shared/x", "as issue" + " 7 says", "TO" + "DO: x"]
)
def test_private_paths_and_tickets_are_refused(tmp_path, text):
    assert len(breaches(tmp_path, tidy.nothing_private_is_mentioned, {"docs/a.md": text})) == 1


def test_a_file_that_is_no_text_is_passed_over(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"\xff\xfe /" + b"work/")
    assert list(tidy.nothing_private_is_mentioned(tidy.Tree(tmp_path))) == []


def attack_breaches(tmp_path, row=None, test="def test_sec_01_m2_nothing(server):\n"):
    """What the rule says of a table of which one row is another, and a file of one test."""
    rows = {each: f"| {each} | a | `test_sec_01_m2_nothing`, `Suite.says` |" for each in attacks.ATTACKS}
    rows["02"] = row or "| 02 | a | Not here: there is none. |"
    files = {
        attacks.TABLE: "\n".join(rows.values()),
        "tests/test_a.py": test,
        "src/base/a_test.cpp": "TEST_F(Suite, says) {\n",
    }
    return breaches(tmp_path, tidy.attacks_have_their_tests, files)


def test_a_table_of_attacks_that_are_all_tested_passes(tmp_path):
    assert attack_breaches(tmp_path) == []


@pytest.mark.parametrize(
    "row",
    [
        "",
        "| 02 | a | |",
        "| 02 | a | later |",
        "| 02 | a | `test_sec_02_gone` |",
        "| 02 | a | `Suite.says_not` |",
        "| 02 | a | Not here: why. |\n| 02 | a | Not here: why. |",
        "| 02 | a | Not here: why. |\n| 91 | a | `Suite.says` |",
    ],
)
def test_an_attack_without_its_row_test_or_reason_is_refused(tmp_path, row):
    assert len(attack_breaches(tmp_path, row or "| other")) == 1


def test_a_test_with_the_number_of_an_attack_stands_in_its_row(tmp_path):
    both = "def test_sec_01_m2_nothing(server):\ndef test_sec_02_90_other(server):\n"
    found = attack_breaches(tmp_path, test=both)
    assert found == [
        f"tests/test_a.py:1: test_sec_02_90_other is not in row {number} of {attacks.TABLE}"
        for number in ("02", "90")
    ]
