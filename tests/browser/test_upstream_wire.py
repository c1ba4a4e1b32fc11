# SPDX-License-Identifier: Apache-2.0
"""Pages of other origins that speak as upstream's SDK does, by jQuery and by Zepto."""

import re

import pytest

DEVICE = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
USER = {"username": "alice", "password": "secret"}
DEAD_SESSION = "0" * 64


class App:
    """The page `app.html` with one of the libraries. Errors are codes, results as they came."""

    def __init__(self, page, url, address, app_key):
        self.page = page
        self._url = url
        self._address = address
        self._app_key = app_key
        self.restart()

    def restart(self):
        """Goes to the page anew, as apps do between screens: cookie and localStorage are left."""
        self.page.open(self._url)
        self.page.run("cloud.begin", self._address, self._app_key, DEVICE)

    def reply(self, method, **params):
        return self.page.run("cloud.call", method, params)

    def call(self, method, **params):
        return self._result(self.reply(method, **params))

    def auto_login(self):
        return self._result(self.page.run("cloud.autoLogin"))

    def logout(self):
        return self._result(self.page.run("cloud.logout"))

    def session(self):
        return self.page.run("cloud.session")

    def keep_session(self, session):
        self.page.run("cloud.keepSession", session)

    @staticmethod
    def _result(reply):
        return reply["error"]["code"] if "error" in reply else reply["result"]


@pytest.fixture(params=["jquery/dist/jquery.js", "zepto/dist/zepto.js"], ids=["jquery", "zepto"])
def library(request):
    return request.param


@pytest.fixture
def app(page, origin, library, address, management):
    management.call("Collection.create", {"_id": "Diary", "isInsertable": True})
    return App(page, origin.page(f"app.html?{library}"), address, management.app_key)


def test_a_user_comes_writes_and_goes(app, management):
    registered = app.reply("User.register", **USER, properties={"level": 1})
    assert registered["id"] == "1" and "error" not in registered
    user = registered["result"]["user"]
    assert user["_username"] == "alice"
    assert re.fullmatch("[a-zA-Z0-9]+", registered["header"])
    assert app.session() == registered["header"]

    assert app.call("User.saveProperties", properties={"name": "アリス"}) == "OK"
    assert app.call("User.getProperties") == {"properties": {"level": 1, "name": "アリス"}}

    assert app.call("Collection.find", collectionName="Diary", criteria="", bindParams=[], orderBy=None) == {
        "items": [], "totalItems": 0}
    item = app.call("Collection.insert", collectionName="Diary", item={"text": "rain"}, permission={})["item"]
    assert (item["text"], item["_ownerUserOid"]) == ("rain", user["_id"])
    changed = app.call("Collection.update", collectionName="Diary", itemOid=item["_id"], data={"text": "sun"})
    assert changed == "OK"
    mine = app.call(
        "Collection.find", collectionName="Diary", criteria='(text == "sun") && (_ownerUserOid == ?)',
        bindParams=[user["_id"]], orderBy="_createdAt DESC", options={"propertyNames": ["text"], "limit": 5})
    assert mine["totalItems"] == 1
    assert (mine["items"][0]["_id"], mine["items"][0]["text"]) == (item["_id"], "sun")

    assert app.logout() == "OK"
    assert app.session() == ""
    assert app.call("User.getProperties") == 11
    assert app.call("Collection.find", collectionName="Diary", criteria="")["totalItems"] == 0
    assert app.auto_login() == -32602
    # What the page was told is what is there.
    stored = management.call("CollectionItem.get", {"collectionName": "Diary", "_id": item["_id"]})["item"]
    assert stored["text"] == "sun"


def test_a_login_outlives_the_page(app):
    assert app.call("User.register", **USER, properties={})["user"]["_username"] == "alice"
    app.logout()
    user = app.call("User.login", **USER)["user"]
    session = app.session()
    app.restart()
    assert app.session() == session
    assert app.call("User.getProperties") == {"properties": {}}
    # Apps log in anew on every page, with a session or without one.
    for _ in range(2):
        assert app.auto_login()["user"]["_id"] == user["_id"]
        assert app.session() not in ("", session)
    app.keep_session("")
    app.restart()
    assert app.call("User.getProperties") == 11
    assert app.auto_login()["user"]["_id"] == user["_id"]
    assert app.call("User.getProperties") == {"properties": {}}


def test_a_dead_session_is_sent_for_ever_and_hinders_no_login(app):
    app.call("User.register", **USER, properties={})
    app.keep_session(DEAD_SESSION)
    assert app.call("User.getProperties") == 11
    assert app.call("User.validate", username="bob", properties={}) == "OK"
    assert app.call("User.login", username="alice", password="wrong") == -32602
    assert app.session() == DEAD_SESSION
    assert app.call("User.login", **USER)["user"]["_username"] == "alice"
    assert app.call("User.getProperties") == {"properties": {}}


def test_the_browser_asks_nobody_first(app, origin, address):
    app.call("User.register", **USER, properties={})
    app.call("User.getProperties")
    sent = app.page.requests(address)
    assert [verb for verb, _ in sent] == ["POST", "POST"]
    for _, headers in sent:
        assert headers["origin"] == origin.name
        assert headers["content-type"].startswith("application/x-www-form-urlencoded")
        assert "cookie" not in headers


class TestAllowedOrigins:
    def test_another_origin_is_refused_by_the_browser(self, app, allow):
        allow("https://app.example", "http://127.0.0.1", "http://localhost:1")
        # The SDK makes of it what it makes of everything that it cannot read.
        assert app.reply("User.validate", username="bob") == {"error": {"code": -13, "status": 0}}
        assert app.page.wait_for_cors_error() == "MissingAllowOriginHeader"
        assert app.session() == ""

    def test_one_that_is_named_is_not(self, app, allow, origin):
        allow("https://app.example", origin.name)
        assert app.call("User.register", **USER, properties={})["user"]["_username"] == "alice"
        assert app.call("User.getProperties") == {"properties": {}}

    def test_a_change_counts_for_the_next_call(self, app, allow):
        for allowed, expected in ("https://app.example", -13), ("*", "OK"), ("https://app.example", -13):
            allow(allowed)
            assert app.call("User.validate", username="bob") == expected
