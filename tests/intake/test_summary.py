"""A run in one line: the same figures in either language."""

from __future__ import annotations

import pytest

from lieferschein.intake.report import COUNTED
from lieferschein.intake.summary import summary_line

NONE = dict.fromkeys(COUNTED, 0)


@pytest.mark.parametrize(
    ("counts", "english", "german"),
    [
        (
            {"imported": 41, "duplicate": 2, "rejected": 3},
            "41 imported, 2 duplicates, 3 rejected, 0 left in Eingang",
            "41 importiert, 2 doppelt, 3 abgelehnt, 0 noch im Eingang",
        ),
        (
            {"duplicate": 1, "ignored": 1, "vanished": 2, "deferred": 4},
            "0 imported, 1 duplicate, 1 ignored, 0 rejected, 2 vanished, 4 deferred, 0 left in Eingang",
            "0 importiert, 1 doppelt, 1 ignoriert, 0 abgelehnt, 2 verschwunden, 4 zurückgestellt, 0 noch im Eingang",
        ),
    ],
)
def test_in_one_line(counts: dict[str, int], english: str, german: str) -> None:
    """Imported, duplicate, rejected and what is left are always told; the others when there are any."""
    assert summary_line(NONE | counts, 0, "inbox", dry_run=False, language="en") == english
    assert summary_line(NONE | counts, 0, "inbox", dry_run=False, language="de") == german


def test_what_is_left_in_fehler() -> None:
    """A run on rejected mail says what is left in Fehler; a dry run says that it was one."""
    line = summary_line(NONE, 5, "error", dry_run=True, language="en")
    assert line == "Dry run, nothing was changed: 0 imported, 0 duplicates, 0 rejected, 5 left in Fehler"
