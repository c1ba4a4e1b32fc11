# SPDX-License-Identifier: Apache-2.0
import json
import subprocess
from pathlib import Path

from harness.server import binary
from method_scenario import MethodScenario
from wire_text import call_text, reply_text

_CONTRACT = Path(__file__).resolve().parents[2] / "contract/openrpc-management.json"


class TestRpcDiscover(MethodScenario):
    METHOD = "rpc.discover"
    PARAMETERS = {}

    def good(self, management):
        return {}

    def test_answers_an_openrpc_document(self, management):
        document = management.call(self.METHOD)
        assert document["openrpc"].startswith("1.3.")
        assert document["info"]["title"] and document["info"]["version"]
        for method in document["methods"]:
            assert {"name", "params", "result", "errors", "summary"} <= set(method)
            assert method["paramStructure"] == "either"
            for parameter in method["params"]:
                assert {"name", "required", "schema"} <= set(parameter)

    def test_the_command_line_prints_the_same(self, management):
        done = subprocess.run([binary(), "openrpc"], capture_output=True, text=True, check=True)
        assert json.loads(done.stdout) == management.call(self.METHOD)

    def test_the_committed_contract_is_what_is_served(self, management):
        assert json.loads(_CONTRACT.read_text()) == management.call(self.METHOD)

    def test_no_other_method_of_that_prefix_exists(self, management):
        for name in ("rpc.", "rpc.list", "rpc.Discover", "rpc.discover ", "rpc.ping", "rpc"):
            text = reply_text(management, name)
            assert '"error":{"code":-32601,"message":"Method not found"' in text

    def test_extensions_are_marked(self, management):
        ours = {
            method["name"]
            for method in management.call(self.METHOD)["methods"]
            if method.get("x-hako-extension")
        }
        assert ours == {
            *("Collection.createIndex", "Collection.dropIndex", "Collection.listIndexes"),
            *("CollectionItem.count", "Push.cancel", "Push.devices", "Push.list", "rpc.discover"),
        }

    def test_stands_twice_in_a_batch(self, management):
        body = f"[{call_text(self.METHOD)},{call_text(self.METHOD)}]"
        alone = reply_text(management, self.METHOD)
        assert management.raw(body)[2].decode() == f"[{alone},{alone}]"
