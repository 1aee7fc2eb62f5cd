"""What goes into the store and what comes back: small frozen records, no rows, no connections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from lieferschein.reasons import Reason
from parsers.draft import Draft
from parsers.frames import Frames

# Outcomes of reliability.md. `left`: an unknown sender's mail in a mailbox with unknown_sender = "leave".
OUTCOMES = ("imported", "duplicate", "ignored", "rejected", "deferred", "vanished", "left")
DECIDED = ("imported", "duplicate", "ignored", "rejected")  # the mail belongs into Archiv or Fehler
POISON_DEATHS = 3  # attempts alone that made the process die
POISON_FAILURES = 3  # unknown exceptions


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """A message as its folder shows it. `account` is user@host; file imports have neither uidvalidity nor uid."""

    account: str
    folder: str
    uidvalidity: int | None
    uid: int | None
    mailbox: str | None = None
    message_id: str | None = None
    sender: str | None = None
    subject: str | None = None
    size: int | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What the ledger knows of a message."""

    id: int
    mailbox: str | None
    account: str
    folder: str
    uidvalidity: int | None
    uid: int | None
    message_id: str | None
    sender: str | None
    subject: str | None
    size: int | None
    received_at: datetime | None
    supplier_key: str | None
    supplier: str | None
    format: str | None
    outcome: str | None
    reason: Reason | None
    attempts: int
    found_open: bool  # an attempt was open before this call: a process died over it, or was killed
    deaths: int  # attempts alone that nothing closed
    failures: int  # unknown exceptions so far
    move_plan: Mapping[str, Any] | None
    filed_to: str | None
    filed_at: datetime | None
    vanished_at: datetime | None
    decided_at: datetime | None
    flow_run_id: str | None

    @property
    def decided(self) -> bool:
        """Its fate is committed: what is left to do is the move."""
        return self.outcome in DECIDED

    @property
    def suspect(self) -> bool:
        """To be handled last and alone."""
        return self.found_open or self.deaths > 0

    @property
    def poisonous(self) -> bool:
        """Three attempts alone died: to Fehler without parsing."""
        return self.deaths >= POISON_DEATHS


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision about a message that brings no note: rejected or ignored, and what is known of it."""

    id: int
    reason: Reason | None = None
    supplier_key: str | None = None
    supplier: str | None = None
    format: str | None = None


class StoredFile(NamedTuple):
    """A document of a message: the note's bytes, or the PDF beside it."""

    name: str
    media_type: str | None
    data: bytes


@dataclass(frozen=True, slots=True)
class MessageImport:
    """A message ready to import: all its notes in one transaction, or none.

    `id` is the ledger entry's. `branches` gives the branch of each draft, in their order; left out: none.
    """

    id: int
    supplier_key: str
    supplier: str
    drafts: Frames | Sequence[Draft]
    branches: Sequence[str | None] = ()
    documents: Sequence[tuple[str, str | None, bytes]] = ()
    resend: str = "conflict"  # or "replace"
    accept_conflicts: bool = False
    mail_date: datetime | None = None
    flow_run_id: str | None = None


@dataclass(frozen=True, slots=True)
class NoteResult:
    """What became of one note: new, replaced, cancelled, duplicate, conflict, unknown_cancellation."""

    delivery_note_number: str
    revision: int | None
    lines: int
    action: str
    series: int | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteEvent:
    """What one message did to one note: new, replaced, cancelled, duplicate or conflict, and which mail it was."""

    delivery_note_id: int
    action: str
    at: datetime
    message: int
    sender: str | None
    subject: str | None
    received_at: datetime | None
    filed_to: str | None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a message. `error` is an exception that is nobody's verdict: the message is to be deferred."""

    id: int
    outcome: str | None  # imported, duplicate, rejected; None with an error
    reason: Reason | None = None
    notes: tuple[NoteResult, ...] = ()
    error: Exception | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lease."""

    key: str
    holder: str
    since: datetime
    until: datetime
