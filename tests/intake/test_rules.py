"""Which notes of a mail count, for whom, and where they belong: formats.md and reliability.md on real mail."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from lieferschein.intake import MessageRow, Report
from tests.kit.documents import csv, desadv, ubl
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.kit.mails import SENDER, mail

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def only(report: Report) -> MessageRow:
    assert len(report.rows) == 1, report.rows
    return report.rows[0]


def code(row: MessageRow) -> str | None:
    return row.reason.code if row.reason else None


def test_configured_format_wins_over_other_renderings(house: House) -> None:
    """With a configured format the other renderings of the same delivery are skipped and named."""
    house.suppliers["phonak"]["format"] = "desadv"
    house.put(mail(("LS-1.edi", desadv("LS-1")), ("LS-1.csv", csv("LS-1", [("A-1", 7)])), ("LS-1.pdf", PDF)))
    row = only(house.sync())
    assert (row.outcome, [note.delivery_note_number for note in row.notes]) == ("imported", ["LS-1"])
    assert any("LS-1.csv" in name for name in row.skipped)


def test_only_another_format_is_wrong_format(house: House) -> None:
    """None in the configured format and another delivery note: `wrong_format`, with both names."""
    house.suppliers["phonak"]["format"] = "desadv"
    house.put(mail(("LS-1.xml", ubl("LS-1"))))
    row = only(house.sync())
    assert code(row) == "wrong_format"
    assert "ubl" in row.reason.sentence()
    assert "desadv" in row.reason.sentence()


def test_auto_takes_one_of_two_renderings(house: House) -> None:
    """Under auto two documents of one number and equal quantities are one note, and the structured one wins."""
    house.put(mail(("LS-1.csv", csv("LS-1")), ("LS-1.edi", desadv("LS-1"))))
    assert only(house.sync()).outcome == "imported"
    assert house.rows("SELECT source_format FROM delivery_notes") == [("desadv",)]


def test_auto_renderings_that_differ_are_a_conflict(house: House) -> None:
    """With different quantities they are a conflict that names both; nothing is imported."""
    house.put(mail(("LS-1.csv", csv("LS-1", [("A-1", 3)])), ("LS-1.edi", desadv("LS-1"))))
    row = only(house.sync())
    assert code(row) == "conflict"
    assert "LS-1.csv" in row.reason.sentence()
    assert "LS-1.edi" in row.reason.sentence()
    assert house.notes() == []


def test_several_notes_are_one_unit(house: House) -> None:
    """All notes of a message are imported, or none: a broken second one keeps the first out."""
    house.put(mail(("1.xml", ubl("LS-1")), ("2.xml", ubl("LS-2").replace(b">2<", b">zwei<"))))
    assert code(only(house.sync())) == "invalid"
    assert house.notes() == []
    house.put(mail(("1.xml", ubl("LS-1")), ("2.xml", ubl("LS-2"))))
    assert only(house.sync()).outcome == "imported"
    assert [number for number, _, _ in house.notes()] == ["LS-1", "LS-2"]


def test_the_pdf_is_kept_beside_the_note(house: House) -> None:
    """The clerk can open what the supplier printed."""
    house.put(mail(("LS-1.xml", ubl("LS-1")), ("LS-1.pdf", PDF)))
    house.sync()
    names = {name for (name,) in house.rows("SELECT name FROM message_documents")}
    assert names == {"LS-1.xml", "LS-1.pdf"}


def test_a_pdf_alone_is_no_note(house: House) -> None:
    """A PDF without an embedded note is a picture of it: never guessed at."""
    house.put(mail(("LS-1.pdf", PDF)))
    row = only(house.sync())
    assert code(row) == "no_delivery_note"
    assert "PDF" in row.reason.sentence()


def test_without_note_archive(house: House) -> None:
    """Greetings of such a supplier go to Archiv as `ignored`; a broken note still goes to Fehler."""
    house.suppliers["phonak"]["without_note"] = "archive"
    house.put(mail(subject="greetings"), mail(("LS-1.xml", ubl("LS-1")[:-40]), subject="broken"))
    outcomes = {row.subject: row.outcome for row in house.sync().rows}
    assert outcomes == {"greetings": "ignored", "broken": "rejected"}


def test_unknown_sender_leave(house: House) -> None:
    """With unknown_sender = "leave" such mail stays where it is, and fails nothing."""
    house.mailbox["unknown_sender"] = "leave"
    house.put(mail(("LS-1.xml", ubl("LS-1")), sender="a@elsewhere.example"))
    report = house.sync()
    assert (report.exit_status, only(report).outcome, report.left) == (0, "left", 1)
    assert len(house.ids(INBOX)) == 1


def test_shared_address_is_decided_by_gln(house: House) -> None:
    """A portal's address is shared by suppliers whose GLN in the document decides; without one it is ambiguous."""
    house.suppliers = {
        "a": {"name": "A", "senders": ["portal@edi.example"], "gln": "4012345000009"},
        "b": {"name": "B", "senders": ["portal@edi.example"], "gln": "4032109000007"},
    }
    house.put(
        mail(("1.xml", ubl("LS-1", gln="4032109000007")), sender="portal@edi.example", subject="with"),
        mail(("2.xml", ubl("LS-2")), sender="portal@edi.example", subject="without"),
    )
    rows = {row.subject: row for row in house.sync().rows}
    assert (rows["with"].outcome, rows["with"].supplier) == ("imported", "B")
    assert code(rows["without"]) == "ambiguous_sender"


def test_document_of_another_supplier(house: House) -> None:
    """A GLN that belongs to another configured supplier is `wrong_supplier`, with both names."""
    house.suppliers["lumen"]["gln"] = "4032109000007"
    house.put(mail(("1.xml", ubl("LS-1", gln="4032109000007"))))
    row = only(house.sync())
    assert code(row) == "wrong_supplier"
    assert "Phonak" in row.reason.sentence()
    assert "Lumen" in row.reason.sentence()


def test_a_trusted_forwarder_passes_mail_on(house: House) -> None:
    """The From of the attached mail counts when a configured colleague forwards it; else it does not."""
    outer = EmailMessage()
    outer["From"], outer["Subject"], outer["Message-ID"] = "einkauf@shop.example", "Fwd", "<fwd-1@shop.example>"
    outer.set_content("siehe Anhang\n")
    outer.add_attachment(mail(("1.xml", ubl("LS-1"))), maintype="application", subtype="octet-stream", filename="x.eml")
    house.put(outer.as_bytes())
    assert code(only(house.sync())) == "unknown_sender"
    house.mailbox["forwarders"] = ["einkauf@shop.example"]
    row = only(house.sync(folder="error"))
    assert (row.outcome, row.supplier) == ("imported", "Phonak")


@pytest.mark.parametrize(
    ("customer", "ship_to", "branch"),
    [
        ("4711", None, "Hamburg"),
        ("0004711", None, "Hamburg"),
        (None, "4098765000010", "Kiel"),
        (None, None, "Zentrale"),
    ],
)
def test_branch(house: House, customer: str | None, ship_to: str | None, branch: str) -> None:
    """Customer number, then ship-to GLN, then the mailbox decide the branch of a note."""
    house.suppliers["phonak"]["customer_numbers"] = {"4711": "Hamburg"}
    house.extra = {"branches": {"Kiel": {"gln": ["4098765000010"]}}}
    house.mailbox["branch"] = "Zentrale"
    house.put(mail(("1.xml", ubl("LS-1", customer=customer, ship_to=ship_to))))
    assert only(house.sync()).outcome == "imported"
    assert house.rows("SELECT branch FROM delivery_notes") == [(branch,)]


def test_unknown_customer_number_is_a_warning(house: House) -> None:
    """It is said in the report, and the note is imported."""
    house.suppliers["phonak"]["customer_numbers"] = {"4711": "Hamburg"}
    house.put(mail(("1.xml", ubl("LS-1", customer="9999"))))
    row = only(house.sync())
    assert row.outcome == "imported"
    assert any("9999" in warning for warning in row.warnings)


def test_replacement_and_cancellation_count_as_imported(house: House) -> None:
    """What a document does to earlier ones is decided by its function (BGM 1225)."""
    house.put(mail(("1.edi", desadv("LS-1"))))
    house.sync()
    house.put(mail(("1.edi", desadv("LS-1", [("A-1", 5)], function="5"))))
    assert only(house.sync()).outcome == "imported"
    assert house.notes() == [("LS-1", 1, "superseded"), ("LS-1", 2, "open")]
    house.put(mail(("1.edi", desadv("LS-1", [("A-1", 5)], function="1"))))
    assert only(house.sync()).outcome == "imported"
    assert house.notes() == [("LS-1", 1, "superseded"), ("LS-1", 2, "cancelled")]


def test_mail_from_another_client_flagged_deleted_is_not_ours(house: House) -> None:
    """Mail that anybody flagged \\Deleted is never listed, imported or moved."""
    house.put(mail(("1.xml", ubl("LS-1"))))
    folder = house.server.path(INBOX)
    house.server.flag(folder, house.server.mails(folder)[0].uid)
    assert house.sync().rows == []
    assert house.notes() == []
    assert [mail.flags for mail in house.server.mails(folder)] == [frozenset({"\\Deleted"})]


def test_nothing_is_marked(house: House) -> None:
    """Mail is unread as before, and bears no flag, in whichever folder it ends."""
    house.put(mail(("1.xml", ubl("LS-1"))), mail())
    house.sync()
    for folder in (ARCHIVE, ERROR):
        assert [mail.flags for mail in house.server.mails(house.server.path(folder))] == [frozenset()]
    assert SENDER in next(iter(house.server.raw(house.server.path(ARCHIVE)).values())).decode()


@pytest.mark.parametrize("signed", [True, False])
def test_dkim_checked_by_ourselves(house: House, monkeypatch: pytest.MonkeyPatch, signed: bool) -> None:
    """With verify_dkim a valid signature of the From domain proves the sender where the server adds no header."""
    import lieferschein.intake.reading as reading

    monkeypatch.setattr(reading, "dkim_domains", lambda raw: {"phonak.example"} if signed else set())
    house.suppliers["phonak"]["authentication"] = "dkim"
    house.mailbox["verify_dkim"] = True
    house.put(mail(("1.xml", ubl("LS-1"))))
    row = only(house.sync())
    assert (row.outcome, code(row)) == (("imported", None) if signed else ("rejected", "sender_not_authenticated"))
