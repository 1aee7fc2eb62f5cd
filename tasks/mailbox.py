"""Tasks on the mailbox: connect, list Eingang, fetch, move."""

from __future__ import annotations

from prefect import State, task
from prefect.states import Completed

from lieferschein.intake import MailboxRun, Work, move_messages
from tasks.policy import observed, observed_alone, step_options, tag


@task(**step_options("connect"))
def connect(run: MailboxRun) -> State:
    """Settings, restrictions, lease, TLS, login, the three folders."""
    run.connect()
    if run.report.skipped is not None:
        return Completed(name="Skipped", message=run.report.summary)
    return Completed(message=f"logged in at {run.mailbox.host}")


@task(**step_options("list Eingang"))
def list_inbox(run: MailboxRun) -> State:
    """The messages that wait, oldest first."""
    run.list_inbox()
    return Completed(message=f"{len(run.listing.messages)} messages in {run.source}, {len(run.queue)} to do")


@task(**step_options("fetch"))
def fetch(run: MailboxRun, works: list[Work]) -> None:
    """The bytes of a batch of messages, unread as they were."""
    run.fetch(works)


@task(**step_options("move"))
def move(run: MailboxRun, works: list[Work]) -> State | None:
    """To Archiv, or to Fehler."""
    tag(works)
    move_messages(run, works)
    if len(works) != 1:
        return None
    if works[0].outcome == "vanished":
        return Completed(name="Vanished", message="somebody moved or deleted it meanwhile")
    return Completed(message=f"to {works[0].folder}")


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
    """`move` as a task run, where anything is to be moved."""
    if any(work.decided and not work.moved for work in works):
        observed(move, run, works, "move")
