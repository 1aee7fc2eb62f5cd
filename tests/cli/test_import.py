"""Files by hand: documents, mails and folders of them, by the rules of the mailbox and into the same ledger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lieferschein.store import open_store
from tests.cli.conftest import Run
from tests.kit.documents import csv, ubl
from tests.kit.mails import mail

SETTINGS = """database_url = "sqlite:///store.db"
[mailboxes.default]
host = "imap.example.com"
user = "u"
password = "p"
[suppliers.phonak]
name = "Phonak"
senders = ["lieferschein@phonak.example"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two notes in a file, a mail with one of them, another note below, and a hidden file."""
    (tmp_path / "lieferschein.toml").write_text(SETTINGS)
    folder = tmp_path / "notes"
    (folder / "below").mkdir(parents=True)
    two = csv("LS-1") + csv("LS-2").split(b"\r\n", 1)[1]
    (folder / "1.csv").write_bytes(two)
    (folder / "2.eml").write_bytes(mail(("x.csv", csv("LS-2"))))
    (folder / "below" / "3.xml").write_bytes(ubl("LS-3"))
    (folder / "below" / ".hidden").write_bytes(b"x")
    return folder


def outcomes(stdout: str) -> list[tuple[str, str]]:
    return [(Path(row["folder"]).name, row["outcome"]) for row in json.loads(stdout)["messages"]]


def test_a_folder(run: Run, folder: Path, tmp_path: Path) -> None:
    """Every file of a folder; several notes in one; what came in a mail as well is a duplicate; again: all are."""
    done = run("import", "notes", "--supplier", "phonak", "--json")
    assert done.returncode == 0, done.stderr
    assert outcomes(done.stdout) == [("1.csv", "imported"), ("2.eml", "duplicate"), ("3.xml", "imported")]
    again = run("import", "notes", "--supplier", "phonak", "--json")
    assert {outcome for _, outcome in outcomes(again.stdout)} == {"duplicate"}
    with open_store(f"sqlite:///{tmp_path / 'store.db'}") as store:
        assert store.notes(to="arrow")["delivery_note_number"].to_pylist() == ["LS-1", "LS-2", "LS-3"]


def test_dry_run(run: Run, folder: Path, tmp_path: Path) -> None:
    """Shows what would become of each file, those of the same call included; nothing is written, no database made."""
    done = run("import", "notes", "--supplier", "phonak", "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    assert outcomes(done.stdout) == [("1.csv", "imported"), ("2.eml", "duplicate"), ("3.xml", "imported")]
    assert "Dry run" in json.loads(done.stdout)["message"]
    assert not (tmp_path / "store.db").exists()


def test_one_bad_file_stops_no_other(run: Run, folder: Path) -> None:
    """A broken file is rejected with its reason (3), the others are imported."""
    (folder / "0.xml").write_bytes(b"<broken")
    done = run("import", "notes", "--supplier", "phonak", "--json")
    assert done.returncode == 3
    assert outcomes(done.stdout)[0] == ("0.xml", "rejected")
    assert [outcome for _, outcome in outcomes(done.stdout)].count("imported") == 2


def test_nothing_is_imported_when_a_file_is_missing(run: Run, folder: Path, tmp_path: Path) -> None:
    """A slip in a name is found before the first file is imported."""
    done = run("import", "notes/1.csv", "nowhere.xml", "--supplier", "phonak")
    assert (done.returncode, "nowhere.xml cannot be read" in done.stderr) == (2, True)
    assert not (tmp_path / "store.db").exists()
    (tmp_path / "empty").mkdir()
    assert run("import", "empty").returncode == 2
