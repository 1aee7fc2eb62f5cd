"""Running the flow from a command: which server records it, who watches it, and how it ended."""

from __future__ import annotations

import contextlib
import copy
import logging
import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

from lieferschein.garbage import kept_for_good
from lieferschein.settings import Settings

if TYPE_CHECKING:
    from rich.progress import Progress

    from lieferschein.intake import Report, SyncOptions, Watcher


def run_sync(settings: Settings, mailbox: str, options: SyncOptions, *, quiet: bool = False) -> Report:
    """Run the flow on `mailbox`; the report tells what became of each message. `quiet`: without Prefect's log."""
    from lieferschein.cli.failures import FAILED, UserError
    from lieferschein.local.prefect_server import prefect_server

    if settings.file:  # the flow reads its settings itself, as it does in a worker
        os.environ["LIEFERSCHEIN_CONFIG"] = str(settings.file)
    if quiet or sys.stderr.isatty():
        _silence_log()
    with _ended_by_sigterm(), _progress() as progress, prefect_server(settings):
        with kept_for_good():  # a fifth of the time it takes to import them is spent in searching them for garbage
            from flows.sync import sync_delivery_notes
            from lieferschein.intake import watching

        _shorten_log()
        with watching(_watcher(progress)) as watcher:
            state = sync_delivery_notes(mailbox=mailbox, options=options, return_state=True)
    if watcher.report is None:
        raise UserError(state.message or f"The run ended as {state.name}.", FAILED)
    return watcher.report


def _silence_log() -> None:
    """On a terminal the progress bar tells what happens; elsewhere Prefect's log does, on standard error."""
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)


def _shorten_log() -> None:
    """Keep the tracebacks that Prefect logs for every failed step in its UI: here the sentence is enough."""
    from prefect.logging.formatters import PrefectFormatter  # of the console only; Prefect makes it anew in a run

    whole = PrefectFormatter.format

    def sentence(formatter: PrefectFormatter, record: logging.LogRecord) -> str:
        record = copy.copy(record)  # other handlers send it to the server
        record.exc_info = record.exc_text = None
        return whole(formatter, record)

    setattr(PrefectFormatter, "format", sentence)  # noqa: B010 - mypy forbids the assignment


@contextlib.contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """SIGTERM ends the run in order, as Ctrl-C does: the lease is freed, the temporary server stopped."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def _progress() -> Iterator[Progress]:
    """A progress bar on standard error; nothing at all when that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        progress.add_task("Starting", total=None)
        yield progress


def _watcher(progress: Progress) -> Watcher:
    from lieferschein.intake import Watcher, Work

    class Bar(Watcher):
        def listed(self, total: int) -> None:
            progress.update(progress.task_ids[0], description="Mails", total=total)

        def done(self, works: list[Work]) -> None:
            progress.advance(progress.task_ids[0], len(works))

    return Bar()
