"""Exports: equal to the store, only what changed, whole files, nothing that a spreadsheet runs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from lieferschein.export import FORMATS, Exported, ExportError, export, read_export
from lieferschein.export.run import TABLES
from lieferschein.store import Store
from tests.export.conftest import NASTY
from tests.store.build import draft, take


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "export"


def files(folder: Path) -> dict[str, int]:
    """Every file but the state, and when it was written."""
    return {
        str(file.relative_to(folder)): file.stat().st_mtime_ns
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(".")
    }


@pytest.mark.parametrize("format", FORMATS)
def test_reads_back_equal(filled: Store, tmp_path: Path, format: str) -> None:
    """Every table, with its dtypes, in every format: what goes out comes back as the store gives it."""
    folder = tmp_path / "export"
    done = export(filled, folder, format)
    assert (done.written, done.removed, done.unchanged) == (3, 0, 0)
    for table in TABLES:
        pd.testing.assert_frame_equal(read_export(folder, table), getattr(filled, table)())
    assert done.rows == sum(len(getattr(filled, table)()) for table in TABLES)
    assert read_export(folder, "lines", to="arrow").schema.equals(filled.lines.schema)


def test_places(filled: Store, tmp_path: Path) -> None:
    """A file for each month and supplier; a supplier's key cannot lead out of the folder."""
    export(filled, tmp_path, "csv")
    named = set(files(tmp_path))
    assert {"lines/2026-10/phonak.csv", "lines/2026-11/phonak.csv", "units/2026-11/phonak.csv"} <= named
    assert "notes/2026-11/%2E.%2Foticon.csv" in named
    assert "units/2026-10/phonak.csv" not in named  # no rows, no file
    other = tmp_path / "books"
    export(filled, other, "xlsx")
    assert set(files(other)) == {"2026-10/phonak.xlsx", "2026-11/phonak.xlsx", "2026-11/%2E.%2Foticon.xlsx"}


def test_other_programs_read_it(filled: Store, tmp_path: Path) -> None:
    """pandas reads a folder of Parquet or a CSV file without any help of ours."""
    export(filled, tmp_path / "p", "parquet")
    export(filled, tmp_path / "c", "csv")
    assert len(pd.read_parquet(tmp_path / "p" / "lines")) == len(filled.lines())
    frame = pd.read_csv(tmp_path / "c" / "lines" / "2026-11" / "phonak.csv", dtype=str, keep_default_na=False)
    assert frame["quantity"].tolist()[:2] == ["999999999999.123456", "2"]
    assert set(frame["description"].str[0]) & set("=+-@\t＝") == set()


def test_only_what_changed(filled: Store, folder: Path) -> None:
    """The second export writes nothing; after a note, a replacement or a receipt, only the partition it is in."""
    export(filled, folder)
    before = files(folder)
    assert export(filled, folder) == Exported(unchanged=3)
    assert files(folder) == before
    take(filled, draft("LS-3", [1], issue_date=date(2026, 10, 1)))
    assert export(filled, folder).written == 1
    changed = {name for name, written in files(folder).items() if before.get(name) != written}
    assert changed == {"lines/2026-10/phonak.parquet", "notes/2026-10/phonak.parquet"}
    with filled.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE delivery_note_lines SET status = 'received' WHERE delivery_note_id IN"
            " (SELECT id FROM delivery_notes WHERE delivery_note_number = 'LS-3')"
        )
    assert export(filled, folder).written == 1
    take(filled, draft("X-1", function="cancel"), supplier_key="../oticon", supplier="Oticon")
    assert export(filled, folder).removed == 1
    pd.testing.assert_frame_equal(read_export(folder, "lines"), filled.lines())


def test_what_was_deleted_by_hand_comes_back(filled: Store, folder: Path) -> None:
    """A file that somebody removed is written again; an unfinished one of a killed process goes away."""
    export(filled, folder)
    (folder / "notes" / "2026-10" / "phonak.parquet").unlink()
    (folder / "notes" / "2026-10" / ".unfinished-1.parquet").write_bytes(b"half")
    assert export(filled, folder).written == 1
    assert not list(folder.rglob(".unfinished-*"))


def test_narrowed(filled: Store, folder: Path) -> None:
    """Since a day in the middle of a month, of one supplier; asked otherwise, the same folder is made anew."""
    export(filled, folder, since="2026-11-03", suppliers=["Oticon"])
    pd.testing.assert_frame_equal(read_export(folder, "notes"), filled.notes("Oticon", since="2026-11-03"))
    done = export(filled, folder)
    assert (done.written, done.unchanged) == (3, 0)
    pd.testing.assert_frame_equal(read_export(folder, "notes"), filled.notes())


def test_spreadsheets_run_nothing(filled: Store, folder: Path) -> None:
    """In a workbook a text is a text to Excel, whatever it starts with; no cell is a formula or an error."""
    export(filled, folder, "xlsx")
    sheet = openpyxl.load_workbook(folder / "2026-11" / "phonak.xlsx")["lines"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert set(NASTY) <= {cell.value for cell in cells}
    assert all(cell.quotePrefix for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@")


def test_refusals(filled: Store, tmp_path: Path) -> None:
    """One folder, one format; a place that cannot be written and a folder without export say so."""
    export(filled, tmp_path / "e", "csv")
    with pytest.raises(ExportError, match="Give another folder for parquet"):
        export(filled, tmp_path / "e", "parquet")
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="cannot be written"):
        export(filled, tmp_path / "file")
    with pytest.raises(ExportError, match="holds no export"):
        read_export(tmp_path / "nowhere", "lines")
