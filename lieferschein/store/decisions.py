"""What a document does to the notes in the store: the decision table of schema.md, and nothing else.

Pure: `decide` reads facts and answers with a decision; who carries it out is `lieferschein.store.planning`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

SERIES_GAP = timedelta(days=270)  # suppliers start their numbers afresh; a correction comes sooner


class Action(StrEnum):
    """What happens to a note."""

    NEW = "new"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    UNKNOWN_CANCELLATION = "unknown_cancellation"


class Why(StrEnum):
    """Why a document is in conflict with what the store holds."""

    DIFFERS = "differs"
    RECEIVED = "received"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Incoming:
    """The facts of a document. `dated`: `issue_date` is its own and not the mail's."""

    function: str
    issue_date: date | None
    issued_at: datetime | None
    content_hash: str
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Revision:
    """The facts of a revision in the store. `received`: the goods receipt booked at least one of its lines."""

    series: int
    revision: int
    status: str
    function: str
    issue_date: date | None
    issued_at: datetime | None
    content_hash: str
    received: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What the supplier's record and the run say about the same number with other content."""

    resend_replaces: bool = False
    accept_conflicts: bool = False

    @property
    def replaces(self) -> bool:
        """Anything else counts as a replacement."""
        return self.resend_replaces or self.accept_conflicts


@dataclass(frozen=True, slots=True)
class Decision:
    """`series` and `revision` are those that the document gets or meets; `target` is the revision it acts on."""

    action: Action
    series: int | None = None
    revision: int | None = None
    target: Revision | None = None
    why: Why | None = None


def decide(document: Incoming, revisions: Sequence[Revision], policy: Policy) -> Decision:
    """What `document` does, given every revision in the store with its supplier and number, of all series."""
    newest = _newest_series(revisions)
    if document.function == "cancel":
        return _cancel(newest)
    if not newest:
        return Decision(Action.NEW, 1, 1)
    again = _same_of_an_older_series(document, revisions, newest)
    if again is not None:
        return Decision(Action.DUPLICATE, again.series, again.revision, again)
    if _opens_series(document, newest):
        return Decision(Action.NEW, newest[-1].series + 1, 1)
    return _against(document, newest, policy)


def _newest_series(revisions: Sequence[Revision]) -> list[Revision]:
    series = max((revision.series for revision in revisions), default=0)
    return sorted((held for held in revisions if held.series == series), key=lambda held: held.revision)


def _cancel(series: list[Revision]) -> Decision:
    if not series:
        return Decision(Action.UNKNOWN_CANCELLATION)
    current = series[-1]
    if current.received:
        return _decision(Action.CONFLICT, current, Why.RECEIVED)
    action = Action.DUPLICATE if current.status == "cancelled" else Action.CANCELLED
    return _decision(action, current)


def _same_of_an_older_series(
    document: Incoming, revisions: Sequence[Revision], newest: list[Revision]
) -> Revision | None:
    """Mail of last year that comes again meets its own note, not the new one with its number."""
    for held in revisions:
        if (
            held.series < newest[-1].series
            and document.dated
            and held.content_hash == document.content_hash
            and held.issue_date == document.issue_date
            and held.status != "cancelled"
        ):
            return held
    return None


def _opens_series(document: Incoming, series: list[Revision]) -> bool:
    dates = [held.issue_date for held in series if held.issue_date is not None]
    if document.function != "original" or document.issue_date is None or not dates:
        return False
    if not document.dated and any(held.content_hash == document.content_hash for held in series):
        return False  # the mail's date is no date of the note: the same goods again are the same note
    return document.issue_date - max(dates) > SERIES_GAP


def _against(document: Incoming, series: list[Revision], policy: Policy) -> Decision:  # noqa: PLR0911 - a row each
    current = series[-1]
    equal = _equal(document, series)
    if equal is not None and current.status != "cancelled":
        return _decision(Action.DUPLICATE, equal)
    if equal is not None and not policy.accept_conflicts:
        return _decision(Action.CONFLICT, current, Why.CANCELLED)
    replaces = document.function == "replace" or policy.replaces
    held_is_newer = _newer(current.issued_at, document.issued_at)
    if replaces and held_is_newer and equal is None:
        return _decision(Action.DUPLICATE, current)
    if current.received:
        return _decision(Action.CONFLICT, current, Why.RECEIVED)
    if current.status == "cancelled":
        return _revise(current) if policy.replaces else _decision(Action.CONFLICT, current, Why.CANCELLED)
    if replaces or (current.function == "provisional" and not held_is_newer):
        return _revise(current)
    return _decision(Action.CONFLICT, current, Why.DIFFERS)


def _equal(document: Incoming, series: list[Revision]) -> Revision | None:
    candidates = series[-1:] if document.function == "replace" else reversed(series)
    return next((held for held in candidates if held.content_hash == document.content_hash), None)


def _newer(held: datetime | None, document: datetime | None) -> bool:
    """Only two stated moments can say so; of equal ones the later arrival counts."""
    return held is not None and document is not None and held > document


def _revise(current: Revision) -> Decision:
    return Decision(Action.REPLACED, current.series, current.revision + 1, current)


def _decision(action: Action, held: Revision, why: Why | None = None) -> Decision:
    return Decision(action, held.series, held.revision, held, why)
