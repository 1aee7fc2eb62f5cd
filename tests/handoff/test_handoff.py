"""The hand-off: every event once, in order, whole files; a folder that is missing or full only makes it wait."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lieferschein.handoff import hand_over
from lieferschein.handoff.run import STAGING
from lieferschein.store import Store
from parsers import read_delivery_note
from tests.store.build import draft, take


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "erp"
    made.mkdir()
    return made


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.is_file())


def test_each_event_once_in_order(store: Store, folder: Path) -> None:
    """Imported, replaced, cancelled: a file each, named so that their order is that of the events; duplicates none."""
    take(store, draft("LS/1", [2, "0.5"]))
    take(store, draft("LS/1", [2, "0.5"]))
    assert hand_over(store, folder).count == 1
    take(store, draft("LS/1", [3], function="replace"))
    take(store, draft("LS/1", function="cancel"))
    assert hand_over(store, folder).count == 2
    assert hand_over(store, folder).count == 0
    assert [name.split("-", 1)[1] for name in names(folder)] == [
        "phonak-LS%2F1-new.json",
        "phonak-LS%2F1-replaced.json",
        "phonak-LS%2F1-cancelled.json",
    ]
    first, second, third = (json.loads((folder / name).read_text()) for name in names(folder))
    assert [line["quantity"] for line in first["lines"]] == ["2", "0.5"]
    assert (first["note"]["delivery_note_number"], first["note"]["supplier"]) == ("LS/1", "Phonak")
    assert (second["replaces_revision"], second["note"]["revision"]) == (1, 2)
    assert (third["action"], third["note"]["revision"]) == ("cancelled", 2)
    assert not list((folder / STAGING).iterdir())


def test_picked_up_files_do_not_come_again(store: Store, folder: Path) -> None:
    """What the ERP took away stays handed over; what comes later follows."""
    take(store, draft("LS-1"))
    hand_over(store, folder)
    for name in names(folder):
        (folder / name).unlink()
    take(store, draft("LS-2"))
    assert hand_over(store, folder).count == 1
    assert len(names(folder)) == 1


def test_amparex_layout_reads_back(store: Store, folder: Path) -> None:
    """The CSV is what our own reader of that layout reads: a row per serial number, the rest of the line in one."""
    note = draft("LS-1", [3, "1.5"])
    note.lines[0] |= {"description": "Device; left", "gtin": "04012345000016", "line_total": Decimal("1234.50")}
    note.units = [{"line": 0, "serial_number": serial} for serial in ("S-1", "S-2")]
    take(store, note)
    hand_over(store, folder, "amparex-csv")
    frames = read_delivery_note(folder / names(folder)[0], "amparex-csv")
    assert frames.notes["delivery_note_number"].tolist() == ["LS-1"]
    assert frames.notes["issue_date"].tolist() == [date(2026, 11, 2)]
    assert sum(frames.lines["quantity"]) == Decimal("4.5")
    assert set(frames.units["serial_number"].dropna()) == {"S-1", "S-2"}
    take(store, draft("LS-1", function="cancel"))
    hand_over(store, folder, "amparex-csv")
    cancelled = read_delivery_note(folder / names(folder)[1], "amparex-csv")
    assert sum(cancelled.lines["quantity"]) == 0
    assert set(cancelled.lines["remarks"]) == {"cancelled"}


def test_a_missing_share_waits(store: Store, tmp_path: Path) -> None:
    """The folder is never made; once it is there, everything that waited is handed over."""
    take(store, draft("LS-1"))
    folder = tmp_path / "share"
    done = hand_over(store, folder)
    assert done.count == 0
    assert "is not there; what waits (1)" in done.problem.sentence()
    assert not folder.exists()
    folder.mkdir()
    assert hand_over(store, folder).count == 1


def test_an_unmounted_share_is_noticed(store: Store, folder: Path) -> None:
    """An empty folder where the share used to be mounted is not taken for it."""
    take(store, draft("LS-1"))
    hand_over(store, folder)
    folder.rename(folder.with_name("unmounted"))
    folder.mkdir()
    take(store, draft("LS-2"))
    done = hand_over(store, folder)
    assert done.count == 0
    assert "is the share mounted?" in done.problem.sentence()
    assert names(folder) == []
    (folder / STAGING).mkdir()
    assert hand_over(store, folder).count == 1


def test_a_full_disk_waits(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing half is left, nothing is promised; the next call catches up."""
    take(store, draft("LS-1"))
    take(store, draft("LS-2"))
    _fail_after(monkeypatch, 1)
    done = hand_over(store, folder)
    assert done.count == 0
    assert "no space is left. 2 wait" in done.problem.sentence()
    assert names(folder) == []
    assert not list((folder / STAGING).iterdir())
    monkeypatch.undo()
    assert hand_over(store, folder).count == 2


def _fail_after(monkeypatch: pytest.MonkeyPatch, good: int) -> None:
    real: Callable[..., Any] = Path.write_bytes
    calls = []

    def write(path: Path, data: bytes) -> int:
        calls.append(path)
        if len(calls) > good:
            raise OSError(errno.ENOSPC, "No space left on device")
        return int(real(path, data))

    monkeypatch.setattr(Path, "write_bytes", write)


def test_start(store: Store, folder: Path) -> None:
    """What was imported before the start is never handed over."""
    take(store, draft("LS-1"))
    assert hand_over(store, folder, since=date(2999, 1, 1)).count == 0
    assert hand_over(store, folder, since=date(2020, 1, 1)).count == 1


def test_rejected_messages_hand_nothing_over(store: Store, folder: Path) -> None:
    """A conflict changes nothing and is not handed over."""
    take(store, draft("LS-1", [1]))
    take(store, draft("LS-1", [2]))
    assert hand_over(store, folder).count == 1
