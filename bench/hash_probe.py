#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""hash_probe.py: what one core takes for one password hash right now, by the libraries that Debian has. A figure
of logins means little without it: a login is little else."""
import ctypes
import ctypes.util
import os
import time

RUNS = 25


def argon2id():
    """19 MiB, 2 passes, 1 lane: what Hako stores."""
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
    sodium.sodium_init()
    stored = ctypes.create_string_buffer(128)
    password = b"password-of-00001"
    length, passes, memory = ctypes.c_ulonglong(len(password)), ctypes.c_ulonglong(2), ctypes.c_size_t(19 * 1024 * 1024)
    if sodium.crypto_pwhash_str(stored, password, length, passes, memory):
        raise OSError("no memory")

    def verify():
        assert sodium.crypto_pwhash_str_verify(stored, password, length) == 0
    return verify


def bcrypt():
    """Cost 10: what PocketBase and Parse Server store. Theirs are other implementations than this one in C."""
    crypt = ctypes.CDLL(ctypes.util.find_library("crypt") or "libcrypt.so.1").crypt
    crypt.restype = ctypes.c_char_p
    stored = crypt(b"password-of-00001", b"$2b$10$abcdefghijklmnopqrstuu")
    assert stored.startswith(b"$2b$10$") and len(stored) == 60

    def verify():
        assert crypt(b"password-of-00001", stored) == stored
    return verify


def main():
    os.sched_setaffinity(0, {int(os.environ.get("BENCH_SERVER_CPU", "0"))})
    for name, make in (("Argon2id 19 MiB/2/1 (libsodium)", argon2id), ("bcrypt cost 10 (libxcrypt)", bcrypt)):
        try:
            verify = make()
        except OSError as e:
            print(f"hash probe: {name}: not here ({e})")
            continue
        took = []
        for _ in range(RUNS):
            begun = time.perf_counter()
            verify()
            took.append(time.perf_counter() - begun)
        took.sort()
        middle = took[RUNS // 2]
        print(f"hash probe: {name}: p50 {middle * 1e3:.1f} ms, best {took[0] * 1e3:.1f} ms; one core: {1 / middle:.1f} a second")


main()
