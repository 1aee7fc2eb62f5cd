"""The hand-off at the end of a run, and of an import by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from lieferschein.intake.by_hand import import_files
from tests.fixtures.imap_server import ImapServer
from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, House
from tests.kit.mails import mail


@pytest.fixture
def house(pymap_server: ImapServer, tmp_path: Path) -> House:
    extra = {"handoff": {"directory": str(tmp_path / "erp")}}
    return House(pymap_server, tmp_path, f"sqlite:///{tmp_path}/lieferschein.db", extra=extra)


def test_a_missing_share_never_blocks_the_import(house: House, tmp_path: Path) -> None:
    """The mail is imported and archived, the run is Completed and says what waits; the next run catches up."""
    house.put(mail(("LS-1.xml", ubl("LS-1"))))
    report = house.sync()
    assert (report.ending, report.counts["imported"]) == ("Completed", 1)
    assert len(house.ids(ARCHIVE)) == 1
    assert "erp is not there; what waits (1)" in report.summary
    (tmp_path / "erp").mkdir()
    assert house.sync(dry_run=True).notices == []
    assert not list((tmp_path / "erp").iterdir())
    report = house.sync()
    assert report.notices == []
    assert len(list((tmp_path / "erp").glob("*.json"))) == 1


def test_files_by_hand_are_handed_over_too(house: House, tmp_path: Path) -> None:
    """One outbox, whichever way a note came; what came by mail and again by hand goes out once."""
    (tmp_path / "erp").mkdir()
    house.put(mail(("LS-1.xml", ubl("LS-1"))))
    house.sync()
    files = [(Path("LS-1.xml"), ubl("LS-1")), (Path("LS-2.xml"), ubl("LS-2"))]
    with house.store() as store:
        report = import_files(house.settings, "default", store, files, "phonak")
    assert [row.outcome for row in report.rows] == ["duplicate", "imported"]
    assert len(list((tmp_path / "erp").glob("*.json"))) == 2
