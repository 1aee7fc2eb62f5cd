"""Reading the store as DataFrames: the columns of schema.md with their dtypes, filters pushed down to SQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection

from parsers.schema import DATE, INTEGER, LINES, MOMENT, NOTES, PACKAGES, TEXT, UNITS

from .filters import Filter, conditions
from .tables import delivery_note_lines, delivery_notes, messages, packages, units

_BATCH = 20_000  # rows converted at a time: bounds the Python objects alive at once
_notes = delivery_notes.c


def _field(name: str, type_: pa.DataType, meaning: str) -> pa.Field:
    return pa.field(name, type_, metadata={"meaning": meaning})


_IDENTITY = [
    _field("delivery_note_id", INTEGER, "key of the note in the store"),
    _field("supplier", TEXT, "the supplier's name in the settings when the note came"),
    _field("supplier_key", TEXT, "the supplier's key in the settings: its identity"),
    _field("branch", TEXT, "the branch that the note belongs to"),
    _field("series", INTEGER, "counts how often the supplier started this number afresh, from 1"),
    _field("revision", INTEGER, "counts the replacements of the note, from 1"),
    _field("status", TEXT, "of the note: open, superseded, cancelled or received"),
]
_OF_NOTE = [
    *_IDENTITY,
    _field("delivery_note_number", TEXT, "the supplier's number of the note"),
    _field("issue_date", DATE, "date of the note"),
]
_SOURCE = [
    _field("imported_from", INTEGER, "key of the message that brought the note"),
    _field("imported_at", MOMENT, "when it was imported"),
    _field("status_changed_at", MOMENT, "when its status changed last"),
]
_LINE_STATUS = _field("line_status", TEXT, "of the line: open, received or deleted")


def _canonical(schema: pa.Schema) -> list[pa.Field]:
    return [field for field in schema if field.name != "note"]


SCHEMAS: dict[str, pa.Schema] = {
    "notes": pa.schema([*_IDENTITY, *_SOURCE, *_canonical(NOTES)]),
    "lines": pa.schema([*_OF_NOTE, _LINE_STATUS, *_canonical(LINES)]),
    "packages": pa.schema([*_OF_NOTE, *_canonical(PACKAGES)]),
    "units": pa.schema([*_OF_NOTE, *_canonical(UNITS)]),
    "messages": pa.schema(
        [
            _field("id", INTEGER, "key of the message"),
            _field("mailbox", TEXT, "the mailbox's name in the settings"),
            _field("account", TEXT, "user@host of the mailbox"),
            _field("folder", TEXT, "the folder where it was found"),
            _field("message_id", TEXT, "the Message-ID header"),
            _field("sender", TEXT, "the From header"),
            _field("subject", TEXT, "the Subject header"),
            _field("size", INTEGER, "bytes"),
            _field("received_at", MOMENT, "when the server received it"),
            _field("supplier_key", TEXT, "the supplier's key in the settings"),
            _field("supplier", TEXT, "the supplier's name"),
            _field("format", TEXT, "the format of its notes"),
            _field("outcome", TEXT, "imported, duplicate, ignored, rejected, deferred, vanished or left"),
            _field("reason_code", TEXT, "why it was rejected, as a code"),
            _field("reason", TEXT, "why it was rejected, as a sentence"),
            _field("attempts", INTEGER, "how often it was tried"),
            _field("filed_to", TEXT, "the folder it was moved to"),
            _field("filed_at", MOMENT, "when it was moved"),
            _field("flow_run_id", TEXT, "the run that decided it"),
            _field("created_at", MOMENT, "when it was seen first"),
            _field("decided_at", MOMENT, "when it was decided"),
        ]
    ),
}

_CHILDREN = {"lines": delivery_note_lines, "packages": packages, "units": units}


def read_batches(
    connect: Callable[[], AbstractContextManager[Connection]], table: str, wanted: Filter, rows: int | None
) -> Iterator[pa.Table]:
    """Arrow tables of at most `rows` rows each, at least one; without `rows` of a size that reads well."""
    schema = SCHEMAS[table]
    with connect() as connection:
        size = rows or _BATCH
        query = build_query(table, wanted, connection.dialect.name)
        result = connection.execution_options(stream_results=True, max_row_buffer=size).execute(query)
        empty = True
        for part in result.partitions(size):
            empty = False
            yield _to_arrow(part, schema, connection.dialect.name)
        if empty:
            yield schema.empty_table()


def build_query(table: str, wanted: Filter, dialect: str) -> sa.Select[Any]:
    """The SELECT for a table and filter, its columns in the order of the schema and as the driver gives them."""
    if table == "messages":
        columns = [_raw(messages.c[field.name], dialect) for field in SCHEMAS[table]]
        return sa.select(*columns).where(*conditions(table, wanted)).order_by(messages.c.id)
    child = _CHILDREN.get(table)
    named = {"delivery_note_id": _notes.id}
    if child is not None:
        named |= {name: _notes[name] for name in ("delivery_note_number", "issue_date", "status")}
        named |= {name: child.c[name] for name in child.c.keys() if name not in {"delivery_note_id", "status"}}  # noqa: SIM118
        named |= {"line_status": child.c.status} if "status" in child.c else {}
    columns = [_raw(named.get(field.name, _column(field.name)), dialect) for field in SCHEMAS[table]]
    query = sa.select(*columns).where(*conditions(table, wanted))
    if child is None:
        return query.order_by(_notes.id)
    keys = list(child.primary_key.columns)[1:]
    return query.join_from(delivery_notes, child, child.c.delivery_note_id == _notes.id).order_by(_notes.id, *keys)


def _column(name: str) -> Any:
    return _notes[name] if name in _notes else sa.null()


def _raw(column: Any, dialect: str) -> Any:
    """The column as the driver gives it: Arrow converts whole columns faster than Python single values."""
    json_column = isinstance(column.type, (sa.JSON, JSONB))
    if dialect == "sqlite":
        plain = isinstance(column.type, (sa.Text, sa.Integer))
        return column if plain else sa.type_coerce(column, sa.Text).label(column.name)
    return sa.cast(column, sa.Text).label(column.name) if json_column else column


def _to_arrow(rows: Sequence[Any], schema: pa.Schema, dialect: str) -> pa.Table:
    columns = list(zip(*rows, strict=True))
    arrays = [_array(values, field.type, dialect) for values, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Sequence[Any], type_: pa.DataType, dialect: str) -> pa.Array:
    if pa.types.is_map(type_):
        maps = {text: list(json.loads(text).items()) for text in set(values) if text is not None}  # they repeat
        return pa.array([maps.get(text) for text in values], type_)
    if pa.types.is_list(type_):
        return pa.array([[] if text is None else json.loads(text) for text in values], type_)
    if dialect == "sqlite" and not (pa.types.is_string(type_) or pa.types.is_integer(type_)):
        texts = pa.array(values, pa.string())
        if pa.types.is_timestamp(type_):
            return texts.cast(pa.timestamp("us")).cast(type_)
        return texts.cast(type_)
    return pa.array(values, type_)
