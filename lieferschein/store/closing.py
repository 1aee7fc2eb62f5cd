"""How a message's row in the ledger is closed: by an import, a rejection, an ignored or deferred message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection

from lieferschein.reasons import Reason

from .encoding import clean
from .planning import Plan, drafts_of
from .records import Verdict
from .tables import messages

_c = messages.c
# An ending of any kind closes the attempt.
CLOSED: dict[str, Any] = {"attempt_opened_at": None, "attempt_alone": False}

# A run that was faster may have imported this very message: that stays what became of it.
_OUTCOME = sa.case(
    (sa.and_(_c.outcome == "imported", bindparam("new_outcome", type_=sa.Text) == "duplicate"), _c.outcome),
    else_=bindparam("new_outcome", type_=sa.Text),
)
_CLOSE = (
    sa.update(messages)
    .where(_c.id == bindparam("entry_id"))
    .values(
        outcome=_OUTCOME,
        reason_code=bindparam("new_code"),
        reason_params=bindparam("new_params"),
        reason=bindparam("new_reason"),
        supplier_key=sa.func.coalesce(bindparam("new_supplier_key", type_=sa.Text), _c.supplier_key),
        supplier=sa.func.coalesce(bindparam("new_supplier", type_=sa.Text), _c.supplier),
        format=sa.func.coalesce(bindparam("new_format", type_=sa.Text), _c.format),
        flow_run_id=sa.func.coalesce(bindparam("new_flow_run_id", type_=sa.Text), _c.flow_run_id),
        decided_at=bindparam("now"),
        deaths_alone=0,
        filed_to=None,
        filed_at=None,
        vanished_at=None,
        **CLOSED,
    )
)


def close_imports(connection: Connection, plans: Sequence[Plan], now: datetime, language: str) -> None:
    """The ledger rows of imported, duplicate and rejected messages, in the transaction of their notes."""
    rows = [
        _row(plan.message.id, str(plan.result.outcome), plan.result.reason, now, language)
        | {
            "new_supplier_key": plan.message.supplier_key,
            "new_supplier": clean(plan.message.supplier),
            "new_format": _format(plan),
            "new_flow_run_id": plan.message.flow_run_id,
        }
        for plan in plans
    ]
    if rows:
        connection.execute(_CLOSE, rows)


def close_verdicts(
    connection: Connection, outcome: str, verdicts: Sequence[Verdict], now: datetime, language: str
) -> None:
    """The ledger rows of messages that bring no note."""
    rows = [
        _row(verdict.id, outcome, verdict.reason, now, language)
        | {
            "new_supplier_key": verdict.supplier_key,
            "new_supplier": verdict.supplier,
            "new_format": verdict.format,
            "new_flow_run_id": None,
        }
        for verdict in verdicts
    ]
    if rows:
        connection.execute(_CLOSE, rows)


def _row(entry_id: int, outcome: str, reason: Reason | None, now: datetime, language: str) -> dict[str, Any]:
    return {
        "entry_id": entry_id,
        "new_outcome": outcome,
        "new_code": reason.code if reason else None,
        "new_params": {name: clean(value) for name, value in reason.to_json().items()} if reason else None,
        "new_reason": clean(reason.sentence(language)) if reason else None,
        "now": now,
    }


def _format(plan: Plan) -> str | None:
    drafts = drafts_of(plan.message)
    return drafts[0].note.get("source_format") if drafts else None
