# SPDX-License-Identifier: Apache-2.0
"""Backends with something in them."""

import re
import time
import urllib.parse

from harness.rpc import KEY_HEADER
from wire_text import new_address

UUID_7 = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
ITEM_ID = re.compile(f"i{UUID_7}")
USER_ID = re.compile(f"u{UUID_7}")


def make_collection(management, name="Score", **config):
    management.call("Collection.create", {"_id": name, **config})
    return name


def make_item(management, collection="Score", properties=None, **more):
    """The id of a new item."""
    params = {"collectionName": collection, "item": properties or {}, **more}
    return management.call("CollectionItem.create", params)["item"]["_id"]


def make_items(management, collection, all_properties):
    """The ids of new items, in their order."""
    ids = []
    for begin in range(0, len(all_properties), 500):
        part = all_properties[begin : begin + 500]
        calls = [
            ("CollectionItem.create", {"collectionName": collection, "item": each}) for each in part
        ]
        ids += [result["item"]["_id"] for result in management.batch(calls)]
    return ids


def make_user(management, username="John", password="secret", properties=None):
    """The id of a new user."""
    params = {"username": username, "password": password, "properties": properties or {}}
    return management.call("User.create", params)["user"]["_id"]


def get_item(management, item_id, collection="Score"):
    return management.call("CollectionItem.get", [collection, item_id])["item"]


def get_user(management, user_id):
    return management.call("User.get", [user_id])["user"]


def indexes_of(management, collection="Score"):
    return management.call("Collection.listIndexes", [collection])["indexes"]


def wait_until(is_so, seconds=30):
    """Returns what `is_so` answers once that is true."""
    deadline = time.monotonic() + seconds
    while not (answer := is_so()):
        assert time.monotonic() < deadline, f"not so after {seconds} s"
        time.sleep(0.002)
    return answer


def make_index(management, properties, collection="Score"):
    """Returns once the index answers queries."""
    management.call("Collection.createIndex", [collection, properties])

    def is_ready():
        states = {
            tuple(each["properties"]): each["state"] for each in indexes_of(management, collection)
        }
        return states.get(tuple(properties)) == "ready"

    wait_until(is_ready)


def post_form(management, path, fields, address, **options):
    """What a native framework's call is answered: status, headers, body."""
    body = fields if isinstance(fields, (str, bytes)) else urllib.parse.urlencode(fields)
    headers = {
        KEY_HEADER: None,
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": address,
    }
    return management.raw(body, headers=headers, path=path, **options)


def ios_fields(device="phone", token="aa11", **more):
    fields = {"platform": "ios", "deviceId": device, "env": "prod", "buildType": "release"}
    return {**fields, "version": "1.0", "deviceToken": token, **more}


def android_fields(device="robot", token="abc:DEF-1", **more):
    fields = {"platform": "android", "deviceId": device, "isCustom": "0", "version": "1.0"}
    fields |= {"registrationId": token, "packageName": "org.example", "buildType": "release"}
    return {**fields, **more}


def register(management, fields):
    """Registers a device with the backend's push project."""
    path = f"/v1/push/register/{management.push_project}"
    status, _, body = post_form(management, path, fields, new_address())
    assert (status, body) == (200, b'{"status":"ok"}'), body


def push_params(management, **more):
    """What Push.send needs, for iOS."""
    needed = {"pushProjectId": management.push_project, "platform": "ios", "target": "app"}
    return {**needed, "buildType": "release", "message": "Hi", **more}


def in_an_hour():
    return int(time.time() * 1000) + 3_600_000


def send_push(management, **more):
    """The queue id of a push that waits for an hour."""
    params = push_params(management, sendAt=in_an_hour(), **more)
    return management.call("Push.send", params)["queueIdList"][0]


def head_count(management, **more):
    """To how many devices a push would go."""
    return management.call("Push.send", push_params(management, dryRun=True, **more))["numTarget"]
