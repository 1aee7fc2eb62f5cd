"""Reading a large store: a filtered read, a serial number, an export in bounded memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.figures import Result
from bench.surroundings import Surroundings
from lieferschein.store import Store, open_store

LINES_PER_NOTE = 20
SUPPLIERS = 20
DAYS = 700
FIRST = date(2025, 1, 1)
MOMENT = "2026-01-01 00:00:00.000000"


def compare(around: Surroundings) -> Result:
    """SQLite with 1,000,000 lines of 20 suppliers in two years."""
    lines = 100_000 if around.quick else 1_000_000
    result = Result("reading", f"Reading a store of {lines:,} lines")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/store.db"
        with open_store(url) as store:
            fill(store, lines // LINES_PER_NOTE)
            _read(result, store, 3 if around.quick else 7, lines)
        for format in ("parquet", "csv"):
            told = _export(url, Path(folder) / format, format)
            result.add(f"export as {format}", told["seconds"], "s")
            result.bound(f"export as {format}: memory", told["megabytes"], "at most", 400, "MB")
            again = _export(url, Path(folder) / format, format)
            result.add(f"export as {format}, nothing new", again["seconds"], "s")
    return result


def _read(result: Result, store: Store, times: int, lines: int) -> None:
    share = 10_000 * SUPPLIERS * DAYS // lines  # days in which one supplier sends 10,000 lines
    since = FIRST + timedelta(days=100)
    until = min(since + timedelta(days=share - 1), FIRST + timedelta(days=DAYS))
    questions: dict[str, Callable[[], object]] = {
        "a supplier's lines of some months": lambda: store.lines("Supplier 3", since=since, until=until),
        "where a serial number came from": lambda: store.lines(serial="SN-471-2"),
        "an article's lines": lambda: store.lines(article="A-471"),
        "an order's lines": lambda: store.lines(order="PO-471"),
    }
    for name, ask in questions.items():
        rows = len(ask())  # type: ignore[arg-type]
        seconds = result.add(f"{name} ({rows:,} rows)", [_spent(ask) for _ in range(times)], "s")
        result.bound(f"{name}: time", seconds, "at most", 1, "s")


def _spent(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return time.perf_counter() - started


def _export(url: str, folder: Path, format: str) -> dict[str, float]:
    """In a process of its own, whose memory is that of the export."""
    command = [sys.executable, "-m", "bench.children.export", url, str(folder), format]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def fill(store: Store, notes: int) -> None:
    """Write notes of 20 lines, four of them serialised, as rows: an import would take minutes for what is measured."""
    with store.engine.begin() as connection:
        statement = (
            "INSERT INTO messages (id, account, folder, created_at, outcome) VALUES (1, 'a', 'f', ?, 'imported')"
        )
        connection.exec_driver_sql(statement, (MOMENT,))
        for table, columns, rows in (
            ("delivery_notes", _NOTES, _notes(notes)),
            ("delivery_note_lines", _LINES, _lines(notes)),
            ("units", _UNITS, _units(notes)),
        ):
            marks = ", ".join("?" * len(columns.split()))
            insert = f"INSERT INTO {table} ({', '.join(columns.split())}) VALUES ({marks})"
            connection.connection.executemany(insert, rows)


_NOTES = (
    "id imported_from supplier_key supplier series revision status status_changed_at content_hash content_version"
    " imported_at delivery_note_number document_function issue_date order_number source_format warnings"
)
_LINES = (
    "delivery_note_id line line_number supplier_article_number gtin description attributes quantity unit unit_raw"
    " ordered_quantity order_number order_line status"
)
_UNITS = "delivery_note_id line unit serial_number batch_number expiry_date quantity"


def _day(note: int, notes: int) -> date:
    return FIRST + timedelta(days=note * DAYS // notes)


def _notes(notes: int) -> Iterator[tuple[Any, ...]]:
    for at in range(1, notes + 1):
        key = at % SUPPLIERS
        day = _day(at, notes).isoformat()
        head = (at, 1, f"s{key}", f"Supplier {key}", 1, 1, "open", MOMENT, f"{at:064d}", 1, MOMENT)
        yield (*head, f"LS-{at}", "original", day, f"PO-{at}", "desadv", "[]")


def _lines(notes: int) -> Iterator[tuple[Any, ...]]:
    for at in range(1, notes + 1):
        for line in range(LINES_PER_NOTE):
            article = (at * 7 + line * 13) % 5000
            facts = (f"A-{article}", f"4012345{article:06d}", "Spectacle frame", '{"colour":"black","size":"52"}')
            yield (at, line, str(line + 1), *facts, "2", "C62", "PCE", "3", f"PO-{at}", str(line + 1), "open")


def _units(notes: int) -> Iterator[tuple[Any, ...]]:
    for at in range(1, notes + 1):
        expiry = (_day(at, notes) + timedelta(days=400)).isoformat()
        for line in range(4):
            yield (at, line, 0, f"SN-{at}-{line}", f"L-{at % 3000}", expiry, "1")
