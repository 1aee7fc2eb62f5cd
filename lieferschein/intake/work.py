"""One message on its way through a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from lieferschein.mail import Listed, headers, sender_of
from lieferschein.reasons import Reason
from lieferschein.store import MessageImport, NoteResult

Outcome = Literal["imported", "duplicate", "ignored", "rejected", "deferred", "vanished", "left"]


class Work:
    """A listed message and what became of it so far.

    A plain object with slots: Prefect walks dicts and dataclasses that a task is given, and leaves these alone.
    `outcome` is None until the message's fate is decided; "left" is mail of an unknown sender that stays where it is.
    """

    __slots__ = (
        "_sender",
        "attempt",
        "deaths",
        "entry",
        "error",
        "filed",
        "folder",
        "format",
        "listed",
        "moved",
        "notes",
        "numbers",
        "outcome",
        "poisonous",
        "prepared",
        "raw",
        "reason",
        "skipped",
        "supplier",
        "supplier_key",
        "suspect",
        "warnings",
    )

    def __init__(self, listed: Listed, entry: int | None = None) -> None:
        self.listed = listed
        self.entry = entry  # the ledger's id of the message
        self.raw: bytes | None = None
        self.attempt = False  # whether this run has an attempt open in the ledger
        self.deaths = 0  # how often a process died while it was handled alone
        self.suspect = False  # a process died over it: to be handled last and alone
        self.poisonous = False  # it died three times while it was handled alone
        self.supplier_key: str | None = None
        self.supplier: str | None = None
        self.format: str | None = None
        self.prepared: MessageImport | None = None  # what was read, until it is imported
        self.numbers: Sequence[str] = ()  # of the notes that were read
        self.outcome: Outcome | None = None
        self.reason: Reason | None = None
        self.notes: Sequence[NoteResult] = ()
        self.skipped: Sequence[str] = ()
        self.warnings: Sequence[str] = ()
        self.folder: str | None = None  # where the mail is now; None: still in the folder it was found in
        self.moved = False
        self.filed = False  # moved, and the ledger knows it
        self.error: BaseException | None = None  # an unexpected fault
        self._sender: str | None = None

    @property
    def uid(self) -> int:
        """The message's UID in the folder it was listed in."""
        return self.listed.uid

    @property
    def sender(self) -> str:
        """The sender's address, or what stands in From where it has none."""
        if self._sender is None:
            raw = self.listed.headers
            self._sender = sender_of(raw).address or headers(raw).sender_raw
        return self._sender

    @property
    def decided(self) -> bool:
        """Whether its fate is committed, so that it may leave the folder: an open attempt says that it is not yet."""
        return self.outcome in ("imported", "duplicate", "ignored", "rejected") and not self.attempt

    @property
    def over(self) -> bool:
        """Whether nothing more happens to it in this run: it stays where it is, or has gone elsewhere."""
        return self.outcome in ("deferred", "vanished", "left")

    @property
    def title(self) -> str:
        """The message by supplier (or sender) and note (or subject), for people."""
        who = self.supplier or self.sender or "unknown sender"
        what = ", ".join(self.numbers[:3]) + (" …" if len(self.numbers) > 3 else "") or self.listed.subject
        return f"{who} {what or '(no subject)'}"[:120]

    def release(self) -> None:
        """Drop what is big, once the message is done."""
        self.raw = None
        self.prepared = None
