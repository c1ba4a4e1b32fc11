# SPDX-License-Identifier: Apache-2.0
"""A phone that writes through the app API: users that register, what they save, insert and permit, and
sessions that end."""

from harness.rpc import App, RpcError
from ledger_writer import SESSION, USER, Writer, item_permission, item_properties

ALIVE = "alive"


def session_token(app):
    """What a ledger calls the session of an app: all that is needed to try it."""
    return f"{app.device} {app.session}"


def is_alive(management, token):
    """Whether the session lets its device in."""
    with management.app(*token.split(" ")) as app:
        try:
            app.call("User.getProperties")
            return True
        except RpcError as error:
            assert error.code == 11, error
            return False


class AppWriter(Writer):
    """Is logged in as one user at a time, who owns the items that it writes."""

    def __init__(self, name, settings):
        super().__init__(name, settings)
        self.app = self.phone("phone", settings)
        self.tablet = self.phone("tablet", settings)
        self.user = None  # (name, state, password); None when that is not certain.

    def phone(self, device, settings):
        return App(
            *(settings[name] for name in ("host", "port", "backend", "app_key")),
            device=f"{self.name}-{device}",
            timeout=30,
        )

    def call(self, method, params):
        return self.app.call(method, params)

    def close(self):
        super().close()
        self.app.close()
        self.tablet.close()
        self.leave()

    def leave(self):
        """Whatever is written next, another user writes it."""
        self.user = self.app.session = self.tablet.session = None
        self.items = {}

    def run(self, collection):
        # Items of the last collection are not asked for in the next one.
        self.leave()
        super().run(collection)

    def step(self):
        choice = self.random.randrange(1000)
        if self.user is None:
            self.register()
        elif choice < 400 or not self.items:
            self.create_item()
        elif choice < 650:
            self.change_item("value")
        elif choice < 780:
            self.change_item("generation")
        elif choice < 860:
            self.delete(self.items, self.collection)
        elif choice < 960:
            self.save_properties()
        elif choice < 975:
            self.log_out()
        elif choice < 990:
            self.change_password()
        else:
            self.unregister()

    def creation_method(self):
        return "Collection.insert"

    def changing(self, what, item_id, token, state):
        if what == "value":
            data = item_properties(token, state, self.padding)
            return "Collection.update", {**self._by_id(item_id), "data": data}
        return "Collection.updatePermission", {
            "collectionName": self.collection,
            "criteria": "_id == ?",
            "bindParams": [item_id],
            "permission": item_permission(state),
            "options": {"forceOverwrite": True},
        }

    def deletion(self, kind, thing_id):
        return "Collection.delete", self._by_id(thing_id)

    def _by_id(self, item_id):
        return {"collectionName": self.collection, "itemOid": item_id}

    def register(self):
        name, state = self.new_token(), {"value": self.random.randrange(1000)}
        params = {"username": name, "password": "secret", "properties": state}
        if self.write(USER, name, state, "User.register", params):
            self.user = (name, state, "secret")
            self.note_session(self.app)

    def note_session(self, app):
        """The reply that gave it is its acknowledgement."""
        token = session_token(app)
        self.ledger.write(["intent", SESSION, token, ALIVE], ["ack", SESSION, token, None])

    def save_properties(self):
        name, state, password = self.user
        state = {"value": state["value"] + 1}
        self.write(USER, name, state, "User.saveProperties", {"properties": state})
        self.user = (name, state, password)

    def log_out(self):
        self.write(SESSION, session_token(self.app), None, "User.logout", {})
        self.leave()

    def change_password(self):
        """Ends the sessions of all other devices."""
        name, state, password = self.user
        login = {"username": name, "password": password}
        try:
            self.tablet.call("User.login", login)
        except RpcError as error:
            if error.code != 9999:
                raise
            return
        self.note_session(self.tablet)
        changed = {"oldPassword": password, "newPassword": password + "+"}
        ended = session_token(self.tablet)
        self.write(SESSION, ended, None, "User.updatePassword", changed)
        # Busy or not: the tablet has served its turn, and another user comes.
        self.leave()

    def unregister(self):
        name, _, password = self.user
        ended = [(USER, name, None), (SESSION, session_token(self.app), None)]
        self.write_all(ended, "User.unregister", {"password": password})
        self.leave()
