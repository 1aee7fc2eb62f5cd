"""One table of one partition as a file. Every writer takes pieces of rows, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa

from lieferschein.export.atomic import atomic
from lieferschein.export.cells import as_texts

Pieces = Iterator[pa.Table]


def write_parquet(file: Path, schema: pa.Schema, pieces: Pieces) -> int:
    """As Parquet, with the exact types and the meaning of every column. Returns the rows written."""
    import pyarrow.parquet as pq

    rows = 0
    with ExitStack() as open_:
        writer = None
        for piece in _filled(pieces):
            if writer is None:
                writer = open_.enter_context(pq.ParquetWriter(open_.enter_context(atomic(file, durable=False)), schema))
            writer.write_table(piece)
            rows += len(piece)
    return rows


def write_csv(file: Path, schema: pa.Schema, pieces: Pieces) -> int:
    """As CSV: UTF-8, commas, texts in quotes, null as nothing; safe against formula injection."""
    from pyarrow import csv

    rows = 0
    with ExitStack() as open_:
        writer = None
        for piece in _filled(pieces):
            columns = [as_texts(column, field.type) for column, field in zip(piece.columns, schema, strict=True)]
            texts = pa.Table.from_arrays(columns, names=schema.names)
            if writer is None:
                target = open_.enter_context(atomic(file, durable=False))
                writer = open_.enter_context(csv.CSVWriter(str(target), texts.schema))
            writer.write_table(texts)
            rows += len(piece)
    return rows


def _filled(pieces: Pieces) -> Pieces:
    """No file for no rows."""
    return (piece for piece in pieces if len(piece))
