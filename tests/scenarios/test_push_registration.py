# SPDX-License-Identifier: Apache-2.0
"""What upstream's native frameworks call: devices register for push and give their tokens back."""

import json

import pytest
from harness.rpc import KEY_HEADER
from scenes import android_fields, head_count, ios_fields, post_form, register
from wire_text import new_address

_OK = b'{"status":"ok"}'


def _call(management, what, fields, project=None, address=None, **options):
    path = f"/v1/push/{what}/{management.push_project if project is None else project}"
    return post_form(management, path, fields, address or new_address(), **options)


def _message(management, what, fields, status=400, **options):
    """What a refusal says."""
    seen, headers, body = _call(management, what, fields, **options)
    assert (seen, headers["Content-Type"]) == (status, "application/json"), body
    answer = json.loads(body)
    assert list(answer) == ["status", "message"] and answer["status"] == "error"
    return answer["message"]


@pytest.mark.parametrize("fields", [ios_fields(), android_fields()], ids=["ios", "android"])
def test_a_device_registers_and_gives_its_token_back(management, fields):
    platform = fields["platform"]
    status, headers, body = _call(management, "register", fields)
    assert (status, headers["Content-Type"], body) == (200, "application/json", _OK)
    assert head_count(management, platform=platform) == 1
    name = "deviceToken" if platform == "ios" else "registrationId"
    assert _call(management, "unregister", {name: fields[name]})[2] == _OK
    assert head_count(management, platform=platform) == 0
    register(management, fields)
    assert head_count(management, platform=platform) == 1


def test_registering_again_replaces_the_token(management):
    register(management, ios_fields(token="aa"))
    register(management, ios_fields(token="bb"))
    assert head_count(management) == 1
    _call(management, "unregister", {"deviceToken": "aa"})
    assert head_count(management) == 1
    _call(management, "unregister", {"deviceToken": "BB"})
    assert head_count(management) == 0


def test_a_token_moves_with_the_device_that_registered_it_last(management):
    register(management, ios_fields("old", "aa"))
    register(management, ios_fields("new", "AA"))
    assert head_count(management) == 1
    assert head_count(management, deviceIdList=["old"]) == 0
    assert head_count(management, deviceIdList=["new"]) == 1


def test_a_device_may_become_another_build_or_platform(management):
    register(management, ios_fields("d"))
    register(management, ios_fields("d", buildType="debug"))
    assert (head_count(management), head_count(management, buildType="debug")) == (0, 1)
    register(management, android_fields("d"))
    assert head_count(management, buildType="debug") == 0
    assert head_count(management, platform="android") == 1


def test_answers_do_not_tell_what_was_known(management):
    known = _call(management, "register", ios_fields("a", "aa"))
    for fields in (ios_fields("a", "aa"), ios_fields("b", "aa"), ios_fields("c", "cc")):
        again = _call(management, "register", fields)
        assert (again[0], again[2]) == (known[0], known[2])
    for token in ("aa", "aa", "dd"):
        assert _call(management, "unregister", {"deviceToken": token})[::2] == (200, _OK)


def test_backends_never_affect_each_other(shared_server, management):
    with shared_server.new_management() as other:
        register(management, ios_fields("d", "aa"))
        register(other, ios_fields("d", "aa"))
        assert (head_count(management), head_count(other)) == (1, 1)
        _call(other, "unregister", {"deviceToken": "aa"})
        assert (head_count(management), head_count(other)) == (1, 0)


def test_fields_that_only_tell_may_be_left_out(management):
    fields = ios_fields()
    del fields["env"], fields["version"]
    register(management, {**fields, "somethingNew": "1"})
    fields = android_fields()
    del fields["isCustom"], fields["version"], fields["packageName"]
    register(management, fields)


@pytest.mark.parametrize("name", ["platform", "deviceId", "buildType", "deviceToken"])
def test_each_missing_field_of_ios_is_told_by_name(management, name):
    fields = ios_fields()
    del fields[name]
    assert _message(management, "register", fields) == f"{name}: This field is required."
    message = _message(management, "register", {**fields, name: ""})
    assert message == f"{name}: This field is required."
    assert head_count(management) == 0


@pytest.mark.parametrize("name", ["platform", "deviceId", "buildType", "registrationId"])
def test_each_missing_field_of_android_is_told_by_name(management, name):
    fields = android_fields()
    del fields[name]
    assert _message(management, "register", fields) == f"{name}: This field is required."


_TEXT = "Expected text in UTF-8 without control characters."
_LONG = "At most 255 bytes are allowed."


@pytest.mark.parametrize(
    ("base", "name", "value", "told"),
    [
        (ios_fields, "platform", "iOS", 'Expected "ios" or "android".'),
        (ios_fields, "buildType", "store", 'Expected "debug", "release" or "adhoc".'),
        (ios_fields, "deviceToken", "xyz", "Expected hexadecimal digits."),
        (
            ios_fields,
            "deviceToken",
            "abc",
            "Expected an even number of hexadecimal digits, 512 at most.",
        ),
        (
            ios_fields,
            "deviceToken",
            "ab" * 257,
            "Expected an even number of hexadecimal digits, 512 at most.",
        ),
        (ios_fields, "deviceId", "x" * 256, _LONG),
        (ios_fields, "deviceId", "a\nb", _TEXT),
        (ios_fields, "deviceId", b"\xff", _TEXT),
        (ios_fields, "env", "x" * 256, _LONG),
        (ios_fields, "version", "\x00", _TEXT),
        (android_fields, "isCustom", "x" * 256, _LONG),
        (android_fields, "packageName", "\x7f", _TEXT),
        (android_fields, "registrationId", "a b", "Expected printable ASCII without spaces."),
        (android_fields, "registrationId", "x" * 4097, "At most 4096 bytes are allowed."),
    ],
)
def test_each_wrong_field_is_told_by_name(management, base, name, value, told):
    message = _message(management, "register", {**base(), name: value})
    assert message == f"{name}: {told}"


def test_all_wrong_fields_are_told_at_once(management):
    message = _message(management, "register", {})
    for name in ("platform", "deviceId", "buildType"):
        assert f"{name}: This field is required." in message


def test_unregistering_needs_exactly_one_token(management):
    one = "deviceToken: Either deviceToken or registrationId is required."
    assert _message(management, "unregister", {}) == one
    assert _message(management, "unregister", {"deviceId": "d"}) == one
    both = {"deviceToken": "aa", "registrationId": "x"}
    only = "deviceToken: Only one of deviceToken and registrationId is allowed."
    assert _message(management, "unregister", both) == only
    message = _message(management, "unregister", {"deviceToken": "x"})
    assert message == "deviceToken: Expected hexadecimal digits."


@pytest.mark.parametrize(
    "body", ["platform", "a=%", "a=%zz", "=x", "a=1&a=2", "a=1&%61=2", '{"platform":"ios"}']
)
def test_a_body_that_is_no_form_is_refused(management, body):
    _message(management, "register", body)
    _message(management, "unregister", body)


def test_a_form_that_is_too_large_is_refused(management):
    status, _, body = _call(management, "register", "a=" + "x" * (16 * 1024 - 1))
    assert (status, json.loads(body)["message"]) == (413, "The form is too large.")
    _message(management, "register", "&".join(f"f{number}=x" for number in range(33)))


def test_an_unknown_push_project_is_not_found(management):
    unknown = ["", "x", "0" * 24, management.push_project[:-1], management.push_project + "0"]
    unknown += [management.push_project.upper(), management.backend_id, "..", "%00"]
    first = None
    for project in unknown:
        if project == management.push_project:
            continue
        for what, fields in (("register", ios_fields()), ("unregister", {})):
            status, _, body = _call(management, what, fields, project=project)
            first = first or body
            assert (status, body) == (404, first), project
    assert json.loads(first) == {"status": "error", "message": "There is no such push project."}
    assert head_count(management) == 0


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_only_post_is_answered(management, method):
    for what in ("register", "unregister"):
        status, headers, _ = _call(management, what, ios_fields(), method=method)
        assert (status, headers["Allow"]) == (405, "POST")
    assert head_count(management) == 0


def test_other_paths_serve_nothing(management):
    for path in ("/v1/push/", "/v1/push/register", "/v1/push/send/x", "/v2/push/register/x"):
        assert post_form(management, path, ios_fields(), new_address())[0] == 404


def test_a_management_key_changes_nothing(management):
    path = f"/v1/push/register/{management.push_project}"
    headers = {KEY_HEADER: "wrong", "X-Forwarded-For": new_address()}
    assert management.raw("platform=ios", headers=headers, path=path)[0] == 400


def test_an_address_that_registers_too_often_has_to_wait(start_server):
    server = start_server(
        "--registrations-per-minute-max", "3", "--trusted-proxy", "127.0.0.1"
    )
    with server.new_management() as one, server.new_management() as two:
        busy = new_address()
        for number in range(3):
            fields = ios_fields(token=f"{number:04x}")
            assert _call(one, "register", fields, address=busy)[0] == 200
        for what, fields in (("register", ios_fields()), ("unregister", {"deviceToken": "aa"})):
            status, headers, body = _call(one, what, fields, address=busy)
            assert (status, json.loads(body)["status"]) == (429, "error")
            assert 1 <= int(headers["Retry-After"]) <= 60
        assert _call(one, "register", ios_fields(), address=new_address())[0] == 200
        assert _call(two, "register", ios_fields(), address=busy)[0] == 200
        assert head_count(one) == 1


def test_registrations_survive_a_crash(start_server):
    server = start_server()
    with server.new_management() as client:
        register(client, ios_fields())
        client.close()
        server.kill()
        server.start()
        assert head_count(client) == 1
