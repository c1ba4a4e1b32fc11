# SPDX-License-Identifier: Apache-2.0
"""A push provider's simulator (tests/simulators/) as a process of its own."""

import http.client
import json
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

from simulators.certificates import new_apns_key

TOPIC = "org.example.app"

_SIMULATORS = Path(__file__).resolve().parents[1] / "simulators"
# Debian's own Python: another one does not see Debian's packages.
_PYTHON = "/usr/bin/python3"


class Simulator:
    """`apns.py` or `fcm.py` on free ports, with keys and certificates of its own. `facts` is what
    it said when it became ready."""

    def __init__(self, script):
        self.folder = Path(tempfile.mkdtemp(prefix="hako-simulator-"))
        self.process = subprocess.Popen(
            [_PYTHON, _SIMULATORS / script, "--folder", self.folder], stdout=subprocess.PIPE
        )
        line = self.process.stdout.readline()
        assert line, f"{script} ended with code {self.process.wait()}"
        self.facts = json.loads(line)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def get(self, path):
        return self._call("GET", path, None)

    def post(self, path, body):
        return self._call("POST", path, body)

    def journal(self, **match):
        """What it received, of those whose fields are as given."""
        entries = self.get("/journal")["entries"]
        return [
            entry
            for entry in entries
            if all(entry.get(name) == value for name, value in match.items())
        ]

    def _call(self, method, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.facts["control"], timeout=30)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status == 200, text
            return json.loads(text)
        finally:
            connection.close()


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
        account = json.loads(Path(self.fcm.facts["service_account"]).read_text())
        account["token_uri"] = "https://oauth2.googleapis.com/token"
        path = self.fcm.folder / "account.json"
        path.write_text(json.dumps(account))
        return path


def _apple_id():
    return secrets.token_hex(5).upper()


def _key_options(path, key_id, team):
    return ["--apns-key", path, "--key-id", key_id, "--team-id", team, "--topic", TOPIC]
