# SPDX-License-Identifier: Apache-2.0
"""Debian's Chromium without a window, told what to do by the DevTools protocol over a pipe."""

import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

_SECONDS = 60
_OPTIONS = [
    "--headless", "--remote-debugging-pipe", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]


class ScriptFailed(Exception):
    """A script in a page threw, or a promise that it gave was rejected."""


class CommandFailed(Exception):
    """The browser refused a command."""


class Chromium:
    """One process for all pages. Not for several threads."""

    def __init__(self):
        self._folder = Path(tempfile.mkdtemp(prefix="hako-chromium-"))
        to_read, self._to = _pipe()
        self._from, to_write = _pipe()
        options = [*_OPTIONS, f"--user-data-dir={self._folder}"]
        if os.geteuid() == 0:
            options.append("--no-sandbox")
        # The protocol speaks on descriptors 3 and 4, and these numbers are a shell's to give.
        self._process = subprocess.Popen(
            ["bash", "-c", f'exec "$0" "$@" 3<&{to_read} 4>&{to_write}', "chromium", *options],
            pass_fds=(to_read, to_write), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(to_read)
        os.close(to_write)
        self._unread = b""
        self._last_id = 0
        self._events = {}

    def close(self):
        # Its helpers are of its session, and hold files in the folder.
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._to)
        os.close(self._from)
        shutil.rmtree(self._folder, ignore_errors=True)

    def new_page(self):
        """A page with cookies and storage of its own."""
        context = self.command("Target.createBrowserContext")["browserContextId"]
        target = self.command("Target.createTarget", url="about:blank", browserContextId=context)
        attached = self.command("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        return Page(self, attached["sessionId"], context)

    def command(self, method, session=None, **params):
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            reply = self._next_message()
            if reply.get("id") == self._last_id:
                if "error" in reply:
                    raise CommandFailed(f"{method}: {reply['error']}")
                return reply["result"]

    def events(self, session):
        """What a page has told so far, oldest first; a list that grows."""
        return self._events.setdefault(session, [])

    def wait_for_event(self, session, is_it):
        """The first event, of those that came already too, of which `is_it` is true."""
        seen = 0
        while True:
            events = self.events(session)
            for event in events[seen:]:
                if is_it(event):
                    return event
            seen = len(events)
            self._next_message()

    def _next_message(self):
        deadline = time.monotonic() + _SECONDS
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._from], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"Chromium has said nothing for {_SECONDS} s"
            read = os.read(self._from, 1 << 20)
            assert read, f"Chromium ended with code {self._process.wait()}"
            self._unread += read
        text, self._unread = self._unread.split(b"\0", 1)
        message = json.loads(text)
        if "method" in message:
            self.events(message.get("sessionId")).append(message)
        return message


class Page:
    """A tab. `network` keeps what its requests were and became."""

    def __init__(self, browser, session, context):
        self._browser = browser
        self._session = session
        self._context = context
        self.command("Page.enable")
        self.command("Network.enable")

    def close(self):
        self._browser.command("Target.disposeBrowserContext", browserContextId=self._context)

    def command(self, method, **params):
        return self._browser.command(method, self._session, **params)

    def open(self, url):
        """Goes there, and returns once all is loaded. What was told of the page before is forgotten."""
        self._browser.events(self._session).clear()
        shown = self.command("Page.navigate", url=url)
        assert "errorText" not in shown, f"{url}: {shown['errorText']}"
        self._wait_for("Page.loadEventFired")

    def run(self, function, *arguments):
        """What a JavaScript function gives for JSON arguments, or what its promise becomes."""
        given = ", ".join(json.dumps(argument) for argument in arguments)
        done = self.command(
            "Runtime.evaluate", expression=f"({function})({given})", awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in done:
            failed = done["exceptionDetails"]
            raise ScriptFailed(failed.get("exception", {}).get("description", failed["text"]))
        return done["result"].get("value")

    def requests(self, part_of_url):
        """(verb, headers) of each request that the browser made to such an address, preflights too."""
        verbs, headers = {}, {}
        for event in self._browser.events(self._session):
            params = event["params"]
            if event["method"] == "Network.requestWillBeSent":
                if part_of_url in params["request"]["url"]:
                    verbs[params["requestId"]] = params["request"]["method"]
            # What was really sent, the origin included; told before or after the event above.
            elif event["method"] == "Network.requestWillBeSentExtraInfo":
                sent = {name.lower(): value for name, value in params["headers"].items()}
                headers[params["requestId"]] = sent
        return [(verb, headers.get(each, {})) for each, verb in verbs.items()]

    def wait_for_cors_error(self):
        """What the browser kept a reply from the page for."""
        failed = self._wait_for("Network.loadingFailed", lambda params: "corsErrorStatus" in params)
        return failed["params"]["corsErrorStatus"]["corsError"]

    def _wait_for(self, method, is_it=lambda params: True):
        return self._browser.wait_for_event(
            self._session, lambda event: event["method"] == method and is_it(event["params"]))


def _pipe():
    """Both ends, with numbers that no redirection above takes away."""
    ends = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return high
