"""100, 1,000 and 10,000 messages: time a message, peak memory, what Prefect recorded."""

from __future__ import annotations

import statistics

from bench.documents import delivery_mail
from bench.figures import Result
from bench.mailbox import MISSING, available
from bench.surroundings import Surroundings

PADDING = 46_000  # bytes beside the note: mails of 50 kB


def compare(around: Surroundings) -> Result:
    """A run per size, in bulk mode."""
    result = Result("growth", "From 100 to 10,000 messages of 50 kB")
    if not available():
        result.skipped.append(MISSING)
        return result
    sizes = (30, 300) if around.quick else (100, 1000, 10_000)
    order = (*sizes, sizes[-2])  # the one that the largest is compared with before and after it
    runs = [(size, around.sync([delivery_mail(n, PADDING) for n in range(size)], each=False)) for size in order]
    found = dict(runs[: len(sizes)])
    spent = {size: [run["run_seconds"] / size * 1000 for at, run in runs if at == size] for size in sizes}
    for size in sizes:
        result.add(f"{size} messages, time a message", spent[size], "ms")
    for size in sizes:
        result.add(f"{size} messages, CPU a message", found[size]["cpu"] / size * 1000, "ms of CPU")
    for size in sizes:
        result.add(f"{size} messages, peak memory", found[size]["peak_mb"], "MB")
    for size in sizes:
        result.add(f"{size} messages, task runs made", found[size]["made"], "task runs")
    small, large = sizes[-2:]
    times = [statistics.median(spent[size]) for size in (large, small)]
    result.bound(f"time a message, {large} / {small}", times[0] / times[1], "at most", 1.1)
    memory = found[large]["peak_mb"] / found[small]["peak_mb"]
    result.bound(f"peak memory, {large} / {small}", memory, "at most", 1.3)
    result.bound(f"peak memory at {large} messages", found[large]["peak_mb"], "at most", 400, "MB")
    made, recorded = (sum(run[name] for _, run in runs) for name in ("made", "recorded"))
    result.bound("task runs recorded / made", recorded / made, "exactly", 1)
    result.bound("events dropped", sum(run["dropped"] for _, run in runs), "exactly", 0, "events")
    return result
