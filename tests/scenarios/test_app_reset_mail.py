# SPDX-License-Identifier: Apache-2.0
"""User.sendPasswordResetToken: the mail that follows, or does not, and what it survives."""

import time

import pytest
from app_scenes import log_in, refusal
from harness.rpc import RpcError
from mail_scenes import set_template, token_in
from scenes import make_user

ASK = "User.sendPasswordResetToken"


@pytest.fixture
def app(shared_server, management, mail_server):
    """Nobody is logged in."""
    mail_server.configure(shared_server, management.backend_id)
    return management.app("phone")


def reset(app, username, token, password="a-new-one"):
    return app.call(
        "User.resetPasswordAndLogin", username=username, newPassword=password, token=token
    )


def nothing_more_comes(app, management, mail_server, marker):
    """Whether a mail that is asked for now is the first one to come."""
    make_user(management, marker)
    app.call(ASK, username=marker)
    mail_server.wait_for(marker)


def test_the_token_in_the_mail_resets_the_password(app, management, mail_server):
    make_user(management, "reset1@example.jp")
    assert app.call(ASK, username="reset1@example.jp") == "OK"
    [mail] = mail_server.wait_for("reset1@example.jp")
    assert mail["subject"] == "Your password" and mail["auto_submitted"] == "auto-generated"
    assert reset(app, "reset1@example.jp", token_in(mail))["user"]["_username"]
    other = management.app("other")
    login = other.call("User.login", username="reset1@example.jp", password="a-new-one")
    assert login["user"]["_username"] == "reset1@example.jp"
    with pytest.raises(RpcError):
        reset(management.app("third"), "reset1@example.jp", token_in(mail), "another")


def test_the_username_is_compared_as_logins_are(app, management, mail_server):
    make_user(management, "reset2@example.jp")
    app.call(ASK, username="RESET2@example.jp")
    mail_server.wait_for("reset2@example.jp")


def test_the_template_and_the_property_may_be_others(
    app, management, mail_server, shared_server
):
    make_user(management, "reset3", properties={"email": "reset3@example.jp"})
    set_template(
        shared_server, management.backend_id, "再設定", subject="パスワード再設定のご案内：髙橋様",
        body="コード：%PASSWORD_RESET_TOKEN% です。", use="reset",
    )
    options = {"emailPropertyName": "email", "templateName": "再設定"}
    app.call(ASK, username="reset3", options=options)
    [mail] = mail_server.wait_for("reset3@example.jp")
    assert mail["subject"] == "パスワード再設定のご案内：髙橋様"
    assert mail["text"].startswith("コード：") and mail["text"].endswith(" です。\r\n")
    reset(app, "reset3", mail["text"][4:28])


def test_sec_35_who_gets_no_mail_gets_the_same_answer(
    app, management, mail_server, shared_server
):
    set_template(shared_server, management.backend_id, "welcome")
    make_user(management, "silent@example.jp", properties={"email": "x", "phone": "p@example.jp"})
    make_user(management, "no-address")
    bodies = set()
    for params in (
        {"username": "nobody@example.jp"},
        {"username": "no-address"},
        {"username": "silent@example.jp", "options": {"templateName": "welcome"}},
        {"username": "silent@example.jp", "options": {"templateName": "unknown"}},
        {"username": "silent@example.jp", "options": {"emailPropertyName": "email"}},
        {"username": "silent@example.jp", "options": {"emailPropertyName": "phone"}},
        {"username": "x" * 3_000},
        {"username": ""},
    ):
        bodies.add(app.another().call(ASK, params))
        app.device += "+"
    assert bodies == {"OK"}
    nothing_more_comes(app, management, mail_server, "marker35@example.jp")
    assert not mail_server.mails("silent@example.jp") and not mail_server.mails("p@example.jp")


def test_a_setting_takes_a_property_away_at_once(app, management, mail_server, shared_server):
    backend = management.backend_id
    shared_server.cli("backend", "set", backend, "emailProperties=email")
    make_user(management, "reset5@example.jp", properties={"email": "reset5+mail@example.jp"})
    app.call(ASK, username="reset5@example.jp")
    app.call(ASK, username="reset5@example.jp", options={"emailPropertyName": "email"})
    mail_server.wait_for("reset5+mail@example.jp")
    assert not mail_server.mails("reset5@example.jp")


def test_a_newer_token_replaces_the_older(app, management, mail_server):
    make_user(management, "reset6@example.jp")
    tokens = []
    for count in (1, 2):
        app.call(ASK, username="reset6@example.jp")
        tokens.append(token_in(mail_server.wait_for("reset6@example.jp", count)[-1]))
    with pytest.raises(RpcError) as refused:
        reset(app, "reset6@example.jp", tokens[0])
    assert refused.value.code == -32602
    reset(app, "reset6@example.jp", tokens[1])


def test_who_is_logged_in_needs_none(management, app):
    logged_in, _ = log_in(management, "reset7@example.jp")
    assert refusal(logged_in, ASK, username="reset7@example.jp")[0] == 13


def test_without_a_mail_server_existing_and_missing_users_are_refused_alike(management):
    make_user(management, "reset8@example.jp")
    app = management.app("phone")
    answers = [refusal(app, ASK, username=name) for name in ("reset8@example.jp", "nobody")]
    assert answers[0] == answers[1] and answers[0][0] == -32603


def test_mail_bombing_ends_for_existing_and_missing_users_alike(start_server, own_mail_server):
    server = start_server("--reset-mails-per-hour-max", "2")
    with server.new_management() as management:
        own_mail_server.configure(server)
        make_user(management, "reset9@example.jp", properties={"email": "same@example.jp"})
        make_user(management, "reset9b", properties={"email": "same@example.jp"})
        for name in ("reset9@example.jp", "nobody@example.jp"):
            for i in range(2):
                management.app(f"{name}{i}").call(ASK, username=name)
            code, data = refusal(management.app(f"{name}x"), ASK, username=name)
            assert code == 9999 and 0 < data["retryAfterMs"] <= 3_600_000
        # One device, many names.
        one = management.app("one")
        for i in range(2):
            one.call(ASK, username=f"name{i}")
        assert refusal(one, ASK, username="name2")[0] == 9999
        # One address, two accounts: what is too much for it is passed over in silence.
        options = {"emailPropertyName": "email"}
        for i in range(2):
            management.app(f"b{i}").call(ASK, username="reset9b", options=options)
        own_mail_server.wait_for("same@example.jp", 2)
        make_user(management, "reset9c", properties={"email": "same@example.jp"})
        management.app("c").call(ASK, username="reset9c", options=options)
        make_user(management, "marker9@example.jp")
        management.app("d").call(ASK, username="marker9@example.jp")
        own_mail_server.wait_for("marker9@example.jp")
        assert len(own_mail_server.mails("same@example.jp")) == 2
        assert len(own_mail_server.mails("reset9@example.jp")) == 2


def test_a_mail_is_tried_again_until_the_server_takes_it(start_server, own_mail_server):
    server = start_server()
    with server.new_management() as management:
        own_mail_server.configure(server)
        make_user(management, "retry@example.jp")
        own_mail_server.set_faults(
            {"kind": "reply", "match": {"stage": "data"}, "text": "451 not now", "count": 2}
        )
        app = management.app("phone")
        app.call(ASK, username="retry@example.jp")
        [mail] = own_mail_server.wait_for("retry@example.jp")
        reset(app, "retry@example.jp", token_in(mail))


def test_a_lost_answer_sends_the_same_mail_again(start_server, own_mail_server):
    server = start_server()
    with server.new_management() as management:
        own_mail_server.configure(server)
        make_user(management, "twice@example.jp")
        own_mail_server.set_faults(
            {"kind": "drop", "match": {"stage": "data"}, "processed": True, "count": 1}
        )
        app = management.app("phone")
        app.call(ASK, username="twice@example.jp")
        own_mail_server.wait_for("twice@example.jp", 1)
        own_mail_server.set_faults()
        first, second = own_mail_server.wait_for("twice@example.jp", 2)
        assert first["message_id"] == second["message_id"]
        assert token_in(first) == token_in(second)
        reset(app, "twice@example.jp", token_in(first))


def test_a_refused_mail_is_given_up(start_server, own_mail_server):
    server = start_server()
    with server.new_management() as management:
        own_mail_server.configure(server)
        for name in ("refused@example.jp", "taken@example.jp"):
            make_user(management, name)
        own_mail_server.set_faults({
            "kind": "reply",
            "match": {"stage": "rcpt", "to": "refused@example.jp"},
            "text": "550 5.1.1 nobody",
        })
        app = management.app("phone")
        app.call(ASK, username="refused@example.jp")
        app.call(ASK, username="taken@example.jp")
        own_mail_server.wait_for("taken@example.jp")
        own_mail_server.set_faults()
        time.sleep(3)
        assert not own_mail_server.mails("refused@example.jp")


@pytest.mark.parametrize("moment", ["before the mail", "after the mail"])
def test_a_killed_server_loses_no_mail(start_server, own_mail_server, moment):
    server = start_server()
    with server.new_management() as management:
        own_mail_server.configure(server)
        make_user(management, "killed@example.jp")
        stage = "rcpt" if moment == "before the mail" else "data"
        own_mail_server.set_faults(
            {"kind": "stall", "match": {"stage": stage}, "processed": True}
        )
        management.app("phone").call(ASK, username="killed@example.jp")
        if stage == "data":
            own_mail_server.wait_for("killed@example.jp")
        else:
            time.sleep(0.5)
        server.kill()
        own_mail_server.set_faults()
        server.start()
        # The claim of the process that died holds for two minutes.
        mails = own_mail_server.wait_for("killed@example.jp", 1 + (stage == "data"), 150)
        assert len({mail["message_id"] for mail in mails}) == 1
        reset(management.app("other"), "killed@example.jp", token_in(mails[-1]))


def test_sec_56_the_token_is_nowhere_in_the_data_folder(start_server, own_mail_server):
    server = start_server()
    with server.new_management() as management:
        own_mail_server.configure(server)
        make_user(management, "secret@example.jp")
        own_mail_server.set_faults(
            {"kind": "stall", "match": {"stage": "data"}, "processed": True}
        )
        management.app("phone").call(ASK, username="secret@example.jp")
        [mail] = own_mail_server.wait_for("secret@example.jp")
        server.kill()
        token = token_in(mail).encode()
        for file in server.data.rglob("*"):
            assert not file.is_file() or token not in file.read_bytes(), file
        assert token not in server.log.read_bytes()
