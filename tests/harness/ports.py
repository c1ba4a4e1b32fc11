# SPDX-License-Identifier: Apache-2.0
"""Ports for servers that many test processes start at the same time."""

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path

# Below the range that Linux gives to outgoing connections (32768 and up): a client's port must not
# be the one that a killed server wants back.
_PORT_MIN = 12_000
_PORT_MAX = 32_000
_LOCKS = Path(tempfile.gettempdir()) / f"hako-test-ports-{os.getuid()}"


class Port:
    """A port of 127.0.0.1 that no other test takes until this object is released or the process
    ends. A server may come and go on it meanwhile."""

    def __init__(self):
        _LOCKS.mkdir(exist_ok=True)
        while True:
            self.number = random.randrange(_PORT_MIN, _PORT_MAX)
            self._lock = open(_LOCKS / str(self.number), "w", encoding="utf-8")
            if self._is_ours() and self._is_free():
                return
            self._lock.close()

    def release(self):
        self._lock.close()

    def _is_ours(self):
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False

    def _is_free(self):
        with socket.socket() as probe:
            # Closed connections of an earlier test linger on a port without occupying it.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.number))
                return True
            except OSError:
                return False
