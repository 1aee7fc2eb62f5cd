"""A run in a process of its own that can be killed: forked from a server that has everything imported.

A random moment is a number of steps, which are commands to the mail server and commits, and a few milliseconds: where
the machine is busy, a kill after so many seconds from outside meets a run that has not begun or that is done.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import random
import signal
import time
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tests.kit.house import House

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(
    ["tests.reliability.victim", "tests.reliability.failpoints", "lieferschein.store.migrate"]
)


@dataclass(frozen=True)
class Order:
    """What a victim is to do; `report` is where it leaves its report when it survives."""

    values: dict[str, Any]
    report: Path
    options: dict[str, Any] = field(default_factory=dict)
    die_at: str = ""
    nth: int = 1
    stops: bool = False  # there it stands still, as on a machine that sleeps, instead of dying
    moment: tuple[int, float] | None = None  # steps, and seconds after them, until it dies
    killers: bool = False
    lease: tuple[float, float] | None = (60.0, 15.0)  # time to live, heartbeat; None: without any lease


class Victim:
    """A running victim."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.process: BaseProcess = _context.Process(target=_live, args=(order,), daemon=True)
        self.process.start()

    def kill(self) -> None:
        """SIGKILL, wherever it is."""
        assert self.process.pid
        with contextlib.suppress(ProcessLookupError):  # it was quicker
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.join(10)

    def end(self, timeout: float = 60) -> int:
        """Wait for its end; the exit status, -9 when it was killed."""
        self.process.join(timeout)
        if self.process.exitcode is None:
            self.kill()
            raise AssertionError("the run did not end")
        return self.process.exitcode

    def stand_still(self, timeout: float = 60) -> None:
        """Wait until it stands still (Order.stops)."""
        until = time.monotonic() + timeout
        while Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
            assert time.monotonic() < until, "the run did not come to where it should stop"
            time.sleep(0.01)

    def go_on(self) -> None:
        """Wake it."""
        assert self.process.pid
        os.kill(self.process.pid, signal.SIGCONT)

    @property
    def report(self) -> dict[str, Any]:
        """What the run reported, if it came so far."""
        found: dict[str, Any] = json.loads(self.order.report.read_text())
        return found


def start(house: House, *, die_at: str = "", nth: int = 1, **order: Any) -> Victim:
    """Start a run on `house` in another process."""
    options = order.pop("options", {})
    start.count += 1  # type: ignore[attr-defined]
    report = house.folder / f"report-{start.count}.json"  # type: ignore[attr-defined]
    return Victim(Order(house.values, report, options, die_at, nth, **order))


def moment(chance: random.Random, most: int) -> tuple[int, float]:
    """A random moment within the first `most` steps of a run."""
    return chance.randint(1, most), chance.uniform(0, 0.005)


start.count = 0  # type: ignore[attr-defined]


def _live(order: Order) -> None:
    from contextlib import nullcontext

    from lieferschein.intake import MailboxRun, SyncOptions, sync
    from lieferschein.settings import load_settings
    from lieferschein.store import Store
    from lieferschein.store import lease as leases
    from tests.reliability import failpoints

    leases._POLL = 0.05  # a test has less time than a minute
    take = Store.lease

    def lease(self: Store, key: str, holder: str, **more: Any) -> Any:
        if order.lease is None:
            return nullcontext()
        ttl, heartbeat = order.lease
        return take(self, key, holder, **{**more, "ttl": ttl, "heartbeat": heartbeat})

    Store.lease = lease  # type: ignore[method-assign]
    if order.stops:
        failpoints.renew_where_it_may_stop()
    if order.moment:
        failpoints.die_after(*order.moment)
    if order.killers:
        failpoints.arm_killers()
    if order.die_at:
        failpoints.arm(order.die_at, order.nth, failpoints.stop if order.stops else failpoints.die)
    report = sync(MailboxRun(load_settings(**order.values), "default", SyncOptions(**order.options)))
    order.report.write_text(json.dumps({**report.to_json(), "exit": report.exit_status}))
