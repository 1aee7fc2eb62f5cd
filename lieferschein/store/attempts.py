"""Rows of the ledger as entries, and how an attempt is opened on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection

from lieferschein.reasons import Reason

from .encoding import clean
from .records import LedgerEntry, MessageFacts
from .shelf import chunks
from .tables import messages

_c = messages.c
_INSERT = sa.insert(messages).returning(_c.id, sort_by_parameter_order=True)
_BY_LOCATOR = sa.select(messages).where(
    _c.account == bindparam("account"),
    _c.folder == bindparam("folder"),
    _c.uidvalidity == bindparam("uidvalidity"),
    _c.uid.in_(bindparam("uids", expanding=True)),
)


def open_rows(
    connection: Connection, facts: Sequence[MessageFacts], alone: bool, flow_run_id: str | None
) -> list[LedgerEntry]:
    """Open an attempt on each message, in the open transaction; the entries tell what was found before."""
    before = _all_by_locator(connection, facts)
    now = datetime.now(UTC)
    new = [each for each in facts if _locator(each) not in before]
    ids = iter(_insert(connection, new, alone, flow_run_id, now))
    found = [before.get(_locator(each)) for each in facts]
    _reopen(connection, [row for row in found if row is not None], alone, flow_run_id, now)
    after = {
        row.id: row
        for chunk in chunks([row.id for row in before.values()])
        for row in connection.execute(sa.select(messages).where(_c.id.in_(chunk)))
    }
    return [
        _new_entry(next(ids), each, flow_run_id)
        if row is None
        else as_entry(after[row.id], found_open=row.attempt_opened_at is not None, opening=True)
        for each, row in zip(facts, found, strict=True)
    ]


def new_rows(
    connection: Connection, facts: Sequence[MessageFacts], alone: bool, flow_run_id: str | None
) -> list[LedgerEntry]:
    """The same for messages that the ledger has no row of; IntegrityError when it has."""
    ids = _insert(connection, facts, alone, flow_run_id, datetime.now(UTC))
    return [_new_entry(entry_id, each, flow_run_id) for entry_id, each in zip(ids, facts, strict=True)]


def _new_entry(entry_id: int, facts: MessageFacts, flow_run_id: str | None) -> LedgerEntry:
    return LedgerEntry(
        id=entry_id,
        mailbox=facts.mailbox,
        account=facts.account,
        folder=facts.folder,
        uidvalidity=facts.uidvalidity,
        uid=facts.uid,
        message_id=_cleaned(facts.message_id),
        sender=_cleaned(facts.sender),
        subject=_cleaned(facts.subject),
        size=facts.size,
        received_at=facts.received_at,
        supplier_key=None,
        supplier=None,
        format=None,
        outcome=None,
        reason=None,
        attempts=1,
        found_open=False,
        deaths=0,
        failures=0,
        move_plan=None,
        filed_to=None,
        filed_at=None,
        vanished_at=None,
        decided_at=None,
        flow_run_id=flow_run_id,
    )


def _insert(
    connection: Connection, facts: Sequence[MessageFacts], alone: bool, flow_run_id: str | None, now: datetime
) -> list[int]:
    if not facts:
        return []
    rows = [
        {
            "mailbox": each.mailbox,
            "account": each.account,
            "folder": each.folder,
            "uidvalidity": each.uidvalidity,
            "uid": each.uid,
            "message_id": _cleaned(each.message_id),
            "sender": _cleaned(each.sender),
            "subject": _cleaned(each.subject),
            "size": each.size,
            "received_at": each.received_at,
            "attempts": 1,
            "attempt_opened_at": now,
            "attempt_alone": alone,
            "flow_run_id": flow_run_id,
            "created_at": now,
        }
        for each in facts
    ]
    return list(connection.scalars(_INSERT, rows))


def _reopen(
    connection: Connection, rows: Sequence[sa.Row[Any]], alone: bool, flow_run_id: str | None, now: datetime
) -> None:
    if not rows:
        return
    died_alone = sa.and_(_c.attempt_opened_at.is_not(None), _c.attempt_alone)
    statement = (
        sa.update(messages)
        .where(_c.id == bindparam("entry_id"))
        .values(
            attempts=_c.attempts + 1,
            deaths_alone=_c.deaths_alone + sa.case((died_alone, 1), else_=0),
            attempt_opened_at=now,
            attempt_alone=alone,
            vanished_at=None,
            flow_run_id=sa.func.coalesce(bindparam("run", type_=sa.Text), _c.flow_run_id),
        )
    )
    connection.execute(statement, [{"entry_id": row.id, "run": flow_run_id} for row in rows])


Locator = tuple[str, str, int | None, int | None]


def _locator(facts: MessageFacts) -> Locator:
    return facts.account, facts.folder, facts.uidvalidity, facts.uid


def _all_by_locator(connection: Connection, facts: Sequence[MessageFacts]) -> dict[Locator, sa.Row[Any]]:
    folders: dict[tuple[str, str, int], list[int]] = {}
    for each in facts:
        if each.uidvalidity is not None and each.uid is not None:
            folders.setdefault((each.account, each.folder, each.uidvalidity), []).append(each.uid)
    return {
        (*folder, uid): row
        for folder, uids in folders.items()
        for uid, row in rows_by_locator(connection, *folder, uids).items()
    }


def rows_by_locator(
    connection: Connection, account: str, folder: str, uidvalidity: int, uids: Sequence[int]
) -> dict[int, sa.Row[Any]]:
    """Rows of a folder by their UID."""
    found = {}
    where = {"account": account, "folder": folder, "uidvalidity": uidvalidity}
    for chunk in chunks(uids):
        for row in connection.execute(_BY_LOCATOR, {**where, "uids": chunk}):
            found[row.uid] = row
    return found


def as_entry(row: sa.Row[Any], *, found_open: bool | None = None, opening: bool = False) -> LedgerEntry:
    """A row as an entry; `opening`: the row's open attempt is the one that is being opened now, not one found."""
    died_alone = not opening and row.attempt_opened_at is not None and row.attempt_alone
    return LedgerEntry(
        id=row.id,
        mailbox=row.mailbox,
        account=row.account,
        folder=row.folder,
        uidvalidity=row.uidvalidity,
        uid=row.uid,
        message_id=row.message_id,
        sender=row.sender,
        subject=row.subject,
        size=row.size,
        received_at=row.received_at,
        supplier_key=row.supplier_key,
        supplier=row.supplier,
        format=row.format,
        outcome=row.outcome,
        reason=Reason.from_json(row.reason_code, row.reason_params or {}) if row.reason_code else None,
        attempts=row.attempts,
        found_open=row.attempt_opened_at is not None if found_open is None else found_open,
        deaths=row.deaths_alone + int(died_alone),
        failures=row.failures,
        move_plan=row.move_plan,
        filed_to=row.filed_to,
        filed_at=row.filed_at,
        vanished_at=row.vanished_at,
        decided_at=row.decided_at,
        flow_run_id=row.flow_run_id,
    )


def _cleaned(text: str | None) -> str | None:
    return None if text is None else clean(text)
