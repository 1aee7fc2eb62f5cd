"""2,000 mails of some 3 kB on the same Dovecot: a plain imap-tools script, parsedmarc's mailbox loop, ours in bulk.

Ours is timed as `floor` says, from the run's start to its final state.
"""

from __future__ import annotations

import os

from bench.children import run_child
from bench.documents import delivery_mail, dmarc_mail
from bench.figures import Result, in_turn, median_ratio
from bench.mailbox import INBOX, MISSING, available
from bench.surroundings import Surroundings


def compare(around: Surroundings) -> Result:
    """All three, in turn."""
    result = Result("peers", "A mailbox of 2,000 mails, on loopback")
    if not available():
        result.skipped.append(MISSING)
        return result
    count, times = (300, 1) if around.quick else (2000, 5)
    mails = [delivery_mail(number) for number in range(count)]
    reports = [dmarc_mail(number) for number in range(count)]
    cpu: dict[str, list[float]] = {"ours": [], "plain script": []}
    beyond: list[float] = []

    def ours_once() -> float:
        found = around.sync(mails, each=False)
        cpu["ours"].append(found["cpu"] / count * 1000)
        beyond.append(found["seconds"] - found["run_seconds"])
        return count / float(found["run_seconds"])

    def plain_once() -> float:
        found = around.plain(mails)
        cpu["plain script"].append(found["cpu"] / count * 1000)
        return count / float(found["seconds"])

    works = [ours_once, plain_once]
    if around.peers.problem is None:
        works.append(lambda: count / _parsedmarc(around, reports))
    else:
        result.skipped.append(around.peers.problem)
    ours, plain, *dmarc = in_turn(times, *works)
    result.add(f"ours in bulk, {count} mails", ours, "messages/s")
    result.add("plain imap-tools script", plain, "messages/s")
    for name, spent in cpu.items():
        result.add(f"CPU a message, {name}", spent, "ms of CPU")
    result.add("ours, what the call takes beyond the run", beyond, "s")
    result.bound("ours / plain script", median_ratio(ours, plain), "at least", 3)
    for rates in dmarc:
        result.add("parsedmarc's mailbox loop", rates, "messages/s")
        result.bound("ours / parsedmarc", median_ratio(ours, rates), "at least", 2)
    return result


def _parsedmarc(around: Surroundings, reports: list[bytes]) -> float:
    mailbox = around.post_office.mailbox(reports)
    where = (mailbox.host, mailbox.port, mailbox.user, mailbox.password, INBOX, "Archive")
    found = run_child("dmarc", os.environ, *where, python=around.peers.python)
    if found["mails"] != len(reports):
        raise RuntimeError(f"parsedmarc read {found['mails']} of {len(reports)} reports")
    return float(found["seconds"])
