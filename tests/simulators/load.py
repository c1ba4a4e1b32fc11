#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How many notifications a second the simulator of APNs takes from h2load, which is not ours: the limit
for any client of it on this machine. Prints JSON. Debian's nghttp2-client holds h2load."""

import argparse
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness.simulator import Simulator  # noqa: E402
from signing import provider_token  # noqa: E402

# Of the size of what `Push.send` makes of a short text.
PAYLOAD = '{"aps":{"alert":"こんにちは、みなさん"},"i":"5c1ef0c7a9d24c1d8d0f6b3e","j":{"page":1}}'
DEVICES_MAX = 20_000


def cpu_seconds(process):
    """What a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_megabytes(process):
    text = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) // 1024


def measure(simulator, arguments, folder):
    facts = simulator.facts
    # h2load does not look whether its first answer was good before it opens more streams.
    simulator.post("/configure", {"one_stream_first": False, "streams_max": arguments.streams})
    token = provider_token(simulator.file("key"), facts["key_id"], facts["team_id"])
    body, addresses = Path(folder) / "payload", Path(folder) / "addresses"
    body.write_text(PAYLOAD, encoding="utf-8")
    devices = min(arguments.count, DEVICES_MAX)
    addresses.write_text("\n".join(
        f"https://127.0.0.1:{facts['production']}/3/device/{secrets.token_hex(32)}" for _ in range(devices)))
    before = cpu_seconds(simulator.process)
    result = subprocess.run(
        ["h2load", "-n", str(arguments.count), "-c", str(arguments.connections), "-m", str(arguments.streams),
         "-d", body, "-i", addresses, "-H", f"authorization: bearer {token}",
         "-H", f"apns-topic: {facts['topic']}", "-H", "apns-push-type: alert", "-H", "apns-priority: 10"],
        check=True, capture_output=True, text=True)
    took = re.search(r"finished in ([\d.]+)(ms|s), ([\d.]+) req/s", result.stdout)
    if took is None:
        raise RuntimeError(result.stdout + result.stderr)
    used = cpu_seconds(simulator.process) - before
    stats = simulator.get("/stats")
    return {
        "notifications": arguments.count,
        "accepted": stats["accepted"],
        "violations": len(stats["violations"]),
        "per_second": round(float(took[3])),
        "simulator_cpu_microseconds_each": round(used / arguments.count * 1e6),
        "simulator_memory_megabytes": resident_megabytes(simulator.process),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--streams", type=int, default=100, help="at once on each connection")
    arguments = parser.parse_args()
    simulator = Simulator("apns.py")
    try:
        with tempfile.TemporaryDirectory() as folder:
            result = measure(simulator, arguments, folder)
    finally:
        simulator.close()
    print(json.dumps(result, indent=2))
    return 0 if result["accepted"] == arguments.count else 1


if __name__ == "__main__":
    sys.exit(main())
