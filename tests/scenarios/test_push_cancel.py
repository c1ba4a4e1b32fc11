# SPDX-License-Identifier: Apache-2.0
import pytest
import wrong_values
from harness.rpc import RpcError
from method_scenario import MethodScenario, required
from scenes import ios_fields, register, send_push
from wire_text import reply_text


class TestPushCancel(MethodScenario):
    METHOD = "Push.cancel"
    PARAMETERS = {
        "pushProjectId": required(wrong_values.PUSH_PROJECT, "Must be a string."),
        "queueId": required(wrong_values.QUEUE_ID, "Must be a string."),
    }
    WRITES = True

    def good(self, management):
        return {"pushProjectId": management.push_project, "queueId": send_push(management)}

    def test_answers_ok(self, management):
        text = reply_text(management, self.METHOD, self.good(management))
        assert text == '{"jsonrpc":"2.0","id":1,"result":"OK"}'

    def test_cancels_exactly_this_push(self, management):
        register(management, ios_fields())
        first, second = send_push(management), send_push(management)
        management.call(self.METHOD, [management.push_project, first])
        status = management.call("Push.status", [management.push_project, first])
        assert (status["status"], status["numPushed"]) == ("cancel", 0)
        status = management.call("Push.status", [management.push_project, second])
        assert status["status"] == "wait"

    def test_cancelling_again_is_ok(self, management):
        params = self.good(management)
        assert management.call(self.METHOD, params) == "OK"
        assert management.call(self.METHOD, params) == "OK"
        status = management.call("Push.status", params)
        assert status["status"] == "cancel"

    def test_needs_a_push(self, management):
        with pytest.raises(RpcError) as refused:
            management.call(self.METHOD, [management.push_project, "q" + wrong_values.UUID])
        assert refused.value.code == -32602
