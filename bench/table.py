#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Markdown tables from results.jsonl: the newest row of each target and workload. table.py [results.jsonl] [target ...]"""
import json, os, sys

path = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BENCH_HOME", os.path.join(os.getcwd(), ".bench")) + "/results.jsonl"
last, order = {}, []
for line in open(path):
    r = json.loads(line)
    last[r["target"], r.get("w") or r["phase"]] = r
    if r["target"] not in order:
        order.append(r["target"])
order = sys.argv[2:] or order
W = ["W2", "W3", "W4", "W5", "W5T", "W6", "W8", "W1", "A1", "A2N", "A2C", "A2", "A2M", "A3", "A4", "FIXED"]
num = lambda x: f"{x:,.0f}" if x >= 100 else f"{x:.1f}"


def grid(title, head, rows):
    print(f"\n{title}\n\n| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for r in rows:
        print("| " + " | ".join(str(x) for x in r) + " |")


def cell(t, w):
    r = last.get((t, w))
    if not r:
        return "-"
    s = f"{num(r['rps'])} · {r['p50_ms']:g}/{r['p99_ms']:g}"
    if r["conns"] != 32:
        s += f" ({r['conns']} conn.)"
    if r["err"] or r["bad_warm"]:
        s += f" ({r['err']} err, {r['bad_warm']} bad)"
    return s


# A login is little else than its hash.
def figure(w, t):
    return f"{cell(t, w)} ({last.get((t, 'boot'), {}).get('hash', '?')})" if w == "A1" and (t, w) in last else cell(t, w)


used = [w for w in W if any((t, w) in last for t in order)]
grid("req/s (median) · p50/p99 ms", ["workload"] + order, [[w] + [figure(w, t) for t in order] for w in used])
grid("CPU of server + database / of wrk / of others at worst; RSS of server + PSS of database, MiB", ["workload"] + order,
     [[w] + [(lambda r: f"{r['cpu_server']:.2f}+{r['cpu_db']:.2f} / {r['cpu_wrk']:.2f} / {r['noise']:.2f}; {r['rss_mib']:.0f}+{r['db_pss_mib']:.0f}" if r else "-")(last.get((t, w)))
             for t in order] for w in used])
keys = [("signup", "users"), ("signup", "seconds"), ("story", "own"), ("story", "calls"), ("boot", "boot_s"), ("load", "boot_with_data_s"), ("boot", "idle_rss_mib"), ("boot", "idle_db_pss_mib"), ("load", "items"), ("load", "bulk"),
        ("load", "conns"), ("load", "seconds"), ("load", "rss_after_load_mib"), ("load", "db_pss_mib"), ("load", "idle_rss_with_data_mib"),
        ("load", "idle_db_pss_with_data_mib"), ("load", "disk_mib")]
grid("start, memory, load, disk", ["what"] + order, [[k if p in ("boot", "load") else f"{p}: {k}"] + [last.get((t, p), {}).get(k, "-") for t in order] for p, k in keys])
grid("settings", ["target", "about"], [[t, last.get((t, "boot"), {}).get("about", "-")] for t in order])
