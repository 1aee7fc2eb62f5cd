"""The answer mail beside a rejected one: once, replaced with its reason, gone with its mail, never read as a note."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import Any

import pytest

from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.kit.mails import mail

BROKEN = ubl("LS-1").replace(b">2<", b">zwei<")


@pytest.fixture
def house(house: House) -> House:
    house.mailbox["folders"] = {"note_in_error": True}
    return house


def answers(house: House, folder: str = ERROR) -> list[Any]:
    """The answers in a folder, parsed."""
    path = house.server.path(folder)
    if path not in house.server.folders():
        return []
    mails = [message_from_bytes(raw, policy=policy.default) for raw in house.server.raw(path).values()]
    return [each for each in mails if "lieferschein-answer." in each["Message-ID"]]


def back_to_inbox(house: House) -> None:
    """A person drags everything in Fehler back to Eingang."""
    for each in house.server.mails(house.server.path(ERROR)):
        house.server.move(house.server.path(ERROR), each.uid, house.server.path(INBOX))


def test_what_it_says(house: House) -> None:
    """What was wrong, where, and what to do, in the thread of the mail, from us to us."""
    house.extra["language"] = "de"
    house.put(mail(("LS-1.xml", BROKEN), subject="Lieferschein für Möller", message_id="<one@phonak.example>"))
    house.sync()
    [answer] = answers(house)
    assert answer["Subject"].endswith(": Lieferschein für Möller")
    assert answer["In-Reply-To"] == "<one@phonak.example>"
    assert answer["Auto-Submitted"] == "auto-generated"
    text = answer.get_content()
    assert "zwei" in text
    assert "LS-1.xml" in text
    assert house.server.path(INBOX) in text


def test_it_is_there_once(house: House) -> None:
    """However often the run is repeated, there is one answer to a mail; accepted mail has none."""
    house.put(mail(("LS-1.xml", BROKEN)), mail(("LS-2.xml", ubl("LS-2"))))
    house.sync()
    house.sync()
    report = house.sync(folder="error")
    assert report.counts["rejected"] == 1
    assert len(report.rows) == 1
    assert len(answers(house)) == 1
    assert len(house.ids(ERROR)) == 2
    assert len(house.ids(ARCHIVE)) == 1


def test_a_dry_run_writes_none(house: House) -> None:
    """A dry run appends nothing."""
    house.put(mail(("LS-1.xml", BROKEN)))
    house.sync(dry_run=True)
    assert house.ids(ERROR) == []


def test_it_goes_with_its_mail(house: House) -> None:
    """Retried and accepted: mail and answer both lie in Archiv. Rejected for another reason: it is replaced."""
    house.put(mail(("LS-1.xml", ubl("LS-1")), sender="new@phonak.example"))
    house.sync()
    [first] = answers(house)
    assert "new@phonak.example" in first.get_content()
    house.suppliers["phonak"]["senders"] = ["*@phonak.example"]
    house.suppliers["phonak"]["format"] = "csv"
    house.sync(folder="error")
    [second] = answers(house)
    assert second["Message-ID"] != first["Message-ID"]
    assert [each["Message-ID"] for each in answers(house, ARCHIVE)] == [first["Message-ID"]]
    house.suppliers["phonak"]["format"] = "auto"
    assert house.sync(folder="error").counts["imported"] == 1
    assert house.ids(ERROR) == []
    assert len(house.ids(ARCHIVE)) == 3


def test_met_in_the_inbox_it_is_archived(house: House) -> None:
    """A person drags mail and answer back to Eingang: the mail is tried again, the answer is never taken for a note."""
    house.put(mail(("LS-1.xml", BROKEN)))
    house.sync()
    back_to_inbox(house)
    report = house.sync()
    assert report.counts == {**dict.fromkeys(report.counts, 0), "rejected": 1, "ignored": 1}
    assert house.ids(INBOX) == []
    assert len(answers(house)) == 1
    assert len(answers(house, ARCHIVE)) == 1


def test_without_the_setting_there_is_none(house: House) -> None:
    """Nobody gets answers who did not ask for them."""
    house.mailbox["folders"] = {}
    house.put(mail(("LS-1.xml", BROKEN)))
    house.sync()
    assert len(house.ids(ERROR)) == 1
