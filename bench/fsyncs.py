#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fsyncs.py TARGET: disk flushes for each create, from /proc/diskstats over a plain W1 run (data must be loaded). See README.md."""
import os, sys, time
sys.argv[1:], name = [sys.argv[1], "--phases", ""], sys.argv[1]
src = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "bench.py")).read().replace("\nmain()\n", "\n")
exec(compile(src, "bench.py", "exec"))


def disk():
    """(flushes, MiB written) of the disk that holds BENCH_HOME."""
    d = os.stat(HOME).st_dev
    for line in open("/proc/diskstats"):
        f = line.split()
        if (int(f[0]), int(f[1])) == (os.major(d), os.minor(d)):
            return int(f[18]), int(f[9]) / 2048


n, _, script = name.partition("=")
t = Target(n, script or n)
os.sched_setaffinity(0, {int(LOAD_CPU)})
try:
    with locked():
        t.up()
        t.wrk("W1", 2, 32)
        for conns in (1, 32):
            os.sync()
            time.sleep(1)
            a = disk()
            r = t.wrk("W1", 5, conns)
            b = disk()
            k = max(1, r["requests"])
            print(f"{t.name} conns={conns}: {r['rps']:.0f} creates/s, {b[0] - a[0]} flushes in {k} creates = {(b[0] - a[0]) / k:.3f} a create, "
                  f"{(b[1] - a[1]) * 1024 / k:.1f} KiB written a create", flush=True)
finally:
    t.down()
