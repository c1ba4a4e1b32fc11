# SPDX-License-Identifier: Apache-2.0
"""The one table of rooms: what each may include. tidy.py holds the sources against it."""

# Storeys 1 and 2, from the ground up: a room may include the rooms before it. The rooms under
# domain/ stand in their own order, so that none of them leans on one that leans on it.
GROUND = ["base", "json", "crypto", "monaql"]
DOMAIN = [
    "domain/permissions",
    "domain/keys",
    "domain/backends",
    "domain/collections",
    "domain/items",
    "domain/users",
    "domain/sessions",
    "domain/devices",
    "domain/push",
    "domain/mail",
]

# The files right under domain/ that join its rooms: only these of them include rooms.
DOMAIN_DOORS = ["backend_storage", "system_storage", "folder_changes"]

# What the rooms above may include beside themselves. "api" holds what all fronts share.
GROUND_AND_DOMAIN = [*GROUND, "domain", *DOMAIN]
UPPER = {
    "http": ["base"],
    "rpc": ["base", "json"],
    "api": [*GROUND_AND_DOMAIN, "rpc"],
    "api/management": [*GROUND_AND_DOMAIN, "rpc", "api"],
    "api/operator": [*GROUND_AND_DOMAIN, "rpc", "api"],
    "api/app": [*GROUND_AND_DOMAIN, "rpc", "api"],
    "api/panel": [*GROUND_AND_DOMAIN, "rpc", "api"],
    "api/native": [*GROUND_AND_DOMAIN, "rpc", "api"],
    "storage/sqlite": GROUND_AND_DOMAIN,
    "storage/postgres": GROUND_AND_DOMAIN,
    "delivery/http2": ["base", "crypto"],
    "delivery/apns": [*GROUND_AND_DOMAIN, "delivery/http2"],
    "delivery/fcm": [*GROUND_AND_DOMAIN, "delivery/http2"],
    "delivery/smtp": GROUND_AND_DOMAIN,
    "jobs": GROUND_AND_DOMAIN,
}

# server/ may include every room.
ROOF = "server"

# Fakes of the ports, for tests only; and what tests of a room may include besides what the room may.
FAKES = "domain/testing"
TESTS_OF = {
    "api": ["storage/sqlite"],
    "api/management": ["storage/sqlite"],
    "api/operator": ["storage/sqlite"],
}

# Each library is wrapped by the rooms that are named here; the rest of Hako does not know it.
LIBRARIES = {
    "sqlite3.h": ["storage/sqlite"],
    "libpq-fe.h": ["storage/postgres"],
    "boost/": ["http", "delivery/http2", "server"],
    "nghttp2/": ["delivery/http2"],
    "openssl/": ["crypto", "delivery/http2"],
    "sodium.h": ["crypto"],
    "unicode/": ["domain/users"],
    "spdlog/": ["server"],
    "CLI/": ["server"],
    "toml++/": ["server"],
    "simdjson.h": ["json"],
    "curl/": ["delivery/smtp"],
    "archive.h": ["server"],
}


def allowed(room):
    """The rooms that `room` may include; None when there is no such room."""
    if room == FAKES:
        return [*GROUND_AND_DOMAIN, FAKES]
    if room in GROUND:
        return GROUND[: GROUND.index(room) + 1]
    if room == "domain":
        return [*GROUND, "domain"]
    if room in DOMAIN:
        return [*GROUND, "domain", *DOMAIN[: DOMAIN.index(room) + 1]]
    if room in UPPER:
        return [*UPPER[room], room]
    if room == ROOF:
        return [*GROUND_AND_DOMAIN, *UPPER, ROOF]
    return None


def allowed_in_tests(room):
    """As `allowed`, for the tests of the room."""
    may = allowed(room)
    return None if may is None else [*may, FAKES, *TESTS_OF.get(room, [])]
