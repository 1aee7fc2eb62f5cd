"""The outbox: what other systems have not been given yet, and what they were.

A hand-over has two steps, so that it happens exactly once whenever a process dies. A file is written whole into a
staging folder; then it is promised here, with its name, and committed; then it is moved to where the other system takes
it, and the promise is fulfilled here. A promise that is found later tells by its staged file whether it was moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import URL, Engine

from .database import reading, translated
from .filters import midnight
from .shelf import chunks
from .tables import handoffs, note_events

ACTIONS = ("new", "replaced", "cancelled")
_h, _e = handoffs.c, note_events.c


@dataclass(frozen=True, slots=True)
class Due:
    """An event that was not handed over yet."""

    event: int
    action: str
    delivery_note_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """A file for an event: staged as `staged`, to be moved to `file`; names within `directory`."""

    event: int
    directory: str
    file: str
    staged: str


class Outbox:
    """The outbox of one database. Every method is one transaction of its own."""

    def __init__(self, engine: Engine, url: URL) -> None:
        self._engine, self._url = engine, url

    def due(self, limit: int, since: date | None = None) -> list[Due]:
        """The oldest events that nothing was promised for; `since` leaves out what happened before that day."""
        query = (
            sa.select(_e.id, _e.action, _e.delivery_note_id, _e.created_at)
            .where(_e.action.in_(ACTIONS), ~sa.exists().where(_h.event == _e.id))
            .order_by(_e.id)
            .limit(limit)
        )
        if since is not None:
            query = query.where(_e.created_at >= midnight(since))
        with translated(self._url), reading(self._engine) as connection:
            return [Due(*row) for row in connection.execute(query)]

    def count(self, since: date | None = None) -> int:
        """How many events wait."""
        query = sa.select(sa.func.count()).where(_e.action.in_(ACTIONS), ~sa.exists().where(_h.event == _e.id))
        if since is not None:
            query = query.where(_e.created_at >= midnight(since))
        with translated(self._url), reading(self._engine) as connection:
            return connection.scalar(query) or 0

    def promise(self, promises: Sequence[Promise]) -> bool:
        """Record that these files will be moved; false when another process promised one of their events first."""
        now = datetime.now(UTC)
        rows = [
            {
                "event": each.event,
                "directory": each.directory,
                "file": each.file,
                "staged": each.staged,
                "promised_at": now,
            }
            for each in promises
        ]
        with translated(self._url):
            try:
                with self._engine.begin() as connection:
                    connection.execute(sa.insert(handoffs), rows)
            except exc.IntegrityError:
                return False
        return True

    def promised(self) -> list[Promise]:
        """The promises of which nobody has said yet that they were fulfilled, oldest first."""
        query = sa.select(_h.event, _h.directory, _h.file, _h.staged).where(_h.handed_over_at.is_(None))
        with translated(self._url), reading(self._engine) as connection:
            return [Promise(*row) for row in connection.execute(query.order_by(_h.event))]

    def fulfil(self, events: Iterable[int]) -> None:
        """Record that the files of these events were moved."""
        with translated(self._url), self._engine.begin() as connection:
            for chunk in chunks(list(events)):
                connection.execute(
                    sa.update(handoffs)
                    .where(_h.event.in_(chunk), _h.handed_over_at.is_(None))
                    .values(handed_over_at=datetime.now(UTC))
                )

    def used(self, directory: str) -> bool:
        """Whether anything was ever promised to `directory`."""
        query = sa.select(_h.event).where(_h.directory == directory).limit(1)
        with translated(self._url), reading(self._engine) as connection:
            return connection.scalar(query) is not None
