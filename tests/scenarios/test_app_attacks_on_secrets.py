# SPDX-License-Identifier: Apache-2.0
"""Where secrets must not turn up. Each test has the number of the attack
(docs/decisions/0011-attacks.md)."""

import json
import secrets

import pytest
from app_accounts import answer_of, phone
from app_scenes import insert, make_open_collection
from harness.rpc import SESSION_HEADER
from mail_scenes import set_template, token_in
from scenes import ios_fields, push_params, wait_until
from scenes import register as register_for_push

ALICE = "alice@example.jp"
BOB = "bob@example.jp"


class Ear:
    """Keeps every byte that the server answers to the clients that it listens to."""

    def __init__(self):
        self.heard = b""

    def listen_to(self, client):
        plain = client.raw

        def raw(*arguments, **named):
            status, headers, body = plain(*arguments, **named)
            self.heard += str(headers).encode() + body
            return status, headers, body

        client.raw = raw
        return client

    def count(self, secret):
        return self.heard.count(secret.encode())


@pytest.fixture
def scene(start_server, own_mail_server, providers):
    """A server that sends mails and pushes, with a backend that has a collection."""
    server = start_server(
        "--trusted-proxy", "127.0.0.1", "--log-level", "debug", *providers.options()
    )
    with server.new_management() as management:
        own_mail_server.configure(server, management.backend_id)
        set_template(server, management.backend_id)
        server.cli("push", "configure", "--backend", management.backend_id, *providers.new_key())
        make_open_collection(management)
        yield server, management


def push_to(management, user, providers, token):
    """What the provider was sent for a push to this user."""
    push = push_params(management, userOidList=[user])
    management.call("Push.send", push)
    return wait_until(lambda: providers.apns.received(token=token))


def test_sec_14_secrets_are_in_no_reply_mail_push_or_log(scene, own_mail_server, providers):
    server, management = scene
    ear = Ear()
    ear.listen_to(management)
    passwords = [f"canary-{number}-{secrets.token_hex(4)}" for number in range(3)]
    devices = [f"canary-device-{secrets.token_hex(6)}" for _ in range(2)]
    alice, bob = (ear.listen_to(phone(management, device)) for device in devices)
    token = secrets.token_hex(32)
    register_for_push(management, ios_fields(devices[0], token))

    # Everything that shows users, devices or items, to their owner and to others.
    me = alice.call("User.register", username=ALICE, password=passwords[0], properties={"a": 1})
    other = bob.call("User.register", username=BOB, password=passwords[1], properties={})
    sessions, login_tokens = [alice.session, bob.session], [me["loginToken"], other["loginToken"]]
    alice.call("User.autoLogin", loginToken=login_tokens[0])
    sessions.append(alice.session)
    item = insert(alice, {"n": 1}, {"public": "rw"})
    by_id = {"collectionName": "Note", "itemOid": item}
    for app in (alice, bob):
        app.call("Device.saveProperties", properties={"a": 1})
        app.call("Collection.find", collectionName="Note")
        app.call("Collection.getPermission", by_id)
        for method in ("User.getProperties", "Device.getProperties"):
            app.call(method)
    bob.call("Mailer.sendMail", userOid=me["user"]["_id"], templateName="welcome")
    management.call("User.list", userQuery="a == 1")
    management.call("User.get", [me["user"]["_id"]])
    management.call("CollectionItem.get", ["Note", item])
    pushed = push_to(management, me["user"]["_id"], providers, token)

    # Refusals, a reset, and a change of the password.
    for wrong in ("User.login", "User.register"):
        answer_of(bob, wrong, username=ALICE, password=passwords[1], properties={})
    lost = ear.listen_to(phone(management, "another"))
    lost.call("User.sendPasswordResetToken", username=ALICE)
    reset_token = token_in(own_mail_server.wait_for(ALICE, 2)[-1])
    again = lost.call(
        "User.resetPasswordAndLogin", username=ALICE, newPassword=passwords[2], token=reset_token
    )
    sessions.append(lost.session)
    login_tokens.append(again["loginToken"])

    # A session stands once, in the header that gives it; a login token where it is given.
    assert [ear.count(f"{SESSION_HEADER}: {each}") for each in sessions] == [1] * 4
    assert [ear.count(each) for each in sessions] == [1] * 4
    assert [ear.count(each) for each in login_tokens] == [2, 1, 1]
    never = [*passwords, *devices, management.app_key, management.key, reset_token]
    assert [each for each in never if ear.count(each)] == []

    everything = [*never, *sessions, *login_tokens]
    server.stop()
    mails = json.dumps(own_mail_server.mails())
    outside = {"log": server.log.read_text(), "push": json.dumps(pushed), "mails": mails}
    found = [(name, each) for name, text in outside.items() for each in everything if each in text]
    assert found == [("mails", reset_token)]
