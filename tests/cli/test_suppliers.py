"""Setting up a supplier: add, list, test with sample files, suggest from rejected mail."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from lieferschein.settings import SettingsError, load_settings
from lieferschein.settings.edit import add_senders, add_supplier
from tests.cli.conftest import Run
from tests.fixtures.imap_server import ImapServer
from tests.kit.documents import csv, desadv, ubl
from tests.kit.house import ERROR, House
from tests.kit.mails import mail

FILE = """# Settings, written with care
[mailboxes.default]   # the one
host = "imap.example.com"
user = "u"
password = "p"

[suppliers.phonak]
name = "Phonak"       # of Stäfa
senders = ["lieferschein@phonak.example"]  # one so far

# [branches.Kiel]
"""
RECORD = {
    "name": 'Kontor "Zubehör"',
    "senders": ["*@kontor.example"],
    "format": "csv",
    "customer_numbers": {"4711": "Hamburg"},
    "options": {"delimiter": ";", "columns": {"quantity": "Menge"}},
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "lieferschein.toml"
    made.write_text(FILE, encoding="utf-8")
    return made


@pytest.mark.parametrize(
    "before",
    [
        FILE,
        FILE.replace("\n", "\r\n"),
        FILE.rstrip(),
        FILE.replace("[suppliers.phonak]", "[branches.Kiel]\n[suppliers.phonak.options]\n[suppliers.phonak]"),
        'database_url = "sqlite:///x.db"\nsuppliers = { a = { name = "A" } }  # short\n',
        'database_url = "sqlite:///x.db"',
    ],
)
def test_the_rest_of_the_file_stays(file: Path, before: str) -> None:
    """Whatever stands in the file stays as it is, comments, order and line ends; the record is added to it."""
    file.write_bytes(before.encode())
    wanted = tomllib.loads(before)
    wanted.setdefault("suppliers", {})["kontor 2"] = RECORD
    add_supplier(file, "kontor 2", RECORD)
    after = file.read_bytes().decode()
    assert tomllib.loads(after) == wanted
    assert after.startswith(before.rstrip()) or "{ a =" in before
    assert ("\r\n" in after) == ("\r\n" in before)
    assert load_settings(file).suppliers["kontor 2"].name == 'Kontor "Zubehör"'
    assert list(file.parent.iterdir()) == [file]


def test_addresses_are_added(file: Path) -> None:
    """Only what is new, beside the comment that stands there."""
    assert add_senders(file, "phonak", ["lieferschein@phonak.example", "b@phonak.example"]) == ["b@phonak.example"]
    assert file.read_text(encoding="utf-8") == FILE.replace(
        '["lieferschein@phonak.example"]', '["lieferschein@phonak.example", "b@phonak.example"]'
    )


def test_a_wrong_record_changes_nothing(file: Path) -> None:
    """What the settings would refuse is not written: an unknown format, an address of another supplier."""
    for wrong in ({"name": "X", "format": "fax"}, {"name": "X", "senders": ["lieferschein@phonak.example"]}):
        with pytest.raises(SettingsError):
            add_supplier(file, "x", wrong)
    with pytest.raises(SettingsError, match="already"):
        add_supplier(file, "phonak", {"name": "Y"})
    assert file.read_text(encoding="utf-8") == FILE
    assert list(file.parent.iterdir()) == [file]


def test_commands_add_and_list(run: Run, file: Path) -> None:
    """add takes options, completes a known supplier's addresses, refuses the rest; list shows what is there."""
    added = run("suppliers", "add", "kontor", "--name", "Kontor", "--sender", "*@kontor.example", "--format", "csv",
                "--customer-number", "4711=Kiel", "--options", "decimal=,", "columns.quantity=Menge")  # fmt: skip
    assert added.returncode == 0, added.stderr
    assert "lieferschein suppliers test kontor" in added.stdout
    assert run("suppliers", "add", "phonak", "--sender", "b@phonak.example").returncode == 0
    listed = json.loads(run("suppliers", "list").stdout)
    assert {each["key"]: each["senders"] for each in listed} == {
        "phonak": ["lieferschein@phonak.example", "b@phonak.example"],
        "kontor": ["*@kontor.example"],
    }
    assert listed[1]["options"] == {"decimal": ",", "columns": {"quantity": "Menge"}}
    for wrong in (["phonak", "--name", "Other"], ["new"], ["new", "--name", "N", "--sender", "no address"]):
        refused = run("suppliers", "add", *wrong)
        assert refused.returncode == 2, wrong
        assert "Traceback" not in refused.stderr


def test_sample_files(run: Run, file: Path, tmp_path: Path) -> None:
    """test shows notes, columns and what is missing, from a document or a mail; 1 when one cannot be read."""
    (tmp_path / "a.csv").write_bytes(csv("LS-1"))
    (tmp_path / "b.eml").write_bytes(mail(("LS-2.xml", ubl("LS-2"))))
    (tmp_path / "c.xml").write_bytes(b"<broken")
    good = run("suppliers", "test", "phonak", "a.csv", "b.eml")
    assert good.returncode == 0, good.stderr
    for told in ("Artikelnummer", "LS-1", "LS-2", "quantity", "2 of 2", "Said nowhere:", "lines.gtin"):
        assert told in good.stdout, told
    bad = run("suppliers", "test", "phonak", "c.xml")
    assert bad.returncode == 1
    assert "Traceback" not in bad.stderr
    unknown = run("suppliers", "test", "nobody", "a.csv")
    assert (unknown.returncode, "there is phonak" in unknown.stderr) == (2, True)


def test_suggestions(run: Run, pymap_server: ImapServer, tmp_path: Path) -> None:
    """A sender with notes gets a record; one whose document names a known supplier, its address; others nothing."""
    suppliers = {"phonak": {"name": "Phonak", "senders": ["x@phonak.example"], "gln": ["4012345000009"]}}
    house = House(pymap_server, tmp_path, f"sqlite:///{tmp_path}/lieferschein.db", suppliers=suppliers)
    house.write_settings()
    house.put(
        mail(("a.xml", ubl("LS-1", customer="4711", vat_id="DE123456788")), sender="versand@edi.lumen.example"),
        mail(("b.csv", csv("LS-2")), sender="versand@edi.lumen.example"),
        mail(("c.edi", desadv("LS-3")), sender="neu@phonak.example"),
        mail(sender="werbung@shop.example"),
    )
    assert house.sync().counts["rejected"] == 4
    done = run("suppliers", "suggest")
    assert done.returncode == 0, done.stderr
    assert "[suppliers.lumen]" in done.stdout
    assert "suppliers add lumen --name Supplier --sender versand@edi.lumen.example --vat-id DE123456788" in " ".join(
        done.stdout.split()
    )
    assert "4711" in done.stdout
    assert "suppliers add phonak --sender neu@phonak.example" in done.stdout
    assert "[suppliers.shop]" not in done.stdout
    assert len(house.ids(ERROR)) == 4
    assert [each["key"] for each in json.loads(run("suppliers", "suggest", "--json").stdout)][:2] == ["lumen", "phonak"]
