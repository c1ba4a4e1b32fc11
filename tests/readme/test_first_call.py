# SPDX-License-Identifier: Apache-2.0
"""The first call of README.md: exactly its text, pasted into a shell, against a running server."""

import json
import re
import subprocess
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"
BLOCK = re.compile(r"<!-- test: first-call -->\n```bash\n(.*?)```", re.DOTALL)


def first_call_text():
    blocks = BLOCK.findall(README.read_text(encoding="utf-8"))
    assert len(blocks) == 1
    return blocks[0]


def test_the_first_call_of_the_readme_works_when_pasted(server):
    backend = server.create_backend("First backend")["backendId"]
    key = server.create_key(backend)["key"]
    url = f"http://{server.host}:{server.port}/manage/json-rpc/{backend}"
    assignments = f"HAKO_URL='{url}'\nHAKO_KEY='{key}'\n"
    # From standard input, as a terminal takes it; -e would end at a failure that a person sees.
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-u"],
        input=assignments + first_call_text(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reply["id"] for reply in replies] == [1, 2, 3, 4, 5]
    assert replies[0]["result"] == "OK"
    listed = replies[4]["result"]
    shown = [(item["playerName"], item["score"]) for item in listed["items"]]
    assert shown == [("Bob", 310), ("Carol", 205), ("Alice", 120)]
    assert listed["totalItems"] == 3


def test_the_two_commands_are_the_first_lines_of_the_readme():
    lines = [line for line in README.read_text(encoding="utf-8").splitlines() if line]
    assert lines[0].startswith("# ")
    assert lines[1].split("#")[0].strip() == "./dev serve"
    assert lines[2].split("#")[0].strip() == "./dev test"
