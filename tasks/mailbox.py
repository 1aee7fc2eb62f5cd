"""Tasks on the mailbox: connect, list Eingang, fetch, move."""

from __future__ import annotations

from collections.abc import Sequence

from prefect import State, task

from lieferschein.intake import MailboxRun, Work, move_messages
from lieferschein.reasons import N_, translate
from tasks.policy import observed, observed_alone, step_options, tag
from tasks.states import completed

_LOGGED_IN = N_("logged in at {host}")
_LISTED = N_("{count} messages in {folder}, {todo} to do")
_MOVED = N_("to {folder}")
_VANISHED = N_("somebody moved or deleted it meanwhile")


@task(**step_options("connect"))
def connect(run: MailboxRun) -> State:
    """Settings, restrictions, lease, TLS, login, the three folders."""
    run.connect()
    if run.report.skipped is not None:
        return completed(run.report.summary, "Skipped")
    return completed(translate(_LOGGED_IN, run.settings.language).format(host=run.mailbox.host))


@task(**step_options("list Eingang"))
def list_inbox(run: MailboxRun) -> State:
    """The messages that wait, oldest first."""
    run.list_inbox()
    text = translate(_LISTED, run.settings.language)
    return completed(text.format(count=len(run.listing.messages), folder=run.source, todo=len(run.queue)))


@task(**step_options("fetch"))
def fetch(run: MailboxRun, works: Sequence[Work]) -> None:
    """The bytes of a batch of messages, unread as they were."""
    run.fetch(works)


@task(**step_options("move"))
def move(run: MailboxRun, works: Sequence[Work]) -> State | None:
    """To Archiv, or to Fehler, if it was not taken there together with another."""
    tag(works)
    move_messages(run, works)
    if len(works) != 1:
        return None
    if works[0].outcome == "vanished":
        return completed(translate(_VANISHED, run.settings.language), "Vanished")
    return completed(translate(_MOVED, run.settings.language).format(folder=works[0].folder))


def observed_connect(run: MailboxRun) -> None:
    """`connect` as a task run."""
    observed_alone(connect, run, "connect")


def observed_list(run: MailboxRun) -> None:
    """`list_inbox` as a task run."""
    observed_alone(list_inbox, run, f"list {run.options.folder}")


def observed_fetch(run: MailboxRun, works: list[Work]) -> None:
    """`fetch` as a task run, where there is anything to fetch."""
    if any(run.has_to_be_fetched(work) for work in works):
        observed(fetch, run, works, "fetch")


def observed_move(run: MailboxRun, works: list[Work]) -> None:
    """`move` as a task run, for messages that were decided; the first of a batch takes the others along."""
    if any(work.decided for work in works):
        observed(move, run, works, "move")
