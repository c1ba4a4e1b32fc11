#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How fast pushes leave, and what other callers notice of it. See README.md.

  push.py [--devices 100000] [--providers-elsewhere]

The server runs on CPU 0; the APNs simulator and the probe (wrk, steady 2,000 CollectionItem.get a
second at a better priority) on CPU 1. The simulator alone, asked by h2load, is the limit.

With --providers-elsewhere the server has both CPUs, and the simulator takes what is left of them, as
providers do that have machines of their own."""

import argparse
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/simulators")]

import load  # noqa: E402
from harness.server import Server  # noqa: E402
from harness.simulator import Providers, Simulator  # noqa: E402

SERVER_CPU, LOAD_CPU = {0}, {1}
ITEMS = 10_000
IDLE_SECONDS = 10


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=100_000)
    parser.add_argument("--providers-elsewhere", action="store_true")
    arguments = parser.parse_args()
    os.sched_setaffinity(0, LOAD_CPU)
    limit = simulator_alone(arguments.devices)
    providers = Providers()
    try:
        options = ["--registrations-per-minute-max", "1000000", "--log-requests", "off"]
        with Server(options=[*providers.options(), *options]) as server:
            if arguments.providers_elsewhere:
                pin(server.process.pid, SERVER_CPU | LOAD_CPU)
                os.setpriority(os.PRIO_PROCESS, providers.apns.process, 19)
            else:
                pin(server.process.pid, SERVER_CPU)
            measure(server, providers, arguments.devices, limit)
    finally:
        providers.close()


def simulator_alone(devices):
    """Notifications a second that it takes from h2load, which stands where the server will."""
    simulator = Simulator("apns.py")
    try:
        os.sched_setaffinity(0, SERVER_CPU)
        asked = argparse.Namespace(count=devices, connections=1, streams=100)
        with tempfile.TemporaryDirectory() as folder:
            return load.measure(simulator, asked, folder)["per_second"]
    finally:
        os.sched_setaffinity(0, LOAD_CPU)
        simulator.close()


def measure(server, providers, devices, limit):
    management = server.new_management()
    server.cli("push", "configure", "--backend", management.backend_id, *providers.new_key())
    register_all(management, devices)
    with tempfile.TemporaryDirectory() as folder:
        session = make_session(management, folder)
        memory_before = rss_mib(server.process.pid)
        idle = start_probe(management, session)
        time.sleep(IDLE_SECONDS)
        idle = finish_probe(idle)
        begun = time.monotonic()
        probe = start_probe(management, session)
        queue = send(management)
        peak, status = 0, {"status": "wait"}
        while status["status"] != "finish":
            time.sleep(0.1)
            peak = max(peak, rss_mib(server.process.pid))
            status = management.call("Push.status", [management.push_project, queue])
        took = time.monotonic() - begun
        busy = finish_probe(probe)
    assert status["numPushed"] == devices, status
    rate = devices / took
    print(f"\n| what | measured |\n| --- | --- |\n| devices | {devices:,} |")
    print(f"| notifications a second | {rate:,.0f} |")
    print(f"| the simulator alone (h2load) | {limit:,.0f}: ratio {rate / limit:.2f} |")
    print(f"| memory (RSS) before, at most | {memory_before:.0f}, {peak:.0f} MiB |")
    for name, each in (("idle", idle), ("while sending", busy)):
        print(f"| get {name}: p50, p99, max | {each['p50']}, {each['p99']}, {each['max']} us"
              f" ({each['requests']} requests, {each['errors']} errors) |")
    print(f"| p99 while sending / idle | {busy['p99'] / idle['p99']:.2f} |")


def pin(pid, cpus):
    for thread in os.listdir(f"/proc/{pid}/task"):
        os.sched_setaffinity(int(thread), cpus)


def rss_mib(pid):
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024


def register_all(management, count):
    """iPhones, by a few connections."""
    with ThreadPoolExecutor(4) as pool:
        done = [
            pool.submit(register_some, management.another(), range(k, count, 4)) for k in range(4)
        ]
    for each in done:
        each.result()


def register_some(client, numbers):
    path = f"/v1/push/register/{client.push_project}"
    for number in numbers:
        fields = {"platform": "ios", "deviceId": f"phone-{number}", "env": "prod", "version": "1.0"}
        fields |= {"buildType": "release", "deviceToken": secrets.token_hex(32)}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status = 429
        while status == 429:  # A push project takes 60,000 registrations a minute.
            status, _, body = client.raw(urllib.parse.urlencode(fields), path=path, headers=headers)
            if status == 429:
                time.sleep(1)
        assert status == 200, body
    client.close()


def make_session(management, folder):
    """What the probe asks for, as a Lua file."""
    management.call("Collection.create", {"_id": "Probe"})
    ids = []
    for _ in range(ITEMS // 500):
        create = ("CollectionItem.create", {"collectionName": "Probe", "item": {"a": "x" * 200}})
        ids += [made["item"]["_id"] for made in management.batch([create] * 500)]
    path = Path(folder, "session.lua")
    names = ",".join(f'"{each}"' for each in ids)
    path.write_text(
        f'return {{ path = "{management.path}", key = "{management.key}", ids = {{ {names} }} }}'
    )
    return path


def send(management):
    answer = management.call(
        "Push.send",
        {
            "pushProjectId": management.push_project,
            "platform": "ios",
            "target": "app",
            "buildType": "release",
            "message": "The quick brown fox jumps over the lazy dog",
        },
    )
    return answer["queueIdList"][0]


def start_probe(management, session):
    """Goes on until SIGINT, which has wrk report."""
    command = ["wrk", "-t1", "-c8", "-d3600s", "--latency", "-s", str(HERE / "get.lua")]
    return subprocess.Popen(
        ["chrt", "--fifo", "1", *command, f"http://{management.host}:{management.port}"],
        env={**os.environ, "PROBE_SESSION": str(session)},
        stdout=subprocess.PIPE,
        text=True,
    )


def finish_probe(probe):
    """What it measured until now."""
    probe.send_signal(signal.SIGINT)
    text, _ = probe.communicate()
    found = re.search(r"^PROBE (.*)$", text, re.M)
    assert found, text
    return {name: int(value) for name, value in (each.split("=") for each in found[1].split())}


if __name__ == "__main__":
    main()
