# SPDX-License-Identifier: Apache-2.0
"""Properties of users and of devices in the app API: User.getProperties, User.saveProperties,
Device.getProperties, Device.saveProperties."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from app_accounts import LOGIN_REQUIRED, answer_of, phone, register, with_session
from scenes import get_user
from wire_text import Raw, call_text


@pytest.fixture
def user(management):
    return register(management, a=1, b="x", c=None)[0]


@pytest.fixture
def device(management):
    app = phone(management, "gadget")
    app.call("Device.saveProperties", properties={"a": 1, "b": "x", "c": None})
    return app


@pytest.fixture(params=["User", "Device"])
def owner(request):
    """Whose properties, and an app that has a=1, b="x", c=null there."""
    return request.param, request.getfixturevalue(request.param.lower())


def get(owner, **params):
    noun, app = owner
    return app.call(f"{noun}.getProperties", params)["properties"]


def save(owner, properties):
    noun, app = owner
    return answer_of(app, f"{noun}.saveProperties", properties=properties)


def test_all_or_those_of_some_names(owner):
    everything = {"a": 1, "b": "x", "c": None}
    assert get(owner) == everything
    assert get(owner, names=None) == everything
    assert get(owner, names=["c", "a", "a", "none"]) == {"a": 1, "c": None}
    assert get(owner, names="b") == {"b": "x"}
    assert get(owner, names=[]) == {}


def test_no_system_property_is_one(owner):
    names = ["_id", "_username", "_password", "_passwordHash", "_loginToken", "_device", "device_id"]
    assert get(owner, names=names) == {}


def test_refuses_wrong_names(owner):
    noun, app = owner
    for wrong in (1, True, {}, [1], [None], [["a"]]):
        code, data = answer_of(app, f"{noun}.getProperties", names=wrong)
        assert (code, list(data)) == (-32602, ["names"])


def test_saving_adds_and_changes_but_never_removes(owner):
    assert save(owner, {"b": {"y": []}, "d": 0, "_x": 1, "_id": None}) == (0, "OK")
    assert get(owner) == {"a": 1, "b": {"y": []}, "c": None, "d": 0}
    assert save(owner, {}) == (0, "OK")
    assert save(owner, {"a": None}) == (0, "OK")
    assert get(owner) == {"a": None, "b": {"y": []}, "c": None, "d": 0}


def test_refuses_what_are_no_properties(owner):
    for wrong in (None, 1, "x", [1], {"1a": 1}, {"a b": 1}, {"": 1}, {"a": "x" * 512_000}):
        code, data = save(owner, wrong)
        assert (code, list(data)) == (-32602, ["properties"])
    assert get(owner) == {"a": 1, "b": "x", "c": None}


def test_numbers_keep_their_text(owner):
    noun, app = owner
    saved = call_text(f"{noun}.saveProperties", app.params_of({"properties": Raw('{"a":1.10}')}))
    assert b'"OK"' in app.raw(saved)[2]
    shown = call_text(f"{noun}.getProperties", app.params_of({"names": ["a"]}))
    assert b'{"properties":{"a":1.10}}' in app.raw(shown)[2]


def test_fields_that_are_saved_together_are_all_there(owner):
    noun, app = owner

    def run(number):
        mine = with_session(app, app.session)
        mine.call(f"{noun}.saveProperties", properties={f"p{number}": number})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(32)))
    properties = get(owner)
    assert {f"p{number}": number for number in range(32)}.items() <= properties.items()


def test_what_a_user_saves_management_sees(management):
    app, answer = register(management)
    app.call("User.saveProperties", properties={"Language": "ja"})
    user = get_user(management, answer["user"]["_id"])
    assert user["Language"] == "ja" and user["_updatedAt"] >= user["_createdAt"]
    management.call("User.update", [user["_id"], {"Language": "en", "x": 1}])
    assert app.call("User.getProperties")["properties"] == {"Language": "en", "x": 1}


def test_a_users_properties_need_a_login(management):
    app = phone(management)
    assert answer_of(app, "User.getProperties") == LOGIN_REQUIRED
    assert answer_of(app, "User.saveProperties", properties={}) == LOGIN_REQUIRED


def test_a_devices_properties_are_its_own(management, device):
    for other in ("Gadget", "gadget2", "%", "gadge_"):
        assert phone(management, other).call("Device.getProperties") == {"properties": {}}
    user, _ = register(management, device="gadget")
    assert user.call("Device.getProperties")["properties"] == {"a": 1, "b": "x", "c": None}
    assert user.call("User.getProperties")["properties"] == {}


def test_a_devices_properties_outlive_its_registration_for_push(management, device):
    fields = "platform=android&deviceId=gadget&isCustom=0&version=1&registrationId=r1"
    fields += "&packageName=p&buildType=release"
    status, _, _ = management.raw(
        fields,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        path=f"/v1/push/register/{management.push_project}",
    )
    assert status == 200
    assert device.call("Device.getProperties")["properties"] == {"a": 1, "b": "x", "c": None}
