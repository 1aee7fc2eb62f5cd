"""The demo: sample mails from the mailbox to the database, and the commands that look at the result."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from lieferschein.demo.mailbox import demo_mailbox, sample_mails

OUTCOMES = {"imported": 8, "duplicate": 1, "ignored": 1, "rejected": 5}


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


def test_the_sample_mails():
    """They travel with CRLF, in the order in which they came in, each with a Message-ID of its own."""
    mails = sample_mails()
    assert list(mails) == sorted(mails)
    assert len(mails) == sum(OUTCOMES.values())
    assert all(b"\n" not in raw.replace(b"\r\n", b"") for raw in mails.values())
    ids = {line for raw in mails.values() for line in raw.split(b"\r\n") if line.startswith(b"Message-ID:")}
    assert len(ids) == len(mails)


def test_the_demo(run, tmp_path):
    """`lieferschein demo` ends with 0, tells what became of each mail, and leaves a database to look at."""
    done = run("demo", LIEFERSCHEIN_LANGUAGE="fr", PREFECT_API_URL="http://127.0.0.1:1/api")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert "8 imported, 1 duplicate, 1 ignored, 5 rejected, 0 left in Eingang" in done.stdout
    assert "LS-88102 (rev. 2)" in done.stdout
    demo = tmp_path / ".lieferschein" / "demo"
    with sqlite3.connect(demo / "demo.db") as database:
        rows = database.execute("select outcome, count(*) from messages where filed_at is not null group by 1")
        assert dict(rows.fetchall()) == OUTCOMES
    database.close()
    config = str(demo / "lieferschein.toml")
    notes = json.loads(run("notes", "--json", LIEFERSCHEIN_CONFIG=config).stdout)
    assert {note["branch"] for note in notes if note["supplier"] != "Kontor Zubehör"} == {"Hamburg", "Kiel"}
    assert len(notes) == 8
    shown = run("show", "LS-88102", LIEFERSCHEIN_CONFIG=config).stdout
    assert "revision 1, superseded" in shown
    assert "A26F00733, A26F00734" in shown
    assert "8 imported" in run("status", LIEFERSCHEIN_CONFIG=config).stdout


def test_sync(run, tmp_path):
    """--dry-run changes nothing; --json prints one document; a rejection is 3; a second run has nothing to do."""
    with demo_mailbox(tmp_path / "demo") as file:
        config = str(file)
        check = run("check", LIEFERSCHEIN_CONFIG=config)
        assert check.returncode == 0, check.stdout
        assert "holds 15 messages" in check.stdout
        dry = run("sync", "--dry-run", "--json", LIEFERSCHEIN_CONFIG=config)
        assert not (file.parent / "demo.db").exists()
        first = run("sync", "--json", LIEFERSCHEIN_CONFIG=config)
        second = run("sync", "--json", LIEFERSCHEIN_CONFIG=config)
    assert dry.returncode == 3, dry.stderr
    assert first.returncode == 3, first.stderr
    told = json.loads(first.stdout)
    assert told["mailbox"] == "default"
    assert told["state"] == "Rejected"
    assert told["counts"] == {**OUTCOMES, "deferred": 0, "vanished": 0}
    assert json.loads(dry.stdout)["counts"] == told["counts"]
    hearing_aids = next(each for each in told["messages"] if each["subject"] == "Lieferschein LS-88101")
    assert hearing_aids["notes"] == [{"delivery_note_number": "LS-88101", "revision": 1, "lines": 3}]
    assert hearing_aids["folder"] == "INBOX/LIEFERSCHEINE/ARCHIV"
    codes = {each["reason_code"] for each in told["messages"] if each["outcome"] == "rejected"}
    assert codes == {"unknown_sender", "unreadable", "no_delivery_note", "invalid", "conflict"}
    assert (second.returncode, json.loads(second.stdout)["messages"]) == (0, [])


def test_by_hand(run, tmp_path):
    """`parse` stores nothing; `import` follows the rules of a mailbox, and knows a note that is there already."""
    run("init")
    config = tmp_path / "lieferschein.toml"
    demo = Path(__file__).parents[2] / "lieferschein" / "demo"
    config.write_text((demo / "demo.toml").read_text(encoding="utf-8"), encoding="utf-8")
    mail = str(demo / "mails" / "01-hearing-aids.eml")
    parsed = json.loads(run("parse", mail, "--to", "json").stdout)
    assert [line["quantity"] for line in parsed[0]["lines"]] == ["2", "1", "5"]
    assert not (tmp_path / "demo.db").exists()
    first, second = run("import", mail, "--json"), run("import", mail, "--json")
    assert (first.returncode, json.loads(first.stdout)["counts"]["imported"]) == (0, 1)
    assert (second.returncode, json.loads(second.stdout)["counts"]["duplicate"]) == (0, 1)
    unknown = str(demo / "mails" / "09-unknown-sender.eml")
    assert run("import", unknown).returncode == 3
    assert run("import", unknown, "--supplier", "auris").returncode == 0
    assert run("import", unknown, "--supplier", "auri").returncode == 2


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_tables_as_files(run, tmp_path, kind):
    """`parse --to csv|parquet` writes one file for each table that is not empty."""
    mails = Path(__file__).parents[2] / "lieferschein" / "demo" / "mails"
    done = run("parse", str(mails / "01-hearing-aids.eml"), "--to", kind, "--out", "tables")
    assert done.returncode == 0, done.stderr
    assert sorted(file.name for file in (tmp_path / "tables").iterdir()) == [
        f"LS-88101.{table}.{kind}" for table in ("lines", "notes", "packages", "units")
    ]
    assert run("parse", str(mails / "01-hearing-aids.eml"), "--to", kind).returncode == 2


def test_formulas_are_no_formulas(tmp_path):
    """A text that a spreadsheet would run is written so that it stays a text."""
    import pyarrow as pa

    from lieferschein.cli.files import write_table

    write_table(pa.table({"a": ["=1+1", "ok"]}), tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text() == "a\n'=1+1\nok\n"
