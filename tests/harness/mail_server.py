# SPDX-License-Identifier: Apache-2.0
"""The mail server of the simulators, as a process of its own."""

import json
import subprocess
import time
import urllib.request
from pathlib import Path

_SCRIPT = Path(__file__).resolve().parents[1] / "simulators/smtp.py"


class MailServer:
    """Takes mails on its ports (`facts`: starttls, tls, plain, stranger) and keeps them."""

    def __init__(self):
        # Debian's own Python: another one does not see Debian's packages.
        self._process = subprocess.Popen(
            ["/usr/bin/python3", _SCRIPT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.facts = json.loads(self._process.stdout.readline())

    def close(self):
        self._process.kill()
        self._process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _call(self, path, body=None):
        url = f"http://127.0.0.1:{self.facts['control']}{path}"
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(url, data, timeout=30) as reply:
            return json.load(reply)

    def mails(self, to=None):
        """What came, oldest first; only those that went to `to`."""
        entries = self._call("/journal")["entries"]
        return [entry for entry in entries if to is None or to in entry["rcpt_tos"]]

    def wait_for(self, to, count=1, seconds=60):
        """The mails to `to`, once there are `count` of them."""
        deadline = time.monotonic() + seconds
        while len(found := self.mails(to)) < count:
            assert time.monotonic() < deadline, f"{len(found)} mails to {to} after {seconds} s"
            time.sleep(0.02)
        return found

    def forget(self):
        """Throws away what came, and ends all faults."""
        self._call("/forget", {})

    def set_faults(self, *faults):
        """See Faults in control.py; the stages are connect, ehlo, auth, mail, rcpt and data."""
        self._call("/faults", list(faults))

    def configure(self, server, backend=None, port="plain", sender="Hako <hako@example.com>"):
        """Has the Hako `server` send by this one: for all backends, or for one."""
        options = ["--host", "127.0.0.1", "--port", self.facts[port], "--from", sender]
        if backend is not None:
            options += ["--backend", backend]
        if port == "plain":
            options += ["--security", "none"]
        else:
            password = server.folder / "mail-password"
            password.write_text(self.facts["password"] + "\n")
            options += ["--username", self.facts["username"], "--password-file", password]
            options += ["--ca", self.facts["ca"]]
            options += ["--security", "tls" if port in ("tls", "stranger") else "starttls"]
        return server.cli("mail", "configure", *options)
