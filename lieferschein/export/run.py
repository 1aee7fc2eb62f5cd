"""An export: which partitions changed since the last one, and their files, each replaced as a whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa
from sqlalchemy.engine import Connection

from lieferschein.export.atomic import remove_unfinished
from lieferschein.export.errors import ExportError
from lieferschein.export.partitions import Partition, find_partitions
from lieferschein.export.state import State, load_state
from lieferschein.export.workbook import write_workbook
from lieferschein.export.writers import write_csv, write_parquet
from lieferschein.store import Store
from lieferschein.store.filters import Filter, day
from lieferschein.store.frames import SCHEMAS, read_batches

Format = Literal["parquet", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = ("parquet", "csv", "xlsx")
TABLES = ("notes", "lines", "packages", "units")
_PIECE = 20_000  # rows in memory at a time
_SAVE_EVERY = 10.0  # seconds
Connect = Callable[[], AbstractContextManager[Connection]]


@dataclass(slots=True)
class Exported:
    """What an export did: partitions (a month of a supplier) written, removed and left as they are, and rows."""

    written: int = 0
    removed: int = 0
    unchanged: int = 0
    rows: int = 0


def export(
    store: Store,
    folder: Path | str,
    format: Format = "parquet",
    *,
    since: str | None = None,
    suppliers: Sequence[str] = (),
) -> Exported:
    """Bring `folder` to what `store.notes()`, `.lines()`, `.packages()` and `.units()` give now.

    `lines/2026-11/phonak.parquet` is the lines of a month of a supplier; a workbook is `2026-11/phonak.xlsx`. Only
    partitions that changed since the last export into the folder are written. Run again after it was killed, it
    finishes. Raises ExportError, StoreError.
    """
    folder = Path(folder)
    now = State(format, store.name, day(since).isoformat() if since else None, sorted(suppliers))
    before = load_state(folder)
    if before is not None and before.format != format:
        raise ExportError.other_format(folder, before.format, format)
    wanted = Filter(list(suppliers) or None, since=now.since)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_unfinished(folder)
        with store.snapshot() as connection:
            return _export(connection, folder, wanted, now, before)
    except OSError as error:
        raise ExportError.not_writable(folder, error) from error


def _export(connection: Connection, folder: Path, wanted: Filter, now: State, before: State | None) -> Exported:
    done = Exported()
    found = find_partitions(connection, wanted)
    known = before.partitions if before is not None and now.continues(before) else {}
    files = before.partitions if before is not None else {}
    for path in [path for path in files if path not in {partition.path for partition in found}]:
        _remove(folder, path, now.format)
        done.removed += 1
    now.partitions = {partition.path: mark for partition, mark in found.items() if known.get(partition.path) == mark}
    # Before anything changes: what will be written is not known to be good any more
    now.save(folder)
    saved = time.monotonic()
    for partition, mark in found.items():
        if partition.path in now.partitions and _present(folder, partition.path, now.format):
            done.unchanged += 1
            continue
        done.rows += _write(connection, folder, partition, wanted, now.format)
        done.written += 1
        now.partitions[partition.path] = mark
        if time.monotonic() - saved > _SAVE_EVERY:
            now.save(folder)
            saved = time.monotonic()
    now.save(folder)
    return done


def _write(connection: Connection, folder: Path, partition: Partition, wanted: Filter, format: str) -> int:
    def pieces(table: str) -> Iterator[pa.Table]:
        return read_batches(lambda: nullcontext(connection), table, partition.filter(wanted), _PIECE)

    if format == "xlsx":
        return write_workbook(folder / f"{partition.path}.xlsx", {table: pieces(table) for table in TABLES})
    write = write_parquet if format == "parquet" else write_csv
    rows = 0
    for table in TABLES:
        file = file_of(folder, table, partition.path, format)
        written = write(file, SCHEMAS[table], pieces(table))
        if not written:
            file.unlink(missing_ok=True)
        rows += written
    return rows


def file_of(folder: Path, table: str, path: str, format: str) -> Path:
    """Where a table of a partition lies; in a workbook all tables lie together."""
    return folder / f"{path}.xlsx" if format == "xlsx" else folder / table / f"{path}.{format}"


def _present(folder: Path, path: str, format: str) -> bool:
    return file_of(folder, "notes", path, format).is_file()


def _remove(folder: Path, path: str, format: str) -> None:
    for table in TABLES:
        file_of(folder, table, path, format).unlink(missing_ok=True)
