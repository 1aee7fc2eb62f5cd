"""Somebody who watches a run: the progress bar of a command, the progress artifact of a flow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from lieferschein.intake.report import Report
from lieferschein.intake.work import Work


class Watcher:
    """Told what happens in a run; does nothing by itself. `report` is the run's report once it has ended."""

    def __init__(self) -> None:
        self.report: Report | None = None

    def listed(self, total: int) -> None:
        """`total` messages are to be done."""

    def done(self, works: list[Work]) -> None:
        """These messages have ended."""

    def finished(self, report: Report) -> None:
        """The run is over."""
        self.report = report


_watchers: ContextVar[tuple[Watcher, ...]] = ContextVar("watchers", default=())


@contextmanager
def watching(watcher: Watcher) -> Iterator[Watcher]:
    """Let `watcher` see the runs that are started inside the block."""
    token = _watchers.set((*_watchers.get(), watcher))
    try:
        yield watcher
    finally:
        _watchers.reset(token)


def watchers() -> tuple[Watcher, ...]:
    """Everybody who watches the current run."""
    return _watchers.get()
