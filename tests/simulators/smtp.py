#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A mail server that takes every mail and delivers none: Debian's aiosmtpd, on four ports.

`starttls` and `tls` want a login (user, pass word); `plain` knows neither TLS nor login; `stranger`
is `tls` with a certificate for another host. Prints one line of JSON when it is ready."""

import argparse
import asyncio
import base64
import email
import email.policy
import json
import tempfile
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

import control
from certificates import Authority

USERNAME = "user"
PASSWORD = "pass word"
STALL_SECONDS = 3600
FAULTS = {"stall", "drop", "reply"}


def decoded(content):
    """What Python's own parser makes of a mail."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    return {
        "subject": message["subject"],
        "from": str(message["from"]),
        "from_name": message["from"].addresses[0].display_name,
        "to": str(message["to"]),
        "to_line": next(
            line.decode() for line in content.split(b"\r\n") if line.startswith(b"To: ")
        ),
        "message_id": message["message-id"],
        "auto_submitted": message["auto-submitted"],
        "headers": message.keys(),
        "defects": [repr(defect) for defect in message.defects],
        "text": message.get_content(),
        "longest_line": max(len(line) for line in content.split(b"\r\n")),
        "is_ascii": content.isascii(),
        "bare_ends": content.replace(b"\r\n", b"").count(b"\n")
        + content.replace(b"\r\n", b"").count(b"\r"),
    }


class Dropped(Exception):
    pass


class Mailbox:
    """The hooks of all ports. Faults name a stage: connect, ehlo, auth, mail, rcpt or data."""

    def __init__(self):
        self.clock = control.VirtualClock()
        self.journal = control.Journal()
        self.faults = control.Faults(FAULTS)
        self.connections = 0

    async def fault(self, stage, server, **facts):
        """The reply that a fault gives at this stage; None when there is none."""
        fault = self.faults.pick({"stage": stage, "port": server.port_name, **facts})
        if fault is None:
            return None
        if fault["kind"] == "stall":
            await asyncio.sleep(STALL_SECONDS)
        if fault["kind"] == "drop":
            server.transport.abort()
            raise Dropped
        return fault["text"]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        reply = await self.fault("ehlo", server)
        return [reply] if reply else responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        reply = await self.fault("mail", server)
        if reply:
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = await self.fault("rcpt", server, to=address)
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        fault = next((f for f in self.faults.active if f.get("match", {}).get("stage") == "data"), {})
        if fault.get("processed"):
            self.keep(server, session, envelope)
        reply = await self.fault("data", server)
        if reply:
            return reply
        self.keep(server, session, envelope)
        return "250 taken"

    async def handle_exception(self, error):
        return "421 gone" if isinstance(error, Dropped) else f"451 {error!r}"

    def keep(self, server, session, envelope):
        self.journal.add({
            "status": 250,
            "port": server.port_name,
            "tls": session.ssl is not None or server.is_tls,
            "ehlo": session.host_name,
            "login": session.auth_data.login.decode() if session.auth_data else None,
            "mail_from": envelope.mail_from,
            "rcpt_tos": envelope.rcpt_tos,
            "raw": base64.b64encode(envelope.content).decode(),
            **decoded(envelope.content),
        })

    def stats(self):
        return {"mails": len(self.journal.entries), "connections": self.connections}

    def forget(self):
        self.connections = 0


class Server(SMTP):
    port_name = ""
    is_tls = False

    async def _handle_client(self):
        self.event_handler.connections += 1
        try:
            reply = await self.event_handler.fault("connect", self)
        except Dropped:
            return
        if reply:
            await self.push(reply)
            self.transport.close()
            return
        await super()._handle_client()


def authenticator(_server, _session, _envelope, _mechanism, data):
    good = data.login.decode() == USERNAME and data.password.decode() == PASSWORD
    return AuthResult(success=good, handled=False, auth_data=data)


async def listen(mailbox, name, tls=None, **options):
    """Opens a port; gives its number. `tls`: from the first byte."""
    loop = asyncio.get_running_loop()

    def make():
        server = Server(mailbox, hostname="mail.test", loop=loop, **options)
        server.port_name = name
        server.is_tls = tls is not None
        return server

    opened = await loop.create_server(make, "127.0.0.1", 0, ssl=tls)
    return opened.sockets[0].getsockname()[1]


async def serve(arguments):
    folder = Path(arguments.folder or tempfile.mkdtemp(prefix="smtp-simulator-"))
    authority = Authority(folder)
    context = authority.server_context([])
    stranger = authority.stranger_context("other.example")
    mailbox = Mailbox()
    login = {"authenticator": authenticator, "auth_required": True}
    facts = {
        "starttls": await listen(
            mailbox, "starttls", tls_context=context, require_starttls=True, **login
        ),
        "tls": await listen(mailbox, "tls", context, auth_require_tls=False, **login),
        "plain": await listen(mailbox, "plain"),
        "stranger": await listen(mailbox, "stranger", stranger, auth_require_tls=False, **login),
    }
    routes = control.shared_routes(mailbox)
    door = await asyncio.get_running_loop().create_server(
        lambda: control.Control(routes), "127.0.0.1", arguments.control
    )
    print(json.dumps({
        **facts,
        "control": door.sockets[0].getsockname()[1],
        "ca": str(authority.path),
        "username": USERNAME,
        "password": PASSWORD,
    }), flush=True)
    await asyncio.Event().wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--control", type=int, default=0, metavar="PORT")
    parser.add_argument("--folder", help="where keys and certificates are made")
    # Not uvloop: aiosmtpd's STARTTLS needs asyncio's own TLS.
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
