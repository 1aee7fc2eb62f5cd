"""The task that reads a message: bytes → its supplier's notes."""

from __future__ import annotations

from collections.abc import Sequence

from prefect import State, task
from prefect.states import Failed

from lieferschein.intake import MailboxRun, Work, parse_messages
from tasks.policy import observed, step_options, tag
from tasks.states import completed


@task(**step_options("parse"))
def parse(run: MailboxRun, works: Sequence[Work]) -> State | None:
    """Unpack, match the supplier, read the notes."""
    parse_messages(run, works)
    tag(works)
    return state_of(run, works[0]) if len(works) == 1 else None


def state_of(run: MailboxRun, work: Work) -> State:
    """The state that a step ends in for one message: red and named Rejected with the sentence, or what it became."""
    if work.error is not None:
        raise work.error
    if work.outcome == "rejected" and work.reason is not None:
        return Failed(name="Rejected", message=work.reason.sentence(run.settings.language))
    if work.outcome is not None and work.outcome != "imported":
        reason = work.reason.sentence(run.settings.language) if work.reason else None
        return completed(reason, work.outcome.capitalize())
    return completed()


def observed_parse(run: MailboxRun, works: list[Work]) -> None:
    """`parse` as a task run, where anything is to be read."""
    if any(work.outcome is None for work in works):
        observed(parse, run, works, "parse")
