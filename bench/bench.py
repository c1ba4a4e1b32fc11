#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one target through the same work and prints a row per workload. See README.md.

  bench.py TARGET [--phases boot,load,work] [--workloads W2,W3,...] [--items 100000] [--bulk 100]
  bench.py TARGET --app [--phases boot,signup,load,story,work] [--workloads A1,...] [--items 100000] [--users 500]

Pinning: server and database on CPU 0, the load tool on CPU 1. Every measured run holds the lock file.
"""
import argparse, fcntl, http.client, json, os, re, signal, statistics, subprocess, sys, time
from contextlib import contextmanager

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.environ.get("BENCH_HOME", os.path.join(os.getcwd(), ".bench"))
LOCK = os.environ.get("BENCH_LOCK", os.path.join(HOME, "lock"))
SERVER_CPU, LOAD_CPU = os.environ.get("BENCH_SERVER_CPU", "0"), os.environ.get("BENCH_LOAD_CPU", "1")
TICK = os.sysconf("SC_CLK_TCK")
ORDER = ["W2", "W3", "W4", "W5", "W5T", "W6", "W8", "W1"]
APP_ORDER = ["A2N", "A2C", "A2", "A2M", "A1", "A4", "A3"]
# Some servers hash all passwords at once and finish none for seconds; few connections keep what is under way at
# the ends of a run small. One core is busy with them all the same.
CONNS = {"A1": 4}


@contextmanager
def locked():
    with open(LOCK, "a") as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        yield


def read(path):
    try:
        with open(path) as f:
            return f.read()
    except OSError:
        return ""


def tree(pid):
    """pid and all its descendants."""
    kids = {}
    for d in os.listdir("/proc"):
        if d.isdigit():
            s = read(f"/proc/{d}/stat")
            if s:
                kids.setdefault(int(s.rsplit(")", 1)[1].split()[1]), []).append(int(d))
    out, todo = [], [pid]
    while todo:
        p = todo.pop()
        out.append(p)
        todo += kids.get(p, [])
    return out


def cpu(pids):
    """CPU seconds used so far (reaped children included)."""
    t = 0
    for p in pids:
        s = read(f"/proc/{p}/stat")
        if s:
            f = s.rsplit(")", 1)[1].split()
            t += sum(int(x) for x in f[11:15])
    return t / TICK


def mem(pids):
    """(RSS, PSS) in MiB. PSS counts PostgreSQL's shared pages once."""
    rss = pss = 0
    for p in pids:
        s = read(f"/proc/{p}/smaps_rollup")
        m = re.search(r"^Rss:\s+(\d+)", s, re.M)
        rss += int(m.group(1)) if m else 0
        m = re.search(r"^Pss:\s+(\d+)", s, re.M)
        pss += int(m.group(1)) if m else 0
    return rss / 1024, pss / 1024


def busy():
    """Busy CPU seconds of the whole machine."""
    f = [int(x) for x in read("/proc/stat").split("\n")[0].split()[1:]]
    return (f[0] + f[1] + f[2] + f[5] + f[6]) / TICK


class Target:
    def __init__(self, name, script, app=False):
        self.name, self.script = name, os.path.join(HERE, "targets", script + ".sh")
        self.lua = script
        self.state = os.path.join(HOME, "state", name)
        os.makedirs(self.state, exist_ok=True)
        self.env = dict(os.environ, BENCH_HOME=HOME, BENCH_STATE=self.state, BENCH_DIR=HERE, BENCH_TARGET=script)
        if app:
            self.env["BENCH_APP"] = "1"
        self.server = self.db = None
        self.url = self.verb("url")
        self.ready = self.verb("ready")

    def verb(self, v):
        r = subprocess.run(["sh", self.script, v], env=self.env, stdout=subprocess.PIPE, text=True, check=True)
        return r.stdout.strip()

    def spawn(self, v):
        log = open(os.path.join(self.state, v + ".log"), "ab")
        return subprocess.Popen(["taskset", "-c", SERVER_CPU, "sh", self.script, v], env=self.env, stdout=log,
                                stderr=log, start_new_session=True)

    def up(self, limit=120):
        """Starts the database (when there is one), then the server; seconds to the server's first good answer."""
        if self.db is None and self.verb("hasdb"):
            self.db = self.spawn("db")
            for _ in range(300):
                if subprocess.run(["sh", self.script, "dbready"], env=self.env, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL).returncode == 0:
                    break
                time.sleep(0.1)
        host, port = self.url.split("//")[1].split(":")
        t0 = time.monotonic()
        self.server = self.spawn("serve")
        while time.monotonic() - t0 < limit:
            if self.server.poll() is not None:
                sys.exit(f"{self.name}: server ended, see {self.state}/serve.log")
            try:
                c = http.client.HTTPConnection(host, int(port), timeout=5)
                c.request("GET", self.ready)
                if c.getresponse().status < 300:
                    return time.monotonic() - t0
            except OSError:
                pass
            time.sleep(0.002)
        sys.exit(f"{self.name}: not ready")

    @staticmethod
    def end(p, sig):
        if p and p.poll() is None:
            os.kill(p.pid, sig)
            try:
                p.wait(30)
            except subprocess.TimeoutExpired:
                for q in tree(p.pid):
                    os.kill(q, signal.SIGKILL)
                p.wait()

    def stop(self):
        self.end(self.server, signal.SIGTERM)
        self.server = None

    def down(self):
        self.stop()
        self.end(self.db, signal.SIGINT)
        self.db = None

    def settle(self, limit=20):
        """Some servers go on with the requests of clients that are gone: wait for that, then restart."""
        for _ in range(limit):
            a = cpu(self.pids() + self.dbpids())
            time.sleep(1)
            if cpu(self.pids() + self.dbpids()) - a < 0.2:
                return
        print("  still busy without a client: restarted", flush=True)
        for p in (self.server, self.db):
            for q in tree(p.pid) if p else []:
                os.kill(q, signal.SIGKILL)
            if p:
                p.wait()
        self.server = self.db = None
        time.sleep(1)
        self.up()

    def pids(self):
        return tree(self.server.pid) if self.server else []

    def dbpids(self):
        return tree(self.db.pid) if self.db else []

    def mem(self):
        return mem(self.pids())[0], mem(self.dbpids())[1]

    def tell(self, step, limit=900, **env):
        """One step of wrk/story.lua, call by call: how many calls, in how many seconds."""
        begun = time.monotonic()
        with locked():
            r = subprocess.run(["timeout", str(limit), "taskset", "-c", LOAD_CPU, "wrk", "-t1", "-c1", f"-d{limit}s", "--timeout", "60s",
                                "-s", HERE + "/wrk/story.lua", self.url], env=dict(self.env, BENCH_STEP=step, **env),
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        m = re.search(r"^TOLD (\d+) calls", r.stdout, re.M)
        if not m:
            sys.exit(f"{self.name}: {step} failed\n{r.stdout}")
        return int(m.group(1)), time.monotonic() - begun

    def wrk(self, w, seconds, conns=32, check=False):
        env = dict(self.env, BENCH_W=w, BENCH_CHECK="1" if check else "0")
        a = (cpu(self.pids()), cpu(self.dbpids()), busy(), time.monotonic())
        p = subprocess.Popen(["timeout", str(seconds + 30), "taskset", "-c", LOAD_CPU, "wrk", "-t1", f"-c{conns}", f"-d{seconds}s", "--latency",
                              "--timeout", "10s", "-s", HERE + "/wrk/run.lua", self.url], env=env,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        out = p.stdout.read()
        _, _, ru = os.wait4(p.pid, 0)
        p.returncode = 0
        b = (cpu(self.pids()), cpu(self.dbpids()), busy(), time.monotonic())
        m = re.search(r"^RESULT (.*)$", out, re.M)
        if not m:
            sys.exit(f"{self.name} {w}: wrk failed\n{out}")
        r = {k: int(float(v)) for k, v in (x.split("=") for x in m.group(1).split())}
        s = re.search(r"^BADSAMPLE (.*)$", out, re.M)
        r["sample"] = s.group(1) if s else ""
        wall, mine = b[3] - a[3], ru.ru_utime + ru.ru_stime
        r["failed"] = max(r["status"], r["bad"])  # the first are among the second, where bodies are looked at
        r["rps"] = (r["requests"] - r["failed"]) / (r["us"] / 1e6)
        r["cpu_server"], r["cpu_db"], r["cpu_wrk"] = (b[0] - a[0]) / wall, (b[1] - a[1]) / wall, mine / wall
        r["noise"] = max(0.0, (b[2] - a[2] - (b[0] - a[0]) - (b[1] - a[1]) - mine) / wall)
        return r


def emit(t, row):
    row = dict(target=t.name, **row)
    with open(os.path.join(HOME, "results.jsonl"), "a") as f:
        f.write(json.dumps(row) + "\n")
    print(" ".join(f"{k}={v}" for k, v in row.items()), flush=True)


def phase_boot(t, a):
    """Fresh data: reset, prepare, restart, idle memory."""
    t.down()
    t.verb("reset")
    for f in ("ids.txt", "session.lua", "people.txt", "own.txt"):
        if os.path.exists(os.path.join(t.state, f)):
            os.remove(os.path.join(t.state, f))
    with locked():
        t.up()
        t.verb("prepare")
        boots = []
        for _ in range(3):
            t.stop()
            boots.append(t.up())
        time.sleep(3)
        rss, db = t.mem()
    emit(t, {"phase": "boot", "about": t.verb("about").replace("\n", "; "), "hash": t.verb("hash"), "boot_s": round(statistics.median(boots), 3),
             "idle_rss_mib": round(rss, 1), "idle_db_pss_mib": round(db, 1)})


def phase_signup(t, a):
    calls, seconds = t.tell("signup", BENCH_USERS=str(a.users))
    emit(t, {"phase": "signup", "users": a.users, "calls": calls, "seconds": round(seconds, 1)})


def phase_story(t, a):
    """Before anything is measured: that each user finds exactly her own, that calls do what they say, that refusals refuse."""
    calls, seconds = t.tell("collect", BENCH_OWN=str(a.items // a.users))
    told, more = t.tell("story")
    emit(t, {"phase": "story", "calls": calls + told, "seconds": round(seconds + more, 1), "own": a.items // a.users})


def phase_load(t, a):
    """Bulk load, in slices so that the lock is never held for long."""
    ids = os.path.join(t.state, "ids.txt")
    n = sum(1 for _ in open(ids)) if os.path.exists(ids) else 0
    total, slice_ = 0.0, a.slice
    first = n
    while n < a.items:
        k = min(slice_, a.items - n)
        env = dict(t.env, BENCH_FROM=str(n), BENCH_COUNT=str(k), BENCH_BULK=str(a.bulk))
        with locked():
            r = subprocess.run(["timeout", "120", "taskset", "-c", LOAD_CPU, "wrk", "-t1", f"-c{a.bulkconns}", "-d600s", "--timeout", "60s",
                                "-s", HERE + "/wrk/load.lua", t.url], env=env, stdout=subprocess.PIPE, text=True)
        m = re.search(r"LOADED (\d+) bad=(\d+) seconds=([\d.]+)(.*)", r.stdout)
        if not m or int(m.group(2)) or int(m.group(1)) < k:
            sys.exit(f"{t.name}: load failed\n{r.stdout}")
        n += k
        total += float(m.group(3))
        # keep a slice near 20 s
        if float(m.group(3)) > 40: slice_ = max(1000, slice_ // 2)
    rss, db = t.mem()
    boots = []
    with locked():
        for _ in range(3):
            t.stop()
            boots.append(t.up())
        time.sleep(3)
        rss2, db2 = t.mem()
    emit(t, {"phase": "load", "items": n - first, "bulk": a.bulk, "conns": a.bulkconns, "seconds": round(total, 1),
             "rss_after_load_mib": round(rss, 1), "db_pss_mib": round(db, 1), "boot_with_data_s": round(statistics.median(boots), 3),
             "idle_rss_with_data_mib": round(rss2, 1), "idle_db_pss_with_data_mib": round(db2, 1),
             "disk_mib": round(int(t.verb("size")) / 1048576, 1)})


def phase_work(t, a):
    if a.fill:
        t.stop()
        subprocess.run(["sh", t.script, "fill", str(a.fill)], env=t.env, check=True)
        t.up()
    for w in a.workloads or (APP_ORDER if a.app else ORDER):
        conns = a.conns or CONNS.get(w, 32)
        t.settle()
        with locked():
            warm = t.wrk(w, a.warm, conns, check=True)
            if warm["bad"] or warm["status"]:
                print(f"  {w} warm-up: {warm['bad']} bad bodies, {warm['status']} bad statuses: {warm['sample']}", flush=True)
            runs, again = [], a.redo
            while len(runs) < a.reps:
                r = t.wrk(w, a.seconds, conns)
                if r["noise"] > a.quiet and again:  # something else had the CPUs: once more
                    again -= 1
                    continue
                runs.append(r)
            rss, db = t.mem()
        med = lambda k: statistics.median(r[k] for r in runs)
        emit(t, {"phase": "work", "w": w, "conns": conns, "rps": round(med("rps"), 1), "rps_all": [round(r["rps"]) for r in runs],
                 "p50_ms": round(med("p50") / 1000, 2), "p99_ms": round(med("p99") / 1000, 2),
                 "err": sum(r["failed"] + r["sock"] for r in runs), "bad_warm": warm["bad"],
                 "rss_mib": round(rss, 1), "db_pss_mib": round(db, 1), "cpu_server": round(med("cpu_server"), 2),
                 "cpu_db": round(med("cpu_db"), 2), "cpu_wrk": round(med("cpu_wrk"), 2), "noise": round(max(r["noise"] for r in runs), 2),
                 "bytes": round(statistics.median(r["bytes"] / max(1, r["requests"]) for r in runs))})


def main():
    p = argparse.ArgumentParser()
    p.add_argument("target", help="a name in targets/, or name=script to keep a variant apart")
    p.add_argument("--app", action="store_true", help="what apps do as users: workloads A…")
    p.add_argument("--users", type=int, default=500, help="with --app; the items are theirs by turns")
    p.add_argument("--phases")
    p.add_argument("--workloads", type=lambda s: s.split(","))
    p.add_argument("--items", type=int, default=100000)
    p.add_argument("--bulk", type=int, default=1)
    p.add_argument("--bulkconns", type=int, default=8)
    p.add_argument("--fill", type=int, default=0, help="before the workloads: so many more items straight into the database")
    p.add_argument("--slice", type=int, default=20000)
    p.add_argument("--conns", type=int, help="instead of 32, and of 4 for A1")
    p.add_argument("--seconds", type=int, default=10)
    p.add_argument("--warm", type=int, default=3)
    p.add_argument("--reps", type=int, default=3)
    p.add_argument("--quiet", type=float, default=0.08, help="repeat a run during which other processes used more CPU than this")
    p.add_argument("--redo", type=int, default=2, help="at most so many repeats a workload")
    a = p.parse_args()
    name, _, script = a.target.partition("=")
    if a.app and a.items % a.users:
        p.error("--items must be a multiple of --users")
    t = Target(name, script or name, a.app)
    os.sched_setaffinity(0, {int(LOAD_CPU)})

    def ended(*_):
        for q in tree(os.getpid())[1:]:
            os.kill(q, signal.SIGKILL)
        sys.exit(1)
    signal.signal(signal.SIGTERM, ended)
    try:
        phases = (a.phases or ("boot,signup,load,story,work" if a.app else "boot,load,work")).split(",")
        if "boot" not in phases:
            t.up()
        for ph in phases:
            {"boot": phase_boot, "signup": phase_signup, "load": phase_load, "story": phase_story, "work": phase_work}[ph](t, a)
    finally:
        t.down()


main()
