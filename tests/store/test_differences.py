"""The sentence of a conflict: what differs, in words that goods receipt understands."""

from __future__ import annotations

from datetime import date

import pytest

from lieferschein.store.differences import conflict
from parsers.draft import Draft
from tests.store.build import draft


def changed(**line: object) -> Draft:
    made = draft(quantities=[2, 5])
    made.lines[1].update(line)
    return made


def with_serial(serial: str) -> Draft:
    made = draft(quantities=[2, 5])
    made.units = [{"line": 1, "serial_number": serial, "expiry_date": date(2027, 1, 1)}]
    return made


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (draft(quantities=[2, "6.0"]), "(differing lines: 1): line 2, article A-2: quantity 5 before, 6 now"),
        (draft(quantities=[3, 6]), "(differing lines: 2): line 1, article A-1: quantity 2 before, 3 now"),
        (draft(quantities=[2, 5, 1]), "line 3, article A-3, quantity 1, was not there before"),
        (draft(quantities=[2]), "line 2, article A-2, quantity 5, is missing now"),
        (changed(unit="NPR"), "line 2, article A-2: unit C62 before, NPR now"),
        (changed(supplier_article_number="B-9"), "line 2, article B-9: article number A-2 before, B-9 now"),
        (changed(order_number="77"), "line 2, article A-2: order nothing before, 77 now"),
        (with_serial("007"), "line 2, article A-2: serial numbers, batches, dates or packages are not the same"),
        (draft(quantities=[2, 5], document_type="return"), "another type of document: delivery before, return now"),
    ],
)
def test_what_differs(document: Draft, words: str) -> None:
    """The first line that differs is named with what it said and says."""
    assert words in conflict(None, draft(quantities=[2, 5]), document).sentence()


def test_lines_match_by_number_then_article() -> None:
    """Another order of lines is no difference; without line numbers the article tells which line is which."""
    held, document = draft(quantities=[2, 5]), draft(quantities=[2, 6])
    document.lines.reverse()
    assert "line 2, article A-2: quantity 5 before, 6 now" in conflict(None, held, document).sentence()
    for line in document.lines:
        del line["line_number"]
    assert "article A-2: quantity 5 before, 6 now" in conflict(None, held, document).sentence()
