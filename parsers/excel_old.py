"""Workbooks of Excel 97–2003 (.xls), read in a child process.

A damaged one can make its reader ask for any amount of memory, which ends a process; so it is a process of its own,
with limits, that ends. The child knows nothing of this package: it turns the bytes on its standard input into JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from .errors import Unreadable

SECONDS: Final = 60
MAX_CELLS: Final = 4_000_000

_CHILD: Final = """
import io, json, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
import datetime, python_calamine
def cell(value):
    if isinstance(value, bool) or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime.timedelta):
        return ["timedelta", value.total_seconds()]
    return [type(value).__name__, value.isoformat()]
try:
    book = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    sheets = []
    for at, meta in enumerate(book.sheets_metadata):
        if "WorkSheet" not in str(meta.typ):
            continue
        sheet = book.get_sheet_by_index(at)
        if sheet.height * sheet.width > MOST:
            raise ValueError("too many cells")
        start = sheet.start[1] if sheet.start else 0
        rows = [[cell(value) for value in row] for row in sheet.iter_rows()]
        sheets.append([meta.name, str(meta.visible).rsplit(".")[-1] == "Visible", start, rows])
    json.dump({"sheets": sheets}, sys.stdout)
except BaseException as error:
    json.dump({"error": type(error).__name__ + ": " + str(error)[:200]}, sys.stdout)
""".replace("MOST", str(MAX_CELLS))

_TYPES: Final = {"date": date.fromisoformat, "datetime": datetime.fromisoformat, "time": time.fromisoformat}


def old_sheets(data: bytes) -> list[tuple[str, bool, int, list[list[Any]]]]:
    """Name, visibility, first column and rows of each sheet; raises Unreadable."""
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter, a fixed program
            [sys.executable, "-I", "-c", _CHILD], input=data, capture_output=True, timeout=SECONDS, check=False
        )
        said = json.loads(child.stdout)
    except subprocess.TimeoutExpired:
        raise Unreadable("The workbook cannot be read: reading it takes too long.") from None
    except ValueError:
        raise Unreadable("The workbook is damaged.") from None
    if "error" in said:
        if "Password" in said["error"]:
            raise Unreadable("The workbook is protected by a password.")
        raise Unreadable("The workbook is damaged.", found=said["error"])
    return [
        (name, visible, start, [[_value(cell) for cell in row] for row in rows])
        for name, visible, start, rows in said["sheets"]
    ]


def _value(cell: Any) -> Any:
    if not isinstance(cell, list):
        return cell
    kind, text = cell
    return timedelta(seconds=text) if kind == "timedelta" else _TYPES[kind](text)
