"""Notes and messages for the tests of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from lieferschein.store import ImportResult, MessageFacts, MessageImport, Store
from parsers.draft import Draft

ACCOUNT = "lieferscheine@mail.example"
FOLDER = "INBOX/LIEFERSCHEINE/Eingang"
_uids = count(1)


def draft(
    number: str = "LS-1",
    quantities: Sequence[str | int] = (2,),
    *,
    function: str | None = "original",
    issue_date: date | None = date(2026, 11, 2),
    issued_at: datetime | None = None,
    **note: Any,
) -> Draft:
    """A note with a line per quantity."""
    made = Draft()
    facts = {
        "delivery_note_number": number,
        "document_function": function,
        "issue_date": issue_date,
        "issued_at": issued_at,
        "source_format": "desadv",
        **note,
    }
    made.note = {name: value for name, value in facts.items() if value is not None}
    made.lines = [
        {
            "line_number": str(at + 1),
            "supplier_article_number": f"A-{at + 1}",
            "quantity": Decimal(quantity),
            "unit": "C62",
        }
        for at, quantity in enumerate(quantities)
    ]
    return made


def facts(uid: int | None = None, **changes: Any) -> MessageFacts:
    """A message in the inbox."""
    values = {
        "account": ACCOUNT,
        "folder": FOLDER,
        "uidvalidity": 1,
        "uid": next(_uids) if uid is None else uid,
        "mailbox": "default",
        "message_id": "<1@supplier.example>",
        "sender": "lieferschein@supplier.example",
        "subject": "Lieferschein",
        "size": 1000,
        "received_at": datetime(2026, 11, 2, 8, 30, tzinfo=UTC),
    }
    return MessageFacts(**(values | changes))


def message(store: Store, *drafts: Draft, **changes: Any) -> MessageImport:
    """A message with these notes, its attempt open."""
    (entry,) = store.open_attempts([facts()])
    values = {"id": entry.id, "supplier_key": "phonak", "supplier": "Phonak", "drafts": list(drafts)}
    return MessageImport(**(values | changes))


def take(store: Store, *drafts: Draft, **changes: Any) -> ImportResult:
    """Import one message with these notes."""
    (result,) = store.import_messages([message(store, *drafts, **changes)])
    assert result.error is None, result.error
    return result


def revisions(store: Store, number: str = "LS-1") -> list[tuple[int, int, str]]:
    """(series, revision, status) of a number, oldest first."""
    everything = store.notes(status=["open", "superseded", "cancelled", "received"], to="arrow").to_pylist()
    return [
        (row["series"], row["revision"], row["status"]) for row in everything if row["delivery_note_number"] == number
    ]


def line_statuses(store: Store, number: str = "LS-1") -> list[str]:
    """The status of every line of a number, oldest note first."""
    everything = store.lines(status=["open", "superseded", "cancelled", "received"], to="arrow").to_pylist()
    return [row["line_status"] for row in everything if row["delivery_note_number"] == number]


def receive(store: Store, *, whole: bool) -> None:
    """What a goods receipt books: the first line, or the whole note."""
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE delivery_note_lines SET status = 'received' WHERE line = 0")
        if whole:
            connection.exec_driver_sql("UPDATE delivery_notes SET status = 'received'")
