"""Tables as files for other programs."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_table(table: pa.Table, file: Path) -> None:
    """Write `table` as Parquet or CSV, as the name of `file` says."""
    if file.suffix == ".parquet":
        import pyarrow.parquet

        pyarrow.parquet.write_table(table, file)
        return
    with file.open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(table.column_names)
        for row in table.to_pylist():
            writer.writerow([_cell(value) for value in row.values()])


def _cell(value: Any) -> str:
    from decimal import Decimal

    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list):
        return json.dumps(dict(value) if value and isinstance(value[0], tuple) else value, ensure_ascii=False)
    text = value if isinstance(value, str) else str(value)
    # A spreadsheet would run a text that starts like this as a formula
    return f"'{text}" if text.startswith(FORMULA) else text
