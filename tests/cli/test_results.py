"""The report on the terminal, in the configured language."""

from __future__ import annotations

import pytest
from rich.console import Console

from lieferschein.cli.results import print_report
from lieferschein.intake import MessageRow, Report
from lieferschein.reasons import Reason


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("reason and what to do", "rejected", "1 rejected, 0 left in Eingang", "corrected note")),
        (
            "de",
            ("Grund und was zu tun ist", "abgelehnt", "1 abgelehnt, 0 noch im Eingang", "berichtigten Lieferschein"),
        ),
    ],
)
def test_in_either_language(language: str, told: tuple[str, ...]) -> None:
    """Headings, outcomes, reasons, what to do and the one line below."""
    reason = Reason("invalid", "The document has no delivery note number.")
    row = MessageRow("<1@x>", "a@x.example", "s", "Phonak", "rejected", reason, "FEHLER", ())
    console = Console(width=200)
    with console.capture() as printed:
        print_report(Report("default", language, rows=[row]), console)
    assert [each for each in told if each not in printed.get()] == []
