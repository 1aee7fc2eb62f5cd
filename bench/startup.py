"""What it takes to begin: the help, an import, a run that finds nothing to do."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from bench.children import ROOT
from bench.figures import Result, in_turn, median_ratio
from bench.mailbox import MISSING, available
from bench.surroundings import Surroundings

HEAVY = ("prefect", "sqlalchemy", "imap_tools")


def compare(around: Surroundings) -> Result:
    """Commands as processes of their own, by their CPU time."""
    result = Result("startup", "Start-up")
    times = 3 if around.quick else 5
    module = [sys.executable, "-c", "from lieferschein.cli import main; main()", "--help"]
    (helped,) = in_turn(times, lambda: _cpu(module))
    (imported,) = in_turn(times, lambda: _cpu([sys.executable, "-c", "import parsers"]))
    result.add("lieferschein --help", helped, "s of CPU")
    result.add("import parsers", imported, "s of CPU")
    result.bound("lieferschein --help", result.figures[0].value, "at most", 0.4, "s of CPU")
    heavy = subprocess.run(
        [sys.executable, "-c", f"import parsers, sys; print(sum(name in sys.modules for name in {HEAVY!r}))"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    result.bound("import parsers: heavy packages", float(heavy.stdout), "exactly", 0, "packages")
    if not available():
        result.skipped.append(MISSING)
        return result
    ours, empty = in_turn(
        times, lambda: float(around.sync([], each=True)["seconds"]), lambda: float(around.floor(0)["seconds"])
    )
    result.add("sync on an empty Eingang, the flow", ours, "s")
    result.add("an empty flow", empty, "s")
    result.bound("sync on an empty Eingang / an empty flow", median_ratio(ours, empty), "at most", 1.5)
    return result


def _cpu(command: list[str]) -> float:
    """User and system time of a process, all of it."""
    before = os.times()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, cwd=ROOT)
    after = os.times()
    time.sleep(0.05)
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)
