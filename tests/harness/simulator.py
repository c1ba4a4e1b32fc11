# SPDX-License-Identifier: Apache-2.0
"""The simulators of the push providers (tests/simulators/) as child processes."""

import http.client
import json
import secrets
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from simulators.certificates import new_apns_key

TOPIC = "org.example.app"

FOLDER = Path(__file__).resolve().parents[1] / "simulators"


class Refused(Exception):
    """The control port said no."""


class Simulator:
    """`script`: `apns.py` or `fcm.py`. Its keys are made in a folder that goes with it; `facts` is
    what it said when it became ready; `process` is its number."""

    def __init__(self, script):
        self._kept = tempfile.TemporaryDirectory(prefix="hako-simulator-")
        self.folder = Path(self._kept.name)
        # Debian's own Python: another one does not see Debian's packages.
        self._process = subprocess.Popen(
            ["/usr/bin/python3", FOLDER / script, "--folder", self.folder],
            stdout=subprocess.PIPE, text=True)
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise RuntimeError(f"{script} did not become ready")
        self.facts = json.loads(line)
        self.process = self._process.pid

    def close(self):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        self._kept.cleanup()

    def file(self, name):
        """The text of the file that a fact names."""
        return Path(self.facts[name]).read_text(encoding="utf-8")

    def get(self, path, **query):
        return self._call("GET", f"{path}?{urlencode(query)}", None)

    def post(self, path, body):
        return self._call("POST", path, json.dumps(body))

    def journal(self, **query):
        return self.get("/journal", **query)["entries"]

    def received(self, **match):
        """The entries of the journal whose fields are as given."""
        return [
            entry
            for entry in self.journal()
            if all(entry.get(name) == value for name, value in match.items())
        ]

    def _call(self, method, target, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.facts["control"], timeout=30)
        try:
            connection.request(method, target, body)
            reply = connection.getresponse()
            result = json.loads(reply.read())
        finally:
            connection.close()
        if reply.status != 200:
            raise Refused(result["error"])
        return result


class Providers:
    """Both simulators, and what a server needs to speak to them and to nobody else."""

    def __init__(self):
        self.apns = Simulator("apns.py")
        self.fcm = Simulator("fcm.py")
        self.ca = self.apns.folder / "both.pem"
        self.ca.write_text(
            "".join(Path(each.facts["ca"]).read_text() for each in (self.apns, self.fcm))
        )

    def close(self):
        self.apns.close()
        self.fcm.close()

    def options(self):
        """Settings for `hako serve` and `hako push doctor`."""
        fcm = f"https://127.0.0.1:{self.fcm.facts['port']}"
        return [
            "--push-apns-production", f"https://127.0.0.1:{self.apns.facts['production']}",
            "--push-apns-development", f"https://127.0.0.1:{self.apns.facts['development']}",
            "--push-fcm", fcm,
            "--push-oauth", f"{fcm}/token",
            "--push-ca-file", str(self.ca),
        ]  # fmt: skip

    def new_key(self):
        """Options of `hako push configure` for a new key, of a team that has no other: what one
        test's server is refused, another's is not."""
        key_id, team = _apple_id(), _apple_id()
        path, public_pem = new_apns_key(self.apns.folder, key_id)
        self.apns.post(
            "/configure",
            {
                "keys": [{"key_id": key_id, "team_id": team, "public_pem": public_pem}],
                "topics": {team: [TOPIC]},
            },
        )
        return _key_options(path, key_id, team)

    def unknown_key(self):
        """The same for a key that Apple does not know."""
        key_id = _apple_id()
        path, _ = new_apns_key(self.apns.folder, key_id)
        return _key_options(path, key_id, _apple_id())

    def service_account(self):
        """A file as Google gives it out; the simulator knows it."""
        return Path(self.fcm.facts["google_account"])


def _apple_id():
    return secrets.token_hex(5).upper()


def _key_options(path, key_id, team):
    return ["--apns-key", path, "--key-id", key_id, "--team-id", team, "--topic", TOPIC]
