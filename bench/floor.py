"""Per-message mode on 200 messages, beside an empty flow with the same number of task runs that do nothing.

Time is what Prefect records, from the run's start to its final state. The process goes on later, at a full second after
the run's start: Prefect waits there for the thread that sends the run's heartbeat.
"""

from __future__ import annotations

from typing import Any

from bench.documents import delivery_mail
from bench.figures import Result, in_turn, median_ratio
from bench.mailbox import MISSING, available
from bench.surroundings import Surroundings


def compare(around: Surroundings) -> Result:
    """Ours and the floor, in turn."""
    result = Result("floor", "Per-message mode beside as many empty task runs")
    if not available():
        result.skipped.append(MISSING)
        return result
    count, times = (50, 1) if around.quick else (200, 5)
    mails = [delivery_mail(number) for number in range(count)]
    made: list[int] = []
    kept: dict[tuple[str, str], list[float]] = {}

    def keep(who: str, found: dict[str, Any]) -> float:
        kept.setdefault((f"{who}, CPU of the flow's process", "s of CPU"), []).append(found["cpu"])
        kept.setdefault((f"{who}, until its process goes on", "s"), []).append(found["seconds"])
        return float(found["run_seconds"])

    def ours() -> float:
        found = around.sync(mails, each=True)
        made.append(found["made"])
        return keep("ours", found)

    def empty() -> float:
        return keep("floor", around.floor(made[-1]))

    ran, floor = in_turn(times, ours, empty)
    result.add(f"ours, {count} messages", ran, "s")
    result.add(f"floor, {made[-1]} empty task runs", floor, "s")
    for (name, unit), values in kept.items():
        result.add(name, values, unit)
    result.bound("ours / floor", median_ratio(ran, floor), "at most", 1.3)
    return result
