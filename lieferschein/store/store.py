"""The store: one object for the ledger, the import, the lease, the documents and the reading of one database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, Unpack, overload

import pyarrow as pa
from sqlalchemy.engine import URL, Connection, Engine

from parsers.frames import to_pandas

from . import lease as leases
from .database import reading, shown, translated
from .documents import documents_of, load_document
from .filters import Filter, Names, Wanted
from .history import events_of, line_counts, notes_of
from .importing import Importer
from .ledger import Ledger
from .orders import OpenOrder, check_orders, read_orders, replace_orders
from .outbox import Outbox
from .reader import TableReader
from .receiving import Booked, Receipt, book
from .records import Holder, ImportResult, MessageImport, NoteEvent, NoteResult, StoredFile
from .shelf import Shelf
from .stored import Reread

if TYPE_CHECKING:
    import pandas as pd


class Store(Ledger):
    """An open store. Made by `open_store`; to be closed, or used as a context manager."""

    def __init__(self, engine: Engine, url: URL, language: str = "en", reread: Reread | None = None) -> None:
        super().__init__(engine, url, language)
        self._importer = Importer(engine, url, language, reread)
        self._previewed = Shelf()
        self.outbox = Outbox(engine, url)
        self.notes = TableReader("notes", self._reading)
        self.lines = TableReader("lines", self._reading)
        self.packages = TableReader("packages", self._reading)
        self.units = TableReader("units", self._reading)
        self.messages = TableReader("messages", self._reading)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Store {self.name}>"

    @property
    def name(self) -> str:
        """The database as it may be shown: no user, no password."""
        return shown(self._url)

    @property
    def engine(self) -> Engine:
        """The engine below, for what the store has no call for."""
        return self._engine

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that only reads, and sees one state of the data for as long as it is open."""
        with self._reading() as connection:
            if connection.dialect.name == "postgresql":  # SQLite reads so anyway
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    def close(self) -> None:
        """Let the connections go."""
        self._engine.dispose()

    def import_messages(self, messages: Sequence[MessageImport], *, hasty: bool = False) -> list[ImportResult]:
        """Import messages in one transaction; each is one unit: all its notes or none. One result each, in order.

        `hasty`: a power cut may take the import back until something is committed that is not hasty; renew the lease
        before anything is done that rests on it. Raises StoreError when the database fails as a whole; what is wrong
        with a single message is its result.
        """
        return self._importer.run(messages, hasty=hasty)

    def preview(self, messages: Sequence[MessageImport]) -> list[ImportResult]:
        """The results that `import_messages` would give, without writing; later previews see earlier ones."""
        with self._reading() as connection:
            return self._importer.preview(connection, messages, self._previewed)

    def receive(
        self,
        number: str,
        supplier: str | None = None,
        *,
        lines: Sequence[str] | None = None,
        status: Booked = "received",
    ) -> Receipt:
        """Set lines of a note back from the goods receipt: "received" or "deleted"; by default every open line.

        `supplier`: key or name, needed when several use the number. `lines`: as printed. Raises NotReceivable.
        """
        with translated(self._url), self._engine.begin() as connection:
            return book(connection, number, supplier, lines, status)

    def set_orders(self, orders: Iterable[OpenOrder]) -> int:
        """Make these our open orders; gives how many lines they have."""
        with translated(self._url), self._engine.begin() as connection:
            return replace_orders(connection, orders)

    def copy_orders(self, table: str) -> int:
        """Make what stands in another table or view of the database our open orders."""
        with translated(self._url), self._engine.begin() as connection:
            return replace_orders(connection, read_orders(connection, table))

    @overload
    def order_check(
        self,
        supplier: Names = None,
        *,
        messages: Sequence[int] | None = None,
        to: Literal["pandas"] = "pandas",
        **wanted: Unpack[Wanted],
    ) -> pd.DataFrame: ...

    @overload
    def order_check(
        self,
        supplier: Names = None,
        *,
        messages: Sequence[int] | None = None,
        to: Literal["arrow"],
        **wanted: Unpack[Wanted],
    ) -> pa.Table: ...

    def order_check(
        self,
        supplier: Names = None,
        *,
        messages: Sequence[int] | None = None,
        to: Literal["pandas", "arrow"] = "pandas",
        **wanted: Unpack[Wanted],
    ) -> Any:
        """Each line of the current notes compared with our open orders, filtered as `lines` is; `result` says how:
        complete, partial, over_delivered, unknown_article, unknown_order, wrong_supplier, no_order.

        Earlier notes count too: three of five, then two, is complete. `messages`: only notes that these brought.
        """
        with self._reading() as connection:
            table = check_orders(connection, Filter(supplier, **wanted), messages)
        return to_pandas(table) if to == "pandas" else table

    def lease(
        self,
        key: str,
        holder: str,
        *,
        ttl: float = leases.TTL,
        heartbeat: float = leases.HEARTBEAT,
        wait: float = leases.WAIT,
    ) -> AbstractContextManager[leases.Lease]:
        """Hold the lease `key` as `holder` (a text that tells people which run it is); raises LeaseHeld."""
        return leases.hold(self._engine, self._url, key, holder, ttl=ttl, heartbeat=heartbeat, wait=wait)

    def leases(self) -> list[Holder]:
        """Every lease: who holds it, since when and until when."""
        return leases.holders(self._engine, self._url)

    def notes_of(self, messages: Iterable[int]) -> dict[int, list[NoteResult]]:
        """What became of the notes of messages that were decided before, by the message's key."""
        with self._reading() as connection:
            return notes_of(connection, list(messages))

    def history(self, notes: Iterable[int]) -> list[NoteEvent]:
        """What messages did to these notes (`notes().delivery_note_id`), oldest first."""
        with self._reading() as connection:
            return events_of(connection, list(notes))

    def line_counts(self, notes: Iterable[int]) -> dict[int, int]:
        """How many lines each of these notes has."""
        with self._reading() as connection:
            return line_counts(connection, list(notes))

    def document(self, sha256: str) -> StoredFile | None:
        """A stored document by the SHA-256 of its bytes (`notes().source_sha256`)."""
        with self._reading() as connection:
            return load_document(connection, sha256)

    def documents_of(self, message: int) -> list[StoredFile]:
        """The stored documents of a message (`notes().imported_from`)."""
        with self._reading() as connection:
            return documents_of(connection, message)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(self._url), reading(self._engine) as connection:
            yield connection
