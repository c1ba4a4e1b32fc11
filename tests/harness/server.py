# SPDX-License-Identifier: Apache-2.0
"""The real program, in a folder and on a port of its own."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from harness.ports import Port
from harness.rpc import Management

_ROOT = Path(__file__).resolve().parents[2]
#: Options for tests in which nobody is held up by limits on tries and mails.
LIMITS_OFF = (
    *("--login-failures-max", "1000000", "--login-failures-per-address-max", "1000000"),
    *("--mails-per-hour-max", "1000000", "--reset-mails-per-hour-max", "1000000"),
)
_READY_SECONDS = 30
_STOP_SECONDS = 15
_POLL_SECONDS = 0.002


def binary():
    """The program under test: HAKO_BINARY, or the release build."""
    path = Path(os.environ.get("HAKO_BINARY") or _ROOT / "build/release/hako").resolve()
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: build it (./dev build) or set HAKO_BINARY")
    return path


def _state(task):
    """The state of a thread, as in proc(5)."""
    return (task / "stat").read_text().rpartition(")")[2].split()[0]


class CommandFailed(Exception):
    """A command of the program ended with another exit code than 0."""

    def __init__(self, arguments, done):
        super().__init__(
            f"hako {' '.join(map(str, arguments))}: exit code {done.returncode}\n{done.stderr}"
        )
        self.code = done.returncode
        self.stdout = done.stdout
        self.stderr = done.stderr


class Server:
    """`hako serve` on 127.0.0.1, to be started, killed and started again on the same data.

    As a context manager it is started on the way in; on the way out it is killed, and its folder
    is removed unless the test failed.

        with Server() as server:
            backend = server.create_backend("Games")
            key = server.create_key(backend["backendId"])
            management = server.management(backend["backendId"], key["key"])
            management.call("Collection.create", {"_id": "Score"})
    """

    def __init__(self, data=None, options=(), environment=None):
        """`data`: the folder of the data; without it one of its own is made. `options` and
        `environment` are added to those of `hako serve`."""
        self.folder = Path(tempfile.mkdtemp(prefix="hako-test-"))
        self.data = Path(data) if data else self.folder / "data"
        self.log = self.folder / "server.log"
        self.options = list(options)
        self.environment = dict(environment or {})
        self.process = None
        self._port = Port()

    @property
    def host(self):
        return "127.0.0.1"

    @property
    def port(self):
        return self._port.number

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, error, trace):
        self.close(keep=kind is not None)

    def start(self):
        """Starts the server; returns the seconds from then until it was ready."""
        begin = time.monotonic()
        self.spawn()
        self.wait_ready()
        return time.monotonic() - begin

    def spawn(self):
        """Starts the process without waiting for anything."""
        assert self.process is None, "the server runs already"
        listen = f"{self.host}:{self.port}"
        command = [binary(), "serve", "--data", self.data, "--listen", listen, *self.options]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self._environment()
            )

    def wait_ready(self, seconds=_READY_SECONDS):
        """Returns once /health/ready answers 200."""
        self.wait_health(200, seconds)

    def wait_health(self, status, seconds=_READY_SECONDS):
        """Returns once /health/ready answers `status`."""
        deadline = time.monotonic() + seconds
        while (seen := self.health()) != status:
            if self.process.poll() is not None:
                raise AssertionError(
                    f"the server ended with code {self.process.returncode}:\n{self.log_tail()}"
                )
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"/health/ready is {seen}, not {status}, after {seconds} s:\n{self.log_tail()}"
                )
            time.sleep(_POLL_SECONDS)

    def health(self, path="/health/ready"):
        """The status of a health page; None when nobody listens."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def kill(self):
        """SIGKILL: the process ends at once, wherever it is."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self):
        """SIGSTOP: returns when no thread runs the program any more. A thread may still be in the
        kernel, waiting for a disk, and will not come out of it."""
        self.process.send_signal(signal.SIGSTOP)
        tasks = Path(f"/proc/{self.process.pid}/task")
        while any(_state(task) not in "TD" for task in tasks.iterdir()):
            pass

    def terminate(self):
        """SIGTERM; does not wait."""
        self.process.send_signal(signal.SIGTERM)

    def wait_end(self, seconds=_STOP_SECONDS):
        """Waits for the process to end by itself; returns its exit code."""
        code = self.process.wait(timeout=seconds)
        self.process = None
        return code

    def stop(self):
        """SIGTERM, then waits; returns the exit code."""
        self.terminate()
        return self.wait_end()

    def close(self, keep=False):
        """Kills the server and removes its folder, unless it shall be kept to be looked at."""
        self.kill()
        self._port.release()
        if keep:
            print(f"kept: {self.folder}\n{self.log_tail()}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def log_tail(self, lines=40):
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    # The command line.

    def run(self, *arguments, data=True):
        """Runs `hako ARGUMENTS --data DIR` whatever comes of it: exit code, stdout, stderr."""
        command = [binary(), *map(str, arguments)]
        if data:
            command += ["--data", self.data]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, env=self._environment()
        )

    def cli(self, *arguments):
        """Runs `hako ARGUMENTS --data DIR --json`; returns what it prints. Raises CommandFailed."""
        done = self.run(*arguments, "--json")
        if done.returncode != 0:
            raise CommandFailed(arguments, done)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def create_backend(self, name="Test"):
        """Returns {"backendId", "name", "appKey", "pushProjectId"}."""
        return self.cli("backend", "create", name)

    def create_key(self, backend_id, *options):
        """Returns {"keyId", "key", "ipRanges"}; `options` as of `hako key create`."""
        return self.cli("key", "create", "--backend", backend_id, *options)

    def management(self, backend_id, key, **options):
        """A client of the management API; see Management."""
        return Management(self.host, self.port, backend_id, key, **options)

    def new_management(self):
        """A client of a new backend, with a new key."""
        backend = self.create_backend()
        key = self.create_key(backend["backendId"])["key"]
        return self.management(
            backend["backendId"],
            key,
            push_project=backend["pushProjectId"],
            app_key=backend["appKey"],
        )

    def _environment(self):
        # The settings of whoever runs the tests are not the tests' settings.
        own = {name: value for name, value in os.environ.items() if not name.startswith("HAKO_")}
        return own | self.environment
