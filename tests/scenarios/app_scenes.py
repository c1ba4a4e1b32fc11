# SPDX-License-Identifier: Apache-2.0
"""Apps, their users and their items."""

from harness.rpc import RpcError
from scenes import make_collection, make_user

NO_ITEM = "i01890000-0000-7000-8000-000000000000"


def make_open_collection(management, name="Note", **config):
    """A collection that apps may insert into; what they insert is for its owner alone."""
    return make_collection(management, name, isInsertable=True, **config)


def log_in(management, username, device=None):
    """An app with the user of this name, who is made when there is none; and the user's id."""
    app = management.app(device or f"{username}-phone")
    try:
        make_user(management, username)
    except RpcError:
        pass
    user = app.call("User.login", username=username, password="secret")["user"]
    return app, user["_id"]


def insert(app, properties=None, permission=None, collection="Note"):
    """The id of the new item."""
    params = {"collectionName": collection, "item": properties or {}, "permission": permission}
    return app.call("Collection.insert", params)["item"]["_id"]


def find(app, criteria="", *bind, collection="Note", **more):
    """What is found: ids, and how many in all."""
    params = {"collectionName": collection, "criteria": criteria, "bindParams": list(bind), **more}
    found = app.call("Collection.find", params)
    return [item["_id"] for item in found["items"]], found["totalItems"]


def refusal(app, method, **params):
    """The code and data that a call is refused with."""
    params = {"collectionName": "Note", **params}
    try:
        answer = app.call(method, params)
    except RpcError as error:
        return error.code, error.data
    raise AssertionError(f"{method} was answered {answer}")
