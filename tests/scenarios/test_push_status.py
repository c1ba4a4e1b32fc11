# SPDX-License-Identifier: Apache-2.0
import time

import wrong_values
from method_scenario import MethodScenario, required
from scenes import ios_fields, register, send_push
from wire_text import wrong_data


class TestPushStatus(MethodScenario):
    METHOD = "Push.status"
    PARAMETERS = {
        "pushProjectId": required(wrong_values.PUSH_PROJECT, "Must be a string."),
        "queueId": required(wrong_values.QUEUE_ID, "Must be a string."),
    }

    def good(self, management):
        return {"pushProjectId": management.push_project, "queueId": send_push(management)}

    def test_answers_how_far_it_came(self, management):
        register(management, ios_fields())
        before = int(time.time() * 1000)
        queue = send_push(management)
        status = management.call(self.METHOD, [management.push_project, queue])
        created = status.pop("createdAt")
        assert before <= created <= int(time.time() * 1000)
        assert status == {
            "status": "wait",
            "numTarget": 1,
            "numPushed": 0,
            "numFailed": 0,
            "pushStartedAt": None,
            "pushFinishedAt": None,
        }
        names = ["status", "numTarget", "numPushed", "numFailed", "createdAt"]
        answered = management.call(self.METHOD, [management.push_project, queue])
        assert list(answered) == [*names, "pushStartedAt", "pushFinishedAt"]

    def test_a_push_of_another_backend_does_not_exist(self, shared_server, management):
        queue = send_push(management)
        with shared_server.new_management() as other:
            for method in ("Push.status", "Push.devices", "Push.cancel"):
                data = wrong_data(other, method, [other.push_project, queue])
                assert data == {"queueId": "Push not found."}
                data = wrong_data(other, method, [management.push_project, queue])
                assert data == {"pushProjectId": "Push project not found."}
        status = management.call(self.METHOD, [management.push_project, queue])
        assert status["status"] == "wait"

    def test_survives_a_restart(self, start_server):
        server = start_server()
        client = server.new_management()
        queue = send_push(client)
        before = client.call(self.METHOD, [client.push_project, queue])
        client.close()
        server.kill()
        server.start()
        assert client.call(self.METHOD, [client.push_project, queue]) == before
        client.close()
