#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fsync_probe.py FOLDER: how long the disk takes for a durable write of 4 KiB, right now. A durable figure
means little without it."""
import os
import sys
import time

WRITES = 300
BLOCK = b"h" * 4096


def main():
    path = os.path.join(sys.argv[1], "fsync_probe")
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    took = []
    try:
        for i in range(WRITES):
            begun = time.perf_counter()
            os.pwrite(fd, BLOCK, 4096 * i)
            os.fdatasync(fd)
            took.append(time.perf_counter() - begun)
    finally:
        os.close(fd)
        os.remove(path)
    took.sort()
    print(f"fsync probe: {WRITES} appends of 4 KiB with fdatasync, "
          f"p50 {took[WRITES // 2] * 1e3:.2f} ms, p99 {took[WRITES * 99 // 100] * 1e3:.2f} ms")


main()
