# SPDX-License-Identifier: Apache-2.0
"""A process that writes to a server, and keeps ledgers (ledger_writer.py).

Started by ledger.Clients with its settings as JSON. Each line `run COLLECTION` on its standard input
is a round: it writes on all its connections until each of them breaks or is answered with an error,
then prints `stopped`.
"""

import json
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ledger_app import AppWriter  # noqa: E402
from ledger_writer import Writer  # noqa: E402


def main():
    settings = json.loads(sys.argv[1])
    apps = settings["connections"] // 4
    kinds = [AppWriter] * apps + [Writer] * (settings["connections"] - apps)
    writers = [kind(f"{settings['name']}w{i}", settings) for i, kind in enumerate(kinds)]
    for line in sys.stdin:
        collection = line.split()[1]
        threads = [threading.Thread(target=one.run, args=(collection,)) for one in writers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print("stopped", flush=True)


if __name__ == "__main__":
    main()
