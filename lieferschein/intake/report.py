"""What a run did: counts, one row per message, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from lieferschein.intake.summary import summary_line
from lieferschein.intake.work import Work
from lieferschein.reasons import Reason

COUNTED = ("imported", "duplicate", "ignored", "rejected", "deferred", "vanished")

Ending = Literal["Completed", "Rejected", "Failed", "Skipped"]


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One delivery note of a message: its number, the revision it became, how many lines it has, what was done."""

    delivery_note_number: str
    revision: int | None
    lines: int
    action: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What became of one message."""

    message_id: str | None
    sender: str | None
    subject: str | None
    supplier: str | None
    outcome: str
    reason: Reason | None
    folder: str | None
    notes: tuple[NoteLine, ...]
    skipped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, work: Work, found_in: str) -> MessageRow:
        """The row of `work`, which was found in the folder `found_in`."""
        return cls(
            work.listed.message_id or None,
            work.sender,
            work.listed.subject or None,
            work.supplier,
            work.outcome or "deferred",
            work.reason,
            None if work.outcome == "vanished" else work.folder or found_in,
            tuple(NoteLine(note.delivery_note_number, note.revision, note.lines, note.action) for note in work.notes),
            tuple(work.skipped),
            tuple(work.warnings),
        )

    def to_json(self, language: str) -> dict[str, Any]:
        """The row as `lieferschein sync --json` prints it."""
        return {
            "message_id": self.message_id,
            "sender": self.sender,
            "subject": self.subject,
            "supplier": self.supplier,
            "outcome": self.outcome,
            "reason_code": self.reason.code if self.reason else None,
            "reason": self.reason.sentence(language) if self.reason else None,
            "folder": self.folder,
            "notes": [
                {
                    "delivery_note_number": note.delivery_note_number,
                    "revision": note.revision,
                    "lines": note.lines,
                }
                for note in self.notes
            ],
        }


_FAILURES_FIRST = {"rejected": 0, "deferred": 1, "left": 2, "vanished": 3}


@dataclass(slots=True)
class Report:
    """A run of one mailbox, as it is shown, printed and kept."""

    mailbox: str
    language: str = "en"
    dry_run: bool = False
    folder: Literal["inbox", "error"] = "inbox"  # where its messages were taken from
    rows: list[MessageRow] = field(default_factory=list)
    skipped: Reason | None = None  # why the run did not take place
    lease_held: bool = False  # another run works on the mailbox
    failure: Reason | None = None  # why the run could not work
    left: int = 0  # messages that wait in the folder still
    notes_url: str | None = None  # a page that shows a note, with {number} for its number
    notices: list[Reason] = field(default_factory=list)  # what waits beside the mail, such as a hand-off

    @property
    def counts(self) -> dict[str, int]:
        """How many messages ended in each way."""
        counts = dict.fromkeys(COUNTED, 0)
        for row in self.rows:
            if row.outcome in counts:
                counts[row.outcome] += 1
        return counts

    @property
    def ending(self) -> Ending:
        """How the run ended."""
        if self.failure is not None:
            return "Failed"
        if self.skipped is not None:
            return "Skipped"
        counts = self.counts
        if counts["deferred"]:
            return "Failed"
        return "Rejected" if counts["rejected"] else "Completed"

    @property
    def exit_status(self) -> int:
        """The exit status of the commands that run it (docs/commands.md)."""
        if self.ending == "Skipped":
            return 4 if self.lease_held else 0
        return {"Completed": 0, "Rejected": 3, "Failed": 1}[self.ending]

    @property
    def summary(self) -> str:
        """The run in one line: what people read in the run's state."""
        stopped = self.failure or self.skipped
        if stopped is not None and not self.rows:
            return stopped.sentence(self.language)
        line = summary_line(self.counts, self.left, self.folder, dry_run=self.dry_run, language=self.language)
        told = [each.sentence(self.language) for each in (stopped, *self.notices) if each is not None]
        return ". ".join([line, " ".join(told)]) if told else line

    def failures_first(self) -> list[MessageRow]:
        """The rows, those first that somebody has to look at."""
        return sorted(self.rows, key=lambda row: _FAILURES_FIRST.get(row.outcome, 9))

    def to_json(self) -> dict[str, Any]:
        """The document of `lieferschein sync --json`."""
        stopped = self.failure or self.skipped
        return {
            "mailbox": self.mailbox,
            "state": self.ending,
            "message": self.summary,
            "reason_code": stopped.code if stopped else None,
            "counts": self.counts,
            "messages": [row.to_json(self.language) for row in self.rows],
        }


def rows_of(works: Sequence[Work], found_in: str) -> list[MessageRow]:
    """The rows of several messages."""
    return [MessageRow.of(work, found_in) for work in works]
