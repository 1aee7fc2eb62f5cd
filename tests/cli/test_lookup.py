"""Looking things up from the command line: notes, lines, one note with everything that is known of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lieferschein.store import open_store
from tests.cli.conftest import Run
from tests.store.build import draft, take


@pytest.fixture(autouse=True)
def filled(tmp_path: Path) -> None:
    (tmp_path / "lieferschein.toml").write_text('database_url = "sqlite:///store.db"\n')
    with open_store(f"sqlite:///{tmp_path / 'store.db'}") as store:
        first = draft("LS-1", [2, "0.5"])
        first.lines[0]["attributes"] = {"colour": "black"}
        first.units = [{"line": 0, "serial_number": "S-1"}, {"line": 1, "batch_number": "L-1"}]
        first.packages = [{"package_id": "340123450000000018", "package_id_type": "sscc"}]
        take(store, first)
        take(store, draft("LS-1", [3], function="replace"))
        take(store, draft("LS-1", [9]), supplier_key="oticon", supplier="Oticon")


def test_notes_as_json_when_not_on_a_terminal(run: Run) -> None:
    """Elsewhere than on a terminal: one document; `--no-json` gives the table."""
    done = run("notes", "--status", "superseded", "--status", "open")
    rows = json.loads(done.stdout)
    assert [(row["supplier"], row["revision"], row["lines"]) for row in rows] == [
        ("Phonak", 1, 2),
        ("Phonak", 2, 1),
        ("Oticon", 1, 1),
    ]
    assert "LS-1" in run("notes", "--no-json").stdout
    assert json.loads(run("notes", "--serial", "S-1").stdout) == []  # its note was replaced


def test_where_a_serial_number_came_from(run: Run) -> None:
    """A serial or batch number leads to line, note and supplier; exact quantities, attributes as an object."""
    rows = json.loads(run("lines", "--serial", "S-1", "--status", "superseded").stdout)
    assert [(row["delivery_note_number"], row["supplier"], row["line_number"]) for row in rows] == [
        ("LS-1", "Phonak", "1")
    ]
    assert (rows[0]["quantity"], rows[0]["attributes"]) == ("2", {"colour": "black"})
    assert rows[0]["units"] == [{"serial_number": "S-1"}]
    batch = run("lines", "--batch", "L-1", "--status", "superseded", "--no-json").stdout
    assert "0.5 C62" in batch
    assert "L-1" in batch
    assert "No such lines." in run("lines", "--serial", "nowhere", "--no-json").stdout


def test_show_tells_everything(run: Run) -> None:
    """A note with its lines, packages, pieces, revisions, and the mails that did it."""
    shown = run("show", "LS-1", "--supplier", "Phonak").stdout
    for told in ("revision 1, superseded", "revision 2, open", "340123450000000018", "S-1", "replaced", "Lieferschein"):
        assert told in shown, told
    notes = json.loads(run("show", "LS-1", "--supplier", "Phonak", "--json").stdout)
    assert [event["action"] for note in notes for event in note["history"]] == ["new", "replaced"]
    assert notes[0]["units"][0]["serial_number"] == "S-1"
    assert len(json.loads(run("show", "LS-1", "--json").stdout)) == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["notes", "--since", "yesterday"], "--since is yesterday"), (["show", "LS-9"], "no delivery note LS-9")],
)
def test_slips(run: Run, arguments: list[str], told: str) -> None:
    """A slip ends with one sentence on standard error."""
    done = run(*arguments)
    assert done.returncode in (1, 2)
    assert told in done.stderr
    assert "Traceback" not in done.stderr
