"""What it takes to begin: the help, an import, a run that finds nothing to do."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping

from bench.children import ROOT
from bench.figures import Result, in_turn, median_ratio
from bench.installation import install
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
    _empty_runs(around, result, times)
    return result


def _empty_runs(around: Surroundings, result: Result, times: int) -> None:
    """`sync` where no mail waits, and a script with an empty flow: the whole commands, for one server."""
    env = install(around.new_folder(), around.post_office.mailbox(), each=True) | around.server.env
    spent: dict[str, list[float]] = {}

    def timed(name: str, *command: str) -> float:
        started = time.perf_counter()
        spent.setdefault(f"{name}, CPU", []).append(_cpu([sys.executable, *command], env))
        return time.perf_counter() - started

    ours, empty = in_turn(
        times,
        lambda: timed("sync on an empty Eingang", "-c", "from lieferschein.cli import main; main()", "sync"),
        lambda: timed("a script with an empty flow", "-m", "bench.children.floor", "0"),
    )
    result.add("sync on an empty Eingang", ours, "s")
    result.add("a script with an empty flow", empty, "s")
    for name, values in spent.items():
        result.add(name, values, "s of CPU")
    result.bound("sync on an empty Eingang / an empty flow", median_ratio(ours, empty), "at most", 1.5)


def _cpu(command: list[str], env: Mapping[str, str] | None = None) -> float:
    """User and system time of a process, all of it."""
    before = os.times()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, cwd=ROOT, env=env)
    after = os.times()
    time.sleep(0.05)
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)
