# SPDX-License-Identifier: Apache-2.0
"""What apps in the field do, as upstream's SDK sends it. The numbers are those of our collection of
real apps, in which the server has a part of each of these. Elsewhere: 5 and 14 (properties merge,
also when they are saved at once) and 7 (a device's are its own) in test_app_properties.py, 18 (extra
JSON of a push) in test_push_delivery.py, 19 (old spellings of parameters) in method_scenario.py, the
transport and the origins in test_app_transport.py."""

import json
from unittest.mock import ANY

import pytest
from app_accounts import answer_of, is_logged_in, phone, register, with_session
from app_scenes import NO_ITEM, find, insert, log_in, make_open_collection, refusal
from scenes import get_item, head_count, ios_fields, make_user
from scenes import register as register_for_push


@pytest.fixture
def app(management):
    """Logged in as alice, with a collection."""
    make_open_collection(management)
    return register(management)[0]


def find_one(app, criteria=None, order=None, collection="Note", **options):
    """As the SDK does it: what is no text is dropped, and no limit is sent. The item, or None."""
    params = {"collectionName": collection, "criteria": criteria if isinstance(criteria, str) else None}
    found = app.call("Collection.find", {**params, "orderBy": order, "options": options or None})
    assert isinstance(found["totalItems"], int) and isinstance(found["items"], list)
    return found["items"][0] if found["totalItems"] > 0 else None


def find_mine(app, user, criteria="", order="", options=None, bind=()):
    """As the SDK does it: the criteria in brackets, then the owner."""
    own = "_ownerUserOid == ?"
    params = {"collectionName": "Note", "criteria": f"({criteria}) && ({own})" if criteria else own}
    more = {"bindParams": [*bind, user], "orderBy": order, "options": options}
    return app.call("Collection.find", {**params, **more})["items"]


class TestRoomBooking:
    def test_quirk_01_an_object_for_criteria_never_arrives_and_the_first_item_is_found(self, app):
        insert(app, {"n": 1})
        newest = insert(app, {"n": 2})
        assert find_one(app, {"_id": "whatever"})["_id"] == newest

    def test_quirk_01_lists_and_numbers_stand_in_the_text(self, app):
        item = insert(app, {"Building": 12, "Room": "12"})
        assert find(app, f'_id IN ["{item}"]') == ([item], 1)
        assert find(app, "Building == 12") == ([item], 1)
        # A number that was saved as text is text.
        assert find(app, "Room == 12") == ([], 0)
        assert find(app, 'Room == "12"') == ([item], 1)

    def test_quirk_01_a_flag_of_a_user_is_the_users_own_to_write(self, management):
        assert answer_of(phone(management), "User.validate", username="jan") == (0, "OK")
        mine = {"Name": "Jan", "Surname": "Nowak", "isAdmin": False}
        app, answer = register(management, "jan", **mine)
        assert {**answer["user"], **mine} == answer["user"]
        app.call("User.saveProperties", properties={"isAdmin": True})
        asked = app.call("User.getProperties", names=["isAdmin"])
        assert asked == {"properties": {"isAdmin": True}}


class TestHouseholdAccounts:
    def test_quirk_02_spaces_may_be_missing(self, app):
        item = insert(app, {"a": 1})
        assert find(app, "_id==?", item) == ([item], 1)
        assert find(app, f'_id=="{item}"&&(a==1)||!(a>=0)') == ([item], 1)

    def test_quirk_02_a_collection_that_nobody_made_is_minus_32602(self, app):
        for method, more in (("find", {}), ("insert", {"item": {}})):
            code, data = refusal(app, f"Collection.{method}", collectionName="Revenue", **more)
            assert (code, list(data)) == (-32602, ["collectionName"])

    def test_quirk_02_sums_are_made_of_all_rows(self, management, app):
        _, user = log_in(management, "alice", "phone")
        for n in range(150):
            insert(app, {"yen": n})
        rows = find_mine(app, user)
        assert sum(row["yen"] for row in rows) == sum(range(150))


def test_quirk_03_a_guests_name_may_be_taken(management):
    taken, _ = register(management, "Guest_4711", "Password1")
    app = phone(management, "another-phone")
    assert answer_of(app, "User.autoLogin", loginToken="")[0] == -32602
    assert answer_of(app, "User.validate", username="Guest_4711")[0] == -32602
    code, data = answer_of(app, "User.register", username="Guest_4711", password="Password2")
    assert (code, list(data)) == (-32602, ["username"])
    assert answer_of(app, "User.register", username="Guest_4712", password="Password2")[0] == 0
    assert is_logged_in(taken) and is_logged_in(app)


def test_quirk_04_empty_texts_and_property_names_in_an_array(management, app):
    _, user = log_in(management, "alice", "phone")
    item = insert(app, {"a": 1, "b": 2, "c": 3})
    [found] = find_mine(app, user, "", "", {"propertyNames": ["a", "c"]})
    assert (found["a"], found["c"], "b" in found) == (1, 3, False)
    options = {"propertyNames": ["b"]}
    assert find_mine(app, user, f'_id == "{item}"', "", options)[0]["b"] == 2


def test_quirk_06_a_push_by_language_reaches_who_saved_that_language(management):
    for name, language in (("yuki", "ja"), ("jana", "de"), ("haru", "ja")):
        register_for_push(management, ios_fields(f"{name}-phone", name.encode().hex()))
        app, _ = register(management, name, device=f"{name}-phone")
        app.call("User.saveProperties", properties={"Language": language})
    assert head_count(management, userQuery='Language == "ja"') == 2
    app.call("User.logout")
    assert head_count(management, userQuery='Language == "ja"') == 1


def test_quirk_08_a_uuid_is_a_name_and_a_password(management):
    make_open_collection(management)
    uuid = "0f8fad5b-d9cb-469f-a165-70867728950e"
    app, _ = register(management, uuid, uuid)
    item = insert(app, {"n": 1}, {"public": "r"})
    assert find(phone(management, "another-phone"), "n == 1") == ([item], 1)


def test_quirk_09_public_data_is_read_before_any_login(management, app):
    for name in ("VenA", "VenB", "VenA"):
        newest = insert(app, {"appID": name}, {"public": "r"})
    guest = phone(management, "fresh-from-the-shop")
    assert find_one(guest, 'appID == "VenA"', "_createdAt DESC")["_id"] == newest
    assert find_one(guest, 'appID == "VenC"', "_createdAt DESC") is None


def test_quirk_10_only_the_space_may_be_missing_and_not_the_quotes(app):
    item = insert(app, {"F1": 7, "F2": "seven"})
    options = {"propertyNames": ["F1"], "limit": 5}
    assert find(app, "F1 ==" + "7", orderBy="F1 DESC", options=options) == ([item], 1)
    for word in ("seven", "Müller", "7a", "seven days", "'seven'"):
        code, data = refusal(app, "Collection.find", criteria="F2 ==" + word)
        assert (code, list(data)) == (-32602, ["criteria"])
    # Those three words are values.
    for word in ("true", "false", "null"):
        assert find(app, "F2 ==" + word) == ([], 0)


def test_quirk_11_what_is_pasted_into_a_text_finds_no_more_than_may_be_read(management, app):
    insert(app, {"AssignmentId": "secret"})
    other = phone(management, "another-phone")
    for pasted in ('x" || AssignmentId != "', 'x" || _id != "', "%", '" || n != "'):
        assert find(other, f'AssignmentId == "{pasted}"') == ([], 0)
    assert refusal(other, "Collection.find", criteria='AssignmentId == "x" "')[0] == -32602


def test_quirk_12_13_every_page_logs_in_again_by_the_same_token(management):
    app, first = register(management)
    pages = [with_session(app, None) for _ in range(5)]
    login = {"username": "alice", "password": "secret"}
    again = pages[0].call("User.login", login)
    for page in pages[1:]:
        answer = page.call("User.autoLogin", loginToken=again["loginToken"])
        assert answer["loginToken"] == again["loginToken"]
        assert answer["user"]["_id"] == first["user"]["_id"]
    changed = {"oldPassword": "secret", "newPassword": "another"}
    pages[-1].call("User.updatePassword", changed)
    pages[-1].call("User.saveProperties", properties={"email": "alice@example.jp"})
    assert is_logged_in(pages[-1])
    # The sessions of the pages before have ended, and the token that they all have has not.
    assert not any(is_logged_in(page) for page in (app, *pages[:-1]))
    page = with_session(app, pages[0].session)
    assert page.call("User.autoLogin", loginToken=again["loginToken"])["user"] == {
        **first["user"], "email": "alice@example.jp", "_updatedAt": ANY
    }


def test_quirk_15_placeholders_for_ids_are_told_as_wrong(management, app):
    params = {"userOid": "oid", "templateName": "template_name", "substituteParams": None}
    code, data = answer_of(app, "Mailer.sendMail", params)
    assert code == -32602 and set(data) <= {"userOid", "templateName"}


def test_quirk_16_a_permission_may_name_somebody_unknown(management, app):
    friend = "x0000000-0000-0000-0000-000000000000"
    item = insert(app, {"n": 1}, {friend: "r"})
    assert get_item(management, item, "Note")["_permission"] == {"public": "", friend: "r"}
    assert find(phone(management, "another-phone")) == ([], 0)


def test_quirk_17_what_was_inserted_is_found_at_once(app):
    for n in range(50):
        item = insert(app, {"n": n})
        found = app.call(
            "Collection.find", collectionName="Note", criteria="_id == ?", bindParams=[item]
        )
        assert [each["n"] for each in found["items"]] == [n]


class TestWireFacts:
    def test_every_member_that_the_sdk_reads_is_there(self, management, app):
        login = {"username": "alice", "password": "secret"}
        user = make_user(management, "bobby")
        for method, params in (("User.login", login), ("User.register", {**login, "username": "eve"})):
            answer = phone(management).call(method, params)
            assert answer["user"]["_id"] != user and answer["loginToken"]
        item = app.call("Collection.insert", collectionName="Note", item={"n": 1})["item"]
        assert item["_id"] and item["n"] == 1
        for time in (item["_createdAt"], item["_updatedAt"]):
            # new Date(x) takes milliseconds.
            assert isinstance(time, int) and time > 1_700_000_000_000
        assert app.call("User.getProperties") == {"properties": {}}
        assert app.call("Device.getProperties") == {"properties": {}}

    def test_an_item_is_sent_back_as_it_came(self, app):
        """`update` sends all but what begins with an underscore; the permission has its own call."""
        item = app.call("Collection.insert", collectionName="Note", item={"a": 1, "b": [{}]})["item"]
        data = {name: value for name, value in item.items() if not name.startswith("_")}
        params = {"collectionName": "Note", "itemOid": item["_id"], "data": {**data, "a": 2}}
        assert app.call("Collection.update", params) == "OK"
        by_id = {"collectionName": "Note", "criteria": "_id == ?", "bindParams": [item["_id"]]}
        permission = {"permission": {"public": "r"}, "options": {"forceOverwrite": True}}
        changed = app.call("Collection.updatePermission", {**by_id, **permission})
        assert changed == {"numUpdates": 1}
        assert find_one(app, f'_id == "{item["_id"]}"')["a"] == 2
        assert refusal(app, "Collection.update", itemOid=NO_ITEM, data=data)[0] == 14

    def test_criteria_in_brackets_stand_any_spacing(self, app):
        item = insert(app, {"n": 1})
        for criteria in ("( n == 1 )&&( n>0 )", "((n==1))\n&&\t(n >0)", "(  (n == 1)||(n == 2)  )"):
            assert find(app, criteria) == ([item], 1)

    def test_no_reply_has_an_error_beside_its_result(self, app):
        envelope = {"jsonrpc": "2.0", "id": "1"}
        for method, params, has in (
            ("Device.saveProperties", {"properties": {}}, "result"),
            ("Device.saveProperties", {}, "error"),
        ):
            call = {**envelope, "method": method, "params": app.params_of(params)}
            _, _, body = app.raw(json.dumps(call))
            assert set(json.loads(body)) == {"jsonrpc", "id", has}
