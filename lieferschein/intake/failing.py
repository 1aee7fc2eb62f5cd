"""What becomes of a message whose step failed (docs/reliability.md, "Attempts and poison").

Network, server, database and lease never count against a message: it waits for the next run. An unknown exception
counts; with the third, the message goes to Fehler as `poison`.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lieferschein.intake.faults import Foreseen
from lieferschein.intake.work import Work
from lieferschein.reasons import N_, Reason
from lieferschein.store import POISON_FAILURES, Verdict

if TYPE_CHECKING:
    from lieferschein.intake.run import MailboxRun

logger = logging.getLogger(__name__)

_DEFERRED = N_("The message could not be handled ({error}); it stays in its folder for the next run.")
_POISON = N_("The mail could not be handled three times in a row, each time for an unexpected reason ({error}).")


def fail(run: MailboxRun, work: Work, error: BaseException) -> None:
    """A message that was handled alone failed for good: it stays where it is, or is poison."""
    unknown = not isinstance(error, Foreseen) and not work.decided
    work.error = error
    failures = _defer(run, work, unknown=unknown)
    if unknown and failures >= POISON_FAILURES:
        work.outcome, work.reason = "rejected", Reason("poison", _POISON, {"error": type(error).__name__})
        run.store.reject([verdict(work)])


def _defer(run: MailboxRun, work: Work, *, unknown: bool) -> int:
    """Leave the message for the next run; how often it has failed for an unknown reason."""
    error = work.error
    work.outcome, work.folder = "deferred", None
    work.reason = getattr(error, "reason", None) or Reason("deferred", _DEFERRED, {"error": type(error).__name__})
    logger.warning("%s stays in its folder: %s", work.title, work.reason.sentence())
    failures = 0
    if work.entry is not None and not run.options.dry_run:
        failures = run.store.defer([work.entry], unknown=unknown, error=type(error).__name__)[work.entry]
    work.attempt = False
    return failures


def verdict(work: Work) -> Verdict:
    """What the ledger is told of a message that brings no note."""
    assert work.entry is not None
    return Verdict(work.entry, work.reason, work.supplier_key, work.supplier, work.format)
