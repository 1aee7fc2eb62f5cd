"""The import of a batch: one transaction, every message as if alone.

First all messages together, with the same few statements for all. When the database refuses something in that, the
batch is done again message by message, each in a savepoint, so that one bad message never stops the others. When
another run was faster (a unique key, a note changed meanwhile), everything is rolled back and decided again.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from functools import partial

from sqlalchemy import exc
from sqlalchemy.engine import URL, Connection, Engine

from .database import as_store_error, hasty, translated
from .encoding import DraftEncoder
from .errors import DatabaseFault, Locked
from .planning import Plan, apply, keys_of, plan_message
from .records import ImportResult, MessageImport
from .shelf import NoteKey, Shelf, held_draft
from .stored import Reread
from .writing import StaleError, write_plans

TRIES = 5


class Importer:
    """Imports batches of messages into one database."""

    def __init__(self, engine: Engine, url: URL, language: str, reread: Reread | None = None) -> None:
        self._engine, self._url, self._language, self._reread = engine, url, language, reread
        self._hasty = hasty(engine)
        self._encoder = DraftEncoder(engine.dialect)

    def run(self, messages: Sequence[MessageImport], *, hasty: bool = False) -> list[ImportResult]:
        """Import `messages`, in their order; one result each. `hasty`: without waiting for the disk."""
        engine = self._hasty if hasty else self._engine
        with translated(self._url):
            for attempt in range(TRIES):
                try:
                    with engine.begin() as connection:
                        return self._together(connection, messages)
                except (StaleError, exc.IntegrityError):
                    continue  # another run was faster: read and decide again
                except exc.DBAPIError as error:
                    fault = as_store_error(error, self._url)
                    if isinstance(fault, Locked) and attempt < TRIES - 1 and self._engine.dialect.name != "sqlite":
                        time.sleep(random.uniform(0.01, 0.1) * (attempt + 1))  # noqa: S311 - a deadlock: step aside
                        continue
                    if isinstance(fault, DatabaseFault):
                        break  # the data of some message: find out which
                    raise fault from error
            with engine.begin() as connection:
                return self._one_by_one(connection, messages)

    def preview(self, connection: Connection, messages: Sequence[MessageImport], shelf: Shelf) -> list[ImportResult]:
        """The results that `run` would give; reads only. `shelf` carries what earlier previews decided."""
        return [plan.result if isinstance(plan, Plan) else plan for plan in self._plans(connection, messages, shelf)]

    def _together(self, connection: Connection, messages: Sequence[MessageImport]) -> list[ImportResult]:
        shelf = Shelf()
        planned = self._plans(connection, messages, shelf)
        plans = [plan for plan in planned if isinstance(plan, Plan)]
        write_plans(connection, plans, shelf, self._encoder, self._language)
        return [plan.result if isinstance(plan, Plan) else plan for plan in planned]

    def _plans(
        self, connection: Connection, messages: Sequence[MessageImport], shelf: Shelf
    ) -> list[Plan | ImportResult]:
        keys = [_keys(message) for message in messages]
        shelf.load(
            connection, [key for found in keys if not isinstance(found, Exception) for key in found], self._reread
        )
        return [
            ImportResult(message.id, None, error=found)
            if isinstance(found, Exception)
            else self._plan(connection, message, shelf)
            for message, found in zip(messages, keys, strict=True)
        ]

    def _plan(self, connection: Connection, message: MessageImport, shelf: Shelf) -> Plan | ImportResult:
        try:
            plan = plan_message(message, shelf, self._encoder, partial(held_draft, connection))
        except exc.DBAPIError:
            raise
        except Exception as error:  # an unexpected fault of one message becomes its result
            return ImportResult(message.id, None, error=error)
        apply(plan, shelf)
        return plan

    def _one_by_one(self, connection: Connection, messages: Sequence[MessageImport]) -> list[ImportResult]:
        return [self._alone(connection, message) for message in messages]

    def _alone(self, connection: Connection, message: MessageImport) -> ImportResult:
        failed: Exception | None = None
        for _ in range(TRIES):
            try:
                with connection.begin_nested():
                    return self._together(connection, [message])[0]
            except (StaleError, exc.IntegrityError) as error:
                failed = error
            except exc.DBAPIError as error:
                fault = as_store_error(error, self._url)
                if not isinstance(fault, DatabaseFault):
                    raise
                return ImportResult(message.id, None, error=fault)
        return ImportResult(message.id, None, error=_without_parameters(failed, self._url))


def _keys(message: MessageImport) -> list[NoteKey] | Exception:
    try:
        return keys_of(message)
    except Exception as error:  # likewise: only this message
        return error


def _without_parameters(error: Exception | None, url: URL) -> Exception:
    """What the database says of a row names its values; only what kind of fault it was may leave here."""
    if isinstance(error, exc.DBAPIError):
        return as_store_error(error, url)
    return error or StaleError()
