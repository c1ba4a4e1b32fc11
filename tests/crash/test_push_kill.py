# SPDX-License-Identifier: Apache-2.0
"""The server is killed while it delivers pushes: every device has one outcome in the end, and who was
sent a message twice was being sent it when the server died."""

import collections
import random
import secrets
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.server import Server
from harness.simulator import Providers

IPHONES = 15_000
ANDROIDS = 5_000
#: What the server may have on its way to the providers or not yet written down when it dies.
IN_FLIGHT_MAX = 4_000
SECONDS_MAX = 180


@pytest.fixture
def providers():
    both = Providers()
    yield both
    both.close()


def test_every_device_has_one_outcome_after_kills(providers, is_long, record_property):
    kills = 20 if is_long else 2
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    dice = random.Random(seed)
    options = [*providers.options(), "--registrations-per-minute-max", "1000000"]
    with Server(options=[*options, "--log-requests", "off"]) as server:
        management = server.new_management()
        backend = ["--backend", management.backend_id]
        server.cli("push", "configure", *backend, *providers.new_key())
        server.cli("push", "configure", *backend, "--fcm", providers.service_account())
        tokens = register_all(server, management)
        queues = [send(management, platform) for platform in ("ios", "android")]

        killed_at = []
        targets = sorted(dice.sample(range(100, IPHONES + ANDROIDS - 500), kills))
        for target in targets:
            wait_sent(providers, target)
            server.kill()
            killed_at.append(time.time())
            server.start()
            management.close()
        wait_finished(management, queues)
        outcomes = {
            device["deviceId"]: device for queue in queues for device in ledger(management, queue)
        }
    check_outcomes(outcomes, tokens)
    sent = accepted_by_token(providers)
    twice = check_duplicates(sent, tokens, killed_at)
    record_property(
        "summary",
        f"kill -9 while delivering: {kills} kills, {len(tokens)} devices, each with one outcome, "
        f"{twice} sent twice",
    )


def register_all(server, management):
    """{device id: token} of all devices, registered by a few connections."""
    tokens = {f"phone-{n}": secrets.token_hex(32) for n in range(IPHONES)}
    tokens |= {f"robot-{n}": f"robot-{n}:{secrets.token_urlsafe(60)}" for n in range(ANDROIDS)}
    devices = list(tokens.items())
    with ThreadPoolExecutor(8) as pool:
        done = [
            pool.submit(register_some, management.another(), devices[k::8]) for k in range(8)
        ]
    for each in done:
        each.result()
    for platform, count in (("ios", IPHONES), ("android", ANDROIDS)):
        assert send(management, platform, dryRun=True) == count
    return tokens


def register_some(client, devices):
    path = f"/v1/push/register/{client.push_project}"
    for device, token in devices:
        fields = {"deviceId": device, "buildType": "release", "version": "1.0"}
        if device.startswith("phone"):
            fields |= {"platform": "ios", "env": "prod", "deviceToken": token}
        else:
            fields |= {"platform": "android", "isCustom": "0", "registrationId": token}
            fields |= {"packageName": "org.example"}
        status, _, body = client.raw(
            urllib.parse.urlencode(fields),
            path=path,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert status == 200, body
    client.close()


def send(management, platform, **more):
    """The queue id, or the head-count of a dry run."""
    answer = management.call(
        "Push.send",
        {
            "pushProjectId": management.push_project,
            "platform": platform,
            "target": "app",
            "buildType": "release",
            "title": "News",
            "message": "Hi",
            **more,
        },
    )
    return answer["numTarget"] if more.get("dryRun") else answer["queueIdList"][0]


def wait_sent(providers, count):
    """Returns when so many messages were taken, by both together."""
    deadline = time.monotonic() + SECONDS_MAX
    while sum(each.get("/stats")["accepted"] for each in (providers.apns, providers.fcm)) < count:
        assert time.monotonic() < deadline, "the pushes do not go on"
        time.sleep(0.02)


def wait_finished(management, queues):
    deadline = time.monotonic() + SECONDS_MAX
    for queue in queues:
        while True:
            status = management.call("Push.status", [management.push_project, queue])
            if status["status"] == "finish":
                break
            assert time.monotonic() < deadline, status
            time.sleep(0.1)
        assert status["numTarget"] == status["numPushed"] + status["numFailed"], status


def ledger(management, queue):
    """What Push.devices says, all pages."""
    devices = []
    page = 1
    while True:
        answer = management.call(
            "Push.devices",
            {
                "pushProjectId": management.push_project,
                "queueId": queue,
                "page": page,
                "itemsInPage": 1000,
            },
        )
        devices += answer["items"]
        if len(devices) >= answer["totalItems"]:
            assert len(devices) == answer["totalItems"]
            return devices
        page += 1


def check_outcomes(outcomes, tokens):
    assert outcomes.keys() == tokens.keys()
    states = collections.Counter(device["state"] for device in outcomes.values())
    assert states == {"accepted": len(tokens)}, states


def accepted_by_token(providers):
    """{token: [entry, ...]} of all that the providers took, with when its connection was opened."""
    sent = collections.defaultdict(list)
    for provider in (providers.apns, providers.fcm):
        log = provider.get("/connections")["connections"]
        opened_at = {connection["number"]: connection["opened_at"] for connection in log}
        for entry in provider.received(status=200):
            if entry.get("token"):
                entry["opened_at"] = opened_at[entry["connection"]]
                sent[entry["token"]].append(entry)
    return sent


def check_duplicates(sent, tokens, killed_at):
    """How many were sent twice. Between the two was a kill: a provider may read what was on its way
    later than that, but the connection is older. And iPhones can tell: the id is one."""
    assert sent.keys() == set(tokens.values())
    twice_by_kill = collections.Counter()
    for token, entries in sent.items():
        for first, second in zip(entries, entries[1:], strict=False):
            kills = [
                kill
                for kill, at in enumerate(killed_at)
                if first["opened_at"] < at < second["opened_at"]
            ]
            assert kills, f"{token} was sent twice without a cause: {first} {second}"
            assert first.get("apns_id") == second.get("apns_id")
            twice_by_kill[kills[0]] += 1
    assert all(count <= IN_FLIGHT_MAX for count in twice_by_kill.values()), twice_by_kill
    return twice_by_kill.total()
