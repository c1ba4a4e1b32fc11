# SPDX-License-Identifier: Apache-2.0
"""`hako mail`: mail servers and templates, beside a running server and without one."""

import json

import pytest
from harness.server import CommandFailed
from mail_scenes import set_template

BUILT_IN = "send_password_token"
NOBODY = "0" * 24


@pytest.fixture
def backend(folder):
    return folder.create_backend()["backendId"]


def template(folder, backend, *more):
    return folder.cli("mail", "template", *more, "--backend", backend)


def test_a_server_is_configured_shown_and_removed(folder, backend, mail_server):
    assert folder.cli("mail", "show") == []
    assert "hako mail configure" in folder.run("mail", "show").stdout
    made = mail_server.configure(folder, port="starttls")
    own = mail_server.configure(folder, backend, port="tls", sender="own@example.com")
    assert made["backendId"] is None and own["backendId"] == backend
    assert (made["security"], own["security"]) == ("starttls", "tls")
    assert made["username"] == "user" and made["from"] == "Hako <hako@example.com>" and made["ca"]
    assert folder.cli("mail", "show") == [made, own]
    shown = folder.run("mail", "show")
    assert "all backends" in shown.stdout and backend in shown.stdout
    for text in (json.dumps([made, own]), shown.stdout, shown.stderr):
        assert mail_server.facts["password"] not in text
    folder.cli("mail", "remove", "--backend", backend)
    assert folder.cli("mail", "show") == [made]
    with pytest.raises(CommandFailed):
        folder.cli("mail", "remove", "--backend", backend)
    folder.cli("mail", "remove")
    assert folder.cli("mail", "show") == []


def test_the_password_is_sealed_on_disk(folder, backend, mail_server):
    mail_server.configure(folder, backend, port="starttls")
    for file in folder.data.rglob("*"):
        if file.is_file():
            assert mail_server.facts["password"].encode() not in file.read_bytes(), file


def test_a_deleted_backend_takes_its_server_along(folder, backend, mail_server):
    mail_server.configure(folder, backend)
    folder.cli("backend", "delete", backend)
    assert folder.cli("mail", "show") == []


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--host", "a b"),
        ("--host", "evil.example\r\nRCPT TO:<x@y.z>"),
        ("--host", "smtp://a.example"),
        ("--port", "0"),
        ("--port", "65536"),
        ("--security", "ssl"),
        ("--from", "a@b.example, c@d.example"),
        ("--from", "A\r\nBcc: x@y.z <a@b.example>"),
    ],
)
def test_sec_90_settings_are_refused(folder, option, value):
    options = {"--host": "a.example", "--from": "a@b.example", option: value}
    done = folder.run("mail", "configure", *(part for pair in options.items() for part in pair))
    assert done.returncode == 1 and done.stderr.startswith(option.strip("-") + ":")
    assert folder.cli("mail", "show") == []


def test_what_a_command_line_lacks_is_told(folder, backend):
    assert folder.run("mail", "configure", "--from", "a@b.example").returncode == 2
    assert folder.run("mail", "template", "list").returncode == 2
    done = folder.run("mail", "configure", "--host", "h", "--from", "a@b.example", "--port", "x")
    assert (done.returncode, done.stderr) == (
        2, "hako mail configure: --port: 'x' is no number.\n"
    )
    done = folder.run(
        "mail", "configure", "--host", "h", "--from", "a@b.example", "--username", "u",
        "--password-file", folder.folder / "missing",
    )
    assert done.returncode == 1 and "missing" in done.stderr
    assert folder.run("mail", "template", "lst", "--backend", backend).returncode == 2


def test_templates_are_set_listed_shown_and_removed(folder, backend):
    [built_in] = template(folder, backend, "list")
    assert (built_in["name"], built_in["use"]) == (BUILT_IN, "reset")
    made = set_template(
        folder, backend, "ようこそ", subject="%name% さん", body="本文\n", bcc="copy@example.com"
    )
    assert made["use"] == "apps" and made["body"] == "本文\n" and made["from"] == ""
    assert template(folder, backend, "show", "ようこそ") == made
    listed = template(folder, backend, "list")
    assert [each["name"] for each in listed] == [BUILT_IN, "ようこそ"]
    # What is not given stays.
    changed = template(folder, backend, "set", "ようこそ", "--use", "nobody", "--bcc", "")
    assert (changed["subject"], changed["use"], changed["bcc"]) == ("%name% さん", "nobody", "")
    text = folder.run("mail", "template", "show", "ようこそ", "--backend", backend).stdout
    assert text == "Name: ようこそ\nUse: nobody\nSubject: %name% さん\n\n本文\n"
    template(folder, backend, "remove", "ようこそ")
    for words in (("show", "ようこそ"), ("remove", "ようこそ")):
        with pytest.raises(CommandFailed) as failed:
            template(folder, backend, *words)
        assert failed.value.stderr == "name: Template not found.\n"


def test_the_built_in_template_can_be_changed_and_comes_back(folder, backend):
    [built_in] = template(folder, backend, "list")
    changed = template(folder, backend, "set", BUILT_IN, "--subject", "再設定")
    assert changed["subject"] == "再設定" and changed["body"] == built_in["body"]
    template(folder, backend, "remove", BUILT_IN)
    assert template(folder, backend, "list") == [built_in]


@pytest.mark.parametrize(
    ("name", "more", "fields"),
    [
        ("new", [], ["subject", "body"]),
        ("a\nb", ["--subject", "s"], ["name", "body"]),
        (BUILT_IN, ["--subject", "s\r\nBcc: x@y.z"], ["subject"]),
        (BUILT_IN, ["--from", "a@b.example, c@d.example"], ["from"]),
        (BUILT_IN, ["--bcc", "a@b.example\nc@d.example"], ["bcc"]),
        (BUILT_IN, ["--use", "apps"], ["body", "name"]),
        (BUILT_IN, ["--use", "everybody"], ["use"]),
    ],
)
def test_sec_90_wrong_templates_are_refused(folder, backend, name, more, fields):
    done = folder.run("mail", "template", "set", name, "--backend", backend, *more)
    told = [line.split(":")[0] for line in done.stderr.splitlines()]
    assert (done.returncode, sorted(told)) == (1, sorted(fields))


def test_a_backend_that_is_not_there_is_told(folder, backend):
    for words in (["template", "list"], ["template", "show", BUILT_IN]):
        done = folder.run("mail", *words, "--backend", NOBODY)
        assert (done.returncode, done.stderr) == (1, "backendId: Backend not found.\n")


def test_a_test_mail_tells_what_the_server_says(folder, backend, own_mail_server):
    to = ["--to", "taro@example.jp"]
    done = folder.run("mail", "test", *to)
    assert done.returncode == 1 and "hako mail configure" in done.stderr
    own_mail_server.configure(folder, port="starttls")
    done = folder.run("mail", "test", *to)
    assert (done.returncode, done.stdout) == (0, "Taken by 127.0.0.1: 250 taken\n")
    assert folder.cli("mail", "test", "--backend", backend, *to)["sent"] is True
    assert len(own_mail_server.mails("taro@example.jp")) == 2
    own_mail_server.set_faults(
        {"kind": "reply", "match": {"stage": "rcpt"}, "text": "550 5.1.1 no such user"}
    )
    done = folder.run("mail", "test", *to)
    assert done.returncode == 1 and "550 5.1.1 no such user" in done.stderr
    own_mail_server.set_faults()
    own_mail_server.configure(folder, port="stranger")
    done = folder.run("mail", "test", *to)
    assert done.returncode == 1 and done.stderr.startswith("Not sent by 127.0.0.1: ")
    assert folder.run("mail", "test", "--to", "a@b.example,c@d.example").returncode == 1


def test_a_template_is_tested_with_values(folder, backend, own_mail_server):
    own_mail_server.configure(folder, backend)
    set_template(folder, backend, "welcome", subject="For %name%", body="%name%: %text%")
    folder.cli(
        "mail", "template", "test", "welcome", "--backend", backend, "--to", "taro@example.jp",
        "--param", "name=太郎", "--param", "text=a=b",
    )
    [mail] = own_mail_server.mails()
    assert (mail["subject"], mail["text"]) == ("For 太郎", "太郎: a=b\r\n")
    done = folder.run(
        "mail", "template", "test", "welcome", "--backend", backend, "--to", "taro@example.jp",
        "--param", "name",
    )
    assert done.returncode == 2
