"""The main job on a real mailbox: every mail ends in one folder, every note in the store, and the report says why."""

from __future__ import annotations

from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.kit.mails import mail


def test_a_note_is_imported_and_its_mail_archived(house: House) -> None:
    """fetch → parse → import → move: the plain case."""
    house.put(mail(("LS-1.xml", ubl("LS-1"))))
    report = house.sync()
    assert report.ending == "Completed"
    assert report.counts["imported"] == 1
    assert house.notes() == [("LS-1", 1, "open")]
    assert house.ids(INBOX) == []
    assert len(house.ids(ARCHIVE)) == 1


def test_a_second_run_changes_nothing(house: House) -> None:
    """What is done stays done."""
    house.put(mail(("LS-1.xml", ubl("LS-1"))), mail(("x.xml", b"<broken")))
    first = house.sync()
    assert first.exit_status == 3
    before = house.rows("SELECT * FROM messages ORDER BY id")
    second = house.sync()
    assert second.exit_status == 0
    assert second.rows == []
    assert house.rows("SELECT * FROM messages ORDER BY id") == before


def test_outcomes_and_folders(house: House) -> None:
    """Duplicates and imports go to Archiv, rejections to Fehler, each with code and sentence."""
    house.put(
        mail(("LS-1.xml", ubl("LS-1")), subject="first"),
        mail(("LS-1.xml", ubl("LS-1")), subject="again"),
        mail(("LS-1.xml", ubl("LS-1", [("A-1", 9)])), subject="other content"),
        mail(("LS-2.xml", ubl("LS-2")), sender="somebody@elsewhere.example", subject="stranger"),
        mail(subject="no note"),
        mail(("LS-3.xml", ubl("LS-3").replace(b">2<", b">zwei<")), subject="quantity"),
    )
    report = house.sync()
    by_subject = {row.subject: row for row in report.rows}
    assert {subject: (row.outcome, row.reason.code if row.reason else None) for subject, row in by_subject.items()} == {
        "first": ("imported", None),
        "again": ("duplicate", None),
        "other content": ("rejected", "conflict"),
        "stranger": ("rejected", "unknown_sender"),
        "no note": ("rejected", "no_delivery_note"),
        "quantity": ("rejected", "invalid"),
    }
    assert len(house.ids(ARCHIVE)) == 2
    assert len(house.ids(ERROR)) == 4
    assert house.notes() == [("LS-1", 1, "open")]
    assert all(row.reason.sentence("en") for row in report.rows if row.reason)
