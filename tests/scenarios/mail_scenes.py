# SPDX-License-Identifier: Apache-2.0
"""Backends that send mails."""

import re

from app_scenes import log_in

TOKEN = re.compile(r"\b[0-9A-Za-z]{24}\b")


def set_template(server, backend, name="welcome", subject="Hello", body="Hello %name%", **more):
    """Makes a template by the command line; `more` are further options."""
    file = server.folder / f"{name}.txt"
    file.write_text(body)
    options = [part for key, value in more.items() for part in (f"--{key}", value)]
    return server.cli(
        "mail", "template", "set", name, "--backend", backend,
        "--subject", subject, "--body", file, *options,
    )


def mailing_app(server, management, mail_server, username="sender@example.jp"):
    """An app that is logged in, of a backend with a mail server and the template `welcome`."""
    mail_server.configure(server, management.backend_id)
    set_template(server, management.backend_id)
    return log_in(management, username)[0]


def token_in(mail):
    """The reset token in the text of a mail."""
    return TOKEN.search(mail["text"])[0]
