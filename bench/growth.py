"""100, 1,000 and 10,000 messages: time a message, peak memory, what Prefect recorded."""

from __future__ import annotations

from bench.documents import delivery_mail
from bench.figures import Result
from bench.mailbox import MISSING, available
from bench.surroundings import Surroundings

PADDING = 46_000  # bytes beside the note: mails of 50 kB


def compare(around: Surroundings) -> Result:
    """One run per size, in bulk mode."""
    result = Result("growth", "From 100 to 10,000 messages of 50 kB")
    if not available():
        result.skipped.append(MISSING)
        return result
    sizes = (30, 300) if around.quick else (100, 1000, 10_000)
    found = {size: around.sync([delivery_mail(n, PADDING) for n in range(size)], each=False) for size in sizes}
    for size in sizes:
        result.add(f"{size} messages, time a message", found[size]["seconds"] / size * 1000, "ms")
    for size in sizes:
        result.add(f"{size} messages, peak memory", found[size]["peak_mb"], "MB")
    for size in sizes:
        result.add(f"{size} messages, task runs made", found[size]["made"], "task runs")
    small, large = sizes[-2:]
    time_small, time_large = (found[size]["seconds"] / size for size in (small, large))
    result.bound(f"time a message, {large} / {small}", time_large / time_small, "at most", 1.1)
    memory = found[large]["peak_mb"] / found[small]["peak_mb"]
    result.bound(f"peak memory, {large} / {small}", memory, "at most", 1.3)
    result.bound(f"peak memory at {large} messages", found[large]["peak_mb"], "at most", 400, "MB")
    made, recorded = (sum(each[name] for each in found.values()) for name in ("made", "recorded"))
    result.bound("task runs recorded / made", recorded / made, "exactly", 1)
    result.bound("events dropped", sum(each["dropped"] for each in found.values()), "exactly", 0, "events")
    return result
