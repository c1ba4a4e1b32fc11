# SPDX-License-Identifier: Apache-2.0
"""Pages of other origins that use @hako/client, as `./dev test browser` or `npm run build` has built it."""

import pytest

BEGIN = """(options) => { window.app = Hako.createClient(options) }"""
# What came, or what of the error says why.
CALL = """async (path, args) => {
    const [space, method] = path.split('.');
    try {
        const objects = { User: app.User, Device: app.Device, Diary: app.Collection('Diary') };
        return { result: await objects[space][method](...args) };
    } catch (error) {
        return { name: error.name, code: error.code, isNetworkError: error.isNetworkError };
    }
}"""


class App:
    """The page `client.html`."""

    def __init__(self, page, url, options):
        self.page = page
        self._url = url
        self._options = options
        self.restart()

    def restart(self):
        self.page.open(self._url)
        self.page.run(BEGIN, self._options)

    def reply(self, path, *arguments):
        return self.page.run(CALL, path, arguments)

    def call(self, path, *arguments):
        reply = self.reply(path, *arguments)
        assert "result" in reply, reply
        return reply["result"]


@pytest.fixture
def options(server, management):
    url = f"http://{server.host}:{server.port}/json-rpc/"
    return {"url": url, "backendId": management.backend_id, "apiKey": management.app_key}


@pytest.fixture
def app(page, origin, options, management):
    management.call("Collection.create", {"_id": "Diary", "isInsertable": True})
    return App(page, origin.page("client.html"), options)


def username(app):
    return app.page.run("() => app.User._username")


def test_a_user_comes_writes_and_goes(app, address):
    user = app.call("User.register", "alice", "secret", {"level": 1})["user"]
    assert username(app) == "alice"
    item = app.call("Diary.insert", {"text": "rain"})
    assert (item["text"], item["_ownerUserOid"]) == ("rain", user["_id"])
    assert app.call("Diary.update", item["_id"], {"text": "sun"}) == "OK"
    assert app.call("Diary.findMine", 'text == "sun"')["totalItems"] == 1
    assert app.call("User.logout") == "OK"
    assert app.reply("User.getProperties") == {"name": "HakoError", "code": 11, "isNetworkError": False}
    # No preflight, so no second round trip.
    assert {verb for verb, _ in app.page.requests(address)} == {"POST"}


def test_the_login_and_the_device_outlive_the_page(app):
    app.call("Device.saveProperty", "theme", "dark")
    app.call("User.register", "alice", "secret")
    app.restart()
    assert username(app) == "alice"
    assert app.call("User.getProperties") == {}
    assert app.call("User.autoLogin")["user"]["_username"] == "alice"
    assert app.call("Device.getProperty", "theme") == "dark"
    app.call("User.logout")
    app.restart()
    assert username(app) is None


def test_offline_and_back(app, server):
    app.call("User.register", "alice", "secret")
    server.kill()
    assert app.reply("User.getProperties") == {"name": "HakoError", "code": -13, "isNetworkError": True}
    server.start()
    assert app.call("User.getProperties") == {}


def test_an_origin_that_is_not_allowed(app, allow):
    allow("https://app.example")
    assert app.reply("User.validate", "bob") == {"name": "HakoError", "code": -13, "isNetworkError": True}
    assert app.page.wait_for_cors_error() == "MissingAllowOriginHeader"


def test_as_a_module(page, web, options):
    page.open(f"{web.origin}/tests/browser/pages/client.html")
    script = """async (options) => {
        const { createClient } = await import('/sdk/dist/index.js');
        return createClient(options).User.validate('bob');
    }"""
    assert page.run(script, options) == "OK"


def test_where_a_page_may_store_nothing(page, origin, options):
    page.open(origin.page("client.html"))
    # As browsers do that block cookies.
    page.run("""() => {
        Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied') } });
    }""")
    page.run(BEGIN, options)
    reply = page.run(CALL, "User.register", ["alice", "secret"])
    assert reply["result"]["user"]["_username"] == "alice"
    assert page.run(CALL, "User.getProperties", [])["result"] == {}
