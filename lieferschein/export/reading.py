"""Reading an export back: the same table that the store gave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import pyarrow as pa

from lieferschein.export.cells import from_json, from_texts
from lieferschein.export.errors import ExportError
from lieferschein.export.run import file_of
from lieferschein.export.state import load_state
from lieferschein.store.frames import SCHEMAS
from parsers.frames import to_pandas

if TYPE_CHECKING:
    import pandas as pd

_KEYS = ("delivery_note_id", "line", "unit", "package")


@overload
def read_export(folder: Path | str, table: str, to: Literal["pandas"] = "pandas") -> pd.DataFrame: ...


@overload
def read_export(folder: Path | str, table: str, to: Literal["arrow"]) -> pa.Table: ...


def read_export(folder: Path | str, table: str, to: Literal["pandas", "arrow"] = "pandas") -> Any:
    """The table `table` (notes, lines, packages, units) of an export, of any format, equal to that of the store."""
    folder = Path(folder)
    state = load_state(folder)
    if state is None:
        raise ExportError.missing(folder)
    schema = SCHEMAS[table]
    read = {"parquet": _parquet, "csv": _csv, "xlsx": _workbook}[state.format]
    files = [file_of(folder, table, path, state.format) for path in state.partitions]
    parts = [read(file, table, schema) for file in files if file.is_file()]
    whole = pa.concat_tables([schema.empty_table(), *parts])
    keys = [key for key in _KEYS if key in schema.names and (key != "package" or table == "packages")]
    whole = whole.sort_by([(key, "ascending") for key in keys])
    return to_pandas(whole) if to == "pandas" else whole


def _parquet(file: Path, _table: str, schema: pa.Schema) -> pa.Table:
    import pyarrow.parquet as pq

    return pq.read_table(file, schema=schema, partitioning=None)


def _csv(file: Path, _table: str, schema: pa.Schema) -> pa.Table:
    from pyarrow import csv

    texts = csv.read_csv(
        file,
        read_options=csv.ReadOptions(block_size=1 << 22),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types={name: pa.string() for name in schema.names},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    return pa.Table.from_arrays([from_texts(texts[field.name], field.type) for field in schema], schema=schema)


def _workbook(file: Path, table: str, schema: pa.Schema) -> pa.Table:
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True)
    try:
        rows = list(_rows(book, table, len(schema)))
    finally:
        book.close()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [
        pa.array([_value(value, field.type) for value in column], field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _rows(book: Any, table: str, width: int) -> Iterator[tuple[Any, ...]]:
    for sheet in book.worksheets:
        if sheet.title == table or sheet.title.startswith(f"{table} "):
            yield from sheet.iter_rows(min_row=2, max_col=width, values_only=True)


def _value(value: Any, type_: pa.DataType) -> Any:
    if value is None:
        return None
    if pa.types.is_decimal(type_):
        return Decimal(str(value))
    if pa.types.is_timestamp(type_):
        return datetime.fromisoformat(str(value))
    if pa.types.is_date(type_):
        return value.date() if isinstance(value, datetime) else date.fromisoformat(str(value))
    if pa.types.is_map(type_) or pa.types.is_list(type_):
        return from_json(str(value), type_)
    return int(value) if pa.types.is_integer(type_) else str(value)
