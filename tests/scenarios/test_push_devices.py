# SPDX-License-Identifier: Apache-2.0
import wrong_values
from method_scenario import MethodScenario, optional, required
from scenes import ios_fields, register, send_push

_OUTCOME = 'Must be "waiting", "sending", "accepted", "failed" or "cancelled".'


class TestPushDevices(MethodScenario):
    METHOD = "Push.devices"
    PARAMETERS = {
        "pushProjectId": required(wrong_values.PUSH_PROJECT, "Must be a string."),
        "queueId": required(wrong_values.QUEUE_ID, "Must be a string."),
        "page": optional(wrong_values.PAGE),
        "itemsInPage": optional(wrong_values.ITEMS_IN_PAGE),
        "outcome": optional([(v, _OUTCOME) for v in ("", "Failed", "wait", 1, True, {}, [])]),
    }

    def good(self, management):
        queue = send_push(management)
        given = {"pushProjectId": management.push_project, "queueId": queue}
        return {**given, "page": 1, "itemsInPage": 10, "outcome": "waiting"}

    def test_answers_each_device(self, management):
        register(management, ios_fields("b", "bb"))
        register(management, ios_fields("a", "aa"))
        queue = send_push(management)
        result = management.call(self.METHOD, [management.push_project, queue])
        assert list(result) == ["items", "totalItems"]
        assert [each["deviceId"] for each in result["items"]] == ["b", "a"]
        assert result["totalItems"] == 2
        entry = result["items"][0]
        assert entry.pop("createdAt") == entry.pop("updatedAt")
        assert entry == {
            "deviceId": "b",
            "userOid": None,
            "platform": "ios",
            "state": "waiting",
            "status": None,
            "reason": None,
            "explanation": None,
            "attempts": 0,
        }

    def test_has_pages_and_outcomes(self, management):
        names = [f"d{number}" for number in range(5)]
        for number, name in enumerate(names):
            register(management, ios_fields(name, f"{number:04x}"))
        queue = send_push(management)

        def devices(**more):
            params = {"pushProjectId": management.push_project, "queueId": queue, **more}
            result = management.call(self.METHOD, params)
            return [each["deviceId"] for each in result["items"]], result["totalItems"]

        assert devices(page=2, itemsInPage=2) == (names[2:4], 5)
        assert devices(page=9, itemsInPage=2) == ([], 5)
        assert devices(outcome="waiting") == (names, 5)
        for outcome in ("sending", "accepted", "failed", "cancelled"):
            assert devices(outcome=outcome) == ([], 0)

    def test_a_token_is_never_shown(self, management):
        register(management, ios_fields("a", "cafe0001"))
        queue = send_push(management)
        shown = str(management.call(self.METHOD, [management.push_project, queue]))
        assert "cafe0001" not in shown
