"""Per-message mode on 200 messages, beside an empty flow with the same number of task runs that do nothing."""

from __future__ import annotations

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
    count, times = (50, 1) if around.quick else (200, 3)
    mails = [delivery_mail(number) for number in range(count)]
    made: list[int] = []
    cpu: dict[str, list[float]] = {"ours": [], "floor": []}

    def ours() -> float:
        found = around.sync(mails, each=True)
        made.append(found["made"])
        cpu["ours"].append(found["cpu"])
        return float(found["seconds"])

    def empty() -> float:
        found = around.floor(made[-1])
        cpu["floor"].append(found["cpu"])
        return float(found["seconds"])

    ran, floor = in_turn(times, ours, empty)
    result.add(f"ours, {count} messages", ran, "s")
    result.add(f"floor, {made[-1]} empty task runs", floor, "s")
    result.add("ours, CPU of the flow's process", cpu["ours"], "s of CPU")
    result.add("floor, CPU of the flow's process", cpu["floor"], "s of CPU")
    result.bound("ours / floor", median_ratio(ran, floor), "at most", 1.3)
    return result
