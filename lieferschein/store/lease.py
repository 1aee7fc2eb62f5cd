"""A lease per mailbox: one run at a time, however many machines share the database.

The row is renewed by a thread while the work goes on, and expires by the database's clock when the process dies.
It saves work and confusion; that each note is imported once rests on the uniqueness constraints alone.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine

from .database import reading, translated
from .documents import insert_ignoring
from .encoding import clean
from .errors import LeaseHeld, LeaseLost, StoreError
from .records import Holder
from .tables import leases

TTL, HEARTBEAT, WAIT = 60.0, 15.0, 90.0
_POLL = 1.0
_c = leases.c


class Lease:
    """A lease that is held: ask `check` between two steps, before anything that another run must not do as well."""

    def __init__(self, engine: Engine, url: URL, key: str, token: str, ttl: float) -> None:
        self.key = key
        self._engine, self._url, self._token, self._ttl = engine, url, token, ttl
        self._renewed = time.monotonic()
        self._stopped, self._lost = threading.Event(), threading.Event()

    @property
    def lost(self) -> bool:
        """Another run may hold it: the row is gone or was not renewed in time (the machine slept, no database)."""
        return self._lost.is_set() or time.monotonic() - self._renewed >= self._ttl

    def check(self) -> None:
        """Raise LeaseLost once the lease is not ours any more."""
        if self.lost:
            raise LeaseLost(key=self.key)

    def renew(self) -> None:
        """Extend the lease once; the thread does so all the time."""
        asked = time.monotonic()  # before the question: the database counts from when it answers
        with translated(self._url), self._engine.begin() as connection:
            until = database_now(connection) + timedelta(seconds=self._ttl)
            ours = sa.update(leases).where(_c.key == self.key, _c.token == self._token)
            if connection.execute(ours.values(expires_at=until)).rowcount == 0:
                self._lost.set()
                return
        self._renewed = asked

    def _take(self, holder: str) -> Holder | None:
        """Take the lease; who holds it, when it cannot be taken."""
        self._renewed = time.monotonic()
        with translated(self._url), self._engine.begin() as connection:
            now = database_now(connection)
            values: dict[str, Any] = {
                "key": self.key,
                "token": self._token,
                "holder": clean(holder),
                "since": now,
                "expires_at": now + timedelta(seconds=self._ttl),
            }
            insert_ignoring(connection, leases, [values])
            row = connection.execute(sa.select(leases).where(_c.key == self.key).with_for_update()).one_or_none()
            if row is None:  # given back between the two statements
                connection.execute(sa.insert(leases), values)
                return None
            if row.token == self._token:
                return None
            now = database_now(connection)  # the row may have been waited for
            if row.expires_at > now:
                return Holder(row.key, row.holder, row.since, row.expires_at)
            values |= {"since": now, "expires_at": now + timedelta(seconds=self._ttl)}
            connection.execute(sa.update(leases).where(_c.key == self.key).values(**values))
            return None

    def _beat(self, heartbeat: float) -> None:
        while not self._stopped.wait(heartbeat) and not self._lost.is_set():
            try:
                self.renew()
            except StoreError:  # the database may come back in time; `lost` knows when it is too late
                continue

    def _release(self) -> None:
        with translated(self._url), self._engine.begin() as connection:
            connection.execute(sa.delete(leases).where(_c.key == self.key, _c.token == self._token))


@contextmanager
def hold(
    engine: Engine,
    url: URL,
    key: str,
    holder: str,
    *,
    ttl: float = TTL,
    heartbeat: float = HEARTBEAT,
    wait: float = WAIT,
) -> Iterator[Lease]:
    """Hold the lease `key` in this block; raises LeaseHeld when another run keeps it for longer than `wait` seconds."""
    lease = Lease(engine, url, key, secrets.token_hex(16), ttl)
    deadline = time.monotonic() + wait
    while (other := lease._take(holder)) is not None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise LeaseHeld(other.holder, other.since, other.until)
        time.sleep(min(_POLL, left))
    thread = threading.Thread(target=lease._beat, args=(heartbeat,), name=f"lease {key}", daemon=True)
    thread.start()
    try:
        yield lease
    finally:
        lease._stopped.set()
        thread.join()
        _release_quietly(lease)


def _release_quietly(lease: Lease) -> None:
    try:
        lease._release()
    except StoreError:  # it expires by itself; what ended the block matters more
        return


def holders(engine: Engine, url: URL) -> list[Holder]:
    """Every lease in the database; `until` in the past means that its run died."""
    with translated(url), reading(engine) as connection:
        rows = connection.execute(sa.select(leases).order_by(_c.key))
        return [Holder(row.key, row.holder, row.since, row.expires_at) for row in rows]


def database_now(connection: Connection) -> datetime:
    """The database's clock: two machines need not agree on theirs."""
    if connection.dialect.name == "sqlite":
        text = connection.scalar(sa.text("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')"))
        return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
    moment: datetime = connection.scalars(sa.text("SELECT clock_timestamp()")).one()
    return moment.astimezone(UTC)
