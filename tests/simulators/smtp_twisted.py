#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Another mail server that takes every mail, by other people: Debian's Twisted. `plain` knows neither
TLS nor login, `starttls` offers STARTTLS. Prints one line of JSON when it is ready."""

import argparse
import asyncio
import json
import tempfile
from pathlib import Path

from twisted.internet import asyncioreactor

import control
from certificates import Authority
from smtp import decoded

_LOOP = asyncio.new_event_loop()
asyncio.set_event_loop(_LOOP)
asyncioreactor.install(_LOOP)

# Twisted's reactor has to be chosen before anything else of it is imported.
from twisted.internet import defer, reactor, ssl  # noqa: E402
from twisted.mail import smtp  # noqa: E402
from zope.interface import implementer  # noqa: E402


class Kept:
    def __init__(self):
        self.clock = control.VirtualClock()
        self.journal = control.Journal()
        self.faults = control.Faults(set())

    def stats(self):
        return {"mails": len(self.journal.entries)}

    def forget(self):
        pass


@implementer(smtp.IMessage)
class Message:
    def __init__(self, kept, facts, users):
        self.kept = kept
        self.facts = facts
        self.users = users
        self.lines = []

    def lineReceived(self, line):
        self.lines.append(line)

    def eomReceived(self):
        content = b"\r\n".join(self.lines) + b"\r\n"
        entry = {"status": 250, **self.facts, "rcpt_tos": self.users, **decoded(content)}
        self.kept.journal.add(entry)
        return defer.succeed(None)

    def connectionLost(self):
        self.lines = None


@implementer(smtp.IMessageDelivery)
class Delivery:
    def __init__(self, kept, port):
        self.kept = kept
        self.port = port
        self.sender = None
        self.users = []

    def receivedHeader(self, helo, origin, recipients):
        return b"Received: by Twisted"

    def validateFrom(self, helo, origin):
        self.sender = str(origin)
        return origin

    def validateTo(self, user):
        self.users.append(str(user.dest))
        return lambda: Message(self.kept, {"port": self.port, "mail_from": self.sender}, self.users)


class Factory(smtp.SMTPFactory):
    def __init__(self, kept, port, context=None):
        super().__init__()
        self.kept = kept
        self.port = port
        self.context = context

    def buildProtocol(self, address):
        protocol = smtp.ESMTP(contextFactory=self.context)
        protocol.factory = self
        protocol.delivery = Delivery(self.kept, self.port)
        return protocol


async def serve(arguments):
    folder = Path(arguments.folder or tempfile.mkdtemp(prefix="smtp-simulator-"))
    authority = Authority(folder)
    authority.server_context([])
    pem = str(folder / "server.pem")
    context = ssl.DefaultOpenSSLContextFactory(pem, pem)
    kept = Kept()
    ports = {
        name: reactor.listenTCP(0, Factory(kept, name, tls), interface="127.0.0.1").getHost().port
        for name, tls in (("plain", None), ("starttls", context))
    }
    routes = control.shared_routes(kept)
    door = await asyncio.get_running_loop().create_server(
        lambda: control.Control(routes), "127.0.0.1", arguments.control
    )
    print(json.dumps({
        **ports, "control": door.sockets[0].getsockname()[1], "ca": str(authority.path)
    }), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--control", type=int, default=0, metavar="PORT")
    parser.add_argument("--folder", help="where keys and certificates are made")
    arguments = parser.parse_args()
    _LOOP.run_until_complete(serve(arguments))
    reactor.run()


if __name__ == "__main__":
    main()
