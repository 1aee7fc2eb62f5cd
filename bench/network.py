"""The same with 25 ms of latency each way, as to a mail server at a provider."""

from __future__ import annotations

from bench.documents import delivery_mail
from bench.figures import Result
from bench.mailbox import MISSING, available
from bench.relay import SlowRelay
from bench.surroundings import Surroundings

LATENCY = 0.025


def compare(around: Surroundings) -> Result:
    """Bulk mode, per-message mode and the plain script through the relay; the slow ones on fewer mails."""
    result = Result("network", "With 25 ms of latency each way")
    if not available():
        result.skipped.append(MISSING)
        return result
    many, few = (300, 30) if around.quick else (2000, 200)
    mails = [delivery_mail(number) for number in range(many)]

    bulk, bulk_trips = _through(around, mails, each=False)
    _, few_trips = _through(around, mails[:few], each=False)
    each, each_trips = _through(around, mails[:few], each=True)
    mailbox = around.post_office.mailbox(mails[:few])
    with SlowRelay(mailbox, LATENCY) as relay:
        plain = around.plain(mails[:few], at=relay.server)
        plain_trips = relay.round_trips

    rate, plain_rate = many / bulk["run_seconds"], few / plain["seconds"]
    result.add(f"ours in bulk, {many} mails", rate, "messages/s")
    result.add(f"ours, each message, {few} mails", few / each["run_seconds"], "messages/s")
    result.add(f"plain imap-tools script, {few} mails", plain_rate, "messages/s")
    result.add("round trips a message, bulk", bulk_trips / many, "round trips")
    result.add("round trips a message, each", each_trips / few, "round trips")
    result.add("round trips a message, plain script", plain_trips / few, "round trips")
    result.bound("ours in bulk / plain script", rate / plain_rate, "at least", 20)
    result.bound("round trips a message in bulk", bulk_trips / many, "at most", 0.1, "round trips")
    beyond = (each_trips - few_trips) / few
    result.bound("round trips a message beyond the batch's", beyond, "at most", 1, "round trips")
    return result


def _through(around: Surroundings, mails: list[bytes], *, each: bool) -> tuple[dict[str, float], int]:
    with SlowRelay(around.post_office.mailbox(mails), LATENCY) as relay:
        found = around.sync(mails, each=each, at=relay.server)
        return found, relay.round_trips
