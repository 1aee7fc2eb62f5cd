"""The three steps of a message, over lists of messages: parse, import, move.

Each decides per message and never raises for one message's fault: a rejection is in `work.outcome` and `work.reason`,
an unexpected fault in `work.error`. What they raise are faults of the mailbox or the database, which concern all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import cast

from lieferschein.intake.answering import is_answer
from lieferschein.intake.failing import fail, verdict
from lieferschein.intake.run import MailboxRun
from lieferschein.intake.work import Outcome, Work
from lieferschein.mail import MailError
from lieferschein.reasons import N_, Reason
from lieferschein.store import StoreError

_POISON_KILLED = N_("The mail made the program stop three times while it was handled alone.")


def parse_messages(run: MailboxRun, works: Sequence[Work]) -> None:
    """Unpack each message, find its supplier and read its notes; what is rejected here is recorded here."""
    todo = [work for work in works if work.outcome is None and work.error is None]
    run.open_attempts(todo)
    for work in todo:
        _guarded(work, lambda each: _parse(run, each))
    _record(run, works)
    _count_failure(run, works)


def import_messages(run: MailboxRun, works: Sequence[Work]) -> None:
    """Import each message's notes: one transaction, a savepoint per message where one fails.

    The first message of a batch takes along what was read of the others.
    """
    if any(_waits(work) for work in works):
        _import(run, [*works, *(work for work in run.batch if work not in works)])
    _count_failure(run, works)


def _waits(work: Work) -> bool:
    return work.outcome is None and work.prepared is not None and work.error is None


def _import(run: MailboxRun, works: Sequence[Work]) -> None:
    todo = [work for work in works if _waits(work)]
    run.check_lease()
    imports = [work.prepared for work in todo if work.prepared is not None]
    results = (
        run.store.preview(imports)
        if run.options.dry_run
        else run.store.import_messages(imports, hasty=run.lease is not None)
    )
    for work, result in zip(todo, results, strict=True):
        if result.error is not None:
            work.error = result.error
            continue
        work.outcome = cast("Outcome", result.outcome)
        work.reason = result.reason
        work.notes = result.notes
        work.warnings = [*work.warnings, *(warning for note in result.notes for warning in note.warnings)]
        work.attempt = False
    _check_orders(run, todo)


def move_messages(run: MailboxRun, works: Sequence[Work]) -> None:
    """Move each decided message to Archiv or Fehler and note that in the ledger."""
    for target, group in _by_target(run, works).items():
        run.filing.move(group, target)


def _parse(run: MailboxRun, work: Work) -> None:
    if is_answer(work):
        work.outcome = "ignored"
    elif work.poisonous:
        work.outcome, work.reason = "rejected", Reason("poison", _POISON_KILLED)
    elif (size := run.reader.oversized(work)) is not None:
        work.outcome, work.reason = "rejected", size
    elif (stays := run.reader.stays(work)) is not None:
        work.outcome, work.reason = "left", stays
    else:
        run.reader.read(work)


def _check_orders(run: MailboxRun, works: Sequence[Work]) -> None:
    """Say beside each imported note how it compares with our open orders."""
    if run.options.dry_run:
        return
    imported = {work.entry: work for work in works if work.outcome == "imported" and work.entry is not None}
    for entry, remarks in run.orders.remarks(run.store, list(imported)).items():
        imported[entry].warnings = [*imported[entry].warnings, *remarks]


def _guarded(work: Work, handle: Callable[[Work], None]) -> None:
    try:
        handle(work)
    except (MailError, StoreError):
        raise
    except Exception as error:
        work.error = error


def _record(run: MailboxRun, works: Iterable[Work]) -> None:
    """Commit the fate of the messages that bring no note; those of an earlier try too, whose commit failed."""
    for outcome, close in (
        ("rejected", run.store.reject),
        ("ignored", run.store.ignore),
        ("left", run.store.leave),
    ):
        decided = [work for work in works if work.outcome == outcome and work.attempt]
        if decided:
            close([verdict(work) for work in decided])
        for work in decided:
            work.attempt = False


def _count_failure(run: MailboxRun, works: Sequence[Work]) -> None:
    """A message that fails unexpectedly alone. In a group it is only taken out, to be done again alone."""
    if len(works) == 1 and works[0].error is not None and works[0].outcome is None:
        fail(run, works[0], works[0].error)


def _by_target(run: MailboxRun, works: Iterable[Work]) -> dict[str, list[Work]]:
    groups: dict[str, list[Work]] = {}
    for work in works:
        if work.decided and not work.filed:
            groups.setdefault(run.target(work), []).append(work)
    return groups
