#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""House rules that no compiler checks. Prints each breach as FILE:LINE: what; exit code 1 if any."""

import re
import subprocess
import sys
from pathlib import Path

import rooms
from attacks import attacks_have_their_tests

LINES_MAX = 400
CODE = {".cpp", ".hpp", ".py", ".sh", ".ts", ".js", ".mjs", ".cjs", ".lua"}
CPP = {".cpp", ".hpp"}
SCRIPTS = {"dev", ".ci/run"}
BANNED_FOLDERS = {"utils", "util", "common", "helpers", "misc"}
SPDX = "SPDX-License-Identifier: Apache-2.0"
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')
# Pieces are joined here, so that this file does not break its own rules.
BANNED_TEXT = {
    re.compile("/" + "work/"): "a path of somebody's machine",
    re.compile(r"\.\./" + "shared"): "a path of somebody's machine",
    re.compile(r"\bissue " + r"#?\d", re.IGNORECASE): "the code speaks of itself, not of tickets",
    re.compile(r"\b(TO" + "DO|FIX" + r"ME)\b"): "what is left to do is written elsewhere",
}
DOCUMENTS = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"]
# A word between backticks that claims to be a file or a folder of this tree.
PATH_IN_TEXT = re.compile(r"`(\.?[\w./+-]*?(?:/|\.(?:hpp|cpp|md|py|txt|toml|json|sql|sh|service)))`")


class Tree:
    """The files of the repository, ignored ones left out; `root` may be any folder in a test."""

    def __init__(self, root):
        self.root = Path(root)
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=self.root,
            check=False,
            capture_output=True,
            text=True,
        )
        if listed.returncode == 0:
            names = [name for name in listed.stdout.split("\0") if name]
        else:
            names = [str(path.relative_to(self.root)) for path in self.root.rglob("*")]
        self.files = sorted(name for name in set(names) if (self.root / name).is_file())

    def text(self, name):
        return (self.root / name).read_text(encoding="utf-8", errors="replace")

    def lines(self, name):
        return enumerate(self.text(name).splitlines(), start=1)

    def sources(self):
        """Pairs of a C++ source under src/ and its room."""
        for name in self.files:
            path = Path(name)
            if path.parts[0] == "src" and path.suffix in CPP:
                yield name, "/".join(path.parts[1:-1])

    def includes(self, name):
        for number, line in self.lines(name):
            if match := INCLUDE.match(line):
                yield number, match[1] == '"', match[2]


def is_test(name):
    """Whether a source is for tests: the tests themselves, and what they share."""
    file = Path(name).name
    return file.endswith("_test.cpp") or file.startswith(("test_", "fake_"))


def rooms_know_only_what_is_below(tree):
    for name, room in tree.sources():
        may = rooms.allowed_in_tests(room) if is_test(name) else rooms.allowed(room)
        if may is None:
            yield f"{name}:1: no room '{room}' in tests/tidy/rooms.py"
            continue
        is_door = room == "domain" and Path(name).name.split(".")[0].removesuffix(
            "_test"
        ) in rooms.DOMAIN_DOORS
        if is_door:
            may = [*may, *rooms.DOMAIN]
        for number, ours, target in tree.includes(name):
            target_room = str(Path(target).parent)
            if ours and not (tree.root / "src" / target).is_file():
                if target_room != ".":
                    yield f"{name}:{number}: \"{target}\" does not exist under src/"
                else:
                    yield f"{name}:{number}: \"{target}\": name it from src/"
            elif ours and target_room not in may:
                yield f"{name}:{number}: {room}/ must not include {target_room}/"


def includes_make_no_circle(tree):
    graph = {
        name.removeprefix("src/"): [t for _, ours, t in tree.includes(name) if ours]
        for name, _ in tree.sources()
    }
    done = set()

    def walk(name, path):
        if name in path:
            yield "src/" + name + ":1: includes itself by way of " + " > ".join(
                path[path.index(name) :]
            )
        elif name not in done:
            for target in graph.get(name, []):
                yield from walk(target, [*path, name])
            done.add(name)

    for name in graph:
        yield from walk(name, [])


def libraries_stay_in_their_rooms(tree):
    for name, room in tree.sources():
        for number, ours, target in tree.includes(name):
            if ours:
                continue
            if target.startswith(("gtest/", "gmock/")) and not is_test(name):
                yield f"{name}:{number}: <{target}> is for tests"
            for library, wrapped_by in rooms.LIBRARIES.items():
                if target.startswith(library) and room not in wrapped_by:
                    yield f"{name}:{number}: <{target}> is for {', '.join(wrapped_by)} only"


def folders_have_a_name(tree):
    for name in tree.files:
        for part in Path(name).parts[:-1]:
            if part.lower() in BANNED_FOLDERS:
                yield f"{name}:1: a folder '{part}' says nothing; name what is in it"


def files_fit_a_sitting(tree):
    """LONGER holds the exceptions, `PATH LINES why`: a file there may not grow over its number."""
    longer = {}
    exceptions = "tests/tidy/longer_files.txt"
    if exceptions in tree.files:
        for number, line in tree.lines(exceptions):
            if line and not line.startswith("#"):
                path, lines, *why = line.split(maxsplit=2)
                longer[path] = int(lines)
                if not why:
                    yield f"{exceptions}:{number}: {path} needs a reason"
                if path not in tree.files:
                    yield f"{exceptions}:{number}: {path} does not exist"
    for name in tree.files:
        top = Path(name).parts[0]
        if top in {"src", "tests", "bench", "sdk"} and Path(name).suffix in CODE:
            count = len(tree.text(name).splitlines())
            if count > longer.get(name, LINES_MAX):
                yield f"{name}:{count}: more than {longer.get(name, LINES_MAX)} lines"


def files_name_their_licence(tree):
    for name in tree.files:
        if Path(name).suffix in CODE or name in SCRIPTS:
            head = tree.text(name).splitlines()[:2]
            if not any(line.endswith(SPDX) for line in head):
                yield f"{name}:1: '{SPDX}' is missing"


def rooms_have_a_readme(tree):
    for room in sorted({room for _, room in tree.sources()}):
        readme = f"src/{room}/README.md"
        if readme not in tree.files:
            yield f"{readme}:1: the room has no README.md"
        elif len(tree.text(readme).splitlines()) > 50:
            yield f"{readme}:50: more than a screen"


def documents_name_files_that_exist(tree):
    for name in tree.files:
        is_room_readme = name.startswith("src/") and name.endswith("/README.md")
        if name not in DOCUMENTS and not is_room_readme:
            continue
        bases = [tree.root, tree.root / "src", (tree.root / name).parent]
        for number, line in tree.lines(name):
            for path in PATH_IN_TEXT.findall(line):
                # What the build makes, and paths of other machines, are not in the tree.
                if path.startswith(("/", "./data", "build/")) or path == "/":
                    continue
                if not any((base / path).exists() for base in bases):
                    yield f"{name}:{number}: `{path}` does not exist"


def nothing_private_is_mentioned(tree):
    for name in tree.files:
        try:
            text = (tree.root / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            for pattern, why in BANNED_TEXT.items():
                if match := pattern.search(line):
                    yield f"{name}:{number}: '{match[0]}': {why}"


RULES = [
    rooms_know_only_what_is_below,
    includes_make_no_circle,
    libraries_stay_in_their_rooms,
    folders_have_a_name,
    files_fit_a_sitting,
    files_name_their_licence,
    rooms_have_a_readme,
    documents_name_files_that_exist,
    nothing_private_is_mentioned,
    attacks_have_their_tests,
]


def main():
    tree = Tree(Path(__file__).resolve().parents[2])
    breaches = [breach for rule in RULES for breach in rule(tree)]
    print("\n".join(breaches) or f"{len(tree.files)} files keep the house rules.")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
