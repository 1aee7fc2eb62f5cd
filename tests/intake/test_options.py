"""What a run can be told, and what keeps it from taking place."""

from __future__ import annotations

import socket

import pytest

from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.kit.mails import mail


def test_dry_run_changes_nothing(house: House) -> None:
    """EXAMINE only: no folder, no ledger row, no move; and yet the report that a run would give."""
    house.put(mail(("1.xml", ubl("LS-1")), subject="a"), mail(("1.xml", ubl("LS-1")), subject="b"), mail(subject="c"))
    report = house.sync(dry_run=True)
    assert report.failure is None, report.failure
    assert {row.subject: row.outcome for row in report.rows} == {"a": "imported", "b": "duplicate", "c": "rejected"}
    assert len(house.ids(INBOX)) == 3
    assert house.server.path(ARCHIVE) not in house.server.folders()
    assert not (house.folder / "lieferschein.db").exists()
    assert {row.subject: row.outcome for row in house.sync().rows} == {row.subject: row.outcome for row in report.rows}


def test_limit_takes_the_oldest_and_defers_nothing(house: House) -> None:
    """A run that was told to take one and took one is Completed."""
    house.put(mail(("1.xml", ubl("LS-1"))), mail(("2.xml", ubl("LS-2"))))
    report = house.sync(limit=1)
    assert (report.ending, report.left) == ("Completed", 1)
    assert house.notes() == [("LS-1", 1, "open")]


def test_suppliers_by_key_or_name(house: House) -> None:
    """Only mail of the wanted suppliers is taken; the rest waits."""
    house.put(mail(("1.xml", ubl("LS-1"))), mail(("2.xml", ubl("LS-2")), sender="x@lumen.example"))
    assert [row.supplier for row in house.sync(suppliers=["Lumen"]).rows] == ["Lumen"]
    assert [row.supplier for row in house.sync(suppliers=["phonak"]).rows] == ["Phonak"]


def test_rejected_mail_once_more(house: House) -> None:
    """Once the supplier's record is mended, --folder error files what was rejected; the rest stays in Fehler."""
    house.put(mail(("1.xml", ubl("LS-1")), sender="new@phonak.example"), mail(subject="no note"))
    assert house.sync().counts["rejected"] == 2
    house.suppliers["phonak"]["senders"] = ["lieferschein@phonak.example", "new@phonak.example"]
    report = house.sync(folder="error", reasons=["unknown_sender"])
    assert [row.outcome for row in report.rows] == ["imported"]
    report = house.sync(folder="error")
    assert [row.outcome for row in report.rows] == ["rejected"]
    assert (len(house.ids(ARCHIVE)), len(house.ids(ERROR))) == (1, 1)


def test_accepting_conflicts(house: House) -> None:
    """--accept-conflicts turns a conflict in Fehler into a new revision."""
    house.put(mail(("1.xml", ubl("LS-1"))), mail(("1.xml", ubl("LS-1", [("A-1", 9)]))))
    assert house.sync().counts["rejected"] == 1
    report = house.sync(folder="error", accept_conflicts=True)
    assert [row.outcome for row in report.rows] == ["imported"]
    assert house.notes() == [("LS-1", 1, "superseded"), ("LS-1", 2, "open")]


@pytest.mark.parametrize(
    ("mailbox", "word"),
    [
        ({"branches": ["Kiel"]}, "Kiel"),
        ({"computers": ["elsewhere"]}, "elsewhere"),
        ({"start": "2999-01-01"}, "2999-01-01"),
    ],
)
def test_restrictions_skip_the_run(house: House, mailbox: dict[str, object], word: str) -> None:
    """Filiale, Rechner, Start: Completed, named Skipped, with the reason, exit 0; nothing is touched."""
    house.mailbox.update(mailbox)
    house.extra = {"branch": "Hamburg"}
    house.put(mail(("1.xml", ubl("LS-1"))))
    report = house.sync()
    assert (report.ending, report.exit_status) == ("Skipped", 0)
    assert word in report.summary
    assert len(house.ids(INBOX)) == 1


def test_allowed_branch_and_computer(house: House) -> None:
    """The restrictions let those through whom they name, in any case."""
    house.mailbox.update({"branches": ["hamburg"], "computers": [socket.gethostname().upper()], "start": "2020-01-01"})
    house.extra = {"branch": "Hamburg"}
    assert house.sync().ending == "Completed"


def test_another_run_holds_the_lease(house: House) -> None:
    """The second run ends as Skipped, exit 4, and says who holds the mailbox."""
    from lieferschein.intake.accounts import lease_key

    house.sync()
    house.put(mail(("1.xml", ubl("LS-1"))))
    with house.store() as store, store.lease(lease_key(house.settings.mailbox()), "the other run"):
        report = house.sync()
    assert (report.ending, report.exit_status) == ("Skipped", 4)
    assert "the other run" in report.summary
    assert len(house.ids(INBOX)) == 1


@pytest.mark.parametrize("limit", [0, 300])
def test_bulk_and_single_give_the_same(house: House, limit: int) -> None:
    """Above observe_each_up_to the same steps run on groups: same outcomes, same folders, same ledger."""
    house.extra = {"run": {"observe_each_up_to": limit}}
    house.put(
        mail(("1.xml", ubl("LS-1")), subject="a"),
        mail(("1.xml", ubl("LS-1")), subject="b"),
        mail(subject="c"),
        mail(("2.xml", ubl("LS-2")), subject="d"),
    )
    report = house.sync()
    assert [(row.subject, row.outcome, row.folder) for row in report.rows] == [
        ("a", "imported", house.server.path(ARCHIVE)),
        ("b", "duplicate", house.server.path(ARCHIVE)),
        ("c", "rejected", house.server.path(ERROR)),
        ("d", "imported", house.server.path(ARCHIVE)),
    ]
    assert house.rows("SELECT outcome, filed_to FROM messages ORDER BY id") == [
        ("imported", ARCHIVE), ("duplicate", ARCHIVE), ("rejected", ERROR), ("imported", ARCHIVE)
    ]  # fmt: skip
