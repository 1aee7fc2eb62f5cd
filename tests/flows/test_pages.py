"""The report's table links notes to the page that shows them."""

from __future__ import annotations

from lieferschein.intake import MessageRow, Report
from lieferschein.intake.report import NoteLine
from tasks.pages import table_of


def row(outcome: str) -> MessageRow:
    note = NoteLine("LS [1)/2", 1, 2, "new")
    return MessageRow("<1@x>", "a@x.example", "s", "Phonak", outcome, None, "Archiv", (note,))


def test_notes_lead_to_their_page() -> None:
    """What is in the store is a link, its number escaped; what is not, and every note without the setting, is text."""
    report = Report("default", rows=[row("imported"), row("rejected")], notes_url="http://here/note?number={number}")
    rejected, imported = (each["note"] for each in table_of(report, lambda _: None))
    assert imported == "[LS \\[1)/2](http://here/note?number=LS%20%5B1%29%2F2)"
    assert rejected == "LS \\[1)/2"
    assert table_of(Report("default", rows=[row("imported")]), lambda _: None)[0]["note"] == "LS \\[1)/2"


def test_a_table_of_many() -> None:
    """The UI shows a thousand rows: failures are never among those left out."""
    report = Report("default", rows=[*[row("imported")] * 1200, row("rejected")])
    shown = table_of(report, lambda _: None)
    assert len(shown) == 1000
    assert shown[0]["outcome"] == "rejected"
