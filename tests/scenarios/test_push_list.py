# SPDX-License-Identifier: Apache-2.0
import wrong_values
from method_scenario import MethodScenario, optional, required
from scenes import ios_fields, register, send_push


class TestPushList(MethodScenario):
    METHOD = "Push.list"
    PARAMETERS = {
        "pushProjectId": required(wrong_values.PUSH_PROJECT, "Must be a string."),
        "page": optional(wrong_values.PAGE),
        "itemsInPage": optional(wrong_values.ITEMS_IN_PAGE),
    }

    def good(self, management):
        return {"pushProjectId": management.push_project, "page": 1, "itemsInPage": 10}

    def test_answers_pushes_newest_first(self, management):
        register(management, ios_fields())
        first = send_push(management)
        second = send_push(management, platform="android", title="T", message="Ho")
        result = management.call(self.METHOD, [management.push_project])
        assert list(result) == ["items", "totalItems"]
        assert [each["queueId"] for each in result["items"]] == [second, first]
        assert result["totalItems"] == 2
        android, ios = result["items"]
        assert (ios["platform"], ios["title"], ios["message"]) == ("ios", None, "Hi")
        assert (ios["numTarget"], ios["status"], ios["buildType"]) == (1, "wait", "release")
        assert (android["platform"], android["title"]) == ("android", "T")
        assert (android["message"], android["numTarget"]) == ("Ho", 0)
        status = management.call("Push.status", [management.push_project, first])
        assert {name: ios[name] for name in status} == status
        assert ios["sendAt"] > ios["createdAt"]

    def test_has_pages(self, management):
        ids = [send_push(management) for _ in range(5)][::-1]
        for page, expected in ((1, ids[:2]), (3, ids[4:]), (4, []), (10**9, [])):
            params = {"pushProjectId": management.push_project, "page": page, "itemsInPage": 2}
            result = management.call(self.METHOD, params)
            assert [each["queueId"] for each in result["items"]] == expected
            assert result["totalItems"] == 5

    def test_shows_nothing_of_another_backend(self, shared_server, management):
        send_push(management)
        with shared_server.new_management() as other:
            result = other.call(self.METHOD, [other.push_project])
            assert result == {"items": [], "totalItems": 0}
