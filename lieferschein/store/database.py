"""Engines for SQLite and PostgreSQL, and the translation of what drivers raise into our errors."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.pool import QueuePool, StaticPool

from .errors import (
    AccessRefused,
    Damaged,
    DatabaseFault,
    DatabaseMissing,
    DiskFull,
    Locked,
    StoreError,
    Unreachable,
    WrongUrl,
)

BUSY_TIMEOUT = 30.0  # seconds to wait for another writer
_POSTGRES_CONNECT: dict[str, Any] = {
    "connect_timeout": 10,
    "application_name": "lieferschein",
    "keepalives_idle": 30,  # a server that is gone ends the call instead of hanging it
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}

# SQLSTATE classes and codes, PostgreSQL appendix A
_POSTGRES: dict[str, type[StoreError]] = {
    "08": Unreachable,
    "57": Unreachable,  # operator intervention: shutting down, starting up
    "53100": DiskFull,
    "53": Unreachable,  # out of connections or memory
    "58": DiskFull,  # I/O error below the server
    "40": Locked,  # serialization failure, deadlock
    "55": Locked,
    "28": AccessRefused,
    "42501": AccessRefused,
    "25006": AccessRefused,  # read-only transaction: a standby
    "3D": DatabaseMissing,
    "XX": Damaged,
}
# Result codes, https://sqlite.org/rescode.html
_SQLITE: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_BUSY: Locked,
    sqlite3.SQLITE_LOCKED: Locked,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_IOERR: DiskFull,
    sqlite3.SQLITE_CANTOPEN: Unreachable,
    sqlite3.SQLITE_READONLY: AccessRefused,
    sqlite3.SQLITE_PERM: AccessRefused,
    sqlite3.SQLITE_AUTH: AccessRefused,
    sqlite3.SQLITE_NOTADB: Damaged,
    sqlite3.SQLITE_CORRUPT: Damaged,
}

# PostgreSQL quotes the value it refuses, which is content of a note; the names of constraints may stay
_VALUE = re.compile(r': ".*|(?<=value )".*?"', re.DOTALL)


def parse_url(url: str) -> URL:
    """The URL of a database we know; the driver of PostgreSQL is always psycopg."""
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):
        raise WrongUrl(detail="it is no database URL") from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise WrongUrl(detail=f"{backend} is neither sqlite nor postgresql")


def shown(url: URL) -> str:
    """The database as it may be shown: no user, no password, no options."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    port = f":{url.port}" if url.port else ""
    return f"{url.host or 'localhost'}{port}/{url.database or ''}"


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite database; None for one in memory or on PostgreSQL."""
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def make_engine(url: URL, *, readonly: bool = False, busy_timeout: float = BUSY_TIMEOUT) -> Engine:
    """An engine for `url`; nothing is connected yet."""
    common: dict[str, Any] = {
        "hide_parameters": True,  # parameters are the content of notes
        "json_serializer": json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode,
    }
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, common, readonly=readonly, busy_timeout=busy_timeout)
    engine = sa.create_engine(url, pool_pre_ping=True, connect_args=_POSTGRES_CONNECT, **common)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("hasty"):
            connection.exec_driver_sql("SET LOCAL synchronous_commit = off")

    @event.listens_for(engine, "connect")
    def _session(connection: Any, _record: Any) -> None:
        settings = {
            "lock_timeout": int(busy_timeout * 1000),
            "timezone": "'UTC'",
            "default_transaction_read_only": "on" if readonly else "off",
            "tcp_keepalives_idle": 30,  # the server notices a client that is gone, and frees its locks
            "tcp_keepalives_interval": 10,
            "tcp_keepalives_count": 3,
        }
        for name, value in settings.items():
            connection.execute(f"SET {name} = {value}")
        connection.commit()

    return engine


def _sqlite_engine(url: URL, common: dict[str, Any], *, readonly: bool, busy_timeout: float) -> Engine:
    path = sqlite_file(url)
    mode = "rw" if readonly else "rwc"
    target = "file::memory:" if path is None else f"file:{quote(str(path.absolute()))}?mode={mode}"

    def connect() -> sqlite3.Connection:
        # isolation_level=None: the driver begins nothing by itself, we say BEGIN IMMEDIATE below
        connection = sqlite3.connect(
            target, uri=True, timeout=busy_timeout, isolation_level=None, check_same_thread=False
        )
        if path is not None and not readonly:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA cache_size=-32000")
        if readonly:
            connection.execute("PRAGMA query_only=ON")
        return connection

    pool: type[sa.Pool] = QueuePool if path is not None else StaticPool
    engine = sa.create_engine("sqlite://", creator=connect, poolclass=pool, **common)
    begin = "BEGIN" if readonly else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        # FULL: mail is moved once its note is committed, so that commit has to survive a power cut. A `hasty` one need
        # not; it reaches the disk with the next FULL one, and no crash of a process loses it (sqlite.org/wal.html)
        level = "NORMAL" if options.get("hasty") else "FULL"
        if connection.info.get("synchronous") != level:
            connection.exec_driver_sql(f"PRAGMA synchronous={level}")
            connection.info["synchronous"] = level
        # IMMEDIATE: what we decide on is read under the lock that writes it
        connection.exec_driver_sql(options.get("sqlite_begin", begin))

    return engine


def hasty(engine: Engine) -> Engine:
    """`engine` for commits that a power cut may take back, as long as what they said can be found out again."""
    return engine.execution_options(hasty=True)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads: on SQLite it takes no lock that a writer would wait for."""
    with engine.connect() as connection:
        yield connection.execution_options(sqlite_begin="BEGIN")


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """Drivers' errors leave this block as a StoreError; everything else as it is."""
    try:
        yield
    except exc.TimeoutError as error:
        raise Unreachable(database=shown(url), detail="no connection became free") from error
    except exc.DBAPIError as error:
        raise as_store_error(error, url) from error


def as_store_error(error: exc.DBAPIError, url: URL) -> StoreError:
    """The StoreError that says what the driver's error means."""
    original = error.orig
    detail = _first_line(original)
    kind = _kind_sqlite(original) if isinstance(original, sqlite3.Error) else _kind_postgres(original, detail)
    if kind is DatabaseFault:
        if error.connection_invalidated:
            kind = Unreachable
        detail = _VALUE.sub(" …", detail)
    return kind(database=shown(url), detail=detail)


def _kind_sqlite(original: sqlite3.Error) -> type[StoreError]:
    code = getattr(original, "sqlite_errorcode", None)
    return DatabaseFault if code is None else _SQLITE.get(code & 0xFF, DatabaseFault)


def _kind_postgres(original: object, detail: str) -> type[StoreError]:
    state = getattr(original, "sqlstate", None)
    if state:
        return _POSTGRES.get(state) or _POSTGRES.get(state[:2]) or DatabaseFault
    if type(original).__name__ not in {"OperationalError", "ConnectionTimeout", "InterfaceError"}:
        return DatabaseFault
    # A refused connection carries no SQLSTATE; libpq only gives the server's text
    if "authentication failed" in detail or "no password supplied" in detail or "pg_hba.conf" in detail:
        return AccessRefused
    if "does not exist" in detail:
        return DatabaseMissing if "database" in detail else AccessRefused
    return Unreachable


def _first_line(original: object) -> str:
    lines = [line.strip() for line in str(original).splitlines() if line.strip()]
    # psycopg lists each address it tried; the last line names the cause
    found = next((line for line in lines if "FATAL" in line or "failed:" in line), lines[0] if lines else "no answer")
    return found.split("FATAL:")[-1].strip()[:200]
