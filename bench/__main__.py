"""Measure everything, side by side in one run: `make bench`.

python -m bench [--quick] [--only floor,peers,network,growth,parsing,startup,reading]
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time

from rich.console import Console

from bench import floor, growth, network, page, parsing, peers_loop, reading, report, startup
from bench.figures import Result
from bench.machine import machine, versions
from bench.surroundings import Surroundings
from tests.fixtures.dovecot import DOVECOT

COMPARISONS = {
    "startup": startup.compare,
    "parsing": parsing.compare,
    "floor": floor.compare,
    "peers": peers_loop.compare,
    "network": network.compare,
    "growth": growth.compare,
    "reading": reading.compare,
}


def main() -> None:
    """Run the comparisons that are asked for. What a part measured replaces that part of results.json."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast lieferschein is, beside others.")
    parser.add_argument("--quick", action="store_true", help="fewer messages, fewer runs; figures mean less")
    parser.add_argument("--only", default="", metavar="NAMES", help=f"of {', '.join(COMPARISONS)}")
    arguments = parser.parse_args()
    names = [name for name in arguments.only.split(",") if name] or list(COMPARISONS)
    unknown = [name for name in names if name not in COMPARISONS]
    if unknown:
        parser.error(f"there is no comparison {unknown[0]}; there are {', '.join(COMPARISONS)}")
    console = Console(width=120)
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # the servers are stopped in any case
    around = Surroundings(quick=arguments.quick)
    started, about = time.monotonic(), {"date": time.strftime("%Y-%m-%d"), "machine": machine()}
    try:
        results = []
        for name in names:
            results.append(_compare(name, around))
            results[-1].load = round(os.getloadavg()[0], 2)
            report.show(results[-1], console)
            about |= {"seconds": round(time.monotonic() - started)}
            if not arguments.quick:  # after each: what is measured is kept, whatever becomes of the rest
                about |= {"versions": versions(DOVECOT) | around.peers.versions()}
                page.write(report.write(results, about, part=bool(arguments.only)))
        if not arguments.quick:
            problem = report.draw(around.peers)
            console.print(problem or f"Written: {report.RESULTS.name}, {report.CHART.name}")
    finally:
        around.close()


def _compare(name: str, around: Surroundings) -> Result:
    try:
        return COMPARISONS[name](around)
    except Exception as error:  # one that fails does not take the others with it
        return Result(name, name.capitalize(), skipped=[f"it failed: {error}"])


if __name__ == "__main__":
    main()
