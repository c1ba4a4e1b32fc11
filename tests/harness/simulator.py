# SPDX-License-Identifier: Apache-2.0
"""The simulators of the push providers (tests/simulators/) as child processes."""

import http.client
import json
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlencode

FOLDER = Path(__file__).resolve().parents[1] / "simulators"


class Refused(Exception):
    """The control port said no."""


class Simulator:
    """`script`: `apns.py` or `fcm.py`. Its keys are made in a folder that goes with it; `facts` is
    what it said when it became ready; `process` is its number."""

    def __init__(self, script):
        self._folder = tempfile.TemporaryDirectory(prefix="hako-simulator-")
        # Debian's own Python: another one does not see Debian's packages.
        self._process = subprocess.Popen(
            ["/usr/bin/python3", FOLDER / script, "--folder", self._folder.name],
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
        self._folder.cleanup()

    def file(self, name):
        """The text of the file that a fact names."""
        return Path(self.facts[name]).read_text(encoding="utf-8")

    def get(self, path, **query):
        return self._call("GET", f"{path}?{urlencode(query)}", None)

    def post(self, path, body):
        return self._call("POST", path, json.dumps(body))

    def journal(self, **query):
        return self.get("/journal", **query)["entries"]

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
