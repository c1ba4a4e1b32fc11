# SPDX-License-Identifier: Apache-2.0
import re
import time

import pytest
import wrong_values
from method_scenario import MethodScenario, optional, required
from scenes import (
    UUID_7,
    android_fields,
    head_count,
    in_an_hour,
    ios_fields,
    make_user,
    push_params,
    register,
    send_push,
)
from wire_text import json_text, wrong_data

_NO_LIST = "Must be an array of strings; leave it out to push to every registered device."
_FILTER = (
    [(value, _NO_LIST) for value in (None, "", "u1", 5, True, {}, {"0": "x"})]
    + [(value, "Element 1 must be a string.") for value in ([5], [None], [["x"]])]
    + [(["x"] * 10001, "At most 10000 ids may be given.")]
)
_NO_QUERY = "Must be a query in MonaQL; leave it out to push to every registered device."
_NO_OBJECT = "Must be an object, or a string that holds one."
_ONE_FILTER = "Only one of userOidList, userQuery and deviceIdList may be given."
_OBJECT = "raw: Expected an object."


def _size(count):
    return f"The payload has {count} bytes after encoding; 4096 are allowed, all fields together."


#: What stands around the message in the payload of a good call.
_AROUND = len(
    '{"aps":{"alert":"","badge":1},"i":"0123456789abcdef01234567","j":{"a":1},"x":1}'
)


class TestPushSend(MethodScenario):
    METHOD = "Push.send"
    PARAMETERS = {
        "pushProjectId": required(wrong_values.PUSH_PROJECT, "Must be a string."),
        "platform": required(
            [(v, 'Must be "android" or "ios".') for v in ("", "iOS", "windows", 1, [], {})],
            'Must be "android" or "ios".',
        ),
        "target": required(
            [(v, 'Must be "app".') for v in ("", "App", "web", 1, [], {})], 'Must be "app".'
        ),
        "buildType": required(
            [
                (v, 'Must be "debug", "release" or "adhoc".')
                for v in ("", "Debug", "store", 1, [], {})
            ],
            'Must be "debug", "release" or "adhoc".',
        ),
        "title": optional(wrong_values.STRING),
        "message": required(
            [*wrong_values.STRING, ("x" * 4100, _size(4100 + _AROUND))], "Must be a string."
        ),
        "badge": optional(
            [
                *wrong_values.WHOLE_NUMBER,
                (-1, "Expected a number from 0 to 2147483647."),
                (2**31, "Expected a number from 0 to 2147483647."),
            ]
        ),
        "extra_json": optional(
            [(v, _NO_OBJECT) for v in ("", "x", "[]", '"x"', "1", "{", 5, True, [], [{}])], "json"
        ),
        "userOidList": optional(_FILTER),
        "userQuery": optional(
            [(v, _NO_QUERY) for v in (None, "", "  ", "\n", 5, True, {}, ["a == 1"])]
            + wrong_values.QUERY[-3:]
        ),
        "userQueryBindParams": optional(
            [
                *wrong_values.BIND,
                ([], "The query has 1 place holder, but 0 values were given."),
                ([1, 2], "The query has 1 place holder, but 2 values were given."),
            ]
        ),
        "deviceIdList": optional(_FILTER),
        "idempotencyKey": optional(
            wrong_values.STRING + [(v, "Must be of 1 to 255 bytes.") for v in ("", "x" * 256)]
        ),
        "dryRun": optional(wrong_values.BOOLEAN),
        "sendAt": optional(
            [
                *wrong_values.WHOLE_NUMBER,
                (int(time.time()), "This is past: expected milliseconds since 1970."),
                (-1, "This is past: expected milliseconds since 1970."),
                (10**17, "This is more than a year away."),
            ]
        ),
        "spreadSeconds": optional(
            [
                *wrong_values.WHOLE_NUMBER,
                (-1, "Expected 0 to 86400 seconds."),
                (86401, "Expected 0 to 86400 seconds."),
            ]
        ),
        "expiresAt": optional(
            [
                *wrong_values.WHOLE_NUMBER,
                (1, "This is before it is sent: milliseconds since 1970."),
                (10**17, "This is more than 28 days after it is sent."),
            ]
        ),
        "collapseKey": optional(
            wrong_values.STRING
            + [(v, "Expected at most 64 printable ASCII characters.") for v in ("x" * 65, "é", "\n")]
        ),
        "raw": optional(
            [(v, _OBJECT) for v in (5, "x", [], True)]
            + [
                ({"gcm": {}}, 'raw: Only "apns" and "fcm" are known here.'),
                ({"fcm": {"token": "x"}}, 'fcm: "token" cannot be given here.'),
                ({"fcm": {"topic": "x"}}, 'fcm: "topic" cannot be given here.'),
                ({"fcm": {"condition": "x"}}, 'fcm: "condition" cannot be given here.'),
                ({"fcm": {"data": {"k": 1}}}, "fcm.data: Expected strings as values."),
                (
                    {"apns": {"headers": {"authorization": "x"}}},
                    'apns.headers: "authorization" cannot be given here.',
                ),
                (
                    {"apns": {"headers": {"apns-topic": "x"}}},
                    'apns.headers: "apns-topic" cannot be given here.',
                ),
                (
                    {"apns": {"headers": {"apns-id": "x"}}},
                    'apns.headers: "apns-id" cannot be given here.',
                ),
                ({"apns": {"headers": {":path": "x"}}}, "apns.headers: A name is no header's."),
                ({"apns": {"payload": {"i": "x"}}}, 'apns.payload: "i" cannot be given here.'),
                ({"apns": {"payload": {"j": {}}}}, 'apns.payload: "j" cannot be given here.'),
            ]
        ),
    }
    WRITES = True
    #: They exclude the one that a good call has.
    LEFT_OUT = ("userOidList", "deviceIdList")

    def good(self, management):
        return {
            "pushProjectId": management.push_project,
            "platform": "ios",
            "target": "app",
            "buildType": "release",
            "title": "T",
            "message": "Hi",
            "badge": 1,
            "extra_json": {"a": 1},
            "userQuery": "age == ?",
            "userQueryBindParams": [1],
            "idempotencyKey": "k",
            "dryRun": False,
            "sendAt": in_an_hour(),
            "spreadSeconds": 10,
            "expiresAt": in_an_hour() + 1000,
            "collapseKey": "c",
            "raw": {
                "apns": {"headers": {"apns-priority": "5"}, "payload": {"x": 1}},
                "fcm": {"android": {"ttl": "60s"}},
            },
        }

    # What holds of the other methods' parameters, told of filters that exclude each other and for
    # which null is wrong.

    def test_takes_parameters_by_name(self, management, params):
        names = [name for name in self.PARAMETERS if name not in self.LEFT_OUT]
        assert list(params) == names
        management.call(self.METHOD, params)
        for name in self.LEFT_OUT:
            more = {k: v for k, v in params.items() if not k.startswith("userQuery")}
            more["idempotencyKey"] = name
            management.call(self.METHOD, {**more, name: ["x"]})

    def test_takes_parameters_by_position(self, management, params):
        values = list(params.values())[:8]
        management.call(self.METHOD, values)
        management.call(self.METHOD, [*values, ["x"]])

    def test_takes_null_for_what_may_be_left_out(self, management, params):
        for name, parameter in self.PARAMETERS.items():
            if not parameter.required and name not in (*self.LEFT_OUT, "userQuery"):
                params[name] = None
        params["userQuery"] = "age == 1"
        management.call(self.METHOD, params)

    def test_refuses_too_many_positions(self, management, params):
        known = len(self.PARAMETERS)
        data = wrong_data(management, self.METHOD, [None] * (known + 1))
        assert f"Too many parameters: {known + 1} are given" in data["params"]

    def test_refuses_each_wrong_value(self, management, params):
        # Whatever is wrong, it was not asked for before.
        del params["idempotencyKey"]
        super().test_refuses_each_wrong_value(management, params)

    # Its own.

    def test_answers_one_queue_id(self, management):
        result = management.call(self.METHOD, push_params(management))
        assert list(result) == ["queueIdList"]
        assert re.fullmatch(f"q{UUID_7}", result["queueIdList"][0])
        assert len(result["queueIdList"]) == 1

    def test_filters_exclude_each_other(self, management):
        filters = {"userOidList": [], "userQuery": "a == 1", "deviceIdList": []}
        for left_out in (None, *filters):
            given = {name: value for name, value in filters.items() if name != left_out}
            data = wrong_data(management, self.METHOD, push_params(management, **given))
            assert data == {name: _ONE_FILTER for name in given}

    def test_bind_parameters_need_their_query(self, management):
        params = push_params(management, userQueryBindParams=[])
        data = wrong_data(management, self.METHOD, params)
        assert data == {"userQueryBindParams": "Cannot be given without userQuery."}
        data = wrong_data(management, self.METHOD, {**params, "userQuery": None})
        assert data == {"userQuery": _NO_QUERY}

    def test_a_mistyped_filter_is_no_push_to_everyone(self, management):
        register(management, ios_fields())
        for name in ("userOIDList", "userQuerry", "deviceIds", "user_query"):
            data = wrong_data(management, self.METHOD, push_params(management, **{name: ["x"]}))
            assert list(data) == [name]
        assert management.call("Push.list", [management.push_project])["totalItems"] == 0

    def test_an_empty_list_is_a_push_to_nobody(self, management):
        register(management, ios_fields())
        assert head_count(management) == 1
        for name in ("userOidList", "deviceIdList"):
            assert head_count(management, **{name: []}) == 0
            queue = send_push(management, **{name: []})
            status = management.call("Push.status", [management.push_project, queue])
            assert status["numTarget"] == 0

    def test_goes_to_a_platform_and_build_type(self, management):
        register(management, ios_fields("a", "aa"))
        register(management, ios_fields("b", "bb", buildType="debug"))
        register(management, android_fields("c", "cc"))
        register(management, android_fields("d", "dd"))
        assert head_count(management) == 1
        assert head_count(management, buildType="debug") == 1
        assert head_count(management, buildType="adhoc") == 0
        assert head_count(management, platform="android") == 2
        assert head_count(management, platform="android", deviceIdList=["d", "a", "x", "d"]) == 1

    def test_users_without_devices_are_nobody(self, management):
        register(management, ios_fields())
        user = make_user(management, properties={"age": 1})
        assert head_count(management, userOidList=[user, "x", "u" + wrong_values.UUID]) == 0
        assert head_count(management, userQuery="age == ?", userQueryBindParams=[1]) == 0

    def test_a_dry_run_stores_nothing(self, management):
        register(management, ios_fields())
        result = management.call(self.METHOD, push_params(management, dryRun=True))
        assert result == {"queueIdList": [], "numTarget": 1}
        params = push_params(management, dryRun=True, idempotencyKey="k")
        assert management.call(self.METHOD, params)["queueIdList"] == []
        assert management.call("Push.list", [management.push_project])["totalItems"] == 0
        wrong_data(management, self.METHOD, push_params(management, dryRun=True, sendAt=1))

    def test_the_same_key_gives_the_first_answer(self, management):
        params = push_params(management, idempotencyKey="k", sendAt=in_an_hour())
        first = management.call(self.METHOD, params)
        assert management.call(self.METHOD, params) == first
        assert management.batch([(self.METHOD, params)] * 3) == [first] * 3
        assert management.call(self.METHOD, {**params, "idempotencyKey": "K"}) != first
        assert management.call("Push.list", [management.push_project])["totalItems"] == 2

    @pytest.mark.parametrize(
        "change",
        [
            {"message": "Ho"},
            {"platform": "android"},
            {"buildType": "debug"},
            {"badge": 2},
            {"extra_json": {"a": 1}},
            {"deviceIdList": []},
            {"userOidList": []},
            {"userQuery": "a == 1"},
            {"sendAt": 4_000},
            {"spreadSeconds": 1},
            {"collapseKey": "x"},
            {"raw": {"apns": {"payload": {"x": 1}}}},
        ],
    )
    def test_the_same_key_with_other_parameters_is_refused(self, management, change):
        now = in_an_hour()
        params = push_params(management, idempotencyKey="k", sendAt=now)
        management.call(self.METHOD, params)
        if "sendAt" in change:
            change = {"sendAt": now + 1}
        data = wrong_data(management, self.METHOD, {**params, **change})
        text = "This key was used for a request with other parameters."
        assert data == {"idempotencyKey": text}

    def test_keys_of_two_backends_are_two(self, shared_server, management):
        first = management.call(self.METHOD, push_params(management, idempotencyKey="k"))
        with shared_server.new_management() as other:
            assert other.call(self.METHOD, push_params(other, idempotencyKey="k")) != first

    def test_what_the_platform_does_not_show_is_ignored(self, management):
        params = push_params(management, idempotencyKey="k")
        first = management.call(self.METHOD, params)
        assert management.call(self.METHOD, {**params, "title": "T"}) == first
        params = push_params(management, idempotencyKey="a", platform="android")
        first = management.call(self.METHOD, params)
        assert management.call(self.METHOD, {**params, "badge": 7}) == first

    def test_extra_json_may_stand_in_a_string(self, management):
        params = push_params(management, idempotencyKey="k", extra_json={"a": [1.10]})
        first = management.call(self.METHOD, params)
        again = {**params, "extra_json": ' { "a" : [1.1] } '}
        assert management.call(self.METHOD, again) == first

    @pytest.mark.parametrize("platform", ["ios", "android"])
    def test_measures_bytes_and_not_characters(self, management, platform):
        params = push_params(management, platform=platform)
        project = management.push_project
        around = {
            "ios": {"aps": {"alert": ""}, "i": project},
            "android": {
                "data": {"message": "", "push_project_id": project},
                "android": {"priority": "high"},
            },
        }[platform]
        room = 4096 - len(json_text(around).encode())
        fits = "あ" * (room // 3) + "x" * (room % 3)
        management.call(self.METHOD, {**params, "message": fits})
        data = wrong_data(management, self.METHOD, {**params, "message": fits + "x"})
        assert data == {"message": _size(4097)}
        more = {**params, "message": fits[:-10], "extra_json": {"a": "b" * 100}}
        assert list(wrong_data(management, self.METHOD, more)) == ["message"]

    def test_a_foreign_push_project_is_refused(self, shared_server, management):
        with shared_server.new_management() as other:
            params = push_params(management, pushProjectId=other.push_project)
            for method in ("Push.send", "Push.list"):
                given = params if method == "Push.send" else [other.push_project]
                data = wrong_data(management, method, given)
                assert data == {"pushProjectId": "Push project not found."}
            assert other.call("Push.list", [other.push_project])["totalItems"] == 0

    def test_never_reaches_devices_of_another_backend(self, shared_server, management):
        with shared_server.new_management() as other:
            register(other, ios_fields("phone", "aa11"))
            register(other, ios_fields("phone2", "aa12"))
            register(management, ios_fields("phone", "aa11"))
            assert head_count(management) == 1
            assert head_count(other) == 2
            assert head_count(management, deviceIdList=["phone2"]) == 0
