"""The job itself: what happens to the messages of a mailbox, in which order.

The steps are given, so that the flow can run each as a Prefect task, and a test or a machine without a server plainly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from lieferschein.intake.report import Report
from lieferschein.intake.run import MailboxRun, RunStopped
from lieferschein.intake.steps import import_messages, move_messages, parse_messages
from lieferschein.intake.work import Work
from lieferschein.mail import MailError
from lieferschein.store import StoreError

Step = Callable[[MailboxRun, list[Work]], None]


class Steps(NamedTuple):
    """How each step is run."""

    connect: Callable[[MailboxRun], None]
    list_inbox: Callable[[MailboxRun], None]
    fetch: Step
    parse: Step
    import_: Step
    move: Step
    report: Callable[[MailboxRun], Report]


def _plainly(step: Step) -> Step:
    """A step without retries: its faults are handed to the run at once."""

    def run_step(run: MailboxRun, works: list[Work]) -> None:
        try:
            step(run, works)
        except Exception as error:
            run.give_up(works, error)

    return run_step


def _plainly_alone(step: Callable[[MailboxRun], None]) -> Callable[[MailboxRun], None]:
    def run_step(run: MailboxRun) -> None:
        try:
            step(run)
        except (MailError, StoreError) as error:
            run.give_up([], error)

    return run_step


PLAIN = Steps(
    connect=_plainly_alone(MailboxRun.connect),
    list_inbox=_plainly_alone(MailboxRun.list_inbox),
    fetch=_plainly(MailboxRun.fetch),
    parse=_plainly(parse_messages),
    import_=_plainly(import_messages),
    move=_plainly(move_messages),
    report=MailboxRun.finish,
)


def unobserved(steps: Steps) -> Steps:
    """The steps of a message without task runs of their own: beyond `observe_each_up_to` the server would drop them."""
    return steps._replace(fetch=PLAIN.fetch, parse=PLAIN.parse, import_=PLAIN.import_, move=PLAIN.move)


def sync(run: MailboxRun, steps: Steps = PLAIN) -> Report:
    """Do the messages of one mailbox; the report tells what became of each."""
    with run:
        try:
            steps.connect(run)
            if run.report.skipped is None:
                steps.list_inbox(run)
                for batch in run.batches():
                    file_batch(run, batch, steps)
        except RunStopped as stopped:
            run.stopped(stopped)
        return steps.report(run)


def file_batch(run: MailboxRun, batch: list[Work], steps: Steps) -> None:
    """A batch through all steps, each group of it in turn: all are read, then all are imported, then all are moved.

    What ends without a move is done at once. Messages that fail in a group are done again alone.
    """
    run.batch = batch
    steps.fetch(run, batch)
    groups = run.groups(batch)
    for group in groups:
        read(run, group, steps)
    for group in groups:
        take_in(run, group, steps)
    run.filing.gather(batch)
    for group in groups:
        waiting = [work for work in group if not work.over]
        if not waiting:
            continue
        steps.move(run, waiting)
        alone = [work for work in waiting if work.error is not None and not work.filed] if len(group) > 1 else []
        run.done([work for work in waiting if work not in alone])
        for work in alone:
            file_batch(run, [work], steps if run.observes_another() else unobserved(steps))


def read(run: MailboxRun, group: list[Work], steps: Steps) -> None:
    """Find out what each message of a group brings."""
    for work in group:
        work.error = None
    steps.fetch(run, group)  # where the server refused to give the batch at once
    steps.parse(run, group)
    run.judged(group)


def take_in(run: MailboxRun, group: list[Work], steps: Steps) -> None:
    """Import what was read of the messages of a group: with that, what becomes of each is committed."""
    reading = [work for work in group if not work.over]
    if reading:
        steps.import_(run, reading)
        run.judged(reading)
