"""The ledger: one row per message, what became of it, and what keeps a crash from repeating itself.

Attempts (reliability.md "Attempts and poison"): an attempt is opened directly before a message is parsed, and closed by
any ending. One that is found open means that a process died over the message, or over another one beside it.
Only deaths over a message that was handled alone count against it. Unknown exceptions are counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import URL, Connection, Engine

from .attempts import as_entry, new_rows, open_rows, rows_by_locator
from .closing import CLOSED, close_verdicts
from .database import hasty, reading, translated
from .encoding import clean
from .records import DECIDED, LedgerEntry, MessageFacts, Verdict
from .shelf import chunks
from .tables import messages

_c = messages.c
_ERROR_LENGTH = 500
_FILE = (
    sa.update(messages)
    .where(_c.id == sa.bindparam("entry_id"))
    .values(
        filed_to=sa.bindparam("new_folder"),
        filed_at=sa.bindparam("now"),
        vanished_at=None,
        move_plan=None,
        **CLOSED,
    )
)


class Ledger:
    """The ledger of one database. Every method is one transaction of its own."""

    def __init__(self, engine: Engine, url: URL, language: str) -> None:
        self._engine, self._url, self._language = engine, url, language
        self._hasty = hasty(engine)

    def known(self, account: str, folder: str, uidvalidity: int, uids: Iterable[int]) -> dict[int, LedgerEntry]:
        """What the ledger knows of these messages of a folder, by UID."""
        with translated(self._url), reading(self._engine) as connection:
            found = rows_by_locator(connection, account, folder, uidvalidity, list(uids))
        return {uid: as_entry(row) for uid, row in found.items()}

    def by_message_id(self, account: str | None, message_ids: Iterable[str]) -> dict[str, list[LedgerEntry]]:
        """What the ledger knows of messages by their Message-ID header, newest first: where locators do not help.

        `account`: None for every account, since a mailbox that moves to another provider keeps its Message-IDs.
        """
        found: dict[str, list[LedgerEntry]] = {}
        with translated(self._url), reading(self._engine) as connection:
            for chunk in chunks([clean(each) for each in message_ids]):
                query = sa.select(messages).where(_c.message_id.in_(chunk))
                if account is not None:
                    query = query.where(_c.account == account)
                for row in connection.execute(query.order_by(_c.id.desc())):
                    found.setdefault(row.message_id, []).append(as_entry(row))
        return found

    def entries(self, ids: Iterable[int]) -> dict[int, LedgerEntry]:
        """Entries by their id."""
        found: dict[int, LedgerEntry] = {}
        with translated(self._url), reading(self._engine) as connection:
            for chunk in chunks(list(ids)):
                for row in connection.execute(sa.select(messages).where(_c.id.in_(chunk))):
                    found[row.id] = as_entry(row)
        return found

    def unfiled(self, account: str, folder: str | None = None) -> list[LedgerEntry]:
        """Messages whose fate is committed and whose move is not, oldest first."""
        query = sa.select(messages).where(
            _c.account == account,
            _c.outcome.in_(DECIDED),
            _c.filed_at.is_(None),
            _c.vanished_at.is_(None),
            _c.uid.is_not(None),
        )
        if folder is not None:
            query = query.where(_c.folder == folder)
        with translated(self._url), reading(self._engine) as connection:
            return [as_entry(row) for row in connection.execute(query.order_by(_c.id))]

    def with_open_attempts(self, account: str, folder: str) -> list[LedgerEntry]:
        """Messages of a folder that a process died over, and whose fate is open, oldest first."""
        query = sa.select(messages).where(
            _c.account == account,
            _c.folder == folder,
            _c.attempt_opened_at.is_not(None),
            sa.or_(_c.outcome.is_(None), _c.outcome.not_in(DECIDED)),
        )
        with translated(self._url), reading(self._engine) as connection:
            return [as_entry(row) for row in connection.execute(query.order_by(_c.id))]

    def begun(self, account: str) -> datetime | None:
        """When the first message of an account came to the ledger's knowledge, or had been received by then."""
        query = sa.select(sa.func.min(_c.created_at), sa.func.min(_c.received_at)).where(_c.account == account)
        with translated(self._url), reading(self._engine) as connection:
            return min((moment for moment in connection.execute(query).one() if moment is not None), default=None)

    def open_attempts(
        self,
        facts: Sequence[MessageFacts],
        *,
        alone: bool = False,
        flow_run_id: str | None = None,
        new: bool = False,
    ) -> list[LedgerEntry]:
        """Open an attempt for each message, directly before it is parsed. `alone`: nothing else is handled with it;
        `new`: `known` has just told that the ledger knows none of them.

        The entries tell what was found: `found_open`, and `deaths` without this attempt. A power cut, which is no
        fault of the message, may undo it.
        """
        with translated(self._url):
            try:
                with self._hasty.begin() as connection:
                    return (new_rows if new else open_rows)(connection, facts, alone, flow_run_id)
            except exc.IntegrityError:  # another run without the lease saw the same messages first: now they are there
                with self._hasty.begin() as connection:
                    return open_rows(connection, facts, alone, flow_run_id)

    def close_attempts(self, ids: Iterable[int]) -> None:
        """End attempts without any decision."""
        self._update(ids, {**CLOSED})

    def leave(self, verdicts: Sequence[Verdict]) -> None:
        """Messages that stay in the inbox by the mailbox's settings: outcome `left`."""
        self._close("left", verdicts)

    def reject(self, verdicts: Sequence[Verdict]) -> None:
        """Messages for Fehler, each with its reason."""
        self._close("rejected", verdicts)

    def ignore(self, verdicts: Sequence[Verdict]) -> None:
        """Messages without a note that the supplier's record sends to Archiv."""
        self._close("ignored", verdicts)

    def defer(self, ids: Iterable[int], *, unknown: bool, error: str) -> dict[int, int]:
        """Messages that stay in the inbox for the next run. Returns the unknown failures of each so far.

        `unknown`: an exception nobody foresaw. Faults of network, database and lease do not count.
        """
        wanted = list(ids)
        values: dict[str, Any] = {
            "outcome": sa.case((_c.outcome.in_(DECIDED), _c.outcome), else_="deferred"),
            "last_error": clean(error)[:_ERROR_LENGTH],
            **CLOSED,
        }
        if unknown:
            values["failures"] = _c.failures + 1
        with translated(self._url), self._engine.begin() as connection:
            _update(connection, wanted, values)
            return {
                row.id: row.failures
                for chunk in chunks(wanted)
                for row in connection.execute(sa.select(_c.id, _c.failures).where(_c.id.in_(chunk)))
            }

    def mark_filed(self, ids: Iterable[int], folder: str) -> None:
        """The messages lie in `folder` now. After a power cut that undid it, the next run finds them there."""
        now = _now()  # one order for all: two runs at once do not deadlock
        rows = [{"entry_id": each, "new_folder": folder, "now": now} for each in sorted(ids)]
        if rows:
            with translated(self._url), self._hasty.begin() as connection:
                connection.execute(_FILE, rows)

    def mark_vanished(self, ids: Iterable[int]) -> None:
        """Somebody moved or deleted the messages meanwhile. What was decided stays decided."""
        values = {
            "outcome": sa.case((_c.outcome.in_(DECIDED), _c.outcome), else_="vanished"),
            "vanished_at": _now(),
            "move_plan": None,
            **CLOSED,
        }
        self._update(ids, values)

    def remember_move(self, ids: Iterable[int], plan: Mapping[str, Any]) -> None:
        """Keep what a COPY needs to be recognised after a crash; cleared when the messages are filed."""
        self._update(ids, {"move_plan": dict(plan)})

    def fresh_attempts(self, ids: Iterable[int]) -> None:
        """Somebody wants these messages tried again: nothing counts against them any more.

        Their outcome, and where they are filed, stay what they were until a new decision.
        """
        self._update(ids, {"attempts": 0, "deaths_alone": 0, "failures": 0, "move_plan": None, **CLOSED})

    def forget_locators(self, account: str, folder: str, keep: int) -> int:
        """UIDVALIDITY of the folder is `keep` now: UIDs under any other mean nothing. Returns how many were dropped."""
        gone = (_c.account == account, _c.folder == folder, _c.uidvalidity.is_not(None), _c.uidvalidity != keep)
        with translated(self._url), self._engine.begin() as connection:
            vanished = sa.update(messages).where(*gone, sa.or_(_c.outcome.is_(None), _c.outcome.not_in(DECIDED)))
            connection.execute(vanished.values(outcome="vanished", vanished_at=_now()))
            dropped = sa.update(messages).where(*gone).values(uidvalidity=None, uid=None, move_plan=None, **CLOSED)
            return connection.execute(dropped).rowcount

    def _close(self, outcome: str, verdicts: Sequence[Verdict]) -> None:
        with translated(self._url), self._engine.begin() as connection:
            close_verdicts(connection, outcome, verdicts, _now(), self._language)

    def _update(self, ids: Iterable[int], values: Mapping[str, Any]) -> None:
        with translated(self._url), self._engine.begin() as connection:
            _update(connection, list(ids), values)


def _update(connection: Connection, ids: Sequence[int], values: Mapping[str, Any]) -> None:
    for chunk in chunks(sorted(ids)):  # one order for all: two runs at once do not deadlock
        connection.execute(sa.update(messages).where(_c.id.in_(chunk)).values(**values))


def _now() -> datetime:
    return datetime.now(UTC)
