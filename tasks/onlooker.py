"""Watches a run for the UI: which task run decided each message, how far the run is, what still waits."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import httpx
from prefect.artifacts import create_progress_artifact, update_progress_artifact

from lieferschein.intake import MailboxRun, MessageRow, Watcher, Work
from lieferschein.intake.watch import watchers

logger = logging.getLogger(__name__)

FIRST_AFTER = 5.0  # seconds: a run that is over sooner needs no progress
EVERY = 3.0  # seconds between two updates: each is a request to the server


class Onlooker(Watcher):
    """Sees every message of one flow run."""

    def __init__(self, run: MailboxRun) -> None:
        super().__init__()
        self._run = run
        self._total = 0
        self._deciding: dict[int, UUID] = {}  # the task run that decided a message, by the message's UID
        self._rows: dict[int, UUID] = {}  # likewise, by the identity of its row in the report
        self._gone: set[int] = set()
        self._artifact: UUID | None = None
        self._next = time.monotonic() + FIRST_AFTER

    def decided(self, works: Sequence[Work], task_run: UUID | None) -> None:
        """`task_run` took these messages one step further."""
        if task_run is not None:
            self._deciding.update((work.uid, task_run) for work in works)

    def task_run_of(self, row: MessageRow) -> UUID | None:
        """The task run that decided the message of `row`."""
        return self._rows.get(id(row))

    @property
    def folder(self) -> str | None:
        """The folder that was listed; None when the run did not get that far."""
        return self._run.source if hasattr(self._run, "listing") else None

    @property
    def oldest_waiting(self) -> datetime | None:
        """When the oldest message came in that still lies in that folder."""
        if self.folder is None:
            return None
        return min((each.received for each in self._run.listing.messages if each.uid not in self._gone), default=None)

    def listed(self, total: int) -> None:
        """The number that progress is measured against."""
        self._total = total

    def done(self, works: list[Work]) -> None:
        """The report has just got a row for each of these messages."""
        rows = self._run.report.rows
        for work, row in zip(works, rows[len(rows) - len(works) :], strict=True):
            if work.uid in self._deciding:
                self._rows[id(row)] = self._deciding.pop(work.uid)
            if work.moved and work.folder != self._run.source:
                self._gone.add(work.uid)
        self._show_progress()

    def _show_progress(self) -> None:
        now = time.monotonic()
        done = len(self._run.report.rows)
        if now < self._next or not self._total:
            return
        self._next = now + EVERY
        try:
            self._put_progress(100 * done / self._total, f"{self._run.name}: {done} / {self._total}")
        except httpx.HTTPError as error:
            logger.warning("Progress could not be shown in Prefect: %s", error)

    def _put_progress(self, percent: float, text: str) -> None:
        if self._artifact is None:
            key = f"progress-{artifact_key(self._run.name)}"
            self._artifact = create_progress_artifact(percent, key=key, description=text)  # type: ignore[assignment]
        else:
            update_progress_artifact(self._artifact, progress=percent, description=text)

    def close(self) -> None:
        """The run is over: progress that was shown says so."""
        if self._artifact is not None:
            self._next = 0
            self._show_progress()


def onlooker() -> Onlooker | None:
    """Who watches the current run for the UI."""
    return next((each for each in watchers() if isinstance(each, Onlooker)), None)


def artifact_key(name: str) -> str:
    """A mailbox's name as Prefect wants keys: lower case letters, digits and dashes."""
    return "".join(char if char.isascii() and char.isalnum() else "-" for char in name.lower()).strip("-") or "mailbox"
