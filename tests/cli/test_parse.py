"""`lieferschein parse`: files to tables, and a dry run of how a table is understood."""

from __future__ import annotations

import json

import pytest

from tests.kit.documents import csv, ubl

TABLE = "LS-Nr;Datum;Art;Wieviel;Lager\nLS-1;20.11.2026;A-1;2,5;X\n"


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "liste.csv"
    file.write_text(TABLE, encoding="utf-8")
    return str(file)


def test_a_dry_run_shows_every_column(run, table):
    """What each column is read as, what is left over, and what still stands in the way."""
    done = run("parse", table, "--format", "csv")
    assert done.returncode == 1
    assert "delivery_note_number" in done.stdout
    assert 'Not read: "Art", "Wieviel", "Lager"' in done.stdout
    assert "quantity" in done.stderr


def test_a_mapping_in_options(run, table):
    """NAME=VALUE with dots between levels is the mapping of the supplier's record."""
    mapping = ["columns.quantity=Wieviel", "columns.supplier_article_number=Art"]
    done = run("parse", table, "--format", "csv", "--options", *mapping)
    assert done.returncode == 0
    assert 'Not read: "Lager"' in done.stdout
    assert "A-1" in done.stdout
    done = run("parse", table, "--format", "csv", "--to", "json", "--options", *mapping)
    assert json.loads(done.stdout)[0]["lines"][0]["quantity"] == "2.5"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "csv", "--options", "columns.quantty=Wieviel"], "near ones are quantity"),
        (["--format", "csv", "--options", "colour=red"], "colour"),
        (["--options", "delimiter=;"], "name it with --format"),
        (["--format", "csv", "--options", "delimiter"], "NAME=VALUE"),
        (["--format", "word"], "allowed are auto, desadv"),
        (["--to", "csv"], "--out"),
    ],
)
def test_wrong_options(run, table, arguments, words):
    """A wrong option ends with 2 and says what is allowed."""
    done = run("parse", table, *arguments)
    assert done.returncode == 2
    assert words in done.stderr


def test_several_files_as_tables(run, tmp_path):
    """Each file gives its tables; one that cannot be read is named, and the exit status is 1."""
    (tmp_path / "a.xml").write_bytes(ubl("LS-1"))
    (tmp_path / "b.csv").write_bytes(csv("LS-2"))
    (tmp_path / "c.txt").write_bytes(b"Guten Tag")
    files = [str(tmp_path / name) for name in ("a.xml", "b.csv", "c.txt")]
    done = run("parse", *files, "--to", "parquet", "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "c.txt" in done.stderr
    assert {file.name for file in (tmp_path / "out").iterdir()} >= {"a.notes.parquet", "b.lines.parquet"}
