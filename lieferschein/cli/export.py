"""`lieferschein export`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from lieferschein.cli.lookup import Names


def export(
    folder: Path,
    /,
    *,
    to: Literal["parquet", "csv", "xlsx"] = "parquet",
    since: str | None = None,
    supplier: Names = (),
) -> None:
    """Write the delivery notes as files, by month and supplier; only what changed since the last export into DIR.

    Four tables: notes, lines, packages, units; the current revisions, neither superseded nor cancelled. Parquet keeps
    every type exactly and is best for pandas, DuckDB and the like; xlsx is one workbook for each month and supplier.
    Texts that a spreadsheet would run as a formula are made harmless. Killed at any moment, it finishes when it is run
    again.

        lieferschein export tables
        lieferschein export books --to xlsx --supplier phonak
        lieferschein export tables --since 2026-01-01

    Parameters
    ----------
    folder
        The folder to write to; one folder holds one format.
    to
        parquet, csv or xlsx.
    since
        Only notes issued on this day or later, such as 2026-11-01.
    supplier
        Only notes of this supplier (key or name). Can be repeated.
    """
    from lieferschein.cli.common import output
    from lieferschein.cli.failures import FAILED, UserError, language
    from lieferschein.cli.lookup import day, reading_store
    from lieferschein.export import ExportError
    from lieferschein.export import export as run_export

    since = None if since is None else day("since", since)
    try:
        with reading_store() as store:
            done = run_export(store, folder, to, since=since, suppliers=supplier)
    except ExportError as error:
        raise UserError(error.reason.sentence(language()), FAILED) from error
    parts = [f"{done.written} written ({done.rows} rows)", f"{done.unchanged} unchanged"]
    if done.removed:
        parts.append(f"{done.removed} removed")
    output().print(f"{folder}: months of suppliers: {', '.join(parts)}", markup=False)
