# SPDX-License-Identifier: Apache-2.0
"""Mailer.sendMail: an app has a user sent a mail of a template."""

import time

import pytest
from app_scenes import log_in, refusal
from harness.rpc import RpcError
from mail_scenes import mailing_app, set_template
from scenes import make_user, wait_until

SEND = "Mailer.sendMail"
NOBODY = "u01890000-0000-7000-8000-000000000000"


@pytest.fixture
def app(shared_server, management, mail_server):
    return mailing_app(shared_server, management, mail_server)


@pytest.fixture
def user(management):
    return make_user(
        management,
        "taro@example.jp",
        properties={"email": "other@example.jp", "phone": "no address", "n": 1},
    )


def test_a_mail_arrives_filled_in(app, user, mail_server, shared_server, management):
    set_template(
        shared_server,
        management.backend_id,
        "お知らせ",
        subject="%name%様へのお知らせ：①髙橋～🎲の長い長い長い長い件名です",
        body="%name%様\n%count%個、%flag%、%none%。100%です。\n.\n",
        bcc="copy@example.jp",
    )
    params = {"name": "山田太郎", "count": 3, "flag": True, "none": None}
    assert app.call(SEND, userOid=user, templateName="お知らせ", substituteParams=params) == "OK"
    [mail] = mail_server.mails("taro@example.jp")[-1:]
    assert mail["subject"] == "山田太郎様へのお知らせ：①髙橋～🎲の長い長い長い長い件名です"
    assert mail["text"] == "山田太郎様\r\n3個、true、。100%です。\r\n.\r\n"
    assert mail["from"] == "Hako <hako@example.com>"
    assert mail["rcpt_tos"] == ["taro@example.jp", "copy@example.jp"]
    assert mail["defects"] == [] and mail["is_ascii"] and mail["longest_line"] <= 76
    assert not any(name.lower() in ("bcc", "cc") for name in mail["headers"])


def test_the_property_may_be_another(app, user, mail_server):
    options = {"emailPropertyName": "email"}
    assert app.call(SEND, userOid=user, templateName="welcome", options=options) == "OK"
    assert mail_server.mails("other@example.jp")


@pytest.mark.parametrize("params", [None, {}, []])
def test_no_params_leave_the_places_as_they_are(app, user, mail_server, params):
    count = len(mail_server.mails())
    app.call(SEND, userOid=user, templateName="welcome", substituteParams=params, options=None)
    assert mail_server.mails()[count:][-1]["text"] == "Hello %name%\r\n"


def test_sec_40_a_value_is_put_in_once_and_as_it_is(app, user, mail_server):
    params = {"name": "<script>%other%\"><a {{x}}", "other": "secret"}
    app.call(SEND, userOid=user, templateName="welcome", substituteParams=params)
    assert mail_server.mails()[-1]["text"] == "Hello <script>%other%\"><a {{x}}\r\n"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\0", "\u2028", "\u2029", "\u0085", "\x1b"])
def test_sec_90_a_value_cannot_add_a_header(
    app, user, mail_server, shared_server, management, end
):
    set_template(shared_server, management.backend_id, "subject", subject="For %name%", body="b")
    count = len(mail_server.mails())
    params = {"name": f"x{end}Bcc: evil@example.com{end}{end}text"}
    code, data = refusal(
        app, SEND, userOid=user, templateName="subject", substituteParams=params
    )
    assert (code, list(data)) == (-32602, ["substituteParams"])
    assert len(mail_server.mails()) == count and not mail_server.mails("evil@example.com")


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example, evil@example.com",
        "a@b.example\r\nRCPT TO:<evil@example.com>",
        "a@b.example\n",
        "<a@b.example>",
        "group:a@b.example,evil@example.com;",
        "a@b.example\0",
        "",
    ],
)
def test_sec_90_an_address_cannot_be_two(app, management, mail_server, address):
    user = make_user(management, "victim", properties={"email": address})
    count = len(mail_server.mails())
    code, data = refusal(
        app, SEND, userOid=user, templateName="welcome", options={"emailPropertyName": "email"}
    )
    assert (code, list(data)) == (-32602, ["options"])
    assert len(mail_server.mails()) == count


@pytest.mark.parametrize(
    ("wrong", "parameter"),
    [
        ({"userOid": NOBODY}, "userOid"),
        ({"userOid": "taro"}, "userOid"),
        ({"userOid": 1}, "userOid"),
        ({"templateName": "unknown"}, "templateName"),
        ({"templateName": "Welcome"}, "templateName"),
        ({"templateName": "send_password_token"}, "templateName"),
        ({"templateName": ["welcome"]}, "templateName"),
        ({"substituteParams": {"a": {"b": 1}}}, "substituteParams"),
        ({"substituteParams": "text"}, "substituteParams"),
        ({"substituteParams": {"name": "x" * 300_000}}, "substituteParams"),
        ({"substituteParams": {f"n{i}": "" for i in range(101)}}, "substituteParams"),
        ({"options": {"emailPropertyName": "phone"}}, "options"),
        ({"options": {"emailPropertyName": "n"}}, "options"),
        ({"options": {"emailPropertyName": "_password"}}, "options"),
        ({"options": {"emailPropertyName": ["email"]}}, "options"),
        ({"options": "email"}, "options"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_sent(app, user, mail_server, wrong, parameter):
    count = len(mail_server.mails())
    code, data = refusal(app, SEND, **{"userOid": user, "templateName": "welcome", **wrong})
    assert (code, list(data)) == (-32602, [parameter])
    assert len(mail_server.mails()) == count


def test_only_who_is_logged_in_sends(management, user, app):
    stranger = management.app("another-phone")
    assert refusal(stranger, SEND, userOid=user, templateName="welcome")[0] == 11


def test_a_template_for_nobody_is_not_sent(app, user, shared_server, management):
    set_template(shared_server, management.backend_id, "kept", use="nobody")
    assert refusal(app, SEND, userOid=user, templateName="kept")[0] == -32602


def test_without_a_mail_server_it_is_refused(shared_server, management):
    app, me = log_in(management, "alone@example.jp")
    set_template(shared_server, management.backend_id)
    assert refusal(app, SEND, userOid=me, templateName="welcome")[0] == -32603


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "reply", "match": {"stage": "rcpt"}, "text": "550 5.1.1 no such user"},
        {"kind": "reply", "match": {"stage": "data"}, "text": "451 4.3.0 not now"},
        {"kind": "drop", "match": {"stage": "mail"}},
        {"kind": "drop", "match": {"stage": "connect"}},
    ],
)
def test_a_mail_that_is_not_taken_is_refused(start_server, own_mail_server, fault):
    server = start_server()
    with server.new_management() as management:
        app = mailing_app(server, management, own_mail_server)
        user = make_user(management, "taro@example.jp")
        own_mail_server.set_faults(fault)
        code, data = refusal(app, SEND, userOid=user, templateName="welcome")
        assert code == -32603
        # What the server said is for the operator's log alone.
        said = fault.get("text", "did not take")
        assert said not in str(data)
        wait_until(lambda: said in server.log.read_text())


def test_a_mail_server_that_stalls_is_not_waited_for(start_server, own_mail_server):
    server = start_server()
    with server.new_management() as management:
        app = mailing_app(server, management, own_mail_server)
        user = make_user(management, "taro@example.jp")
        own_mail_server.set_faults({"kind": "stall", "match": {"stage": "rcpt"}})
        began = time.monotonic()
        assert refusal(app, SEND, userOid=user, templateName="welcome")[0] == -32603
        assert time.monotonic() - began > 9


def test_mail_bombing_ends(start_server, own_mail_server):
    server = start_server("--mails-per-hour-max", "3")
    with server.new_management() as management:
        app = mailing_app(server, management, own_mail_server)
        other = mailing_app(server, management, own_mail_server, "other@example.jp")
        users = [make_user(management, f"user{i}@example.jp") for i in range(4)]
        params = {"templateName": "welcome"}
        for user in users[:3]:
            app.call(SEND, userOid=user, **params)
        code, data = refusal(app, SEND, userOid=users[3], **params)
        assert code == 9999 and 0 < data["retryAfterMs"] <= 3_600_000
        # The same user's other device is its other self; another user may still send.
        other.call(SEND, userOid=users[0], **params)
        other.call(SEND, userOid=users[0], **params)
        assert refusal(other, SEND, userOid=users[0], **params)[0] == 9999
        assert len(own_mail_server.mails("user0@example.jp")) == 3


def test_sec_49_backends_send_by_their_own_servers(start_server, own_mail_server, mail_server):
    server = start_server()
    with server.new_management() as one, server.new_management() as two:
        mail_server.configure(server)
        own_mail_server.configure(server, one.backend_id, sender="one@example.com")
        for management, marker in ((one, "one"), (two, "two")):
            set_template(server, management.backend_id)
            app = management.app("phone")
            name = f"{marker}-49@example.jp"
            me = app.call("User.register", username=name, password="pass", properties={})["user"]
            app.call(SEND, userOid=me["_id"], templateName="welcome")
        assert [mail["from"] for mail in own_mail_server.mails()] == ["one@example.com"]
        assert mail_server.mails("two-49@example.jp") and not mail_server.mails("one-49@example.jp")


def test_a_mail_goes_under_starttls_and_tls(start_server, own_mail_server):
    server = start_server()
    with server.new_management() as management:
        app = mailing_app(server, management, own_mail_server)
        user = make_user(management, "taro@example.jp")
        for port in ("starttls", "tls"):
            own_mail_server.configure(server, management.backend_id, port=port)
            app.call(SEND, userOid=user, templateName="welcome")
            mail = own_mail_server.mails()[-1]
            assert (mail["port"], mail["tls"], mail["login"]) == (port, True, "user")
        own_mail_server.configure(server, management.backend_id, port="stranger")
        with pytest.raises(RpcError) as refused:
            app.call(SEND, userOid=user, templateName="welcome")
        assert refused.value.code == -32603
